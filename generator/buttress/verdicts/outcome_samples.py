"""Outcomes -> samples: shares, metrics, ratios and means over test examples."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from buttress.estimation import (
    Auc,
    AveragePrecision,
    BalancedAccuracy,
    BoundedMean,
    BoundedRatio,
    CalibrationError,
    ClusteredProportion,
    Matthews,
    Proportion,
    Resampled,
    log_loss,
    mae,
    mcc,
    mean_of,
    r2,
    ratio_of_sums,
    rmse,
)
from buttress.records import FIGURE_RANGES, summands
from buttress.verdicts.outcomes import NothingRecordedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from buttress.estimation import PlugIn, Sample
    from buttress.records import Quality
    from buttress.verdicts.outcomes import Outcomes

    Numbers = Callable[[np.ndarray, np.ndarray], PlugIn]

_FEWEST = 50
"""Examples that bounds by resampling need."""
_TWO_CLASSES = 2
_OF_VALUES: Mapping[str, Numbers] = {"rmse": rmse, "mae": mae, "r2": r2}
_OF_LABELS = ("mcc", "balanced_accuracy", "f1")
_OF_PROBABILITIES = ("brier", "log_loss", "calibration_error")
_F1_CORNERS = ((0.0, 0.0), (2.0, 2.0), (0.0, 1.0))
"""What one example can add above and below the line: nothing, a hit, or a mistake."""


def draw_proportion(quality: Quality, outcomes: Outcomes) -> Sample:
    """Gives the examples for which the quality's outcome is true among those for which its condition is."""
    hits, tried = hits_of(quality, outcomes)
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
    name = quality.metric or ""
    if name in _OF_VALUES:
        metric = _OF_VALUES[name](*outcomes.values())
        return Resampled(metric, clusters=outcomes.clusters(), fewest=_FEWEST, memory=outcomes.memory)
    return _of_labels(name, outcomes) if name in _OF_LABELS else _of_scores(quality, outcomes)


def draw_of_figures(quality: Quality, outcomes: Outcomes) -> Sample:
    """Gives the sample of a mean of a figure of the answers, or of a ratio of sums of such figures."""
    if quality.estimator == "example_mean":
        return _mean(quality.sample_name, outcomes)
    above, below = (
        sum((outcomes.figure(name) for name in summands(figures)), start=np.zeros(1))
        for figures in (quality.numerator, quality.denominator)
    )
    return Resampled(ratio_of_sums(above, below), clusters=outcomes.clusters(), memory=outcomes.memory)


def _mean(figure: str, outcomes: Outcomes) -> Sample:
    """The mean of a figure: by bets where it cannot leave a known range, by resampling elsewhere."""
    values, clusters = outcomes.figure(figure), outcomes.clusters()
    known = FIGURE_RANGES.get(figure)
    if known is None:
        return Resampled(mean_of(values), clusters=clusters, memory=outcomes.memory)
    return BoundedMean(values, *known, clusters)


def hits_of(quality: Quality, outcomes: Outcomes) -> tuple[np.ndarray, np.ndarray]:
    """Gives for which counted examples a proportion's outcome is true, and for which its condition is."""
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
    return hits, tried


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


def _of_labels(name: str, outcomes: Outcomes) -> Sample:
    (truth, said), clusters = outcomes.labels(), outcomes.clusters()
    classes = outcomes.data.classes
    if name == "balanced_accuracy":
        return BalancedAccuracy(truth, said, len(classes), classes, clusters)
    if name == "mcc" and len(classes) == _TWO_CLASSES:
        return Matthews(truth == 1, said == 1, clusters)
    if name == "mcc":
        return Resampled(
            mcc(truth, said, len(classes)), clusters=clusters, fewest=_FEWEST, memory=outcomes.memory
        )
    actual, alarm = truth == outcomes.positive(), said == outcomes.positive()
    hits = 2.0 * (actual & alarm)
    return BoundedRatio(hits, hits + (actual ^ alarm), _F1_CORNERS, clusters)


def _of_scores(quality: Quality, outcomes: Outcomes) -> Sample:
    positive, scores = outcomes.labels()[0] == outcomes.positive(), outcomes.scores()
    clusters = outcomes.clusters()
    if quality.metric in _OF_PROBABILITIES:
        _check_probabilities(quality, scores)
    match quality.metric:
        case "roc_auc":
            return Auc(positive, scores, clusters)
        case "average_precision":
            return AveragePrecision(positive, scores, clusters)
        case "brier":
            return BoundedMean((scores - positive) ** 2, 0.0, 1.0, clusters)
        case "calibration_error":
            return CalibrationError(positive, scores, clusters)
        case _:
            return Resampled(
                log_loss(positive, scores), clusters=clusters, fewest=_FEWEST, memory=outcomes.memory
            )


def _check_probabilities(quality: Quality, scores: np.ndarray) -> None:
    if scores.size and not (scores.min() >= 0 and scores.max() <= 1):
        message = (
            f"{quality.id} needs probabilities, and the scores lie between {scores.min():.3g} "
            f"and {scores.max():.3g}"
        )
        raise NothingRecordedError(message)
