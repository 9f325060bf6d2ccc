"""A constraint as a reader sees it: the claim, its verdict, the evidence behind it and what would settle it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import (
    as_judged,
    counted,
    explain_verdict,
    say,
    show_claim,
    show_confidence,
    show_estimate,
    tell_amount,
    tell_looks,
    tell_margin,
    tell_method,
    tell_needed,
    tell_selectors,
    tell_verdict,
)
from buttress.pages.decision.trend_view import TrendMark, mark_trend
from buttress.pages.declared_view import spread
from buttress.pages.figures.constraint_bars import draw_constraint_bar
from buttress.pages.record_links import Link, RunLink, link_quality, link_run
from buttress.pages.wording import STATE_TERMS, Term, code_marked
from buttress.records import speaks_of_deployment
from buttress.verdicts import effect_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from markupsafe import Markup

    from buttress.pages import urls
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Constraint, Quality
    from buttress.verdicts import Assessment, Effect, History, Verdict

_EFFECT_WORDS: dict[Effect, str] = {
    "error": say("fails the build"),
    "warning": say("warns; fails a strict build"),
    "info": say("informs; fails a strict build"),
    "none": "",
}


LATEST_INFORMING = 3
"""So many of the runs that inform only are named; the page of the trend has them all."""


@dataclass(frozen=True, slots=True)
class WaiverView:
    """A waiver, in force or run out."""

    constraint: str
    until: str
    by: str
    because: Markup
    in_force: bool


@dataclass(frozen=True, slots=True)
class ConstraintView:
    """One constraint with its verdict, ready to print."""

    id: str
    anchor: str
    quality: Link
    claim: str
    selectors: tuple[str, ...]
    severity: str
    kind: str
    option: str
    term: Term
    effect: str
    sentence: Markup
    argument: Markup
    value: str
    known: str
    interval: str
    confidence: str
    margin: str
    method: Markup
    amount: str
    note: str
    needed: str
    looks: str
    conditions: tuple[str, ...]
    runs: tuple[RunLink, ...]
    disturbed: str
    informing: tuple[RunLink, ...]
    informing_before: int
    because: Markup
    waiver: WaiverView | None
    trend: TrendMark | None
    bar: Markup
    extensions: Mapping[str, Any]


def view_constraint(
    verdict: Verdict, history: History, anchor: str, index: SiteIndex, links: urls.Links
) -> ConstraintView:
    """Gives a constraint of a decision for its page.

    Args:
        verdict: The verdict.
        history: Its history.
        anchor: Fragment id of its place on the page.
        index: The site.
        links: Addresses as seen from the page.
    """
    constraint = verdict.bound.constraint
    quality = as_judged(constraint, index.portfolio.qualities[constraint.quality])
    assessment = verdict.assessment
    estimate = assessment.estimate if assessment else None
    shown = show_estimate(estimate, quality, verdict.limits) if estimate else None
    informing = assessment.informing if assessment else ()
    sampled = estimate is not None and estimate.method != "exact" and shown is not None
    return ConstraintView(
        id=constraint.id,
        anchor=anchor,
        quality=link_quality(quality.id, index, links),
        claim=show_claim(constraint.require, quality),
        selectors=tell_selectors(constraint),
        severity=constraint.severity,
        kind=constraint.constraint_type,
        option=_option_name(verdict, index),
        term=STATE_TERMS[verdict.state],
        effect=_EFFECT_WORDS[effect_of(verdict)],
        sentence=code_marked(tell_verdict(verdict, quality)),
        argument=code_marked(explain_verdict(verdict, index.linked, index.verdicts(verdict.bound.decision))),
        value=shown.text if shown else "",
        known=_tell_known(assessment, constraint, quality),
        interval=shown.interval if shown and quality.estimator != "maximum" else "",
        confidence=show_confidence(estimate.confidence) if estimate and sampled else "",
        margin=tell_margin(verdict, quality),
        method=index.prose.mark_words(tell_method(estimate, quality) if estimate and sampled else ""),
        amount=tell_amount(estimate, quality) if estimate and sampled else "",
        note=estimate.note if estimate and sampled else "",
        needed=tell_needed(verdict),
        looks=tell_looks(verdict, index.linked) if sampled else "",
        conditions=tuple(map(spread, assessment.conditions)) if assessment else (),
        runs=tuple(link_run(run, index, links) for run in (assessment.runs if assessment else ())),
        disturbed=_tell_disturbed(assessment, index) if sampled else "",
        informing=tuple(link_run(run, index, links) for run in informing[-LATEST_INFORMING:]),
        informing_before=len(informing[:-LATEST_INFORMING]),
        because=index.prose.render_prose(constraint.because),
        waiver=_view_waiver(verdict, index),
        trend=mark_trend(verdict, history, anchor, index, links),
        bar=draw_constraint_bar(verdict, quality),
        extensions=constraint.extensions,
    )


def view_waivers(decision_id: str, index: SiteIndex) -> tuple[WaiverView, ...]:
    """Gives the waivers of a decision, those that ran out included."""
    decision = index.portfolio.decisions[decision_id]
    today: date = index.judgement.as_of
    return tuple(
        WaiverView(
            waiver.constraint,
            waiver.until.isoformat(),
            waiver.by,
            index.prose.render_prose(waiver.because),
            waiver.until >= today,
        )
        for waiver in decision.waivers
    )


def _tell_known(assessment: Assessment | None, constraint: Constraint, quality: Quality) -> str:
    """How a value came about: what rests on declared inputs was computed, whatever was measured of its parts."""
    declared = assessment is not None and not assessment.runs and speaks_of_deployment(constraint, quality)
    if assessment is None or not (assessment.conditions or declared):
        return say("Measured")
    return say("Computed from measured parts") if assessment.runs else say("Computed from what is declared")


def _tell_disturbed(assessment: Assessment | None, index: SiteIndex) -> str:
    """How many processes ran while something else disturbed the machine, where the verdict rests on processes."""
    estimate = assessment.estimate if assessment else None
    if assessment is None or estimate is None or estimate.processes is None:
        return ""
    found = [
        bool(process.disturbed)
        for run in assessment.runs
        for one in index.portfolio.runs[run].measurements
        for process in one.processes
    ]
    many = len(assessment.runs) > 1
    told = f"{sum(found)} of {counted(len(found), 'process', 'processes')} of {'these runs' if many else 'this run'}"
    return say("{told} ran while the machine was disturbed", told=told) if any(found) else ""


def _option_name(verdict: Verdict, index: SiteIndex) -> str:
    """The option's name where it is not the one that the decision chose."""
    decision = index.portfolio.decisions[verdict.bound.decision]
    option = decision.option(verdict.bound.option)
    return "" if option is None or option.id == decision.chosen else option.name


def _view_waiver(verdict: Verdict, index: SiteIndex) -> WaiverView | None:
    waiver = verdict.waiver
    if waiver is None:
        return None
    because = index.prose.render_prose(waiver.because)
    return WaiverView(waiver.constraint, waiver.until.isoformat(), waiver.by, because, in_force=True)
