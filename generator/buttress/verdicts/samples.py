"""Runs -> samples: what each kind of quality takes out of the runs that decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from buttress.estimation import EveryProcess, Exact, GeometricMean, Maximum, TypicalPercentile
from buttress.records import OUTCOMES, convert
from buttress.verdicts.failures import processes_under
from buttress.verdicts.latencies import latencies_of, mean_latency_of
from buttress.verdicts.outcome_samples import (
    draw_example_mean,
    draw_kept,
    draw_metric,
    draw_proportion,
    draw_ratio,
)
from buttress.verdicts.outcomes import NothingRecordedError, read_outcomes
from buttress.verdicts.prices import cost_factor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.estimation import Sample
    from buttress.records import Hardware, LoadScenario, ProcessRecord, Quality
    from buttress.verdicts.assessment import Question
    from buttress.verdicts.latencies import Latencies
    from buttress.verdicts.run_selection import Evidence

ENERGY = "energy.per_item"
THROUGHPUT_UNIT = "/s"
_Recorded = TypeVar("_Recorded")
_WHY_NOT_SHOWN: Mapping[LoadScenario, str] = {
    "offline": "all queries are there from the start, so that none has a latency of its own",
    "server": "only what arrives is answered, however much more could be",
}


def draw_sample(
    question: Question,
    evidence: Sequence[Evidence],
    load: LoadScenario | None,
    hardware: Mapping[str, Hardware],
) -> Sample | None:
    """Gives the samples of a quality in its unit, pooled over the runs as its kind allows; None when there are none.

    Args:
        question: What is asked.
        evidence: The runs, in time order.
        load: The load scenario whose processes count, where the quality depends on one.
        hardware: All hardware profiles by name, for their prices.

    Raises:
        NothingRecordedError: There are none, and there is a reason to tell.
        ValueError: Stored samples are damaged, or runs of one exact figure contradict each other.
    """
    quality = question.quality
    _check_load(quality, load)
    if quality.estimator in OUTCOMES or quality.estimator == "kept":
        return _of_outcomes(question, evidence)
    match quality.estimator:
        case "exact":
            return _exact(quality, evidence)
        case "percentile":
            return _percentile(question, evidence, load)
        case "mean":
            values = _process_values(quality, evidence, load, quality.unit)
            return GeometricMean(values) if values else None
        case "maximum":
            values = _process_values(quality, evidence, load, quality.unit)
            return Maximum(values) if values else None
        case "cost":
            return _cost(question, evidence, load, hardware)
        case _:
            return None


def _check_load(quality: Quality, load: LoadScenario | None) -> None:
    if not quality.of_load:
        return
    if load is None:
        message = f"the suite drives no load scenario, and {quality.id} is told of one"
        raise NothingRecordedError(message)
    if load == quality.not_shown_by:
        message = f"{load} does not show {quality.id}: {_WHY_NOT_SHOWN[load]}"
        raise NothingRecordedError(message)


def _of_outcomes(question: Question, evidence: Sequence[Evidence]) -> Sample | None:
    outcomes, quality = read_outcomes(question, evidence), question.quality
    if outcomes is None:
        return None
    match quality.estimator:
        case "proportion":
            return draw_proportion(quality, outcomes)
        case "metric":
            return draw_metric(quality, outcomes)
        case "ratio":
            return draw_ratio(quality, outcomes)
        case "example_mean":
            return draw_example_mean(quality, outcomes)
        case _:
            return draw_kept(question.under, outcomes)


def _cost(
    question: Question,
    evidence: Sequence[Evidence],
    load: LoadScenario | None,
    hardware: Mapping[str, Hardware],
) -> Sample | None:
    """Price over throughput: the logarithm only changes its sign, so the bounds swap and stay as sure."""
    speeds = _process_values(question.quality, evidence, load, THROUGHPUT_UNIT)
    if not speeds:
        return None
    factor = cost_factor(question, evidence, hardware)
    return GeometricMean(tuple(factor / speed if speed else 0.0 for speed in speeds))


def _exact(quality: Quality, evidence: Sequence[Evidence]) -> Sample | None:
    figures = [one.measured.figures.get(quality.sample_name) for one in evidence]
    values = {convert(figure.value, figure.unit, quality.unit) for figure in figures if figure}
    if len(values) > 1:
        message = f"runs of the same code recorded different values: {sorted(values)}"
        raise ValueError(message)
    return Exact(values.pop()) if values else None


def _percentile(question: Question, evidence: Sequence[Evidence], load: LoadScenario | None) -> Sample | None:
    runs: tuple[Latencies, ...] = _whole(
        [latencies_of(process, question.quality.unit) for process in _processes(evidence, load)]
    )
    level = question.quality.level
    if not runs or level is None:
        return None
    return EveryProcess(runs, level) if question.every_process else TypicalPercentile(runs, level)


def _process_values(
    quality: Quality, evidence: Sequence[Evidence], load: LoadScenario | None, unit: str
) -> tuple[float, ...]:
    processes = _processes(evidence, load)
    if quality.sample_name == "latency":
        return _whole([mean_latency_of(process, unit) for process in processes])
    figures = _whole([process.figures.get(quality.sample_name) for process in processes])
    if quality.sample_name == ENERGY:
        _check_one_meter(processes)
    return tuple(convert(figure.value, figure.unit, unit) for figure in figures)


def _check_one_meter(processes: Sequence[ProcessRecord]) -> None:
    """Refuses a mixture of what different counters saw: a processor's energy is not a machine's."""
    methods = sorted({process.energy_method or "unknown" for process in processes})
    if len(methods) > 1:
        message = f"the energy of processes was come by differently ({', '.join(methods)})"
        raise ValueError(message)


def _whole(found: Sequence[_Recorded | None]) -> tuple[_Recorded, ...]:
    """What every process recorded; nothing where none did.

    Which processes lack it is seldom chance (an energy counter misses short windows, say), so those that have it do not
    speak for the others.
    """
    held = tuple(one for one in found if one is not None)
    if held and len(held) < len(found):
        message = f"{len(found) - len(held)} of {len(found)} processes did not record it"
        raise ValueError(message)
    return held


def _processes(evidence: Sequence[Evidence], load: LoadScenario | None) -> tuple[ProcessRecord, ...]:
    return tuple(process for one in evidence for process in processes_under(one, load))
