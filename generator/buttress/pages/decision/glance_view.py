"""A decision at a glance: the constraint that its readers should look at first, and how much is only declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import say, spare_of, tell_spare
from buttress.verdicts import STATES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.pages.decision.constraint_view import ConstraintView
    from buttress.pages.wording import Term
    from buttress.records import Quality
    from buttress.verdicts import State, Verdict

_LABELS: dict[State, str] = {
    "holds": say("Closest to its limit"),
    "waived": say("Waived"),
    "stale": say("Stale evidence"),
    "undecided": say("Not settled yet"),
    "invalid": say("Unusable evidence"),
    "missing": say("Not measured"),
    "violated": say("Farthest beyond its limit"),
}

MOST_MARKS = 30
"""So many constraints get a mark of their own; the words tell the number of all."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One constraint as a mark.

    Attributes:
        term: Its verdict.
        text: Which constraint it is, for those who rest the pointer on it.
    """

    term: Term
    text: str


@dataclass(frozen=True, slots=True)
class GlanceView:
    """What a banner says beside the verdict.

    Attributes:
        label: Why this constraint is shown.
        constraint: The most urgent constraint, and of those the one with the least to spare.
        spare: What it has to spare, with the share by which it is the closest; empty where it does not hold.
        conditional: How many verdicts take something as declared, in words; empty where none does.
        marks: A mark for each constraint; empty for a single one, and where there are too many.
    """

    label: str
    constraint: ConstraintView
    spare: str
    conditional: str
    marks: tuple[Mark, ...]


def view_glance(
    verdicts: Sequence[Verdict], constraints: Sequence[ConstraintView], qualities: Mapping[str, Quality]
) -> GlanceView | None:
    """Gives what to look at first; None where nothing was judged.

    Args:
        verdicts: The verdicts of the decision.
        constraints: The same as their readers see them, in the same order.
        qualities: All qualities by id.
    """
    if not verdicts:
        return None
    urgent, shown = min(
        zip(verdicts, constraints, strict=True),
        key=lambda pair: (
            STATES.index(pair[0].state),
            spare_of(pair[0], qualities[pair[0].bound.constraint.quality]).share,
        ),
    )
    conditional = sum(bool(one.conditions) for one in constraints)
    return GlanceView(
        _LABELS[urgent.state],
        shown,
        tell_spare(urgent, qualities[urgent.bound.constraint.quality]) if urgent.state == "holds" else "",
        say(
            "{conditional} of {constraints} conditional on declared inputs",
            conditional=conditional,
            constraints=len(constraints),
        )
        if conditional
        else "",
        tuple(
            Mark(
                one.term,
                f"{' '.join([one.quality.text, one.claim, *one.selectors])}: {one.term.word.lower()}",
            )
            for one in constraints
        )
        if 1 < len(constraints) <= MOST_MARKS
        else (),
    )
