"""Drives an empty candidate through ten million queries in a fresh process: how much memory, how long?

Usage: python benchmarks/ten_million_queries.py [--queries 10000000] [--loadgen]

Prints peak resident memory, time and the size of what is recorded, and fails where our own loop took more than
300 MB. `--loadgen` does the same with MLCommons LoadGen, to which the bound does not apply: it makes its queries
beforehand, and its trace takes some 650 bytes a query in the folder for temporary files.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from time import perf_counter

from buttress.bench.plan import LoadPlan
from buttress.bench.worker.figures.memory import peak_memory
from buttress.bench.worker.loads.driving import drive_load
from buttress.bench.worker.loads.recorder import LatencyRecorder

MOST_BYTES = 300e6


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--queries", type=int, default=10_000_000)
    parser.add_argument("--loadgen", action="store_true")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if not arguments.here:
        return subprocess.run([sys.executable, *sys.argv, "--here"], check=False).returncode
    return _drive(arguments.queries, "loadgen" if arguments.loadgen else "buttress")


def _drive(queries: int, driver: str) -> int:
    before = peak_memory() or 0
    recorder = LatencyRecorder()
    load = LoadPlan("single-stream", "loadgen" if driver == "loadgen" else "buttress", queries)
    began = perf_counter()
    driven = drive_load(lambda _: None, list(range(1024)), load, recorder, seed=0, expected_ns=1000)
    driven_s = perf_counter() - began
    fields = recorder.to_fields()
    packed_s = perf_counter() - began - driven_s
    peak = peak_memory() or 0
    print(f"{driven.queries} queries of an empty candidate, driven by {driver}")
    print(f"  in the loop    {driven.elapsed_ns / 1e9:8.2f} s")
    print(f"  with recording {driven_s:8.2f} s, packing {packed_s:.2f} s")
    print(f"  peak memory    {peak / 1e6:8.1f} MB, {before / 1e6:.1f} MB of it before the first query")
    print(f"  recorded       {len(json.dumps(fields)) / 1e6:8.2f} MB of JSON")
    return int(driver == "buttress" and peak > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main())
