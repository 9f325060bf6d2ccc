"""Which two qualities span the design-space plot of a decision, and the plot itself."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite
from typing import TYPE_CHECKING

from buttress.explanation import (
    English,
    counted,
    fitting_unit,
    listed,
    say,
    show_claim,
    show_estimate,
    slice_words,
    tell_column,
)
from buttress.pages.figures.plot_views import Axis, DesignSpace, Limit, Point
from buttress.pages.urls import anchor_of
from buttress.pages.wording import FEASIBILITY_TERMS
from buttress.records import range_of
from buttress.tradeoff import speaks_of_figure
from buttress.verdicts import claim_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.pages.figures.marking import Marking
    from buttress.pages.figures.plots import FigureRenderer
    from buttress.records import Constraint, Quality
    from buttress.tradeoff import Cell, Column, Comparison, Row

UNLIMITED = 2
"""The rank of a column that no constraint limits."""
FEWEST_POINTS = 2
"""Options that must be measured in both qualities: a single point shows no trade-off."""


@dataclass(frozen=True, slots=True)
class SpaceFigure:
    """The plot with the reason for its axes; without a plot, the reason why there is none.

    Attributes:
        text: Why these axes, or why no plot, as a sentence.
        svg: The figure; empty where there is none.
    """

    text: str
    svg: str


def draw_design_space(
    comparison: Comparison, figures: FigureRenderer, marking: Marking
) -> SpaceFigure | None:
    """Gives the design space of a decision; None where it compares no quality.

    Args:
        comparison: Its options by qualities.
        figures: What draws.
        marking: What the marks of its options can say.
    """
    if not comparison.qualities:
        return None
    pair = choose_axes(comparison)
    if pair is None:
        return SpaceFigure(
            say(
                "No design space is drawn: it takes two qualities that were measured for the same"
                " two options or more."
            ),
            "",
        )
    across, up = pair
    points = tuple(
        _point(row, across, up, comparison, marking)
        for row in comparison.rows
        if is_measured(row, across) or is_measured(row, up)
    )
    names = [tell_column(comparison.columns[place]) for place in pair]
    space = DesignSpace(
        id="design-space",
        title=say("Design space: {names} and {names2}", names=names[0], names2=names[1]),
        description=_describe(comparison, pair, names, marking),
        x_axis=axis_of(comparison, across),
        y_axis=axis_of(comparison, up),
        points=points,
        marking=marking,
    )
    return SpaceFigure(_why(comparison, pair, marking), str(figures.render_design_space(space)))


def choose_axes(comparison: Comparison) -> tuple[int, int] | None:
    """Gives the places of the horizontal and the vertical quality; None where no two were measured together.

    Qualities in which options differ come before those in which all are equal: these show no trade-off. Then those that a
    ``must`` limits come first, then other limited ones; within each, those measured for the most options, in the order of
    the table. A slice is not held against its own quality where there is another one, unless the two are wanted in
    opposite ways: else they rise together. What should be low lies across, what should be high goes up.
    """
    places = [
        place for place in range(len(comparison.qualities)) if count_of(comparison, (place,)) >= FEWEST_POINTS
    ]
    places.sort(
        key=lambda place: (
            _is_flat(comparison, place),
            rank_of(comparison, place),
            -count_of(comparison, (place,)),
            place,
        )
    )
    pairs = [
        (first, second)
        for index, first in enumerate(places)
        for second in places[index + 1 :]
        if count_of(comparison, (first, second)) >= FEWEST_POINTS
    ]
    if not pairs:
        return None
    first, second = next((one for one in pairs if not _rise_together(comparison, one)), pairs[0])
    upwards = (
        comparison.qualities[first].direction == "higher"
        and comparison.qualities[second].direction == "lower"
    )
    return (second, first) if upwards else (first, second)


def _rise_together(comparison: Comparison, pair: tuple[int, int]) -> bool:
    """Whether both columns tell of the same quality, at least one of a slice, and want it in the same way."""
    one, other = (comparison.columns[place] for place in pair)
    alike = (one.quality.id, one.quality.direction) == (other.quality.id, other.quality.direction)
    return alike and bool(one.slice or other.slice)


def _is_flat(comparison: Comparison, place: int) -> bool:
    """Whether all options have the same value."""
    found = (row.cells[place].estimate for row in comparison.rows)
    return len({one.value for one in found if one is not None and one.value is not None}) == 1


def limits_of(cells: Sequence[Cell], factor: float = 1.0) -> tuple[Limit, ...]:
    """Gives the limit lines of a column; those of groups and comparisons are left out.

    Args:
        cells: The cells of one quality.
        factor: What numbers in the quality's unit are multiplied by.
    """
    # Every option is judged by the same constraints.
    stated = {
        verdict.bound.index: (verdict.bound.constraint, cell.quality)
        for cell in cells
        for verdict in cell.verdicts
    }
    limits = (
        limit for constraint, quality in stated.values() for limit in _limits(constraint, quality, factor)
    )
    return tuple({(limit.value, limit.feasible): limit for limit in limits}.values())


def _limits(constraint: Constraint, quality: Quality, factor: float) -> tuple[Limit, ...]:
    claim = claim_of(constraint, quality.unit) if speaks_of_figure(constraint, quality) else None
    if claim is None:
        return ()
    text = show_claim(constraint.require, quality)
    low, high = claim.limits[0] * factor, claim.limits[-1] * factor
    if claim.operator == "between":
        return Limit(low, text, "above"), Limit(high, text, "below")
    if claim.operator in ("<=", "<"):
        return (Limit(low, text, "below"),)
    return (Limit(low, text, "above"),) if claim.operator in (">=", ">") else ()


def rank_of(comparison: Comparison, place: int) -> int:
    """Gives how much a column weighs: 0 where a ``must`` limits it, 1 where another constraint does, 2 otherwise."""
    quality = comparison.columns[place].quality
    severities = {
        verdict.bound.constraint.severity
        for row in comparison.rows
        for verdict in row.cells[place].verdicts
        if speaks_of_figure(verdict.bound.constraint, quality)
    }
    return 0 if "must" in severities else 1 if severities else UNLIMITED


def is_measured(row: Row, place: int) -> bool:
    """Says whether there is a number for an option in a column."""
    estimate = row.cells[place].estimate
    return estimate is not None and estimate.value is not None


def count_of(comparison: Comparison, places: Sequence[int]) -> int:
    """Gives how many options have a number in each of these columns."""
    return sum(all(is_measured(row, place) for place in places) for row in comparison.rows)


def axis_of(comparison: Comparison, place: int) -> Axis:
    """Gives a column as an axis: its name, its limits, and the unit that fits its middle value."""
    column = comparison.columns[place]
    quality = column.quality
    cells = [row.cells[place] for row in comparison.rows]
    unit, factor = _scale_of(comparison, place)
    low = 0.0 if all(_value(cell) >= 0 for cell in cells) else -inf
    high = factor * range_of(quality)[1]
    return Axis(
        f"{quality.title.partition(' (')[0]}{column_part(column)}",
        unit,
        quality.direction,
        limits_of(cells, factor),
        bounds=(low, high),
    )


def factor_of(comparison: Comparison, place: int) -> float:
    """Gives what numbers in the unit of a column's quality are multiplied by to stand on its axis."""
    return _scale_of(comparison, place)[1]


def coordinates_of(cell: Cell, factor: float) -> tuple[float | None, float | None, float | None]:
    """Gives value and both bounds of a cell on the axis of its column; None for what is open or unknown.

    Args:
        cell: One quality of one option.
        factor: That of its column, see `factor_of`.
    """
    estimate = cell.estimate
    if estimate is None or estimate.value is None:
        return None, None, None
    low, high = (bound * factor if isfinite(bound) else None for bound in (estimate.lower, estimate.upper))
    return estimate.value * factor, low, high


def column_part(column: Column) -> str:
    """Gives what a column speaks of beyond its quality, with a blank before it; empty where that is all."""
    under = say(" under {under}", under=column.under) if column.under else ""
    flow = say(" for {flow}", flow=column.flow) if column.flow else ""
    where = say(" where {slice}", slice=slice_words(column.slice)) if column.slice else ""
    return f"{under}{flow}{where}"


def cell_words(cell: Cell) -> str:
    """Gives a measured value with its interval, or says that there is none."""
    shown = show_estimate(cell.estimate, cell.quality) if cell.estimate else None
    if shown is None:
        return say("not measured")
    return f"{shown.text} ({shown.interval})" if shown.interval else shown.text


def dominators_of(row: Row, comparison: Comparison) -> str:
    """Gives the options that dominate another, as an enumeration of their names; empty where none does."""
    names = {one.option.id: one.option.name for one in comparison.rows}
    return listed([names[one] for one in row.dominated_by])


def tooltip_of(row: Row, comparison: Comparison, marking: Marking) -> str:
    """Gives what a pointer reads that rests on an option: its name, whether it is feasible, and what dominates it."""
    state = f": {FEASIBILITY_TERMS[row.feasibility].word.lower()}" if marking.musts == "judged" else ""
    dominators = dominators_of(row, comparison)
    beaten = say(", dominated by {dominators}", dominators=dominators) if dominators else ""
    return f"{row.option.name}{f', {marking.answer}' if row.chosen else ''}{state}{beaten}"


def _value(cell: Cell) -> float:
    value = cell.estimate.value if cell.estimate else None
    return 0.0 if value is None else value


def _scale_of(comparison: Comparison, place: int) -> tuple[str, float]:
    """The unit of an axis, fitting its middle value, and what numbers in the quality's unit are multiplied by."""
    quality = comparison.columns[place].quality
    found = (row.cells[place].estimate for row in comparison.rows)
    values = sorted(one.value for one in found if one is not None and one.value is not None)
    return fitting_unit(values[len(values) // 2], quality)


def _point(row: Row, across: int, up: int, comparison: Comparison, marking: Marking) -> Point:
    x, x_low, x_high = coordinates_of(row.cells[across], factor_of(comparison, across))
    y, y_low, y_high = coordinates_of(row.cells[up], factor_of(comparison, up))
    return Point(
        row.option.name,
        x,
        y,
        x_low,
        x_high,
        y_low,
        y_high,
        state=row.feasibility if marking.musts == "judged" else "unknown",
        chosen=row.chosen,
        link=f"#{anchor_of('option', row.option.id)}",
        tooltip=tooltip_of(row, comparison, marking),
        x_text=cell_words(row.cells[across]),
        y_text=cell_words(row.cells[up]),
        dominated_by=dominators_of(row, comparison),
    )


def _describe(comparison: Comparison, pair: tuple[int, int], names: Sequence[str], marking: Marking) -> str:
    shown = count_of(comparison, pair)
    told = say(
        "{options} of {rows} by {names} and {names2}.",
        options=counted(shown, "option"),
        rows=len(comparison.rows),
        names=names[0],
        names2=names[1],
    )
    return f"{told} {tell_feasible(comparison)}" if marking.musts == "judged" else told


def tell_feasible(comparison: Comparison) -> str:
    """Gives which options are feasible and which are dominated, as sentences."""
    feasible = [row.option.name for row in comparison.rows if row.feasibility == "feasible"]
    dominated = [row.option.name for row in comparison.rows if row.dominated_by]
    told = (
        say("Feasible: {feasible}.", feasible=listed(feasible))
        if feasible
        else say("No option is known to be feasible.")
    )
    return (
        say("{told} Dominated: {dominated}.", told=told, dominated=listed(dominated)) if dominated else told
    )


def _why(comparison: Comparison, pair: tuple[int, int], marking: Marking) -> str:
    names = listed([tell_column(comparison.columns[place]) for place in pair])
    shown = count_of(comparison, pair)
    known = f"{counted(shown, 'option')} of {len(comparison.rows)} {'has' if shown == 1 else 'have'} a figure in both."
    if all(rank_of(comparison, place) == UNLIMITED for place in range(len(comparison.columns))):
        return English(f"The axes are {names}: {known}")
    limited = sum(rank_of(comparison, place) < UNLIMITED for place in pair)
    reason = {
        2: say("both are limited by constraints"),
        1: say("one of them is limited by a constraint"),
        0: say("no limited quality was measured for several options"),
    }[limited]
    beyond = " What fails another constraint is marked infeasible all the same."
    return f"The axes are {names}: {reason}, and {known}{beyond if marking.musts == 'judged' else ''}"
