"""The area under the ROC curve against scikit-learn and DeLong's formula written out."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from buttress.estimation import Auc


def drawn(seed: int, count: int = 120) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    truth = generator.random(count) < 0.4
    truth[:2] = True, False
    return truth, generator.normal(truth, 1.2).round(1)


def delong_variance(truth: np.ndarray, scores: np.ndarray) -> float:
    """S10 / m + S01 / n from all pairs, as DeLong et al. (1988) define it."""
    above = scores[truth][:, None] - scores[~truth][None, :]
    wins = (above > 0) + 0.5 * (above == 0)
    return float(wins.mean(axis=1).var(ddof=1) / len(wins) + wins.mean(axis=0).var(ddof=1) / wins.shape[1])


@pytest.mark.parametrize("seed", range(5))
def test_the_area_is_that_of_scikit_learn(seed: int) -> None:
    truth, scores = drawn(seed)
    assert Auc(truth, scores).estimate(0.95).value == pytest.approx(roc_auc_score(truth, scores))


@pytest.mark.parametrize("seed", range(5))
def test_bounds_are_delongs_on_the_logit(seed: int) -> None:
    truth, scores = drawn(seed)
    estimate = Auc(truth, scores).estimate(0.95)
    area = roc_auc_score(truth, scores)
    margin = 1.6448536269514722 * np.sqrt(delong_variance(truth, scores)) / (area * (1 - area))
    for bound, sign in ((estimate.lower, -1), (estimate.upper, 1)):
        assert log(bound / (1 - bound)) == pytest.approx(log(area / (1 - area)) + sign * margin)
    assert estimate.doubt


def test_clusters_of_one_change_nothing_and_copies_are_no_evidence() -> None:
    truth, scores = drawn(1)
    alone = Auc(truth, scores).estimate(0.95)
    single = Auc(truth, scores, np.arange(120)[::-1]).estimate(0.95)
    assert (single.lower, single.upper) == pytest.approx((alone.lower, alone.upper))
    copies = Auc(np.repeat(truth, 3), np.repeat(scores, 3), np.repeat(np.arange(120), 3)).estimate(0.95)
    assert (copies.lower, copies.upper) == pytest.approx((alone.lower, alone.upper), abs=1e-9)


@given(st.integers(0, 30), st.sampled_from([0.6, 0.9, 0.99]))
def test_p_values_are_the_risks_at_which_bounds_reach_the_limit(seed: int, confidence: float) -> None:
    sample = Auc(*drawn(seed))
    estimate = sample.estimate(confidence)
    assert sample.p_value_above(estimate.lower) == pytest.approx(1 - confidence)
    assert sample.p_value_below(estimate.upper) == pytest.approx(1 - confidence)


def test_limits_beyond_any_area_are_certain() -> None:
    sample = Auc(*drawn(0))
    assert (sample.p_value_above(0), sample.p_value_below(0)) == (0, 1)
    assert (sample.p_value_above(1), sample.p_value_below(1)) == (1, 0)


def test_a_perfect_order_has_a_value_and_no_bounds() -> None:
    truth = np.array([False] * 20 + [True] * 20)
    sample = Auc(truth, np.arange(40.0))
    estimate = sample.estimate(0.95)
    assert (estimate.value, estimate.lower, estimate.upper) == (1.0, -np.inf, np.inf)
    assert sample.p_value_above(0.5) == 1.0


def test_one_class_alone_has_no_area() -> None:
    sample = Auc(np.ones(40, dtype=bool), np.arange(40.0))
    assert sample.estimate(0.95).value is None
    assert sample.unusable() == "there are 0 negative examples, and an area under the curve needs 10"


def test_few_clusters_are_unusable() -> None:
    truth, scores = drawn(0)
    assert "4 clusters" in str(Auc(truth, scores, np.arange(120) % 4).unusable())
    assert Auc(truth, scores).unusable() is None
