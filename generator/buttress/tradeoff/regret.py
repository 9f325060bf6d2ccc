"""Regret: the chosen option is dominated by another one that the decision considered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.errors import listing
from buttress.verdicts import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from buttress.tradeoff.comparison import Cell, Comparison, Row
    from buttress.verdicts import Judgement


def find_regrets(judgement: Judgement, comparisons: Mapping[str, Comparison]) -> tuple[Notice, ...]:
    """Gives a notice for each judged decision whose chosen option is dominated.

    Dominated means by intervals, never by points: another option meets every ``must``, is better beyond the intervals
    in one measured quality and not worse in any (see `dominates`). What is only stated can speak for the chosen one:
    where it has the better level of an ordinal quality, or a stated value that the other lacks, nothing is regretted.
    """
    return tuple(
        notice
        for decision in judgement.verdicts
        if decision in comparisons
        for notice in _of_comparison(comparisons[decision])
    )


def _of_comparison(comparison: Comparison) -> Iterator[Notice]:
    chosen = next((row for row in comparison.rows if row.chosen), None)
    if chosen is None:
        return
    rows = [row for name in chosen.dominated_by if (row := comparison.row(name)) is not None]
    better = [row.option.id for row in rows if not _stated_better(chosen, row)]
    if better:
        text = (
            f"the chosen option is dominated by {listing(better)}: better beyond the intervals in one measured quality, "
            "and not worse in any"
        )
        yield Notice(comparison.decision, "regret", text, ("chosen",))


def _stated_better(chosen: Row, other: Row) -> bool:
    return any(
        _level(one) > _level(theirs)
        for one, theirs in zip(chosen.cells, other.cells, strict=True)
        if one.stated
    )


def _level(cell: Cell) -> int:
    """The place of a stated level on its scale, worst first; -1 where nothing is stated."""
    levels = cell.quality.levels
    if not cell.stated:
        return -1
    return levels.index(cell.stated) if cell.stated in levels else 0
