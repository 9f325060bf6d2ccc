"""Question -> assessment: selects the runs, draws the samples, estimates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from buttress.verdicts.assessment import Assessment, Question
from buttress.verdicts.run_selection import Selection, select_runs
from buttress.verdicts.samples import draw_sample

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from buttress.graph import Binding, Linked
    from buttress.records import Constraint, LoadScenario, Portfolio, Quality
    from buttress.verdicts.run_selection import Evidence

MACHINE_BOUND = ("percentile", "mean", "maximum")
"""Estimators whose samples depend on the machine: several machines are never pooled."""


@dataclass(frozen=True)
class Assessor:
    """Answers questions of one linked portfolio on one day, each question once.

    Verdicts, comparisons and pages ask the same things of the same runs; unpacking samples and looking for their
    memory is the dearest part of a build.

    Attributes:
        linked: The linked portfolio.
        as_of: The day that counts as today.
    """

    linked: Linked
    as_of: date
    _answers: dict[tuple[object, ...], Assessment] = field(default_factory=dict, repr=False)

    def assess(self, question: Question) -> Assessment:
        """Gives what the recorded runs say; see `assess`."""
        key = question.key
        if key not in self._answers:
            self._answers[key] = assess(question, self.linked, self.as_of)
        return self._answers[key]


def question_of(constraint: Constraint, binding: Binding, quality: Quality) -> Question:
    """Gives what a constraint asks of the evidence."""
    return Question(
        binding=binding,
        quality=quality,
        hardware=constraint.on_hardware,
        load=constraint.in_load,
        slices=tuple(sorted(constraint.slice.items())),
        confidence=constraint.confidence,
        max_age=constraint.max_age,
        every_process=constraint.scope == "every process",
    )


def assess(question: Question, linked: Linked, as_of: date) -> Assessment:
    """Gives what the recorded runs say of a quality of a candidate.

    Never raises for bad evidence: what is missing, stale or unusable is a state with its reason.
    """
    portfolio = linked.portfolio
    selection = select_runs(question, linked, as_of)
    suite = portfolio.benchmarks[question.binding.suite]
    load = question.load or next(iter(suite.load), None)
    if question.quality.sample_name != "latency":
        load = None
    # Each planned look spends its share of alpha (Bonferroni over looks).
    confidence = 1 - (1 - question.confidence) / suite.looks
    used = selection.deciding or selection.stale[-1:]
    if not used:
        return Assessment("missing", _nothing_measured(question, portfolio), confidence=confidence, load=load)
    return _assess_runs(question, selection, used, confidence, load)


def _assess_runs(
    question: Question,
    selection: Selection,
    used: Sequence[Evidence],
    confidence: float,
    load: LoadScenario | None,
) -> Assessment:
    runs = tuple(one.run.id for one in used)
    informing = tuple(one.run.id for one in selection.informing)
    unit = question.quality.unit
    reason = _several_machines(question, used)
    try:
        sample = None if reason else draw_sample(question, used, load)
    except ValueError as error:
        sample, reason = None, f"the recorded samples cannot be used: {error}"
    if reason:
        return Assessment("invalid", reason, runs, informing, unit=unit, confidence=confidence, load=load)
    if sample is None:
        where = f" under {load}" if load else ""
        reason = f"the runs of {question.binding.candidate!r} hold no {question.quality.id}{where}"
        return Assessment("missing", reason, (), informing, confidence=confidence, load=load)
    broken = sample.unusable()
    estimate = None if broken else sample.estimate(confidence)
    if estimate is not None and estimate.value is None:
        broken, estimate = estimate.note or "the samples give no estimate", None
    if not selection.deciding:
        reason = "; ".join(selection.reasons)
        return Assessment("stale", reason, runs, (), sample, estimate, unit, confidence, load)
    if broken:
        return Assessment("invalid", broken, runs, informing, sample, None, unit, confidence, load)
    return Assessment("fresh", "", runs, informing, sample, estimate, unit, confidence, load)


def _nothing_measured(question: Question, portfolio: Portfolio) -> str:
    binding = question.binding
    candidate = f"{binding.candidate!r} ({binding.runtime})"
    elsewhere = any(
        run.suite == binding.suite and run.measurement(binding.candidate, binding.runtime)
        for run in portfolio.runs.values()
    )
    if question.hardware and elsewhere:
        return f"no run of {candidate} was made on {question.hardware!r}"
    return f"no run of {candidate} is recorded; `buttress bench {binding.suite}` makes one"


def _several_machines(question: Question, used: Sequence[Evidence]) -> str:
    if question.quality.estimator not in MACHINE_BOUND:
        return ""
    machines = {one.run.machine.model_dump_json() for one in used}
    if len(machines) < 2:
        return ""
    return f"runs of {len(machines)} different machines are not pooled; say which with 'on HARDWARE'"
