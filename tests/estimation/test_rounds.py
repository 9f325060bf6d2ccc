"""Bets on rounds against all dealings written out, and against what exactly happens to small samples."""

from __future__ import annotations

from itertools import permutations, product
from math import exp, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from buttress.estimation.rounds import (
    AllDealings,
    SomeDealings,
    deal_differences,
    lower_bound,
    match_all,
    p_value_above,
    rounds_to_decide,
)


def capital_over_all_dealings(rows: np.ndarray, others: np.ndarray, limit: float, stake: float) -> float:
    """The mean over all matchings of the product over rounds, as betting defines it."""
    right = (rows[:, None] > others) + 0.5 * (rows[:, None] == others)
    factors = 1 + stake * (right - limit)
    dealings = permutations(range(len(others)), len(rows))
    return float(np.mean([factors[np.arange(len(rows)), list(dealt)].prod() for dealt in dealings]))


def sample(positives: list[float], negatives: list[float]) -> tuple[np.ndarray, np.ndarray]:
    truth = np.array([True] * len(positives) + [False] * len(negatives))
    return truth, np.array([*positives, *negatives], dtype=float)


@pytest.mark.parametrize(("limit", "stake"), [(0.3, 0.5), (0.6, 1.4), (0.9, 0.99)])
@pytest.mark.parametrize("seed", range(4))
def test_the_closed_form_is_the_mean_over_all_dealings(seed: int, limit: float, stake: float) -> None:
    generator = np.random.default_rng(seed)
    positives, negatives = generator.normal(0.7, 1, 4), generator.normal(0, 1, 6)
    found = match_all(*sample(list(positives), list(negatives))).log_capital(limit, stake)
    assert exp(found) == pytest.approx(capital_over_all_dealings(positives, negatives, limit, stake))
    # More positives than negatives: the negatives are the rows, and a low one is right.
    found = match_all(*sample(list(negatives), list(positives))).log_capital(limit, stake)
    assert exp(found) == pytest.approx(capital_over_all_dealings(-positives, -negatives, limit, stake))


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=4),
    st.lists(st.integers(0, 4), min_size=4, max_size=6),
    st.floats(0.05, 0.95),
    st.floats(0.05, 0.95),
)
def test_ties_make_the_capital_smaller_never_larger(
    positives: list[int], negatives: list[int], limit: float, boldness: float
) -> None:
    truth, scores = sample([*positives], [*negatives])
    full = capital_over_all_dealings(np.array(positives), np.array(negatives), limit, boldness / limit)
    found = exp(match_all(truth, scores).log_capital(limit, boldness / limit))
    assert found <= full * (1 + 1e-9)
    if not set(positives) & set(negatives):
        assert found == pytest.approx(full)


def test_capital_neither_overflows_nor_hides_a_chance() -> None:
    for size in (3, 700, 6000):  # more than can be formed are left out
        dealings = match_all(*sample([1.0] * size, [0.0] * size))
        assert dealings.mean == 1.0
        assert dealings.log_chances == pytest.approx(np.zeros(min(size, 5000) + 1))
    alike = match_all(*sample([0.0] * 1500, [0.0] * 1500))
    assert alike.mean == 0.5
    assert p_value_above(alike, 0.5) == 1.0
    assert p_value_above(alike, 0.4) < 1e-4


def chances_of_counts(size: int, share: float) -> np.ndarray:
    return binom.pmf(np.arange(size + 1), size, share)


@pytest.mark.parametrize(("high", "low"), [(0.9, 0.0), (1.0, 0.2), (0.9, 0.2), (0.6, 0.4), (0.97, 0.05)])
@pytest.mark.parametrize(("positives", "negatives"), [(25, 25), (14, 40)])
def test_no_more_than_the_risk_errs_exactly(high: float, low: float, positives: int, negatives: int) -> None:
    """Scores are 0 or 1, so that all samples can be listed with their chances."""
    area = (1 + high - low) / 2
    wrong = {"above": 0.0, "below": 0.0}
    weights = np.outer(chances_of_counts(positives, high), chances_of_counts(negatives, low))
    for ups, downs in product(range(positives + 1), range(negatives + 1)):
        if weights[ups, downs] < 1e-7:
            continue
        said = sample([1.0] * ups + [0.0] * (positives - ups), [1.0] * downs + [0.0] * (negatives - downs))
        wrong["above"] += weights[ups, downs] * (p_value_above(match_all(*said), area) <= 0.05)
        wrong["below"] += weights[ups, downs] * (
            p_value_above(match_all(said[0], -said[1]), 1 - area) <= 0.05
        )
    assert max(wrong.values()) <= 0.05


def test_the_expected_capital_is_exactly_one_without_ties() -> None:
    """Three of five ordered score levels each; positives use levels that negatives never use."""
    chances, capital, limit, stake = 0.0, 0.0, 0.0, 0.7
    up, down = {0.0: 0.2, 2.0: 0.3, 4.0: 0.5}, {1.0: 0.6, 3.0: 0.4}
    limit = sum(up[a] * down[b] for a, b in product(up, down) if a > b)
    for positives in product(up, repeat=3):
        for negatives in product(down, repeat=4):
            chance = float(
                np.prod([up[each] for each in positives]) * np.prod([down[each] for each in negatives])
            )
            chances += chance
            capital += chance * exp(match_all(*sample([*positives], [*negatives])).log_capital(limit, stake))
    assert chances == pytest.approx(1)
    assert capital == pytest.approx(1)


@pytest.mark.parametrize("risk", [0.2, 0.05, 0.001])
def test_the_lower_bound_is_where_the_p_value_passes_the_risk(risk: float) -> None:
    generator = np.random.default_rng(3)
    truth = np.arange(300) < 120
    for rounds in (
        match_all(truth, generator.normal(truth, 1)),
        deal_differences(truth, generator.normal(truth, 1), generator.normal(truth, 2)),
    ):
        bound = lower_bound(rounds, risk)
        assert 0 < bound < rounds.mean
        assert p_value_above(rounds, bound) == pytest.approx(risk)
        limits = np.linspace(0.01, 0.99, 60)
        assert (np.diff([p_value_above(rounds, limit) for limit in limits]) >= -1e-12).all()


def test_limits_at_the_ends_are_certain() -> None:
    some, none = AllDealings(1, 0.5, np.log([1.0, 0.5])), AllDealings(1, 0.0, np.array([0.0, -np.inf]))
    assert (p_value_above(some, 0.0), p_value_above(some, -1.0), p_value_above(some, 1.0)) == (0, 0, 1)
    assert (p_value_above(none, 0.0), p_value_above(none, -1.0)) == (1, 0)
    assert (lower_bound(none, 0.05), lower_bound(some, 0.05) > 0) == (0.0, True)


def test_dealt_rounds_use_each_rarer_example_once_and_are_dealt_alike_again() -> None:
    truth = np.arange(35) < 10
    scores, other = np.random.default_rng(1).normal(truth, 1, (2, 35))
    dealt, again = deal_differences(truth, scores, other), deal_differences(truth, scores, other)
    assert (dealt.counts == again.counts).all()
    assert dealt.rounds == 10
    assert len(dealt.values) == 4 * 2 + 1
    right = [(each[truth][:, None] > each[~truth]).mean() for each in (scores, other)]
    assert dealt.mean == pytest.approx((1 + right[0] - right[1]) / 2)
    shares = dealt.counts.sum(axis=0) / dealt.counts.sum()
    assert shares @ dealt.values == pytest.approx(dealt.mean, abs=0.002)
    swapped, mirrored = deal_differences(truth, other, scores), dealt.mirrored()
    assert swapped.log_capital(0.4, 1.0) == pytest.approx(mirrored.log_capital(0.4, 1.0))


def test_many_examples_are_dealt_into_larger_rounds() -> None:
    truth = np.arange(2500) < 1000
    scores, other = np.random.default_rng(1).normal(truth, 1, (2, 2500))
    dealt = deal_differences(truth, scores, other)
    assert dealt.rounds == 500
    assert len(dealt.values) == 4 * 2 * 2 + 1
    assert dealt.counts.sum(axis=0) @ dealt.values / dealt.counts.sum() == pytest.approx(
        dealt.mean, abs=0.002
    )


def test_the_capital_of_dealings_is_their_mean() -> None:
    dealt = SomeDealings(np.array([0.0, 0.5, 1.0]), np.array([[1.0, 1.0, 2.0], [0.0, 4.0, 0.0]]), 0.6)
    expected = (0.8 * 1.05 * 1.3**2 + 1.05**4) / 2  # a stake of a half against 0.4
    assert dealt.log_capital(0.4, 0.5) == pytest.approx(log(expected))


def test_a_plan_decides_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(8)
    truth = np.arange(2000) < 1000
    scores = generator.normal(2.3262 * truth, 1)  # an area of 0.95
    spread = 1000 * (0.95 * 0.05) / 1000 * 0.4  # a variance of about 0.4 of that of single pairs
    total = rounds_to_decide(match_all(truth, scores), spread, 0.90, 0.05)
    assert total is not None
    small = np.arange(2 * total) < total
    decided = [
        p_value_above(match_all(small, generator.normal(2.3262 * small, 1)), 0.90) <= 0.05 for _ in range(100)
    ]
    assert 0.65 <= np.mean(decided) <= 0.99


def test_a_hopeless_plan_is_none() -> None:
    truth = np.arange(200) < 100
    rounds = match_all(truth, np.random.default_rng(0).normal(truth, 1))
    assert rounds_to_decide(rounds, 0.1, rounds.mean - 1e-7, 0.05) is None
