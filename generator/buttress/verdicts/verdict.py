"""Verdicts: what the evidence says of a constraint, and how the build takes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from buttress.estimation import Needed
    from buttress.graph import BoundConstraint
    from buttress.records import Waiver
    from buttress.verdicts.assessment import Assessment
    from buttress.verdicts.assessor import Assessor

State = Literal["holds", "violated", "undecided", "missing", "stale", "invalid", "waived"]
Effect = Literal["error", "warning", "info", "none"]

STATES: tuple[State, ...] = ("violated", "missing", "invalid", "undecided", "stale", "waived", "holds")
"""Every state, the most urgent first."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one constraint on one option, or on the deployment that is in operation.

    Attributes:
        bound: The constraint, with its decision and the option judged.
        state: What is true of it.
        reason: Why, in one sentence for a reader.
        assessment: The evidence; None where there is nothing to look at.
        limits: The limit, or both ends of ``between``, as numbers in the assessment's unit.
        margin: Distance from the nearer bound of the estimate to the limit, in the assessment's unit; positive while
            the constraint holds, None where there is no estimate.
        needed: How much more evidence would decide it, for an undecided one.
        waiver: The waiver in force, if any.
        waived_state: What the state would be without the waiver.
        gating: Whether it can fail the build: its decision is accepted and states it of this very option, or a system
            states it.
    """

    bound: BoundConstraint
    state: State
    reason: str
    assessment: Assessment | None = None
    limits: tuple[float, ...] = ()
    margin: float | None = None
    needed: Needed | None = None
    waiver: Waiver | None = None
    waived_state: State | None = None
    gating: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """Something due: a review, an assumption, an expired waiver, a choice that another option now beats.

    Attributes:
        decision: Id of the decision.
        kind: What is due.
        text: What a reader must know.
        field: Where in the record it is written.
        due: Since when, where there is a day.
    """

    decision: str
    kind: Literal["review", "assumption", "waiver", "regret"]
    text: str
    field: tuple[str | int, ...] = ()
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything that was judged.

    Attributes:
        assessor: Who answered; later stages ask it, too.
        verdicts: Decision to the verdicts of its constraints on the option that each applies to.
        options: (decision, option) to the verdicts of the decision's constraints on that option.
        notices: What is due.
        systems: System to the verdicts of its own constraints on the deployment that is in operation.
    """

    assessor: Assessor
    verdicts: Mapping[str, tuple[Verdict, ...]] = field(default_factory=dict)
    options: Mapping[tuple[str, str], tuple[Verdict, ...]] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    systems: Mapping[str, tuple[Verdict, ...]] = field(default_factory=dict)

    @property
    def as_of(self) -> date:
        """The day that counted as today."""
        return self.assessor.as_of

    def all_verdicts(self) -> tuple[Verdict, ...]:
        """Every verdict on chosen options, by decision, then every one on what is in operation, by system."""
        stated = (*self.verdicts.values(), *self.systems.values())
        return tuple(verdict for verdicts in stated for verdict in verdicts)

    def holding_options(self, decision: str) -> tuple[str, ...]:
        """The options of a decision that meet all its ``must`` constraints."""
        return tuple(
            option
            for (owner, option), verdicts in self.options.items()
            if owner == decision and meets_all(verdicts)
        )


def meets_all(verdicts: tuple[Verdict, ...]) -> bool:
    """Says whether every ``must`` constraint holds; False when there is none."""
    musts = [verdict for verdict in verdicts if verdict.bound.constraint.severity == "must"]
    return bool(musts) and all((verdict.waived_state or verdict.state) == "holds" for verdict in musts)
