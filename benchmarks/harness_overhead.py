"""Tells what the harness adds to a latency: an empty candidate and one that is busy for 50 us, driven three ways.

Usage: python benchmarks/harness_overhead.py [--queries 50000] [--rounds 7]

Each way drives the same callable in this process, in rounds that follow one another, so that slow changes of the
machine touch all alike:

  bare      two readings of the clock around the call, in a list made beforehand
  our loop  what `buttress bench` does without LoadGen, recorder included
  LoadGen   MLCommons LoadGen, single stream

Prints the median over the rounds of each round's p50 and p99, and the difference and ratio to the bare loop.
"""

from __future__ import annotations

import argparse
from statistics import median
from time import perf_counter_ns
from typing import TYPE_CHECKING

import numpy as np

from buttress.bench.plan import LoadPlan
from buttress.bench.worker.loads.loadgen import drive_loadgen
from buttress.bench.worker.loads.loop import drive_single_stream
from buttress.bench.worker.loads.recorder import LatencyRecorder
from buttress.wire import unpack_numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    Predict = Callable[[object], object]
    Drive = Callable[[Predict, int], np.ndarray]

ROWS = list(range(1024))
BUSY_NS = 50_000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--queries", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    ways: dict[str, Drive] = {"bare": _drive_bare, "our loop": _drive_ours, "LoadGen": _drive_loadgen}
    for name, predict in {"empty": _empty, f"busy for {BUSY_NS / 1e3:g} us": _busy}.items():
        found: dict[str, list[np.ndarray]] = {way: [] for way in ways}
        for _ in range(arguments.rounds):
            for way, drive in ways.items():
                found[way].append(np.quantile(drive(predict, arguments.queries), (0.5, 0.99)))
        print(f"\n{name}, {arguments.rounds} rounds of {arguments.queries} queries")
        _print_table({way: _middle(values) for way, values in found.items()})


def _print_table(figures: dict[str, tuple[float, float]]) -> None:
    bare50, bare99 = figures["bare"]
    print(f"{'':10}{'p50 us':>10}{'added us':>10}{'ratio':>8}{'p99 us':>12}{'added us':>10}{'ratio':>8}")
    for way, (p50, p99) in figures.items():
        print(
            f"{way:10}{p50 / 1e3:10.3f}{(p50 - bare50) / 1e3:10.3f}{p50 / bare50:8.2f}"
            f"{p99 / 1e3:12.3f}{(p99 - bare99) / 1e3:10.3f}{p99 / bare99:8.2f}"
        )


def _middle(values: list[np.ndarray]) -> tuple[float, float]:
    return median(float(one[0]) for one in values), median(float(one[1]) for one in values)


def _empty(_: object) -> None:
    return None


def _busy(_: object) -> None:
    ends = perf_counter_ns() + BUSY_NS
    while perf_counter_ns() < ends:
        pass


def _drive_bare(predict: Predict, queries: int) -> np.ndarray:
    latencies = [0] * queries
    row = ROWS[0]
    for query in range(queries):
        start = perf_counter_ns()
        predict(row)
        latencies[query] = perf_counter_ns() - start
    return np.array(latencies)


def _drive_ours(predict: Predict, queries: int) -> np.ndarray:
    recorder = LatencyRecorder(most_raw=queries)
    drive_single_stream(predict, ROWS, LoadPlan("single-stream", "buttress", queries), recorder)
    return unpack_numbers(recorder.to_fields()["latencies_ns"])


def _drive_loadgen(predict: Predict, queries: int) -> np.ndarray:
    recorder = LatencyRecorder(most_raw=2 * queries)
    load = LoadPlan("single-stream", "loadgen", queries)
    drive_loadgen(predict, ROWS, load, recorder, seed=0, expected_ns=1000)
    return unpack_numbers(recorder.to_fields()["latencies_ns"])


if __name__ == "__main__":
    main()
