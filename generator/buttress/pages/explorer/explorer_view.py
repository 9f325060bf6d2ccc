"""The explorer of a decision: the record as it stands, and all that a script needs to move limits and weights."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from buttress.explanation import NBSP, counted, listed, say, show_quantity, slice_words, tell_waivers
from buttress.pages import urls
from buttress.pages.draft import ASIDE, Crumb, Draft, search_page
from buttress.pages.explorer.explorer_data import write_json
from buttress.pages.explorer.explorer_gathering import gather_explorer
from buttress.pages.measured_line import runs_of_decision, tell_measured
from buttress.pages.record_links import Link, link_quality
from buttress.pages.succession import tell_past
from buttress.pages.wording import DIRECTION_WORDS, FEASIBILITY_TERMS, STATE_TERMS, STATUS_TERMS, Term
from buttress.verdicts import STATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.pages.explorer.explorer_data import (
        ExplorerCell,
        ExplorerColumn,
        ExplorerData,
        ExplorerLimit,
        ExplorerOption,
    )
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision
    from buttress.tradeoff import Column, Comparison, Row

FEWEST_OPTIONS = 2
"""A single option leaves nothing to choose."""
NO_PART = "–"
THIN = "\u202f"
DATA = "explorer-data"


@dataclass(frozen=True, slots=True)
class ExplorerHead:
    """The head of a column."""

    quality: Link
    part: str
    direction: str


@dataclass(frozen=True, slots=True)
class ExplorerCellView:
    """One cell of the table, by the record."""

    value: str
    interval: str
    basis: str
    term: Term | None


@dataclass(frozen=True, slots=True)
class ExplorerRow:
    """One option by the record.

    Attributes:
        mark: What stands beside its name on top: its chance of being best, or whether it is left.
    """

    name: str
    href: str
    chosen: bool
    feasibility: Term | None
    dominated: str
    worth: str
    best: str
    mark: str
    cells: tuple[ExplorerCellView, ...]


@dataclass(frozen=True, slots=True)
class LimitView:
    """A limit by the record."""

    name: str
    claim: str
    selectors: tuple[str, ...]
    severity: str


@dataclass(frozen=True, slots=True)
class WeightView:
    """A weight with its value function by the record."""

    name: str
    weight: str
    ends: str


@dataclass(frozen=True, slots=True)
class FixedView:
    """A constraint whose verdicts stay as they are recorded, with the options to each verdict."""

    text: str
    severity: str
    told: tuple[tuple[Term, str], ...]


@dataclass(frozen=True, slots=True)
class ExplorerView:
    """Everything that the template of an explorer prints.

    Attributes:
        waived: Why the chosen option is so although it does not meet every limit, one sentence for each waiver.
    """

    decision: Link
    status: Term
    as_of: str
    judged: bool
    summary: str
    waived: tuple[str, ...]
    heads: tuple[ExplorerHead, ...]
    rows: tuple[ExplorerRow, ...]
    limits: tuple[LimitView, ...]
    weights: tuple[WeightView, ...]
    fixed: tuple[FixedView, ...]
    plotted: bool
    draws: int
    badges: tuple[tuple[str, Term], ...]
    style: str
    script: str
    waived_term: Term = STATE_TERMS["waived"]
    figure: str = DATA


def can_explore(comparison: Comparison | None) -> bool:
    """Says whether there is something to explore: two options and a quality."""
    return comparison is not None and len(comparison.rows) >= FEWEST_OPTIONS and bool(comparison.columns)


def draft_explorer(decision: Decision, index: SiteIndex) -> Draft | None:
    """Gives the page on which limits and weights of a decision can be moved; None where it leaves nothing to compare.

    It takes two options and one quality. Without its script the page shows the record as it stands.

    Args:
        decision: The decision.
        index: The site.
    """
    comparison = index.comparisons.get(decision.id)
    if comparison is None or not can_explore(comparison):
        return None
    uri = urls.explorer_uri(decision.id)
    links = index.links(uri)
    data = gather_explorer(decision, comparison, index)
    title = say("Explore: {title}", title=decision.title)
    return Draft(
        uri=uri,
        title=title,
        template="explorer.html",
        view=_view(decision, comparison, data, index, links),
        crumbs=(
            Crumb(say("Decisions"), links.to(urls.DECISIONS)),
            Crumb(decision.title, links.to(urls.decision_uri(decision.id))),
        ),
        figures={DATA: _script_of(data)},
        search=(search_page(title, boost=ASIDE),),
        description=say(
            "Which option of “{title}” is left when a limit or a weight moves.", title=decision.title
        ),
        source=index.source("decision", decision.id),
        updated=decision.date,
        past=tell_past(decision, index, links),
        measured=tell_measured(runs_of_decision(decision.id, index), index, links),
    )


def _script_of(data: ExplorerData) -> str:
    """The data where no page runs it: themes that swap pages run every script they find, but not inside a template."""
    script = f'<script type="application/json" id="bt-explorer-data">{write_json(data)}</script>'
    return f"<template data-bt-explorer-data>{script}</template>"


def _view(
    decision: Decision, comparison: Comparison, data: ExplorerData, index: SiteIndex, links: urls.Links
) -> ExplorerView:
    page = links.to(urls.decision_uri(decision.id))
    names = [option.name for option in data.options]
    return ExplorerView(
        decision=Link(decision.title, page),
        status=STATUS_TERMS[decision.status],
        as_of=index.judgement.as_of.isoformat(),
        judged=data.judged,
        summary=_summary(comparison, data),
        waived=_tell_waived(decision, index),
        heads=tuple(_head(column, index, links) for column in comparison.columns),
        rows=tuple(_row(place, row, comparison, data, page) for place, row in enumerate(comparison.rows)),
        limits=tuple(_limit(limit, data.columns[limit.column]) for limit in data.limits),
        weights=tuple(weight for column in data.columns if (weight := _weight(column)) is not None),
        fixed=tuple(
            FixedView(one.text, "must" if one.must else "should", _told(one.verdicts, names))
            for one in data.fixed
        ),
        plotted=data.axes is not None,
        draws=data.draws,
        badges=(*STATE_TERMS.items(), *FEASIBILITY_TERMS.items()),
        style=links.file(f"{urls.ASSETS}/explorer.css"),
        script=links.file(f"{urls.ASSETS}/explorer.js"),
    )


def _tell_waived(decision: Decision, index: SiteIndex) -> tuple[str, ...]:
    chosen = decision.option(decision.chosen)
    return tell_waivers(index.judgement.verdicts.get(decision.id, ()), chosen.name if chosen else "")


def _summary(comparison: Comparison, data: ExplorerData) -> str:
    """What is left by the record, in one line: the same that the script says while nothing is moved."""
    if not data.judged:
        return say("The decision is not in force, so that its limits have no verdicts.")
    feasible = [row for row in comparison.rows if row.feasibility == "feasible"]
    unsettled = sum(row.feasibility == "unknown" for row in comparison.rows)
    told = say(
        "{feasible} of {options} feasible",
        feasible=len(feasible),
        options=counted(len(comparison.rows), "option"),
    )
    told += say(", {unsettled} open", unsettled=unsettled) if unsettled else ""
    if len(feasible) < FEWEST_OPTIONS:
        return f"{told}{''.join(f': {row.option.name}' for row in feasible)}."
    return f"{told}; {_tell_best(comparison)}."


def _tell_best(comparison: Comparison) -> str:
    ranking = comparison.ranking
    leader = comparison.row(ranking.leader) if ranking else None
    if ranking is None or leader is None:
        pareto = [row.option.name for row in comparison.rows if row.option.id in comparison.pareto]
        return say("without weights none is best. Not dominated: {pareto}", pareto=listed(pareto))
    standing = ranking.standing(leader.option.id)
    settled = "" if ranking.settled else say(", not settled")
    return (
        f"best by the weights: {leader.option.name} ({_percent(standing.best if standing else 0.0)}{settled})"
    )


def _percent(share: float) -> str:
    """A chance in whole per cent, which is what so many draws are good for."""
    return f"{f'<{THIN}1' if 0 < share < 0.005 else floor(100 * share + 0.5)}{NBSP}%"


def _head(column: Column, index: SiteIndex, links: urls.Links) -> ExplorerHead:
    part = [say("under {under}", under=column.under)] if column.under else []
    part += [say("for {flow}", flow=column.flow)] if column.flow else []
    part += [say("where {slice}", slice=slice_words(column.slice))] if column.slice else []
    return ExplorerHead(
        link_quality(column.quality.id, index, links),
        " ".join(part),
        DIRECTION_WORDS[column.quality.direction],
    )


def _row(place: int, row: Row, comparison: Comparison, data: ExplorerData, page: str) -> ExplorerRow:
    option = data.options[place]
    names = {one.option.id: one.option.name for one in comparison.rows}
    return ExplorerRow(
        name=option.name,
        href=f"{page}#{urls.anchor_of('option', row.option.id)}",
        chosen=option.chosen,
        feasibility=FEASIBILITY_TERMS[row.feasibility] if data.judged else None,
        dominated=listed([names[one] for one in row.dominated_by]),
        worth=_worth_text(option.worth),
        best=NO_PART if option.best is None else _percent(option.best),
        mark=_mark(row, option, data),
        cells=tuple(_cell(cell, column, place, data) for column, cell in enumerate(option.cells)),
    )


def _mark(row: Row, option: ExplorerOption, data: ExplorerData) -> str:
    """The chance of an option, or in one word why it has none."""
    if option.best is not None:
        return _percent(option.best)
    return FEASIBILITY_TERMS[row.feasibility].word.lower() if data.judged else ""


def _worth_text(worth: tuple[float, float | None, float] | None) -> str:
    if worth is None:
        return NO_PART
    low, value, high = worth
    bounds = f"{low:.2f}–{high:.2f}"
    return bounds if value is None else f"{value:.2f} ({bounds})"


def _cell(cell: ExplorerCell, column: int, option: int, data: ExplorerData) -> ExplorerCellView:
    movable = [one.known[option] for one in data.limits if one.column == column]
    states = [known.verdict for known in movable if known is not None]
    found = [state for state in STATES if state in states]
    return ExplorerCellView(
        cell.text, cell.interval, cell.basis, STATE_TERMS[found[0]] if found and data.judged else None
    )


def _limit(limit: ExplorerLimit, column: ExplorerColumn) -> LimitView:
    return LimitView(column.name, limit.text, limit.selectors, "must" if limit.must else "should")


def _weight(column: ExplorerColumn) -> WeightView | None:
    one = column.preference
    if one is None:
        return None
    worst, best = (_shown(end, column) for end in (one.worst, one.best))
    return WeightView(
        column.name,
        f"{one.weight:g}",
        say("worth nothing at {worst}, everything at {best}", worst=worst, best=best),
    )


def _shown(value: float, column: ExplorerColumn) -> str:
    return show_quantity(value * column.factor, column.unit)


def _told(verdicts: Sequence[str], names: Sequence[str]) -> tuple[tuple[Term, str], ...]:
    """The options to each verdict that occurs, the most urgent first."""
    return tuple(
        (
            STATE_TERMS[state],
            listed([name for name, one in zip(names, verdicts, strict=True) if one == state]),
        )
        for state in STATES
        if state in verdicts
    )
