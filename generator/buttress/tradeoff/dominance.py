"""Interval dominance: better beyond doubt in something, and not worse beyond doubt in anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from buttress.tradeoff.comparison import Cell, Row


def dominates(better: Row, worse: Row) -> bool:
    """Says whether one option dominates another over the qualities measured for both.

    It must be better or equal in every one of them by its interval, and strictly better in at least one: intervals
    that overlap leave the two undistinguished, unless both are the same exact value. What only informs (approximate
    bounds, estimated energy) can keep an option from dominating and not make it: there it is never strictly better.
    """
    pairs = [
        (one, other)
        for one, other in zip(better.cells, worse.cells, strict=True)
        if _is_fresh(one) and _is_fresh(other)
    ]
    return (
        bool(pairs)
        and all(_at_least_as_good(one, other) for one, other in pairs)
        and any(_strictly_better(one, other) for one, other in pairs)
    )


def _is_fresh(cell: Cell) -> bool:
    assessment = cell.assessment
    return cell.estimate is not None and assessment is not None and assessment.state == "fresh"


def _at_least_as_good(one: Cell, other: Cell) -> bool:
    if one.estimate is None or other.estimate is None:
        return False
    if one.quality.direction == "lower":
        return one.estimate.upper <= other.estimate.lower
    return one.estimate.lower >= other.estimate.upper


def _strictly_better(one: Cell, other: Cell) -> bool:
    if one.estimate is None or other.estimate is None:
        return False
    if any(cell.assessment is None or cell.assessment.doubt for cell in (one, other)):
        return False
    if one.quality.direction == "lower":
        return one.estimate.upper < other.estimate.lower
    return one.estimate.lower > other.estimate.upper
