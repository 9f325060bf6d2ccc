"""Sensitivity points and trade-off points from data (ATAM: Kazman, Klein and Clements 2000)."""

from __future__ import annotations

from math import copysign, inf, isfinite
from typing import TYPE_CHECKING

from buttress.tradeoff.dominance import surpasses
from buttress.tradeoff.extents import extents_of
from buttress.tradeoff.flip import SMALL, SensitivityPoint, TradeoffPoint
from buttress.tradeoff.limit_ends import End, ends_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from buttress.estimation import Estimate
    from buttress.tradeoff.comparison import Cell, Comparison, Row
    from buttress.verdicts import Verdict


def find_sensitivities(row: Row) -> tuple[SensitivityPoint, ...]:
    """Gives the constraints of an option with a small margin (see `SMALL`), the smallest share of the limit first.

    What is not shown to hold has a negative margin; what is stale or gives no bounds has none, nor have levels, which
    have an order and no distances.
    """
    cells = (cell for cell in row.cells if not cell.quality.levels)
    points = (_point(verdict, cell) for cell in cells for verdict in cell.verdicts)
    small = [one for one in points if one is not None and _is_small(one)]
    return tuple(sorted(small, key=lambda point: (point.relative, point.widths)))


def _is_small(point: SensitivityPoint) -> bool:
    quality, end = point.column.quality, _nearest(point.verdict)
    share = point.relative
    if end is not None and (quality.is_share or quality.deployed == "availability") and 0.5 < end.limit < 1:
        share = point.margin / (1 - end.limit)
    return share < SMALL or point.widths < 1


def _nearest(verdict: Verdict) -> End | None:
    return min(ends_of(verdict), key=lambda end: end.margin, default=None)


def _point(verdict: Verdict, cell: Cell) -> SensitivityPoint | None:
    estimate, end = verdict.assessment.estimate if verdict.assessment else None, _nearest(verdict)
    if estimate is None or end is None or verdict.state == "stale" or not isfinite(end.margin):
        return None
    relative, widths = _over(end.margin, abs(end.limit)), _over(end.margin, _reach(estimate, end))
    return SensitivityPoint(verdict, end.margin, relative, widths, cell.column)


def _over(margin: float, size: float) -> float:
    if size:
        return margin / size
    return copysign(inf, margin) if margin else 0.0


def _reach(estimate: Estimate, end: End) -> float:
    """From the value to the bound that is held against the limit: intervals are seldom as wide on either side."""
    if estimate.value is None:
        return (estimate.upper - estimate.lower) / 2
    return abs(end.bound - estimate.value)


def find_tradeoffs(comparison: Comparison, start: str, places: Collection[int]) -> Iterator[TradeoffPoint]:
    """Gives each change of option that makes one quality better beyond the intervals, and another one worse.

    Args:
        comparison: The options.
        start: Id of the option that is left.
        places: The columns that count: what is constrained or preferred.
    """
    left = comparison.row(start)
    own = extents_of(left) if left is not None else ()
    for row in comparison.rows if left is not None else ():
        pairs = list(zip(comparison.columns, own, extents_of(row), strict=True))
        known = [
            (pairs[place][0], old, new)
            for place in places
            if (old := pairs[place][1]) and (new := pairs[place][2])
        ]
        better = tuple(column for column, old, new in known if surpasses(new, old))
        worse = tuple(column for column, old, new in known if surpasses(old, new))
        if better and worse:
            yield TradeoffPoint(start, row.option.id, better, worse)
