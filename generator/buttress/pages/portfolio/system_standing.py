"""How a system stands: the verdicts on it and on its decisions, and stated risks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from buttress.explanation import (
    as_judged,
    explain_verdict,
    say,
    show_claim,
    show_estimate,
    tell_margin,
    tell_selectors,
    tell_verdict,
)
from buttress.pages import urls
from buttress.pages.record_links import Link, RunLink, link_decision, link_quality, link_run
from buttress.pages.verdict_summary import VerdictSummary, count_conditional, tell_counts
from buttress.pages.wording import NO_CONSTRAINTS, STATE_TERMS, Term, code_marked
from buttress.verdicts import STATES

if TYPE_CHECKING:
    from markupsafe import Markup

    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision, System
    from buttress.verdicts import Verdict

_NOTHING_STATED = replace(
    NO_CONSTRAINTS,
    explanation="Neither the system nor its decisions state anything that evidence could confirm.",
)
_OPEN = ("proposed", "accepted")
_RATINGS = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class SystemLimit:
    """What the system itself states, with its verdict."""

    anchor: str
    quality: Link
    claim: str
    selectors: tuple[str, ...]
    severity: str
    term: Term
    value: str
    interval: str
    margin: str
    conditional: bool
    sentence: Markup
    argument: Markup
    because: Markup
    runs: tuple[RunLink, ...]


@dataclass(frozen=True, slots=True)
class OpenRisk:
    """A risk of a decision that is in force or proposed."""

    text: Markup
    likelihood: str
    impact: str
    mitigation: Markup
    decision: Link


def verdicts_of(system: System, index: SiteIndex) -> tuple[Verdict, ...]:
    """Gives the verdicts of what a system and its decisions state."""
    decisions = index.siblings.get(system.id, ())
    judged = (verdict for decision in decisions for verdict in index.verdicts(decision.id))
    return (*index.system_verdicts(system.id), *judged)


def summarise_system(system: System, index: SiteIndex) -> VerdictSummary:
    """Gives how a system and its decisions stand, in one line."""
    verdicts = verdicts_of(system, index)
    if not verdicts:
        return VerdictSummary(_NOTHING_STATED, "")
    worst = min((verdict.state for verdict in verdicts), key=STATES.index)
    conditional = count_conditional(verdicts)
    told = (
        say(
            ", {conditional} of {verdicts} conditional on declared inputs",
            conditional=conditional,
            verdicts=len(verdicts),
        )
        if conditional
        else ""
    )
    return VerdictSummary(
        STATE_TERMS[worst], say("{counts}{conditional}", counts=tell_counts(verdicts), conditional=told)
    )


def broken_decisions(
    decisions: tuple[Decision, ...], index: SiteIndex, links: urls.Links
) -> tuple[tuple[Term, Link, str], ...]:
    """Gives the decisions with something violated, missing or invalid, and how they stand."""
    found = []
    for decision in decisions:
        worst = index.worst_state(decision.id)
        if worst in ("violated", "missing", "invalid"):
            counts = tell_counts(index.verdicts(decision.id))
            found.append((STATE_TERMS[worst], link_decision(decision.id, index, links), counts))
    return tuple(found)


def view_limits(system: System, index: SiteIndex, links: urls.Links) -> tuple[SystemLimit, ...]:
    """Gives what a system itself states, with its verdicts."""
    verdicts = index.system_verdicts(system.id)
    anchors = urls.anchors_of("constraint", (one.id for one in system.constraints))
    return tuple(
        _limit(verdict, anchors[verdict.bound.constraint.id], verdicts, index, links) for verdict in verdicts
    )


def _limit(
    verdict: Verdict, anchor: str, verdicts: tuple[Verdict, ...], index: SiteIndex, links: urls.Links
) -> SystemLimit:
    constraint = verdict.bound.constraint
    quality = as_judged(constraint, index.portfolio.qualities[constraint.quality])
    estimate = verdict.assessment.estimate if verdict.assessment else None
    shown = show_estimate(estimate, quality, verdict.limits) if estimate else None
    return SystemLimit(
        anchor=anchor,
        quality=link_quality(quality.id, index, links),
        claim=show_claim(constraint.require, quality),
        selectors=tell_selectors(constraint),
        severity=constraint.severity,
        term=STATE_TERMS[verdict.state],
        value=shown.text if shown else "",
        interval=shown.interval if shown else "",
        margin=tell_margin(verdict, quality),
        conditional=bool(verdict.assessment and verdict.assessment.conditions),
        sentence=code_marked(tell_verdict(verdict, quality)),
        argument=code_marked(explain_verdict(verdict, index.linked, verdicts)),
        because=index.prose.render_prose(constraint.because),
        runs=tuple(
            link_run(run, index, links) for run in (verdict.assessment.runs if verdict.assessment else ())
        ),
    )


def view_risks(decisions: tuple[Decision, ...], index: SiteIndex, links: urls.Links) -> tuple[OpenRisk, ...]:
    """Gives the risks of decisions that are in force or proposed, the gravest first."""
    found = [
        (decision, risk) for decision in decisions if decision.status in _OPEN for risk in decision.risks
    ]
    found.sort(key=lambda pair: -_grade(pair[1].likelihood) * _grade(pair[1].impact))
    prose = index.prose
    return tuple(
        OpenRisk(
            prose.render_inline(risk.text),
            risk.likelihood or "",
            risk.impact or "",
            prose.render_inline(risk.mitigation),
            Link(decision.title, links.to(urls.decision_uri(decision.id), "risks")),
        )
        for decision, risk in found
    )


def _grade(rating: str | None) -> int:
    """What nobody rated counts as medium: it must not sink below what is known to be small."""
    return _RATINGS.index(rating or "medium") + 1
