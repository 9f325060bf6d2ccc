"""Interval dominance: better beyond doubt in something, and not worse beyond doubt in anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.tradeoff.extents import Extent, extents_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.tradeoff.comparison import Row


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
