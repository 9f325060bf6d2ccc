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
from buttress.estimation.dependent_run import DependentRun
from buttress.estimation.queries import SingleQueries
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


TIMES = st.sampled_from([1.0, 1.7, 12.0])


@given(SAMPLES, LEVELS, st.sampled_from([0.6, 0.95]), st.integers(1, 60), TIMES)
def test_bounds_enclose_those_of_single_queries_by_one_bucket(samples, level, confidence, block, time):
    single, counted = SingleQueries(samples.astype(float)), in_blocks(samples, block)
    lower, upper = (
        single.low.lower_bound(level, confidence, time),
        single.high.upper_bound(level, confidence, time),
    )
    assert counted.low.lower_bound(level, confidence, time) == spread(lower)[0] <= lower
    assert counted.high.upper_bound(level, confidence, time) == spread(upper)[1] >= upper
    assert counted.high.quantile(level) == spread(single.high.quantile(level))[1]
    assert counted.high.size == samples.size


@given(SAMPLES, LEVELS, TIMES)
def test_the_order_statistics_that_enclose_a_percentile_enclose_those_of_single_queries(samples, level, time):
    below, above = DependentRun(SingleQueries(samples.astype(float)), level, time).enclosing()
    assert DependentRun(in_blocks(samples), level, time).enclosing() == (spread(below)[0], spread(above)[1])


@given(SAMPLES, LEVELS, LIMITS, TIMES)
def test_p_values_are_never_smaller_than_those_of_single_queries(samples, level, limit, time):
    single, counted = SingleQueries(samples.astype(float)), in_blocks(samples)
    assert counted.low.p_value_above(level, limit, time) >= single.low.p_value_above(level, limit, time)
    assert counted.high.p_value_below(level, limit, time) >= single.high.p_value_below(level, limit, time)


@given(SAMPLES, LEVELS, LIMITS, st.sampled_from([0.6, 0.95]))
def test_bounds_and_p_values_agree_to_the_last_bit(samples, level, limit, confidence):
    run, risk = PercentileOfRun(in_blocks(samples), level), 1 - confidence
    estimate = run.estimate(confidence)
    assert (estimate.lower > limit) == (run.p_value_above(limit) <= risk)
    assert (estimate.upper < limit) == (run.p_value_below(limit) <= risk)


@given(SAMPLES.map(lambda samples: samples % 2048))
def test_below_2048_ns_nothing_is_lost(samples):
    ordered = np.sort(samples)
    for counted in (in_blocks(samples).low, in_blocks(samples).high):
        assert [counted.at_rank(rank) for rank in range(samples.size)] == ordered.tolist()


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
        run = PercentileOfRun(in_blocks(latencies(0.0, 60_000, rng), 100), level)
        assert run.estimate(0.95).doubt == ""
        assert run.run.time < 2


@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
@pytest.mark.parametrize("phi", [0.9, 0.99])
def test_dependence_within_blocks_is_seen(phi, level):
    samples = latencies(phi, 100_000, np.random.default_rng(37))
    blocks = in_blocks(samples, 400)
    assert "independent ones" in PercentileOfRun(blocks, level).estimate(0.95).note
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
    assert TypicalPercentile(long, 0.99).estimate(0.95).doubt == ""
    short = tuple(in_blocks(latencies(0.99, 10_000, rng), 50) for _ in range(5))
    assert TypicalPercentile(short, 0.99).unusable() is None
    assert "independent ones" in TypicalPercentile(short, 0.99).estimate(0.95).doubt
    assert TypicalPercentile(short, 0.99).needed_to_decide(1e6, 0.95).what == "queries per process"


def test_a_slow_phase_is_seen_even_in_the_widest_bucket():
    samples = np.full(100_000, 1_000_000)
    samples[40_000:46_000] = 2_000_000
    assert "independent ones" in PercentileOfRun(in_blocks(samples, 200), 0.95).estimate(0.95).doubt


def test_constant_queries_are_usable():
    run = PercentileOfRun(in_blocks(np.full(20_000, 10_003), 100), 0.99)
    assert run.run.time == 1
    assert run.estimate(0.95).doubt == ""


def test_too_few_blocks_show_no_dependence_and_say_so():
    samples = latencies(0.0, 9_950, np.random.default_rng(47))
    blocks = in_blocks(samples, 100)
    reason = "99 full blocks of queries do not show how much queries depend on those before them; 100 do"
    for alone in (PercentileOfRun(blocks, 0.5), EveryProcess((blocks,) * 5, 0.5)):
        assert alone.unusable() is None
        assert alone.estimate(0.95).doubt.endswith(reason)
        assert alone.needed_to_decide(1e9, 0.95) == Needed(50, "queries per process")
    mixed = TypicalPercentile((samples,) * 4 + (blocks,), 0.5)
    assert mixed.estimate(0.95).doubt == f"process 5 of 5: {reason}"
    assert mixed.needed_to_decide(1, 0.95) == Needed(50, "queries per process")


def test_single_and_counted_processes_are_judged_together():
    rng = np.random.default_rng(53)
    runs = tuple(latencies(0.0, 20_000, rng) for _ in range(8))
    mixed = tuple(in_blocks(run, 100) if place % 2 else run for place, run in enumerate(runs))
    for kind in (TypicalPercentile, EveryProcess):
        single, both = kind(runs, 0.99), kind(mixed, 0.99)
        assert (both.unusable(), both.estimate(0.95).doubt) == (None, "")
        assert both.estimate(0.95).n == 160_000
        assert both.estimate(0.95).upper == pytest.approx(single.estimate(0.95).upper, rel=1 / 100)
        assert both.estimate(0.95).lower == pytest.approx(single.estimate(0.95).lower, rel=1 / 100)


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


def test_blocks_are_kept_in_little_space():
    blocks = in_blocks(latencies(0.5, 200_000, np.random.default_rng(71)), 1000)
    kept = [getattr(blocks, name) for name in blocks.__slots__ if name.startswith("_")]
    filled = kept[0].size
    assert filled > 50_000
    assert sum(part.nbytes for part in kept) <= 4 * filled  # 32 bytes each before


def test_false_verdicts_of_dependent_queries_in_blocks_are_no_more_frequent_than_stated():
    rng, limit, trials = np.random.default_rng(73), 1e6, 60  # the median of `latencies`
    runs = [PercentileOfRun(in_blocks(latencies(0.9, 20_000, rng), 100), 0.5) for _ in range(trials)]
    estimates = [run.estimate(0.95) for run in runs]
    assert not any(one.doubt for one in estimates)
    most = trials * 0.05 + 2.5 * (trials * 0.05 * 0.95) ** 0.5
    assert sum(one.upper <= limit for one in estimates) <= most
    assert sum(one.lower > limit for one in estimates) <= most
