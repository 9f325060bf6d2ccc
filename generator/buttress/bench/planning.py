"""What a benchmark will do, before it does it: checked, ordered, and timed on request."""

from __future__ import annotations

import random
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from buttress.bench.calibration import estimate_seconds
from buttress.bench.failure import BenchError
from buttress.bench.measures import can_measure, needs_load, needs_positive, needs_predictions
from buttress.bench.plan import Plan, PlannedProcess
from buttress.errors import listing, suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from buttress.bench.messages import Driver
    from buttress.records import Benchmark, LoadScenario, Quality

DRIVEN: tuple[LoadScenario, ...] = ("single-stream",)
"""Load scenarios that the harness can drive."""
_PACKAGES: Mapping[str, tuple[str, ...]] = {
    "sklearn": ("sklearn",),
    "onnx": ("sklearn", "skl2onnx", "onnx", "onnxruntime"),
}


def plan_bench(
    suite: Benchmark,
    root: Path,
    qualities: Mapping[str, Quality],
    only: Sequence[str] | None = None,
    *,
    estimate: bool = False,
    driver: Driver | None = None,
) -> Plan:
    """Gives what a benchmark of a suite will do.

    Args:
        suite: The suite.
        root: The folder of the portfolio's records; the suite's id says where in it the suite stands.
        qualities: All qualities by id.
        only: Candidates to measure; all by default.
        estimate: Whether to run each candidate once, shortly, to tell how long it will take.
        driver: What issues the queries; LoadGen where it is installed, by default.

    Raises:
        BenchError: The suite asks for something that cannot be measured, all reasons at once.
    """
    names = tuple(suite.candidates) if only is None else tuple(dict.fromkeys(only))
    problems = [*_unknown_names(suite, names), *_wrong_measures(suite, qualities), *_undriven(suite)]
    problems += [text for name in names for text in _unfit(suite, name)]
    if problems:
        raise BenchError("\n".join([f"{suite.id} cannot be measured", *(f"  {one}" for one in problems)]))
    wanted = [qualities[name] for name in suite.measures]
    plan = Plan(
        suite=suite.id,
        measured=tuple(suite.measures),
        candidates=names,
        predicted=names if not wanted or any(map(needs_predictions, wanted)) else (),
        processes=tuple(_order_processes(suite, names)) if _wants_processes(suite, wanted) else (),
        driver=driver or ("loadgen" if find_spec("mlperf_loadgen") else "buttress"),
    )
    if not estimate:
        return plan
    return replace(plan, seconds=estimate_seconds(suite, root, plan))


def _order_processes(suite: Benchmark, names: Sequence[str]) -> Iterable[PlannedProcess]:
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
    for _ in range(suite.processes):
        dealer.shuffle(block)
        for name, runtime, load in block:
            yield PlannedProcess(name, runtime, load, order)
            order += 1
        block.sort(key=str)


def _wants_processes(suite: Benchmark, wanted: Sequence[Quality]) -> bool:
    return bool(suite.load) or not wanted or any(not needs_predictions(quality) for quality in wanted)


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
        elif not can_measure(quality):
            yield f"measures: {name!r} is not recorded by the harness"
        elif needs_load(quality) and not suite.load:
            yield f"measures: {name!r} needs a `load` scenario"
        elif needs_positive(quality) and suite.data.positive is None:
            yield f"measures: {name!r} needs `positive` under `data`"


def _undriven(suite: Benchmark) -> Iterable[str]:
    for name in suite.load:
        if name not in DRIVEN:
            yield f"load: {name!r} is not driven yet; {listing(DRIVEN)} is"


def _unfit(suite: Benchmark, name: str) -> Iterable[str]:
    candidate = suite.candidates.get(name)
    if candidate is None:
        return
    if candidate.run and candidate.runtime != ("python",):
        yield f"candidates.{name}: a `run` callable has the runtime python only"
    for runtime in candidate.runtime:
        missing = [package for package in _PACKAGES.get(runtime, ()) if find_spec(package) is None]
        if missing:
            yield f"candidates.{name}: {runtime} needs {', '.join(missing)}; pip install 'buttress[bench]'"
