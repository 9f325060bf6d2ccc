"""Differences of independent proportions against published intervals, statsmodels and exact error rates."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from buttress.estimation.difference import (
    LEFT_OUT,
    difference_bounds,
    difference_upper,
    newcombe_interval,
    p_value_of_smaller_difference,
)
from buttress.estimation.proportion import clopper_pearson

COUNTS = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
PAIRS = st.tuples(COUNTS, COUNTS).map(lambda pair: (*pair[0], *pair[1]))
CONFIDENCES = st.floats(0.6, 0.999)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [  # Newcombe 1998, table II, method 10
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
        ((0, 10, 0, 10), (-0.2775, 0.2775)),
        ((10, 10, 0, 20), (0.6791, 1.0)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ],
)
def test_published_intervals(counts, expected):
    assert newcombe_interval(*counts, 0.975) == pytest.approx(expected, abs=5.1e-5)


@given(PAIRS, CONFIDENCES)
@settings(deadline=None)
def test_newcombe_agrees_with_statsmodels(counts, confidence):
    expected = confint_proportions_2indep(*counts, method="newcomb", alpha=2 * (1 - confidence))
    assert newcombe_interval(*counts, confidence) == pytest.approx(expected, abs=1e-9)


def chances(n1: int, n2: int, p1: np.ndarray, p2: np.ndarray) -> np.ndarray:
    """The chance of each pair of counts, shape (truths, n1 + 1, n2 + 1)."""
    first = stats.binom.pmf(np.arange(n1 + 1), n1, p1[:, np.newaxis])
    second = stats.binom.pmf(np.arange(n2 + 1), n2, p2[:, np.newaxis])
    return first[:, :, np.newaxis] * second[:, np.newaxis, :]


def truths(difference: float, count: int = 301) -> tuple[np.ndarray, np.ndarray]:
    p2 = np.linspace(max(0.0, -difference), min(1.0, 1 - difference), count)
    return p2 + difference, p2


@pytest.mark.parametrize(("n1", "n2"), [(5, 5), (9, 4), (4, 9), (30, 6)])
def test_false_verdicts_are_never_more_frequent_than_stated(n1, n2):
    bounds = np.array(
        [[difference_upper(x1, n1, x2, n2, 0.95) for x2 in range(n2 + 1)] for x1 in range(n1 + 1)]
    )
    worst = []
    # a truth just above a bound is missed by the most counts
    for truth in np.unique(bounds[bounds < 1])[::2] + 1e-8:
        p1, p2 = truths(truth)
        worst.append((chances(n1, n2, p1, p2) * (bounds < truth)).sum(axis=(1, 2)).max())
    assert max(worst) <= 0.05
    assert max(worst) > 0.045


def test_newcombe_errs_where_the_exact_bounds_do_not():
    n1, n2, p1, p2 = 20, 20, np.array([0.99]), np.array([0.001])
    chance = chances(n1, n2, p1, p2)[0]
    errs = {
        name: sum(
            chance[x1, x2]
            for x1, x2 in product(range(n1 + 1), range(n2 + 1))
            if chance[x1, x2] > 1e-9 and upper(x1, n1, x2, n2) < (p1 - p2)[0]
        )
        for name, upper in {
            "Newcombe": lambda *counts: newcombe_interval(*counts, 0.95)[1],
            "exact": lambda *counts: difference_upper(*counts, 0.95),
        }.items()
    }
    assert errs["Newcombe"] > 0.15
    assert errs["exact"] <= 0.05


@pytest.mark.parametrize(
    ("counts", "limit"),
    [((9, 10, 8, 10), 0.3), ((24, 30, 50, 60), 0.15), ((2, 40, 5, 12), -0.1), ((20, 20, 7, 7), 0.4)],
)
def test_p_values_are_the_greatest_chance_of_ranking_as_low(counts, limit):
    successes1, n1, successes2, n2 = counts
    ranks = np.array(
        [[newcombe_interval(x1, n1, x2, n2, 0.95)[1] for x2 in range(n2 + 1)] for x1 in range(n1 + 1)]
    )
    low = ranks <= ranks[successes1, successes2] + 1e-9
    p1, p2 = truths(limit, 2001)
    (low1, high1), (low2, high2) = (clopper_pearson(x, n, 1 - 2e-7) for x, n in (counts[:2], counts[2:]))
    near = (p1 >= low1) & (p1 <= high1) & (p2 >= low2) & (p2 <= high2)
    expected = (chances(n1, n2, p1[near], p2[near]) * low).sum(axis=(1, 2)).max()
    assert p_value_of_smaller_difference(*counts, limit) == pytest.approx(expected, rel=3e-3)


@given(PAIRS, CONFIDENCES, st.floats(-1.2, 1.2))
@settings(deadline=None, max_examples=60)
def test_bounds_and_p_values_agree(counts, confidence, limit):
    upper = difference_upper(*counts, confidence)
    if abs(upper - limit) > 1e-6:
        assert (upper < limit) == (p_value_of_smaller_difference(*counts, limit) <= 1 - confidence)


@given(PAIRS, CONFIDENCES)
@settings(deadline=None, max_examples=60)
def test_bounds_bracket_the_value_and_widen_with_confidence(counts, confidence):
    value = counts[0] / counts[1] - counts[2] / counts[3]
    lower, upper = difference_bounds(*counts, confidence)
    widest_lower, widest_upper = difference_bounds(*counts, 0.9995)
    assert -1 <= widest_lower <= lower + 1e-8
    assert lower <= value + 1e-12
    assert value <= upper + 1e-12
    assert upper <= widest_upper + 1e-8
    assert widest_upper <= 1


@given(PAIRS)
@settings(deadline=None, max_examples=40)
def test_failures_mirror_successes(counts):
    x1, n1, x2, n2 = counts
    lower, upper = difference_bounds(*counts, 0.95)
    assert difference_bounds(n1 - x1, n1, n2 - x2, n2, 0.95) == pytest.approx((-upper, -lower), abs=1e-5)
    assert difference_bounds(x2, n2, x1, n1, 0.95) == (-upper, -lower)


@pytest.mark.parametrize("n", [10, 50, 400])
def test_no_failure_in_either_group_is_as_good_as_one_group_alone(n):
    # p1 may be 1, so that the bound is the exact one of p2: 1 - p2 with n successes of n
    assert difference_upper(n, n, n, n, 0.95) == pytest.approx(1 - 0.05 ** (1 / n), rel=2e-3)


def test_large_groups_come_near_to_the_normal_interval():
    lower, upper = difference_bounds(500_000, 1_000_000, 499_000, 1_000_000, 0.95)
    assert (lower, upper) == pytest.approx((0.001 - 0.0011631, 0.001 + 0.0011631), abs=3e-6)


def test_a_group_without_trials_says_nothing():
    assert difference_bounds(0, 0, 3, 5, 0.95) == (-1, 1)
    assert p_value_of_smaller_difference(0, 0, 3, 5, 1.0) == 1
    assert p_value_of_smaller_difference(0, 0, 3, 5, 1.1) == 0


def test_p_values_at_and_beyond_the_ends():
    for counts in ((3, 5, 2, 5), (5, 5, 0, 5), (0, 5, 5, 5)):
        assert p_value_of_smaller_difference(*counts, -1.0) == 1
        assert p_value_of_smaller_difference(*counts, 1.01) == 0
    assert p_value_of_smaller_difference(5, 5, 0, 5, 1.0) == 1
    assert p_value_of_smaller_difference(0, 500, 500, 500, 0.5) == LEFT_OUT


def test_a_confidence_beyond_the_search_bounds_nothing_sharply():
    assert difference_upper(5, 50, 20, 50, 1 - 1e-7) > difference_upper(5, 50, 20, 50, 0.999)
