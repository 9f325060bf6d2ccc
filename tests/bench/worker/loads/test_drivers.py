from __future__ import annotations

from time import perf_counter_ns

import pytest

from buttress.bench.failure import BenchError
from buttress.bench.plan import LoadPlan
from buttress.bench.worker.loads.loadgen import drive_loadgen, read_trace
from buttress.bench.worker.serving import drive_loop, peak_memory


def test_the_loop_issues_rows_in_turn_and_keeps_every_latency():
    seen = []
    latencies = drive_loop(seen.append, ["a", "b", "c"], 7, 0)
    assert seen == list("abcabca")
    assert len(latencies) == 7
    assert min(latencies) >= 0


def test_the_loop_lasts_as_long_as_asked():
    began = perf_counter_ns()
    latencies = drive_loop(lambda _: None, [0], 1, 20_000_000)
    assert perf_counter_ns() - began >= 20_000_000
    assert len(latencies) > 1


def test_loadgen_agrees_with_the_loop_in_shape():
    pytest.importorskip("mlperf_loadgen")
    seen = []

    def predict(row):
        seen.append(row)
        return sum(range(20_000))

    load = LoadPlan("loadgen", min_queries=200)
    driven = drive_loadgen(predict, ["a", "b", "c"], load, seed=5, expected_ns=100_000)
    own = drive_loop(predict, ["a", "b", "c"], 200, 0)
    assert driven.typecode == own.typecode
    assert len(driven) >= 200
    assert set(seen[: len(driven)]) == {"a", "b", "c"}
    assert min(driven) > 0


def test_loadgen_draws_the_same_rows_for_the_same_seed():
    pytest.importorskip("mlperf_loadgen")

    def drawn(seed):
        seen = []
        drive_loadgen(
            seen.append, list(range(50)), LoadPlan("loadgen", min_queries=64), seed, expected_ns=10**6
        )
        return seen[:64]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_an_error_under_loadgen_reaches_the_caller():
    pytest.importorskip("mlperf_loadgen")

    def fail(row):
        raise ValueError("not this row")

    with pytest.raises(ValueError, match="not this row"):
        drive_loadgen(fail, [0], LoadPlan("loadgen", min_queries=8), seed=0, expected_ns=10**6)


def test_loadgen_that_stops_early_is_no_evidence():
    pytest.importorskip("mlperf_loadgen")
    load = LoadPlan("loadgen", min_queries=4, min_duration_ns=2_000_000_000)
    with pytest.raises(BenchError, match="LoadGen ended after"):
        drive_loadgen(lambda _: None, [0], load, seed=0, expected_ns=10**9)


def test_a_trace_is_read_in_order_of_issue_and_refuses_gaps(tmp_path):
    sample = (
        '{{"name":"Sample","args":{{"query_seq":{},"sample_idx":0,"issue_start_ns":0,"complete_ns":{}}}}},\n'
    )
    path = tmp_path / "trace.json"
    path.write_text(
        '{"traceEvents":[\n' + sample.format(0, 57) + '{"name":"Waiting"},\n' + sample.format(1, 27)
    )
    assert read_trace(path).tolist() == [57, 27]
    path.write_text(sample.format(1, 27))
    with pytest.raises(BenchError, match="lacks query 0"):
        read_trace(path)


def test_peak_memory_is_in_bytes():
    assert 10e6 < peak_memory() < 64e9
