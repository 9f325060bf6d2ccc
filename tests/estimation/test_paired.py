"""Paired differences against published tables, statsmodels' McNemar test and exact error rates."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar

from buttress.estimation.paired import PairedProportion, newcombe_paired_interval

FEW = st.integers(0, 25)
TABLES = st.tuples(FEW, FEW, FEW, FEW)
APPROVAL = PairedProportion(gained=86, lost=150, both=794, neither=570)


@pytest.mark.parametrize(
    ("table", "expected"),
    [  # Newcombe 1998b, table II, method 10
        ((36, 12, 2, 0), (0.0569, 0.3404)),
        ((54, 0, 0, 0), (-0.0664, 0.0664)),
        ((0, 30, 0, 0), (0.8395, 1.0)),
    ],
)
def test_published_intervals(table, expected):
    assert newcombe_paired_interval(*table, 0.975) == pytest.approx(expected, abs=6e-5)


def test_the_approval_table():
    # Agresti 2013, section 11.1: z = -4.17, difference -0.04, Wald interval -0.0587 to -0.0213
    estimate = APPROVAL.estimate(0.975)
    assert estimate.value == pytest.approx(-0.04)
    assert (estimate.lower, estimate.upper) == pytest.approx((-0.0587, -0.0213), abs=7e-4)
    assert newcombe_paired_interval(794, 86, 150, 570, 0.975) == pytest.approx((-0.0587, -0.0213), abs=1e-4)
    assert APPROVAL.p_value_below(0) < 1e-4
    assert APPROVAL.p_value_above(0) == 1


@given(TABLES)
@settings(deadline=None, max_examples=40)
def test_the_note_tells_mcnemars_exact_p_value(table):
    gained, lost, both, neither = table
    sample = PairedProportion(*table)
    if sample.unusable() is None:
        expected = mcnemar([[both, gained], [lost, neither]], exact=True).pvalue
        assert f"two-sided p = {expected:.3g} in McNemar's exact test" in sample.estimate(0.95).note


@pytest.mark.parametrize("n", [20, 60, 500])
def test_against_no_difference_it_is_as_sharp_as_mcnemars_test(n):
    only_ours = 0
    for total in range(min(n, 45) + 1):
        for gained in range(total // 2 + 1):
            exact = stats.binom.cdf(gained, total, 0.5)
            if 0.001 < exact < 0.2:
                sample = PairedProportion(gained, total - gained, n - total, 0)
                ours = sample.p_value_below(0) <= 0.05
                assert ours or exact > 0.05
                only_ours += ours and exact > 0.05
    assert only_ours


def test_six_disagreements_that_agree_are_the_fewest_that_tell_at_two_sided_5_percent():
    assert PairedProportion(5, 0, 60, 35).p_value_above(0) > 0.025
    assert PairedProportion(6, 0, 60, 34).p_value_above(0) <= 0.025


def multinomial(n: int, gaining: float, losing: float) -> np.ndarray:
    """The chance of so many gained and lost, shape (n + 1, n + 1)."""
    counts = np.arange(n + 1)
    first = stats.binom.pmf(counts, n, gaining)
    rest = min(1.0, losing / (1 - gaining)) if gaining < 1 else 0.0
    second = stats.binom.pmf(counts[np.newaxis, :], n - counts[:, np.newaxis], rest)
    return first[:, np.newaxis] * second


@pytest.mark.parametrize("n", [5, 15])
def test_false_verdicts_are_never_more_frequent_than_stated(n):
    upper = np.full((n + 1, n + 1), np.inf)
    for gained, lost in product(range(n + 1), repeat=2):
        if gained + lost <= n:
            upper[gained, lost] = PairedProportion(gained, lost, n - gained - lost, 0).estimate(0.95).upper
    worst = 0.0
    # a truth just above a bound is missed by the most counts
    for truth in np.unique(upper[upper < 1])[:: 1 + n // 8] + 1e-8:
        for share in np.linspace(abs(truth), 1, 40):
            chance = multinomial(n, (share + truth) / 2, (share - truth) / 2)
            worst = max(worst, float(chance[upper < truth].sum()))
    assert 0.04 < worst <= 0.05


def test_false_verdicts_on_many_examples_stay_within_alpha():
    generator = np.random.default_rng(13)
    n, gaining, losing, rounds = 3000, 0.03, 0.02, 300
    tables = generator.multinomial(n, [gaining, losing, 0.9, 0.05], size=rounds)
    samples = [PairedProportion(*(int(count) for count in table)) for table in tables]
    most = rounds * 0.05 + 2 * (rounds * 0.05 * 0.95) ** 0.5
    assert sum(sample.p_value_above(gaining - losing) <= 0.05 for sample in samples) <= most
    assert sum(sample.p_value_below(gaining - losing) <= 0.05 for sample in samples) <= most


@given(TABLES, st.sampled_from([0.9, 0.95, 0.99]), st.floats(-1.2, 1.2))
@settings(deadline=None, max_examples=60)
def test_no_counts_break_it_and_bounds_agree_with_p_values(table, confidence, limit):
    sample = PairedProportion(*table)
    if sample.unusable():
        return
    estimate = sample.estimate(confidence)
    assert -1 <= estimate.lower <= estimate.value <= estimate.upper <= 1
    if abs(estimate.lower - limit) > 1e-6:
        assert (estimate.lower > limit) == (sample.p_value_above(limit) <= 1 - confidence)
    if abs(estimate.upper - limit) > 1e-6:
        assert (estimate.upper < limit) == (sample.p_value_below(limit) <= 1 - confidence)
    needed = sample.needed_to_decide(limit, confidence)
    assert needed is None or needed.count >= 1


@given(TABLES)
@settings(deadline=None, max_examples=30)
def test_the_other_way_round_it_is_the_mirror_image(table):
    gained, lost, both, neither = table
    if sum(table):
        one = PairedProportion(gained, lost, both, neither).estimate(0.95)
        other = PairedProportion(lost, gained, neither, both).estimate(0.95)
        assert (other.lower, other.value, other.upper) == (-one.upper, -one.value, -one.lower)


@pytest.mark.parametrize("table", [(0, 0, 40, 0), (40, 0, 0, 0), (0, 40, 0, 0), (0, 0, 0, 1), (1, 0, 0, 0)])
def test_extreme_tables_have_bounds(table):
    estimate = PairedProportion(*table).estimate(0.95)
    assert -1 <= estimate.lower <= estimate.value <= estimate.upper <= 1
    assert estimate.upper - estimate.lower > 0.05


def test_only_disagreements_and_the_number_of_examples_count():
    one, other = PairedProportion(9, 3, 80, 8).estimate(0.95), PairedProportion(9, 3, 8, 80).estimate(0.95)
    assert (one.lower, one.upper, one.n) == (other.lower, other.upper, 100)


def test_huge_counts_are_no_burden():
    estimate = PairedProportion(600_000, 500_000, 90_000_000, 8_900_000).estimate(0.95)
    error = 1.6448536 * (0.011 - 0.001**2) ** 0.5 / 1e4
    assert (estimate.lower, estimate.upper) == pytest.approx((0.001 - error, 0.001 + error), abs=2e-7)


def test_p_values_at_and_beyond_the_ends():
    sample = PairedProportion(3, 1, 5, 1)
    assert (sample.p_value_below(1.01), sample.p_value_above(-1.01)) == (0, 0)
    assert (sample.p_value_below(-1.0), sample.p_value_above(1.0)) == (1, 1)
    assert PairedProportion(4, 0, 0, 0).p_value_below(1.0) == 1


def test_no_examples_are_unusable_but_no_error():
    empty = PairedProportion(0, 0, 0, 0)
    assert empty.unusable() == "there are no examples"
    assert empty.estimate(0.95).value is None
    assert empty.p_value_above(0) == empty.p_value_below(0) == 1
    assert empty.needed_to_decide(0, 0.95) is None
    with pytest.raises(ValueError, match="negative"):
        PairedProportion(1, -1, 0, 0)


@pytest.mark.parametrize(
    ("table", "limit"), [((8, 4, 80, 8), 0.0), ((30, 20, 900, 50), 0.0), ((3, 3, 90, 4), 0.03)]
)
def test_the_planned_examples_decide_four_times_in_five(table, limit):
    needed = PairedProportion(*table).needed_to_decide(limit, 0.95)
    shares = np.array(table) / sum(table)
    tables = np.random.default_rng(6).multinomial(sum(table) + needed.count, shares, size=100)
    samples = [PairedProportion(*(int(count) for count in later)) for later in tables]
    decided = sum(min(one.p_value_above(limit), one.p_value_below(limit)) <= 0.05 for one in samples)
    assert 68 <= decided <= 97


def test_nothing_is_needed_when_decided_or_on_the_limit():
    assert APPROVAL.needed_to_decide(0.0, 0.95) is None
    assert PairedProportion(5, 5, 50, 5).needed_to_decide(0.0, 0.95) is None
    assert PairedProportion(5, 5, 50, 5).needed_to_decide(1e-7, 0.95) is None
