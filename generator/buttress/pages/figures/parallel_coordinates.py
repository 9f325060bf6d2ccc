"""Which qualities of a decision become axes of parallel coordinates, and the figure itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.explanation import counted, listed, say, tell_column
from buttress.pages.figures.design_space import (
    FEWEST_POINTS,
    UNLIMITED,
    SpaceFigure,
    axis_of,
    cell_words,
    coordinates_of,
    count_of,
    dominators_of,
    factor_of,
    is_measured,
    rank_of,
    tell_feasible,
    tooltip_of,
)
from buttress.pages.figures.parallel_views import ParallelCoordinates, ParallelLine, ParallelSpot
from buttress.pages.urls import anchor_of
from buttress.tradeoff import preferred_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.pages.figures.marking import Marking
    from buttress.pages.figures.plots import FigureRenderer
    from buttress.tradeoff import Comparison, Row

FEWEST_AXES = 3
"""With two qualities the design space says it better."""
MOST_AXES = 9
"""More would be too narrow to read."""


def draw_parallel_coordinates(
    comparison: Comparison, figures: FigureRenderer, marking: Marking
) -> SpaceFigure | None:
    """Gives a decision's options across all its measured qualities; None where fewer than three were measured.

    Args:
        comparison: Its options by qualities.
        figures: What draws.
        marking: What the marks of its options can say.
    """
    places = choose_places(comparison)
    if len(places) < FEWEST_AXES:
        return None
    rows = [row for row in comparison.rows if any(is_measured(row, place) for place in places)]
    factors = [factor_of(comparison, place) for place in places]
    view = ParallelCoordinates(
        id="parallel-coordinates",
        title=say(
            "{options} by {qualities}",
            options=counted(len(rows), "option"),
            qualities=counted(len(places), "quality", "qualities"),
        ),
        description=_describe(comparison, rows, places, marking),
        axes=tuple(axis_of(comparison, place) for place in places),
        lines=tuple(_line(comparison, row, places, factors, marking) for row in rows),
        marking=marking,
    )
    return SpaceFigure(_why(comparison, places), str(figures.render_parallel_coordinates(view)))


def choose_places(comparison: Comparison) -> tuple[int, ...]:
    """Gives the columns that become axes, from left to right: limited qualities first, then in the table's order.

    A column needs a number for two options or more. Where there are too many, those that nothing limits are left out,
    then those with the mildest limits; what the ranking weighs stays.
    """
    found = [
        place for place in range(len(comparison.columns)) if count_of(comparison, (place,)) >= FEWEST_POINTS
    ]
    weighed = _weighed(comparison)
    kept = sorted(found, key=lambda place: (place not in weighed, rank_of(comparison, place), place))[
        :MOST_AXES
    ]
    return tuple(sorted(kept, key=lambda place: (rank_of(comparison, place) == UNLIMITED, place)))


def _weighed(comparison: Comparison) -> set[int | None]:
    """The places of the columns by which options are ranked: all by the same."""
    worths = comparison.ranking.standings[0].worths if comparison.ranking else ()
    return {preferred_place(one.preference, comparison.columns) for one in worths}


def _line(
    comparison: Comparison, row: Row, places: Sequence[int], factors: Sequence[float], marking: Marking
) -> ParallelLine:
    return ParallelLine(
        row.option.name,
        tuple(
            ParallelSpot(*coordinates_of(row.cells[place], factor), cell_words(row.cells[place]))
            for place, factor in zip(places, factors, strict=True)
        ),
        state=row.feasibility if marking.musts == "judged" else "unknown",
        chosen=row.chosen,
        dominated_by=dominators_of(row, comparison),
        link=f"#{anchor_of('option', row.option.id)}",
        tooltip=tooltip_of(row, comparison, marking),
    )


def _describe(comparison: Comparison, rows: Sequence[Row], places: Sequence[int], marking: Marking) -> str:
    names = listed([tell_column(comparison.columns[place]) for place in places])
    chosen = next((row.option.name for row in rows if row.chosen), "")
    told = [
        say(
            "{options} by {names}. Better is up on every axis.",
            options=counted(len(rows), "option"),
            names=names,
        )
    ]
    if chosen and marking.answer == "proposed":
        told.append(say("Proposed: {proposed}.", proposed=chosen))
    elif chosen:
        told.append(say("Chosen: {chosen}.", chosen=chosen))
    told += [tell_feasible(comparison)] if marking.musts == "judged" else []
    return " ".join(told)


def _why(comparison: Comparison, places: Sequence[int]) -> str:
    known = [
        place
        for place in range(len(comparison.columns))
        if count_of(comparison, (place,)) >= FEWEST_POINTS and place not in places
    ]
    left_out = listed([tell_column(comparison.columns[place]) for place in known])
    told = say(
        "Each line is an option, each axis a quality that was measured for at least two "
        "of them. Better is up on every axis, and each axis has a scale of its own: only "
        "heights on one axis compare, slopes say nothing."
    )
    return (
        say("{told} Left out for want of room: {left_out}.", told=told, left_out=left_out)
        if left_out
        else told
    )
