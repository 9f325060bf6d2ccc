"""Measures a tiny candidate with and without somebody else at work, and counts the processes flagged as disturbed.

Usage: python benchmarks/busy_neighbour.py [--processes 10] [--seconds 0.8]

The neighbour is one spinning process for each phase, on another CPU than the candidate's ("beside") and on the same
one ("on top"). Prints, for each, how many processes were flagged, why, and the median latency. On a quiet machine
none should be flagged without a neighbour, and all with one.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from buttress.bench.plan import CandidatePlan, DataPlan, LoadPlan, Plan, PlannedProcess
from buttress.bench.session import execute_bench
from buttress.bench.session.placement import place_processes
from buttress.wire import unpack_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE = """
from buttress.bench import Dataset


def forty():
    return Dataset([[place] for place in range(40)], ["even", "odd"] * 20, train=[place < 20 for place in range(40)])


def adds(item):
    return "odd" if sum(range(2000)) + item[0] % 2 else "even"
"""
HOG = """
import os, sys
cpus = [int(word) for word in sys.argv[1:]]
if cpus:
    os.sched_setaffinity(0, cpus)
while True:
    pass
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=0.8, help="of load in each process")
    arguments = parser.parse_args()
    usable = set(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else set()
    ours = set(place_processes(1))
    for name, cpus in {"nobody": None, "beside": usable - ours, "on top": ours}.items():
        with hogging(cpus):
            records = measure(arguments.processes, arguments.seconds)
        report(name, records)


@contextmanager
def hogging(cpus: set[int] | None) -> Iterator[None]:
    """Keeps one of the CPUs busy, any where the set is empty, none for None."""
    if cpus is None:
        yield
        return
    with subprocess.Popen([sys.executable, "-c", HOG, *map(str, sorted(cpus))]) as hog:
        try:
            yield
        finally:
            hog.kill()


def measure(processes: int, seconds: float) -> list[dict[str, Any]]:
    return execute(plan_adding(processes, seconds))["measurements"][0]["processes"]


def plan_adding(processes: int, seconds: float) -> Plan:
    """Gives a plan with one candidate that adds numbers for some ten microseconds."""
    digest = "0" * 64
    load = LoadPlan("single-stream", "buttress", 64, round(seconds * 1e9), 8)
    return Plan(
        suite="neighbour/busy",
        seed=1,
        measured=(),
        data=DataPlan("suite.py:forty", digest),
        candidates={"adds": CandidatePlan("run", "suite.py:adds", ("python",), digest)},
        loads={"single-stream": load},
        predicted=(),
        processes=tuple(
            PlannedProcess("adds", "python", "single-stream", order) for order in range(processes)
        ),
    )


def execute(plan: Plan) -> dict[str, Any]:
    """Gives the fields of the run that a plan of this suite makes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        (folder / "suite.py").write_text(CODE)
        return execute_bench(plan, folder, runs=folder / "runs")


def report(name: str, records: list[dict[str, Any]]) -> None:
    flagged = sum(bool(one["disturbed"]) for one in records)
    medians = [float(np.median(unpack_numbers(one["latencies_ns"]))) / 1e3 for one in records]
    foreign = [one["foreign_cpus"] for one in records if "foreign_cpus" in one]
    busy = f"{statistics.median(foreign):.2f}" if foreign else "unknown"
    print(
        f"{name}: {flagged} of {len(records)} flagged, median latency {statistics.median(medians):.1f} us, "
        f"foreign CPUs {busy}"
    )
    for reason, count in Counter(reason for one in records for reason in one["disturbed"]).most_common(3):
        print(f"  {count} x {reason}")


if __name__ == "__main__":
    main()
