"""The bars in the trade-off table: an interval with its limits in each cell, and how options stand overall."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from buttress.explanation import say, show_estimate
from buttress.pages.figures.design_space import limits_of
from buttress.pages.figures.interval_bars import render_bar
from buttress.pages.figures.plot_views import IntervalBar
from buttress.pages.figures.trade_off_matrix import draw_standing
from buttress.tradeoff import speaks_of_figure
from buttress.verdicts import STATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.pages.figures.plot_views import Limit
    from buttress.tradeoff import Cell, Comparison

_PADDING = 0.06
"""Share of a scale that stays free at each end, so that no mark sits on the edge."""


def standing_id(row: int) -> str:
    """Gives the placeholder id of the bar of an option's standing."""
    return f"standing-{row}"


def draw_standings(comparison: Comparison) -> dict[str, str]:
    """Gives the bars of all standings by placeholder id; none where there is no ranking."""
    ranking = comparison.ranking
    found = {
        standing_id(at): (ranking.standing(row.option.id) if ranking else None, row.option.name)
        for at, row in enumerate(comparison.rows)
    }
    return {bar: draw_standing(standing, name) for bar, (standing, name) in found.items() if standing}


def bar_id(row: int, column: int) -> str:
    """Gives the placeholder id of a cell's bar."""
    return f"bar-{row}-{column}"


def draw_bars(comparison: Comparison) -> dict[str, str]:
    """Gives the interval bars of all columns by placeholder id; the bars of one column share a scale."""
    svgs = {}
    for place in range(len(comparison.qualities)):
        cells = [row.cells[place] for row in comparison.rows]
        limits = limits_of(cells)
        scale = _scale(cells, [limit.value for limit in limits])
        if scale is None:
            continue
        for at, cell in enumerate(cells):
            bar = _bar(cell, scale, limits)
            if bar is not None:
                svgs[bar_id(at, place)] = str(render_bar(bar))
    return svgs


def _scale(cells: Sequence[Cell], limits: Sequence[float]) -> tuple[float, float] | None:
    """The ends of a column's scale; None where no cell has an interval to draw."""
    ends = [
        bound
        for cell in cells
        if cell.estimate is not None and cell.estimate.value is not None
        for bound in (cell.estimate.lower, cell.estimate.value, cell.estimate.upper)
        if isfinite(bound)
    ]
    if not ends or all(cell.estimate is None or cell.estimate.method == "exact" for cell in cells):
        return None
    low, high = min([*ends, *limits]), max([*ends, *limits])
    # A limit far away would squeeze all intervals into one pixel; the words beside them still name it.
    if high - low > 12 * (max(ends) - min(ends)):
        low, high = min(ends), max(ends)
    room = (high - low or abs(high) or 1.0) * _PADDING
    return low - room, high + room


def _bar(cell: Cell, scale: tuple[float, float], limits: tuple[Limit, ...]) -> IntervalBar | None:
    estimate = cell.estimate
    shown = show_estimate(estimate, cell.quality) if estimate else None
    if estimate is None or estimate.value is None or shown is None:
        return None
    states = [one.state for one in cell.verdicts if speaks_of_figure(one.bound.constraint, cell.quality)]
    words = [say("bounds {interval}", interval=shown.interval)] if shown.interval else []
    words += [say("limit {text}", text=limit.text) for limit in limits]
    return IntervalBar(
        estimate.value,
        estimate.lower,
        estimate.upper,
        limits,
        min(states, key=STATES.index) if states else "unlimited",
        ", ".join([shown.text, *words]),
        scale,
    )
