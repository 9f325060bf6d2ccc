"""Betting on means of values in [0, 1]: exact error rates by enumeration, closed forms, and order of play."""

from __future__ import annotations

from itertools import product
from math import exp, pi, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from buttress.estimation.bets import ENOUGH, Game
from buttress.estimation.betting import (
    mean_bounds,
    p_value_of_less,
    p_value_of_more,
    ratio_lower_bound,
    ratio_p_value,
    values_to_decide,
)

VALUES = st.lists(st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.5, 1.0])), min_size=1, max_size=30)
CONFIDENCES = st.floats(0.6, 0.999)
LIMITS = st.floats(0, 1)
EQUAL = (1.0, 1.0)


def game(values: np.ndarray) -> Game:
    return Game.on(values, 1 - values, EQUAL)


def test_one_value_by_hand():
    # No value came before: half a failure and a tenth of a success give the rate 1/6 and the variance 5/36, of
    # which skew takes away as much as is allowed, half. The z-test would then stake phi(z) / sqrt(5 / 72) at 0.03.
    (bets, *_) = game(np.array([0.8])).bets
    z = stats.norm.ppf(0.03)
    stake = exp(-z * z / 2) / sqrt(2 * pi) / sqrt(5 / 72)
    assert stake == pytest.approx(0.2582, abs=5e-5)
    assert bets.ends_with(0.03, 0.1) == pytest.approx(0.03 + stake * 0.7)
    # At limit 0.4 that could lose more than there is: all is staked.
    assert bets.ends_with(0.03, 0.4) == pytest.approx(0.03 / 0.4 * 0.8)
    # And with 0.9 in hand no more is staked than reaches 1 if the value is 1.
    assert bets.ends_with(0.9, 0.1) == pytest.approx(0.9 + 0.1 / 0.9 * 0.7)


@pytest.mark.parametrize(("limit", "floor"), [(0.5, 5), (0.8, 14), (0.9, 29), (0.95, 59), (0.99, 299)])
def test_all_successes_prove_a_limit_as_soon_as_exact_binomial_tests_do(limit, floor):
    assert p_value_of_more(np.ones(floor), limit) <= 0.05 < p_value_of_more(np.ones(floor - 1), limit)
    assert limit**floor <= p_value_of_more(np.ones(floor), limit) < 1.01 * limit**floor


@pytest.mark.parametrize("support", [(0.0, 1.0), (0.0, 0.9), (0.0, 0.5, 1.0), (0.2, 0.9, 1.0)])
def test_false_proofs_are_never_more_frequent_than_stated(support):
    length = 8 if len(support) == 2 else 5
    sequences = [np.array(values) for values in product(support, repeat=length)]
    counts = np.array([[np.count_nonzero(values == one) for one in support] for values in sequences])
    chances = [(1 - rare, rare) for rare in (0.02, 0.1, 0.3, 0.5, 0.8, 0.95)]
    if len(support) == 3:
        chances = [(0.1, 0.3, 0.6), (0.5, 0.0, 0.5), (0.02, 0.9, 0.08), (0.6, 0.3, 0.1)]
    played = [game(values) for values in sequences]
    for each in chances:
        mean = float(np.dot(each, support))
        weight = np.prod(np.array(each) ** counts, axis=1)
        for risk in (0.05, 0.2):
            # the mean sits on the limit, where errors are most frequent
            capital = np.array([one.surplus(risk, mean) + ENOUGH for one in played])
            assert weight @ (capital >= ENOUGH) <= risk
            assert weight @ capital <= risk * ENOUGH * (1 + 1e-9)


def test_bets_on_successes_are_fair_to_the_last_bit():
    sequences = [np.array(values, dtype=float) for values in product((0, 1), repeat=8)]
    weight = np.array([0.3 ** values.sum() * 0.7 ** (8 - values.sum()) for values in sequences])
    capital = np.array([game(values).surplus(0.1, 0.3) + ENOUGH for values in sequences])
    assert weight @ capital == pytest.approx(0.1 * ENOUGH, rel=1e-9)
    assert capital.min() >= 0
    assert capital.max() <= 1


@pytest.mark.parametrize(
    ("name", "n"), [("beta", 40), ("rare failures", 80), ("successes", 60), ("exponential", 30)]
)
def test_simulated_false_proofs_of_either_side(name, n):
    rng = np.random.default_rng(5)
    draw, mean = {
        "beta": (lambda: rng.beta(0.3, 2.7, n), 0.1),
        "rare failures": (lambda: np.where(rng.random(n) < 0.04, 0.0, 0.9), 0.864),
        "successes": (lambda: (rng.random(n) < 0.9).astype(float), 0.9),
        "exponential": (lambda: np.minimum(rng.exponential(0.1, n), 1), 0.1 * (1 - exp(-10))),
    }[name]
    trials = [draw() for _ in range(300)]
    # 300 trials at 5 % have more than 24 errors with a chance of 1 %
    assert sum(game(values).succeeds(0.05, mean) for values in trials) <= 24
    assert sum(game(1 - values).succeeds(0.05, 1 - mean) for values in trials) <= 24


def test_values_of_little_spread_prove_more_than_their_range_allows():
    values = np.random.default_rng(1).beta(20, 5, 1000)
    lower, upper = mean_bounds(values, 0.95)
    t_margin = stats.t.ppf(0.95, 999) * values.std(ddof=1) / sqrt(1000)
    hoeffding = sqrt(np.log(20) / 2000)
    assert values.mean() - lower < 1.5 * t_margin < hoeffding / 4
    assert upper - values.mean() < 1.5 * t_margin


def test_a_rare_failure_that_few_values_cannot_exclude_keeps_the_bound_away():
    # Twenty values near 0.8 are likely even if one in eight is 0, which makes the mean 0.7.
    values = np.random.default_rng(1).beta(80, 20, 20)
    assert mean_bounds(values, 0.95)[0] < 0.7
    assert stats.ttest_1samp(values, 0.7, alternative="greater").pvalue < 1e-6


@settings(max_examples=60, deadline=None)
@given(VALUES, CONFIDENCES, LIMITS)
def test_bounds_and_p_values_agree(values, confidence, limit):
    lower, upper = mean_bounds(values, confidence)
    mean = float(np.mean(values))
    assert 0 <= lower <= mean * (1 + 1e-12)
    assert mean * (1 - 1e-12) <= upper <= 1
    if abs(lower - limit) > 1e-12:
        assert (lower > limit) == (p_value_of_more(values, limit) <= 1 - confidence)
    if abs(upper - limit) > 1e-12:
        assert (upper < limit) == (p_value_of_less(values, limit) <= 1 - confidence)


@settings(max_examples=60, deadline=None)
@given(
    VALUES,
    st.tuples(LIMITS, LIMITS).map(sorted),
    st.tuples(st.floats(0.001, 0.5), st.floats(0.001, 0.5)).map(sorted),
)
def test_capital_falls_with_the_limit_and_rises_with_the_start(values, limits, starts):
    for bets in game(np.array(values)).bets:
        ends = [[bets.ends_with(start, limit) for start in starts] for limit in limits]
        assert ends[0][0] >= ends[1][0] - 1e-12
        assert ends[0][1] >= ends[1][1] - 1e-12
        assert ends[0][0] <= ends[0][1] + 1e-12
        assert ends[1][0] <= ends[1][1] + 1e-12


@settings(max_examples=30, deadline=None)
@given(VALUES, CONFIDENCES)
def test_mirrored_values_have_mirrored_bounds(values, confidence):
    # of finer values the mirror image would be rounded
    values = np.round(np.array(values) * 2**20) / 2**20
    lower, upper = mean_bounds(values, confidence)
    mirrored = mean_bounds(1 - values, confidence)
    assert (1 - mirrored[1], 1 - mirrored[0]) == pytest.approx((lower, upper), abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(VALUES, st.floats(0.6, 0.95))
def test_more_confidence_gives_wider_bounds(values, confidence):
    narrow, wide = mean_bounds(values, confidence), mean_bounds(values, 0.99)
    assert wide[0] <= narrow[0] + 1e-12
    assert wide[1] >= narrow[1] - 1e-12


def test_weighted_gains_and_losses_are_figures_of_another_range():
    # Figures in [-1, 3] whose mean is compared with 0.5: gains of at most 2.5 and losses of at most 1.5 at that limit.
    values = np.random.default_rng(4).uniform(size=50)
    rescaled = p_value_of_more(values, 0.375)
    assert ratio_p_value(values, 1 - values, (4.0, 4.0), 0.375) == pytest.approx(rescaled, rel=1e-9)
    assert ratio_lower_bound(values, 1 - values, (2.0, 2.0), 0.95) == pytest.approx(
        mean_bounds(values, 0.95)[0]
    )


def test_the_order_of_values_hardly_matters():
    rng = np.random.default_rng(2)
    values = rng.beta(5, 2, 60)
    lowers = [mean_bounds(rng.permutation(values), 0.95)[0] for _ in range(12)]
    assert np.std(lowers) < 0.25 * values.std() / sqrt(60)
    assert mean_bounds(values, 0.95) == mean_bounds(values.tolist(), 0.95)


def test_many_values_are_grouped_and_lose_little():
    values = np.random.default_rng(3).beta(2, 1, 40_000)
    lower, upper = mean_bounds(values, 0.95)
    margin = 1.645 * values.std() / 200
    assert 0.9 * margin < values.mean() - lower < 1.4 * margin
    assert 0.9 * margin < upper - values.mean() < 1.4 * margin


def test_poor_evidence_proves_nothing():
    assert mean_bounds([], 0.95) == (0, 1)
    assert p_value_of_more([], 0.5) == p_value_of_less([], 0.5) == 1
    assert mean_bounds([0.5], 0.95) == (0, 1)
    assert mean_bounds(np.zeros(30), 0.95)[0] == 0
    assert 0.9 < mean_bounds(np.ones(30), 0.95)[0] < 0.95 ** (1 / 30)
    lower, upper = mean_bounds(np.full(30, 0.5), 0.95)
    assert 0.4 < lower < 0.5 < upper < 0.6


def test_limits_at_and_beyond_the_range():
    values = [0.2, 0.9, 0.4]
    assert p_value_of_more(values, -0.1) == p_value_of_less(values, 1.1) == 0
    assert p_value_of_more(values, 1) == p_value_of_more(values, 2) == 1
    assert p_value_of_less(values, 0) == p_value_of_less(values, -1) == 1
    assert p_value_of_more(np.ones(200), 0) <= 1e-20
    assert p_value_of_more(np.zeros(200), 0) == 1


@pytest.mark.parametrize("confidence", [0.5, 1.0, 95])
def test_confidence_is_a_share(confidence):
    with pytest.raises(ValueError, match="confidence"):
        mean_bounds([0.5, 0.6], confidence)


@pytest.mark.parametrize(
    ("shape", "limit"), [((20, 5), 0.77), ((9, 1), 0.86), ((0.9, 0.1), 0.84), ((1, 10), 0.06), ((2, 2), 0.43)]
)
def test_planned_values_decide_most_of_the_time(shape, limit):
    rng = np.random.default_rng(6)
    planned = values_to_decide(rng.beta(*shape, 20_000), limit, 0.95)
    proved = sum(game(rng.beta(*shape, planned)).succeeds(0.05, limit) for _ in range(60))
    assert 0.55 <= proved / 60 <= 0.99
    assert values_to_decide(1 - rng.beta(*shape, 20_000), 1 - limit, 0.95) == pytest.approx(planned, rel=0.1)


def test_plans_that_make_no_sense_are_none():
    assert values_to_decide([0.5, 0.7], 0.6, 0.95) is None
    assert values_to_decide([0.5, 0.7], 0.6 - 1e-9, 0.95) is None
    assert values_to_decide([0.5, 0.7], 0.0, 0.95) is None
    assert values_to_decide([1.0] * 3, 0.99, 0.95) == 299
