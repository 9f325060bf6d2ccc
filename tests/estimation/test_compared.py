"""Differences and ratios of two candidates, against closed forms and simulation."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from buttress.estimation import Exact, GeometricMean, Proportion, TypicalPercentile
from buttress.estimation.compared import Difference, Ratio, RatioOfMeans

COUNTS = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: (min(pair), max(pair)))


def test_a_difference_takes_each_side_at_half_the_risk():
    one, other = Proportion(90, 100), Proportion(70, 100)
    found = Difference(one, other).estimate(0.95)
    ours, theirs = one.estimate(0.975), other.estimate(0.975)
    assert found.value == pytest.approx(0.2)
    assert (found.lower, found.upper) == (ours.lower - theirs.upper, ours.upper - theirs.lower)
    assert found.n == 100


def test_a_ratio_takes_each_side_at_half_the_risk():
    runs = [tuple(np.full(300, level)) for level in (1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6)]
    slow = TypicalPercentile(tuple(np.array(run) * 3 for run in runs), 0.5)
    quick = TypicalPercentile(tuple(np.array(run) for run in runs), 0.5)
    found = Ratio(slow, quick).estimate(0.9)
    assert found.value == pytest.approx(3)
    assert found.lower == slow.estimate(0.95).lower / quick.estimate(0.95).upper
    assert found.upper == slow.estimate(0.95).upper / quick.estimate(0.95).lower
    assert found.processes == 14


def test_exact_figures_have_an_exact_difference_and_ratio():
    assert Difference(Exact(5), Exact(3)).estimate(0.95).lower == 2
    ratio = Ratio(Exact(10), Exact(4))
    assert (ratio.estimate(0.95).lower, ratio.estimate(0.95).upper) == (2.5, 2.5)
    assert (ratio.p_value_above(2.4), ratio.p_value_below(2.4)) == (0, 1)
    assert ratio.p_value_below(2.6) == 0


def test_nothing_divides_by_zero():
    ratio = Ratio(Exact(10), Exact(0))
    assert ratio.estimate(0.95).value is None
    assert (ratio.p_value_above(1), ratio.p_value_below(1)) == (1, 1)


@settings(deadline=None, max_examples=60)
@given(COUNTS, COUNTS, st.floats(-0.9, 0.9), st.sampled_from([0.8, 0.95, 0.99]))
def test_bounds_and_p_values_of_a_difference_agree(first, second, limit, confidence):
    sample = Difference(Proportion(*first), Proportion(*second))
    found = sample.estimate(confidence)
    if sample.unusable():
        assert (found.value, sample.p_value_above(limit), sample.p_value_below(limit)) == (None, 1, 1)
        return
    risk = 1 - confidence
    if abs(found.lower - limit) > 1e-6:
        assert (found.lower > limit) == (sample.p_value_above(limit) <= risk)
    if abs(found.upper - limit) > 1e-6:
        assert (found.upper < limit) == (sample.p_value_below(limit) <= risk)


def test_a_limit_of_numpy_is_a_limit_like_any_other():
    sample = Difference(Proportion(80, 100), Proportion(40, 100))
    assert sample.p_value_above(np.float64(0.1)) == sample.p_value_above(0.1) < 0.01
    assert sample.p_value_below(np.float64(0.9)) == sample.p_value_below(0.9) < 0.01


def test_quantities_that_are_negative_have_no_ratio():
    for one, other in ((-3.0, 2.0), (3.0, -2.0), (3.0, 0.0), (1e308, 0.1)):
        sample = Ratio(Exact(one), Exact(other))
        assert sample.unusable() is not None
        assert (sample.estimate(0.95).value, sample.p_value_below(5.0)) == (None, 1)


def test_an_unusable_side_is_named():
    assert (
        Difference(Proportion(1, 2), Proportion(0, 0)).unusable()
        == "what it is compared with: there are no examples"
    )
    assert Ratio(Proportion(0, 0), Proportion(1, 2)).unusable() == "there are no examples"


def t_bounds_of_the_ratio(first, second) -> list[float]:
    logs = np.log(first), np.log(second)
    error = np.sqrt(sum(one.var(ddof=1) / len(one) for one in logs))
    margin = stats.t.ppf(0.95, min(len(first), len(second)) - 1) * error
    centre = logs[0].mean() - logs[1].mean()
    return [np.exp(centre), np.exp(centre - margin), np.exp(centre + margin)]


def test_the_bounds_of_the_ratio_of_means_are_those_of_order_statistics_where_values_are_close():
    first, second = (2.0, 2.2, 2.1, 2.4, 1.9, 2.3), (1.0, 1.1, 0.9, 1.2, 1.0, 1.3)
    found = RatioOfMeans(first, second).estimate(0.95)
    value, lower, upper = t_bounds_of_the_ratio(first, second)
    assert found.value == pytest.approx(value)
    assert (found.lower, found.upper) == (1.9 / 1.3, 2.4 / 0.9)  # of six, none may lie beyond
    assert found.lower < lower < upper < found.upper


def test_the_bounds_of_the_ratio_of_means_are_a_t_interval_on_logarithms_where_one_value_is_far_off():
    first, second = (1.0,) * 9 + (50.0,), (1.0,) * 9 + (70.0,)
    found = RatioOfMeans(first, second).estimate(0.95)
    assert [found.value, found.lower, found.upper] == pytest.approx(t_bounds_of_the_ratio(first, second))


@pytest.mark.parametrize("rare", [0.1, 0.45])
def test_rare_slow_processes_bring_no_more_false_verdicts_on_the_ratio_of_typical_ones(rare):
    generator, trials, n = np.random.default_rng(41), 300, 10
    middle = 0.05 * stats.norm.ppf(0.5 / (1 - rare))  # the median, with all slow ones above
    held = missed = 0
    for _ in range(trials):
        slow = 2.0 * (generator.random(n) < rare) - middle
        first, second = (tuple(np.exp(0.05 * generator.standard_normal(n) + s)) for s in (slow, 0.0))
        held += RatioOfMeans(first, second).estimate(0.95).upper <= 1
        missed += RatioOfMeans(second, first).estimate(0.95).lower > 1
    assert max(held, missed) / trials <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / trials)


RATIO_VALUES = st.lists(st.integers(1, 9).map(float), min_size=1, max_size=14).map(tuple)


@settings(deadline=None, max_examples=100)
@given(RATIO_VALUES, RATIO_VALUES, st.floats(0.6, 0.99), st.integers(1, 40))
def test_bounds_and_p_values_of_the_ratio_of_means_agree(first, second, confidence, eighths):
    sample, limit, risk = RatioOfMeans(first, second), eighths / 8, 1 - confidence
    found = sample.estimate(confidence)
    if found.lower != pytest.approx(limit, rel=1e-9):
        assert (found.lower > limit) == (sample.p_value_above(limit) <= risk)
    if found.upper != pytest.approx(limit, rel=1e-9):
        assert (found.upper < limit) == (sample.p_value_below(limit) <= risk)


def test_the_ratio_of_means_is_no_wider_than_the_union_of_both():
    generator = np.random.default_rng(5)
    first, second = (tuple(np.exp(generator.normal(size=10) / 10)) for _ in range(2))
    close = RatioOfMeans(first, second).estimate(0.95)
    wide = Ratio(GeometricMean(first), GeometricMean(second)).estimate(0.95)
    assert wide.lower <= close.lower < close.upper <= wide.upper


@pytest.mark.parametrize("spreads", [(0.1, 0.1), (0.05, 0.4)])
def test_a_ratio_at_the_limit_seldom_seems_beyond_it(spreads):
    generator = np.random.default_rng(11)
    trials, beyond = 600, 0
    for _ in range(trials):
        first, second = (
            tuple(np.exp(s * generator.standard_normal(n))) for s, n in zip(spreads, (6, 10), strict=True)
        )
        beyond += RatioOfMeans(first, second).estimate(0.95).upper < 1
    assert beyond / trials <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / trials)


def test_more_processes_decide_as_planned():
    generator = np.random.default_rng(3)
    first, second = (tuple(np.exp(0.2 * generator.standard_normal(10) + shift)) for shift in (0.05, 0.0))
    sample = RatioOfMeans(first, second)
    needed = sample.needed_to_decide(1.0, 0.95)
    assert needed is not None
    assert needed.what == "processes"
    ratio = sample.estimate(0.95).value or 1
    half = (20 + needed.count) // 2
    decided = sum(
        RatioOfMeans(
            tuple(np.exp(0.2 * generator.standard_normal(half)) * ratio),
            tuple(np.exp(0.2 * generator.standard_normal(half))),
        ).p_value_above(1.0)
        <= 0.05
        or ratio < 1
        for _ in range(100)
    )
    assert decided >= 60


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.sampled_from([0.0, -1.0, 1e-300, 1.0, 2.0, 1e300, inf, float("nan")]), max_size=7),
    st.lists(st.sampled_from([0.0, 1.0, 3.0, inf]), max_size=7),
    st.sampled_from([-1.0, 0.0, 0.5, 1.0, 1e9]),
)
def test_hostile_values_give_no_answer_and_no_error(first, second, limit):
    sample = RatioOfMeans(tuple(first), tuple(second))
    found = sample.estimate(0.95)
    assert found.value is None or found.lower <= found.value <= found.upper
    assert 0 <= sample.p_value_above(limit) <= 1
    assert 0 <= sample.p_value_below(limit) <= 1
    sample.needed_to_decide(limit, 0.95)
    if sample.unusable() is None:
        assert found.value is not None
