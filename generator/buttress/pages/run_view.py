"""A run: the machine, the software and every recorded figure, down to single processes."""

from __future__ import annotations

from dataclasses import dataclass
from math import log10
from typing import TYPE_CHECKING

import numpy as np

from buttress.estimation import quantile_of
from buttress.pages import urls
from buttress.pages.draft import Crumb, Draft, search_page
from buttress.pages.evidence_view import machine_facts
from buttress.pages.numbers import show_quantity
from buttress.pages.record_links import Link, link_decision
from buttress.pages.wording import counted, grouped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.pages.site_index import SiteIndex
    from buttress.records import DataFacts, ExactFigure, Measurement, ProcessRecord, Run

_PERCENTILES = (0.5, 0.99)
MOST_PROCESSES = 60
STRIP_WIDTH, STRIP_ROW, STRIP_MARGIN = 640, 16, 30


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """One process."""

    order: int
    load: str
    driver: str
    queries: str
    p50: str
    p99: str
    figures: tuple[str, ...]
    load_average: str


@dataclass(frozen=True, slots=True)
class StripMark:
    """One process in the strip plot: where its median and its 99th percentile lie, in pixels."""

    y: float
    median: float
    tail: float
    title: str


@dataclass(frozen=True, slots=True)
class StripTick:
    """A tick of the strip plot's logarithmic axis."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The strip plot of a candidate's latencies, in pixels; ``axis`` and ``labels`` are heights."""

    title: str
    width: int
    height: int
    axis: int
    labels: int
    marks: tuple[StripMark, ...]
    ticks: tuple[StripTick, ...]


@dataclass(frozen=True, slots=True)
class MeasurementView:
    """Everything recorded of one candidate on one runtime."""

    anchor: str
    name: str
    runtime: str
    facts: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, str], ...]
    outcomes: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    processes: tuple[ProcessRow, ...]
    left_out: int
    strip: Strip | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunView:
    """Everything that the template of a run prints."""

    id: str
    title: str
    suite: Link
    facts: tuple[tuple[str, str], ...]
    machine: tuple[tuple[str, str], ...]
    hardware: tuple[Link, ...]
    software: tuple[tuple[str, str], ...]
    packages: tuple[tuple[str, str], ...]
    environment: tuple[tuple[str, str], ...]
    data: tuple[tuple[str, str], ...]
    measurements: tuple[MeasurementView, ...]
    decisions: tuple[Link, ...]
    digest: str
    path: str


def draft_run(run: Run, index: SiteIndex) -> Draft:
    """Gives the page of a run, to be rendered."""
    uri = urls.run_uri(run.id)
    links = index.links(uri)
    suite = index.portfolio.benchmarks.get(run.suite)
    name = suite.title if suite else run.suite
    title = f"Run of {name}, {run.started:%Y-%m-%d}"
    packages = tuple(sorted(run.software.packages.items(), key=lambda item: item[0].casefold()))
    view = RunView(
        id=run.id,
        title=title,
        suite=Link(name, links.to(urls.suite_uri(run.suite)) if suite else ""),
        facts=_facts(run),
        machine=machine_facts(run.machine),
        hardware=tuple(
            Link(one.title, links.to(urls.hardware_uri(one.id))) for one in index.hardware_of(run)
        ),
        software=_software(run),
        packages=packages,
        environment=tuple(sorted(run.software.environment.items())),
        data=_data_facts(run.data) if run.data else (),
        measurements=tuple(_view_measurement(one, run) for one in run.measurements),
        decisions=tuple(link_decision(one, index, links) for one in index.resting_on.get(run.id, ())),
        digest=run.digest,
        path=index.source("run", run.id),
    )
    machine = run.machine.cpu_model or "an unnamed machine"
    candidates = ", ".join(dict.fromkeys(one.candidate for one in run.measurements))
    return Draft(
        uri=uri,
        title=title,
        template="run.html",
        view=view,
        crumbs=(
            Crumb("Evidence", links.to(urls.EVIDENCE)),
            Crumb(name, links.to(urls.suite_uri(run.suite)) if suite else ""),
        ),
        search=(search_page(title, machine, candidates),),
        description=f"{title}, on {machine}: {candidates}.",
        source=view.path,
        updated=run.measured_at.date(),
    )


def _facts(run: Run) -> tuple[tuple[str, str], ...]:
    facts = (
        ("Started", f"{run.started:%Y-%m-%d %H:%M:%S %Z}"),
        ("Finished", f"{run.finished:%Y-%m-%d %H:%M:%S %Z}"),
        ("Harness", f"{run.harness.name} {run.harness.version}"),
        ("Commit", run.git_commit or ""),
        ("Origin", run.origin),
        ("Seed", str(run.seed)),
        ("Load average", _pair(run.load_average)),
    )
    return tuple((label, text) for label, text in facts if text)


def _software(run: Run) -> tuple[tuple[str, str], ...]:
    software = run.software
    facts = (
        ("Python", f"{software.implementation} {software.python}"),
        ("Kernel", software.kernel),
        ("C library", software.libc),
    )
    return tuple((label, text) for label, text in facts if text)


def _data_facts(data: DataFacts) -> tuple[tuple[str, str], ...]:
    facts = (
        ("Examples", counted(data.ids.count, "example")),
        ("Split", f"{data.folds}-fold cross-validation" if data.folds else "a fixed split"),
        ("Classes", ", ".join(data.classes)),
        ("Positive class", data.positive or ""),
        ("Content digest", data.sha256),
        ("Code digest", data.code_digest),
    )
    return tuple((label, text) for label, text in facts if text)


def _view_measurement(measured: Measurement, run: Run) -> MeasurementView:
    processes = sorted(measured.processes, key=lambda one: one.order)
    columns = tuple(dict.fromkeys(name for one in processes for name in one.figures))
    facts = (
        ("Runtime", measured.runtime),
        ("Basis", measured.basis),
        ("Code digest", measured.code_digest),
        ("Artefact digest", measured.artifact_sha256 or ""),
    )
    return MeasurementView(
        anchor=urls.anchor_of(measured.candidate, measured.runtime),
        name=measured.candidate,
        runtime=measured.runtime,
        facts=tuple((label, text) for label, text in facts if text),
        figures=tuple((name, _show_figure(figure)) for name, figure in measured.figures.items()),
        outcomes=_outcomes(measured, run.data),
        columns=columns,
        processes=tuple(_process_row(one, columns) for one in processes[:MOST_PROCESSES]),
        left_out=max(0, len(processes) - MOST_PROCESSES),
        strip=_strip(measured.candidate, processes[:MOST_PROCESSES]),
        notes=measured.notes,
    )


def _show_figure(figure: ExactFigure) -> str:
    return show_quantity(figure.value, figure.unit, 4)


def _process_row(process: ProcessRecord, columns: Sequence[str]) -> ProcessRow:
    latencies = _latencies(process)
    p50, p99 = (
        (show_quantity(quantile_of(latencies, level), "ns") for level in _PERCENTILES)
        if latencies is not None
        else ("", "")
    )
    figures: Mapping[str, ExactFigure] = process.figures
    return ProcessRow(
        process.order,
        process.load or "",
        {"loadgen": "LoadGen", "buttress": "own loop", None: ""}[process.driver],
        grouped(int(latencies.size)) if latencies is not None else "",
        p50,
        p99,
        tuple(_show_figure(figures[name]) if name in figures else "" for name in columns),
        _pair(process.load_average),
    )


def _latencies(process: ProcessRecord) -> np.ndarray | None:
    if process.latencies_ns is None or not process.latencies_ns.count:
        return None
    return process.latencies_ns.numbers()


def _outcomes(measured: Measurement, data: DataFacts | None) -> tuple[tuple[str, str], ...]:
    """Counts of right and wrong answers; for two classes with a positive one, the four cells."""
    if data is None or measured.predictions is None:
        return ()
    actual, predicted = data.labels.numbers(), measured.predictions.labels.numbers()
    right = int(np.count_nonzero(actual == predicted))
    found = [("Examples", grouped(actual.size)), ("Answered rightly", grouped(right))]
    if data.positive in data.classes:
        positive = data.classes.index(data.positive)
        cells = (
            ("True positives", (actual == positive) & (predicted == positive)),
            ("False negatives", (actual == positive) & (predicted != positive)),
            ("False positives", (actual != positive) & (predicted == positive)),
            ("True negatives", (actual != positive) & (predicted != positive)),
        )
        found += [(name, grouped(int(np.count_nonzero(cell)))) for name, cell in cells]
    return tuple(found)


def _strip(name: str, processes: Sequence[ProcessRecord]) -> Strip | None:
    """Each process's median and 99th percentile on a logarithmic axis; None without latencies."""
    points = [
        (one.order, quantile_of(latencies, _PERCENTILES[0]), quantile_of(latencies, _PERCENTILES[1]))
        for one in processes
        if (latencies := _latencies(one)) is not None
    ]
    if not points or min(median for _, median, _ in points) <= 0:
        return None
    low = log10(min(median for _, median, _ in points)) - 0.05
    high = log10(max(tail for _, _, tail in points)) + 0.05
    span = high - low

    def x(value: float) -> float:
        return round(STRIP_MARGIN + (log10(value) - low) / span * (STRIP_WIDTH - 2 * STRIP_MARGIN), 1)

    marks = tuple(
        StripMark(
            STRIP_ROW * (row + 0.5),
            x(median),
            x(tail),
            f"Process {order}: p50 {show_quantity(median, 'ns')}, p99 {show_quantity(tail, 'ns')}",
        )
        for row, (order, median, tail) in enumerate(points)
    )
    ticks = tuple(StripTick(x(value), show_quantity(value, "ns")) for value in _ticks(low, high))
    bottom = STRIP_ROW * len(points)
    title = f"Latency of {name} by process"
    return Strip(title, STRIP_WIDTH, bottom + 26, bottom + 6, bottom + 21, marks, ticks)


def _ticks(low: float, high: float) -> tuple[float, ...]:
    """Round values inside a logarithmic range: every decade and its 2 and 5, or the ends where none fits."""
    decades = range(int(np.floor(low)), int(np.ceil(high)) + 1)
    found = [digit * 10.0**decade for decade in decades for digit in (1, 2, 5)]
    inside = [value for value in found if low <= log10(value) <= high]
    if len(inside) >= 2:
        return tuple(inside[:: max(1, len(inside) // 6)])
    return (float(f"{10 ** (low + 0.05):.3g}"), float(f"{10 ** (high - 0.05):.3g}"))


def _pair(values: tuple[float, float] | None) -> str:
    return f"{values[0]:.2f} → {values[1]:.2f}" if values else ""
