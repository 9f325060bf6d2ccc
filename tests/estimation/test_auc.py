"""The area under the ROC curve and the difference of two: values, proved bounds, guards and plans."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from buttress.estimation.auc import Auc, PairedAuc
from buttress.estimation.delong import delong_interval, paired_delong


def drawn(seed: int, count: int = 120) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    truth = generator.random(count) < 0.4
    truth[:2] = True, False
    return truth, generator.normal(truth, 1.2).round(1)


def paired(seed: int, count: int = 120) -> PairedAuc:
    truth, scores = drawn(seed, count)
    return PairedAuc(truth, scores, (scores + np.random.default_rng(seed).normal(0, 0.8, count)).round(1))


@pytest.mark.parametrize("seed", range(5))
def test_values_are_those_of_scikit_learn_and_delong_stands_in_the_note(seed: int) -> None:
    truth, scores = drawn(seed)
    estimate = Auc(truth, scores).estimate(0.95)
    low, high = delong_interval(truth, scores, 0.95)
    assert estimate.value == pytest.approx(roc_auc_score(truth, scores))
    assert estimate.lower < low < estimate.value < high < estimate.upper
    assert estimate.note.startswith(f"DeLong, approximate: {low:.3f} to {high:.3f}")
    assert not estimate.doubt

    pair = paired(seed)
    difference, low, high = paired_delong(pair.truth, pair.scores, pair.other_scores, 0.95)
    estimate = pair.estimate(0.95)
    assert estimate.value == pytest.approx(difference)
    assert -1 < estimate.lower < low < high < estimate.upper < 1
    assert estimate.note.startswith(f"DeLong, approximate: {low:.3f} to {high:.3f}")
    assert not estimate.doubt


@settings(max_examples=12)
@given(st.integers(0, 30), st.sampled_from([0.6, 0.9, 0.99]))
def test_bounds_and_p_values_agree(seed: int, confidence: float) -> None:
    for sample in (Auc(*drawn(seed)), paired(seed, 60)):
        estimate = sample.estimate(confidence)
        for bound, p_value, outwards in (
            (estimate.lower, sample.p_value_above, -1e-7),
            (estimate.upper, sample.p_value_below, 1e-7),
        ):
            assert p_value(bound + outwards) <= 1 - confidence
            assert p_value(bound - outwards) > 1 - confidence


def test_order_of_examples_and_monotone_changes_of_scores_do_not_matter() -> None:
    truth, scores = drawn(2)
    known = Auc(truth, scores).estimate(0.95)
    turned = Auc(truth[::-1], np.exp(scores[::-1])).estimate(0.95)
    assert (turned.value, turned.lower, turned.upper) == pytest.approx(
        (known.value, known.lower, known.upper)
    )


def test_swapped_candidates_have_mirrored_bounds() -> None:
    pair = paired(3)
    one, two = pair.estimate(0.95), PairedAuc(pair.truth, pair.other_scores, pair.scores).estimate(0.95)
    assert (one.lower, one.upper) == pytest.approx((-two.upper, -two.lower))


def test_a_perfect_order_is_proved_as_far_as_its_size_allows() -> None:
    sizes = (20, 60, 1000)
    lowest = []
    for size in sizes:
        truth = np.arange(2 * size) >= size
        sample = Auc(truth, np.arange(2.0 * size))
        estimate = sample.estimate(0.95)
        assert (estimate.value, estimate.upper) == (1.0, 1.0)
        assert "no interval" in estimate.note
        assert sample.p_value_above(0.05 ** (1 / size)) > 0.05  # so many may all be right by luck
        lowest.append(estimate.lower)
    assert lowest == sorted(lowest)
    assert lowest[-1] > 0.995


def test_rare_failures_fool_delong_and_not_the_proof() -> None:
    """Two in a hundred positives score lowest, so that the area is below 0.98; a third of samples show none."""
    generator = np.random.default_rng(3)
    truth = np.arange(550) < 50
    fooled = proved = 0
    for _ in range(150):
        fails = generator.random(550) < 0.02
        scores = np.where(truth, np.where(fails, -30, 4.653), 0) + generator.normal(size=550)
        fooled += delong_interval(truth, scores, 0.95)[0] >= 0.98
        proved += Auc(truth, scores).p_value_above(0.98) <= 0.05
    assert fooled > 0.2 * 150
    assert proved <= 0.05 * 150


def test_the_proof_errs_seldom_and_finds_what_is_clear() -> None:
    generator = np.random.default_rng(4)
    truth = np.arange(400) < 150
    wrong, found = np.zeros(2), np.zeros(2)
    for _ in range(150):
        sample = Auc(truth, generator.normal(2.3262 * truth, 1))  # an area of 0.95
        wrong += sample.p_value_above(0.95) <= 0.05, sample.p_value_below(0.95) <= 0.05
        found += sample.p_value_above(0.88) <= 0.05, sample.p_value_below(0.985) <= 0.05
    assert (wrong <= 0.05 * 150).all()
    assert (found >= 0.9 * 150).all()


def test_a_clear_difference_is_found_and_none_is_invented() -> None:
    generator = np.random.default_rng(5)
    truth = np.arange(300) < 150
    invented = found = 0
    for _ in range(15):
        scores = generator.normal(1.8 * truth, 1)
        alike, worse = (scores + generator.normal(0, spread, 300) for spread in (0.0, 3.0))
        swapped = np.where(generator.random(300) < 0.5, alike, scores)
        invented += PairedAuc(truth, swapped, alike).p_value_above(0.0) <= 0.05
        found += PairedAuc(truth, scores, worse).p_value_above(0.0) <= 0.05
    assert invented == 0
    assert found >= 13


def test_clusters_inform_and_prove_nothing() -> None:
    truth, scores = drawn(1)
    clusters = np.arange(120) % 12
    for sample in (Auc(truth, scores, clusters), PairedAuc(truth, scores, -scores, clusters)):
        estimate = sample.estimate(0.95)
        assert estimate.lower < estimate.value < estimate.upper
        assert estimate.method == "DeLong over clusters"
        assert "with 12 clusters it is not known" in estimate.doubt
        assert sample.needed_to_decide(0.5, 0.95) is None
        assert sample.p_value_above(estimate.lower) == pytest.approx(0.05)
        assert sample.p_value_below(estimate.upper) == pytest.approx(0.05)
        assert sample.unusable() is None
    assert "4 clusters" in str(Auc(truth, scores, np.arange(120) % 4).unusable())


def test_few_examples_are_unusable_and_some_are_noted() -> None:
    few = Auc(np.arange(40) < 9, np.arange(40.0))
    assert few.unusable() == "there are 9 positive examples, and an area under the curve needs 10"
    some = Auc(np.arange(100) < 30, np.random.default_rng(0).normal(size=100))
    assert some.unusable() is None
    assert "30 positive examples are few, 50 are better" in some.estimate(0.95).note


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_scores_that_cannot_be_ordered_are_told(odd: float) -> None:
    truth, scores = drawn(0)
    broken = scores.copy()
    broken[7] = odd
    for sample in (Auc(truth, broken), PairedAuc(truth, scores, broken)):
        estimate = sample.estimate(0.95)
        assert (estimate.value, estimate.lower, estimate.upper) == (None, -inf, inf)
        assert "1 scores are not finite numbers" in str(sample.unusable())


hostile = st.lists(st.sampled_from([0.0, 1.0, 1.0, 2.5, -1e300, np.nan, np.inf]), max_size=9)


@settings(max_examples=80)
@given(hostile, st.integers(0, 511), st.sampled_from([-1.0, 0.0, 0.5, 1.0, 2.0]), st.booleans())
def test_no_sample_raises(scores: list[float], classes: int, limit: float, clustered: bool) -> None:
    given_scores = np.array(scores)
    truth = np.array([bool(classes >> place & 1) for place in range(len(scores))], dtype=bool)
    clusters = np.arange(len(scores)) // 2 if clustered else None
    for sample in (
        Auc(truth, given_scores, clusters),
        PairedAuc(truth, given_scores, -given_scores, clusters),
    ):
        estimate = sample.estimate(0.95)
        assert estimate.lower <= estimate.upper
        assert 0 <= sample.p_value_above(limit) <= 1
        assert 0 <= sample.p_value_below(limit) <= 1
        assert sample.unusable()
        sample.needed_to_decide(limit, 0.95)
        if estimate.value is None:
            assert (estimate.lower, estimate.upper) == (-inf, inf)
            assert (sample.p_value_above(limit), sample.p_value_below(limit)) == (1, 1)


def test_a_plan_asks_for_more_the_closer_the_limit_and_for_nothing_once_decided() -> None:
    sample = Auc(*drawn(0))
    value = sample.estimate(0.95).value
    assert value is not None
    plans = [sample.needed_to_decide(value - off, 0.95) for off in (0.02, 0.04, 0.08)]
    counts = [plan.count for plan in plans if plan]
    assert len(counts) == 3
    assert counts == sorted(counts, reverse=True)
    assert sample.needed_to_decide(0.05, 0.95) is None
    assert sample.needed_to_decide(value, 0.95) is None
    assert sample.needed_to_decide(1.2, 0.95) is None
    assert sample.needed_to_decide(value + 0.02, 0.95) is not None


def test_a_paired_plan_decides_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(6)

    def draw(count: int) -> PairedAuc:
        truth = np.arange(count) % 2 == 0
        scores = generator.normal(2.3 * truth, 1)
        return PairedAuc(truth, scores, scores + generator.normal(0, 1.2, count))

    first = draw(100)
    needed = first.needed_to_decide(0.0, 0.95)
    assert needed is not None
    decided = [draw(100 + needed.count).p_value_above(0.0) <= 0.05 for _ in range(16)]
    assert np.mean(decided) >= 0.5
