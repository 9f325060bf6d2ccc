"""Percentiles of sums: closed forms, every pair by brute force, and how often verdicts err at the limit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from buttress.estimation import (
    Between,
    EveryProcess,
    Exact,
    PooledPercentile,
    QueryBlocks,
    Summand,
    TypicalPercentile,
    quantile_of,
    slowest_first,
    sum_between,
    sum_runs,
    typical_quantile,
)
from buttress.estimation.queries import queries_of

LEVELS = [0.5, 0.95, 0.99]


def drawn(draw, processes: int = 10, items: int = 20_000, seed: int = 0) -> tuple[np.ndarray, ...]:
    generator = np.random.default_rng(seed)
    return tuple(draw(generator, items) for _ in range(processes))


def exponential(generator, items):
    return generator.exponential(size=items)


def uniform(generator, items):
    return generator.uniform(size=items)


def typical(level: float):
    return lambda runs: TypicalPercentile(runs, level)


def in_blocks(run: np.ndarray, block: int, width: float) -> QueryBlocks:
    """The same latencies, counted into buckets of equal width block by block."""
    blocks, buckets = np.arange(run.size) // block, np.floor(run / width)
    pairs, counts = np.unique(np.stack([blocks, buckets]), axis=1, return_counts=True)
    lower = pairs[1] * width
    return QueryBlocks(pairs[0].astype(np.int64), lower, lower + 0.999 * width, counts)


@pytest.mark.parametrize("level", LEVELS)
def test_two_exponentials_add_up_to_an_erlang_distribution(level):
    summands = [Summand(drawn(exponential, seed=1)), Summand(drawn(exponential, seed=2))]
    estimate = sum_between(summands, (0.0, 0.0), typical(level)).estimate(0.95)
    assert estimate.value == pytest.approx(stats.gamma(2).ppf(level), rel=0.015)
    assert estimate.lower < stats.gamma(2).ppf(level) < estimate.upper


@pytest.mark.parametrize("level", LEVELS)
def test_two_uniforms_add_up_to_a_triangle(level):
    summands = [Summand(drawn(uniform, seed=1)), Summand(drawn(uniform, seed=2))]
    estimate = sum_between(summands, (0.0, 0.0), typical(level)).estimate(0.95)
    assert estimate.value == pytest.approx(stats.triang(0.5, 0, 2).ppf(level), rel=0.01)


def test_the_percentile_of_the_sum_is_not_the_sum_of_percentiles():
    summands = [Summand(drawn(exponential, seed=1)), Summand(drawn(exponential, seed=2))]
    estimate = sum_between(summands, (0.0, 0.0), typical(0.95)).estimate(0.95)
    added = 2 * stats.expon.ppf(0.95)
    assert added == pytest.approx(5.99, abs=0.01)
    assert estimate.upper < 0.85 * added
    # In the middle it is the other way round: medians of skewed latencies add up to less than the median of the sum.
    middle = sum_between(summands, (0.0, 0.0), typical(0.5)).estimate(0.95)
    assert middle.lower > 2 * stats.expon.ppf(0.5)


def test_each_process_has_the_percentile_of_all_its_pairs():
    generator = np.random.default_rng(3)
    one, other = (
        tuple(center * np.exp(0.5 * generator.standard_normal(1500)) for center in (1.0, 1.3, 2.0))
        for _ in range(2)
    )
    sums = sum_runs([Summand(one), Summand(other, (3.0, 3.0))], 0.25, "low")
    for first, second, total in zip(one, other, sums, strict=True):
        pairs = np.sort(np.add.outer(first, 3 * second).ravel() + 0.25)
        for level in (0.5, 0.9, 0.95):
            share = np.searchsorted(pairs, quantile_of(total, level), side="right") / pairs.size
            assert share == pytest.approx(level, abs=3 * np.sqrt(level * (1 - level) / 1500))


def test_a_single_component_keeps_its_latencies():
    runs = drawn(exponential, processes=5, items=500)
    moved = sum_runs([Summand(runs, (2.0, 3.0))], 1.0, "high")
    assert all(np.array_equal(3.0 * run + 1.0, other) for run, other in zip(runs, moved, strict=True))


def test_a_single_component_that_was_counted_keeps_its_blocks():
    run = drawn(exponential, processes=1, items=4000)[0]
    counted = in_blocks(run, 20, 0.01)
    (moved,) = sum_runs([Summand((counted,), (2.0, 2.0))], 1.0, "low")
    assert isinstance(moved, QueryBlocks)
    assert np.allclose(moved.low.values, 2.0 * counted.low.values + 1.0)
    assert np.allclose(moved.high.values, 2.0 * counted.high.values + 1.0)
    assert np.array_equal(moved.sizes, counted.sizes)
    assert moved.autocorrelation_time(0.9) == pytest.approx(counted.autocorrelation_time(0.9))


def test_nothing_measured_leaves_what_is_declared():
    assert sum_between([], (5.0, 5.0), typical(0.95)) == Exact(5.0)
    assert sum_between([], (5.0, 7.0), typical(0.95)) == Between(Exact(5.0), Exact(7.0))


def test_without_a_range_there_are_no_two_ends():
    runs = drawn(exponential, processes=6, items=500)
    assert isinstance(sum_between([Summand(runs)], (1.0, 1.0), typical(0.9)), TypicalPercentile)
    assert isinstance(sum_between([Summand(runs)], (1.0, 2.0), typical(0.9)), Between)
    assert isinstance(sum_between([Summand(runs, (1.0, 2.0))], (1.0, 1.0), typical(0.9)), Between)


@pytest.mark.parametrize("kind", [EveryProcess, PooledPercentile, TypicalPercentile])
def test_every_scope_judges_the_same_sums(kind):
    summands = [Summand(drawn(uniform, 6, 2000, 1)), Summand(drawn(uniform, 6, 2000, 2))]
    sample = sum_between(summands, (0.0, 0.0), lambda runs: kind(runs, 0.5))
    assert isinstance(sample, kind)
    assert sample.estimate(0.95).value == pytest.approx(1.0, abs=0.05)


def test_a_sum_has_as_many_processes_as_the_summand_with_the_fewest():
    summands = [Summand(drawn(uniform, 7, 300)), Summand(drawn(uniform, 5, 200))]
    assert [run.size for run in sum_runs(summands, 0.0, "low")] == [200] * 5
    assert sum_runs([summands[0], Summand(())], 0.0, "low") == ()


def test_slow_first_items_do_not_meet():
    cold = np.concatenate([[1000.0], np.ones(999)])
    sums = sum_runs([Summand((cold,) * 20), Summand((cold,) * 20)], 0.0, "low")
    assert all(np.sort(run)[-3:].tolist() == [2.0, 1001.0, 1001.0] for run in sums)


def test_a_component_that_is_passed_twice_adds_different_draws():
    run = np.arange(11.0)
    (total,) = sum_runs([Summand((run,), times=2)], 0.0, "low")
    assert total.size == 5
    assert 45.0 <= total.sum() <= 55.0  # all draws but one, each once
    assert np.unique(total).size == 5


def test_a_component_that_is_passed_twice_is_not_one_that_is_twice_as_slow():
    runs = drawn(exponential, 10, 20_000)
    twice = sum_between([Summand(runs, times=2)], (0.0, 0.0), typical(0.95)).estimate(0.95)
    assert twice.value == pytest.approx(stats.gamma(2).ppf(0.95), rel=0.02)
    assert twice.upper < 2 * stats.expon.ppf(0.95)


@given(st.integers(0, 10_000), st.floats(0.1, 4.0), st.floats(0.0, 4.0), st.floats(0.0, 2.0), st.booleans())
@settings(deadline=None, max_examples=60)
def test_no_item_is_faster_at_worst_than_at_best(seed, least, wider, more, counted):
    one, other = drawn(exponential, 1, 400, seed), drawn(uniform, 1, 300, seed)
    if counted:
        one = tuple(in_blocks(run, 40, 0.05) for run in one)
    summands = [Summand(one, (least, least + wider)), Summand(other)]
    low, high = (
        queries_of(sum_runs(summands, 1.0 + more * (end == "high"), end)[0]) for end in ("low", "high")
    )
    for level in (0.1, 0.5, 0.9, 0.99):
        assert low.low.quantile(level) <= high.high.quantile(level)


def test_the_same_sums_come_again():
    summands = [Summand(drawn(exponential, 3, 400)), Summand(drawn(uniform, 3, 400))]
    again = zip(sum_runs(summands, 0.0, "low"), sum_runs(summands, 0.0, "low"), strict=True)
    assert all(np.array_equal(one, other) for one, other in again)


def test_counted_latencies_sum_as_single_ones_do_up_to_their_buckets():
    runs, others = drawn(exponential, 6, 20_000, 1), drawn(exponential, 6, 20_000, 2)
    counted = tuple(in_blocks(run, 100, 0.02) for run in runs)
    sample = sum_between([Summand(counted), Summand(others)], (0.0, 0.0), typical(0.95))
    assert isinstance(sample, Between)
    assert sample.unusable() is None
    estimate = sample.estimate(0.95)
    assert estimate.doubt == ""
    assert estimate.lower < stats.gamma(2).ppf(0.95) < estimate.upper
    assert estimate.value == pytest.approx(stats.gamma(2).ppf(0.95), rel=0.015)
    ends = sample.low.estimate(0.95).value, sample.high.estimate(0.95).value
    assert 0 < ends[1] - ends[0] <= 0.021


def test_long_counted_processes_are_drawn_from_all_of_their_time():
    slow_late = np.concatenate([np.ones(50_000), 3 * np.ones(50_000)])
    short = np.zeros(1000)
    (total,) = sum_runs([Summand((in_blocks(slow_late, 100, 0.5),)), Summand((short,))], 0.0, "low")
    assert np.unique(total, return_counts=True)[1].tolist() == [500, 500]


def test_long_series_are_drawn_from_all_of_their_time():
    slow_late = np.concatenate([np.ones(50_000), 3 * np.ones(50_000)])
    (total,) = sum_runs([Summand((slow_late,)), Summand((np.zeros(1000),))], 0.0, "low")
    assert np.unique(total, return_counts=True)[1] == pytest.approx([500, 500], abs=1)


def test_what_is_slow_in_a_regular_rhythm_is_drawn_by_its_share():
    rhythm = np.where(np.arange(50_000) % 50 == 7, 9.0, 1.0)
    for place in range(5):
        summands = [Summand((np.zeros(1000),) * (place + 1)), Summand((rhythm,) * (place + 1))]
        share = float(np.mean(sum_runs(summands, 0.0, "low")[place] > 1))
        assert share == pytest.approx(0.02, abs=0.015)


def test_no_draw_of_a_long_series_is_used_twice():
    (total,) = sum_runs([Summand((np.arange(1501.0),)), Summand((np.zeros(1000),))], 0.0, "low")
    assert np.unique(total).size == 1000


def test_a_burst_of_a_long_series_does_not_vanish_beside_a_short_one():
    # One item of ten is slow, all of them in one burst, so that the 95th percentile is slow.
    def bursty(generator) -> np.ndarray:
        run = generator.lognormal(np.log(10), 0.1, 100_000)
        start = 10_000 * int(generator.integers(10))
        run[start : start + 10_000] *= 10
        return run

    generator = np.random.default_rng(1)
    for _ in range(3):
        short = tuple(generator.lognormal(0, 0.05, 2000) for _ in range(12))
        long = tuple(bursty(generator) for _ in range(12))
        estimate = sum_between([Summand(short), Summand(long)], (0.0, 0.0), typical(0.95)).estimate(0.95)
        assert estimate.doubt or estimate.upper > 80


def test_a_whole_number_may_be_added():
    (total,) = sum_runs([Summand((np.full(10, 0.5),)), Summand((np.full(10, 0.25),))], 1, "low")
    assert total.tolist() == [1.75] * 10


def test_slow_processes_can_be_made_to_meet():
    fast, slow, middle = (np.full(10, value) for value in (1.0, 9.0, 5.0))
    counted = in_blocks(np.full(10, 7.0), 5, 1.0)
    ordered = slowest_first(Summand((fast, slow, counted, middle), (2.0, 2.0)), 0.5)
    assert [float(queries_of(run).high.quantile(0.5)) for run in ordered.runs] == [9.0, 7.999, 5.0, 1.0]
    assert ordered.factor == (2.0, 2.0)


def test_drawing_all_counted_queries_gives_each_once_in_its_block():
    run = drawn(exponential, 1, 1000)[0]
    counted = in_blocks(run, 100, 0.1)
    lower, block = counted.drawn(np.random.default_rng(1), 1000, upper=False)
    upper, _ = counted.drawn(np.random.default_rng(1), 1000, upper=True)
    assert block == 100
    assert np.all((lower <= upper) & (upper <= lower + 0.1))
    for start in range(0, 1000, 100):
        wanted = np.sort(0.1 * np.floor(run[start : start + 100] / 0.1))
        assert np.allclose(np.sort(lower[start : start + 100]), wanted)


def test_memory_within_a_component_widens_the_bounds_of_the_sum():
    generator = np.random.default_rng(5)
    bursts = tuple(np.repeat(generator.exponential(size=100), 40) for _ in range(8))
    loose = tuple(generator.permutation(run) for run in bursts)
    other = drawn(uniform, 8, 4000)
    assert _span(bursts, other) > 1.5 * _span(loose, other)


def _span(runs, other) -> float:
    estimate = sum_between([Summand(runs), Summand(other)], (0.0, 0.0), typical(0.9)).estimate(0.95)
    return estimate.upper - estimate.lower


def test_the_typical_quantile_is_the_median_of_the_processes_own():
    runs = tuple(np.arange(100.0) + shift for shift in (0, 10, 20, 30, 500))
    assert typical_quantile(runs, 0.5) == 70.0


def test_verdicts_at_the_limit_err_rarely():
    # Ten processes that differ by a tenth; the truth is the median over 2000 pairs of processes.
    level, spread, trials = 0.95, 0.1, 200

    def component(generator, processes, items):
        centres = np.exp(spread * generator.standard_normal(processes))
        return tuple(center * generator.exponential(size=items) for center in centres)

    generator = np.random.default_rng(11)
    many = zip(component(generator, 2000, 4000), component(generator, 2000, 4000), strict=True)
    truth = quantile_of([quantile_of(one + other, level) for one, other in many], 0.5)
    errors, told = np.zeros(2), 0
    for _ in range(trials):
        summands = [Summand(component(generator, 10, 400)) for _ in range(2)]
        estimate = sum_between(summands, (0.0, 0.0), typical(level)).estimate(0.95)
        errors += [estimate.lower > truth, estimate.upper < truth]
        told += estimate.upper <= 1.4 * truth
    assert (errors <= 0.05 * trials).all()
    assert told > 0.8 * trials
