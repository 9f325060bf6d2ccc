"""The front of a report that is one file: how everything stands, what needs a look, and lists to find one's way by."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import (
    as_judged,
    counted,
    say,
    show_claim,
    show_estimate,
    tell_margin,
    tell_selectors,
    tell_verdict,
)
from buttress.pages.record_links import Link, link_constraint, link_decision, link_run, link_system
from buttress.pages.verdict_summary import VerdictSummary, summarise
from buttress.pages.wording import STATE_TERMS, STATUS_TERMS, Term, code_marked
from buttress.verdicts import STATES, gate_judgement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from buttress.pages import urls
    from buttress.pages.record_links import RunLink
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision, Run
    from buttress.verdicts import Verdict

OPEN = ("violated", "missing", "invalid", "undecided", "stale", "waived")
MOST_FINDINGS = 200


@dataclass(frozen=True, slots=True)
class ReportTotal:
    """How many constraints are in one state."""

    term: Term
    number: int


@dataclass(frozen=True, slots=True)
class ReportFinding:
    """A constraint that is not simply held."""

    term: Term
    quality: str
    claim: str
    selectors: tuple[str, ...]
    severity: str
    owner: Link
    sentence: Markup


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A decision in the table of all of them."""

    decision: Link
    number: str
    status: Term
    summary: VerdictSummary
    urgency: int
    system: str
    date: str


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A constraint in the table of all of them: the claim, what was measured, and by which runs."""

    owner: Link
    quality: str
    claim: str
    selectors: tuple[str, ...]
    severity: str
    term: Term
    urgency: int
    value: str
    interval: str
    margin: str
    runs: tuple[RunLink, ...]


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in the table of the evidence."""

    anchor: str
    id: str
    measured: str
    suite: str
    machine: str
    candidates: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything of the front that the template of a report prints."""

    title: str
    as_of: str
    passes: bool
    headline: str
    told: str
    totals: tuple[ReportTotal, ...]
    findings: tuple[ReportFinding, ...]
    more_findings: int
    decisions: tuple[ReportRow, ...]
    systems: tuple[Link, ...]
    limits: tuple[LimitRow, ...]
    due: tuple[tuple[Link, str], ...]
    runs: tuple[RunRow, ...]


def view_report(index: SiteIndex, anchors: dict[str, str]) -> ReportView:
    """Gives the front of a report.

    Args:
        index: The index of the report.
        anchors: Run to its place in the file.
    """
    links = index.links("")
    judgement, portfolio = index.judgement, index.portfolio
    verdicts = sorted(judgement.all_verdicts(), key=lambda one: (STATES.index(one.state), not one.gating))
    findings = [one for one in verdicts if one.state in OPEN]
    gate = gate_judgement(judgement, strict=index.settings.strict)
    return ReportView(
        title=index.settings.site_name,
        as_of=judgement.as_of.isoformat(),
        passes=gate.passes,
        headline=say("The build passes.") if gate.passes else say("The build fails."),
        told=_tell(verdicts, index),
        totals=_totals(verdicts),
        findings=tuple(_finding(one, index, links) for one in findings[:MOST_FINDINGS]),
        more_findings=max(0, len(findings) - MOST_FINDINGS),
        decisions=tuple(_row(one, index, links) for ours in index.siblings.values() for one in ours),
        systems=tuple(link_system(one, index, links) for one in portfolio.systems),
        limits=tuple(_limit(one, index, links) for one in verdicts),
        due=tuple((link_decision(one.decision, index, links), one.text) for one in judgement.notices),
        runs=tuple(
            _run(run, anchors[run.id], index)
            for run in sorted(portfolio.runs.values(), key=lambda one: (one.started, one.id), reverse=True)
        ),
    )


def _tell(verdicts: Sequence[Verdict], index: SiteIndex) -> str:
    portfolio = index.portfolio
    parts = (
        counted(len(verdicts), "constraint"),
        counted(len(portfolio.decisions), "decision"),
        counted(len(portfolio.systems), "system"),
        counted(len(portfolio.runs), "run"),
    )
    return ", ".join(parts)


def _totals(verdicts: Sequence[Verdict]) -> tuple[ReportTotal, ...]:
    counts = Counter(verdict.state for verdict in verdicts)
    return tuple(ReportTotal(STATE_TERMS[state], counts[state]) for state in STATES if counts[state])


def _finding(verdict: Verdict, index: SiteIndex, links: urls.Links) -> ReportFinding:
    constraint = verdict.bound.constraint
    quality = index.portfolio.qualities[constraint.quality]
    return ReportFinding(
        STATE_TERMS[verdict.state],
        quality.title,
        show_claim(constraint.require, as_judged(constraint, quality)),
        tell_selectors(constraint),
        constraint.severity,
        link_constraint(verdict.bound, index, links),
        code_marked(tell_verdict(verdict, quality)),
    )


def _row(decision: Decision, index: SiteIndex, links: urls.Links) -> ReportRow:
    worst = index.worst_state(decision.id)
    return ReportRow(
        link_decision(decision.id, index, links),
        f"{decision.number:04d}" if decision.number is not None else "",
        STATUS_TERMS[decision.status],
        summarise(decision, index),
        STATES.index(worst) if worst else len(STATES),
        index.system_title(decision.id),
        decision.date.isoformat(),
    )


def _limit(verdict: Verdict, index: SiteIndex, links: urls.Links) -> LimitRow:
    constraint = verdict.bound.constraint
    quality = as_judged(constraint, index.portfolio.qualities[constraint.quality])
    assessment = verdict.assessment
    estimate = assessment.estimate if assessment else None
    shown = show_estimate(estimate, quality, verdict.limits) if estimate else None
    return LimitRow(
        link_constraint(verdict.bound, index, links),
        quality.title,
        show_claim(constraint.require, quality),
        tell_selectors(constraint),
        constraint.severity,
        STATE_TERMS[verdict.state],
        STATES.index(verdict.state),
        shown.text if shown else "",
        shown.interval if shown else "",
        tell_margin(verdict, quality),
        tuple(link_run(run, index, links) for run in (assessment.runs if assessment else ())),
    )


def _run(run: Run, anchor: str, index: SiteIndex) -> RunRow:
    hardware = ", ".join(one.title for one in index.hardware_of(run))
    suite = index.portfolio.benchmarks.get(run.suite)
    names = dict.fromkeys(one.candidate for one in run.measurements)
    return RunRow(
        anchor,
        run.id,
        f"{run.measured_at:%Y-%m-%d}",
        suite.title if suite else run.suite,
        hardware or run.machine.cpu_model or say("an unnamed machine"),
        ", ".join(names),
    )
