"""Proportions against published intervals, exact error rates and scipy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from buttress.estimation import Needed, Proportion, clopper_pearson, trials_to_decide, wilson_interval

COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
CONFIDENCES = st.floats(0.6, 0.999)


@pytest.mark.parametrize(
    ("successes", "trials", "exact", "score"),
    [
        (81, 263, (0.2527, 0.3676), (0.2553, 0.3662)),
        (15, 148, (0.0578, 0.1617), (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1684), (0.0, 0.1611)),
        (1, 29, (0.0009, 0.1776), (0.0061, 0.1718)),
    ],
)
def test_intervals_of_newcombe_1998(successes, trials, exact, score):
    assert clopper_pearson(successes, trials, 0.975) == pytest.approx(exact, abs=5e-5)
    assert wilson_interval(successes, trials, 0.975) == pytest.approx(score, abs=5e-5)


def test_rule_of_three():
    _, upper = clopper_pearson(0, 300, 0.95)
    assert upper == pytest.approx(0.009936, abs=5e-7)
    assert upper < 3 / 300


@pytest.mark.parametrize(
    ("truth", "n", "customary"),
    [
        (0.5, 17, 0.951),
        (0.5, 40, 0.919),
        (0.2, 30, 0.946),
        (0.2, 98, 0.928),
        (0.005, 591, 0.945),
        (0.005, 592, 0.792),
        (0.106, 100, 0.952),
        (0.107, 100, 0.911),
    ],
)
def test_where_the_customary_interval_covers_erratically_the_exact_one_keeps_its_word(truth, n, customary):
    # Brown, Cai and DasGupta 2001, Statistical Science 16, section 2: coverage of nominal 95 % Wald intervals
    counts = np.arange(n + 1)
    chances = stats.binom.pmf(counts, n, truth)
    rates = counts / n
    margin = stats.norm.ppf(0.975) * np.sqrt(rates * (1 - rates) / n)
    assert chances[np.abs(rates - truth) <= margin].sum() == pytest.approx(customary, abs=6e-4)
    bounds = np.array([clopper_pearson(int(count), n, 0.975) for count in counts])
    assert chances[(bounds[:, 0] <= truth) & (truth <= bounds[:, 1])].sum() >= 0.95


@given(COUNTS, CONFIDENCES)
def test_bounds_agree_with_scipy(counts, confidence):
    above = stats.binomtest(*counts, alternative="greater")
    below = stats.binomtest(*counts, alternative="less")
    expected = (above.proportion_ci(confidence).low, below.proportion_ci(confidence).high)
    assert clopper_pearson(*counts, confidence) == pytest.approx(expected, rel=1e-9, abs=1e-12)
    both = stats.binomtest(*counts).proportion_ci(2 * confidence - 1, method="wilson")
    assert wilson_interval(*counts, confidence) == pytest.approx((both.low, both.high), abs=1e-12)


@given(COUNTS, st.floats(0, 1))
def test_p_values_agree_with_scipy(counts, limit):
    sample = Proportion(*counts)
    assert sample.p_value_above(limit) == pytest.approx(
        stats.binomtest(*counts, p=limit, alternative="greater").pvalue, rel=1e-9, abs=1e-300
    )
    assert sample.p_value_below(limit) == pytest.approx(
        stats.binomtest(*counts, p=limit, alternative="less").pvalue, rel=1e-9, abs=1e-300
    )


@pytest.mark.parametrize("n", [1, 5, 14, 29, 59, 100, 299, 500])
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_false_verdicts_are_never_more_frequent_than_stated(n, confidence):
    estimates = [Proportion(k, n).estimate(confidence) for k in range(n + 1)]
    lower = np.array([estimate.lower for estimate in estimates])
    upper = np.array([estimate.upper for estimate in estimates])
    for truth in np.concatenate([np.linspace(0.005, 0.995, 100), lower[1:-1], upper[1:-1]]):
        chances = stats.binom.pmf(np.arange(n + 1), n, truth)
        # the truth sits on the limit, where errors are most frequent
        assert chances[lower > truth].sum() <= 1 - confidence + 1e-9
        assert chances[upper < truth].sum() <= 1 - confidence + 1e-9


@given(COUNTS, CONFIDENCES)
def test_bounds_bracket_the_value_and_widen_with_confidence(counts, confidence):
    narrow, wide = Proportion(*counts).estimate(confidence), Proportion(*counts).estimate(0.9995)
    assert 0 <= wide.lower <= narrow.lower <= narrow.value <= narrow.upper <= wide.upper <= 1


@given(COUNTS, CONFIDENCES, st.floats(-0.5, 1.5))
def test_bounds_and_p_values_agree(counts, confidence, limit):
    sample, risk = Proportion(*counts), 1 - confidence
    estimate = sample.estimate(confidence)
    if abs(estimate.lower - limit) > 1e-9:
        assert (estimate.lower > limit) == (sample.p_value_above(limit) <= risk)
    if abs(estimate.upper - limit) > 1e-9:
        assert (estimate.upper < limit) == (sample.p_value_below(limit) <= risk)


@given(COUNTS, CONFIDENCES)
def test_failures_mirror_successes(counts, confidence):
    successes, trials = counts
    lower, upper = clopper_pearson(successes, trials, confidence)
    assert clopper_pearson(trials - successes, trials, confidence) == pytest.approx(
        (1 - upper, 1 - lower), abs=1e-12
    )


@pytest.mark.parametrize("limit", [-0.1, 0.0, 1.0, 1.1])
def test_limits_at_and_beyond_the_ends(limit):
    none, all_ = Proportion(0, 10), Proportion(10, 10)
    assert none.p_value_above(limit) == (0 if limit < 0 else 1)
    assert none.p_value_below(limit) == (1 if limit <= 0 else 0)
    assert all_.p_value_above(limit) == (0 if limit <= 0 else 1)
    assert all_.p_value_below(limit) == (0 if limit > 1 else 1)


def test_an_estimate_says_what_it_is():
    estimate = Proportion(45, 50).estimate(0.95)
    assert (estimate.value, estimate.n, estimate.method) == (0.9, 50, "Clopper-Pearson")
    assert estimate.processes is None


def test_no_examples_are_unusable_but_no_error():
    empty = Proportion(0, 0)
    assert empty.unusable() == "there are no examples"
    estimate = empty.estimate(0.95)
    assert estimate.value is None
    assert (estimate.lower, estimate.upper) == (-np.inf, np.inf)
    assert empty.p_value_above(0.5) == empty.p_value_below(0.5) == 1
    assert empty.needed_to_decide(0.5, 0.95) is None
    assert Proportion(0, 1).unusable() is None


@pytest.mark.parametrize("counts", [(2, 1), (-1, 5), (0, -1)])
def test_impossible_counts_are_refused(counts):
    with pytest.raises(ValueError, match="impossible"):
        Proportion(*counts)


def test_needed_examples_top_up_to_the_planned_size():
    assert Proportion(910, 1000).needed_to_decide(0.90, 0.95) == Needed(4520, "examples")
    assert Proportion(10, 10).needed_to_decide(0.99, 0.95) == Needed(289, "examples")


def test_nothing_is_needed_when_decided_or_on_the_limit():
    assert Proportion(990, 1000).needed_to_decide(0.9, 0.95) is None
    assert Proportion(800, 1000).needed_to_decide(0.9, 0.95) is None
    assert Proportion(90, 100).needed_to_decide(0.9, 0.95) is None
    assert Proportion(100, 100).needed_to_decide(1.0, 0.95) is None


@given(COUNTS, st.floats(0.01, 0.99))
def test_an_undecided_sample_always_needs_more_than_it_has(counts, limit):
    sample = Proportion(*counts)
    needed = sample.needed_to_decide(limit, 0.95)
    if needed is not None:
        assert needed.count == trials_to_decide(counts[0] / counts[1], limit, 0.95) - counts[1] >= 1
