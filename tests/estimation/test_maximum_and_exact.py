"""Quantities whose bounds are what was observed: the maximum over runs, and exact values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buttress.estimation import Exact, Maximum, Needed, share_above_maximum


@pytest.mark.parametrize(("runs", "share"), [(3, 0.632), (5, 0.451), (29, 0.098), (59, 0.050)])
def test_share_of_runs_that_may_exceed_the_maximum(runs, share):
    assert share_above_maximum(runs, 0.95) == pytest.approx(share, abs=6e-4)


@given(st.integers(1, 200), st.floats(0.6, 0.999))
def test_the_share_is_where_no_exceedance_becomes_improbable(runs, confidence):
    assert (1 - share_above_maximum(runs, confidence)) ** runs == pytest.approx(1 - confidence)


def test_a_maximum_carries_its_coverage_in_words():
    estimate = Maximum((210.0, 214.5, 213.0, 214.0, 212.0)).estimate(0.95)
    assert estimate.value == estimate.lower == estimate.upper == 214.5
    assert (estimate.n, estimate.processes, estimate.method) == (5, 5, "maximum over processes")
    assert estimate.note == "with 95 % confidence at most 45.1 % of runs exceed it"


def test_one_run_above_the_limit_breaks_a_claim():
    sample = Maximum((1.0, 2.0, 3.0))
    assert (sample.p_value_above(2.5), sample.p_value_below(2.5)) == (0, 1)
    assert (sample.p_value_above(3.5), sample.p_value_below(3.5)) == (1, 0)
    assert (sample.p_value_above(3), sample.p_value_below(3)) == (1, 1)


def test_fewer_than_three_runs_are_unusable():
    assert Maximum((1.0, 2.0)).unusable() == "there are 2 runs, and a maximum over runs needs 3"
    assert Maximum((1.0, 2.0)).needed_to_decide(5, 0.95) == Needed(1, "processes")
    assert Maximum((1.0, 2.0, 3.0)).unusable() is None
    assert Maximum((1.0, 2.0, 3.0)).needed_to_decide(5, 0.95) is None


@pytest.mark.parametrize(
    "values", [(), (1.0, 2.0, float("nan")), (float("nan"), 1.0, 2.0), (1.0, 2.0, float("inf"))]
)
def test_unreadable_maxima_tell_nothing(values):
    sample = Maximum(values)
    assert sample.unusable()
    assert sample.estimate(0.95).value is None
    assert sample.p_value_above(0) == sample.p_value_below(9) == 1


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_an_exact_value_decides_at_once(value, limit):
    sample = Exact(value)
    estimate = sample.estimate(0.95)
    assert estimate.value == estimate.lower == estimate.upper == value
    assert (estimate.lower > limit) == (sample.p_value_above(limit) <= 0.05)
    assert (estimate.upper < limit) == (sample.p_value_below(limit) <= 0.05)
    assert sample.unusable() is None
    assert sample.needed_to_decide(limit, 0.95) is None


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_an_exact_value_must_be_a_number(value):
    sample = Exact(value)
    assert "not a finite number" in sample.unusable()
    assert sample.estimate(0.95).value is None
    assert sample.p_value_above(0) == sample.p_value_below(0) == 1


@pytest.mark.parametrize("sample", [Exact(1.0), Exact(float("nan")), Maximum((1.0,) * 3), Maximum(())])
def test_a_confidence_that_is_none_is_refused(sample):
    with pytest.raises(ValueError, match="confidence"):
        sample.estimate(95)
