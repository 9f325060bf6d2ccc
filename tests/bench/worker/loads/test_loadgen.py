from __future__ import annotations

import math
from contextlib import contextmanager
from threading import get_ident
from time import perf_counter_ns, sleep

import numpy as np
import pytest

from buttress.bench.failure import BenchError
from buttress.bench.plan import LoadPlan
from buttress.bench.worker.loads.loadgen import MOST_PREPARED, OWN_NS, _plan_pace, drive_loadgen
from buttress.bench.worker.loads.loop import drive_single_stream
from buttress.bench.worker.loads.recorder import LatencyRecorder
from buttress.wire import unpack_numbers

pytest.importorskip("mlperf_loadgen")


def drive(predict, rows, load, seed=0, expected_ns=10**6):
    recorder = LatencyRecorder()
    driven = drive_loadgen(predict, rows, load, recorder, seed=seed, expected_ns=expected_ns)
    packed = recorder.to_fields()["latencies_ns"]
    return driven, None if packed is None else unpack_numbers(packed)


def single(**settings):
    return LoadPlan("single-stream", "loadgen", **settings)


class Stalling:
    """A candidate that takes 1 ms, and every second once 100 ms more: a garbage collection, a cold cache, a lock."""

    def __init__(self):
        self.began = perf_counter_ns()
        self.stalls = 0

    def __call__(self, _row):
        sleep(0.001)
        if perf_counter_ns() - self.began > (self.stalls + 0.5) * 1e9:
            self.stalls += 1
            sleep(0.1)


def test_single_stream_records_each_query_once():
    seen = []
    driven, latencies = drive(seen.append, ["a", "b", "c"], single(min_queries=200))
    assert driven.queries == driven.samples == len(latencies) == len(seen) >= 200
    assert set(seen) == {"a", "b", "c"}
    assert latencies.min() > 0
    assert latencies.sum() <= driven.elapsed_ns


def test_the_same_seed_draws_the_same_rows():
    def drawn(seed):
        seen = []
        drive(seen.append, list(range(50)), single(min_queries=64), seed)
        return seen[:64]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


@pytest.mark.parametrize("scenario", ["single-stream", "multi-stream", "server", "offline"])
@pytest.mark.parametrize("workers", [1, 3])
def test_an_error_of_the_candidate_surfaces_with_its_type(scenario, workers):
    class UnfitError(Exception):
        pass

    calls = []

    def fail(row):
        calls.append(row)
        if len(calls) == 3:
            raise UnfitError("not this row")

    load = LoadPlan(scenario, "loadgen", min_queries=20, target_qps=1000.0, workers=workers)
    with pytest.raises(UnfitError, match="not this row"):
        drive(fail, [0], load)
    assert len(calls) < 3 + workers  # nothing is asked after an error but what was under way


def test_system_exit_does_not_cross_loadgen_either():
    def leave(row):
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        drive(leave, [0], single(min_queries=8))


def test_a_wrong_expectation_is_corrected_until_the_time_is_full():
    load = single(min_queries=4, min_duration_ns=200_000_000)
    driven, latencies = drive(lambda _: None, [0], load, expected_ns=10**9)
    assert driven.elapsed_ns >= 200_000_000 - 1_000_000
    assert driven.queries == len(latencies)


def test_offline_lasts_as_long_as_asked_though_all_samples_come_at_once():
    calls = []
    load = LoadPlan("offline", "loadgen", min_queries=10, min_duration_ns=100_000_000)
    driven, latencies = drive(calls.append, [1, 2, 3], load, expected_ns=10**7)
    assert driven.elapsed_ns >= 100_000_000 - 1_000_000
    assert latencies is None


def test_offline_answers_at_least_the_samples_asked_and_keeps_no_latency():
    seen = []
    driven, latencies = drive(seen.append, [1, 2, 3], LoadPlan("offline", "loadgen", min_queries=5000))
    assert driven.queries == driven.samples == len(seen) == 5000
    assert driven.throughput == pytest.approx(5000e9 / driven.elapsed_ns)
    assert latencies is None


def test_a_query_of_multi_stream_carries_its_samples_and_has_one_latency():
    seen = []

    def predict(row):
        seen.append(row)
        sleep(0.0005)

    load = LoadPlan("multi-stream", "loadgen", min_queries=30, samples_per_query=4)
    driven, latencies = drive(predict, list(range(10)), load)
    assert (driven.queries, driven.samples, len(latencies)) == (30, 120, 30)
    assert len(seen) == 120
    assert latencies.min() >= 4 * 500_000


def test_server_arrivals_are_a_poisson_process():
    arrivals = []
    load = LoadPlan("server", "loadgen", min_queries=2000, target_qps=1000.0)
    driven, latencies = drive(lambda _: arrivals.append(perf_counter_ns()), [0], load, seed=7)
    count = len(latencies)
    assert driven.queries == count >= 2000
    # A latency counts from the scheduled time, so that what a busy machine delays is taken out again.
    gaps = np.diff(np.sort(np.asarray(arrivals) - latencies)) / 1e9
    # An exponential gap has a mean of 1/1000 s and a standard deviation just as large: four standard errors.
    assert gaps.mean() == pytest.approx(1e-3, abs=4 * 1e-3 / math.sqrt(count))
    assert np.quantile(gaps, (0.5, 0.9)) == pytest.approx([1e-3 * math.log(2), 1e-3 * math.log(10)], rel=0.15)


def test_server_ends_after_both_minima():
    load = LoadPlan("server", "loadgen", min_queries=5, target_qps=500.0, min_duration_ns=300_000_000)
    driven, latencies = drive(lambda _: None, [0], load)
    assert driven.elapsed_ns >= 300_000_000 - 1_000_000
    assert len(latencies) > 100


def test_a_server_latency_counts_from_the_scheduled_time():
    # Every query takes 5 ms and one arrives every 1 ms: the last of n waits for about 4 n ms.
    load = LoadPlan("server", "loadgen", min_queries=40, target_qps=1000.0)
    _, latencies = drive(lambda _: sleep(0.005), [0], load, seed=1)
    # An arrival process of 40 gaps has a standard deviation of 6 ms; sleeping never takes less than asked.
    assert latencies[-1] > 40 * 5e6 - 40 * 1e6 - 4 * 6.3e6
    assert latencies[:10].mean() < latencies[-10:].mean()


def test_a_stall_shows_under_server_load_and_hides_in_a_closed_loop():
    """Coordinated omission (Tene, 2013).

    A stall of 100 ms each second keeps waiting what arrives in it: 20 of 200 queries a second, and those wait 50 ms
    on average. So 5 to 10 in 100 queries are late by more than 50 ms and p99 shows it. The closed loop asks nothing
    while it is stalled: one of its 800 queries a second is slow, and p99 knows nothing of it.
    """
    load = LoadPlan("server", "loadgen", min_queries=400, target_qps=200.0, min_duration_ns=2_000_000_000)
    _, open_loop = drive(Stalling(), [0], load, seed=5)
    assert np.quantile(open_loop, 0.99) > 60e6
    assert np.mean(open_loop > 20e6) > 0.04

    recorder = LatencyRecorder()
    stalling = Stalling()
    drive_single_stream(stalling, [0], LoadPlan(min_queries=400, min_duration_ns=2_000_000_000), recorder)
    closed_loop = unpack_numbers(recorder.to_fields()["latencies_ns"])
    assert 2 <= stalling.stalls <= np.sum(closed_loop > 100e6)
    assert np.quantile(closed_loop, 0.99) < 20e6


def test_workers_answer_at_the_same_time():
    threads = set()

    def predict(row):
        threads.add(get_ident())
        sleep(0.02)

    load = LoadPlan("server", "loadgen", min_queries=60, target_qps=200.0, workers=8)
    driven, latencies = drive(predict, [0], load, seed=3)
    assert driven.queries == len(latencies) >= 60
    assert len(threads) > 1
    # Alone, 60 queries of 20 ms at 200 a second end with a wait of 0.9 s; eight workers can do 400 a second.
    assert np.median(latencies) < 200e6
    assert latencies.min() >= 20e6


@pytest.mark.parametrize(
    "load",
    [
        single(min_queries=10**8),
        LoadPlan("server", "loadgen", min_queries=1, target_qps=1e6, min_duration_ns=10**11),
    ],
)
def test_more_queries_than_memory_holds_are_refused_beforehand(load):
    with pytest.raises(BenchError, match="LoadGen would prepare 100000000 queries"):
        drive(lambda _: None, [0], load)


def test_a_long_test_of_a_fast_candidate_prepares_no_more_than_fits():
    assert _plan_pace(single(min_duration_ns=6 * 10**11), 300) == 2 * 6 * 10**11 // MOST_PREPARED
    assert _plan_pace(single(min_duration_ns=10**9), 300) == OWN_NS + 300
    assert _plan_pace(LoadPlan("multi-stream", samples_per_query=8), 5000) == OWN_NS + 40_000
    assert _plan_pace(LoadPlan("offline"), 5000) == 5000


def test_what_meters_sees_each_test_alone_and_no_trace_being_read():
    recorder, calls, windows = LatencyRecorder(), [], []

    @contextmanager
    def metered():
        before = len(calls)
        yield
        windows.append((len(calls) - before, recorder.queries))

    load = single(min_queries=10, min_duration_ns=50_000_000)
    driven = drive_loadgen(calls.append, [0], load, recorder, seed=0, expected_ns=20_000_000, metered=metered)
    assert len(windows) > 1  # far faster than expected: LoadGen ran out of queries at first
    assert sum(count for count, _ in windows) == len(calls)
    assert windows[-1] == (driven.queries, 0)
