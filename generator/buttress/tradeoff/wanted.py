"""Which way a slice is wanted: the same measure can stand for good in one part of the examples and for bad in another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from buttress.records import EVERY_CHANGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.records import Constraint, Decision, Direction
    from buttress.tradeoff.comparison import Column

_OTHER: dict[Direction, Direction] = {"higher": "lower", "lower": "higher"}


def as_wanted(column: Column, decision: Decision) -> Column:
    """Gives a column of a slice with its quality turned around where all that is asked of it goes against the quality.

    That words are found is good, and that secrets are found among them is bad: a limit from above on the slice of
    secrets, and a preference that is worth most at its lower end, say so. What is told of all examples, and what nobody
    limits or prefers, keeps the direction of its quality.
    """
    against = _OTHER[column.quality.direction]
    if not column.slice or {*_limited(column, decision), *_preferred(column, decision)} != {against}:
        return column
    return replace(column, quality=column.quality.model_copy(update={"direction": against}))


def _limited(column: Column, decision: Decision) -> Iterator[Direction]:
    asked = (column.quality.id, column.under, column.slice)
    for one in decision.constraints:
        if (one.quality, one.under_change, one.in_slice) == asked:
            yield from _ways(one, column)


def _ways(constraint: Constraint, column: Column) -> Iterator[Direction]:
    if constraint.by_group or constraint.under_change == EVERY_CHANGE:
        # Their worst is found by the direction of the quality.
        yield column.quality.direction
    elif constraint.require.operator in ("<=", "<"):
        yield "lower"
    elif constraint.require.operator in (">=", ">"):
        yield "higher"


def _preferred(column: Column, decision: Decision) -> Iterator[Direction]:
    for one in decision.preferences:
        if (one.quality, column.under, one.in_slice) == (column.quality.id, "", column.slice):
            yield "higher" if one.worst < one.best else "lower"
