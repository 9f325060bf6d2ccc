"""What one run measured, row by row: measures, then what changes, slices and groups of the examples do to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from buttress.graph import Binding
from buttress.records import OUTCOMES
from buttress.verdicts import (
    GROUP_RATES,
    Question,
    assess,
    describe_failed,
    describe_failure,
    draw_group_rate,
    groups_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from buttress.estimation import Estimate
    from buttress.graph import Linked
    from buttress.records import Benchmark, Measurement, Quality, Run

CONFIDENCE = 0.95
"""One-sided confidence of each bound."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """One value of one candidate.

    Attributes:
        candidate: The candidate.
        runtime: Its runtime.
        quality: Id of the quality.
        where: Which examples it is told of, in the words of a constraint; empty for all, as they are.
        unit: Unit of the estimate.
        estimate: Value and bounds, None where there are none.
        reason: Why there are none, or why they are stale; else empty.
    """

    candidate: str
    runtime: str
    quality: str
    where: str
    unit: str
    estimate: Estimate | None
    reason: str


def list_rows(linked: Linked, run: Run, as_of: date) -> list[Callable[[], RunRow]]:
    """Gives the rows of a run, each to be computed when it is called: bounds by resampling take their time.

    Measures of all candidates come first, then those under perturbations and invariants, by slice and by group.

    Args:
        linked: The linked portfolio; its suites say what is measured.
        run: The run, stored or not; it speaks alone.
        as_of: The day that counts as today.
    """
    alone = replace(
        linked, portfolio=replace(linked.portfolio, runs={run.id: run}), runs_of={run.suite: (run,)}
    )
    suite = linked.portfolio.benchmarks[run.suite]
    measures = [linked.portfolio.qualities[name] for name in suite.measures]
    questions = [
        question
        for ask in (_plain, _under_changes, _in_slices)
        for measured in run.measurements
        for quality in measures
        for question in ask(Binding(run.suite, measured.candidate, measured.runtime), quality, suite)
    ]
    asked: list[Callable[[], RunRow]] = [_Asked(question, alone, as_of) for question in questions]
    return [*asked, *_group_rows(linked, run)]


def list_troubles(run: Run) -> tuple[str, ...]:
    """Gives what went wrong: predictions and processes that failed, and how many processes were disturbed."""
    return tuple(
        f"{measured.candidate} ({measured.runtime}): {text}"
        for measured in run.measurements
        for text in _troubles(measured)
    )


def _troubles(measured: Measurement) -> Iterator[str]:
    if measured.failure is not None:
        yield f"predicting failed: {describe_failure(measured.failure)}"
    failed = describe_failed(measured.processes)
    if failed:
        yield failed
    reasons = [process.disturbed for process in measured.processes if process.disturbed]
    if reasons:
        told = list(dict.fromkeys(reason for one in reasons for reason in one))
        more = f"; and {len(told) - 1} more reasons" if len(told) > 1 else ""
        yield f"{len(reasons)} of {len(measured.processes)} processes were disturbed: {told[0]}{more}"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A row that answers a question."""

    question: Question
    linked: Linked
    as_of: date

    def __call__(self) -> RunRow:
        question = self.question
        found = assess(question, self.linked, self.as_of)
        words = [f"under {question.under}"] if question.under else []
        words += [f"where {name}={value}" for name, value in question.slices]
        binding = question.binding
        return RunRow(
            binding.candidate,
            binding.runtime,
            question.quality.id,
            " ".join(words),
            question.quality.unit,
            found.estimate,
            found.reason,
        )


def _plain(binding: Binding, quality: Quality, _: Benchmark) -> Iterator[Question]:
    if quality.estimator != "kept":
        yield Question(binding, quality)


def _under_changes(binding: Binding, quality: Quality, suite: Benchmark) -> Iterator[Question]:
    if quality.estimator == "kept":
        yield from (Question(binding, quality, under=name) for name in suite.data.invariants)
    elif quality.estimator in OUTCOMES:
        yield from (Question(binding, quality, under=name) for name in suite.data.perturbations)


def _in_slices(binding: Binding, quality: Quality, suite: Benchmark) -> Iterator[Question]:
    if quality.estimator in OUTCOMES:
        for name, values in suite.data.slices.items():
            yield from (Question(binding, quality, slices=((name, value),)) for value in values)


@dataclass(frozen=True, slots=True)
class _GroupRate:
    """A row that tells a rate of one group."""

    run: Run
    measured: Measurement
    quality: Quality
    column: str
    group: str

    def __call__(self) -> RunRow:
        estimate, reason = self._estimate()
        return RunRow(
            self.measured.candidate,
            self.measured.runtime,
            self.quality.id,
            f"by {self.column}={self.group}",
            self.quality.unit,
            estimate,
            reason,
        )

    def _estimate(self) -> tuple[Estimate | None, str]:
        data, predictions = self.run.data, self.measured.predictions
        if data is None or predictions is None:
            return None, "nothing was predicted"
        try:
            sample = draw_group_rate(self.quality, data, predictions, self.column, self.group)
        except ValueError as error:
            return None, f"the recorded samples cannot be used: {error}"
        broken = sample.unusable()
        return (None, broken) if broken else (sample.estimate(CONFIDENCE), "")


def _group_rows(linked: Linked, run: Run) -> Iterator[_GroupRate]:
    known = linked.portfolio.qualities
    rates = [known[name] for name in GROUP_RATES if name in known]
    for measured in run.measurements:
        try:
            groups = list(groups_of(run.data, measured.predictions))
        except ValueError:  # damaged; the measures above say so already
            continue
        for column, group in groups:
            yield from (_GroupRate(run, measured, quality, column, group) for quality in rates)
