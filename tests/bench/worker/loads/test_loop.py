from __future__ import annotations

from array import array
from itertools import count
from time import perf_counter_ns

import numpy as np
import pytest

from buttress.bench.failure import BenchError
from buttress.bench.plan import LoadPlan
from buttress.bench.worker.loads.driving import drive_load
from buttress.bench.worker.loads.loop import drive_offline, drive_single_stream, time_queries
from buttress.bench.worker.loads.recorder import LatencyRecorder
from buttress.wire import unpack_numbers


def test_rows_come_in_turn_and_every_latency_is_kept():
    seen = []
    recorder = LatencyRecorder()
    driven = drive_single_stream(seen.append, ["a", "b", "c"], LoadPlan(min_queries=7), recorder)
    assert seen == list("abcabca")
    assert (driven.queries, driven.samples) == (7, 7)
    latencies = unpack_numbers(recorder.to_fields()["latencies_ns"])
    assert len(latencies) == 7
    assert latencies.sum() <= driven.elapsed_ns


def test_both_minima_are_kept():
    began = perf_counter_ns()
    load = LoadPlan(min_queries=3, min_duration_ns=20_000_000)
    recorder = LatencyRecorder()
    driven = drive_single_stream(lambda _: None, [0], load, recorder)
    assert perf_counter_ns() - began >= 20_000_000
    assert driven.queries > 3
    assert driven.queries == recorder.queries


def test_more_queries_than_are_kept_one_by_one_are_all_counted():
    recorder = LatencyRecorder(most_raw=64)
    calls = count()
    driven = drive_single_stream(lambda _: next(calls), [0, 1, 2], LoadPlan(min_queries=1000), recorder)
    assert driven.queries == next(calls) == 1000
    assert recorder.to_fields()["latency_blocks"]["queries"] == 1000


def test_timing_ends_with_the_first_query_that_starts_too_late():
    latencies = array("q")
    time_queries(lambda _: None, [1, 2, 3], latencies.append, until_ns=0)
    assert len(latencies) == 1


def test_a_latency_is_that_of_its_row():
    def wait(nanoseconds):
        ends = perf_counter_ns() + nanoseconds
        while perf_counter_ns() < ends:
            pass

    latencies = array("q")
    waits = [3_000_000, 10_000, 2_000_000]
    time_queries(wait, waits, latencies.append)
    assert all(latency >= asked for latency, asked in zip(latencies, waits, strict=True))


def test_offline_answers_all_samples_and_keeps_no_latency():
    seen = []
    driven = drive_offline(seen.append, [1, 2, 3], LoadPlan("offline", min_queries=8))
    assert seen == [1, 2, 3, 1, 2, 3, 1, 2]
    assert (driven.queries, driven.samples) == (8, 8)
    assert driven.throughput == pytest.approx(8e9 / driven.elapsed_ns)


def test_offline_lasts_as_long_as_asked():
    calls = count()
    driven = drive_offline(
        lambda _: next(calls), [0], LoadPlan("offline", min_queries=1, min_duration_ns=10**7)
    )
    assert driven.elapsed_ns >= 10**7
    assert driven.samples == next(calls)


def test_offline_throughput_is_the_inverse_of_a_steady_service_time():
    def two_milliseconds(_):
        ends = perf_counter_ns() + 2_000_000
        while perf_counter_ns() < ends:
            pass

    driven = drive_offline(two_milliseconds, [0], LoadPlan("offline", min_queries=50))
    assert driven.throughput <= 500
    assert driven.elapsed_ns >= 50 * 2_000_000


def test_our_loops_drive_single_stream_and_offline_only():
    recorder = LatencyRecorder()
    load = LoadPlan("single-stream", driver="buttress", min_queries=5)
    drive_load(str, [0], load, recorder, seed=0, expected_ns=1)
    drive_load(str, [0], LoadPlan("offline", "buttress", min_queries=5), recorder, seed=0, expected_ns=1)
    assert recorder.queries == 5
    with pytest.raises(
        BenchError, match=r"'server' needs MLCommons LoadGen; pip install 'buttress\[bench\]'"
    ):
        drive_load(str, [0], LoadPlan("server", driver="buttress"), recorder, seed=0, expected_ns=1)


def test_what_a_candidate_raises_ends_the_loop():
    with pytest.raises(ZeroDivisionError):
        drive_single_stream(lambda row: 1 / row, [1, 0], LoadPlan(min_queries=9), LatencyRecorder())


def test_latencies_stay_in_time_order_across_folds():
    recorder = LatencyRecorder(most_raw=10, block_queries=10)
    for latency in range(1, 41):
        recorder.make_room()
        recorder.append(latency)
    means = unpack_numbers(recorder.to_fields()["latency_blocks"]["means_ns"])
    assert np.diff(means).tolist() == [10.0] * 3
