"""One fresh process that serves: load the artefact, predict once, warm up, then be driven.

Nothing of the training is imported here, so its figures are those of serving alone:

* ``load.time``: loading the artefact (or the candidate's code, or starting the service) with the libraries that
  it needs; starting the interpreter and reading the rows are not in it. Code of the suite is compiled anew each
  time, unless there is bytecode beside it: workers leave none.
* ``cold_start``: the same and the first prediction.
* ``memory.peak``: the high-water mark of the process after loading and warm-up, interpreter and rows included, and
  the artefact's bytes while it is loaded; before the load generator and the recorded latencies take memory of
  their own.
* ``memory.steady``: resident memory at the same moment, after a garbage collection; the bytes are gone then.
  Of a service the processes that it runs in are meant, added up, and only their peak is known.
* ``throughput``: rows answered per second from the first query to the last answer; under ``server`` that is what
  arrived, not what could be done.
* ``energy.per_item``: energy of the driven phase over the rows answered in it. LoadGen's making of queries is in
  it, reading its trace is not.

Garbage collection stays on while latencies are taken, as in production: its pauses belong to the tail.
"""

from __future__ import annotations

import gc
import os
import pickle
from array import array
from contextlib import contextmanager
from itertools import cycle, islice
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from buttress.bench.failure import BenchError, doing
from buttress.bench.messages import Message
from buttress.bench.worker.figures.memory import peak_memory, peak_memory_of, resident_memory
from buttress.bench.worker.loads.loop import time_queries
from buttress.bench.worker.loads.recorder import CLOCK_TYPE, LatencyRecorder, pack_latencies
from buttress.bench.worker.runtimes.predicting_callable import open_predict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.bench.messages import Job
    from buttress.bench.worker.loads.driven import Predict

Figures = dict[str, tuple[float, str]]


def serve(job: Job, blobs: list[bytes]) -> Message:
    """Gives the figures and latencies of one process.

    The message has no binary parts; its fields are ``figures`` (name to value and unit), ``energy_method``,
    ``energy_note``, ``latencies_ns`` or ``latency_blocks``, ``warmup_ns``, ``queries``, ``elapsed_s``, ``notes``, and
    the ``cpus`` that the process may use.

    Args:
        job: The job; ``load`` says how long and by what the process is driven.
        blobs: The pickled rows, and the artefact where there is one. They are taken out, since nobody who serves
            keeps the bytes of a model beside the model.
    """
    began = perf_counter_ns()
    with open_predict(job, blobs.pop() if len(blobs) > 1 else b"") as predict:
        load_ns = perf_counter_ns() - began
        # After the candidate: rows may be objects of classes that its module defines.
        rows = _read_rows(blobs.pop())
        with doing("making the first prediction"):
            began = perf_counter_ns()
            predict(rows[0])
            first_ns = perf_counter_ns() - began
        warmup = array(CLOCK_TYPE)
        with doing("warming up"):
            time_queries(predict, islice(cycle(rows), job.load.warmup_queries), warmup.append)
        figures: Figures = {
            "load.time": (load_ns / 1e9, "s"),
            "cold_start": ((load_ns + first_ns) / 1e9, "s"),
            **_measure_memory(predict),
        }
        driven = _drive(job, predict, rows, expected_ns=min(warmup, default=first_ns))
    return Message(
        {
            **driven,
            "figures": figures | driven["figures"],
            "warmup_ns": pack_latencies(warmup),
            "cpus": sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [],
        }
    )


def _read_rows(blob: bytes) -> list[Any]:
    with doing("reading the prepared rows"):
        # These bytes came through a pipe from our own worker a moment ago; no pickle is read from disk.
        rows = pickle.loads(blob)  # noqa: S301
    if not rows:
        message = "there are no rows to query"
        raise BenchError(message)
    return rows  # type: ignore[no-any-return]


def _measure_memory(predict: Predict) -> Figures:
    pids = getattr(predict, "memory_pids", None)
    if pids is not None:
        peaks = [size for size in map(peak_memory_of, pids()) if size is not None]
        return {"memory.peak": (sum(peaks), "B")} if peaks else {}
    gc.collect()
    steady = resident_memory()
    # Last, since reading takes a page or two: the other way round the peak could be the smaller one.
    found = {"memory.peak": peak_memory(), "memory.steady": steady}
    return {name: (size, "B") for name, size in found.items() if size is not None}


def _drive(job: Job, predict: Predict, rows: Sequence[Any], expected_ns: int) -> dict[str, Any]:
    load = job.load
    recorder = LatencyRecorder()
    answer: dict[str, Any] = {
        "figures": {},
        "energy_method": None,
        "energy_note": "",
        "queries": 0,
        "elapsed_s": 0.0,
        "notes": [],
    }
    if load.driver is None:
        return answer | recorder.to_fields()
    # Only now: the peak is taken, and what measures may take memory.
    from buttress.bench.worker.figures.energy import EnergyMeter, measure_energy
    from buttress.bench.worker.loads.driving import drive_load

    meter = EnergyMeter()

    @contextmanager
    def metered() -> Iterator[None]:
        nonlocal meter
        with measure_energy(job.energy, job.estimated_power_w) as meter:
            yield

    with doing("driving the load"):
        driven = drive_load(
            predict, rows, load, recorder, seed=job.seed, expected_ns=expected_ns, metered=metered
        )
    figures: Figures = {"throughput": (driven.throughput, "1/s")}
    answer |= {"figures": figures, "queries": driven.queries, "elapsed_s": driven.elapsed_ns / 1e9}
    answer["energy_note"] = meter.note
    # A service works in processes of its own, whose CPU time our clock does not see.
    if meter.joules is not None and not (meter.method == "estimated" and "service" in job.runtimes):
        figures["energy.per_item"] = (meter.joules / driven.samples, "J")
        answer["energy_method"] = meter.method
    return answer | recorder.to_fields()
