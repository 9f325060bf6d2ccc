"""The ends of constraints: which limit a bound is held against, and how far it is from it."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.estimation import Estimate
    from buttress.tradeoff.comparison import Row
    from buttress.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class End:
    """One limit of a constraint, with the bound that is held against it.

    Attributes:
        limit: The limit, in the unit that the constraint is judged in.
        bound: The bound of the estimate on that side, likewise.
        upper: Whether the limit is one that must not be exceeded.
    """

    limit: float
    bound: float
    upper: bool

    @property
    def margin(self) -> float:
        """From the bound to the limit: negative where the bound lies beyond it."""
        return self.limit - self.bound if self.upper else self.bound - self.limit

    def meets(self, limit: float) -> bool:
        """Says whether the bound would meet another limit in this one's place."""
        return self.bound <= limit if self.upper else self.bound >= limit


def ends_of(verdict: Verdict) -> tuple[End, ...]:
    """Gives the ends of a constraint, the lower first; none where nothing is estimated, or one exact value is asked."""
    estimate = verdict.assessment.estimate if verdict.assessment else None
    return () if estimate is None or not verdict.limits else tuple(_ends(verdict, estimate))


def _ends(verdict: Verdict, estimate: Estimate) -> Iterator[End]:
    operator = verdict.bound.constraint.require.operator
    if operator in (">=", ">", "between"):
        yield End(verdict.limits[0], estimate.lower, upper=False)
    if operator in ("<=", "<", "between"):
        yield End(verdict.limits[-1], estimate.upper, upper=True)


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
