"""What runs say of a candidate, quality by quality and machine by machine."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from buttress.explanation import (
    say,
    show_claim,
    show_confidence,
    show_estimate,
    tell_amount,
    tell_method,
    tell_selectors,
)
from buttress.pages.figures.measured_bars import draw_measured, limits_of_verdict, scale_of
from buttress.pages.record_links import Link, RunLink, link_constraint, link_quality, link_run
from buttress.pages.wording import STATE_TERMS, Term, code_marked
from buttress.records import EVERY_CHANGE
from buttress.tradeoff import speaks_of_all
from buttress.verdicts import STATES, Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from markupsafe import Markup

    from buttress.graph import Binding
    from buttress.pages import urls
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Constraint, Quality
    from buttress.verdicts import Assessment, Verdict

MOST_VERDICTS = 3
"""So many verdicts stand beside a value; the decisions have them all."""


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """One quality of one candidate on one machine.

    Attributes:
        quality: The quality.
        value: Its value; empty where nothing was measured.
        interval: Its bounds; empty for exact values.
        confidence: One-sided confidence of each bound.
        method: Method with the amount of evidence.
        where: On which machines, or between which groups; empty where neither matters.
        runs: The runs behind it.
        note: Why there is no value, or that it is stale.
        bar: Value, bounds and limits as a bar; empty where there is no interval.
        verdicts: What decisions say of it, the most urgent first.
    """

    quality: Link
    value: str
    interval: str
    confidence: str
    method: Markup
    where: str
    runs: tuple[RunLink, ...]
    note: Markup
    bar: Markup
    verdicts: tuple[VerdictMark, ...] = ()


@dataclass(frozen=True, slots=True)
class VerdictMark:
    """A verdict in few words: the state, the limit, where it is judged, and the constraint that it leads to."""

    term: Term
    claim: str
    where: str
    decision: Link


def view_measured(
    binding: Binding,
    qualities: Iterable[Quality],
    index: SiteIndex,
    links: urls.Links,
    verdicts: Mapping[str, Sequence[Verdict]] = MappingProxyType({}),
) -> tuple[MeasuredRow, ...]:
    """Gives what the runs say of a candidate.

    Args:
        binding: Suite, candidate and runtime.
        qualities: The qualities asked for.
        index: The site.
        links: Addresses as seen from the page.
        verdicts: Quality to the verdicts on the candidate.
    """
    return tuple(
        _row(quality, group, assessment, verdicts.get(quality.id, ()), index, links)
        for quality in qualities
        for group, assessment in _assessments(binding, quality, index)
    )


def every_invariant(binding: Binding, index: SiteIndex) -> str:
    """Gives what asks for answers that stay the same under each invariant: the only one by its name."""
    invariants = tuple(index.portfolio.benchmarks[binding.suite].data.invariants)
    return invariants[0] if len(invariants) == 1 else EVERY_CHANGE


def _assessments(binding: Binding, quality: Quality, index: SiteIndex) -> Iterator[tuple[str, Assessment]]:
    """One answer; or one for each hardware profile where the machine matters, or for each column of groups."""
    ask = index.judgement.assessor.assess
    if quality.estimator == "kept":
        yield "", ask(Question(binding, quality, under=every_invariant(binding, index)))
        return
    if quality.estimator == "disparity":
        for column in index.portfolio.benchmarks[binding.suite].data.groups:
            yield column, ask(Question(binding, quality, group=column))
        return
    names = sorted(
        {name for run in index.runs_of.get(binding.suite, ()) for name in index.machine_of[run.id]}
    )
    if not quality.of_machine or len(names) < 2:
        yield "", ask(Question(binding, quality))
        return
    for name in names:
        answer = ask(Question(binding, quality, hardware=name))
        if answer.runs:
            yield "", answer


def _row(
    quality: Quality,
    group: str,
    assessment: Assessment,
    verdicts: Sequence[Verdict],
    index: SiteIndex,
    links: urls.Links,
) -> MeasuredRow:
    estimate = assessment.estimate
    shown = show_estimate(estimate, quality) if estimate else None
    sampled = estimate is not None and shown is not None and estimate.method != "exact"
    runs = tuple(link_run(run, index, links) for run in assessment.runs)
    profiles = dict.fromkeys(one.text for run in runs for one in run.hardware)
    return MeasuredRow(
        link_quality(quality.id, index, links),
        shown.text if shown else "",
        shown.interval if shown and quality.estimator != "maximum" else "",
        show_confidence(estimate.confidence)
        if estimate and sampled and quality.estimator != "maximum"
        else "",
        index.prose.mark_words(_method(assessment, quality)),
        say("by {group}", group=group)
        if group
        else f"on {', '.join(profiles)}"
        if quality.of_machine and profiles
        else "",
        runs,
        code_marked(assessment.reason),
        _bar(quality, assessment, verdicts),
        mark_verdicts(
            [one for one in verdicts if _speaks_of_the_row(one.bound.constraint, quality)],
            quality,
            index,
            links,
        ),
    )


def mark_verdicts(
    verdicts: Iterable[Verdict], quality: Quality, index: SiteIndex, links: urls.Links
) -> tuple[VerdictMark, ...]:
    """Gives verdicts in few words, the most urgent first; of many only some.

    Args:
        verdicts: The verdicts, all on the quality.
        quality: The quality.
        index: The site.
        links: Addresses as seen from the page.
    """
    urgent = sorted(verdicts, key=lambda one: STATES.index(one.state))
    return tuple(_mark(one, quality, index, links) for one in urgent[:MOST_VERDICTS])


def _bar(quality: Quality, assessment: Assessment, verdicts: Sequence[Verdict]) -> Markup:
    """The bar with the limits on all examples; those of slices, groups and comparisons mean other figures."""
    same = [one for one in verdicts if _speaks_of_the_row(one.bound.constraint, quality)]
    limits = tuple(dict.fromkeys(limit for one in same for limit in limits_of_verdict(one, quality)))
    state = min((one.state for one in same), key=STATES.index, default="unlimited")
    estimate = assessment.estimate if quality.estimator != "maximum" else None
    return draw_measured(estimate, quality, scale_of([estimate], limits), limits, state)


def _speaks_of_the_row(constraint: Constraint, quality: Quality) -> bool:
    disturbed = bool(constraint.under_change) and quality.estimator != "kept"
    return speaks_of_all(constraint, quality) and not disturbed and not constraint.for_flow


def _mark(verdict: Verdict, quality: Quality, index: SiteIndex, links: urls.Links) -> VerdictMark:
    constraint = verdict.bound.constraint
    return VerdictMark(
        STATE_TERMS[verdict.state],
        show_claim(constraint.require, quality),
        " ".join(tell_selectors(constraint)),
        link_constraint(verdict.bound, index, links),
    )


def _method(assessment: Assessment, quality: Quality) -> str:
    estimate = assessment.estimate
    if estimate is None or estimate.value is None:
        return ""
    if estimate.method == "exact":
        return "counted"
    if quality.estimator == "maximum":
        return say("largest of {estimate}", estimate=tell_amount(estimate, quality))
    return tell_method(estimate, quality)
