"""Interval dominance: better beyond doubt in something, and not worse beyond doubt in anything."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING

from buttress.tradeoff.extents import Extent, extents_of, stated_number
from buttress.tradeoff.spreads import quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.tradeoff.comparison import Cell, Row


def dominates(better: Row, worse: Row) -> bool:
    """Says whether one option dominates another over the qualities known of both.

    It must be better or equal in every one of them by its interval, and strictly better in at least one: intervals
    that overlap leave the two undistinguished, unless both are the same exact value. What only informs (approximate
    bounds, estimated energy, stated numbers and levels) can keep an option from dominating and not make it: there it is
    never strictly better. Levels are compared by their order alone. What is known of one option and not of the other
    counts neither for nor against.
    """
    return beats(extents_of(better), extents_of(worse))


def beats(better: Sequence[Extent | None], worse: Sequence[Extent | None]) -> bool:
    """Says whether one option dominates another, by what is known of the cells of each (see `dominates`)."""
    strictly = False
    for one, other in zip(better, worse, strict=True):
        if one is None or other is None:
            continue
        if one.worse < other.better:
            return False
        strictly = strictly or surpasses(one, other)
    return strictly


def surpasses(one: Extent, other: Extent) -> bool:
    """Says whether one is better than the other beyond both intervals, and both may show it."""
    return one.proves and other.proves and one.worse > other.better


def dominates_at(better: Row, worse: Row, risk: float) -> bool:
    """Says whether all by which one option dominates another would so seldom come of luck.

    Bounds that lie apart are as much as one comparison needs. Of many options that are no better some lie apart from one
    that was measured badly; where the risk is shared among them, values must lie farther apart. Each bound is taken as
    one of a normal distribution around the value, and what is declared as a range as it is.

    Args:
        better: An option that dominates the other one (see `dominates`).
        worse: The other one.
        risk: The chance that may be left to luck, above 0 and at most 0.5.
    """
    pairs = zip(better.cells, worse.cells, extents_of(better), extents_of(worse), strict=True)
    return all(
        _is_apart(one, other, quantile(1 - risk))
        for one, other, *known in pairs
        if None not in known and (one.estimate is not None or other.estimate is not None)
    )


def _is_apart(one: Cell, other: Cell, deviations: float) -> bool:
    """Whether one value is better than the other by so many standard deviations of their difference."""
    first, second = _towards(one, worse=True), _towards(other, worse=False)
    if first is None or second is None:
        return False
    return first[0] - second[0] >= deviations * hypot(first[1], second[1])


def _towards(cell: Cell, *, worse: bool) -> tuple[float, float] | None:
    """A value, turned so that more is better, and its standard deviation on one side; None where there is no value."""
    sign = -1.0 if cell.quality.direction == "lower" else 1.0
    estimate = cell.estimate
    if estimate is None:
        number = stated_number(cell)
        return None if number is None else (sign * number, 0.0)
    bound = sign * (estimate.lower if worse is (sign > 0) else estimate.upper)
    if cell.assessment is not None and cell.assessment.conditions:
        return bound, 0.0
    if estimate.value is None:
        return None
    value = sign * estimate.value
    return value, abs(value - bound) / quantile(estimate.confidence)
