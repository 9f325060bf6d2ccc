"""The trade-off table: options by qualities, with intervals, limits, and what rules an option out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import (
    NBSP,
    against_words,
    as_judged,
    column_selectors,
    limit_words,
    say,
    show_confidence,
    show_estimate,
    slice_words,
    tell_bounds,
    tell_selectors,
)
from buttress.pages import urls
from buttress.pages.decision.comparison_words import (
    NOT_BEYOND_CHANCE,
    ONLY_INFORMS,
    doubt_mark,
    doubt_words,
    tell_comparison,
)
from buttress.pages.figures.comparison_bars import bar_id, draw_bars, draw_standings, standing_id
from buttress.pages.figures.design_space import column_part
from buttress.pages.figures.trade_off_matrix import (
    StandingView,
    best_cells,
    condition_words,
    dominance_words,
    tell_standing,
    view_standing,
)
from buttress.pages.record_links import Link, link_quality
from buttress.pages.wording import BASIS_WORDS, DIRECTION_WORDS, FEASIBILITY_TERMS, STATE_TERMS, Term
from buttress.tradeoff import speaks_of_figure
from buttress.verdicts import STATES

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from buttress.estimation import Estimate
    from buttress.graph import Binding
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Constraint, Quality
    from buttress.tradeoff import Cell, Column, Comparison, Row
    from buttress.verdicts import Assessment, Verdict


@dataclass(frozen=True, slots=True)
class QualityHead:
    """The head of a column.

    Attributes:
        quality: The quality.
        label: The quality with the part that it is told of: its name among all columns.
        under: The change under which it was measured; empty for none.
        flow: The flow of which it is told; empty for none.
        slice: The part of the examples of which it is told, in words; empty for all of them.
        direction: Which way is better.
        limits: The limits on it, in words.
        best_first: Which way to sort so that the best comes first.
    """

    quality: Link
    label: str
    under: str
    flow: str
    slice: str
    direction: str
    limits: tuple[str, ...]
    best_first: str = "ascending"


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell: what is known of one quality of one option.

    Attributes:
        value: The value with its unit; empty where nothing is known.
        interval: Its bounds; empty for exact and stated values.
        basis: How it is known, in words, where it was not simply measured.
        best: Whether it is better than all others of its column beyond the bounds.
        term: The most urgent verdict on it; None where no constraint limits it.
        part: What else that verdict speaks of (``by sex``); empty where it speaks of the shown value.
        bar: Placeholder id of the interval bar; empty where there is none.
        title: What stands behind it, for those who rest the pointer on it.
        sort: The value as a plain number, for sorting; empty where there is none.
        run: Address of the latest run behind it; empty where there is none.
    """

    value: str
    interval: str
    basis: str
    term: Term | None
    part: str
    bar: str
    title: str
    sort: str
    best: bool = False
    run: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """One option.

    Attributes:
        name: Its name.
        anchor: Fragment id of its place on the page.
        chosen: Whether the decision chose it.
        feasibility: Whether it meets every must; None where nothing was judged.
        cells: One for each quality.
        dominated: What dominates it, in words; empty where nothing does.
        standing: How far it meets the preferences; None where there is no ranking.
    """

    name: str
    anchor: str
    chosen: bool
    feasibility: Term | None
    cells: tuple[CellView, ...]
    dominated: str = ""
    standing: StandingView | None = None


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """The table with what it means in words.

    Attributes:
        heads: One for each quality.
        rows: One for each option.
        told: What rules options out, and which are beaten, as sentences.
        any_bars: Whether interval bars are shown, which need a word of explanation.
        figures: Placeholder id to SVG.
        any_best: Whether a cell is marked as the best of its column, which needs a word of explanation.
        standing: What the column of standings says, in sentences; empty where there is none.
        any_conditional: Whether a value rests on what is only declared, which needs a word of explanation.
        any_groups: Whether a limit is on each group and not on the shown figure, which needs a word of explanation.
        any_compared: Whether a limit is on two options compared, which needs a word of explanation.
        any_chance: Whether a miss is not yet beyond chance among many limits, which needs a word of explanation.
    """

    heads: tuple[QualityHead, ...]
    rows: tuple[RowView, ...]
    told: tuple[str, ...]
    any_bars: bool
    figures: Mapping[str, str]
    any_best: bool = False
    standing: str = ""
    any_conditional: bool = False
    any_groups: bool = False
    any_compared: bool = False
    any_chance: bool = False


def view_comparison(comparison: Comparison, index: SiteIndex, links: urls.Links) -> ComparisonView | None:
    """Gives the trade-off table of a decision; None where it has no quality to compare."""
    if not comparison.qualities:
        return None
    judged = bool(index.verdicts(comparison.decision))
    svgs = draw_bars(comparison)
    best = best_cells(comparison)
    usual = _usual_confidence(comparison)
    rows = tuple(
        _view_row(row, at, comparison, index, links, svgs, best, usual=usual)
        for at, row in enumerate(comparison.rows)
    )
    heads = tuple(
        _head(quality, place, comparison, index, links) for place, quality in enumerate(comparison.qualities)
    )
    beside = [
        verdict.bound.constraint
        for row in comparison.rows
        for cell in row.cells
        for verdict in cell.verdicts
        if not speaks_of_figure(verdict.bound.constraint, cell.quality)
    ]
    return ComparisonView(
        heads,
        rows,
        tell_comparison(comparison, index) if judged else (),
        bool(svgs),
        svgs | draw_standings(comparison),
        any_best=bool(best),
        standing=tell_standing(comparison.ranking) if comparison.ranking else "",
        any_conditional=any(
            cell.assessment is not None and bool(cell.assessment.conditions)
            for row in comparison.rows
            for cell in row.cells
        ),
        any_groups=any(one.by_group and not one.compared_with for one in beside),
        any_compared=any(one.compared_with for one in beside),
        any_chance=any(cell.part.endswith(NOT_BEYOND_CHANCE) for row in rows for cell in row.cells),
    )


def _view_row(
    row: Row,
    at: int,
    comparison: Comparison,
    index: SiteIndex,
    links: urls.Links,
    svgs: Mapping[str, str],
    best: Container[tuple[int, int]],
    *,
    usual: float,
) -> RowView:
    names = {one.option.id: one.option.name for one in comparison.rows}
    binding = index.linked.binding_of.get((comparison.decision, row.option.id))
    latest = [_latest_run(cell) for cell in row.cells]
    runs = {run: _link_recorded(run, binding, index, links) for run in dict.fromkeys(latest) if run}
    cells = tuple(
        _view_cell(
            cell, bar_id(at, place), svgs, runs.get(latest[place], ""), best=(at, place) in best, usual=usual
        )
        for place, cell in enumerate(row.cells)
    )
    ranking = comparison.ranking
    return RowView(
        row.option.name,
        urls.anchor_of("option", row.option.id),
        row.chosen,
        FEASIBILITY_TERMS[row.feasibility] if index.verdicts(comparison.decision) else None,
        cells,
        dominance_words(row, names),
        view_standing(row, ranking, index.portfolio.qualities, standing_id(at)) if ranking else None,
    )


def _latest_run(cell: Cell) -> str:
    return cell.assessment.runs[-1] if cell.assessment and cell.assessment.runs else ""


def _link_recorded(run: str, binding: Binding | None, index: SiteIndex, links: urls.Links) -> str:
    """The address of a run, at what it recorded of an option where it did so under the option's own name."""
    asked = (binding.candidate, binding.runtime) if binding else None
    measured = index.portfolio.runs[run].measurements
    recorded = asked and any((one.candidate, one.runtime) == asked for one in measured)
    return links.to(urls.run_uri(run), urls.anchor_of(*asked) if asked and recorded else "")


def _head(
    quality: Quality, place: int, comparison: Comparison, index: SiteIndex, links: urls.Links
) -> QualityHead:
    column, link = comparison.columns[place], link_quality(quality.id, index, links)
    return QualityHead(
        link,
        f"{link.text}{column_part(column)}",
        column.under,
        column.flow,
        slice_words(column.slice),
        DIRECTION_WORDS[quality.direction],
        _limits(place, comparison),
        "descending" if quality.direction == "higher" else "ascending",
    )


def _limits(place: int, comparison: Comparison) -> tuple[str, ...]:
    """The limits of a column in words, which differ wherever the limits do."""
    stated = {
        verdict.bound.index: verdict.bound.constraint
        for row in comparison.rows
        for verdict in row.cells[place].verdicts
    }
    told = {at: _selectors(one, comparison.columns[place]) for at, one in stated.items()}
    # Where a column is measured is for the page to say, unless its limits differ in that.
    common = {word for words in told.values() for word in words if word.startswith(("on ", "in "))}
    common = {word for word in common if all(word in words for words in told.values())}
    limits: list[str] = []
    for at, one in stated.items():
        quality = as_judged(one, comparison.columns[place].quality)
        words = [limit_words(one, quality), *(word for word in told[at] if word not in common)]
        mild = "" if one.severity == "must" else f" ({one.severity})"
        limits.append(" ".join(words) + _only(one.of) + mild)
    return tuple(dict.fromkeys(limits))


def _selectors(constraint: Constraint, column: Column) -> list[str]:
    """What a limit is on beyond what the head of its column says."""
    said = column_selectors(column)
    return [one.replace(" = ", f"{NBSP}={NBSP}") for one in tell_selectors(constraint) if one not in said]


def _only(option: str) -> str:
    """Which option alone a limit is on; by its short name, as those that others are held against."""
    return say(", only {option}", option=option) if option else ""


def _view_cell(
    cell: Cell, bar: str, svgs: Mapping[str, str], run: str, *, best: bool, usual: float
) -> CellView:
    urgent = min(cell.verdicts, key=_urgency, default=None)
    term = STATE_TERMS[urgent.state] if urgent else None
    part = _remark(urgent, cell) if urgent else ""
    basis = BASIS_WORDS.get(cell.basis or "", "")
    assessment = cell.assessment
    shown = show_estimate(cell.estimate, cell.quality) if cell.estimate else None
    if cell.estimate is None or shown is None or assessment is None:
        why = cell.source if cell.stated else assessment.reason if assessment else ""
        return CellView(cell.stated, "", basis, term, part, "", why, "")
    return CellView(
        shown.text,
        shown.interval if cell.quality.estimator != "maximum" else "",
        ", ".join(filter(None, [_known_how(basis, assessment), *_odd_bounds(cell.estimate, part, usual)])),
        term,
        part,
        bar if bar in svgs else "",
        tell_bounds(cell.estimate, shown, cell.quality)
        + condition_words(assessment.conditions)
        + (f"; {doubt}" if (doubt := doubt_words(urgent) if urgent else "") else ""),
        f"{cell.estimate.value!r}",
        best,
        run,
    )


def _urgency(verdict: Verdict) -> tuple[bool, bool, int]:
    """What a cell shows first: a must that is not met says why an option is out or open, whatever a should misses."""
    settled = verdict.state in ("waived", "holds")
    return settled, verdict.bound.constraint.severity != "must", STATES.index(verdict.state)


def _known_how(basis: str, assessment: Assessment) -> str:
    """How a figure is known, where it is not simply a fresh measurement."""
    stale = f"{basis or 'measured'}, stale" if assessment.state == "stale" else basis
    conditional = "conditional" if assessment.conditions else ""
    return ", ".join(filter(None, [stale, conditional]))


def _usual_confidence(comparison: Comparison) -> float:
    """The confidence of most bounds of a table."""
    found = Counter(
        cell.estimate.confidence for row in comparison.rows for cell in row.cells if cell.estimate
    )
    return max(found, key=found.__getitem__, default=0.0)


def _odd_bounds(estimate: Estimate, remark: str, usual: float) -> Iterator[str]:
    """In what bounds differ from those around them: their confidence, or that they prove nothing."""
    if estimate.confidence != usual and estimate.method != "exact":
        yield say("{confidence} bounds", confidence=show_confidence(estimate.confidence))
    if estimate.doubt and ONLY_INFORMS not in remark:
        yield ONLY_INFORMS


def _remark(verdict: Verdict, cell: Cell) -> str:
    """What a verdict speaks of, whether only a should is missed, and whether bounds clear of the limit prove nothing."""
    spared = verdict.state == "violated" and verdict.bound.constraint.severity == "should"
    duty = say("only a should") if spared else ""
    return ", ".join(filter(None, [_part_of(verdict, cell), duty, doubt_mark(verdict)]))


def _part_of(verdict: Verdict, cell: Cell) -> str:
    """What a verdict speaks of, where that is another number than the value of its cell."""
    constraint = verdict.bound.constraint
    if speaks_of_figure(constraint, cell.quality):
        return ""
    by = say("by {by_group}", by_group=constraint.by_group) if constraint.by_group else ""
    return " ".join(filter(None, [against_words(constraint).strip(" ,"), by]))
