"""One fresh process that serves: load the artefact, predict once, warm up, then be driven.

Nothing of the training is imported here, so cold start and peak memory are those of serving alone:

* ``cold_start``: loading the artefact (or the candidate's code) with the libraries it needs, and the first
  prediction; starting the interpreter and reading the rows are not in it.
* ``memory.peak``: the high-water mark of the process after loading and warm-up, interpreter and rows
  included, before the load generator and the recorded latencies take memory of their own.

Garbage collection stays on while latencies are taken, as in production: its pauses belong to the tail.
"""

from __future__ import annotations

import gc
import pickle
import sys
from array import array
from pathlib import Path
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from buttress.bench.failure import BenchError, doing
from buttress.bench.messages import Job, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Predict = Callable[[Any], object]

CLOCK_TYPE = "q"
"""Element type of recorded latencies: signed 64-bit nanoseconds."""


def serve(job: Job, blobs: tuple[bytes, ...]) -> Message:
    """Gives cold start, peak memory and the latencies (two blobs: warm-up, then load) of one process.

    Args:
        job: The job; ``load`` says how long and by what the process is driven.
        blobs: The pickled rows, and the artefact where the candidate was trained.
    """
    artifact = blobs[1] if len(blobs) > 1 else b""
    began = perf_counter_ns()
    predict = _load(job, artifact)
    cold_start_ns = perf_counter_ns() - began
    # After the candidate: rows may be objects of classes that its module defines.
    rows = _read_rows(job, blobs[0])
    with doing("making the first prediction"):
        began = perf_counter_ns()
        predict(rows[0])
        cold_start_ns += perf_counter_ns() - began
    with doing("warming up"):
        warmup = drive_loop(predict, rows, job.load.warmup_queries, 0)
    peak_bytes = peak_memory()
    gc.collect()
    with doing("driving the load"):
        latencies = _drive(job, predict, rows, warmup)
    fields = {"cold_start_ns": cold_start_ns, "peak_bytes": peak_bytes}
    return Message(fields, (warmup.tobytes(), latencies.tobytes()))


def drive_loop(predict: Predict, rows: Sequence[Any], min_queries: int, min_duration_ns: int) -> array[int]:
    """Gives the latencies in nanoseconds, in time order, of queries issued one after the other.

    The next query starts when the one before is answered (MLPerf's single stream); rows are used in turn.
    """
    latencies = array(CLOCK_TYPE)
    record, clock, count = latencies.append, perf_counter_ns, len(rows)
    issued = 0
    ends = clock() + min_duration_ns
    while issued < min_queries or clock() < ends:
        row = rows[issued % count]
        start = clock()
        predict(row)
        record(clock() - start)
        issued += 1
    return latencies


def peak_memory() -> int | None:
    """Gives the largest resident memory of this process so far in bytes, None where it is not told."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _drive(job: Job, predict: Predict, rows: Sequence[Any], warmup: array[int]) -> array[int]:
    load = job.load
    if load.driver is None:
        return array(CLOCK_TYPE)
    if load.driver == "buttress":
        return drive_loop(predict, rows, load.min_queries, load.min_duration_ns)
    from buttress.bench.worker.loads.loadgen import drive_loadgen

    return drive_loadgen(predict, rows, load, job.seed, expected_ns=min(warmup, default=1_000_000))


def _load(job: Job, artifact: bytes) -> Predict:
    from buttress.bench.worker.code import load_callable, load_module

    folder, candidate = Path(job.folder), job.candidate
    assert candidate is not None  # noqa: S101 - `candidate_job` always names one
    with doing("loading the candidate"):
        if job.runtimes == ("onnx",):
            from buttress.bench.worker.runtimes.onnx_session import open_session

            session = open_session(artifact)
            return lambda feed: session.run(None, feed)
        if not candidate.trained:
            return load_callable(folder, candidate.reference)
        load_module(folder, candidate.reference.rpartition(":")[0])  # its classes are named in the pickle
        # These bytes came through a pipe from our own worker a moment ago; no pickle is read from disk.
        return pickle.loads(artifact).predict  # type: ignore[no-any-return]  # noqa: S301


def _read_rows(job: Job, blob: bytes) -> list[Any]:
    with doing("reading the prepared rows"):
        rows = pickle.loads(blob)  # noqa: S301 - from our own worker, see above
    if not rows:
        message = "there are no rows to query"
        raise BenchError(message)
    return rows  # type: ignore[no-any-return]
