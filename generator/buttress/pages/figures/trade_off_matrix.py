"""What the trade-off table says across rows and columns: the best of a column, and how options stand overall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import NBSP, grouped, listed, say, show_percent, tell_column
from buttress.pages.figures.interval_bars import render_bar
from buttress.pages.figures.plot_views import IntervalBar
from buttress.tradeoff import Column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.records import Preference, Quality
    from buttress.tradeoff import Cell, Comparison, Ranking, Row, Standing

_FEWEST_RIVALS = 1
_NEAR_CERTAIN = 0.995
_NEARLY_NEVER = 0.005


@dataclass(frozen=True, slots=True)
class StandingView:
    """How far an option meets the preferences, as a cell of the table.

    Attributes:
        value: What it is worth of 1; empty where it is not ranked.
        interval: The same at the worse and at the better bounds.
        best: The chance that it is the best one, in words; why it is not ranked where it is not.
        bar: Placeholder id of the bar; empty where there is none.
        title: What it lacks, for those who rest the pointer on it.
        sort: The chance with leading zeros, for sorting; empty where it is not ranked.
    """

    value: str
    interval: str
    best: str
    bar: str
    title: str
    sort: str


def best_cells(comparison: Comparison) -> frozenset[tuple[int, int]]:
    """Gives the cells, as places of row and column, that are better than all others of their column beyond the bounds.

    A column needs two fresh figures or more. Figures that only inform can keep another one from being the best and
    cannot be it.
    """
    found = set()
    for place in range(len(comparison.columns)):
        cells = {
            at: row.cells[place] for at, row in enumerate(comparison.rows) if _is_fresh(row.cells[place])
        }
        if len(cells) <= _FEWEST_RIVALS:
            continue
        found |= {
            (at, place)
            for at, cell in cells.items()
            if all(_beats(cell, other) for rival, other in cells.items() if rival != at)
        }
    return frozenset(found)


def _is_fresh(cell: Cell) -> bool:
    known = cell.estimate is not None and cell.estimate.value is not None
    return known and cell.assessment is not None and cell.assessment.state == "fresh"


def _beats(one: Cell, other: Cell) -> bool:
    if one.estimate is None or other.estimate is None or one.assessment is None or one.assessment.doubt:
        return False
    if one.quality.direction == "lower":
        return one.estimate.upper < other.estimate.lower
    return one.estimate.lower > other.estimate.upper


def view_standing(row: Row, ranking: Ranking, qualities: Mapping[str, Quality], bar: str) -> StandingView:
    """Gives how far an option meets the preferences.

    Args:
        row: The option.
        ranking: The ranking of the feasible options.
        qualities: Id to quality, for names.
        bar: Placeholder id of its bar.
    """
    standing = ranking.standing(row.option.id)
    if standing is None:
        return StandingView("", "", say("not ranked: only feasible options are"), "", "", "")
    lacking = [_name_of(worth.preference, qualities) for worth in standing.worths if worth.value is None]
    return StandingView(
        "open" if standing.value is None else f"{standing.value:.2f}",
        "" if standing.low == standing.high == standing.value else f"{standing.low:.2f}–{standing.high:.2f}",
        # The best of one says nothing.
        chance_words(standing.best, any_weights=ranking.any_weights)
        if len(ranking.standings) > 1
        else say("the only feasible option"),
        bar,
        say("nothing is known of {lacking}: anything from worst to best", lacking=listed(lacking))
        if lacking
        else "",
        f"{standing.best:.6f}",
    )


def _name_of(preference: Preference, qualities: Mapping[str, Quality]) -> str:
    quality = qualities.get(preference.quality)
    if quality is None:
        return preference.id
    return tell_column(Column(quality, flow=preference.flow, slice=preference.in_slice))


def chance_words(chance: float, *, any_weights: bool = False) -> str:
    """Gives the chance of being the best option, never as certainty: ``best with 83 %``.

    >>> chance_words(0.83).replace(NBSP, " "), chance_words(1.0, any_weights=True).replace(NBSP, " ")
    ('best with 83 %', 'best with over 99 % over all weights')
    """
    shown = show_percent(chance)
    if chance >= _NEAR_CERTAIN:
        shown = f"over 99{NBSP}%"
    elif chance < _NEARLY_NEVER:
        shown = f"under 1{NBSP}%"
    return f"best with {shown}{' over all weights' if any_weights else ''}"


def draw_standing(standing: Standing, name: str) -> str:
    """Gives the bar of a standing, from nothing to the full worth, as inline SVG."""
    value = (standing.low + standing.high) / 2 if standing.value is None else standing.value
    words = say(
        "{name} is worth {low:.2f} to {high:.2f} of 1", name=name, low=standing.low, high=standing.high
    )
    state = "unknown" if standing.value is None else "unlimited"
    return str(render_bar(IntervalBar(value, standing.low, standing.high, (), state, words, (0.0, 1.0))))


def tell_standing(ranking: Ranking) -> str:
    """Gives what the column of standings says, as sentences."""
    over = say(" and over all ways to weigh") if ranking.any_weights else ""
    return say(
        "Standing: what an option is worth by the stated preferences, from 0 to 1, and at"
        " the worse and better bounds; then its chance of being the best feasible option,"
        " in {draws} draws over what the bounds admit{over}.",
        draws=grouped(ranking.draws),
        over=over,
    )


def dominance_words(row: Row, names: Mapping[str, str]) -> str:
    """Gives what dominates an option, for its row: ``Dominated by A and B``; empty where nothing does."""
    return f"Dominated by {listed([names[one] for one in row.dominated_by])}" if row.dominated_by else ""


def condition_words(conditions: Sequence[str]) -> str:
    """Gives what a computed value rests on, for those who rest the pointer on it; empty where on nothing declared."""
    return say("; on condition that {tuple}", tuple=listed(tuple(conditions))) if conditions else ""
