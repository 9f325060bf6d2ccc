"""One candidate on one runtime, as a run recorded it: counted figures, outcomes, processes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import (
    grouped,
    listed,
    say,
    show_quantity,
)
from buttress.pages import urls
from buttress.pages.evidence.outcome_view import Rates, outcome_facts, rates_by_group
from buttress.pages.evidence.outlier_flags import (
    OF_LATENCIES,
    Flag,
    count_outlying,
    flag_processes,
    tell_flags,
)
from buttress.pages.figures.process_strip import Strip, draw_strip
from buttress.verdicts import describe_failure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence, Set

    from buttress.records import DataFacts, Equivalence, ExactFigure, Failure, Measurement, ProcessRecord

MEDIAN, TAIL = 0.5, 0.99
MOST_PROCESSES = 60


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """One process."""

    order: int
    load: str
    driver: str
    queries: str
    p50: str
    p99: str
    outlying: str
    figures: tuple[str, ...]
    cpus: str
    load_average: str
    disturbed: str
    outlier: str
    failure: str


@dataclass(frozen=True, slots=True)
class FailureView:
    """One way in which processes failed, with all that the run keeps of what they said."""

    head: str
    text: str


@dataclass(frozen=True, slots=True)
class MeasurementView:
    """Everything recorded of one candidate on one runtime."""

    anchor: str
    name: str
    runtime: str
    failure: str
    facts: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, str], ...]
    outcomes: tuple[tuple[str, str], ...]
    groups: tuple[Rates, ...]
    columns: tuple[str, ...]
    processes: tuple[ProcessRow, ...]
    left_out: int
    disturbed: int
    outliers: str
    strips: tuple[Strip, ...]
    failures: tuple[FailureView, ...]
    notes: tuple[str, ...]


def view_measurement(
    measured: Measurement, data: DataFacts | None, titles: Mapping[str, str]
) -> MeasurementView:
    """Gives what the page of a run prints of one measurement.

    Args:
        measured: The measurement.
        data: The run's examples.
        titles: What is kept of each answer to the quality that the suite makes of it.
    """
    processes = sorted(measured.processes, key=lambda one: one.order)
    shown = processes[:MOST_PROCESSES]
    columns = tuple(dict.fromkeys(name for one in processes for name in one.figures))
    quantiles = {one.order: found for one in shown if (found := _quantiles(one)) is not None}
    flags = flag_processes(shown, quantiles)
    slow = {flag.order for flag in flags if flag.figure in OF_LATENCIES}
    facts = (
        (say("Runtime"), measured.runtime),
        (say("Basis"), measured.basis),
        (say("Settings"), listed([f"{name} {value}" for name, value in sorted(measured.settings.items())])),
        (say("Against the original"), _equivalence_text(measured.equivalence)),
        (say("Code digest"), measured.code_digest),
        (say("Artefact digest"), measured.artifact_sha256 or ""),
    )
    return MeasurementView(
        anchor=urls.anchor_of(measured.candidate, measured.runtime),
        name=measured.candidate,
        runtime=measured.runtime,
        failure=_failure_text(measured.failure),
        facts=tuple((label, text) for label, text in facts if text),
        figures=tuple((name, _show_figure(figure)) for name, figure in measured.figures.items()),
        outcomes=outcome_facts(measured.predictions, data, titles),
        groups=rates_by_group(measured.predictions, data),
        columns=columns,
        processes=tuple(_process_row(one, columns, quantiles.get(one.order), flags) for one in shown),
        left_out=len(processes) - len(shown),
        disturbed=sum(bool(one.disturbed) for one in processes),
        outliers=tell_flags(flags, len(shown)),
        strips=tuple(_strips(measured.candidate, shown, quantiles, slow)),
        failures=_failures([measured.failure, *(one.failure for one in processes)]),
        notes=measured.notes,
    )


def show_pair(values: tuple[float, float] | None) -> str:
    """Gives a figure before and after."""
    return f"{values[0]:.2f} → {values[1]:.2f}" if values else ""


def _show_figure(figure: ExactFigure) -> str:
    return show_quantity(figure.value, figure.unit, 4)


def _process_row(
    process: ProcessRecord,
    columns: Sequence[str],
    quantiles: tuple[float, float] | None,
    flags: Sequence[Flag],
) -> ProcessRow:
    median, tail = (show_quantity(one, "ns") for one in quantiles) if quantiles else ("", "")
    figures: Mapping[str, ExactFigure] = process.figures
    count = process.query_count
    return ProcessRow(
        process.order,
        process.load or "",
        {"loadgen": "LoadGen", "buttress": "own loop", None: ""}[process.driver],
        grouped(count) if count else "",
        median,
        tail,
        count_outlying(process),
        tuple(_show_figure(figures[name]) if name in figures else "" for name in columns),
        ", ".join(map(str, process.cpus)),
        show_pair(process.load_average),
        "; ".join(process.disturbed),
        "; ".join(flag.text for flag in flags if flag.order == process.order),
        _failure_text(process.failure),
    )


def _quantiles(process: ProcessRecord) -> tuple[float, float] | None:
    """Median and 99th percentile in nanoseconds, None without latencies."""
    if not process.query_count:
        return None
    median, tail = process.latency_quantiles((MEDIAN, TAIL))
    return median, tail


def _strips(
    name: str,
    processes: Sequence[ProcessRecord],
    quantiles: Mapping[int, tuple[float, float]],
    flagged: Set[int],
) -> Iterator[Strip]:
    """One strip for each load scenario: their latencies mean different things."""
    for load in dict.fromkeys(one.load for one in processes):
        points = [
            (one.order, *quantiles[one.order])
            for one in processes
            if one.load == load and one.order in quantiles
        ]
        strip = draw_strip(say("{name} in {load}", name=name, load=load) if load else name, points, flagged)
        if strip is not None:
            yield strip


def _failure_text(failure: Failure | None) -> str:
    return describe_failure(failure) if failure is not None else ""


def _failures(found: Sequence[Failure | None]) -> tuple[FailureView, ...]:
    counted = Counter((_failure_text(one), one.text) for one in found if one is not None)
    return tuple(
        FailureView(f"{f'{count} times' if count > 1 else 'Once'}, {head}", text)
        for (head, text), count in counted.items()
        if "\n" in text
    )


def _equivalence_text(found: Equivalence | None) -> str:
    if found is None:
        return ""
    text = say(
        "{agreed} of {examples} answers agree", agreed=grouped(found.agreed), examples=grouped(found.examples)
    )
    if found.largest_deviation is not None:
        text += say(
            "; the largest deviation is {largest_deviation:.1e}", largest_deviation=found.largest_deviation
        )
    if found.tolerance is not None:
        text += say(", {tolerance:g} was allowed", tolerance=found.tolerance)
    return text
