"""Percentiles of one run against scipy's quantile test, exact error rates and dependent queries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal, stats

from buttress.estimation import Needed, PercentileOfRun, order_statistic_bounds, quantile_of

# small whole numbers, so that ties are frequent
SAMPLES = st.lists(st.integers(0, 40).map(float), min_size=1, max_size=150).map(np.array)
LEVELS = st.sampled_from([0.05, 0.25, 0.5, 0.9, 0.95])
CONFIDENCES = st.floats(0.6, 0.999)


def independent(n: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).lognormal(size=n)


def autoregression(phi: float, n: int, rng: np.random.Generator) -> np.ndarray:
    noise = rng.standard_normal(n) * np.sqrt(1 - phi**2)
    return signal.lfilter([1], [1, -phi], noise, zi=[phi * rng.standard_normal()])[0]


@pytest.mark.parametrize(
    ("n", "level", "expected"),
    [(100, 0.99, 99), (1000, 0.99, 990), (10, 0.5, 5), (3, 0.5, 1), (1, 0.99, 0), (659, 0.9, 593)],
)
def test_quantile_convention(n, level, expected):
    assert quantile_of(np.random.default_rng(0).permutation(n), level) == expected


def test_worked_examples_of_scipys_quantile_test():
    rng = np.random.default_rng(6981396440634228121)
    uniform = PercentileOfRun(stats.uniform.rvs(size=100, random_state=rng), 0.5)
    normal = PercentileOfRun(stats.norm.rvs(size=100, random_state=rng), 0.5)
    assert np.count_nonzero(uniform.samples <= 0.5) == 45
    assert 2 * uniform.p_value_above(0.5) == pytest.approx(0.36820161732669576, rel=1e-12)
    assert np.count_nonzero(normal.samples <= 0.5) == 67
    assert 2 * normal.p_value_below(0.5) == pytest.approx(0.00087371984, rel=1e-7)


def test_no_upper_bound_of_p99_below_299_queries():
    few, enough = np.arange(298), np.arange(299)
    assert order_statistic_bounds(few, 0.99, 0.95)[1] == np.inf
    assert order_statistic_bounds(enough, 0.99, 0.95)[1] == 298
    assert PercentileOfRun(few, 0.99).estimate(0.95).note == "an upper bound needs 299 queries"
    assert PercentileOfRun(enough, 0.99).estimate(0.95).note == ""


@given(SAMPLES, LEVELS, st.integers(-1, 41))
def test_p_values_agree_with_scipy(samples, level, limit):
    run = PercentileOfRun(samples, level)
    less = stats.quantile_test(samples, q=limit, p=level, alternative="less").pvalue
    greater = stats.quantile_test(samples, q=limit, p=level, alternative="greater").pvalue
    assert run.p_value_below(limit) == pytest.approx(less, rel=1e-9, abs=1e-300)
    assert run.p_value_above(limit) == pytest.approx(greater, rel=1e-9, abs=1e-300)


# no power of a level is exactly one of these risks, where rounding would choose
@given(SAMPLES, LEVELS, st.sampled_from([0.823, 0.913, 0.953, 0.987]))
def test_bounds_agree_with_scipy(samples, level, confidence):
    lower, upper = order_statistic_bounds(samples, level, confidence)
    high = stats.quantile_test(samples, p=level, alternative="less").confidence_interval(confidence).high
    low = stats.quantile_test(samples, p=level, alternative="greater").confidence_interval(confidence).low
    assert upper == (np.inf if np.isnan(high) else high)
    assert lower == (-np.inf if np.isnan(low) else low)


@given(SAMPLES, LEVELS, CONFIDENCES, st.integers(-1, 41))
def test_bounds_and_p_values_agree_to_the_last_bit(samples, level, confidence, limit):
    run, risk = PercentileOfRun(samples, level), 1 - confidence
    estimate = run.estimate(confidence)
    assert (estimate.lower > limit) == (run.p_value_above(limit) <= risk)
    assert (estimate.upper < limit) == (run.p_value_below(limit) <= risk)


@given(SAMPLES, LEVELS, CONFIDENCES, st.integers(-1, 41))
def test_a_claim_holds_exactly_if_few_enough_queries_exceed_it(samples, level, confidence, limit):
    holds = PercentileOfRun(samples, level).estimate(confidence).upper <= limit
    exceedances = np.count_nonzero(samples > limit)
    tail = stats.binom.cdf(exceedances, samples.size, 1 - level)
    if abs(tail - (1 - confidence)) > 1e-9:
        assert holds == (tail <= 1 - confidence)


@pytest.mark.parametrize("n", [4, 5, 59, 100, 299, 473, 1000])
@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.99])
def test_false_verdicts_are_never_more_frequent_than_stated(n, level):
    counts = np.arange(n + 1)
    runs = [PercentileOfRun(np.repeat([2.0, 0.0], [k, n - k]), level).estimate(0.95) for k in counts]
    holds = np.array([estimate.upper <= 1 for estimate in runs])
    violated = np.array([estimate.lower > 1 for estimate in runs])
    for factor in (1.0, 1.01, 1.2, 1.9):  # a share above the limit of 1 - level or more: the claim is false
        assert stats.binom.pmf(counts, n, (1 - level) * factor)[holds].sum() <= 0.05 + 1e-12
    for factor in (1.0, 0.99, 0.8, 0.1):
        assert stats.binom.pmf(counts, n, (1 - level) * factor)[violated].sum() <= 0.05 + 1e-12


@given(SAMPLES, LEVELS, CONFIDENCES)
def test_bounds_bracket_the_value_and_widen_with_confidence(samples, level, confidence):
    run = PercentileOfRun(samples, level)
    narrow, wide = run.estimate(confidence), run.estimate(0.9995)
    assert wide.lower <= narrow.lower <= narrow.value <= narrow.upper <= wide.upper


@given(SAMPLES, LEVELS, st.randoms(use_true_random=False))
def test_estimates_do_not_depend_on_the_order(samples, level, random):
    shuffled = samples.tolist()
    random.shuffle(shuffled)
    assert PercentileOfRun(np.array(shuffled), level).estimate(0.95) == PercentileOfRun(
        samples, level
    ).estimate(0.95)


@given(SAMPLES, LEVELS, st.sampled_from([1e-9, 0.001, 1000.0, 3.6e6]))
def test_another_unit_scales_value_and_bounds(samples, level, factor):
    plain = PercentileOfRun(samples, level).estimate(0.95)
    scaled = PercentileOfRun(samples * factor, level).estimate(0.95)
    assert (scaled.value, scaled.lower, scaled.upper) == (
        plain.value * factor,
        plain.lower * factor,
        plain.upper * factor,
    )


def test_a_query_that_never_ended_exceeds_every_limit():
    run = PercentileOfRun(np.append(np.ones(298), np.inf), 0.99)
    assert run.estimate(0.95).upper == np.inf
    assert run.estimate(0.95).value == 1
    assert run.p_value_below(1e9) == pytest.approx(stats.binom.cdf(1, 299, 0.01))


@pytest.mark.parametrize(
    ("samples", "why"),
    [([], "there are no queries"), ([1.0, float("nan")], "a query's value is not a number")],
)
def test_unreadable_runs_are_unusable_but_no_error(samples, why):
    run = PercentileOfRun(np.array(samples), 0.9)
    assert run.unusable() == why
    assert run.estimate(0.95).value is None
    assert run.p_value_above(0) == run.p_value_below(2) == 1
    assert run.needed_to_decide(1, 0.95) is None


@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
@pytest.mark.parametrize("n", [1000, 20_000])
def test_independent_queries_are_usable(level, n):
    assert PercentileOfRun(independent(n), level).unusable() is None


@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
@pytest.mark.parametrize("n", [300, 2000])
def test_dependent_queries_are_refused(level, n):
    samples = np.exp(autoregression(0.9, n, np.random.default_rng(5)))
    assert "queries depend on those before them" in PercentileOfRun(samples, level).unusable()


def test_a_slow_phase_is_refused_even_on_a_coarse_clock():
    samples = np.ones(1000)
    samples[400:460] = 2  # the 95th percentile is then the maximum, and no query exceeds it
    assert quantile_of(samples, 0.95) == 2
    assert PercentileOfRun(samples, 0.95).unusable() is not None


def test_constant_latencies_are_usable():
    run = PercentileOfRun(np.full(500, 3.0), 0.99)
    assert run.unusable() is None
    assert run.estimate(0.95).upper == run.estimate(0.95).lower == 3


def test_needed_queries():
    clean = PercentileOfRun(np.ones(100), 0.99)
    assert clean.needed_to_decide(2, 0.95) == Needed(199, "queries per process")
    half_allowed = PercentileOfRun(np.repeat([1.0, 3.0], [995, 5]), 0.99)
    assert half_allowed.needed_to_decide(2, 0.95) == Needed(1185, "queries per process")
    assert half_allowed.needed_to_decide(4, 0.95) is None  # decided
    assert (
        PercentileOfRun(np.repeat([1.0, 3.0], [90, 10]), 0.9).needed_to_decide(2, 0.95) is None
    )  # on the limit


def test_the_sample_cannot_be_changed_afterwards():
    run = PercentileOfRun(np.arange(10), 0.5)
    with pytest.raises(ValueError, match="read-only"):
        run.samples[0] = 1


def test_malformed_samples_are_refused():
    with pytest.raises(ValueError, match="one series"):
        PercentileOfRun(np.ones((2, 2)), 0.5)
    with pytest.raises(ValueError, match="share"):
        PercentileOfRun(np.ones(2), 99)
