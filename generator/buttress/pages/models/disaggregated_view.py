"""Disaggregated results: how a model does on each slice, in each group and under each change of the examples.

Mitchell et al. 2019 ask for them ("quantitative analyses: unitary and intersectional results"): an average hides whom a
model fails. All figures of a quality share one scale, so that a gap shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, islice, product
from types import MappingProxyType
from typing import TYPE_CHECKING

from buttress.explanation import say, show_estimate, tell_amount
from buttress.pages.figures.measured_bars import draw_measured, limits_of_verdict, scale_of
from buttress.pages.models.measured_view import VerdictMark, every_invariant, mark_verdicts
from buttress.pages.record_links import Link, link_quality
from buttress.verdicts import STATES, Question, draw_group_rate, groups_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from markupsafe import Markup

    from buttress.estimation import Estimate
    from buttress.graph import Binding
    from buttress.pages import urls
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Benchmark, Constraint, DataFacts, Predictions, Quality
    from buttress.verdicts import Verdict

MOST_CROSSED = 12
"""Most combinations of two slices that are told."""
_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of the examples, or all of them disturbed.

    Attributes:
        part: What it is: ``ink = light``, ``under shift``.
        kind: What sort of part: all, slice, crossing, group or change.
        value: The figure; empty where there is none.
        interval: Its bounds.
        support: How much evidence stands behind it.
        bar: Value and bounds on the scale of the quality.
        note: Why there is no figure.
        verdicts: What decisions say of the part.
    """

    part: str
    kind: str
    value: str
    interval: str
    support: str
    bar: Markup
    note: str
    verdicts: tuple[VerdictMark, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One quality, part by part.

    Attributes:
        quality: The quality.
        rows: All examples first, then the parts.
        lowest: The part that does worst, in words; empty where nothing can be told.
    """

    quality: Link
    rows: tuple[PartRow, ...]
    lowest: str

    @property
    def any_disturbed(self) -> bool:
        """Whether a row is of disturbed examples."""
        return any(row.kind == "change" for row in self.rows)


@dataclass(frozen=True, slots=True)
class _Part:
    part: str
    kind: str
    estimate: Estimate | None
    note: str = ""
    slices: tuple[tuple[str, str], ...] = ()
    under: str = ""

    def is_meant(self, constraint: Constraint) -> bool:
        """Whether a constraint speaks of this part, by itself and not against another."""
        same_slice = constraint.in_slice == tuple(sorted(self.slices))
        same_change = constraint.under_change == self.under
        plain = not (constraint.by_group or constraint.compared_with)
        return self.kind != "group" and same_slice and same_change and plain


def view_breakdowns(
    binding: Binding,
    qualities: Iterable[Quality],
    index: SiteIndex,
    links: urls.Links,
    verdicts: Mapping[str, Sequence[Verdict]] = MappingProxyType({}),
) -> tuple[Breakdown, ...]:
    """Gives the qualities of a candidate's answers, each broken down; none where nothing was measured in parts.

    Args:
        binding: Suite, candidate and runtime.
        qualities: The qualities asked for; those that do not speak of answers are left out.
        index: The site.
        links: Addresses as seen from the page.
        verdicts: Quality to the verdicts on the candidate.
    """
    asked = (one for one in qualities if one.of_outcomes and one.estimator != "disparity")
    found = (_breakdown(binding, quality, index, links, verdicts.get(quality.id, ())) for quality in asked)
    return tuple(one for one in found if one is not None)


def _breakdown(
    binding: Binding, quality: Quality, index: SiteIndex, links: urls.Links, verdicts: Sequence[Verdict]
) -> Breakdown | None:
    parts = [one for one in _parts(binding, quality, index) if one.estimate is not None or one.note]
    kept = quality.estimator == "kept"
    whole = _ask(
        Question(binding, quality, under=every_invariant(binding, index) if kept else ""),
        index,
        say("Every change") if kept else say("All examples"),
        "all",
    )
    # The worst of a single change is that change.
    if whole.estimate is None or not parts or (kept and len(parts) == 1):
        return None
    told = [whole, *parts]
    meant = [[one for one in verdicts if part.is_meant(one.bound.constraint)] for part in told]
    limits = [limit for ours in meant for one in ours for limit in limits_of_verdict(one, quality)]
    scale = scale_of([one.estimate for one in told], limits)
    rows = tuple(
        _row(part, quality, scale, ours, mark_verdicts(ours, quality, index, links))
        for part, ours in zip(told, meant, strict=True)
    )
    return Breakdown(link_quality(quality.id, index, links), rows, _tell_lowest(whole, parts, quality))


def _parts(binding: Binding, quality: Quality, index: SiteIndex) -> Iterator[_Part]:
    suite = index.portfolio.benchmarks[binding.suite]
    kept = quality.estimator == "kept"
    changes = suite.data.invariants if kept else suite.data.perturbations
    if not kept:
        slices = tuple(_slices(binding, quality, suite, index))
        yield from slices
        named = {one.part for one in slices}
        yield from (one for one in _groups(binding, quality, index) if one.part not in named)
    for name in changes:
        yield _ask(Question(binding, quality, under=name), index, say("under {name}", name=name), "change")


def _slices(binding: Binding, quality: Quality, suite: Benchmark, index: SiteIndex) -> Iterator[_Part]:
    slices = suite.data.slices
    for name, values in slices.items():
        for value in values:
            asked = Question(binding, quality, slices=((name, value),))
            yield _ask(asked, index, f"{name} = {value}", "slice")
    crossed = (
        ((one, first), (other, second))
        for one, other in combinations(sorted(slices), 2)
        for first, second in product(slices[one], slices[other])
    )
    for pairs in islice(crossed, MOST_CROSSED):
        asked = Question(binding, quality, slices=pairs)
        yield _ask(asked, index, ", ".join(f"{name} = {value}" for name, value in pairs), "crossing")


def _groups(binding: Binding, quality: Quality, index: SiteIndex) -> Iterator[_Part]:
    """Rates by group, as the latest run has them."""
    for run in index.runs_of.get(binding.suite, ()):
        measured = run.measurement(binding.candidate, binding.runtime)
        if run.data is None or measured is None or measured.predictions is None:
            continue
        if quality.estimator == "proportion":
            yield from _rates(quality, run.data, measured.predictions)
        return


def _rates(quality: Quality, data: DataFacts, predictions: Predictions) -> Iterator[_Part]:
    try:
        groups = tuple(groups_of(data, predictions))
    except ValueError:  # damaged; the overall figure says so already
        return
    for column, group in groups:
        part = f"{column} = {group}"
        try:
            sample = draw_group_rate(quality, data, predictions, column, group)
        except ValueError as error:
            yield _Part(part, "group", None, str(error))
            continue
        reason = sample.unusable()
        yield (
            _Part(part, "group", None, reason)
            if reason
            else _Part(part, "group", sample.estimate(_CONFIDENCE))
        )


def _ask(question: Question, index: SiteIndex, part: str, kind: str) -> _Part:
    answer = index.judgement.assessor.assess(question)
    estimate = answer.estimate if answer.estimate and answer.estimate.value is not None else None
    return _Part(part, kind, estimate, "" if estimate else answer.reason, question.slices, question.under)


def _row(
    part: _Part,
    quality: Quality,
    scale: tuple[float, float] | None,
    verdicts: Sequence[Verdict],
    marks: tuple[VerdictMark, ...],
) -> PartRow:
    shown = show_estimate(part.estimate, quality) if part.estimate else None
    limits = tuple(dict.fromkeys(limit for one in verdicts for limit in limits_of_verdict(one, quality)))
    state = min((one.state for one in verdicts), key=STATES.index, default="unlimited")
    return PartRow(
        part.part,
        part.kind,
        shown.text if shown else "",
        shown.interval if shown else "",
        tell_amount(part.estimate, quality) if part.estimate else "",
        draw_measured(part.estimate, quality, scale, limits, state),
        part.note,
        marks,
    )


def _tell_lowest(whole: _Part, parts: Iterable[_Part], quality: Quality) -> str:
    """The worst part, where its bounds leave no doubt that it does worse than all examples together."""
    sign = 1.0 if quality.direction == "higher" else -1.0
    worse = [
        (sign * one.estimate.value, one.part, one.estimate)
        for one in parts
        if one.estimate is not None
        and one.estimate.value is not None
        and whole.estimate is not None
        and _best(one.estimate, sign) < sign * (whole.estimate.value or 0.0)
    ]
    if not worse:
        return ""
    _, part, estimate = min(worse, key=lambda one: one[:2])
    shown = show_estimate(estimate, quality)
    return f"{part}: {shown.text}" if shown else ""


def _best(estimate: Estimate, sign: float) -> float:
    return estimate.upper if sign > 0 else -estimate.lower
