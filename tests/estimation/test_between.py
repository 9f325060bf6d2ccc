"""Quantities that are only known to lie between two: nothing is decided that declared ranges leave open."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buttress.estimation import Between, Exact, GeometricMean, Needed, Proportion, exact_between

ENDS = st.floats(-1e6, 1e6)
PROPORTIONS = st.integers(1, 40).flatmap(lambda n: st.builds(Proportion, st.integers(0, n), st.just(n)))


def test_the_value_lies_in_the_middle_and_the_bounds_at_the_ends():
    estimate = exact_between(40.0, 200.0).estimate(0.95)
    assert (estimate.value, estimate.lower, estimate.upper) == (120.0, 40.0, 200.0)
    assert estimate.method == "exact"
    assert estimate.note == "40 at the best and 200 at the worst end of what is declared"


def test_a_range_of_no_width_is_a_number():
    assert exact_between(3.0, 3.0) == Exact(3.0)


def test_the_lower_bound_is_the_low_ends_and_the_upper_one_the_high_ends():
    low, high = Proportion(60, 100), Proportion(80, 100)
    estimate = Between(low, high).estimate(0.95)
    assert estimate.value == pytest.approx(0.7)
    assert estimate.lower == low.estimate(0.95).lower
    assert estimate.upper == high.estimate(0.95).upper
    assert (estimate.n, estimate.processes, estimate.method) == (100, None, "Clopper-Pearson")


@given(PROPORTIONS, PROPORTIONS, st.floats(-0.1, 1.1), st.sampled_from([0.8, 0.95, 0.99]))
@settings(deadline=None, max_examples=100)
def test_bounds_and_p_values_agree(low, high, limit, confidence):
    sample = Between(low, high)
    estimate, risk = sample.estimate(confidence), 1 - confidence
    if abs(estimate.lower - limit) > 1e-9:
        assert (estimate.lower > limit) == (sample.p_value_above(limit) <= risk)
    if abs(estimate.upper - limit) > 1e-9:
        assert (estimate.upper < limit) == (sample.p_value_below(limit) <= risk)


@given(ENDS, ENDS, ENDS)
@settings(deadline=None, max_examples=100)
def test_a_declared_range_decides_exactly_what_both_ends_say(one, other, limit):
    low, high = sorted((one, other))
    sample = exact_between(low, high)
    assert (sample.p_value_above(limit) == 0) == (low > limit)
    assert (sample.p_value_below(limit) == 0) == (high < limit)
    value = sample.estimate(0.95).value
    assert value is not None
    assert low <= value <= high


def test_measuring_more_is_asked_of_the_end_that_blocks():
    low, high = Proportion(60, 100), Proportion(80, 100)
    sample = Between(low, high)
    assert sample.needed_to_decide(0.85, 0.95) == high.needed_to_decide(0.85, 0.95)
    assert sample.needed_to_decide(0.55, 0.95) == low.needed_to_decide(0.55, 0.95)
    assert isinstance(sample.needed_to_decide(0.85, 0.95), Needed)


def test_nothing_is_asked_for_where_the_range_alone_leaves_it_open():
    sample = Between(Proportion(60, 100), Proportion(80, 100))
    assert sample.needed_to_decide(0.7, 0.95) is None
    assert sample.leaves_open(0.7)
    assert not sample.leaves_open(0.85)


def test_nothing_is_asked_for_where_it_is_decided():
    assert Between(Proportion(60, 100), Proportion(80, 100)).needed_to_decide(0.99, 0.95) is None


def test_an_unusable_end_makes_it_unusable():
    broken, sound = GeometricMean((1.0, 2.0)), GeometricMean((1.0, 2.0, 3.0, 2.0, 1.5))
    assert Between(sound, broken).unusable() == broken.unusable()
    assert Between(broken, sound).unusable() == broken.unusable()
    assert Between(sound, sound).unusable() is None


def test_an_end_without_a_value_leaves_none():
    estimate = Between(Exact(1.0), Exact(inf)).estimate(0.95)
    assert (estimate.value, estimate.lower, estimate.upper) == (None, 1.0, inf)
    assert Between(Exact(1.0), Exact(inf)).needed_to_decide(2.0, 0.95) is None


def test_without_a_high_end_nothing_is_shown_to_lie_below_a_limit():
    sample = Between(Proportion(60, 100), None, "queues grow without end")
    estimate, low = sample.estimate(0.95), Proportion(60, 100).estimate(0.95)
    assert (estimate.value, estimate.lower, estimate.upper) == (None, low.lower, inf)
    assert estimate.note == "queues grow without end"
    assert sample.p_value_below(0.9) == 1.0
    assert sample.p_value_above(0.4) == Proportion(60, 100).p_value_above(0.4)
    assert sample.unusable() is None
    assert not sample.leaves_open(0.9)
    assert sample.needed_to_decide(0.9, 0.95) is None
    assert sample.needed_to_decide(0.55, 0.95) == Proportion(60, 100).needed_to_decide(0.55, 0.95)


def test_ends_that_differ_by_something_else_than_declared_ranges_say_so():
    sample = Between(Exact(1.0), Exact(3.0), "what may meet")
    assert sample.estimate(0.95).note == "1 at the best and 3 at the worst end of what may meet"
    assert not sample.leaves_open(2.0)
    assert Between(Exact(1.0), Exact(3.0)).leaves_open(2.0)
