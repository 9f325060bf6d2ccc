"""The overview: what this is and whether it holds, what is wrong first, what is due, and what changed last."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import counted, listed
from buttress.pages import urls
from buttress.pages.change_note import note_preview
from buttress.pages.decision_tabs import link_filtered
from buttress.pages.draft import Draft, search_page
from buttress.pages.events import event_anchor, gather_events, tell_event
from buttress.pages.finding_view import DueView, Finding, by_urgency, view_due, view_finding
from buttress.pages.measured_line import tell_measured
from buttress.pages.open_risks import link_risks
from buttress.pages.record_links import Link, RunLink, link_decision, link_run, link_system
from buttress.pages.system_standing import summarise_system
from buttress.pages.verdict_matrix import Matrix, view_matrix
from buttress.pages.verdict_summary import VerdictSummary, summarise
from buttress.pages.wording import STATE_TERMS, STATUS_TERMS, Term
from buttress.verdicts import STATES, gate_judgement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.pages.events import Event
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision
    from buttress.verdicts import State, Verdict

MOST_LISTED = 40
MOST_SYSTEMS = 24
RECENT = 6
ALWAYS: tuple[State, ...] = ("violated", "undecided", "holds")
"""Told also where there is none: that nothing is violated is worth knowing."""


@dataclass(frozen=True, slots=True)
class Total:
    """How many verdicts are in one state; without an address there is none."""

    term: Term
    number: int
    href: str


@dataclass(frozen=True, slots=True)
class FindingList:
    """Verdicts of one urgency; of those left out, the table tells the decisions."""

    anchor: str
    title: str
    findings: tuple[Finding, ...]
    left_out: int
    table: str


@dataclass(frozen=True, slots=True)
class Door:
    """A way into the site, with what lies behind it."""

    text: str
    href: str
    note: str


@dataclass(frozen=True, slots=True)
class SystemLine:
    """How one system stands."""

    system: Link
    summary: VerdictSummary
    decisions: str
    risks: Link | None


@dataclass(frozen=True, slots=True)
class RecentView:
    """One recently changed decision."""

    decision: Link
    date: str
    status: Term
    summary: VerdictSummary
    system: str


@dataclass(frozen=True, slots=True)
class FlipView:
    """A run that said another thing of a constraint than the one before."""

    date: str
    term: Term
    text: str
    constraint: str
    decision: Link
    run: RunLink


@dataclass(frozen=True, slots=True)
class OverviewView:
    """Everything that the template of the overview prints."""

    title: str
    lead: str
    headline: str
    verdict: Term | None
    totals: tuple[Total, ...]
    doors: tuple[Door, ...]
    lists: tuple[FindingList, ...]
    due: tuple[DueView, ...]
    systems: tuple[SystemLine, ...]
    more_systems: str
    systems_href: str
    recent: tuple[RecentView, ...]
    flips: tuple[FlipView, ...]
    timeline: str
    matrix: Matrix | None
    table: str


_LISTS: tuple[tuple[str, str, tuple[State, ...]], ...] = (
    ("broken", "Violated, missing or invalid", ("violated", "missing", "invalid")),
    ("open", "Undecided or stale", ("undecided", "stale")),
    ("waived", "Waived", ("waived",)),
)


def draft_overview(index: SiteIndex) -> Draft:
    """Gives the overview, to be rendered."""
    uri = index.settings.overview_uri
    links = index.links(uri)
    verdicts = by_urgency(index.judgement.all_verdicts())
    systems = tuple(_systems(index, links))
    view = OverviewView(
        title=index.settings.site_name,
        lead=_tell_lead(index),
        headline=_headline(verdicts, index),
        verdict=_overall(verdicts),
        totals=_totals(verdicts, links),
        doors=tuple(_doors(index, links)),
        lists=tuple(one for one in (_list(spec, verdicts, index, links) for spec in _LISTS) if one.findings),
        due=tuple(view_due(notice, index, links) for notice in index.judgement.notices[:MOST_LISTED]),
        systems=systems,
        more_systems=_tell_more_systems(len(index.portfolio.systems) - len(systems)),
        systems_href=links.to(urls.SYSTEMS),
        recent=_recent(index, links),
        flips=_flips(index, links),
        timeline=links.to(urls.TIMELINE),
        matrix=view_matrix(index, links),
        table=links.to(urls.DECISIONS),
    )
    return Draft(
        uri=uri,
        title=view.title,
        template="overview.html",
        view=view,
        search=(search_page(view.title, view.headline, _tell_decisions(index), tell_evidence(index)),),
        description=view.headline,
        measured=tell_measured(index.portfolio.runs, index, links),
        changed=note_preview(index, links),
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


def _tell_lead(index: SiteIndex) -> str:
    systems = index.portfolio.systems
    of = f" of {counted(len(systems), 'system')}" if systems else ""
    return (
        f"What was decided in the architecture{of}, which qualities each decision must keep, "
        "and whether measurements confirm them."
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


def _totals(verdicts: Sequence[Verdict], links: urls.Links) -> tuple[Total, ...]:
    """The verdicts by state: what is listed here leads to its list, what holds to the table."""
    if not verdicts:
        return ()
    counts = Counter(verdict.state for verdict in verdicts)
    anchors = {state: f"#{anchor}" for anchor, _, states in _LISTS for state in states}
    return tuple(
        Total(
            STATE_TERMS[state],
            counts[state],
            (anchors.get(state) or link_filtered(links, verdict=state)) if counts[state] else "",
        )
        for state in STATES
        if counts[state] or state in ALWAYS
    )


def _doors(index: SiteIndex, links: urls.Links) -> Iterator[Door]:
    portfolio = index.portfolio
    yield Door("Decisions", links.to(urls.DECISIONS), _tell_decisions(index))
    if portfolio.systems:
        yield Door("Systems", links.to(urls.SYSTEMS), f"{counted(len(portfolio.systems), 'system')}")
    if portfolio.decisions:
        latest = max(decision.date for decision in portfolio.decisions.values())
        yield Door("Timeline", links.to(urls.TIMELINE), f"latest {latest}")
    if index.linked.edges:
        yield Door("Map", links.to(urls.MAP), f"{counted(len(index.linked.edges), 'link')} between decisions")
    yield Door("Evidence", links.to(urls.EVIDENCE), counted(len(portfolio.runs), "run"))
    yield Door("Qualities", links.to(urls.QUALITIES), f"{len(index.constrained_by)} limited by decisions")


def _tell_decisions(index: SiteIndex) -> str:
    decisions = index.portfolio.decisions.values()
    counts = Counter(decision.status for decision in decisions)
    parts = [
        f"{counts[status]} {term.word.lower()}" for status, term in STATUS_TERMS.items() if counts[status]
    ]
    return listed(parts) or "none yet"


def _list(
    spec: tuple[str, str, tuple[State, ...]], verdicts: Sequence[Verdict], index: SiteIndex, links: urls.Links
) -> FindingList:
    anchor, title, states = spec
    found = [verdict for verdict in verdicts if verdict.state in states]
    shown = tuple(view_finding(verdict, index, links) for verdict in found[:MOST_LISTED])
    left_out = found[MOST_LISTED:]
    table = link_filtered(links, verdict=left_out[0].state) if left_out else ""
    return FindingList(anchor, title, shown, len(left_out), table)


def _systems(index: SiteIndex, links: urls.Links) -> Iterator[SystemLine]:
    """The systems, those with the most urgent verdicts first."""
    found = [(summarise_system(system, index), system) for system in index.portfolio.systems.values()]
    urgency = {STATE_TERMS[state].key: place for place, state in enumerate(STATES)}
    found.sort(
        key=lambda pair: (urgency.get(pair[0].term.key, len(STATES)), pair[1].title.casefold(), pair[1].id)
    )
    for summary, system in found[:MOST_SYSTEMS]:
        yield SystemLine(
            link_system(system.id, index, links),
            summary,
            counted(len(index.siblings.get(system.id, ())), "decision"),
            link_risks(system, index, links),
        )


def _tell_more_systems(number: int) -> str:
    return f"{counted(number, 'more system')}" if number > 0 else ""


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


def _flips(index: SiteIndex, links: urls.Links) -> tuple[FlipView, ...]:
    # One run that leaves open what others settled turns nothing; the timeline tells it all the same.
    turned = ("holds", "violated")
    found = [event for event in gather_events(index) if event.kind == "flipped" and event.after in turned]
    return tuple(_flip(event, index, links) for event in found[: -RECENT - 1 : -1])


def _flip(event: Event, index: SiteIndex, links: urls.Links) -> FlipView:
    anchor = event_anchor(event, index)
    return FlipView(
        event.day.isoformat(),
        STATE_TERMS[event.after or "undecided"],
        tell_event(event, index),
        links.to(urls.decision_uri(event.decision), anchor),
        link_decision(event.decision, index, links),
        link_run(event.run, index, links),
    )
