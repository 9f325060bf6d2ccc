"""Percentiles of counted queries: they enclose those of the single queries, and guards see dependence in blocks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal

from buttress.estimation import (
    EveryProcess,
    Needed,
    PercentileOfRun,
    QueryBlocks,
    TypicalPercentile,
    autocorrelation_time_of_blocks,
)
from buttress.wire import bucket_edges, bucket_of

SAMPLES = st.lists(st.one_of(st.integers(0, 3000), st.integers(0, 10**6)), min_size=1, max_size=120).map(
    lambda values: np.array(values, dtype=np.int64)
)
LEVELS = st.sampled_from([0.05, 0.5, 0.9, 0.95])
LIMITS = st.one_of(st.integers(-1, 3001), st.integers(0, 10**6))


def in_blocks(samples: np.ndarray, block: int = 10, factor: float = 1.0) -> QueryBlocks:
    keys = np.arange(samples.size) // block * 2**20 + bucket_of(samples)
    filled, counts = np.unique(keys, return_counts=True)
    lower, upper = bucket_edges(filled % 2**20)
    return QueryBlocks(filled // 2**20, lower * factor, upper * factor, counts)


def spread(value: float) -> np.ndarray:
    """Gives the edges of the bucket of a value, itself where it is none."""
    if not np.isfinite(value):
        return np.array([value, value])
    return np.concatenate(bucket_edges(bucket_of(np.array([int(value)]))))


def autoregression(phi: float, n: int, rng: np.random.Generator) -> np.ndarray:
    noise = rng.standard_normal(n) * np.sqrt(1 - phi**2)
    return signal.lfilter([1], [1, -phi], noise, zi=[phi * rng.standard_normal()])[0]


def latencies(phi: float, n: int, rng: np.random.Generator) -> np.ndarray:
    return np.rint(1e6 * np.exp(0.3 * autoregression(phi, n, rng))).astype(np.int64)


@given(SAMPLES, LEVELS, st.sampled_from([0.6, 0.95]), st.integers(1, 60))
def test_bounds_enclose_those_of_single_queries_by_one_bucket(samples, level, confidence, block):
    single = PercentileOfRun(samples, level).estimate(confidence)
    counted = PercentileOfRun(in_blocks(samples, block), level).estimate(confidence)
    assert counted.lower == spread(single.lower)[0] <= single.lower
    assert counted.upper == spread(single.upper)[1] >= single.upper
    assert counted.value == spread(single.value)[1]
    assert (counted.n, counted.lower <= counted.value <= counted.upper) == (samples.size, True)


@given(st.lists(SAMPLES, min_size=5, max_size=9), LEVELS, st.sampled_from([0.6, 0.95]))
def test_bounds_over_processes_enclose_them_too(runs, level, confidence):
    for kind in (TypicalPercentile, EveryProcess):
        single = kind(tuple(runs), level).estimate(confidence)
        counted = kind(tuple(in_blocks(run) for run in runs), level).estimate(confidence)
        if single.value is None or counted.value is None:
            continue
        assert counted.lower == spread(single.lower)[0]
        assert counted.upper == spread(single.upper)[1]


@given(st.lists(SAMPLES, min_size=1, max_size=9), LEVELS, LIMITS)
def test_p_values_are_never_smaller_than_those_of_single_queries(runs, level, limit):
    blocks = tuple(in_blocks(run) for run in runs)
    for kind in (TypicalPercentile, EveryProcess):
        single, counted = kind(tuple(runs), level), kind(blocks, level)
        assert counted.p_value_above(limit) >= single.p_value_above(limit)
        assert counted.p_value_below(limit) >= single.p_value_below(limit)


@given(SAMPLES, LEVELS, LIMITS, st.sampled_from([0.6, 0.95]))
def test_bounds_and_p_values_agree_to_the_last_bit(samples, level, limit, confidence):
    run, risk = PercentileOfRun(in_blocks(samples), level), 1 - confidence
    estimate = run.estimate(confidence)
    assert (estimate.lower > limit) == (run.p_value_above(limit) <= risk)
    assert (estimate.upper < limit) == (run.p_value_below(limit) <= risk)


@given(SAMPLES.map(lambda samples: samples % 2048), LEVELS, LIMITS)
def test_below_2048_ns_nothing_is_lost(samples, level, limit):
    single, counted = PercentileOfRun(samples, level), PercentileOfRun(in_blocks(samples), level)
    assert counted.estimate(0.95) == single.estimate(0.95)
    assert counted.p_value_above(limit) == single.p_value_above(limit)
    assert counted.p_value_below(limit) == single.p_value_below(limit)


def test_a_limit_inside_a_bucket_counts_against_either_claim():
    run = PercentileOfRun(in_blocks(np.full(1000, 10_003)), 0.5)  # the bucket is 10 000 to 10 007
    estimate = run.estimate(0.95)
    assert (estimate.lower, estimate.value, estimate.upper) == (10_000, 10_007, 10_007)
    for limit in (10_000, 10_003, 10_006):
        assert not estimate.upper <= limit  # "at most" does not hold
        assert not estimate.lower > limit  # nor is it violated
    assert estimate.upper <= 10_007
    assert estimate.lower > 9_999
    assert estimate.lower >= 10_000
    assert run.p_value_above(9_999) < 1e-9
    assert run.p_value_above(10_000) == 1
    assert run.p_value_below(10_008) < 1e-9
    assert run.p_value_below(10_007) == 1


def test_edges_in_another_unit_are_reached_exactly():
    samples, factor = np.full(1000, 10_007), 1e-6
    run = PercentileOfRun(in_blocks(samples, factor=factor), 0.5)
    assert run.estimate(0.95).upper == PercentileOfRun(samples * factor, 0.5).estimate(0.95).upper


@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
def test_independent_blocks_are_usable_for_one_run_alone(level):
    rng = np.random.default_rng(31)
    for _ in range(5):
        assert PercentileOfRun(in_blocks(latencies(0.0, 60_000, rng), 100), level).unusable() is None


@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
@pytest.mark.parametrize("phi", [0.9, 0.99])
def test_dependence_within_blocks_is_seen(phi, level):
    samples = latencies(phi, 200_000, np.random.default_rng(37))
    blocks = in_blocks(samples, 400)
    assert "queries depend on those before them" in PercentileOfRun(blocks, level).unusable()
    single = PercentileOfRun(samples, level).queries.autocorrelation_time(level)
    assert blocks.autocorrelation_time(level) == pytest.approx(single, rel=0.3)


def test_dependence_that_outlasts_blocks_is_seen():
    samples = latencies(0.999, 400_000, np.random.default_rng(41))
    single = PercentileOfRun(samples, 0.5).queries.autocorrelation_time(0.5)
    assert single > 1000
    assert in_blocks(samples, 500).autocorrelation_time(0.5) == pytest.approx(single, rel=0.3)


def test_the_guard_of_typical_processes_counts_independent_queries():
    rng = np.random.default_rng(43)
    long = tuple(in_blocks(latencies(0.99, 200_000, rng), 400) for _ in range(5))
    assert TypicalPercentile(long, 0.99).unusable() is None
    short = tuple(in_blocks(latencies(0.99, 10_000, rng), 50) for _ in range(5))
    assert "independent ones" in TypicalPercentile(short, 0.99).unusable()
    assert TypicalPercentile(short, 0.99).needed_to_decide(1e6, 0.95).what == "queries per process"


def test_a_slow_phase_is_seen_even_in_the_widest_bucket():
    samples = np.full(100_000, 1_000_000)
    samples[40_000:46_000] = 2_000_000
    assert "depend" in PercentileOfRun(in_blocks(samples, 200), 0.95).unusable()


def test_constant_queries_are_usable():
    assert PercentileOfRun(in_blocks(np.full(20_000, 10_003), 100), 0.99).unusable() is None


def test_too_few_blocks_show_no_dependence_and_say_so():
    samples = latencies(0.0, 9_950, np.random.default_rng(47))
    blocks = in_blocks(samples, 100)
    reason = "99 full blocks of queries do not show how much queries depend on those before them; 100 do"
    assert PercentileOfRun(blocks, 0.5).unusable() == reason
    assert PercentileOfRun(blocks, 0.5).needed_to_decide(1e6, 0.95) == Needed(50, "queries per process")
    assert TypicalPercentile((samples,) * 4 + (blocks,), 0.5).unusable() == f"process 5 of 5: {reason}"
    assert TypicalPercentile((blocks,) * 5, 0.5).needed_to_decide(1, 0.95) == Needed(
        50, "queries per process"
    )
    assert EveryProcess((samples,) * 4 + (blocks,), 0.5).unusable() == f"process 5 of 5: {reason}"


def test_single_and_counted_processes_are_judged_together():
    rng = np.random.default_rng(53)
    runs = tuple(latencies(0.0, 20_000, rng) for _ in range(8))
    mixed = tuple(in_blocks(run, 100) if place % 2 else run for place, run in enumerate(runs))
    for kind in (TypicalPercentile, EveryProcess):
        single, both = kind(runs, 0.99), kind(mixed, 0.99)
        assert both.unusable() is None
        assert both.estimate(0.95).n == 160_000
        assert both.estimate(0.95).upper == pytest.approx(single.estimate(0.95).upper, rel=1 / 1024)
        assert both.estimate(0.95).lower == pytest.approx(single.estimate(0.95).lower, rel=1 / 1024)


def test_no_queries_are_unusable_but_no_error():
    nothing = QueryBlocks(*(np.array([], dtype=dtype) for dtype in ("i8", "f8", "f8", "i8")))
    run = PercentileOfRun(nothing, 0.5)
    assert run.unusable() == "there are no queries"
    assert run.estimate(0.95).value is None
    assert run.p_value_above(0) == run.p_value_below(0) == 1
    assert run.needed_to_decide(1, 0.95) is None


def test_arrays_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="a count each"):
        QueryBlocks(np.zeros(2, dtype=int), np.zeros(2), np.zeros(2), np.ones(3, dtype=int))


def test_batch_means_by_hand():
    # Sums 0, 4, 4, 0 of blocks of 4: share 1/2, variance 16/3 over 4 * 1/4; lags 1 and 2 add nothing.
    assert autocorrelation_time_of_blocks([0, 4, 4, 0], 4) == pytest.approx(16 / 3)
    assert autocorrelation_time_of_blocks([2, 2, 2, 2], 4) == 1
    assert autocorrelation_time_of_blocks([0, 0, 0], 4) == autocorrelation_time_of_blocks([4, 4], 4) == 1
    assert autocorrelation_time_of_blocks([], 4) == autocorrelation_time_of_blocks([3], 4) == 1
