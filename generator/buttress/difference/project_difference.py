"""What changes between two judged states of a project: plain facts, typed, without wording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

from buttress.verdicts import effect_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from buttress.records import Constraint, Kind, Quality, Waiver
    from buttress.verdicts import Notice, Verdict

Way = Literal["added", "removed", "renamed", "changed"]
"""How a record differs; a renamed one may have changed as well."""
LimitWay = Literal["loosened", "tightened", "moved"]
"""Whether a limit lets more through, less, or something else."""
Turn = Literal["breaks", "worsens", "waived", "improves", "appears", "vanishes", "same"]
"""What becomes of a verdict.

``breaks``: it fails the build, and did not before. ``worsens``: a more urgent state, short of that. ``waived``: somebody
now answers for missing it. ``improves``: a less urgent state. ``appears``, ``vanishes``: it is judged on one side only,
and fails nothing. ``same``: the state is what it was.
"""
Moved = Literal["", "within", "beyond", "bare"]
"""Whether the numbers moved, and if so whether the bounds before and after still have a value in common; ``bare`` where
one side has no bounds to tell."""

_WEIGHTS = {"none": 0, "info": 1, "warning": 2, "error": 3}
_Side = TypeVar("_Side")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a record, or of a constraint, that says something else.

    Attributes:
        name: Its name, such as ``status``, or ``options.small`` for a part of it.
        before: What it said; empty for nothing, and for prose.
        after: What it says; empty for nothing, and for prose.
    """

    name: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class LimitMove:
    """How a limit moved.

    Attributes:
        way: Whether it lets more through.
        by: How far, signed, in the unit that the constraint is judged in; None where that is no number.
        share: The same over the limit before; None where that is 0, or no number.
    """

    way: LimitWay
    by: float | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True)
class ConstraintChange:
    """A constraint that was added, removed, or says something else.

    Attributes:
        way: Which of these.
        before: As it was; None for an added one.
        after: As it is; None for a removed one.
        quality: The quality that it limits.
        limit: How its limit moved; None where it did not.
        terms: What else it says otherwise: severity, confidence, selectors and the like.
        eases: Whether it asks for less than before, by its limit or by another term, or is gone.
    """

    way: Literal["added", "removed", "changed"]
    before: Constraint | None
    after: Constraint | None
    quality: Quality
    limit: LimitMove | None = None
    terms: tuple[FieldChange, ...] = ()
    eases: bool = False

    @property
    def constraint(self) -> Constraint:
        """The constraint as it is, or as it was where it is gone."""
        return _either(self.after, self.before)


@dataclass(frozen=True, slots=True)
class WaiverChange:
    """A waiver that was added, removed, or says something else; ``expired``: its last day was moved into the past."""

    way: Literal["added", "removed", "changed", "expired"]
    before: Waiver | None
    after: Waiver | None

    @property
    def waiver(self) -> Waiver:
        """The waiver as it is, or as it was where it is gone."""
        return _either(self.after, self.before)


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A constraint whose verdict is another one, or rests on other numbers.

    Attributes:
        quality: The quality that it limits.
        before: The verdict before; None where it was not judged.
        after: The verdict now; None where it is not judged.
        turn: What becomes of it.
        moved: Whether the numbers moved.
    """

    quality: Quality
    before: Verdict | None
    after: Verdict | None
    turn: Turn
    moved: Moved = ""

    @property
    def constraint(self) -> Constraint:
        """The constraint as it is, or as it was where it is gone."""
        return _either(self.after, self.before).bound.constraint

    @property
    def hits_harder(self) -> bool:
        """Whether it does more to a strict build than before."""
        return _weight(self.after) > _weight(self.before)


@dataclass(frozen=True, slots=True)
class StatedChange:
    """All that changed about one constraint: what it says, its verdict, or both."""

    constraint: Constraint
    quality: Quality
    change: ConstraintChange | None
    verdict: VerdictChange | None


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record that differs, or whose verdicts do.

    Attributes:
        kind: Its kind.
        id: Its id; the former one where it is gone.
        title: Its title, as it is.
        way: How it differs.
        was: Its former id, where it was renamed.
        fields: What it says otherwise, constraints and waivers left out.
        constraints: Of decisions and systems: what changed in what they state.
        waivers: Of decisions: what changed in who answers for what.
        verdicts: Of decisions and systems: verdicts that changed, or that rest on other numbers.
        notices: Of decisions: what is due now, and was not before.
        gates: Whether it can fail the build: an accepted decision, or a system.
    """

    kind: Kind
    id: str
    title: str
    way: Way
    was: str = ""
    fields: tuple[FieldChange, ...] = ()
    constraints: tuple[ConstraintChange, ...] = ()
    waivers: tuple[WaiverChange, ...] = ()
    verdicts: tuple[VerdictChange, ...] = ()
    notices: tuple[Notice, ...] = ()
    gates: bool = False

    @property
    def stated(self) -> tuple[StatedChange, ...]:
        """The constraints about which something changed: by their verdicts, the gravest first, then the others."""
        changes = {one.constraint.id: one for one in self.constraints}
        judged = {one.constraint.id for one in self.verdicts}
        return (
            *(
                StatedChange(one.constraint, one.quality, changes.get(one.constraint.id), one)
                for one in self.verdicts
            ),
            *(
                StatedChange(one.constraint, one.quality, one, None)
                for name, one in changes.items()
                if name not in judged
            ),
        )

    def field(self, name: str) -> FieldChange | None:
        """The change of a field, or None."""
        return next((one for one in self.fields if one.name == name), None)


@dataclass(frozen=True, slots=True)
class ProjectDifference:
    """What changes against a base; both sides were judged as of one day.

    Attributes:
        base: What it is held against, for readers.
        as_of: The day that counted as today.
        changes: The records that differ: decisions, systems, then the others, each kind by id.
        left_out: How many files of the base were not read, being links.
    """

    base: str
    as_of: date
    changes: tuple[RecordChange, ...] = ()
    left_out: int = 0

    def of_kind(self, *kinds: Kind) -> tuple[RecordChange, ...]:
        """The changes of some kinds of records."""
        return tuple(one for one in self.changes if one.kind in kinds)

    def change_of(self, kind: Kind, record: str) -> RecordChange | None:
        """The change of one record, or None."""
        return next((one for one in self.changes if (one.kind, one.id) == (kind, record)), None)

    def verdicts(self, *turns: Turn) -> Iterator[tuple[RecordChange, VerdictChange]]:
        """Gives verdicts that took some turns, each with the record that states its constraint."""
        for change in self.changes:
            for verdict in change.verdicts:
                if verdict.turn in turns:
                    yield change, verdict

    def is_worse(self, *, strict: bool = False) -> bool:
        """Says whether something now fails the build that did not before.

        Args:
            strict: Count whatever would fail a strict build.
        """
        if strict:
            return any(change.gates and change.notices for change in self.changes) or any(
                verdict.hits_harder for change in self.changes for verdict in change.verdicts
            )
        return any(True for _ in self.verdicts("breaks"))


def fails_build(verdict: Verdict | None) -> bool:
    """Says whether a verdict fails a build that is not strict."""
    return verdict is not None and effect_of(verdict) == "error"


def _either(after: _Side | None, before: _Side | None) -> _Side:
    found = before if after is None else after
    if found is None:
        raise ValueError("a change has a side before or after")
    return found


def _weight(verdict: Verdict | None) -> int:
    return _WEIGHTS[effect_of(verdict)] if verdict else 0
