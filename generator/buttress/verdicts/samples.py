"""Runs -> samples: what each kind of quality takes out of the runs that decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.estimation import (
    EveryProcess,
    Exact,
    Maximum,
    MlperfPercentile,
    PooledPercentile,
    SustainedLoad,
    TypicalPercentile,
)
from buttress.records import convert
from buttress.verdicts.compared_samples import compare_samples, compare_values, sides_of
from buttress.verdicts.outcome_parts import draw_outcomes
from buttress.verdicts.outcomes import NothingRecordedError
from buttress.verdicts.prices import cost_factor
from buttress.verdicts.process_samples import latency_runs, process_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.estimation import Memory, Sample
    from buttress.records import LoadScenario, Portfolio, Quality, Scope
    from buttress.verdicts.assessment import Question
    from buttress.verdicts.latencies import Latencies
    from buttress.verdicts.run_selection import Evidence

THROUGHPUT_UNIT = "/s"
_WHY_NOT_SHOWN: Mapping[LoadScenario, str] = {
    "offline": "all queries are there from the start, so that none has a latency of its own",
    "server": "only what arrives is answered, however much more could be",
}


def draw_sample(
    question: Question,
    evidence: Sequence[Evidence],
    load: LoadScenario | None,
    portfolio: Portfolio,
    memory: Memory | None = None,
) -> Sample | None:
    """Gives the samples of a quality in its unit, pooled over the runs as its kind allows; None when there are none.

    Args:
        question: What is asked.
        evidence: The runs, in time order.
        load: The load scenario whose processes count, where the quality depends on one.
        portfolio: All records, for suites, prices and the rates behind a disparity.
        memory: Where resamples are kept, None for nowhere.

    Raises:
        NothingRecordedError: There are none, and there is a reason to tell.
        ValueError: Stored samples are damaged, or runs of one exact figure contradict each other.
    """
    quality = question.quality
    _check_load(quality, load)
    if quality.of_outcomes:
        return draw_outcomes(question, evidence, portfolio, memory)
    if quality.estimator in ("mean", "cost"):
        values = [
            _positive_values(side, runs, load, portfolio) for side, runs in sides_of(question, evidence)
        ]
        return compare_values(values) if all(values) else None
    samples = [_of_machine(side, runs, load) for side, runs in sides_of(question, evidence)]
    found = [one for one in samples if one is not None]
    return compare_samples(found, of_outcomes=False) if len(found) == len(samples) else None


def _check_load(quality: Quality, load: LoadScenario | None) -> None:
    if not quality.of_load:
        return
    if load is None:
        message = f"the suite drives no load scenario, and {quality.id} is told of one"
        raise NothingRecordedError(message)
    if load == quality.not_shown_by:
        message = f"{load} does not show {quality.id}: {_WHY_NOT_SHOWN[load]}"
        raise NothingRecordedError(message)


def _of_machine(question: Question, evidence: Sequence[Evidence], load: LoadScenario | None) -> Sample | None:
    quality = question.quality
    match quality.estimator:
        case "exact":
            return _exact(quality, evidence)
        case "percentile":
            runs = latency_runs(evidence, load, quality.unit)
            if not runs:
                return None
            if question.profile == "mlperf":
                return MlperfPercentile(runs, quality.level or 0.5)
            return percentile_over_processes(runs, quality.level or 0.5, question.scope)
        case "maximum":
            values = process_values(quality, evidence, load, quality.unit)
            return Maximum(values) if values else None
        case "sustained_load":
            return _sustained(question, evidence)
        case _:
            return None


def _exact(quality: Quality, evidence: Sequence[Evidence]) -> Sample | None:
    figures = [one.measured.figures.get(quality.sample_name) for one in evidence]
    values = {convert(figure.value, figure.unit, quality.unit) for figure in figures if figure}
    if len(values) > 1:
        message = f"runs of the same code recorded different values: {sorted(values)}"
        raise ValueError(message)
    return Exact(values.pop()) if values else None


def percentile_over_processes(runs: tuple[Latencies, ...], level: float, scope: Scope) -> Sample:
    """Gives the percentile of several processes' latencies: of the typical one, of all together, or of the worst."""
    match scope:
        case "every process":
            return EveryProcess(runs, level)
        case "pooled":
            return PooledPercentile(runs, level)
        case "typical":
            return TypicalPercentile(runs, level)


def _positive_values(
    question: Question,
    evidence: Sequence[Evidence],
    load: LoadScenario | None,
    portfolio: Portfolio,
) -> tuple[float, ...]:
    """One value per process of a mean, or of what comes of one by a price."""
    quality = question.quality
    if quality.estimator == "mean":
        return process_values(quality, evidence, load, quality.unit)
    speeds = process_values(quality, evidence, load, THROUGHPUT_UNIT)
    if not speeds:
        return ()
    # Price over throughput: the logarithm only changes its sign, so the bounds swap and stay as sure.
    factor = cost_factor(question, evidence, portfolio.hardware)
    return tuple(factor / speed if speed else 0.0 for speed in speeds)


def _sustained(question: Question, evidence: Sequence[Evidence]) -> Sample | None:
    """Arrivals at the rates that runs were driven with, against the latency bound of the server scenario."""
    unit, level = "ms", question.quality.level or 0.5
    driven = [(one, one.run.loads.get("server")) for one in evidence]
    bounds = {settings.latency for _, settings in driven if settings and settings.latency}
    if len(bounds) != 1:
        message = "the server scenario was driven without a `latency` bound, or with several"
        raise NothingRecordedError(message)
    trials = [
        (settings.target_qps, TypicalPercentile(runs, level))
        for one, settings in driven
        if settings and settings.target_qps and (runs := latency_runs([one], "server", unit))
    ]
    return SustainedLoad(tuple(trials), bounds.pop().magnitude_in(unit)) if trials else None
