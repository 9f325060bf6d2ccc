"""DeLong's customary bounds against scikit-learn and the formulas written out over all pairs."""

from __future__ import annotations

from math import inf, log, sqrt

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from buttress.estimation.delong import (
    Customary,
    customary_area,
    customary_difference,
    delong_interval,
    delong_variance,
    paired_delong,
    placements,
)

Z = 1.6448536269514722


def drawn(seed: int, count: int = 120) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    truth = generator.random(count) < 0.4
    truth[:2] = True, False
    scores = generator.normal(truth, 1.2).round(1)
    return truth, scores, (scores + generator.normal(0, 0.8, count)).round(1)


def wins(truth: np.ndarray, scores: np.ndarray) -> np.ndarray:
    above = scores[truth][:, None] - scores[~truth][None, :]
    return (above > 0) + 0.5 * (above == 0)


def variance_over_pairs(won: np.ndarray) -> float:
    """S10 / m + S01 / n from all pairs, as DeLong et al. (1988) define it."""
    return float(won.mean(axis=1).var(ddof=1) / len(won) + won.mean(axis=0).var(ddof=1) / won.shape[1])


@pytest.mark.parametrize("seed", range(5))
def test_the_area_is_that_of_scikit_learn_and_the_variance_that_of_all_pairs(seed: int) -> None:
    truth, scores, _ = drawn(seed)
    found = customary_area(truth, scores)
    assert found.value == pytest.approx(roc_auc_score(truth, scores))
    assert found.variance == pytest.approx(variance_over_pairs(wins(truth, scores)))


def test_an_example_by_hand() -> None:
    # Positives at 3, 2, 1 beat 2, 2 and 1 of the negatives 0 and 1.5: placements 1, 1, 0.5 and 1, 2/3.
    truth = np.array([True, True, True, False, False])
    scores = np.array([3.0, 2.0, 1.0, 0.0, 1.5])
    assert placements(truth, scores) == pytest.approx([1, 1, 0.5, 1, 2 / 3])
    assert delong_variance(truth, placements(truth, scores)) == pytest.approx(1 / 12 / 3 + 1 / 18 / 2)


@pytest.mark.parametrize("seed", range(5))
def test_bounds_of_an_area_are_made_on_the_logit(seed: int) -> None:
    truth, scores, _ = drawn(seed)
    area = roc_auc_score(truth, scores)
    margin = Z * sqrt(variance_over_pairs(wins(truth, scores))) / (area * (1 - area))
    for bound, sign in zip(delong_interval(truth, scores, 0.95), (-1, 1), strict=True):
        assert log(bound / (1 - bound)) == pytest.approx(log(area / (1 - area)) + sign * margin)


@pytest.mark.parametrize("seed", range(5))
def test_the_paired_difference_has_the_variance_of_differences_of_pairs(seed: int) -> None:
    truth, scores, other = drawn(seed)
    difference, lower, upper = paired_delong(truth, scores, other, 0.95)
    margin = Z * sqrt(variance_over_pairs(wins(truth, scores) - wins(truth, other)))
    assert difference == pytest.approx(roc_auc_score(truth, scores) - roc_auc_score(truth, other))
    assert (lower, upper) == pytest.approx((difference - margin, difference + margin))


def test_clusters_of_one_change_nothing_and_copies_are_no_evidence() -> None:
    truth, scores, other = drawn(1)
    alone, single = (customary_area(truth, scores, each).variance for each in (None, np.arange(120)[::-1]))
    assert single == pytest.approx(alone)
    tripled = [np.repeat(each, 3) for each in (truth, scores, other, np.arange(120))]
    assert customary_area(tripled[0], tripled[1], tripled[3]).variance == pytest.approx(alone)
    paired = customary_difference(truth, scores, other).variance
    assert customary_difference(*tripled).variance == pytest.approx(paired)


@pytest.mark.parametrize("confidence", [0.6, 0.95, 0.99])
@pytest.mark.parametrize("customary", [Customary(0.9, 0.001, True), Customary(-0.02, 0.0004, False)])
def test_p_values_are_the_risks_at_which_bounds_reach_the_limit(
    customary: Customary, confidence: float
) -> None:
    lower, upper = customary.interval(confidence)
    assert customary.p_value_above(lower) == pytest.approx(1 - confidence)
    assert customary.p_value_below(upper) == pytest.approx(1 - confidence)


def test_limits_beyond_any_area_are_certain() -> None:
    customary = Customary(0.9, 0.001, True)
    assert (customary.p_value_above(0), customary.p_value_below(0)) == (0, 1)
    assert (customary.p_value_above(1), customary.p_value_below(1)) == (1, 0)


def test_no_spread_bounds_nothing() -> None:
    truth = np.array([False] * 20 + [True] * 20)
    assert delong_interval(truth, np.arange(40.0), 0.95) == (-inf, inf)
    assert delong_interval(truth, np.zeros(40), 0.95) == (-inf, inf)
    assert paired_delong(truth, np.arange(40.0), np.arange(40.0), 0.95) == (0.0, -inf, inf)
    assert customary_area(truth, np.arange(40.0)).p_value_above(0.5) == 1.0
    assert delong_variance(np.array([True, False, False]), np.array([1.0, 1.0, 0.5])) == 0.0
