"""The average precision: scikit-learn as the oracle, and bounds that never err."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn import metrics

from buttress.estimation.average_precision import AveragePrecision


def drawn(
    positives: int, negatives: int, seed: int = 0, apart: float = 1.5, digits: int = 9
) -> AveragePrecision:
    truth = np.arange(positives + negatives) < positives
    scores = np.random.default_rng(seed).normal(apart * truth).round(digits)
    return AveragePrecision(truth, scores)


def true_value(positives: int, negatives: int, apart: float) -> float:
    """Of normal scores, by numerical integration over the share of highest positives."""
    shares = (np.arange(200_000) + 0.5) / 200_000
    alarms = stats.norm.sf(stats.norm.isf(shares) + apart)
    return float((shares / (shares + negatives / positives * alarms)).mean())


@pytest.mark.parametrize("digits", [9, 1, 0])
@pytest.mark.parametrize("seed", range(3))
def test_the_value_is_that_of_scikit_learn_with_ties_too(seed: int, digits: int) -> None:
    sample = drawn(50, 200, seed, digits=digits)
    expected = metrics.average_precision_score(sample.truth, sample.scores)
    assert sample.estimate(0.95).value == pytest.approx(expected)


def test_bounds_of_one_positive_by_hand() -> None:
    # One of each class, told apart: recall at the threshold is at least q = 0.025 (Beta(1, 1)), false alarms are
    # at most 0.975 (none of one). Beyond q all negatives may be alarms.
    estimate = AveragePrecision(np.array([True, False]), np.array([1.0, 0.0])).estimate(0.95)
    q, most = 0.025, 0.975
    lower = q - most * np.log((q + most) / most) + (1 - q) - np.log(2 / (1 + q))
    assert (estimate.value, estimate.lower, estimate.upper) == pytest.approx((1.0, lower, 1.0))


@pytest.mark.parametrize(
    ("positives", "negatives", "apart"), [(5, 20, 1.0), (40, 400, 2.0), (100, 900, 0.0), (200, 200, 2.5)]
)
def test_bounds_never_err_on_normal_scores(positives: int, negatives: int, apart: float) -> None:
    truth = true_value(positives, negatives, apart)
    for seed in range(40):
        estimate = drawn(positives, negatives, seed, apart).estimate(0.95)
        assert estimate.lower <= truth <= estimate.upper


def test_bounds_never_err_on_a_few_equal_scores() -> None:
    # Three scores, of which positives take the higher more often.
    chances = np.array([[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]])
    found, alarms = np.cumsum(chances[0, ::-1]), np.cumsum(chances[1, ::-1])
    truth = float((chances[0, ::-1] * found / (found + 4 * alarms)).sum())
    generator = np.random.default_rng(1)
    labels = np.arange(150) < 30
    for _ in range(60):
        scores = np.where(
            labels, generator.choice(3, 150, p=chances[0]), generator.choice(3, 150, p=chances[1])
        ).astype(float)
        estimate = AveragePrecision(labels, scores).estimate(0.95)
        assert estimate.lower <= truth <= estimate.upper


def test_a_top_ranked_negative_that_was_not_seen_is_allowed_for() -> None:
    # Perfectly told apart, and yet one negative in 500 may rank first.
    truth = np.arange(1000) < 500
    estimate = AveragePrecision(truth, truth.astype(float)).estimate(0.95)
    ranked_first = 0.002
    with_them = 1 - ranked_first * np.log(1 / ranked_first + 1)
    assert estimate.value == 1.0
    assert estimate.lower < with_them


def test_many_examples_decide() -> None:
    sample = drawn(4000, 16_000, 3, apart=2.0)
    estimate = sample.estimate(0.95)
    assert 0 < (estimate.value or 0) - estimate.lower < 0.1
    assert 0 < estimate.upper - (estimate.value or 0) < 0.07
    assert estimate.doubt == ""


@settings(deadline=None, max_examples=60)
@given(
    st.integers(1, 80),
    st.integers(1, 200),
    st.sampled_from([0, 1, 9]),
    st.floats(-0.1, 1.1),
    st.sampled_from([0.6, 0.95, 0.99]),
)
def test_bounds_exclude_a_limit_exactly_if_its_p_value_is_small(
    positives: int, negatives: int, digits: int, limit: float, confidence: float
) -> None:
    sample, risk = drawn(positives, negatives, positives, digits=digits), 1 - confidence
    estimate = sample.estimate(confidence)
    assert 0 <= estimate.lower <= (estimate.value or 0.0) <= estimate.upper <= 1
    assert (estimate.lower > limit) == (sample.p_value_above(limit) <= risk)
    assert (estimate.upper < limit) == (sample.p_value_below(limit) <= risk)


def test_more_examples_are_asked_for_where_the_bounds_do_not_reach() -> None:
    needed = drawn(100, 400, 4).needed_to_decide(0.5, 0.95)
    assert needed is not None
    times = (500 + needed.count) // 500 + 1
    larger = drawn(100 * times, 400 * times, 5)
    assert min(larger.p_value_above(0.5), larger.p_value_below(0.5)) <= 0.05
    assert larger.needed_to_decide(0.5, 0.95) is None


def test_clusters_leave_bounds_in_doubt() -> None:
    plain = drawn(50, 50)
    sample = AveragePrecision(plain.truth, plain.scores, np.arange(100) % 20)
    assert (
        sample.estimate(0.95).doubt == "examples come in clusters, and these bounds take them as independent"
    )
    assert sample.needed_to_decide(0.9, 0.95) is None


@pytest.mark.parametrize(
    ("truth", "scores", "why"),
    [
        ([], [], "there are no positive examples"),
        ([False], [1.0], "there are no positive examples"),
        ([True], [1.0], "there are no negative examples"),
        ([True, False], [np.nan, 1.0], "not all scores are numbers"),
    ],
)
def test_poor_examples_bound_nothing_and_raise_nothing(
    truth: list[bool], scores: list[float], why: str
) -> None:
    sample = AveragePrecision(np.array(truth, dtype=bool), np.array(scores, dtype=float))
    estimate = sample.estimate(0.95)
    assert (estimate.value, estimate.lower, estimate.upper) == (None, -np.inf, np.inf)
    assert sample.p_value_above(0.0) == sample.p_value_below(1.0) == 1.0
    assert sample.unusable() == why
    assert sample.needed_to_decide(0.5, 0.95) is None


def test_infinite_scores_and_all_ties_are_scores_like_others() -> None:
    truth = np.arange(200) < 50
    tied = AveragePrecision(truth, np.zeros(200)).estimate(0.95)
    assert tied.value == 0.25
    assert tied.lower < 0.25 < tied.upper
    infinite = AveragePrecision(truth, np.where(truth, np.inf, -np.inf)).estimate(0.95)
    assert infinite.value == 1.0
    assert 0.5 < infinite.lower < infinite.upper <= 1.0
    lowest = AveragePrecision(truth, np.where(truth, -np.inf, 0.0)).estimate(0.95)
    assert 0 < lowest.lower < (lowest.value or 0.0) < lowest.upper <= 1.0
