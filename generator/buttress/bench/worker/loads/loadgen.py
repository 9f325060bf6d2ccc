"""MLCommons LoadGen as the driver: MLPerf's own generator issues the queries and takes the time.

Latencies are LoadGen's, read from its trace; they are the ones that its own summary is made of. Its verdict on them
is not used. They count from issuing a query, or in the server scenario from the moment for which the query was
scheduled, whether or not the candidate was free then: a stall is charged to all queries that it kept waiting, so
there is no coordinated omission. What LoadGen's thread oversleeps (some 0.1 ms) is in server latencies, and
about 1.5 us of its Python binding in all of them.

Queries are made before the clock starts, some 600 bytes of memory each, and the trace takes some 650 bytes a query
in the folder for temporary files.
"""

from __future__ import annotations

import tempfile
from contextlib import nullcontext
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from buttress.bench.failure import BenchError
from buttress.bench.worker.loads.answering import Account, answer_queries
from buttress.bench.worker.loads.driven import Driven
from buttress.bench.worker.loads.trace import TRACE_NAME, read_trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.bench.plan import LoadPlan
    from buttress.bench.worker.loads.driven import Metered, Predict
    from buttress.bench.worker.loads.recorder import LatencyRecorder

TRIES = 3
MOST_PREPARED = 10_000_000
"""Queries that LoadGen may make beforehand: they take 6 GB."""
CLOCK_SLACK_NS = 1_000_000
"""LoadGen's duration starts a little before the first query reaches us."""
OWN_NS = 1000
"""What LoadGen needs between two queries at least; it cannot issue them faster."""
_SCENARIOS = {
    "single-stream": "SingleStream",
    "multi-stream": "MultiStream",
    "server": "Server",
    "offline": "Offline",
}


def drive_loadgen(
    predict: Predict,
    rows: Sequence[Any],
    load: LoadPlan,
    recorder: LatencyRecorder,
    *,
    seed: int,
    expected_ns: int,
    metered: Metered = nullcontext,
) -> Driven:
    """Lets LoadGen drive a candidate through one of MLPerf's four scenarios.

    Args:
        predict: The candidate.
        rows: One-row inputs; LoadGen draws from them with its seeded generator.
        load: What is planned. ``server`` needs ``target_qps``; with several ``workers`` as many threads answer.
        recorder: Takes the latency of each query in the order of issue; nothing for ``offline``.
        seed: Seed of LoadGen's generators.
        expected_ns: About how long one row takes.
        metered: Entered around each test, without reading its trace; the last test counts.

    Raises:
        BenchError: LoadGen is not installed, or cannot make enough queries.
        BaseException: What the candidate raised, once LoadGen is done.
    """
    lg = _import_loadgen()
    _check_count(load)
    pace_ns, told_ns = _plan_pace(load, expected_ns), 0
    account = Account()
    # A test that was too short is planned again, the candidate being faster than expected, unless it was told so.
    for _ in range(TRIES):
        if pace_ns == told_ns:
            break
        with tempfile.TemporaryDirectory(prefix="buttress-loadgen-") as folder:
            account = _run_test(lg, predict, rows, load, _settings(lg, load, seed, pace_ns), folder, metered)
            if account.elapsed_ns + CLOCK_SLACK_NS >= load.min_duration_ns:
                return _record(load, account, recorder, Path(folder) / TRACE_NAME)
        pace_ns, told_ns = _plan_pace(load, account.elapsed_ns * 2 // (3 * account.samples)), pace_ns
    message = (
        f"LoadGen ran out of queries after {account.samples} samples and {account.elapsed_ns / 1e9:.2f} s; "
        f"{load.min_duration_ns / 1e9:.2f} s were asked; ask for a shorter `min_duration`"
    )
    raise BenchError(message)


def _record(load: LoadPlan, account: Account, recorder: LatencyRecorder, trace: Path) -> Driven:
    if load.scenario == "offline":
        return Driven(account.samples, account.samples, account.elapsed_ns)
    recorder.extend(read_trace(trace, load.samples_per_query if load.scenario == "multi-stream" else 1))
    if recorder.queries != account.queries:
        message = f"LoadGen's trace has {recorder.queries} queries, {account.queries} were issued"
        raise BenchError(message)
    return Driven(account.queries, account.samples, account.elapsed_ns)


def _import_loadgen() -> Any:  # noqa: ANN401 - untyped extension
    try:
        import mlperf_loadgen
    except ImportError as error:
        message = "MLCommons LoadGen (mlcommons-loadgen) is not installed; pip install 'buttress[bench]'"
        raise BenchError(message) from error
    return mlperf_loadgen


def _run_test(
    lg: Any,  # noqa: ANN401
    predict: Predict,
    rows: Sequence[Any],
    load: LoadPlan,
    settings: Any,  # noqa: ANN401
    folder: str,
    metered: Metered,
) -> Account:
    account = Account()
    with answer_queries(lg, predict, rows, account, scenario=load.scenario, workers=load.workers) as issue:
        system = lg.ConstructSUT(issue, lambda: None)
        library = lg.ConstructQSL(len(rows), len(rows), lambda _: None, lambda _: None)
        try:
            logging = _logging(lg, folder, trace=load.scenario != "offline")
            with metered():
                lg.StartTestWithLogSettings(system, library, settings, logging, f"{folder}/audit")
        finally:
            lg.DestroyQSL(library)
            lg.DestroySUT(system)
    if account.errors:
        raise account.errors[0]
    return account


def _check_count(load: LoadPlan) -> None:
    queries = load.min_queries
    if load.scenario == "server":
        queries = max(queries, round((load.target_qps or 0.0) * load.min_duration_ns / 1e9))
    if queries > MOST_PREPARED:
        message = (
            f"LoadGen would prepare {queries} queries before it starts; {MOST_PREPARED} fit in memory at most"
        )
        raise BenchError(message)


def _plan_pace(load: LoadPlan, expected_ns: int) -> int:
    """Gives the nanoseconds between two queries (offline: samples) for which LoadGen makes its queries beforehand.

    It makes twice as many as the least duration takes then (offline 1.1 times), and ends without them.
    """
    least_ns = 2 * load.min_duration_ns // MOST_PREPARED
    if load.scenario == "offline":
        return max(expected_ns, least_ns, 1)
    samples = load.samples_per_query if load.scenario == "multi-stream" else 1
    return max(OWN_NS + samples * expected_ns, least_ns)


def _settings(lg: Any, load: LoadPlan, seed: int, pace_ns: int) -> Any:  # noqa: ANN401
    settings = lg.TestSettings()
    settings.scenario = getattr(lg.TestScenario, _SCENARIOS[load.scenario or ""])
    settings.mode = lg.TestMode.PerformanceOnly
    settings.min_query_count = load.min_queries
    settings.min_duration_ms = ceil(load.min_duration_ns / 1_000_000)
    settings.qsl_rng_seed = settings.sample_index_rng_seed = settings.schedule_rng_seed = seed % 2**63
    settings.single_stream_expected_latency_ns = settings.multi_stream_expected_latency_ns = pace_ns
    settings.offline_expected_qps = 1e9 / pace_ns
    settings.multi_stream_samples_per_query = load.samples_per_query
    if load.target_qps is not None:
        settings.server_target_qps = load.target_qps
    if load.latency_ns is not None:
        settings.server_target_latency_ns = load.latency_ns
    return settings


def _logging(lg: Any, folder: str, *, trace: bool) -> Any:  # noqa: ANN401
    output = lg.LogOutputSettings()
    output.outdir = folder
    output.copy_summary_to_stdout = False
    output.copy_detail_to_stdout = False
    logging = lg.LogSettings()
    logging.log_output = output
    logging.enable_trace = trace
    return logging
