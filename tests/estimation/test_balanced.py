"""Balanced accuracy: values, proved bounds against exact enumeration, clusters, plans."""

from __future__ import annotations

from itertools import product
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom
from sklearn.metrics import balanced_accuracy_score

from buttress.estimation.balanced import BalancedAccuracy

NAMES = ("cat", "dog", "fox", "owl", "pig")


def counted(right: tuple[int, ...], trials: tuple[int, ...]) -> BalancedAccuracy:
    truth = np.repeat(np.arange(len(trials)), trials)
    rightly = np.concatenate([np.arange(n) < k for k, n in zip(right, trials, strict=True)])
    answers = np.where(rightly, truth, truth + 1)
    return BalancedAccuracy(truth, answers, len(trials), NAMES[: len(trials)])


@pytest.mark.parametrize("seed", range(5))
def test_the_value_is_that_of_scikit_learn(seed: int) -> None:
    generator = np.random.default_rng(seed)
    truth = np.concatenate([np.arange(4), generator.choice(4, 80, p=[0.6, 0.2, 0.15, 0.05])])
    answers = np.where(generator.random(84) < 0.7, truth, generator.integers(0, 4, 84))
    estimate = BalancedAccuracy(truth, answers, 4, NAMES[:4]).estimate(0.95)
    assert estimate.value == pytest.approx(balanced_accuracy_score(truth, answers))
    assert 0 < estimate.lower < estimate.value < estimate.upper < 1
    assert not estimate.doubt


@pytest.mark.parametrize(
    ("trials", "recalls"),
    [
        ((20, 20), (0.9, 0.9)),
        ((12, 30), (0.98, 0.7)),
        ((12, 30), (0.7, 1.0)),
        ((10, 25), (0.95, 0.95)),
        ((6, 8, 9), (0.9, 0.6, 1.0)),
    ],
)
def test_no_more_than_the_risk_errs_exactly(trials: tuple[int, ...], recalls: tuple[float, ...]) -> None:
    limit = float(np.mean(recalls))
    chances = [binom.pmf(np.arange(n + 1), n, share) for n, share in zip(trials, recalls, strict=True)]
    above = below = 0.0
    for right in product(*(range(n + 1) for n in trials)):
        chance = float(np.prod([each[k] for each, k in zip(chances, right, strict=True)]))
        if chance < 1e-5:
            continue
        sample = counted(right, trials)
        above += chance * (sample.p_value_above(limit) <= 0.05)
        below += chance * (sample.p_value_below(limit) <= 0.05)
    assert max(above, below) <= 0.05 - 1e-3


def test_one_class_is_bounded_by_chernoff_in_closed_form() -> None:
    """With the divergence of 0.9 from T: exp(-n kl(0.9, T)), and what the search leaves out."""
    divergence = 0.9 * np.log(0.9 / 0.8) + 0.1 * np.log(0.1 / 0.2)
    assert counted((90,), (100,)).p_value_above(0.8) == pytest.approx(
        np.exp(-100 * divergence) + 1e-4, rel=0.01
    )


def test_all_right_answers_are_as_likely_as_the_most_favourable_recalls_make_them() -> None:
    assert counted((20,), (20,)).p_value_above(0.9) == pytest.approx(0.9**20 + 1e-4, rel=1e-6)
    # Two classes at 0.9 each are more favourable than 0.8 and 1.
    assert counted((15, 15), (15, 15)).p_value_above(0.9) == pytest.approx(0.9**30 + 1e-4, rel=1e-6)
    # A class of two is best where all the wrong answers are: 0.8 and 1.
    assert counted((2, 200), (2, 200)).p_value_above(0.9) == pytest.approx(0.8**2 + 1e-4, rel=1e-6)


@settings(max_examples=15)
@given(
    st.lists(st.tuples(st.integers(1, 40), st.floats(0, 1)), min_size=1, max_size=4),
    st.sampled_from([0.6, 0.95, 0.99]),
)
def test_bounds_and_p_values_agree(classes: list[tuple[int, float]], confidence: float) -> None:
    sample = counted(tuple(round(n * share) for n, share in classes), tuple(n for n, _ in classes))
    estimate = sample.estimate(confidence)
    assert 0 <= estimate.lower <= estimate.value <= estimate.upper <= 1
    for bound, p_value, outwards in (
        (estimate.lower, sample.p_value_above, -1e-7),
        (estimate.upper, sample.p_value_below, 1e-7),
    ):
        assert p_value(bound + outwards) <= 1 - confidence
        assert p_value(bound - outwards) > 1 - confidence


def test_p_values_rise_with_the_limit() -> None:
    sample = counted((18, 70, 200), (20, 90, 210))
    values = [sample.p_value_above(limit) for limit in np.linspace(-0.1, 1.1, 100)]
    assert (np.diff(values) >= 0).all()
    assert (values[0], values[-1]) == (0, 1)
    assert min(value for value in values if value) >= 1e-4


def test_power_is_that_of_chernoffs_inequality() -> None:
    generator = np.random.default_rng(1)
    rights = generator.binomial((200, 400), (0.95, 0.9), (60, 2))
    held = [counted(tuple(right), (200, 400)).p_value_above(0.88) <= 0.05 for right in rights]
    assert np.mean(held) >= 0.8


def test_classes_without_examples_do_not_count_and_small_ones_are_named() -> None:
    sample = BalancedAccuracy(np.array([0] * 30 + [2] * 5), np.array([0] * 30 + [2] * 4 + [1]), 3, NAMES[:3])
    estimate = sample.estimate(0.95)
    assert estimate.value == pytest.approx(0.9)
    assert "over the 2 of 3 classes that there are examples of" in estimate.note
    assert "only 5 examples of 'fox'" in estimate.note
    assert sample.unusable() is None
    assert not counted((25, 25), (30, 30)).estimate(0.95).note


def test_clusters_inform_and_prove_nothing() -> None:
    generator = np.random.default_rng(0)
    truth = generator.integers(0, 2, 200)
    answers = np.where(generator.random(200) < 0.85, truth, 1 - truth)
    clusters = np.arange(200) // 10
    sample = BalancedAccuracy(truth, answers, 2, NAMES[:2], clusters)
    estimate = sample.estimate(0.95)
    assert estimate.value == pytest.approx(balanced_accuracy_score(truth, answers))
    assert estimate.lower < estimate.value < estimate.upper
    assert "with 20 clusters it is not known" in estimate.doubt
    assert sample.needed_to_decide(0.7, 0.95) is None
    assert 0 <= sample.p_value_above(0.5) <= sample.p_value_above(0.95) <= 1
    assert 0 <= sample.p_value_below(0.95) <= sample.p_value_below(0.5) <= 1
    assert sample.unusable() is None
    assert "3 clusters" in str(BalancedAccuracy(truth, answers, 2, NAMES[:2], np.arange(200) % 3).unusable())


def test_nothing_is_unusable_and_does_not_raise() -> None:
    for clusters in (None, np.array([], dtype=int)):
        sample = BalancedAccuracy(np.array([], dtype=int), np.array([], dtype=int), 2, NAMES[:2], clusters)
        estimate = sample.estimate(0.95)
        assert (estimate.value, estimate.lower, estimate.upper) == (None, -inf, inf)
        assert (sample.p_value_above(0.5), sample.p_value_below(0.5)) == (1, 1)
        assert sample.unusable() == "there are no examples"
        assert sample.needed_to_decide(0.5, 0.95) is None


def test_one_example_is_bounded_honestly() -> None:
    sample = counted((1,), (1,))
    estimate = sample.estimate(0.95)
    assert estimate.lower == pytest.approx(0.05 - 1e-4)
    assert (estimate.value, estimate.upper) == (1.0, 1.0)


def test_a_plan_decides_about_as_often_as_it_says() -> None:
    sample = counted((46, 180), (50, 200))
    needed = sample.needed_to_decide(0.88, 0.95)
    assert needed is not None
    assert needed.what == "examples"
    times = (250 + needed.count) / 250
    trials = (round(50 * times), round(200 * times))
    rights = np.random.default_rng(2).binomial(trials, (0.92, 0.9), (150, 2))
    decided = [counted(tuple(right), trials).p_value_above(0.88) <= 0.05 for right in rights]
    assert 0.7 <= np.mean(decided) <= 0.9


def test_no_plan_where_the_sample_decides_or_nothing_would() -> None:
    sample = counted((46, 180), (50, 200))
    assert sample.needed_to_decide(0.5, 0.95) is None
    assert sample.needed_to_decide(0.91, 0.95) is None  # the value itself
    assert sample.needed_to_decide(1.5, 0.95) is None
    assert sample.needed_to_decide(0.95, 0.95) is not None
