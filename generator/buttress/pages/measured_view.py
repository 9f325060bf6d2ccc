"""What runs say of a candidate, quality by quality and machine by machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import (
    show_confidence,
    show_estimate,
    tell_amount,
    tell_method,
)
from buttress.pages.record_links import Link, RunLink, link_quality, link_run
from buttress.pages.wording import code_marked
from buttress.verdicts import Question, assess

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markupsafe import Markup

    from buttress.graph import Binding
    from buttress.pages import urls
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Quality
    from buttress.verdicts import Assessment


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """One quality of one candidate on one machine.

    Attributes:
        quality: The quality.
        value: Its value; empty where nothing was measured.
        interval: Its bounds; empty for exact values.
        confidence: One-sided confidence of each bound.
        method: Method with the amount of evidence.
        hardware: Names of the profiles; empty where the machine does not matter.
        runs: The runs behind it.
        note: Why there is no value, or that it is stale.
    """

    quality: Link
    value: str
    interval: str
    confidence: str
    method: str
    hardware: str
    runs: tuple[RunLink, ...]
    note: Markup


def view_measured(
    binding: Binding, qualities: Iterable[Quality], index: SiteIndex, links: urls.Links
) -> tuple[MeasuredRow, ...]:
    """Gives what the runs say of a candidate.

    Args:
        binding: Suite, candidate and runtime.
        qualities: The qualities asked for.
        index: The site.
        links: Addresses as seen from the page.
    """
    return tuple(
        _row(quality, assessment, index, links)
        for quality in qualities
        for assessment in _assessments(binding, quality, index)
    )


def _assessments(binding: Binding, quality: Quality, index: SiteIndex) -> Iterator[Assessment]:
    """One answer, or one for each hardware profile where the machine matters and several were used."""
    names = sorted(
        {name for run in index.runs_of.get(binding.suite, ()) for name in index.machine_of[run.id]}
    )
    today = index.judgement.as_of
    if not quality.of_machine or len(names) < 2:
        yield assess(Question(binding, quality), index.linked, today)
        return
    for name in names:
        answer = assess(Question(binding, quality, hardware=name), index.linked, today)
        if answer.runs:
            yield answer


def _row(quality: Quality, assessment: Assessment, index: SiteIndex, links: urls.Links) -> MeasuredRow:
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
        _method(assessment, quality),
        ", ".join(profiles) if quality.of_machine else "",
        runs,
        code_marked(assessment.reason),
    )


def _method(assessment: Assessment, quality: Quality) -> str:
    estimate = assessment.estimate
    if estimate is None or estimate.value is None:
        return ""
    if estimate.method == "exact":
        return "counted"
    if quality.estimator == "maximum":
        return f"largest of {tell_amount(estimate, quality)}"
    return tell_method(estimate, quality)
