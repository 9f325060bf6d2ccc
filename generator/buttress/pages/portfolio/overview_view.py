"""The overview: what this is and whether it holds, what is wrong first, what is due, and what changed last."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import counted, grouped, listed, say, say_number
from buttress.pages import urls
from buttress.pages.changes.change_note import note_preview
from buttress.pages.closest_view import CloseView, view_closest
from buttress.pages.draft import Draft, search_page
from buttress.pages.events import event_anchor, gather_events, tell_event
from buttress.pages.measured_line import tell_measured
from buttress.pages.portfolio.decision_tabs import link_filtered
from buttress.pages.portfolio.finding_view import DueView, Finding, by_urgency, view_due, view_finding
from buttress.pages.portfolio.open_risks import link_risks
from buttress.pages.portfolio.system_standing import summarise_system
from buttress.pages.portfolio.verdict_matrix import Matrix, view_matrix
from buttress.pages.record_links import Link, RunLink, link_decision, link_run, link_system
from buttress.pages.verdict_summary import VerdictSummary, count_conditional, summarise
from buttress.pages.wording import STATE_TERMS, STATUS_TERMS, Term
from buttress.verdicts import STATES, gate_judgement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.pages.events import Event
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision
    from buttress.verdicts import State, Verdict

MOST_LISTED = 40
MOST_OPEN = 12
MOST_SYSTEMS = 24
RECENT = 6
ALWAYS: tuple[State, ...] = ("violated", "undecided", "holds")
"""Told also where there is none: that nothing is violated is worth knowing."""


@dataclass(frozen=True, slots=True)
class Total:
    """How many verdicts are in one state; without an address there is none."""

    term: Term
    number: str
    href: str


@dataclass(frozen=True, slots=True)
class FindingList:
    """Verdicts of one urgency; of those left out, the table tells the decisions."""

    anchor: str
    title: str
    findings: tuple[Finding, ...]
    left_out: str
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
    closest: tuple[CloseView, ...]
    systems: tuple[SystemLine, ...]
    more_systems: str
    systems_href: str
    recent: tuple[RecentView, ...]
    flips: tuple[FlipView, ...]
    timeline: str
    matrix: Matrix | None
    table: str


_Spec = tuple[str, str, tuple["State", ...], int]
_LISTS: tuple[_Spec, ...] = (
    ("broken", say("Violated, missing or invalid"), ("violated", "missing", "invalid"), MOST_LISTED),
    ("open", say("Undecided or stale"), ("undecided", "stale"), MOST_OPEN),
    ("waived", say("Waived"), ("waived",), MOST_OPEN),
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
        closest=view_closest(verdicts, index, links),
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
        return say("Nothing has been measured yet: no run is recorded.")
    days = sorted(f"{run.measured_at:%Y-%m-%d}" for run in runs)
    when = (
        say("on {days}", days=days[0])
        if days[0] == days[-1]
        else say("between {days} and {days2}", days=days[0], days2=days[-1])
    )
    titles = sorted({one.title for run in runs for one in index.hardware_of(run)})
    unnamed = any(not index.hardware_of(run) for run in runs)
    places = [*titles, *([say("machines without a profile")] if unnamed else [])]
    return say(
        "The evidence is {runs}, measured {when} on {places}.",
        runs=counted(len(runs), "run"),
        when=when,
        places=listed(places[:4]),
    )


def _tell_lead(index: SiteIndex) -> str:
    systems = index.portfolio.systems
    of = say(" of {systems}", systems=counted(len(systems), "system")) if systems else ""
    return say(
        "What was decided in the architecture{of}, which qualities each decision must "
        "keep, and whether measurements confirm them.",
        of=of,
    )


def _headline(verdicts: Sequence[Verdict], index: SiteIndex) -> str:
    if not verdicts:
        return say("No constraint is stated yet, so there is nothing to judge.")
    gate = gate_judgement(index.judgement, strict=index.settings.strict)
    failing = len(gate.errors)
    if failing:
        names = len({verdict.bound.decision for verdict in gate.errors})
        return say_number(
            failing,
            "{constraints} of {decisions} fails the build.",
            "{constraints} of {decisions} fail the build.",
            constraints=counted(failing, "constraint"),
            decisions=counted(names, "decision"),
        )
    if not gate.passes:
        rest = len(gate.warnings) + len(gate.notices)
        return say(
            "Nothing is violated, but {warnings} fail a strict build.", warnings=counted(rest, "warning")
        )
    holds = sum(verdict.state == "holds" for verdict in verdicts)
    if holds == len(verdicts):
        owners = say("decisions and systems state") if index.portfolio.systems else say("the decisions state")
        return say(
            "Everything that {owners} holds: {constraints}.{conditional}",
            owners=owners,
            constraints=counted(holds, "constraint"),
            conditional=_tell_conditional(verdicts),
        )
    held = say(
        "{holds} of {constraints} hold",
        holds=grouped(holds),
        constraints=counted(len(verdicts), "constraint"),
    )
    return say(
        "Nothing fails the build; {held}.{conditional}", held=held, conditional=_tell_conditional(verdicts)
    )


def _tell_conditional(verdicts: Sequence[Verdict]) -> str:
    """How many verdicts rest on what somebody declared; nothing where none does."""
    found = count_conditional(verdicts)
    rest = "rests" if found == 1 else "rest"
    return (
        say(
            " {found} of them {rest} on declared inputs that nobody measured.",
            found=grouped(found),
            rest=rest,
        )
        if found
        else ""
    )


def _overall(verdicts: Sequence[Verdict]) -> Term | None:
    gating = [verdict for verdict in verdicts if verdict.gating] or list(verdicts)
    return STATE_TERMS[min((one.state for one in gating), key=STATES.index)] if gating else None


def _totals(verdicts: Sequence[Verdict], links: urls.Links) -> tuple[Total, ...]:
    """The verdicts by state: what is listed here leads to its list, what holds to the table."""
    if not verdicts:
        return ()
    counts = Counter(verdict.state for verdict in verdicts)
    anchors = {state: f"#{anchor}" for anchor, _, states, _ in _LISTS for state in states}
    return tuple(
        Total(
            STATE_TERMS[state],
            grouped(counts[state]),
            (anchors.get(state) or link_filtered(links, verdict=state)) if counts[state] else "",
        )
        for state in STATES
        if counts[state] or state in ALWAYS
    )


def _doors(index: SiteIndex, links: urls.Links) -> Iterator[Door]:
    portfolio = index.portfolio
    yield Door(say("Decisions"), links.to(urls.DECISIONS), _tell_decisions(index))
    if portfolio.systems:
        yield Door(say("Systems"), links.to(urls.SYSTEMS), counted(len(portfolio.systems), "system"))
    if portfolio.decisions:
        latest = max(decision.date for decision in portfolio.decisions.values())
        yield Door(say("Timeline"), links.to(urls.TIMELINE), say("latest {latest}", latest=latest))
    if index.linked.edges:
        yield Door(
            say("Map"),
            links.to(urls.MAP),
            say("{links} between decisions", links=counted(len(index.linked.edges), "link")),
        )
    yield Door(say("Evidence"), links.to(urls.EVIDENCE), counted(len(portfolio.runs), "run"))
    yield Door(
        say("Qualities"),
        links.to(urls.QUALITIES),
        say("{constrained_by} limited by decisions", constrained_by=len(index.constrained_by)),
    )


def _tell_decisions(index: SiteIndex) -> str:
    decisions = index.portfolio.decisions.values()
    counts = Counter(decision.status for decision in decisions)
    parts = [
        f"{grouped(counts[status])} {term.word.lower()}"
        for status, term in STATUS_TERMS.items()
        if counts[status]
    ]
    return listed(parts) or say("none yet")


def _list(spec: _Spec, verdicts: Sequence[Verdict], index: SiteIndex, links: urls.Links) -> FindingList:
    anchor, title, states, most = spec
    found = [verdict for verdict in verdicts if verdict.state in states]
    shown = tuple(view_finding(verdict, index, links) for verdict in found[:most])
    left_out = found[most:]
    table = link_filtered(links, verdict=left_out[0].state) if left_out else ""
    return FindingList(anchor, title, shown, grouped(len(left_out)) if left_out else "", table)


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
    return counted(number, "more system") if number > 0 else ""


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
