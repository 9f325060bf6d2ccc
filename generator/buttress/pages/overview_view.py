"""The overview: what is wrong first, then what is open, what is due, and how every decision stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import (
    counted,
    listed,
    show_claim,
    tell_selectors,
    tell_verdict,
)
from buttress.pages import urls
from buttress.pages.draft import Draft, search_page
from buttress.pages.record_links import Link, link_constraint, link_decision, link_quality
from buttress.pages.verdict_summary import VerdictSummary, summarise
from buttress.pages.wording import NOTICE_WORDS, STATE_TERMS, STATUS_TERMS, Term, code_marked
from buttress.verdicts import STATES, gate_judgement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markupsafe import Markup

    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision
    from buttress.verdicts import State, Verdict

MOST_LISTED = 40
MOST_ROWS = 60
MOST_COLUMNS = 16
RECENT = 8


@dataclass(frozen=True, slots=True)
class Total:
    """How many verdicts are in one state."""

    term: Term
    number: int
    href: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One verdict that somebody should look at."""

    term: Term
    claim: str
    selectors: tuple[str, ...]
    quality: str
    severity: str
    decision: Link
    system: str
    sentence: Markup


@dataclass(frozen=True, slots=True)
class FindingList:
    """Verdicts of one urgency."""

    anchor: str
    title: str
    findings: tuple[Finding, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class DueView:
    """Something due."""

    kind: str
    decision: Link
    text: str
    due: str


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """How a decision stands in one quality; empty where it does not limit it."""

    term: Term | None
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One decision."""

    decision: Link
    status: Term
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Decisions by qualities."""

    qualities: tuple[Link, ...]
    rows: tuple[MatrixRow, ...]
    left_out: str


@dataclass(frozen=True, slots=True)
class RecentView:
    """One recently changed decision."""

    decision: Link
    date: str
    status: Term
    summary: VerdictSummary
    system: str


@dataclass(frozen=True, slots=True)
class OverviewView:
    """Everything that the template of the overview prints."""

    title: str
    as_of: str
    headline: str
    verdict: Term | None
    totals: tuple[Total, ...]
    decisions: str
    decisions_href: str
    systems: str
    systems_href: str
    evidence: str
    evidence_href: str
    lists: tuple[FindingList, ...]
    due: tuple[DueView, ...]
    matrix: Matrix | None
    recent: tuple[RecentView, ...]


_LISTS: tuple[tuple[str, str, tuple[State, ...]], ...] = (
    ("broken", "Violated, missing or invalid", ("violated", "missing", "invalid")),
    ("open", "Undecided or stale", ("undecided", "stale")),
    ("waived", "Waived", ("waived",)),
)


def draft_overview(index: SiteIndex) -> Draft:
    """Gives the overview, to be rendered."""
    uri = index.settings.overview_uri
    links = index.links(uri)
    verdicts = _chosen_first(index.judgement.all_verdicts())
    view = OverviewView(
        title=index.settings.site_name,
        as_of=index.judgement.as_of.isoformat(),
        headline=_headline(verdicts, index),
        verdict=_overall(verdicts),
        totals=_totals(verdicts),
        decisions=_tell_decisions(index),
        decisions_href=links.to(urls.DECISIONS),
        systems=_tell_systems(index),
        systems_href=links.to(urls.SYSTEMS),
        evidence=tell_evidence(index),
        evidence_href=links.to(urls.EVIDENCE),
        lists=tuple(one for one in (_list(spec, verdicts, index, links) for spec in _LISTS) if one.findings),
        due=_due(index, links),
        matrix=_matrix(index, links),
        recent=_recent(index, links),
    )
    return Draft(
        uri=uri,
        title=view.title,
        template="overview.html",
        view=view,
        search=(search_page(view.title, view.headline, view.decisions, view.evidence),),
        description=view.headline,
    )


def tell_evidence(index: SiteIndex) -> str:
    """Gives when and where evidence was measured, as a sentence."""
    runs = list(index.portfolio.runs.values())
    if not runs:
        return "Nothing has been measured yet: no run is recorded."
    days = sorted(f"{run.measured_at:%Y-%m-%d}" for run in runs)
    when = f"on {days[0]}" if days[0] == days[-1] else f"between {days[0]} and {days[-1]}"
    titles = sorted({one.title for run in runs for one in index.hardware_of(run)})
    unnamed = any(not index.hardware_of(run) for run in runs)
    places = [*titles, *(["machines without a profile"] if unnamed else [])]
    return f"The evidence is {counted(len(runs), 'run')}, measured {when} on {listed(places[:4])}."


def _chosen_first(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Verdicts that gate first, then by urgency; otherwise in the order of the decisions."""
    return tuple(
        sorted(
            verdicts,
            key=lambda one: (
                STATES.index(one.state),
                not one.gating,
                one.bound.constraint.severity != "must",
                one.bound.decision,
            ),
        )
    )


def _headline(verdicts: Sequence[Verdict], index: SiteIndex) -> str:
    if not verdicts:
        return "No constraint is stated yet, so there is nothing to judge."
    gate = gate_judgement(index.judgement, strict=index.settings.strict)
    failing = len(gate.errors)
    if failing:
        names = len({verdict.bound.decision for verdict in gate.errors})
        many = "fail" if failing > 1 else "fails"
        return f"{counted(failing, 'constraint')} of {counted(names, 'decision')} {many} the build."
    if not gate.passes:
        rest = len(gate.warnings) + len(gate.notices)
        return f"Nothing is violated, but {counted(rest, 'warning')} fail a strict build."
    holds = sum(verdict.state == "holds" for verdict in verdicts)
    if holds == len(verdicts):
        return f"Everything that the decisions state holds: {counted(holds, 'constraint')}."
    return f"Nothing fails the build; {holds} of {counted(len(verdicts), 'constraint')} hold."


def _overall(verdicts: Sequence[Verdict]) -> Term | None:
    gating = [verdict for verdict in verdicts if verdict.gating] or list(verdicts)
    return STATE_TERMS[min((one.state for one in gating), key=STATES.index)] if gating else None


def _totals(verdicts: Sequence[Verdict]) -> tuple[Total, ...]:
    counts = Counter(verdict.state for verdict in verdicts)
    anchors = {state: anchor for anchor, _, states in _LISTS for state in states}
    return tuple(
        Total(STATE_TERMS[state], counts[state], f"#{anchors.get(state, 'matrix')}")
        for state in STATES
        if counts[state]
    )


def _tell_decisions(index: SiteIndex) -> str:
    decisions = index.portfolio.decisions.values()
    counts = Counter(decision.status for decision in decisions)
    parts = [
        f"{counts[status]} {term.word.lower()}" for status, term in STATUS_TERMS.items() if counts[status]
    ]
    return f"{counted(len(decisions), 'decision')}: {listed(parts)}."


def _tell_systems(index: SiteIndex) -> str:
    systems = index.portfolio.systems
    return f"{counted(len(systems), 'system')}." if systems else ""


def _list(
    spec: tuple[str, str, tuple[State, ...]], verdicts: Sequence[Verdict], index: SiteIndex, links: urls.Links
) -> FindingList:
    anchor, title, states = spec
    found = [verdict for verdict in verdicts if verdict.state in states]
    shown = tuple(_finding(verdict, index, links) for verdict in found[:MOST_LISTED])
    return FindingList(anchor, title, shown, len(found) - len(shown))


def _finding(verdict: Verdict, index: SiteIndex, links: urls.Links) -> Finding:
    constraint = verdict.bound.constraint
    quality = index.portfolio.qualities[constraint.quality]
    return Finding(
        STATE_TERMS[verdict.state],
        show_claim(constraint.require, quality),
        tell_selectors(constraint),
        quality.title,
        constraint.severity,
        link_constraint(verdict.bound, index, links),
        "the system itself" if verdict.bound.kind == "system" else index.system_title(verdict.bound.decision),
        code_marked(tell_verdict(verdict, quality)),
    )


def _due(index: SiteIndex, links: urls.Links) -> tuple[DueView, ...]:
    return tuple(
        DueView(
            NOTICE_WORDS[notice.kind],
            link_decision(notice.decision, index, links),
            f"{notice.text[:1].upper()}{notice.text[1:]}",
            notice.due.isoformat() if notice.due else "",
        )
        for notice in index.judgement.notices[:MOST_LISTED]
    )


def _matrix(index: SiteIndex, links: urls.Links) -> Matrix | None:
    judged = [name for name, verdicts in index.judgement.verdicts.items() if verdicts]
    if not judged:
        return None
    used = Counter(
        quality
        for name in judged
        for quality in {one.bound.constraint.quality for one in index.verdicts(name)}
    )
    qualities = sorted(sorted(used, key=lambda one: (-used[one], one))[:MOST_COLUMNS])
    judged.sort(key=lambda name: (STATES.index(index.worst_state(name) or "holds"), name))
    rows = tuple(_matrix_row(name, qualities, index, links) for name in judged[:MOST_ROWS])
    heads = tuple(link_quality(name, index, links) for name in qualities)
    return Matrix(heads, rows, _tell_left_out(len(judged) - len(rows), len(used) - len(qualities)))


def _tell_left_out(rows: int, columns: int) -> str:
    parts = [
        *([counted(rows, "more decision")] if rows else []),
        *([counted(columns, "rarer quality", "rarer qualities")] if columns else []),
    ]
    return f"{listed(parts)} left out here." if parts else ""


def _matrix_row(name: str, qualities: Sequence[str], index: SiteIndex, links: urls.Links) -> MatrixRow:
    decision = index.portfolio.decisions[name]
    by_quality: dict[str, list[Verdict]] = {}
    for verdict in index.verdicts(name):
        by_quality.setdefault(verdict.bound.constraint.quality, []).append(verdict)
    cells = tuple(_matrix_cell(by_quality.get(quality, ()), index, links) for quality in qualities)
    return MatrixRow(link_decision(name, index, links), STATUS_TERMS[decision.status], cells)


def _matrix_cell(verdicts: Sequence[Verdict], index: SiteIndex, links: urls.Links) -> MatrixCell:
    if not verdicts:
        return MatrixCell(None, "", "")
    worst = min(verdicts, key=lambda one: STATES.index(one.state))
    quality = index.portfolio.qualities[worst.bound.constraint.quality]
    title = "; ".join(show_claim(one.bound.constraint.require, quality) for one in verdicts)
    return MatrixCell(
        STATE_TERMS[worst.state],
        link_constraint(worst.bound, index, links).href,
        title,
    )


def _recent(index: SiteIndex, links: urls.Links) -> tuple[RecentView, ...]:
    latest: list[Decision] = sorted(
        index.portfolio.decisions.values(), key=lambda one: (-one.date.toordinal(), one.id)
    )
    return tuple(
        RecentView(
            link_decision(decision.id, index, links),
            decision.date.isoformat(),
            STATUS_TERMS[decision.status],
            summarise(decision, index),
            index.system_title(decision.id),
        )
        for decision in latest[:RECENT]
    )
