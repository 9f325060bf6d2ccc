"""The ends of constraints: which limit a bound is held against, and how far it is from it."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from buttress.tradeoff.comparison import speaks_of_figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.tradeoff.comparison import Row
    from buttress.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class End:
    """One limit of a constraint, with the bound that is held against it.

    Attributes:
        limit: The limit, in the unit that the constraint is judged in.
        bound: The bound of the estimate on that side, likewise.
        upper: Whether the limit is one that must not be exceeded.
        strict: Whether the limit itself is beyond what is asked for (``<`` and ``>``).
    """

    limit: float
    bound: float
    upper: bool
    strict: bool = False

    @property
    def margin(self) -> float:
        """From the bound to the limit: negative where the bound lies beyond it."""
        return self.limit - self.bound if self.upper else self.bound - self.limit

    @property
    def missed(self) -> bool:
        """Whether the bound lies beyond the limit, or on one that is strict."""
        return self.margin < 0 or (self.strict and not self.margin)

    def meets(self, limit: float) -> bool:
        """Says whether the bound would meet another limit in this one's place, or one just beyond where it is strict."""
        return self.bound <= limit if self.upper else self.bound >= limit


def ends_of(verdict: Verdict) -> tuple[End, ...]:
    """Gives the ends of a constraint, the lower first; none where nothing is estimated, or one exact value is asked."""
    estimate = verdict.assessment.estimate if verdict.assessment else None
    if estimate is None or not verdict.limits or verdict.bound.constraint.require.operator == "=":
        return ()
    return tuple(_ends(verdict, estimate.lower, estimate.upper))


def ends_for_value(row: Row, place: int, value: float) -> Iterator[tuple[Verdict, End]]:
    """Gives the ends of the ``must`` constraints on a cell, with a value where bounds are; one exact value is two ends.

    What is asked of the worst group or against another option are other numbers, of which the value says nothing.
    """
    quality = row.cells[place].quality
    for at, verdict in musts_of(row):
        told = verdict.assessment is not None and verdict.assessment.unit == quality.unit and verdict.limits
        if at == place and told and speaks_of_figure(verdict.bound.constraint, quality):
            yield from ((verdict, end) for end in _ends(verdict, value, value))


def _ends(verdict: Verdict, lower: float, upper: float) -> Iterator[End]:
    operator = verdict.bound.constraint.require.operator
    strict = operator in ("<", ">")
    if operator in (">=", ">", "between", "="):
        yield End(verdict.limits[0], lower, upper=False, strict=strict)
    if operator in ("<=", "<", "between", "="):
        yield End(verdict.limits[-1], upper, upper=True, strict=strict)


def proved_ends(verdict: Verdict) -> tuple[End, ...]:
    """Gives the ends of a constraint whose bounds may decide: fresh, without doubt, silent on nothing, and finite."""
    assessment = verdict.assessment
    if assessment is None or assessment.state != "fresh" or assessment.doubt or assessment.silence:
        return ()
    found = ends_of(verdict)
    return found if all(isfinite(end.bound) for end in found) else ()


def musts_of(row: Row) -> Iterator[tuple[int, Verdict]]:
    """Gives the verdicts of the ``must`` constraints on numbers of an option, each with the place of its column."""
    for place, cell in enumerate(row.cells):
        for verdict in cell.verdicts if not cell.quality.levels else ():
            if verdict.bound.constraint.severity == "must":
                yield place, verdict
