"""The comparison of a decision's options -> what its explorer computes with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, isfinite
from statistics import NormalDist
from typing import TYPE_CHECKING

from buttress.errors import TextError
from buttress.explanation import (
    as_judged,
    column_selectors,
    fitting_unit,
    show_claim,
    show_estimate,
    tell_selectors,
)
from buttress.pages.explorer.explorer_data import (
    ExplorerCell,
    ExplorerColumn,
    ExplorerData,
    ExplorerFixed,
    ExplorerLimit,
    ExplorerOption,
    ExplorerPreference,
    Known,
)
from buttress.pages.explorer.explorer_scales import lay_axis, lay_slider
from buttress.pages.figures.design_space import choose_axes, column_part
from buttress.pages.wording import BASIS_WORDS
from buttress.records import Quantity, range_of
from buttress.tradeoff import preferred_place, speaks_of_figure
from buttress.verdicts import claim_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.estimation import Estimate
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Constraint, Decision, Option, Preference, Quality
    from buttress.tradeoff import Cell, Column, Comparison, Row
    from buttress.verdicts import Assessment, Verdict

DRAWS = 2000
"""How often the script draws from the intervals: it has to answer while a slider moves."""


def gather_explorer(decision: Decision, comparison: Comparison, index: SiteIndex) -> ExplorerData:
    """Gives what the explorer of a decision computes with.

    Args:
        decision: The decision.
        comparison: Its options by qualities.
        index: The site.
    """
    judged = {
        option.id: {one.bound.index: one for one in index.judgement.options.get((decision.id, option.id), ())}
        for option in decision.options
    }
    placed = [_Placed(at, one, _column_of(one, comparison)) for at, one in enumerate(decision.constraints)]
    free = [one for one in placed if _is_free(one, comparison)]
    column_keys, limit_keys = _keys(comparison, free)
    limits = tuple(_limit(one, key, comparison, judged) for one, key in zip(free, limit_keys, strict=True))
    options = tuple(_option(row, comparison) for row in comparison.rows)
    columns = tuple(
        _column(place, column_keys[place], comparison, options, limits, decision)
        for place in range(len(comparison.columns))
    )
    fixed = tuple(_fixed(one, judged, decision, index) for one in placed if one not in free)
    axes = _axes(comparison, columns)
    return ExplorerData(any(judged.values()), DRAWS, axes, options, columns, limits, fixed)


def _axes(comparison: Comparison, columns: Sequence[ExplorerColumn]) -> tuple[int, int] | None:
    """The axes of the decision's own plot, or else the first two qualities that were measured."""
    drawn = [place for place, column in enumerate(columns) if column.axis is not None]
    pair = choose_axes(comparison)
    return pair or ((drawn[0], drawn[1]) if len(drawn) > 1 else None)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A constraint with its place among those of the decision, and that of the column it limits; -1 for none."""

    place: int
    constraint: Constraint
    column: int


def _column_of(constraint: Constraint, comparison: Comparison) -> int:
    """The column that a constraint limits; -1 for none."""
    wanted = (constraint.quality, constraint.under_change, constraint.in_slice)
    places = [
        place
        for place, column in enumerate(comparison.columns)
        if (column.quality.id, column.under, column.slice) == wanted
        and column.flow in ("", constraint.for_flow)
    ]
    exact = [place for place in places if comparison.columns[place].flow == constraint.for_flow]
    return next(iter(exact or places), -1)


def _is_free(one: _Placed, comparison: Comparison) -> bool:
    """Whether a constraint speaks of what the cells of a column show, so that it can be judged anew."""
    return one.column >= 0 and speaks_of_figure(one.constraint, comparison.columns[one.column].quality)


def _keys(comparison: Comparison, free: Sequence[_Placed]) -> tuple[list[str], list[str]]:
    """The names of columns and of limits in addresses: a limit that is its column's only one is named like it."""
    columns: list[str] = []
    for column in comparison.columns:
        columns.append(_unused(column.id, columns))
    limits: list[str] = []
    for one in free:
        alone = sum(other.column == one.column for other in free) == 1
        limits.append(columns[one.column] if alone else _unused(one.constraint.id, [*columns, *limits]))
    return columns, limits


def _unused(name: str, taken: Sequence[str]) -> str:
    found, count = name, 1
    while found in taken:
        count += 1
        found = f"{name} {count}"
    return found


def _limit(
    one: _Placed, key: str, comparison: Comparison, judged: Mapping[str, Mapping[int, Verdict]]
) -> ExplorerLimit:
    constraint, column = one.constraint, comparison.columns[one.column]
    quality = column.quality
    return ExplorerLimit(
        key=key,
        column=one.column,
        operator=constraint.require.operator,
        limits=_limits(constraint, quality),
        text=show_claim(constraint.require, quality),
        selectors=tuple(said for said in tell_selectors(constraint) if said not in column_selectors(column)),
        must=constraint.severity == "must",
        known=tuple(
            _judged_by(row.cells[one.column], row.option, judged[row.option.id].get(one.place))
            if constraint.of in ("", row.option.id)
            else None
            for row in comparison.rows
        ),
    )


def _limits(constraint: Constraint, quality: Quality) -> tuple[float, ...]:
    claim = claim_of(constraint, quality.unit)
    if claim is not None:
        return claim.limits
    return (float(quality.levels.index(str(constraint.require.limit))),)


def _judged_by(cell: Cell, option: Option, verdict: Verdict | None) -> Known:
    """What a limit is judged by: the evidence of its own verdict, which can rest on other runs than the cell."""
    if verdict is None or verdict.assessment is None or verdict.assessment.estimate is None:
        known = _known_of(cell, option)
        return known if verdict is None else replace(known, verdict=_state(verdict), why=verdict.reason)
    return _known(verdict.assessment.estimate, verdict.assessment, verdict)


def _state(verdict: Verdict) -> str:
    return verdict.waived_state or verdict.state


def _known_of(cell: Cell, option: Option) -> Known:
    """What is known of a cell: what was measured or computed, else what somebody states."""
    assessment = cell.assessment
    # A computed level reads as a word, and is an estimate all the same.
    estimate = assessment.estimate if assessment and cell.quality.levels else cell.estimate
    if estimate is not None and assessment is not None:
        return _known(estimate, assessment)
    number = _stated_number(cell, option)
    why = "stated, which informs and cannot prove" if cell.stated else assessment.reason if assessment else ""
    verdict = "undecided" if cell.stated else assessment.state if assessment else "missing"
    return Known(
        value=number,
        lower=number,
        upper=number,
        proves=False,
        fresh=False,
        quantile=0.0,
        conditional=False,
        stated=number is not None,
        processes=False,
        verdict="missing" if verdict == "fresh" else verdict,
        why=why,
    )


def _stated_number(cell: Cell, option: Option) -> float | None:
    """What somebody states, in the quality's unit; of a level, its place."""
    if cell.stated in cell.quality.levels:
        return float(cell.quality.levels.index(cell.stated))
    stated = option.ratings.get(cell.quality.id) if cell.stated else None
    if stated is None or not isinstance(stated.value, Quantity):
        return None
    return _number(stated.value, cell.quality.unit)


def _known(estimate: Estimate, assessment: Assessment, verdict: Verdict | None = None) -> Known:
    """What is known from an estimate; with a verdict, of the limit that it judges."""
    fresh = assessment.state == "fresh"
    proves = fresh and not assessment.doubt
    state = "" if proves else "undecided" if fresh else assessment.state
    why = verdict.reason if verdict else assessment.doubt or assessment.reason
    return Known(
        value=estimate.value,
        lower=_finite(estimate.lower),
        upper=_finite(estimate.upper),
        proves=proves,
        fresh=fresh,
        quantile=NormalDist().inv_cdf(estimate.confidence),
        conditional=bool(assessment.conditions),
        stated=False,
        processes=estimate.processes is not None,
        verdict=_state(verdict) if verdict else state,
        why="" if proves else why,
    )


def _finite(number: float) -> float | None:
    return number if isfinite(number) else None


def _fixed(
    one: _Placed, judged: Mapping[str, Mapping[int, Verdict]], decision: Decision, index: SiteIndex
) -> ExplorerFixed:
    constraint = one.constraint
    quality = index.portfolio.qualities[constraint.quality]
    claim = show_claim(constraint.require, as_judged(constraint, quality))
    found = (judged[option.id].get(one.place) for option in decision.options)
    return ExplorerFixed(
        text=" ".join((quality.title.partition(" (")[0], claim, *tell_selectors(constraint))),
        must=constraint.severity == "must",
        verdicts=tuple(_state(verdict) if verdict else "" for verdict in found),
    )


def _option(row: Row, comparison: Comparison) -> ExplorerOption:
    standing = comparison.ranking.standing(row.option.id) if comparison.ranking else None
    return ExplorerOption(
        name=row.option.name,
        chosen=row.chosen,
        cells=tuple(_cell(cell, row.option) for cell in row.cells),
        worth=(standing.low, standing.value, standing.high) if standing else None,
        best=standing.best if standing else None,
        settled=comparison.ranking is not None and comparison.ranking.settled == row.option.id,
    )


def _cell(cell: Cell, option: Option) -> ExplorerCell:
    shown = show_estimate(cell.estimate, cell.quality) if cell.estimate else None
    stale = cell.assessment is not None and cell.assessment.state == "stale"
    return ExplorerCell(
        known=_known_of(cell, option),
        text=shown.text if shown else cell.stated,
        interval=shown.interval if shown and cell.quality.estimator != "maximum" else "",
        basis="measured, stale" if stale and shown else BASIS_WORDS.get(cell.basis or "", ""),
    )


def _column(
    place: int,
    key: str,
    comparison: Comparison,
    options: Sequence[ExplorerOption],
    limits: Sequence[ExplorerLimit],
    decision: Decision,
) -> ExplorerColumn:
    column = comparison.columns[place]
    quality = column.quality
    cells = [option.cells[place].known for option in options]
    stated = [number for limit in limits if limit.column == place for number in limit.limits]
    judged = [one for limit in limits if limit.column == place for one in limit.known if one is not None]
    numbers = [*stated, *_values([*cells, *judged]), *_ends([*cells, *judged])]
    middle = sorted(_values(cells) or stated or [0.0])
    unit, factor = fitting_unit(middle[len(middle) // 2], quality)
    bounds = (0.0 if min(numbers, default=0.0) >= 0 else -inf, factor * range_of(quality)[1])
    plotted = [one for one in cells if not one.stated]
    spans = [[number * factor for number in some] for some in (_values(plotted), _ends(plotted), stated)]
    return ExplorerColumn(
        key=key,
        name=_name_of(column),
        unit=unit,
        factor=factor,
        # Levels stand worst first, whatever their names say.
        direction="higher" if quality.levels else quality.direction,
        levels=tuple(quality.levels),
        slider=None if quality.levels else lay_slider([number * factor for number in numbers], bounds),
        axis=None if quality.levels else lay_axis(spans[0], spans[1], spans[2], bounds),
        preference=_preference(place, comparison, decision),
    )


def _values(known: Sequence[Known]) -> list[float]:
    return [one.value for one in known if one.value is not None]


def _ends(known: Sequence[Known]) -> list[float]:
    return [end for one in known for end in (one.lower, one.upper) if end is not None]


def _name_of(column: Column) -> str:
    return f"{column.quality.title.partition(' (')[0]}{column_part(column)}"


def _preference(place: int, comparison: Comparison, decision: Decision) -> ExplorerPreference | None:
    """The value function of a column; None where nothing is preferred in it."""
    columns = comparison.columns
    meant = (one for one in decision.preferences if preferred_place(one, columns) == place)
    preference = next(meant, None)
    return _value_function(preference, columns[place].quality.unit) if preference is not None else None


def _value_function(preference: Preference, unit: str) -> ExplorerPreference | None:
    worst, best = _number(preference.worst, unit), _number(preference.best, unit)
    if worst is None or best is None or worst == best:
        return None
    return ExplorerPreference(preference.weight, worst, best)


def _number(quantity: Quantity, unit: str) -> float | None:
    try:
        return quantity.magnitude_in(unit)
    except TextError:
        return None
