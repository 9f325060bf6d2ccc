"""From a suite to what its benchmark will do: checked, ordered, and timed on request."""

from __future__ import annotations

import random
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from buttress.bench.failure import BenchError
from buttress.bench.plan import (
    OWN_SCENARIOS,
    CandidatePlan,
    DataPlan,
    LoadPlan,
    OnnxPlan,
    Plan,
    PlannedProcess,
    ServicePlan,
)
from buttress.bench.planning.calibration import estimate_seconds
from buttress.bench.planning.demands import planned_processes, planned_queries
from buttress.bench.planning.measures import why_unfit
from buttress.bench.planning.provenance import git_commit, read_digests, suite_folder
from buttress.errors import listing, suggest
from buttress.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from buttress.bench.plan import Driver
    from buttress.bench.planning.demands import Demand
    from buttress.records import Benchmark, LoadScenario, LoadSettings, Quality, SuiteDigests

LEAST_QUERIES = 1024
"""Queries per process where neither suite nor constraints ask for more: MLPerf's floor for one stream."""
LEAST_PROCESSES = 10
_PACKAGES: Mapping[str, tuple[str, ...]] = {
    "sklearn": ("sklearn",),
    "onnx": ("onnx", "onnxruntime"),
}
_TO_EXPORT = ("sklearn", "skl2onnx")


def plan_bench(
    suite: Benchmark,
    root: Path,
    qualities: Mapping[str, Quality],
    only: Sequence[str] | None = None,
    *,
    demands: Sequence[Demand] = (),
    estimate: bool = False,
    driver: Driver | None = None,
) -> Plan:
    """Gives what a benchmark of a suite will do.

    Args:
        suite: The suite.
        root: The folder of the portfolio's records; the suite's id says where in it the suite stands.
        qualities: All qualities by id.
        only: Candidates to measure; all by default.
        demands: What the constraints ask for, from `find_demands`; it fills in what the suite leaves open.
        estimate: Whether to run each candidate once, shortly, to tell how long it will take.
        driver: What issues the queries; LoadGen where it is installed, by default.

    Raises:
        BenchError: The suite asks for something that cannot be measured, all reasons at once.
    """
    names = tuple(suite.candidates) if only is None else tuple(dict.fromkeys(only))
    chosen: Driver = driver or ("loadgen" if find_spec("mlperf_loadgen") else "buttress")
    problems = [*_unknown_names(suite, names), *_wrong_measures(suite, qualities), *_undriven(suite, chosen)]
    problems += [text for name in names for text in _unfit(suite, name)]
    if problems:
        raise BenchError("\n".join([f"{suite.id} cannot be measured", *(f"  {one}" for one in problems)]))
    digests = read_digests(suite, root)
    count = suite.processes or max(LEAST_PROCESSES, planned_processes(demands) or 0)
    folder = suite_folder(suite, root)
    wanted = [qualities[name] for name in suite.measures]
    plan = Plan(
        suite=suite.id,
        seed=suite.seed,
        measured=tuple(suite.measures),
        data=_plan_data(suite, digests),
        candidates={name: _plan_candidate(suite, name, digests) for name in names},
        loads={
            name: _plan_load(name, settings, chosen, planned_queries(demands, name))
            for name, settings in suite.load.items()
        },
        predicted=names if not wanted or any(quality.of_predicting for quality in wanted) else (),
        processes=tuple(_order_processes(suite, names, count)) if _wants_processes(suite, wanted) else (),
        energy=suite.energy,
        estimated_power_w=None if suite.estimated_power is None else suite.estimated_power.magnitude_in("W"),
        timeout_s=suite.timeout.magnitude_in("s"),
        memory_limit_bytes=None
        if suite.memory_limit is None
        else round(suite.memory_limit.magnitude_in("B")),
        requires=dict(suite.requires),
        harness_version=__version__,
        git_commit=git_commit(folder),
    )
    return replace(plan, seconds=estimate_seconds(plan, folder)) if estimate else plan


def _plan_data(suite: Benchmark, digests: SuiteDigests) -> DataPlan:
    data = suite.data
    return DataPlan(
        build=data.build,
        code_digest=digests.data,
        task=data.task,
        positive=None if data.positive is None else str(data.positive),
        folds=data.folds,
        cluster=data.cluster,
        groups=tuple(data.groups),
        slices={
            name: {value: str(one) for value, one in values.items()} for name, values in data.slices.items()
        },
        perturbations=dict(data.perturbations),
        invariants=dict(data.invariants),
        change_digests=dict(digests.changes),
        files={name: digests.files[name] for name in data.files},
    )


def _plan_candidate(suite: Benchmark, name: str, digests: SuiteDigests) -> CandidatePlan:
    found = suite.candidates[name]
    files = (*found.files, *([found.model] if found.model else []))
    service = found.service
    return CandidatePlan(
        source=found.source,
        reference=found.build or found.run or found.model or "",
        runtimes=tuple(found.runtime),
        code_digest=digests.candidates[name],
        threads=found.threads,
        files={file: digests.files[file] for file in files},
        onnx=OnnxPlan(
            providers=tuple(found.onnx.providers),
            optimisation=found.onnx.optimisation,
            quantisation=found.onnx.quantisation,
            calibration_rows=found.onnx.calibration_rows,
            tolerance=found.onnx.tolerance,
        ),
        service=None
        if service is None
        else ServicePlan(
            command=tuple(service.command),
            protocol=service.protocol,
            health=service.health,
            path=service.path,
            ask=service.ask or "",
            start_timeout_s=service.start_timeout.magnitude_in("s"),
        ),
    )


def _plan_load(name: str, settings: LoadSettings, driver: Driver, wanted: int | None) -> LoadPlan:
    duration, latency = settings.min_duration, settings.latency
    return LoadPlan(
        scenario=name,
        driver=driver,
        min_queries=settings.min_queries or max(LEAST_QUERIES, wanted or 0),
        min_duration_ns=0 if duration is None else round(duration.magnitude_in("ns")),
        warmup_queries=settings.warmup_queries,
        target_qps=settings.target_qps,
        latency_ns=None if latency is None else round(latency.magnitude_in("ns")),
        samples_per_query=settings.samples_per_query,
        workers=settings.workers,
    )


def _order_processes(suite: Benchmark, names: Sequence[str], count: int) -> Iterable[PlannedProcess]:
    """Gives every candidate, runtime and load once a round, each round in a random order of its own.

    Rounds spread slow changes of the machine over all candidates alike: randomised complete blocks
    (Fisher, 1935).
    """
    loads: Sequence[LoadScenario | None] = tuple(suite.load) or (None,)
    block = [
        (name, runtime, load)
        for name in names
        for runtime in suite.candidates[name].runtime
        for load in loads
    ]
    dealer = random.Random(suite.seed)  # noqa: S311 - no secret
    order = 0
    for _ in range(count):
        dealer.shuffle(block)
        for name, runtime, load in block:
            yield PlannedProcess(name, runtime, load, order)
            order += 1
        block.sort(key=str)


def _wants_processes(suite: Benchmark, wanted: Sequence[Quality]) -> bool:
    return bool(suite.load) or not wanted or any(not quality.of_predicting for quality in wanted)


def _unknown_names(suite: Benchmark, names: Sequence[str]) -> Iterable[str]:
    for name in names:
        if name not in suite.candidates:
            hint = suggest(name, suite.candidates) or f"it has {listing(tuple(suite.candidates))}"
            yield f"there is no candidate {name!r}; {hint}"


def _wrong_measures(suite: Benchmark, qualities: Mapping[str, Quality]) -> Iterable[str]:
    for name in suite.measures:
        quality = qualities.get(name)
        if quality is None:
            yield f"measures: there is no quality {name!r}; {suggest(name, qualities)}".rstrip("; ")
        elif why := why_unfit(quality, suite):
            yield f"measures: {name!r} {why}"


def _undriven(suite: Benchmark, driver: Driver) -> Iterable[str]:
    for name, settings in suite.load.items():
        if driver == "buttress" and name not in OWN_SCENARIOS:
            yield f"load: {name!r} needs MLCommons LoadGen; pip install 'buttress[bench]'"
        if name == "server" and settings.target_qps is None:
            yield "load: 'server' needs `target_qps`, the arrivals per second"


def _unfit(suite: Benchmark, name: str) -> Iterable[str]:
    candidate = suite.candidates.get(name)
    if candidate is None:
        return
    fitting = {"run": ("python",), "model": ("onnx",), "service": ("service",)}.get(candidate.source)
    if fitting and candidate.runtime != fitting:
        yield f"candidates.{name}: `{candidate.source}` has the runtime {fitting[0]} only"
    if candidate.source == "build" and "service" in candidate.runtime:
        yield f"candidates.{name}: an estimator has no runtime service"
    for runtime in candidate.runtime:
        needed = _PACKAGES.get(runtime, ()) + (
            _TO_EXPORT if runtime == "onnx" and candidate.source == "build" else ()
        )
        missing = [package for package in needed if find_spec(package) is None]
        if missing:
            yield f"candidates.{name}: {runtime} needs {', '.join(missing)}; pip install 'buttress[bench]'"
