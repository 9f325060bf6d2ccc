"""Outcomes -> samples: shares, metrics, ratios and means over test examples."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from buttress.estimation import (
    Auc,
    ClusteredProportion,
    Proportion,
    RankedPrecision,
    Resampled,
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
from buttress.records import summands
from buttress.verdicts.outcomes import NothingRecordedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from buttress.estimation import PlugIn, Sample
    from buttress.records import Quality
    from buttress.verdicts.outcomes import Outcomes

    Numbers = Callable[[np.ndarray, np.ndarray], PlugIn]

_FEWEST = 50
"""Examples that bounds of a metric need."""
_FEWEST_OF_CLASS = 20
_OF_PROBABILITIES: Mapping[str, Numbers] = {
    "brier": brier,
    "log_loss": log_loss,
    "calibration_error": calibration_error,
}
_OF_VALUES: Mapping[str, Numbers] = {"rmse": rmse, "mae": mae, "r2": r2}
_UPWARDS = "the calibration error is biased upwards where its bins hold few examples"


def draw_proportion(quality: Quality, outcomes: Outcomes) -> Sample:
    """Gives the examples for which the quality's outcome is true among those for which its condition is."""
    facts = _facts(quality, outcomes)
    hits = np.zeros(int(outcomes.counted.sum()), dtype=bool)
    tried = hits.copy()
    for values in product((False, True), repeat=len(facts)):
        cell = dict(zip(facts, values, strict=True))
        if quality.given is not None and not quality.given.holds(cell):
            continue
        inside = np.ones_like(hits)
        for name, value in cell.items():
            inside &= facts[name] == value
        tried |= inside
        if quality.outcome is not None and quality.outcome.holds(cell):
            hits |= inside
    return _share(hits, tried, outcomes.clusters())


def draw_kept(invariant: str, outcomes: Outcomes) -> Sample:
    """Gives the examples whose answers stayed the same under an invariant, among all."""
    if not invariant:
        message = "it is told of one invariant at a time; say which with 'under NAME'"
        raise NothingRecordedError(message)
    kept = outcomes.kept(invariant)
    return _share(kept, np.ones_like(kept), outcomes.clusters())


def draw_metric(quality: Quality, outcomes: Outcomes) -> Sample:
    """Gives the sample of a metric of truth and answers."""
    name, clusters = quality.metric or "", outcomes.clusters()
    if name in _OF_VALUES:
        return Resampled(_OF_VALUES[name](*outcomes.values()), clusters=clusters, fewest=_FEWEST)
    truth, said = outcomes.labels()
    if name in ("mcc", "balanced_accuracy", "f1"):
        return _of_labels(name, outcomes, truth, said)
    positive, scores = truth == outcomes.positive(), outcomes.scores()
    if name == "roc_auc":
        return Auc(positive, scores, clusters)
    if name in _OF_PROBABILITIES:
        _check_probabilities(quality, scores)
    metric = (
        RankedPrecision(positive, scores)
        if name == "average_precision"
        else _OF_PROBABILITIES[name](positive, scores)
    )
    note = _UPWARDS if name == "calibration_error" else ""
    return _stratified(metric, positive.astype(np.int64), ("negatives", "positives"), clusters, note)


def draw_ratio(quality: Quality, outcomes: Outcomes) -> Sample:
    """Gives the sample of a ratio of sums of figures of the answers."""
    above, below = (
        sum((outcomes.figure(name) for name in summands(figures)), start=np.zeros(1))
        for figures in (quality.numerator, quality.denominator)
    )
    return Resampled(ratio_of_sums(above, below), clusters=outcomes.clusters())


def draw_example_mean(quality: Quality, outcomes: Outcomes) -> Sample:
    """Gives the sample of the mean of a figure of the answers."""
    return Resampled(mean_of(outcomes.figure(quality.sample_name)), clusters=outcomes.clusters())


def _facts(quality: Quality, outcomes: Outcomes) -> dict[str, np.ndarray]:
    """What is true of each counted example, as far as the quality asks."""
    facts: dict[str, np.ndarray] = {}
    asked = sorted(quality.facts)
    if "exact_match" in asked:
        facts["exact_match"] = outcomes.figure("exact_match") > 0
    if asked == list(facts):
        return facts
    actual, predicted = outcomes.labels()
    positive = outcomes.positive() if quality.needs_positive else -1
    known = {
        "correct": actual == predicted,
        "actual_positive": actual == positive,
        "predicted_positive": predicted == positive,
    }
    return facts | {name: known[name] for name in asked if name in known}


def _share(hits: np.ndarray, tried: np.ndarray, clusters: np.ndarray | None) -> Sample:
    if clusters is None:
        return Proportion(int(hits.sum()), int(tried.sum()))
    _, place = np.unique(clusters[tried], return_inverse=True)
    counts = np.bincount(place), np.bincount(place, weights=hits[tried]).astype(np.int64)
    trials, successes = (tuple(int(count) for count in found) for found in counts)
    return ClusteredProportion(successes, trials)


def _of_labels(name: str, outcomes: Outcomes, truth: np.ndarray, said: np.ndarray) -> Sample:
    classes = len(outcomes.data.classes)
    metric: PlugIn
    if name == "f1":
        metric = f1(truth, said, classes, outcomes.positive())
    else:
        metric = (mcc if name == "mcc" else balanced_accuracy)(truth, said, classes)
    # Classes that only a candidate named have no examples, and so no stratum.
    there, strata = np.unique(truth, return_inverse=True)
    names = tuple(outcomes.data.classes[number] for number in there)
    return _stratified(metric, np.asarray(strata), names, outcomes.clusters())


def _stratified(
    metric: PlugIn, strata: np.ndarray, names: tuple[str, ...], clusters: np.ndarray | None, note: str = ""
) -> Sample:
    return Resampled(
        metric,
        strata=strata,
        classes=names,
        clusters=clusters,
        fewest=_FEWEST,
        fewest_of_class=_FEWEST_OF_CLASS,
        note=note,
    )


def _check_probabilities(quality: Quality, scores: np.ndarray) -> None:
    if scores.size and not (scores.min() >= 0 and scores.max() <= 1):
        message = (
            f"{quality.id} needs probabilities, and the scores lie between {scores.min():.3g} "
            f"and {scores.max():.3g}"
        )
        raise NothingRecordedError(message)
