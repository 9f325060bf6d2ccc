"""Outliers: the reference values of hyperfine, Tukey's fences by hand, and what must not matter."""

from __future__ import annotations

from math import inf, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buttress.estimation.outliers import find_outliers


def flagged(values, rule):
    return [one.value for one in find_outliers(values) if rule in one.rules]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        ([-0.2, 0.0, 0.2], []),
        ([-0.2, 0.0, 0.2, 4.0], [4.0]),
        ([0.5, 0.3, 0.29, 0.31, 0.3], [0.5]),
        ([10.0] * 7 + [100.0], [100.0]),
        ([10.0] * 7 + [100.0] * 2, [100.0] * 2),
    ],
)
def test_modified_z_scores_flag_what_hyperfine_flags(values, expected):
    assert flagged(values, "modified z-score") == expected


def test_a_score_counts_absolute_deviations_from_the_median():
    # Of -0.2, 0, 0.2 and 4 the median is 0.1 and the deviations are 0.3, 0.1, 0.1 and 3.9, with the median 0.2.
    (outlier,) = find_outliers([-0.2, 0.0, 0.2, 4.0])
    assert (outlier.index, outlier.score) == (3, pytest.approx(19.5))


@pytest.mark.parametrize(
    ("value", "rules"),
    [
        (16.0, ()),
        (16.1, ("mild",)),
        (25.0, ("mild",)),
        (25.1, ("severe",)),
        (-8.0, ()),
        (-8.1, ("mild",)),
        (-17.1, ("severe",)),
    ],
)
def test_tukeys_fences_stand_where_they_should(value, rules):
    # The quartiles are 1 and 7 on whichever side the ninth value lies: fences 9 and 18 beyond them.
    found = find_outliers([1.0, 1.0, 1.0, 4.0, 4.0, 7.0, 7.0, 7.0, value])
    assert [one.rules for one in found] == ([rules] if rules else [])


def test_infinite_values_are_outliers_and_those_that_are_no_numbers_are_not():
    found = find_outliers([1.0, 2.0, 3.0, inf, nan, -inf])
    assert [(one.index, one.rules) for one in found] == [
        (3, ("modified z-score", "severe")),
        (5, ("modified z-score", "severe")),
    ]
    assert find_outliers([inf, nan]) == ()


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=30), st.randoms(use_true_random=False))
@settings(max_examples=80)
def test_order_and_sign_do_not_matter(values, chance):
    shuffled = values.copy()
    chance.shuffle(shuffled)
    expected = sorted((one.value, one.rules) for one in find_outliers(values))
    assert sorted((one.value, one.rules) for one in find_outliers(shuffled)) == expected
    assert sorted((-one.value, one.rules) for one in find_outliers([-value for value in values])) == expected


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=30))
@settings(max_examples=80)
def test_most_values_are_never_outliers(values):
    assert 2 * len(find_outliers(values)) <= len(values)
