"""The typical process: the sign test's table, its bounds, and the guard against short runs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal, stats

from buttress.estimation import Needed, TypicalPercentile, exceedances_allowed, order_statistic_bounds
from buttress.estimation.dependent_run import DependentRun

QUANTILES = st.lists(st.integers(0, 12).map(float), min_size=1, max_size=30)
CONFIDENCES = st.floats(0.6, 0.999)


def of_processes(values, level: float = 0.5) -> TypicalPercentile:
    """Gives runs too short to be usable whose own percentiles and their bounds are the given values."""
    return TypicalPercentile(tuple(np.full(5, value) for value in values), level)


def autoregression(phi: float, n: int, rng: np.random.Generator) -> np.ndarray:
    noise = rng.standard_normal(n) * np.sqrt(1 - phi**2)
    return signal.lfilter([1], [1, -phi], noise, zi=[phi * rng.standard_normal()])[0]


@pytest.mark.parametrize(
    ("processes", "below"), [(5, 5), (6, 6), (7, 7), (8, 7), (10, 9), (12, 10), (15, 12), (20, 15)]
)
def test_processes_that_must_keep_a_limit(processes, below):
    assert processes - exceedances_allowed(processes, 0.5, 0.95) == below
    assert processes - exceedances_allowed(processes, 0.525, 0.95) == below
    enough = of_processes([1.0] * below + [3.0] * (processes - below))
    short = of_processes([1.0] * (below - 1) + [3.0] * (processes - below + 1))
    assert enough.estimate(0.95).upper <= 2
    assert short.estimate(0.95).upper > 2


def test_fewer_than_five_processes_give_no_bounds():
    estimate = of_processes([1.0, 2.0, 3.0, 4.0]).estimate(0.95)
    assert (estimate.value, estimate.lower, estimate.upper) == (3, -np.inf, np.inf)
    assert estimate.note == "bounds need 5 processes"


def test_bounds_are_values_of_processes():
    estimate = of_processes([5.0, 1.0, 4.0, 2.0, 3.0, 8.0, 7.0, 6.0]).estimate(0.95)
    assert (estimate.value, estimate.lower, estimate.upper) == (5, 2, 7)
    assert (estimate.n, estimate.processes, estimate.method) == (40, 8, "sign test over processes")


def test_each_run_counts_with_its_own_percentile():
    runs = tuple(np.random.default_rng(3).permutation(1000) + shift for shift in range(5))
    sample = TypicalPercentile(runs, 0.99)
    assert sample.quantiles.tolist() == [990, 991, 992, 993, 994]
    most = order_statistic_bounds(runs[4], 0.99, 0.95)[1]
    assert 999 == most <= sample.estimate(0.95).upper <= 1000  # chance makes queries look a little dependent


@given(QUANTILES, st.integers(-1, 13))
def test_p_values_agree_with_scipys_sign_test(quantiles, limit):
    sample, n = of_processes(quantiles), len(quantiles)
    at_most = sum(quantile <= limit for quantile in quantiles)
    below = sum(quantile < limit for quantile in quantiles)
    assert sample.p_value_below(limit) == pytest.approx(
        stats.binomtest(below, n, 0.525, alternative="greater").pvalue
    )
    assert sample.p_value_above(limit) == pytest.approx(
        stats.binomtest(at_most, n, 0.475, alternative="less").pvalue
    )


@given(QUANTILES, CONFIDENCES, st.integers(-1, 13))
def test_bounds_and_p_values_agree_to_the_last_bit(quantiles, confidence, limit):
    sample, risk = of_processes(quantiles), 1 - confidence
    estimate = sample.estimate(confidence)
    assert (estimate.lower > limit) == (sample.p_value_above(limit) <= risk)
    assert (estimate.upper < limit) == (sample.p_value_below(limit) <= risk)


@given(QUANTILES, CONFIDENCES)
def test_bounds_bracket_the_value_and_widen_with_confidence(quantiles, confidence):
    sample = of_processes(quantiles)
    narrow, wide = sample.estimate(confidence), sample.estimate(0.9995)
    assert wide.lower <= narrow.lower <= narrow.value <= narrow.upper <= wide.upper


@given(QUANTILES, st.randoms(use_true_random=False), st.sampled_from([0.001, 1e6]))
def test_the_order_of_processes_and_the_unit_do_not_matter(quantiles, random, factor):
    shuffled = [quantile * factor for quantile in quantiles]
    random.shuffle(shuffled)
    plain, other = of_processes(quantiles).estimate(0.95), of_processes(shuffled).estimate(0.95)
    assert (other.value, other.lower, other.upper) == (
        plain.value * factor,
        plain.lower * factor,
        plain.upper * factor,
    )


def test_independent_runs_are_usable():
    rng = np.random.default_rng(11)
    for level in (0.5, 0.9, 0.99):
        assert TypicalPercentile(tuple(rng.lognormal(size=1024) for _ in range(10)), level).unusable() is None


def test_constant_runs_are_usable():
    assert TypicalPercentile((np.full(300, 7.0),) * 5, 0.99).unusable() is None


@pytest.mark.parametrize(("level", "least"), [(0.5, 100), (0.9, 100), (0.99, 299), (0.999, 2995)])
def test_short_runs_are_refused(level, least):
    long, short = np.ones(least), np.ones(least - 1)
    assert TypicalPercentile((long,) * 5, level).unusable() is None
    reason = TypicalPercentile((long, long, short, long, long), level).unusable()
    assert reason == f"process 3 of 5: {least - 1} queries, and this percentile needs {least}"


@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
def test_runs_of_ten_correlation_times_leave_a_doubt(level):
    rng = np.random.default_rng(17)
    for _ in range(20):
        runs = tuple(autoregression(0.99, 2000, rng) for _ in range(5))
        sample = TypicalPercentile(runs, level)
        assert sample.unusable() is None
        assert sample.estimate(0.95).value is not None
        assert "process 1 of 5: 2000 queries are worth" in sample.estimate(0.95).doubt


@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
def test_runs_of_five_hundred_correlation_times_decide(level):
    rng = np.random.default_rng(19)
    runs = tuple(autoregression(0.9, 10_000, rng) for _ in range(5))
    assert TypicalPercentile(runs, level).estimate(0.95).doubt == ""


def test_slow_periods_that_show_in_one_process_are_reckoned_with_in_all():
    quiet = tuple(np.random.default_rng(seed).random(3000) for seed in range(5))
    bursting = quiet[0].copy()
    bursting[1000:1600] += 2.0
    assert TypicalPercentile(quiet, 0.9).estimate(0.95).doubt == ""
    assert (
        TypicalPercentile((*quiet[:4], bursting), 0.9).estimate(0.95).doubt.startswith("process 1 of 5: 3000")
    )


@pytest.mark.parametrize(
    ("phi", "n", "spread"), [(0.0, 300, 0.0), (0.9, 4000, 0.0), (0.9, 4000, 0.3), (0.99, 1000, 0.0)]
)
def test_false_verdicts_on_dependent_runs_are_no_more_frequent_than_stated(phi, n, spread):
    rng, limit, trials = np.random.default_rng(23), stats.norm.ppf(0.99), 100
    estimates = [
        TypicalPercentile(
            tuple(autoregression(phi, n, rng) + spread * rng.standard_normal() for _ in range(5)), 0.99
        ).estimate(0.95)
        for _ in range(trials)
    ]
    most = trials * 0.05 + 2.5 * (trials * 0.05 * 0.95) ** 0.5
    assert sum(not one.doubt and one.upper <= limit for one in estimates) <= most
    assert sum(not one.doubt and one.lower > limit for one in estimates) <= most


@pytest.mark.parametrize(("processes", "level"), [(5, 0.5), (5, 0.99), (20, 0.9)])
def test_two_speeds_of_which_the_slower_one_is_just_typical_bring_no_more_false_verdicts(processes, level):
    # 51 in 100 processes lie exactly at the limit, so that chance within a run hides half of those, too
    rng, limit, trials = np.random.default_rng(71), -np.log(1 - level), 80

    def runs(other: float) -> tuple[np.ndarray, ...]:
        typical = rng.random(processes) < 0.51
        return tuple(rng.exponential(1.0 if at_limit else other, 1000) for at_limit in typical)

    faster = [TypicalPercentile(runs(0.1), level).estimate(0.95) for _ in range(trials)]
    slower = [TypicalPercentile(runs(10.0), level).estimate(0.95) for _ in range(trials)]
    most = trials * 0.05 + 2.5 * (trials * 0.05 * 0.95) ** 0.5
    assert sum(not one.doubt and one.upper <= limit for one in faster) <= most
    assert sum(not one.doubt and one.lower > limit for one in slower) <= most


def test_of_a_dependent_run_each_enclosing_order_statistic_lies_on_its_side_as_often_as_it_says():
    rng, limit = np.random.default_rng(67), stats.norm.ppf(0.99)
    runs = [DependentRun.of(autoregression(0.9, 3000, rng), 0.99).enclosing() for _ in range(200)]
    low, high = np.array(runs).T
    assert np.mean(high >= limit) >= 0.93
    assert np.mean(low <= limit) >= 0.93


def test_few_processes_and_unreadable_runs_are_unusable_but_no_error():
    run = np.ones(300)
    assert TypicalPercentile((), 0.9).unusable().startswith("there are 0 processes")
    assert TypicalPercentile((run,) * 4, 0.9).unusable().startswith("there are 4 processes")
    for broken, why in (
        (np.array([]), "there are no queries"),
        (run * np.nan, "a query's value is not a number"),
    ):
        sample = TypicalPercentile((run, run, run, run, broken), 0.9)
        assert sample.unusable() == f"process 5 of 5: {why}"
        assert sample.estimate(0.95).value is None
        assert sample.p_value_below(2) == sample.p_value_above(0) == 1
        assert sample.needed_to_decide(2, 0.95) is None


def usable(*values: float) -> TypicalPercentile:
    return TypicalPercentile(tuple(np.full(100, value) for value in values), 0.5)


def test_needed_processes():
    assert usable().needed_to_decide(2, 0.95) == Needed(5, "processes")
    assert usable(1, 1, 1).needed_to_decide(2, 0.95) == Needed(2, "processes")
    assert usable(*[1] * 6).needed_to_decide(2, 0.99) == Needed(2, "processes")  # 0.525^8 is 0.006
    # eight of ten keep the limit, and a share of 0.8 is to be told from 0.525: by enumeration with scipy
    powers = {n: stats.binom.sf(stats.binom.isf(0.05, n, 0.525), n, 0.8) for n in range(10, 60)}
    least = max(n for n, power in powers.items() if power < 0.8) + 1
    assert usable(*[1] * 8, 3, 3).needed_to_decide(2, 0.95) == Needed(least - 10, "processes")
    assert usable(*[1] * 10).needed_to_decide(2, 0.95) is None
    assert usable(1, 1, 1, 3, 3, 3).needed_to_decide(2, 0.95) is None


def test_runs_that_do_not_place_their_own_percentile_must_be_longer():
    run = np.concatenate([np.zeros(55), np.full(45, 2.0)])  # 55 of 100 at most 1: not yet beyond chance
    needed = TypicalPercentile(tuple(np.random.default_rng(seed).permutation(run) for seed in range(5)), 0.5)
    assert needed.estimate(0.95).upper == 2
    assert needed.needed_to_decide(1, 0.95).what == "queries per process"


def test_needed_queries_come_before_needed_processes():
    short = TypicalPercentile((np.ones(60),) * 3, 0.99)
    assert short.needed_to_decide(2, 0.95) == Needed(239, "queries per process")
    rng = np.random.default_rng(29)
    correlated = TypicalPercentile(tuple(autoregression(0.99, 2000, rng) for _ in range(5)), 0.5)
    needed = correlated.needed_to_decide(0, 0.95)
    assert needed.what == "queries per process"
    assert 10_000 < needed.count < 100_000
