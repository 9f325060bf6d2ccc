"""An argument in the Goal Structuring Notation: numbered elements, how they hang together, and what it comes to.

The words and shapes are those of the GSN Community Standard, version 3 (2021), with its dialectic extension: a claim
may be challenged by a counter-claim, and defeated by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.verdicts import Verdict

Kind = Literal[
    "goal",
    "strategy",
    "solution",
    "context",
    "assumption",
    "justification",
    "counter-goal",
    "counter-solution",
]
Mark = Literal["", "defeated", "undeveloped"]
Standing = Literal["supported", "open", "undeveloped", "defeated", "accepted"]
Topic = Literal["", "constraint", "run", "system", "rationale", "assumptions", "risks", "waivers"]

PREFIXES: Mapping[Kind, str] = {
    "goal": "G",
    "strategy": "S",
    "solution": "Sn",
    "context": "C",
    "assumption": "A",
    "justification": "J",
    "counter-goal": "CG",
    "counter-solution": "CSn",
}
"""What the ids of each kind begin with."""

MARKS: tuple[Mark, ...] = ("", "defeated", "undeveloped")
"""What may be marked at an element: a cross over it, or a diamond below it."""

STANDINGS: tuple[Standing, ...] = ("defeated", "undeveloped", "open", "accepted", "supported")
"""How a claim may stand, the most urgent first."""


@dataclass(frozen=True, slots=True)
class About:
    """What of the records an element speaks of.

    Attributes:
        topic: A constraint, a run, the system, or a part of the decision; empty for nothing of its own.
        name: Id of the constraint, run or system.
    """

    topic: Topic = ""
    name: str = ""


NOTHING = About()


@dataclass(frozen=True, slots=True)
class Element:
    """One element of an argument.

    Attributes:
        id: Its prefix and number: ``G2``.
        kind: What it is.
        text: What it says, in our words; what stands in backticks is code.
        written: What it says in the words of the record, as Markdown; empty where there are none.
        about: What it speaks of.
        supported_by: Ids of what supports it.
        in_context_of: Ids of the contexts, assumptions and justifications that it is to be read with.
        challenged_by: Ids of the counter-claims that speak against it.
        mark: Whether it is defeated, or undeveloped.
        standing: How a claim stands; None for all but goals.
        needed: What would develop it, as a sentence; empty where it needs nothing.
        due: Whether somebody was to look at it by now.
        verdict: The verdict behind a claim.
    """

    id: str
    kind: Kind
    text: str
    written: str = ""
    about: About = NOTHING
    supported_by: tuple[str, ...] = ()
    in_context_of: tuple[str, ...] = ()
    challenged_by: tuple[str, ...] = ()
    mark: Mark = ""
    standing: Standing | None = None
    needed: str = ""
    due: bool = False
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What an argument comes to.

    Attributes:
        standing: Supported, accepted, open or defeated, by the claims that must hold, or should where none must.
        text: The same in a few sentences, with what the build makes of it.
    """

    standing: Standing
    text: str


@dataclass(frozen=True, slots=True)
class Argument:
    """The argument for one decision, or for what a system itself states.

    Attributes:
        kind: Whose argument it is.
        owner: Id of the decision or system.
        title: Its title.
        conclusion: What the argument comes to.
        elements: Every element once: first the claim at the top, each other one behind one that leads to it.
        remarks: What a reader should know besides, in sentences.
    """

    kind: Literal["decision", "system"]
    owner: str
    title: str
    conclusion: Conclusion
    elements: tuple[Element, ...]
    remarks: tuple[str, ...] = ()

    @property
    def top(self) -> Element:
        """The claim that everything else argues for."""
        return self.elements[0]

    def by_id(self) -> dict[str, Element]:
        """Every element by its id."""
        return {element.id: element for element in self.elements}
