"""Means over processes against scipy's t-test on logarithms and its sign test."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from buttress.estimation import GeometricMean, Needed, order_statistic_bounds, processes_to_decide

VALUES = st.lists(st.floats(0.01, 1000), min_size=3, max_size=30).map(tuple)
CONFIDENCES = st.floats(0.6, 0.999)


@given(VALUES, CONFIDENCES)
def test_bounds_are_the_farther_ones_of_scipys_t_test_and_of_order_statistics(values, confidence):
    assume(np.std(np.log(values)) > 1e-6)
    estimate = GeometricMean(values).estimate(confidence)
    above = stats.ttest_1samp(np.log(values), 0, alternative="greater").confidence_interval(confidence)
    below = stats.ttest_1samp(np.log(values), 0, alternative="less").confidence_interval(confidence)
    low, high = order_statistic_bounds(values, 0.5, confidence)
    assert estimate.lower == pytest.approx(min(np.exp(above.low), low), rel=1e-6)
    assert estimate.upper == pytest.approx(max(np.exp(below.high), high), rel=1e-6)
    assert estimate.value == pytest.approx(stats.gmean(values))


@given(VALUES, st.floats(0.001, 2000))
def test_p_values_are_the_greater_ones_of_scipys_t_test_and_sign_test(values, limit):
    assume(np.std(np.log(values)) > 1e-6)
    sample, n = GeometricMean(values), len(values)
    more, fewer = sum(value > limit for value in values), sum(value < limit for value in values)
    above = (
        stats.ttest_1samp(np.log(values), np.log(limit), alternative="greater").pvalue,
        stats.binomtest(more, n, alternative="greater").pvalue,
    )
    below = (
        stats.ttest_1samp(np.log(values), np.log(limit), alternative="less").pvalue,
        stats.binomtest(fewer, n, alternative="greater").pvalue,
    )
    assert sample.p_value_above(limit) == pytest.approx(max(above), rel=1e-6, abs=1e-12)
    assert sample.p_value_below(limit) == pytest.approx(max(below), rel=1e-6, abs=1e-12)


def test_a_worked_example():
    # logarithms to base 2 are 0, 1, 2, 3, 4: t-bounds are 1.41 and 11.4, and of five all must lie beyond a limit
    estimate = GeometricMean((1.0, 2.0, 4.0, 8.0, 16.0)).estimate(0.95)
    assert estimate.value == pytest.approx(4)
    assert (estimate.lower, estimate.upper) == (1, 16)
    assert (estimate.n, estimate.processes, estimate.method) == (5, 5, "log-t and sign test over processes")


def test_a_worked_example_with_one_slow_process():
    # logarithms to base 2 are seven times 0 and once 8: mean 1, standard error sqrt(8 / 8), t(0.95, 7) = 1.894579
    estimate = GeometricMean((1.0,) * 7 + (256.0,)).estimate(0.95)
    assert estimate.upper == pytest.approx(2**2.894579, rel=1e-6)
    assert estimate.lower == pytest.approx(2**-0.894579, rel=1e-6)


@given(VALUES, CONFIDENCES)
def test_bounds_bracket_the_value_and_widen_with_confidence(values, confidence):
    sample = GeometricMean(values)
    narrow, wide = sample.estimate(confidence), sample.estimate(0.9995)
    assert wide.lower <= narrow.lower <= narrow.value <= narrow.upper <= wide.upper


@given(VALUES, CONFIDENCES, st.floats(-1, 2000))
def test_bounds_and_p_values_agree(values, confidence, limit):
    sample, risk = GeometricMean(values), 1 - confidence
    estimate = sample.estimate(confidence)
    if estimate.lower != pytest.approx(limit, rel=1e-6):
        assert (estimate.lower > limit) == (sample.p_value_above(limit) <= risk)
    if estimate.upper != pytest.approx(limit, rel=1e-6):
        assert (estimate.upper < limit) == (sample.p_value_below(limit) <= risk)


@given(VALUES, st.randoms(use_true_random=False), st.sampled_from([1e-9, 0.001, 3600.0]))
def test_the_order_of_processes_does_not_matter_and_units_scale(values, random, factor):
    shuffled = [value * factor for value in values]
    random.shuffle(shuffled)
    plain, other = GeometricMean(values).estimate(0.95), GeometricMean(tuple(shuffled)).estimate(0.95)
    for mine, theirs in ((plain.value, other.value), (plain.lower, other.lower), (plain.upper, other.upper)):
        assert theirs == pytest.approx(mine * factor, rel=1e-6)


@pytest.mark.parametrize("value", [3.0, 0.1, 7e-300, 9e300])
def test_equal_values_are_their_own_bounds_to_the_last_bit(value):
    sample = GeometricMean((value,) * 5)
    estimate = sample.estimate(0.95)
    assert estimate.value == estimate.lower == estimate.upper == value
    assert sample.p_value_above(value) == sample.p_value_below(value) == 1
    assert sample.p_value_above(value / 2) == sample.p_value_below(value * 1.5) == 1 / 32
    assert sample.needed_to_decide(value, 0.95) is None


def test_false_verdicts_on_log_normal_values_keep_their_rate():
    rng = np.random.default_rng(31)
    suites = [GeometricMean(tuple(rng.lognormal(0, 1, size=5))).estimate(0.95) for _ in range(4000)]
    # the truth is 1: no process lies beyond in 1 of 32 suites, and the t-test is to agree
    assert 0.015 < np.mean([suite.upper < 1 for suite in suites]) < 0.045
    assert 0.015 < np.mean([suite.lower > 1 for suite in suites]) < 0.045


@pytest.mark.parametrize("processes", [5, 7, 10, 30])
@pytest.mark.parametrize("rare", [0.05, 0.2, 0.45])
def test_rare_slow_or_fast_processes_bring_no_more_false_verdicts_on_the_typical_one(processes, rare):
    rng, trials = np.random.default_rng(37), 600
    other = rng.random((trials, processes)) < rare
    noise = 0.05 * rng.standard_normal((trials, processes))
    middle = 0.05 * stats.norm.ppf(0.5 / (1 - rare))  # the median, with all the others above
    most = 0.05 + 3 * (0.05 * 0.95 / trials) ** 0.5
    for sign in (1, -1):
        suites = [
            GeometricMean(tuple(row)).estimate(0.95) for row in np.exp(sign * (noise + 3 * other - middle))
        ]
        assert np.mean([suite.upper <= 1 for suite in suites]) <= most
        assert np.mean([suite.lower > 1 for suite in suites]) <= most


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("nan"), float("inf")])
def test_values_without_a_logarithm_are_unusable_but_no_error(wrong):
    sample = GeometricMean((1.0, 2.0, 3.0, 4.0, wrong))
    assert "not a positive finite number" in sample.unusable()
    assert sample.estimate(0.95).value is None
    assert sample.p_value_above(0) == sample.p_value_below(9) == 1
    assert sample.needed_to_decide(9, 0.95) is None


@pytest.mark.parametrize("processes", [0, 1, 4])
def test_fewer_than_five_processes_are_unusable(processes):
    sample = GeometricMean((1.0,) * processes)
    assert sample.unusable() == f"there are {processes} processes, and a mean over processes needs 5"
    assert sample.needed_to_decide(2, 0.95) == Needed(5 - processes, "processes")


def test_one_process_has_a_value_but_no_bounds():
    estimate = GeometricMean((3.0,)).estimate(0.95)
    assert (estimate.value, estimate.lower, estimate.upper) == (3, -np.inf, np.inf)


def test_a_wild_spread_gives_an_infinite_bound_and_no_error():
    estimate = GeometricMean((1e-300, 1e300) * 5).estimate(0.999)
    assert (estimate.lower, estimate.upper) == (0, np.inf)


def test_needed_processes_follow_the_observed_effect_and_share():
    values = (1.0, 2.0, 4.0, 8.0, 16.0)
    effect = np.log(14 / 4) / (np.sqrt(2.5) * np.log(2))
    assert processes_to_decide(effect, 0.95) < 18  # which a share of 0.8 takes to be told from one half
    assert GeometricMean(values).needed_to_decide(14, 0.95) == Needed(18 - 5, "processes")
    assert GeometricMean(values).needed_to_decide(1000, 0.95) is None
    assert GeometricMean((1.0, 4.0, 1.0, 4.0, 2.0)).needed_to_decide(2, 0.95) is None  # on the limit
    assert (
        GeometricMean((1.0, 1.0, 1.0, 1.0, 200.0)).needed_to_decide(2, 0.95) is None
    )  # the tests point apart


@pytest.mark.parametrize("limit", [0.0, -5.0])
def test_positive_quantities_lie_above_every_limit_that_is_not(limit):
    sample = GeometricMean((1.0, 2.0, 3.0, 4.0, 5.0))
    assert (sample.p_value_above(limit), sample.p_value_below(limit)) == (1 / 32, 1)
    assert sample.estimate(0.95).lower > limit
