"""MLCommons LoadGen as the driver: MLPerf's own generator issues the queries and takes the time.

Latencies are LoadGen's, from issuing a query to its completion, read from its trace; they are the ones that
LoadGen's own summary is made of. About 1.5 us of its Python binding are in each. While it runs the trace takes
some 650 bytes a query in the folder for temporary files.
"""

from __future__ import annotations

import re
import tempfile
from array import array
from math import ceil
from pathlib import Path
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from buttress.bench.failure import BenchError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from buttress.bench.plan import LoadPlan

TRACE_NAME = "mlperf_log_trace.json"
_SAMPLE = re.compile(r'"query_seq":(\d+).*"complete_ns":(\d+)')


def drive_loadgen(
    predict: Callable[[Any], object], rows: Sequence[Any], load: LoadPlan, seed: int, *, expected_ns: int
) -> array[int]:
    """Gives the latencies in nanoseconds, in time order, of LoadGen's single stream over the rows.

    Args:
        predict: The candidate.
        rows: One-row inputs; LoadGen draws from them with its seeded generator.
        load: Least number of queries and least duration.
        seed: Seed of LoadGen's generators.
        expected_ns: A latency that most queries do not undercut; LoadGen makes its queries beforehand and
            needs it to make enough of them.

    Raises:
        BenchError: LoadGen ended before the asked number of queries and duration.
    """
    import mlperf_loadgen as lg

    errors: list[BaseException] = []
    times: list[int] = [0, 0]  # the first issue and the last completion

    def issue(samples: list[Any]) -> None:
        # An exception must not cross LoadGen's C++ frames: it would abort the process without a word.
        sample = samples[0]
        times[0] = times[0] or perf_counter_ns()
        try:
            if not errors:
                predict(rows[sample.index])
        except BaseException as error:  # noqa: BLE001 - raised below
            errors.append(error)
        lg.QuerySamplesComplete([lg.QuerySampleResponse(sample.id, 0, 0)])
        times[1] = perf_counter_ns()

    with tempfile.TemporaryDirectory(prefix="buttress-loadgen-") as folder:
        system = lg.ConstructSUT(issue, lambda: None)
        library = lg.ConstructQSL(len(rows), len(rows), lambda _: None, lambda _: None)
        try:
            lg.StartTestWithLogSettings(
                system,
                library,
                _settings(lg, load, seed, expected_ns),
                _logging(lg, folder),
                f"{folder}/audit",
            )
        finally:
            lg.DestroyQSL(library)
            lg.DestroySUT(system)
        if errors:
            raise errors[0]
        latencies = read_trace(Path(folder) / TRACE_NAME)
    _check_enough(len(latencies), times[1] - times[0], load)
    return latencies


def read_trace(path: Path) -> array[int]:
    """Gives the latencies of a LoadGen trace in nanoseconds, in the order of issue."""
    latencies = array("q")
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            found = _SAMPLE.search(line)
            if found is None:
                continue
            if int(found[1]) != len(latencies):
                message = f"LoadGen's trace lacks query {len(latencies)}"
                raise BenchError(message)
            latencies.append(int(found[2]))
    return latencies


def _settings(lg: Any, load: LoadPlan, seed: int, expected_ns: int) -> Any:  # noqa: ANN401 - untyped extension
    settings = lg.TestSettings()
    settings.scenario = lg.TestScenario.SingleStream
    settings.mode = lg.TestMode.PerformanceOnly
    settings.min_query_count = load.min_queries
    settings.min_duration_ms = ceil(load.min_duration_ns / 1_000_000)
    # Half of what the fastest warm-up query took: enough queries even where the load speeds the candidate up.
    settings.single_stream_expected_latency_ns = max(1, expected_ns // 2)
    settings.qsl_rng_seed = settings.sample_index_rng_seed = settings.schedule_rng_seed = seed % 2**63
    return settings


def _logging(lg: Any, folder: str) -> Any:  # noqa: ANN401
    output = lg.LogOutputSettings()
    output.outdir = folder
    output.copy_summary_to_stdout = False
    output.copy_detail_to_stdout = False
    logging = lg.LogSettings()
    logging.log_output = output
    logging.enable_trace = True
    return logging


def _check_enough(queries: int, elapsed_ns: int, load: LoadPlan) -> None:
    # LoadGen runs out of queries, and says so only in a log, where the candidate is faster than it was told.
    if queries < load.min_queries or elapsed_ns < 0.99 * load.min_duration_ns:
        message = (
            f"LoadGen ended after {queries} queries and {elapsed_ns / 1e9:.2f} s; at least {load.min_queries} "
            f"and {load.min_duration_ns / 1e9:.2f} s were asked; a longer warm-up helps it to plan"
        )
        raise BenchError(message)
