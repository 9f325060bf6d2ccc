"""BCa bounds against SciPy's, and what keeps them honest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from buttress.estimation import Resampled, f1, mean_of, ratio_of_sums, rmse


def skewed(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).exponential(2.0, count)


@pytest.mark.parametrize("count", [30, 200])
def test_bounds_of_a_mean_are_those_of_scipy(count: int) -> None:
    values = skewed(count)
    estimate = Resampled(mean_of(values)).estimate(0.95)
    # One-sided 95 % on each side is two-sided 90 %.
    expected = stats.bootstrap(
        (values,), np.mean, method="BCa", confidence_level=0.9, n_resamples=20_000, rng=3
    ).confidence_interval
    spread = values.std() / np.sqrt(count)
    assert estimate.value == pytest.approx(values.mean())
    assert estimate.lower == pytest.approx(expected.low, abs=0.06 * spread)
    assert estimate.upper == pytest.approx(expected.high, abs=0.06 * spread)


def test_bounds_of_a_ratio_are_those_of_scipy() -> None:
    generator = np.random.default_rng(4)
    words = generator.integers(3, 30, 120).astype(float)
    errors = generator.binomial(words.astype(int), 0.1).astype(float)
    estimate = Resampled(ratio_of_sums(errors, words)).estimate(0.95)
    expected = stats.bootstrap(
        (errors, words),
        lambda above, below, axis: above.sum(axis=axis) / below.sum(axis=axis),
        paired=True,
        vectorized=True,
        method="BCa",
        confidence_level=0.9,
        n_resamples=20_000,
        rng=3,
    ).confidence_interval
    assert (estimate.lower, estimate.upper) == pytest.approx((expected.low, expected.high), abs=1e-3)


def test_strata_are_resampled_by_themselves_as_in_scipys_several_samples() -> None:
    # A difference of means, written as a ratio metric of two strata, against SciPy's two-sample BCa.
    from buttress.estimation.plug_in import Sums

    one, other = skewed(60, 1), skewed(90, 2)
    strata = np.array([0] * 60 + [1] * 90)
    first = strata == 0
    parts = np.column_stack(
        [np.where(first, np.append(one, other), 0), first, np.where(first, 0, np.append(one, other)), ~first]
    ).astype(float)
    metric = Sums(parts, lambda sums: sums[:, 0] / sums[:, 1] - sums[:, 2] / sums[:, 3])
    estimate = Resampled(metric, strata=strata, classes=("one", "other")).estimate(0.95)
    expected = stats.bootstrap(
        (one, other),
        lambda x, y, axis: x.mean(axis=axis) - y.mean(axis=axis),
        vectorized=True,
        method="BCa",
        confidence_level=0.9,
        n_resamples=20_000,
        rng=3,
    ).confidence_interval
    assert (estimate.lower, estimate.upper) == pytest.approx((expected.low, expected.high), abs=0.03)


def test_whole_clusters_are_resampled() -> None:
    # Every example four times over is no more evidence than every example once.
    values = skewed(80)
    alone = Resampled(mean_of(values)).estimate(0.95)
    repeated = mean_of(np.repeat(values, 4))
    clustered = Resampled(repeated, clusters=np.repeat(np.arange(80), 4)).estimate(0.95)
    blind = Resampled(repeated).estimate(0.95)
    assert (clustered.lower, clustered.upper) == pytest.approx((alone.lower, alone.upper))
    assert blind.upper - blind.lower < 0.6 * (alone.upper - alone.lower)
    assert clustered.n == 320


def test_many_examples_are_dealt_into_groups_and_keep_their_spread() -> None:
    values = skewed(50_000)
    estimate = Resampled(mean_of(values)).estimate(0.95)
    error = 1.645 * values.std() / np.sqrt(50_000)
    assert estimate.upper - values.mean() == pytest.approx(error, rel=0.1)
    assert values.mean() - estimate.lower == pytest.approx(error, rel=0.1)


def test_bounds_err_about_as_often_as_they_say() -> None:
    generator = np.random.default_rng(8)
    misses = [0, 0]
    for _ in range(300):
        truth = generator.normal(size=150)
        estimate = Resampled(rmse(truth, truth + generator.normal(size=150))).estimate(0.95)
        misses[0] += estimate.lower > 1
        misses[1] += estimate.upper < 1
    # 15 of 300 are expected on each side, with a standard deviation of 3.8.
    assert all(3 <= missed <= 30 for missed in misses)


def test_the_same_examples_give_the_same_bounds_which_prove_nothing() -> None:
    one, other = (Resampled(mean_of(skewed(100))).estimate(0.95) for _ in range(2))
    assert one == other
    assert (one.method, bool(one.doubt), one.n) == ("BCa bootstrap", True, 100)


@given(st.integers(0, 50), st.sampled_from([0.6, 0.9, 0.95, 0.99]))
def test_p_values_are_the_risks_at_which_bounds_reach_the_limit(seed: int, confidence: float) -> None:
    sample = Resampled(mean_of(skewed(60, seed)))
    estimate = sample.estimate(confidence)
    assert estimate.lower < estimate.value < estimate.upper
    assert sample.p_value_above(estimate.lower) == pytest.approx(1 - confidence, abs=2e-3)
    assert sample.p_value_below(estimate.upper) == pytest.approx(1 - confidence, abs=2e-3)
    assert sample.p_value_above(-1.0) < 1e-6
    assert sample.p_value_below(-1.0) > 1 - 1e-6


def test_resamples_that_all_agree_bound_nothing() -> None:
    truth = np.array([0] * 30 + [1] * 30)
    sample = Resampled(f1(truth, truth, 2, 1), strata=truth, classes=("a", "b"))
    estimate = sample.estimate(0.95)
    assert (estimate.value, estimate.lower, estimate.upper) == (1.0, -np.inf, np.inf)
    assert "all resamples agree" in estimate.note
    assert sample.p_value_above(0.5) == sample.p_value_below(2.0) == 1.0


def test_guards_say_what_is_too_few() -> None:
    few = Resampled(mean_of(np.arange(10.0)))
    assert few.unusable() == "there are 10 examples, and bounds by resampling need 20"
    strata = np.array([0] * 40 + [1] * 3)
    rare = Resampled(mean_of(np.arange(43.0)), strata=strata, classes=("a", "b"), fewest_of_class=5)
    assert rare.unusable() == "there are 3 examples of 'b', and bounds by resampling need 5"
    lumped = Resampled(mean_of(np.arange(40.0)), clusters=np.arange(40) % 3)
    assert lumped.unusable() == "there are 3 clusters of examples, and bounds by resampling need 5"
    assert Resampled(mean_of(np.zeros(0))).unusable() is not None
    assert "no value" in str(Resampled(ratio_of_sums(np.ones(30), np.zeros(30))).unusable())


def test_a_metric_without_a_value_has_no_estimate() -> None:
    estimate = Resampled(ratio_of_sums(np.zeros(30), np.zeros(30))).estimate(0.95)
    assert (estimate.value, estimate.lower, estimate.upper) == (None, -np.inf, np.inf)
