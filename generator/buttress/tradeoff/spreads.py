"""How far the worth of a cell may lie from its centre, as deviations to be drawn or as limits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from statistics import NormalDist
from typing import TYPE_CHECKING

from buttress.tradeoff.worths import number_in, weigh

if TYPE_CHECKING:
    from buttress.tradeoff.comparison import Cell
    from buttress.tradeoff.worths import Scale

_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Spread:
    """How the worth of a cell is drawn: from its centre some way down or up, and then kept within 0 and 1.

    A measured one lies on either side of its value with the same chance, each side half of a normal distribution that the
    bound on that side cuts off at its own confidence. So each bound errs as often as it says, which the two-piece normal
    with a density without a step does not keep (Wallis 2014: there the wider side has the larger chance).

    Attributes:
        centre: Where it is drawn from, on the straight line of its value function.
        below: Standard deviation downwards; 0 for one of known limits.
        above: Standard deviation upwards; for one of known limits, their distance.
        even: Whether only its limits are known (nothing is measured, or what it takes as declared is a range): each
            worth between them is then drawn as often as any other.
        processes: Whether it was measured by processes and not by examples: with which others it is lucky.
    """

    centre: float
    below: float
    above: float
    even: bool = False
    processes: bool = False

    @property
    def at_worst(self) -> Spread:
        """The same, at its worse limit where only limits are known."""
        return Spread(self.centre, 0.0, 0.0) if self.even else self

    @property
    def at_best(self) -> Spread:
        """The same, at its better limit where only limits are known."""
        return Spread(self.centre + self.above, 0.0, 0.0) if self.even else self

    @property
    def floor(self) -> float:
        """The lowest worth that speaks against this one: as far below 0 as its better bound is above it."""
        return min(0.0, -(self.centre + quantile(_CONFIDENCE) * self.above)) if self._varies else 0.0

    @property
    def ceiling(self) -> float:
        """The highest worth that speaks for this one: as far above 1 as its worse bound is below it."""
        return max(1.0, 2.0 - (self.centre - quantile(_CONFIDENCE) * self.below)) if self._varies else 1.0

    @property
    def _varies(self) -> bool:
        return bool(self.below or self.above)


def spread_of(cell: Cell, scale: Scale) -> Spread:
    """Gives how the worth of a cell is drawn."""
    estimate, number = cell.estimate, number_in(cell)
    if estimate is None and number is not None:
        return Spread(scale.straight(number), 0.0, 0.0)
    declared = cell.assessment is not None and bool(cell.assessment.conditions)
    bounds = () if estimate is None else (estimate.lower, estimate.upper)
    if estimate is None or number is None or declared or not all(map(isfinite, bounds)):
        return _even(cell, scale)
    ends = sorted(scale.straight(bound) for bound in bounds)
    centre, reach = scale.straight(number), quantile(estimate.confidence)
    below, above = max(0.0, centre - ends[0]) / reach, max(0.0, ends[1] - centre) / reach
    return Spread(centre, below, above, processes=estimate.processes is not None)


def _even(cell: Cell, scale: Scale) -> Spread:
    worth = weigh(cell, scale)
    return Spread(worth.low, 0.0, worth.high - worth.low, even=True)


@lru_cache(maxsize=64)
def quantile(chance: float) -> float:
    """Gives below how many standard deviations a normal distribution has such a share, between 0 and 1."""
    return NormalDist().inv_cdf(chance)
