"""What the marks of options can say in a figure: how they stand to the musts, and which one the decision names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from buttress.pages.escaping import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable

PointState = Literal["feasible", "infeasible", "unknown"]
STATE_WORDS: dict[PointState, str] = {
    "feasible": "meets every must",
    "infeasible": "misses a must",
    "unknown": "not decided yet",
}
NOT_JUDGED = "not judged"
ANSWERS = ("chosen", "proposed")


class Marked(Protocol):
    """An option in a figure."""

    @property
    def state(self) -> PointState:
        """Whether it meets every must."""

    @property
    def chosen(self) -> bool:
        """Whether it is the one that the decision names."""

    @property
    def dominated_by(self) -> str:
        """The options that beat it, in words."""


@dataclass(frozen=True, slots=True)
class Marking:
    """What the marks of options can say, which is for their decision to tell.

    Attributes:
        musts: Whether options were held against its musts: those of a decision that is not in force are not, and where
            nothing has to be met there is nothing to tell.
        answer: What the option is that it names: only proposed where the decision was rejected.
    """

    musts: Literal["judged", "not judged", "none"] = "judged"
    answer: Literal["chosen", "proposed"] = "chosen"

    def explained(self, options: Iterable[Marked]) -> set[str]:
        """Gives which marks a legend explains: that of the option named, and how these options stand to the musts."""
        shown = tuple(options)
        answers: set[str] = {self.answer} if any(one.chosen for one in shown) else set()
        states: dict[str, set[str]] = {
            "judged": {one.state for one in shown},
            "not judged": {NOT_JUDGED},
            "none": set(),
        }
        return answers | states[self.musts]

    def head(self) -> str:
        """Gives the head of the column on musts; empty where there are none."""
        return "" if self.musts == "none" else '<th scope="col">Musts</th>'

    def cell(self, one: Marked) -> str:
        """Gives how an option stands to the musts, and what dominates it, as a cell; empty where there are none."""
        if self.musts == "none":
            return ""
        dominated = f"; dominated by {escaped(one.dominated_by)}" if one.dominated_by else ""
        return f"<td>{STATE_WORDS[one.state] if self.musts == 'judged' else NOT_JUDGED}{dominated}</td>"

    def note(self, one: Marked) -> str:
        """Gives what stands behind an option's name: whether the decision names it."""
        return f" ({self.answer})" if one.chosen else ""


JUDGED = Marking()
"""The marks of a decision that is in force."""
