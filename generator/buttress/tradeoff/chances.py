"""How probable it is that an option is best, over what the intervals admit: seeded draws, the same for every decision."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from buttress.tradeoff.worths import number_in, weigh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from buttress.tradeoff.comparison import Cell, Row
    from buttress.tradeoff.worths import Scale

    Numbers = NDArray[np.float64]

DRAWS = 4000
"""At a chance of 0.95 the standard error of so many is 0.0034."""
_SEED = 20_260_101
_BLOCK = 32
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
    """

    centre: float
    below: float
    above: float
    even: bool = False


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
    centre, quantile = scale.straight(number), _quantile(estimate.confidence)
    return Spread(centre, max(0.0, centre - ends[0]) / quantile, max(0.0, ends[1] - centre) / quantile)


def _even(cell: Cell, scale: Scale) -> Spread:
    worth = weigh(cell, scale)
    return Spread(worth.low, 0.0, worth.high - worth.low, even=True)


@lru_cache(maxsize=64)
def _quantile(confidence: float) -> float:
    return NormalDist().inv_cdf(confidence)


def chances_of_best(
    rows: Sequence[Row], scales: Sequence[Scale], *, any_weights: bool = False
) -> list[float]:
    """Gives the chance of each option to be worth most; options that are worth the same share it. They sum to 1.

    Every cell is drawn by itself. Where options were measured on the same examples or machine, what they share cancels
    in a comparison, so that these chances say less than could be said, not more.

    Args:
        rows: The options, at least one.
        scales: The value functions, at least one.
        any_weights: Draw the weights, too: every way to weigh is as likely as any other (stochastic multicriteria
            acceptability analysis: Lahdelma, Hokkanen and Salminen 1998).
    """
    shares = _any_shares(len(scales)) if any_weights else np.array([[one.share] for one in scales])
    totals = np.empty((len(rows), DRAWS))
    for at, row in enumerate(rows):
        spreads = [spread_of(row.cells[scale.place], scale) for scale in scales]
        totals[at] = (shares * _draw(spreads, at * len(scales))).sum(axis=0)
    best = totals >= totals.max(axis=0) - 1e-12
    return [float(chance) for chance in (best / best.sum(axis=0)).mean(axis=1)]


def _draw(spreads: Sequence[Spread], first: int) -> Numbers:
    """The worths of an option's cells in each draw, one row for each."""
    drawn = np.empty((len(spreads), DRAWS))
    down, up, even = _deviates(-(-(first + len(spreads)) // _BLOCK))
    for at, spread in enumerate(spreads):
        if spread.even:
            drawn[at] = spread.centre + spread.above * even[first + at]
        elif spread.below or spread.above:
            np.multiply(up[first + at], spread.above, out=drawn[at])
            drawn[at] += spread.below * down[first + at] + spread.centre
        else:
            drawn[at] = spread.centre
    return drawn.clip(0.0, 1.0, out=drawn)


@lru_cache(maxsize=4)
def _deviates(blocks: int) -> tuple[Numbers, Numbers, Numbers]:
    """Deviates below 0, above 0, and evenly from 0 to 1, one row for each cell; the first rows are always the same."""
    rows = blocks * _BLOCK
    normal = np.random.default_rng(_SEED).standard_normal((rows, DRAWS))
    even = np.random.default_rng(_SEED + 1).random((rows, DRAWS))
    return np.minimum(normal, 0.0), np.maximum(normal, 0.0), even


@lru_cache(maxsize=4)
def _any_shares(count: int) -> Numbers:
    """Shares of weights that sum to 1, evenly over all such; one row for each weight."""
    waits: Numbers = np.random.default_rng(_SEED + 2).standard_exponential((count, DRAWS))
    waits /= waits.sum(axis=0)
    return waits


def chance_of_leading(
    row: Row, others: Sequence[Row], scales: Sequence[Scale], *, any_weights: bool = False
) -> float:
    """Gives the chance that an option is worth more than each other, where all that is not shown speaks against it.

    Three things that are as likely as not in `chances_of_best` are at their worst here, since whoever names an option as
    best should err as rarely as a bound does:

    - What is unknown or declared as a range counts at the end that speaks against the option: a range is no distribution.
    - What one option shows of its processes is drawn together, and so is what it shows of examples: where qualities rest
      on the same ones, they are lucky together.
    - Where a value function bends within an interval, its noise is cut off on one side alone, and several such cells add
      up to a lead that is not there. There worths count beyond the bend if that speaks against the option.

    Args:
        row: The option.
        others: All it is compared with.
        scales: The value functions, at least one.
        any_weights: Draw the weights, too.
    """
    shares = _any_shares(len(scales)) if any_weights else np.array([[one.share] for one in scales])
    own = (shares * _draw_cautiously(row, scales, 0)).sum(axis=0)
    leads = np.ones(DRAWS, dtype=np.bool_)
    for place, other in enumerate(others, 1):
        leads &= own > (shares * _draw_cautiously(other, scales, place)).sum(axis=0) + 1e-12
    return float(leads.mean())


def _draw_cautiously(row: Row, scales: Sequence[Scale], place: int) -> Numbers:
    """The worths of an option's cells in each draw: low for the one at place 0, high for those it is compared with."""
    down, up, _ = _deviates(-(-2 * (place + 1) // _BLOCK))
    drawn = np.empty((len(scales), DRAWS))
    for at, scale in enumerate(scales):
        cell = row.cells[scale.place]
        spread = spread_of(cell, scale)
        spread = _at_best(spread) if place else _at_worst(spread)
        luck = 2 * place + _is_of_processes(cell)
        drawn[at] = spread.centre + spread.above * up[luck] + spread.below * down[luck]
        drawn[at].clip(*_ends_for(spread, against=bool(place)), out=drawn[at])
    return drawn


def _is_of_processes(cell: Cell) -> bool:
    return cell.estimate is not None and cell.estimate.processes is not None


def _ends_for(spread: Spread, *, against: bool) -> tuple[float, float]:
    """Where worths end: as far beyond a bend as the bound on its other side is away from it."""
    if not (spread.below or spread.above):
        return 0.0, 1.0
    reach = _quantile(_CONFIDENCE)
    if against:
        return 0.0, max(1.0, 2.0 - (spread.centre - reach * spread.below))
    return min(0.0, -(spread.centre + reach * spread.above)), 1.0


def chance_of_better(other: Row, chosen: Row, scales: Sequence[Scale]) -> float:
    """Gives the chance that one option is worth more than another, where all that is not shown speaks for the latter.

    What is unknown or declared as a range counts at the end that favours the chosen one; what is stated, estimated or
    bounded by a recipe in doubt may speak for the chosen one and not against it. Where the sum at the values does not
    speak for the other option, its chance is not drawn and is 0.
    """
    pairs = [(other.cells[scale.place], chosen.cells[scale.place]) for scale in scales]
    theirs = [_at_worst(spread_of(cell, scale)) for (cell, _), scale in zip(pairs, scales, strict=True)]
    own = [_at_best(spread_of(cell, scale)) for (_, cell), scale in zip(pairs, scales, strict=True)]
    shares = np.array([[scale.share] for scale in scales])
    proven = np.array([[all(map(_proves, pair))] for pair in pairs])
    if _ahead(_centres(theirs), _centres(own), shares, proven)[0] <= 0:
        return 0.0
    ahead = _ahead(_draw(theirs, 0), _draw(own, len(scales)), shares, proven)
    return float((ahead > 0.0).mean())


def _ahead(theirs: Numbers, own: Numbers, shares: Numbers, proven: NDArray[np.bool_]) -> Numbers:
    """How far one option is ahead of another, for each draw; what is not proven only takes away."""
    gaps = shares * (theirs - own)
    total: Numbers = np.where(proven, gaps, np.minimum(gaps, 0.0)).sum(axis=0)
    return total


def _centres(spreads: Sequence[Spread]) -> Numbers:
    return np.array([[spread.centre] for spread in spreads]).clip(0.0, 1.0)


def _at_worst(spread: Spread) -> Spread:
    return Spread(spread.centre, 0.0, 0.0) if spread.even else spread


def _at_best(spread: Spread) -> Spread:
    return Spread(spread.centre + spread.above, 0.0, 0.0) if spread.even else spread


def _proves(cell: Cell) -> bool:
    """Whether what is known of a cell may speak against the chosen option; where nothing is, its ends speak already."""
    return not cell.stated and (cell.assessment is None or not cell.assessment.doubt)
