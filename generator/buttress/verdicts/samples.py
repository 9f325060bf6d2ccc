"""Runs -> samples: what each kind of quality takes out of the runs that decide."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from buttress.estimation import (
    EveryProcess,
    Exact,
    GeometricMean,
    Maximum,
    Proportion,
    TypicalPercentile,
)
from buttress.records import convert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.estimation import Sample
    from buttress.records import DataFacts, LoadScenario, Predictions, ProcessRecord, Quality
    from buttress.verdicts.assessment import Question
    from buttress.verdicts.run_selection import Evidence

NANOSECONDS = "ns"


def draw_sample(question: Question, evidence: Sequence[Evidence], load: LoadScenario | None) -> Sample | None:
    """Gives the samples of a quality in its unit, pooled over the runs as its kind allows; None when there are none.

    Raises:
        ValueError: Stored samples are damaged, or runs of one exact figure contradict each other.
    """
    match question.quality.estimator:
        case "exact":
            return _exact(question.quality, evidence)
        case "proportion":
            return _proportion(question, evidence)
        case "percentile":
            return _percentile(question, evidence, load)
        case "mean":
            values = _process_values(question.quality, evidence, load)
            return GeometricMean(values) if values else None
        case "maximum":
            values = _process_values(question.quality, evidence, load)
            return Maximum(values) if values else None
        case "ordinal":
            return None


def _exact(quality: Quality, evidence: Sequence[Evidence]) -> Sample | None:
    figures = [one.measured.figures.get(quality.sample_name) for one in evidence]
    values = {convert(figure.value, figure.unit, quality.unit) for figure in figures if figure}
    if len(values) > 1:
        message = f"runs of the same code recorded different values: {sorted(values)}"
        raise ValueError(message)
    return Exact(values.pop()) if values else None


def _percentile(question: Question, evidence: Sequence[Evidence], load: LoadScenario | None) -> Sample | None:
    factor = convert(1.0, NANOSECONDS, question.quality.unit)
    runs = tuple(
        process.latencies_ns.numbers() * factor
        for process in _processes(evidence, load)
        if process.latencies_ns is not None and process.latencies_ns.count
    )
    level = question.quality.level
    if not runs or level is None:
        return None
    return EveryProcess(runs, level) if question.every_process else TypicalPercentile(runs, level)


def _process_values(
    quality: Quality, evidence: Sequence[Evidence], load: LoadScenario | None
) -> tuple[float, ...]:
    if quality.sample_name == "latency":
        factor = convert(1.0, NANOSECONDS, quality.unit)
        return tuple(
            float(process.latencies_ns.numbers().mean()) * factor
            for process in _processes(evidence, load)
            if process.latencies_ns is not None and process.latencies_ns.count
        )
    figures = [process.figures.get(quality.sample_name) for process in _processes(evidence, None)]
    return tuple(convert(figure.value, figure.unit, quality.unit) for figure in figures if figure)


def _processes(evidence: Sequence[Evidence], load: LoadScenario | None) -> tuple[ProcessRecord, ...]:
    return tuple(
        process
        for one in evidence
        for process in sorted(one.measured.processes, key=lambda process: process.order)
        if load is None or process.load == load
    )


def _proportion(question: Question, evidence: Sequence[Evidence]) -> Sample | None:
    tested = [one for one in evidence if one.run.data is not None and one.measured.predictions is not None]
    if len({one.run.data.sha256 for one in tested if one.run.data}) > 1:
        message = "the same code gave different data in different runs; the builder must be seeded"
        raise ValueError(message)
    successes = trials = 0
    seen: set[str] = set()
    # The latest run speaks for an example; testing it again adds nothing to what is known.
    for one in reversed(tested):
        if one.run.data is None or one.measured.predictions is None:
            continue
        _check_lengths(one.run.data, one.measured.predictions)
        counted = _new_examples(one.run.data, seen) & _in_slices(one.run.data, question)
        hits, tries = _count(question.quality, one.run.data, one.measured.predictions, counted)
        successes, trials = successes + hits, trials + tries
    return Proportion(successes, trials) if tested else None


def _check_lengths(data: DataFacts, predictions: Predictions) -> None:
    slices = [marks for values in data.slices.values() for marks in values.values()]
    if any(array.count != data.ids.count for array in (data.labels, predictions.labels, *slices)):
        message = f"there are {data.ids.count} examples, but not as many labels, predictions and slice marks"
        raise ValueError(message)


def _new_examples(data: DataFacts, seen: set[str]) -> np.ndarray:
    examples = data.ids.texts()
    if len(set(examples)) != len(examples):
        message = "two examples of one run have the same id"
        raise ValueError(message)
    fresh = np.array([example not in seen for example in examples], dtype=bool)
    seen.update(examples)
    return fresh


def _in_slices(data: DataFacts, question: Question) -> np.ndarray:
    inside = np.ones(data.ids.count, dtype=bool)
    for name, value in question.slices:
        marks = data.slices.get(name, {}).get(value)
        if marks is None:
            message = f"the run marks no examples as {name}={value}"
            raise ValueError(message)
        inside &= marks.numbers().astype(bool)
    return inside


def _count(
    quality: Quality, data: DataFacts, predictions: Predictions, counted: np.ndarray
) -> tuple[int, int]:
    """Successes and trials among the counted examples; the expressions see only three facts, so eight cells do."""
    if quality.outcome is None:
        return 0, 0
    actual, predicted = data.labels.numbers(), predictions.labels.numbers()
    positive = data.classes.index(data.positive) if data.positive in data.classes else -1
    facts = {
        "correct": actual == predicted,
        "actual_positive": actual == positive,
        "predicted_positive": predicted == positive,
    }
    successes = trials = 0
    for values in product((False, True), repeat=len(facts)):
        cell = dict(zip(facts, values, strict=True))
        if quality.given is not None and not quality.given.holds(cell):
            continue
        inside = counted.copy()
        for name, value in cell.items():
            inside &= facts[name] == value
        count = int(inside.sum())
        trials += count
        successes += count if quality.outcome.holds(cell) else 0
    return successes, trials
