"""What a reviewer should look at, the gravest first: what broke, what was made easier to pass, what was chosen anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from buttress.difference.words import tell_constraint, tell_numbers, tell_states, tell_waiver
from buttress.explanation import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.difference.project_difference import ProjectDifference, RecordChange, VerdictChange
    from buttress.records import Constraint, Quality

Matter = Literal["breaks", "eased", "waived", "ungated", "worsens", "chosen", "due", "moved"]
MATTERS: tuple[Matter, ...] = (
    "breaks",
    "eased",
    "waived",
    "ungated",
    "worsens",
    "chosen",
    "due",
    "moved",
)
"""Every sort of concern, the gravest first."""
MATTER_WORDS: dict[Matter, str] = {
    "breaks": "Newly failing",
    "eased": "Easier to pass",
    "waived": "Waived",
    "ungated": "No longer gates",
    "worsens": "Less certain",
    "chosen": "Chosen anew",
    "due": "Due",
    "moved": "Numbers moved",
}
"""Every sort of concern in a word or two."""


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that a reviewer should look at.

    Attributes:
        matter: Of what sort it is.
        record: The record that it is about.
        told: What there is to see, as a clause.
        constraint: The constraint that it is about, None where it is about the record as a whole.
        quality: The quality of that constraint.
    """

    matter: Matter
    record: RecordChange
    told: str
    constraint: Constraint | None = None
    quality: Quality | None = None


def list_concerns(difference: ProjectDifference) -> tuple[Concern, ...]:
    """Gives what a reviewer should look at, the gravest first; nothing where a change needs no second look."""
    found = [concern for change in difference.changes for concern in _concerns(change)]
    return tuple(sorted(found, key=lambda one: MATTERS.index(one.matter)))


def _concerns(change: RecordChange) -> Iterator[Concern]:
    yield from _of_verdicts(change)
    if change.way != "added":
        yield from _of_terms(change)
    for notice in change.notices:
        yield Concern("due", change, notice.text)
    chosen, status = change.field("chosen"), change.field("status")
    if chosen is not None:
        yield Concern("chosen", change, f"{chosen.before or 'nothing'} → {chosen.after or 'nothing'}")
    if status is not None and status.before == "accepted":
        yield Concern("ungated", change, f"accepted → {status.after}: its constraints gate no more")
    if change.kind in ("decision", "system") and change.way == "removed" and change.constraints:
        yield Concern("ungated", change, "removed, with all that it states")


def _of_terms(change: RecordChange) -> Iterator[Concern]:
    """What is asked for less than before; what a removed record stated is told at once."""
    if change.way == "removed":
        return
    for one in change.constraints:
        if one.eases:
            yield Concern("eased", change, listed(tell_constraint(one)), one.constraint, one.quality)
    stated = {one.constraint.id for one in change.verdicts if one.turn == "waived"}
    for waiver in change.waivers:
        if waiver.way in ("added", "changed") and waiver.waiver.constraint not in stated:
            yield Concern("waived", change, f"{waiver.waiver.constraint}: {tell_waiver(waiver)}")


def _of_verdicts(change: RecordChange) -> Iterator[Concern]:
    for one in change.verdicts:
        if one.turn == "breaks":
            yield Concern("breaks", change, _tell(one), one.constraint, one.quality)
        elif one.turn == "waived":
            waiver = one.after.waiver if one.after else None
            by = f", {waiver.by} answers for it until {waiver.until:%Y-%m-%d}" if waiver else ""
            yield Concern("waived", change, f"{tell_states(one)}{by}", one.constraint, one.quality)
        elif one.turn == "worsens":
            yield Concern("worsens", change, _tell(one), one.constraint, one.quality)
        elif one.turn == "same" and one.moved == "beyond":
            yield Concern("moved", change, tell_numbers(one), one.constraint, one.quality)


def _tell(change: VerdictChange) -> str:
    numbers = tell_numbers(change)
    return f"{tell_states(change)}: {numbers}" if numbers else tell_states(change)
