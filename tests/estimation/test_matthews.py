"""Matthews's coefficient: scikit-learn as the oracle, and error rates by enumeration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn import metrics

from buttress.estimation import clopper_pearson
from buttress.estimation.matthews import Matthews


def table(found: int, positives: int, alarms: int, negatives: int) -> Matthews:
    truth = np.arange(positives + negatives) < positives
    answers = np.concatenate([np.arange(positives) < found, np.arange(negatives) < alarms])
    return Matthews(truth, answers)


def coefficient(recall: np.ndarray, alarms: np.ndarray, share: float) -> np.ndarray:
    said = share * recall + (1 - share) * alarms
    return np.asarray((recall - alarms) * np.sqrt(share * (1 - share) / (said * (1 - said))))


counts = st.integers(1, 60).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@settings(deadline=None, max_examples=100)
@given(counts, counts)
def test_the_value_is_that_of_scikit_learn(hits: tuple[int, int], alarms: tuple[int, int]) -> None:
    sample = table(*hits, *alarms)
    expected = metrics.matthews_corrcoef(sample.truth, sample.answers)
    assert sample.estimate(0.95).value == pytest.approx(expected)


@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.9])
def test_the_coefficient_rises_with_recall_and_falls_with_false_alarms_everywhere(share: float) -> None:
    rates = np.linspace(0.001, 0.999, 200)
    values = coefficient(rates[:, None], rates[None, :], share)
    assert (np.diff(values, axis=0) > 0).all()
    assert (np.diff(values, axis=1) < 0).all()


def test_bounds_are_made_of_exact_bounds_of_both_rates_at_half_the_risk() -> None:
    estimate = table(45, 60, 12, 140).estimate(0.95)
    low, high = clopper_pearson(45, 60, 0.975)
    least, most = clopper_pearson(12, 140, 0.975)
    expected = coefficient(np.array([low, high]), np.array([most, least]), 0.3)
    assert (estimate.lower, estimate.upper) == pytest.approx(tuple(expected))
    assert (estimate.doubt, estimate.n) == ("", 200)


@pytest.mark.parametrize(("positives", "negatives"), [(10, 10), (5, 30)])
def test_bounds_err_no_more_often_than_they_say_by_enumeration(positives: int, negatives: int) -> None:
    cells = [(found, alarms) for found in range(positives + 1) for alarms in range(negatives + 1)]
    bounds = [table(found, positives, alarms, negatives).estimate(0.95) for found, alarms in cells]
    lower, upper = (np.array([getattr(each, side) for each in bounds]) for side in ("lower", "upper"))
    hits, wrong = (np.array(each) for each in zip(*cells, strict=True))
    share = positives / (positives + negatives)
    for recall in (0.05, 0.3, 0.5, 0.8, 0.97):
        for alarms in (0.01, 0.1, 0.4, 0.7, 0.95):
            truth = coefficient(np.array(recall), np.array(alarms), share)
            chance = stats.binom.pmf(hits, positives, recall) * stats.binom.pmf(wrong, negatives, alarms)
            assert chance[lower > truth].sum() <= 0.05
            assert chance[upper < truth].sum() <= 0.05


@settings(deadline=None, max_examples=80)
@given(counts, counts, st.floats(-1.2, 1.2), st.sampled_from([0.6, 0.9, 0.95, 0.99]))
def test_bounds_exclude_a_limit_exactly_if_its_p_value_is_small(
    hits: tuple[int, int], alarms: tuple[int, int], limit: float, confidence: float
) -> None:
    sample, risk = table(*hits, *alarms), 1 - confidence
    estimate = sample.estimate(confidence)
    assert -1 <= estimate.lower <= (estimate.value or 0.0) + 1e-12
    assert (estimate.value or 0.0) - 1e-12 <= estimate.upper <= 1
    assert (estimate.lower > limit) == (sample.p_value_above(limit) <= risk)
    assert (estimate.upper < limit) == (sample.p_value_below(limit) <= risk)


def test_p_values_are_the_risks_at_which_bounds_reach_the_limit_however_small() -> None:
    sample = table(450, 500, 10, 1500)
    for confidence in (0.6, 0.95, 1 - 1e-9):
        estimate = sample.estimate(confidence)
        assert sample.p_value_above(estimate.lower) == pytest.approx(1 - confidence, rel=1e-6)
        assert sample.p_value_below(estimate.upper) == pytest.approx(1 - confidence, rel=1e-6)
    assert 0 < sample.p_value_above(0.3) < 1e-25


def test_as_many_examples_as_asked_for_decide() -> None:
    needed = table(80, 100, 30, 300).needed_to_decide(0.6, 0.95)
    assert needed is not None
    total = 400 + needed.count
    generator = np.random.default_rng(0)
    positives = total // 4
    decided = [
        table(
            int(generator.binomial(positives, 0.8)),
            positives,
            int(generator.binomial(total - positives, 0.1)),
            total - positives,
        ).p_value_above(0.6)
        <= 0.05
        for _ in range(100)
    ]
    assert sum(decided) >= 80
    assert table(8000, 10_000, 3000, 30_000).needed_to_decide(0.6, 0.95) is None
    assert table(5, 10, 5, 10).needed_to_decide(0.0, 0.95) is None


def test_clusters_leave_bounds_in_doubt() -> None:
    plain = table(45, 60, 12, 140)
    sample = Matthews(plain.truth, plain.answers, np.arange(200) % 20)
    assert (
        sample.estimate(0.95).doubt == "examples come in clusters, and these bounds take them as independent"
    )
    assert sample.needed_to_decide(0.7, 0.95) is None


def test_answers_that_are_all_alike_correlate_with_nothing() -> None:
    estimate = table(30, 30, 30, 30).estimate(0.95)
    assert estimate.value == 0
    assert estimate.lower < 0 < estimate.upper


@pytest.mark.parametrize(("positives", "negatives"), [(0, 0), (0, 30), (30, 0)])
def test_one_class_bounds_nothing_and_raises_nothing(positives: int, negatives: int) -> None:
    sample = table(positives, positives, 0, negatives)
    estimate = sample.estimate(0.95)
    assert (estimate.value, estimate.lower, estimate.upper) == (None, -np.inf, np.inf)
    assert sample.p_value_above(-2.0) == sample.p_value_below(2.0) == 1.0
    assert str(sample.unusable()).startswith("there are no ")
    assert sample.needed_to_decide(0.1, 0.95) is None
