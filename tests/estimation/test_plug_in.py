"""Metrics against scikit-learn and by hand; scikit-learn is the oracle only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from sklearn import metrics

from buttress.estimation import (
    RankedPrecision,
    balanced_accuracy,
    brier,
    calibration_error,
    f1,
    log_loss,
    mae,
    mcc,
    mean_of,
    r2,
    ratio_of_sums,
    rmse,
)

if TYPE_CHECKING:
    from buttress.estimation import PlugIn

SEEDS = range(5)


def value(metric: PlugIn) -> float:
    return float(metric.over(np.zeros(metric.examples, dtype=int), 1)(np.ones((1, 1)))[0])


def weighted(metric: PlugIn, weights: np.ndarray) -> float:
    """The metric with each example a unit of its own."""
    return float(metric.over(np.arange(metric.examples), metric.examples)(weights[None, :].astype(float))[0])


def labels(seed: int, classes: int, count: int = 200) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    truth = generator.integers(0, classes, count)
    wrong = generator.integers(0, classes, count)
    return truth, np.where(generator.random(count) < 0.7, truth, wrong)


def scores(seed: int, count: int = 300) -> tuple[np.ndarray, np.ndarray]:
    """Truth and probabilities with many ties."""
    generator = np.random.default_rng(seed)
    truth = generator.random(count) < 0.3
    return truth, np.clip(generator.normal(0.35 + 0.3 * truth, 0.2), 0, 1).round(2)


def numbers(seed: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    truth = generator.normal(1e4, 3.0, 250)
    return truth, truth + generator.normal(0.2, 1.0, 250)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("classes", [2, 4])
def test_metrics_of_classes(seed: int, classes: int) -> None:
    truth, said = labels(seed, classes)
    assert value(mcc(truth, said, classes)) == pytest.approx(metrics.matthews_corrcoef(truth, said))
    expected = metrics.balanced_accuracy_score(truth, said)
    assert value(balanced_accuracy(truth, said, classes)) == pytest.approx(expected)
    expected = metrics.f1_score(truth == 1, said == 1)
    assert value(f1(truth, said, classes, 1)) == pytest.approx(expected)


def test_by_hand_the_cells_of_one_table() -> None:
    # 6 found, 2 missed, 1 false alarm, 11 right: F1 = 12 / (8 + 7), MCC = (66 - 2) / sqrt(7 * 8 * 13 * 12).
    truth = np.array([1] * 8 + [0] * 12)
    said = np.array([1] * 6 + [0] * 2 + [1] + [0] * 11)
    assert value(f1(truth, said, 2, 1)) == pytest.approx(12 / 15)
    assert value(mcc(truth, said, 2)) == pytest.approx(64 / np.sqrt(7 * 8 * 13 * 12))
    assert value(balanced_accuracy(truth, said, 2)) == pytest.approx((6 / 8 + 11 / 12) / 2)


def test_answers_that_are_all_alike_correlate_with_nothing() -> None:
    assert value(mcc(np.array([0, 1, 1]), np.array([1, 1, 1]), 2)) == 0.0


def test_a_class_that_only_a_candidate_named_has_no_recall() -> None:
    assert value(balanced_accuracy(np.array([0, 0, 1]), np.array([0, 2, 1]), 3)) == pytest.approx(0.75)


@pytest.mark.parametrize("seed", SEEDS)
def test_metrics_of_scores(seed: int) -> None:
    truth, said = scores(seed)
    expected = metrics.average_precision_score(truth, said)
    assert value(RankedPrecision(truth, said)) == pytest.approx(expected)
    assert value(brier(truth, said)) == pytest.approx(metrics.brier_score_loss(truth, said))
    assert value(log_loss(truth, said)) == pytest.approx(metrics.log_loss(truth, said))


def test_the_calibration_error_by_hand() -> None:
    # Bin 1 holds 0.12 and 0.18 with one positive: |0.15 - 0.5|; the last bin 0.95 and 1.0, both positive: 0.025.
    truth, said = np.array([True, False, True, True]), np.array([0.12, 0.18, 0.95, 1.0])
    assert value(calibration_error(truth, said)) == pytest.approx((2 * 0.35 + 2 * 0.025) / 4)


@pytest.mark.parametrize("seed", SEEDS)
def test_metrics_of_numbers(seed: int) -> None:
    truth, said = numbers(seed)
    assert value(rmse(truth, said)) == pytest.approx(metrics.root_mean_squared_error(truth, said))
    assert value(mae(truth, said)) == pytest.approx(metrics.mean_absolute_error(truth, said))
    assert value(r2(truth, said)) == pytest.approx(metrics.r2_score(truth, said))


def test_a_truth_without_spread_has_no_coefficient_of_determination() -> None:
    assert np.isnan(value(r2(np.full(5, 3.0), np.arange(5.0))))


def test_a_ratio_is_one_of_sums_and_not_a_mean_of_ratios() -> None:
    errors, words = np.array([1.0, 0.0, 9.0]), np.array([2.0, 10.0, 18.0])
    assert value(ratio_of_sums(errors, words)) == pytest.approx(10 / 30)
    assert value(mean_of(errors)) == pytest.approx(10 / 3)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_weight_counts_an_example_so_many_times(seed: int) -> None:
    weights = np.random.default_rng(seed).integers(0, 4, 300)
    truth, said = scores(seed)
    classes, answers = truth.astype(int), (said > 0.5).astype(int)
    for make in (
        lambda at: RankedPrecision(truth[at], said[at]),
        lambda at: calibration_error(truth[at], said[at]),
        lambda at: f1(classes[at], answers[at], 2, 1),
        lambda at: mcc(classes[at], answers[at], 2),
        lambda at: rmse(said[at], truth[at]),
        lambda at: r2(said[at], truth[at].astype(float)),
    ):
        repeated = make(np.repeat(np.arange(300), weights))
        assert weighted(make(np.arange(300)), weights) == pytest.approx(value(repeated))


def test_many_thresholds_are_told_apart_well_enough_in_resamples() -> None:
    generator = np.random.default_rng(0)
    truth = generator.random(20_000) < 0.2
    said = generator.normal(truth, 1.0)
    metric = RankedPrecision(truth, said)
    assert weighted(metric, np.ones(20_000)) == pytest.approx(value(metric), abs=2e-3)


def test_metrics_of_the_same_examples_are_told_apart_by_name_and_arrays() -> None:
    truth, said = labels(0, 3)
    found: list[PlugIn] = [
        f1(truth, said, 3, 1),
        f1(truth, said, 3, 2),
        f1(truth, said, 4, 1),
        mcc(truth, said, 3),
        mae(truth, said),
        rmse(truth, said),
    ]
    names = [metric.identity[0] for metric in found]
    assert len(set(names[:4])) == 4
    assert names[4] != names[5] or not np.array_equal(found[4].identity[1][0], found[5].identity[1][0])
