"""Means and ratios of bounded figures: scale, clusters, corners, and what is not possible."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buttress.estimation.betting import mean_bounds, p_value_of_less, p_value_of_more
from buttress.estimation.bounded_mean import BoundedMean, BoundedRatio
from buttress.estimation.estimate import Needed

F1 = ((0.0, 0.0), (2.0, 2.0), (0.0, 1.0))
OUTCOMES = st.lists(st.sampled_from(F1), min_size=1, max_size=40)


def f1(pairs: list[tuple[float, float]] | np.ndarray, clusters: np.ndarray | None = None) -> BoundedRatio:
    above, below = np.array(pairs, dtype=float).T
    return BoundedRatio(above, below, F1, clusters)


def drawn(rng: np.random.Generator, n: int, hit: float, wrong: float) -> np.ndarray:
    return np.array(F1)[rng.choice(3, n, p=[1 - hit - wrong, hit, wrong])]


def test_a_scaled_figure_has_scaled_bounds():
    values = np.random.default_rng(1).beta(3, 2, 50)
    lower, upper = mean_bounds(values, 0.95)
    sample = BoundedMean(20 + 80 * values, 20, 100)
    estimate = sample.estimate(0.95)
    assert estimate.value == pytest.approx(20 + 80 * values.mean())
    assert (estimate.lower, estimate.upper) == pytest.approx((20 + 80 * lower, 20 + 80 * upper))
    assert sample.p_value_above(60) == pytest.approx(p_value_of_more(values, 0.5))
    assert sample.p_value_below(80) == pytest.approx(p_value_of_less(values, 0.75))
    assert (estimate.method, estimate.n) == ("betting (Waudby-Smith and Ramdas)", 50)
    assert sample.unusable() is None
    assert not estimate.doubt


def test_clusters_count_once_each():
    values = np.array([1.0, 1.0, 1.0, 0.0, 0.5, 0.5, 0.0, 0.2])
    clusters = np.array(["a", "a", "a", "b", "c", "c", "d", "e"])
    estimate = BoundedMean(values, 0, 1, clusters).estimate(0.95)
    assert estimate.value == pytest.approx((1 + 0 + 0.5 + 0 + 0.2) / 5)
    assert (estimate.lower, estimate.upper) == pytest.approx(mean_bounds([1, 0, 0.5, 0, 0.2], 0.95))
    assert (estimate.n, estimate.note) == (8, "5 clusters count once each")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([], "there are no queries"),
        ([0.5, np.nan], "a value of nan does not lie between 0 and 1"),
        ([0.5, np.inf], "a value of inf does not lie between 0 and 1"),
        ([0.5, 1.25, 3], "a value of 1.25 does not lie between 0 and 1"),
        ([-0.01, 0.5], "a value of -0.01 does not lie between 0 and 1"),
    ],
)
def test_values_that_are_not_possible(values, reason):
    sample = BoundedMean(np.array(values), 0, 1, what="queries")
    estimate = sample.estimate(0.95)
    assert sample.unusable() == reason
    assert (estimate.value, estimate.lower, estimate.upper) == (None, -np.inf, np.inf)
    assert sample.p_value_above(-5) == sample.p_value_below(5) == 1
    assert sample.needed_to_decide(0.5, 0.95) is None


def test_rounding_of_a_figure_is_forgiven():
    assert BoundedMean(np.array([1 + 1e-12, -1e-12]), 0, 1).estimate(0.95).value == pytest.approx(0.5)


def test_few_clusters_are_unusable():
    sample = BoundedMean(np.ones(40), 0, 1, np.arange(40) % 4)
    assert sample.unusable() == "there are 4 clusters of examples, and a mean over clusters needs 5"
    assert sample.needed_to_decide(0.5, 0.95) == Needed(1, "clusters")
    assert sample.needed_to_decide(1.5, 0.95) is None


@pytest.mark.parametrize(("low", "high"), [(1.0, 1.0), (1.0, 0.0), (np.nan, 1.0), (0.0, np.inf)])
def test_bounds_of_a_figure_are_two_numbers(low, high):
    with pytest.raises(ValueError, match="bound"):
        BoundedMean(np.ones(3), low, high)


def test_arrays_must_fit():
    with pytest.raises(ValueError, match="equal length"):
        BoundedMean(np.ones(3), 0, 1, np.arange(2))
    with pytest.raises(ValueError, match="equal length"):
        BoundedRatio(np.ones(3), np.ones(2), F1)


def test_limits_beyond_the_figure_are_decided():
    sample = BoundedMean(np.full(5, 50.0), 0, 100)
    assert sample.p_value_above(-1) == sample.p_value_below(101) == 0
    assert sample.p_value_above(100) == sample.p_value_below(0) == 1


def test_examples_still_needed():
    values = np.random.default_rng(2).beta(8, 2, 60)
    sample = BoundedMean(values, 0, 1)
    needed = sample.needed_to_decide(values.mean() - 0.02, 0.95)
    assert needed is not None
    assert needed.what == "examples"
    assert 100 < needed.count < 800
    assert sample.needed_to_decide(0.2, 0.95) is None  # decided
    assert sample.needed_to_decide(values.mean(), 0.95) is None  # no number decides
    assert BoundedMean(np.ones(50), 0, 1).needed_to_decide(0.95, 0.95) == Needed(9, "examples")


def test_clusters_still_needed():
    values = np.repeat(np.random.default_rng(4).beta(8, 2, 60), 5)
    sample = BoundedMean(values, 0, 1, np.repeat(np.arange(60), 5))
    alone = BoundedMean(values[::5], 0, 1).needed_to_decide(values.mean() - 0.02, 0.95)
    assert alone is not None
    # Examples of the same clusters add nothing: it takes as many clusters as it would take independent examples.
    assert sample.needed_to_decide(values.mean() - 0.02, 0.95) == Needed(alone.count, "clusters")
    assert sample.needed_to_decide(0.2, 0.95) is None  # decided


def test_f1_is_the_ratio_of_sums():
    pairs = [(2, 2)] * 30 + [(0, 1)] * 6 + [(0, 0)] * 64
    estimate = f1(pairs).estimate(0.95)
    assert estimate.value == pytest.approx(60 / 66)
    assert estimate.lower < estimate.value < estimate.upper <= 1
    assert estimate.n == 100
    # True negatives say nothing of F1, and cost next to nothing.
    without = f1([pair for pair in pairs if pair != (0, 0)]).estimate(0.95)
    assert estimate.lower == pytest.approx(without.lower, abs=0.03)


def test_a_ratio_to_a_constant_is_a_mean():
    values = np.random.default_rng(4).uniform(size=60)
    ratio = BoundedRatio(values, np.full(60, 2.0), ((0.0, 2.0), (1.0, 2.0))).estimate(0.95)
    mean = BoundedMean(values / 2, 0, 0.5).estimate(0.95)
    assert (ratio.value, ratio.lower, ratio.upper) == pytest.approx((mean.value, mean.lower, mean.upper))


@settings(max_examples=60, deadline=None)
@given(OUTCOMES, st.floats(0.6, 0.999), st.floats(-0.1, 1.1))
def test_bounds_of_a_ratio_agree_with_its_p_values(pairs, confidence, limit):
    sample, risk = f1(pairs), 1 - confidence
    estimate = sample.estimate(confidence)
    if estimate.value is None:
        assert sample.p_value_above(limit) == sample.p_value_below(limit) == 1
        return
    assert 0 <= estimate.lower <= estimate.value <= estimate.upper <= 1
    if abs(estimate.lower - limit) > 1e-12:
        assert (estimate.lower > limit) == (sample.p_value_above(limit) <= risk)
    if abs(estimate.upper - limit) > 1e-12:
        assert (estimate.upper < limit) == (sample.p_value_below(limit) <= risk)


@settings(max_examples=40, deadline=None)
@given(OUTCOMES, st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted))
def test_p_values_of_a_ratio_rise_with_its_limit(pairs, limits):
    sample = f1(pairs)
    above = [sample.p_value_above(limit) for limit in limits]
    below = [sample.p_value_below(limit) for limit in limits]
    assert above[0] <= above[1] * (1 + 1e-9)
    assert below[1] <= below[0] * (1 + 1e-9)


def test_false_verdicts_on_a_ratio_are_rare():
    rng, hit, wrong = np.random.default_rng(8), 0.3, 0.06
    truth = 2 * hit / (2 * hit + wrong)
    samples = [f1(drawn(rng, 60, hit, wrong)) for _ in range(200)]
    # 200 trials at 5 % have more than 18 errors with a chance of 1 %
    assert sum(sample.p_value_above(truth) <= 0.05 for sample in samples) <= 18
    assert sum(sample.p_value_below(truth) <= 0.05 for sample in samples) <= 18


def test_clusters_of_a_ratio_are_averaged_first():
    rng = np.random.default_rng(9)
    pairs, clusters = drawn(rng, 200, 0.3, 0.05), np.arange(200) % 20
    sample = f1(pairs, clusters)
    means = np.array([pairs[clusters == one].mean(axis=0) for one in range(20)])
    assert sample.estimate(0.95).value == pytest.approx(means[:, 0].sum() / means[:, 1].sum())
    assert sample.estimate(0.95).lower < f1(pairs).estimate(0.95).lower
    assert "20 clusters" in sample.estimate(0.95).note
    assert "3 clusters" in str(f1(pairs, np.arange(200) % 3).unusable())


def test_ratios_that_have_no_value():
    assert f1([(0, 0)] * 9).unusable() == "the denominator is 0 for every example"
    assert f1([(0, 0)] * 9).estimate(0.95).value is None
    assert f1([(0, 0)] * 9).p_value_above(0.5) == 1
    assert "figures of 2 and 1" in str(f1([(2, 2), (2, 1)]).unusable())
    assert "nan" in str(f1([(2, 2), (np.nan, 1)]).unusable())
    assert BoundedRatio(np.array([]), np.array([]), F1).unusable() == "there are no examples"


@pytest.mark.parametrize(
    "corners",
    [
        (),
        ((0.0, 0.0),),
        ((1.0, 1.0), (2.0, 2.0)),
        ((1.0, 0.0), (0.0, 1.0), (1.0, 1.0)),
        ((0.0, -1.0), (1.0, 1.0)),
    ],
)
def test_corners_must_bound_the_ratio(corners):
    with pytest.raises(ValueError, match="corners"):
        BoundedRatio(np.ones(3), np.ones(3), corners)


def test_examples_that_a_ratio_still_needs():
    rng = np.random.default_rng(10)
    needed = f1(drawn(rng, 100, 0.3, 0.05)).needed_to_decide(0.88, 0.95)
    assert needed is not None
    planned = 100 + needed.count
    value = f1(drawn(rng, 100, 0.3, 0.05)).estimate(0.95).value
    assert value is not None
    proved = sum(f1(drawn(rng, planned, 0.3, 0.05)).p_value_above(0.88) <= 0.05 for _ in range(30))
    assert proved >= 8
