"""Change points: published series, closed forms, and how often noise is taken for a change."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.datasets import nile

from buttress.estimation.change_points import fewest_values, find_change_points, mann_whitney

# The two series with which Apache Otava (once Hunter) tests its own search.
ONE_DROP = [1.02, 0.95, 0.99, 1.00, 1.12, 1.00, 1.01, 0.98, 1.01, 0.96, 0.50, 0.51, 0.48, 0.48, 0.55]
EARLY_DROP = [2.02, 2.03, 2.01, 2.04, 1.82, 1.85, 1.79, 1.81, 1.80, 1.76, 1.78]


def places(series, **how):
    return [change.index for change in find_change_points(series, **how)]


def scattered(seed, *levels):
    """Twelve values around each level."""
    generator = np.random.default_rng(seed)
    return np.concatenate([generator.normal(level, 1.0, 12) for level in levels])


def energy_distance(left, right):
    """The statistic as it is written down (Matteson and James 2014, with exponent 1)."""
    between = 2 * np.mean([abs(x - y) for x in left for y in right])
    within = [np.mean([abs(x - y) for x, y in combinations(side, 2)]) for side in (left, right)]
    return len(left) * len(right) / (len(left) + len(right)) * (between - sum(within))


def test_the_nile_changed_when_the_dam_was_begun():
    flow = nile.load_pandas().data
    (change,) = find_change_points(flow.volume)
    assert flow.year[change.index] == 1899  # Cobb (1978): after 1898
    assert change.mean_before == pytest.approx(1097.75)
    assert change.mean_after == pytest.approx(849.972222)
    assert change.p_value < 0.01


def test_the_series_of_otava_change_where_otava_says():
    assert places(ONE_DROP) == [10]
    assert places(EARLY_DROP) == [4]


def test_a_change_tells_both_levels():
    (change,) = find_change_points(ONE_DROP)
    assert (change.mean_before, change.median_before) == pytest.approx((1.004, 1.0))
    assert (change.mean_after, change.median_after) == pytest.approx((0.504, 0.5))
    assert change.relative == pytest.approx(-0.5)


def test_a_rise_from_nothing_has_no_relative_size():
    (change,) = find_change_points([0.0] * 8 + [3.0] * 8)
    assert change.relative is None
    assert change.median_after == 3.0


@pytest.mark.parametrize("levels", [(10, 14, 10), (10, 14, 18), (10, 5, 12)])
def test_two_changes_are_told_apart(levels):
    assert places(scattered(3, *levels)) == pytest.approx([12, 24], abs=1)


def test_a_steep_step_is_found_where_it_is():
    assert places(scattered(1, 10, 30)) == [12]


@pytest.mark.parametrize("place", [0, 1, 7, 14, 15])
def test_a_single_outlier_is_no_change(place):
    series = np.random.default_rng(2).normal(10, 0.1, 16)
    series[place] = 50.0
    assert places(series) == []


def test_a_change_of_spread_alone_is_no_change_of_level():
    generator = np.random.default_rng(4)
    assert places(np.concatenate([generator.normal(10, 0.01, 30), generator.normal(10, 3, 30)])) == []


def test_noise_is_taken_for_a_change_in_at_most_one_of_twenty_series():
    generator = np.random.default_rng(2014)
    draws = (
        lambda: generator.standard_normal(12),
        lambda: np.exp(generator.standard_normal(20)),
        lambda: generator.integers(0, 4, 16),
    )
    alarms = sum(bool(places(draws[trial % 3](), permutations=99)) for trial in range(300))
    # 23 of 300 is where a true risk of 5 % would be exceeded with a chance of 2 %.
    assert alarms < 23


@pytest.mark.parametrize("risk", [0.01, 0.05, 0.15])
def test_fewer_values_than_could_show_a_change_show_none(risk):
    count = fewest_values(risk)
    assert 2 / comb(count, count // 2) <= risk < 2 / comb(count - 1, (count - 1) // 2)
    step = [1.0] * (count // 2) + [2.0] * (count - count // 2)
    assert places(step[1:], risk=risk, permutations=4999) == []
    assert places(step, risk=risk, permutations=4999) == [count // 2]


@pytest.mark.parametrize(
    "series", [[], [1.0], [1.0, 2.0], [3.0] * 40, [0.1 + 0.2] * 9, [1.0] * 9 + [float("nan")], [[1.0, 2.0]]]
)
def test_where_there_is_nothing_to_tell_nothing_is_told(series):
    assert find_change_points(series) == ()


@pytest.mark.parametrize("how", [{"risk": 0.0}, {"risk": 1.0}, {"least": 1}, {"permutations": 9}])
def test_what_could_never_be_right_is_refused(how):
    with pytest.raises(ValueError, match=r"risk|regime|permutations"):
        find_change_points(ONE_DROP, **how)


def test_the_split_is_the_one_that_is_farthest_apart():
    # With regimes of at least 5 of 10 values there is a single split, and so one p-value: that of all 252 divisions.
    series = [3.0, 1.0, 4.0, 1.5, 5.0, 9.0, 2.0, 6.0, 5.3, 3.5]
    seen = energy_distance(series[:5], series[5:])
    all_of = [
        energy_distance(
            [series[place] for place in one], [series[place] for place in set(range(10)) - set(one)]
        )
        for one in combinations(range(10), 5)
    ]
    exact = np.mean(np.array(all_of) >= seen - 1e-9)
    (change,) = find_change_points(series, risk=0.6, least=5, permutations=2000)
    assert change.index == 5
    assert change.p_value == pytest.approx(exact, abs=0.04)


@given(st.lists(st.integers(-50, 50), min_size=8, max_size=14), st.sampled_from([0.5, 3.0, 1000.0]))
@settings(max_examples=40)
def test_neither_unit_nor_origin_matters(series, factor):
    found = places(series, permutations=99)
    assert places(np.array(series) * factor + 7, permutations=99) == found
    assert places(-np.array(series), permutations=99) == found


def test_the_same_series_gives_the_same_answer():
    assert find_change_points(ONE_DROP) == find_change_points(ONE_DROP)


@given(
    st.lists(st.integers(0, 1000), min_size=2, max_size=40, unique=True), st.integers(1, 39), st.booleans()
)
@settings(max_examples=150)
def test_without_ties_mann_whitney_is_as_scipy_has_it(values, size, swapped):
    sides = values[: min(size, len(values) - 1)], values[min(size, len(values) - 1) :]
    first, second = sides[::-1] if swapped else sides
    method = "exact" if min(len(first), len(second)) <= 8 else "asymptotic"
    assert mann_whitney(first, second) == pytest.approx(
        stats.mannwhitneyu(first, second, method=method).pvalue, rel=1e-9
    )


@given(st.lists(st.integers(0, 4), min_size=18, max_size=50))
@settings(max_examples=60)
def test_many_ties_are_corrected_as_scipy_does(values):
    first, second = values[:9], values[9:]
    expected = stats.mannwhitneyu(first, second, method="asymptotic").pvalue
    assert mann_whitney(first, second) == pytest.approx(1.0 if np.isnan(expected) else expected, rel=1e-9)


@given(st.lists(st.integers(0, 3), min_size=2, max_size=9), st.integers(1, 8))
@settings(max_examples=60)
def test_few_ties_are_counted_one_by_one(values, size):
    size = min(size, len(values) - 1)
    ranks = stats.rankdata(values)
    middle = size * (len(values) + 1) / 2
    sums = np.array([sum(ranks[list(one)]) for one in combinations(range(len(values)), size)])
    expected = np.mean(np.abs(sums - middle) >= abs(ranks[:size].sum() - middle) - 1e-9)
    assert mann_whitney(values[:size], values[size:]) == pytest.approx(expected, rel=1e-12)


def test_groups_that_cannot_differ_do_not():
    assert mann_whitney([], [1.0, 2.0]) == 1.0
    assert mann_whitney([2.0] * 3, [2.0] * 9) == 1.0
    assert mann_whitney([2.0] * 30, [2.0] * 20) == 1.0
