"""Metrics of truth and answers as functions of how often each example counts, so that they can be resampled.

Each is the plug-in value: the metric of the sample itself. All are computed for many weightings at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

RELIABILITY_BINS = 10
"""Equal-width bins of the calibration error."""
MOST_LEVELS = 500
"""Thresholds that resamples of the average precision tell apart."""


class PlugIn(Protocol):
    """A metric of a sample of examples."""

    @property
    def examples(self) -> int:
        """How many examples there are."""

    @property
    def identity(self) -> tuple[str, tuple[np.ndarray, ...]]:
        """What the metric is and what it is of: equal where the values are equal for all weightings."""

    def over(self, unit_of: np.ndarray, units: int) -> Callable[[np.ndarray], np.ndarray]:
        """Gives the metric as a function of how often each unit of examples counts.

        Args:
            unit_of: Number of the unit of each example, from 0; shape ``(examples,)``.
            units: How many units there are.

        Returns:
            A function from weights, shape ``(weightings, units)``, to values, shape ``(weightings,)``; nan where a
            weighting leaves the metric without a value.
        """


@dataclass(frozen=True, eq=False, slots=True)
class Sums:
    """A metric that is a function of sums over the examples.

    Attributes:
        parts: What each example adds to each sum, shape ``(examples, sums)``.
        of: From sums, shape ``(weightings, sums)``, to the metric, shape ``(weightings,)``.
        name: What tells ``of`` from other functions.
    """

    parts: np.ndarray
    of: Callable[[np.ndarray], np.ndarray]
    name: str

    @property
    def examples(self) -> int:
        """How many examples there are."""
        return len(self.parts)

    @property
    def identity(self) -> tuple[str, tuple[np.ndarray, ...]]:
        """What the metric is and what it is of; see `PlugIn`."""
        return f"sums {self.name}", (self.parts,)

    def over(self, unit_of: np.ndarray, units: int) -> Callable[[np.ndarray], np.ndarray]:
        """Gives the metric as a function of how often each unit of examples counts; see `PlugIn`."""
        added = [np.bincount(unit_of, weights=column, minlength=units) for column in self.parts.T]
        totals = np.stack(added, axis=1)
        return lambda weights: _quietly(self.of, weights @ totals)


@dataclass(frozen=True, eq=False, slots=True)
class Confusion:
    """A metric of the margins and the diagonal of a confusion matrix.

    Attributes:
        truth: True class of each example, from 0; shape ``(examples,)``.
        answers: Answered class of each example, likewise.
        classes: How many classes there are.
        of: From the examples of each class that were answered rightly, that are of it and that were said to be of
            it, each of shape ``(weightings, classes)``, to the metric, shape ``(weightings,)``.
        name: What tells ``of`` from other functions.
    """

    truth: np.ndarray
    answers: np.ndarray
    classes: int
    of: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
    name: str

    @property
    def examples(self) -> int:
        """How many examples there are."""
        return len(self.truth)

    @property
    def identity(self) -> tuple[str, tuple[np.ndarray, ...]]:
        """What the metric is and what it is of; see `PlugIn`."""
        return f"confusion {self.classes} {self.name}", (self.truth, self.answers)

    def over(self, unit_of: np.ndarray, units: int) -> Callable[[np.ndarray], np.ndarray]:
        """Gives the metric as a function of how often each unit of examples counts; see `PlugIn`."""

        def counted(labels: np.ndarray, chosen: np.ndarray) -> np.ndarray:
            cells = (unit_of.astype(np.int64) * self.classes + labels)[chosen]
            return np.bincount(cells, minlength=units * self.classes).reshape(units, self.classes)

        everything = np.ones(self.examples, dtype=bool)
        right = counted(self.truth, self.truth == self.answers)
        actual, said = counted(self.truth, everything), counted(self.answers, everything)

        def of_weights(weights: np.ndarray) -> np.ndarray:
            with np.errstate(divide="ignore", invalid="ignore"):
                return self.of(weights @ right, weights @ actual, weights @ said)

        return of_weights


@dataclass(frozen=True, eq=False, slots=True)
class RankedPrecision:
    """The average precision: precision at each threshold, weighted by the recall that it adds.

    Nothing is interpolated, and equal scores share one threshold.

    Attributes:
        truth: Whether each example is positive, shape ``(examples,)``.
        scores: Score of the positive class, likewise.
    """

    truth: np.ndarray
    scores: np.ndarray

    @property
    def examples(self) -> int:
        """How many examples there are."""
        return len(self.truth)

    @property
    def identity(self) -> tuple[str, tuple[np.ndarray, ...]]:
        """What the metric is and what it is of; see `PlugIn`."""
        return "average precision", (self.truth, self.scores)

    def over(self, unit_of: np.ndarray, units: int) -> Callable[[np.ndarray], np.ndarray]:
        """Gives the metric as a function of how often each unit of examples counts; see `PlugIn`.

        Of several units at most `MOST_LEVELS` thresholds are told apart. Only scores of positives are thresholds:
        at others no recall is added.
        """
        thresholds = np.unique(-self.scores[self.truth])
        if units > 1 and len(thresholds) > MOST_LEVELS:
            thresholds = thresholds[np.arange(1, MOST_LEVELS + 1) * len(thresholds) // MOST_LEVELS - 1]
        level = np.searchsorted(thresholds, -self.scores)
        levels = len(thresholds) + 1
        cells = unit_of.astype(np.int64) * levels + level
        told, hits = (
            np.bincount(chosen, minlength=units * levels).reshape(units, levels).astype(float)
            for chosen in (cells, cells[self.truth])
        )

        def of_weights(weights: np.ndarray) -> np.ndarray:
            added = weights @ hits
            found, said = np.cumsum(added, axis=1), np.cumsum(weights @ told, axis=1)
            with np.errstate(divide="ignore", invalid="ignore"):
                precision = np.where(said > 0, found / said, 0.0)
                return np.asarray((added * precision).sum(axis=1) / found[:, -1])

        return of_weights


def f1(truth: np.ndarray, answers: np.ndarray, classes: int, positive: int) -> Confusion:
    """Gives the F1 score of one class: the harmonic mean of its precision and recall (van Rijsbergen 1979)."""

    def of(right: np.ndarray, actual: np.ndarray, said: np.ndarray) -> np.ndarray:
        return np.asarray(2 * right[:, positive] / (actual + said)[:, positive])

    return Confusion(truth, answers, classes, of, f"f1 of class {positive}")


def mcc(truth: np.ndarray, answers: np.ndarray, classes: int) -> Confusion:
    """Gives Matthews's correlation coefficient over all classes (Gorodkin 2004); 0 where all answers are alike."""

    def of(right: np.ndarray, actual: np.ndarray, said: np.ndarray) -> np.ndarray:
        total = actual.sum(axis=1)
        shared = right.sum(axis=1) * total - (actual * said).sum(axis=1)
        spread = (total**2 - (said**2).sum(axis=1)) * (total**2 - (actual**2).sum(axis=1))
        return np.where(spread > 0, shared / np.sqrt(spread), 0.0)

    return Confusion(truth, answers, classes, of, "mcc")


def balanced_accuracy(truth: np.ndarray, answers: np.ndarray, classes: int) -> Confusion:
    """Gives the mean of the recalls of all classes that there are examples of."""

    def of(right: np.ndarray, actual: np.ndarray, said: np.ndarray) -> np.ndarray:  # noqa: ARG001
        there = actual > 0
        recalls = np.divide(right, actual, out=np.zeros_like(right, dtype=float), where=there)
        return np.asarray(recalls.sum(axis=1) / there.sum(axis=1))

    return Confusion(truth, answers, classes, of, "balanced accuracy")


def ratio_of_sums(numerators: np.ndarray, denominators: np.ndarray) -> Sums:
    """Gives the sum of one figure over the sum of another, such as all word errors over all words."""
    return Sums(np.stack([numerators, denominators], axis=1).astype(float), _first_by_last, "ratio")


def mean_of(values: np.ndarray) -> Sums:
    """Gives the mean of one figure over the examples."""
    return ratio_of_sums(values, np.ones(len(values)))


def brier(truth: np.ndarray, scores: np.ndarray) -> Sums:
    """Gives the mean squared distance of the probability from what is true, 0 or 1 (Brier 1950)."""
    return mean_of((scores - truth) ** 2)


def log_loss(truth: np.ndarray, scores: np.ndarray) -> Sums:
    """Gives the mean negative logarithm of the probability of what is true, in nats (Good 1952).

    Probabilities are kept a rounding error away from 0 and 1, so that one certain mistake stays finite.
    """
    least = float(np.finfo(np.float64).eps)
    said = np.clip(np.where(truth, scores, 1 - scores), least, 1 - least)
    return mean_of(-np.log(said))


def calibration_error(truth: np.ndarray, scores: np.ndarray) -> Sums:
    """Gives the expected calibration error over `RELIABILITY_BINS` bins of equal width (Naeini et al. 2015).

    It is the mean over all examples of the distance, in their bin, of the mean probability from the share of
    positives.
    """
    bins = np.minimum((scores * RELIABILITY_BINS).astype(int), RELIABILITY_BINS - 1)
    gaps = np.zeros((len(scores), RELIABILITY_BINS))
    gaps[np.arange(len(scores)), bins] = scores - truth
    parts = np.column_stack([gaps, np.ones(len(scores))])
    return Sums(
        parts, lambda sums: np.asarray(np.abs(sums[:, :-1]).sum(axis=1) / sums[:, -1]), "calibration error"
    )


def rmse(truth: np.ndarray, answers: np.ndarray) -> Sums:
    """Gives the root of the mean squared error."""
    squares = mean_of((answers - truth) ** 2)
    return Sums(squares.parts, lambda sums: np.sqrt(_first_by_last(sums)), "root of ratio")


def mae(truth: np.ndarray, answers: np.ndarray) -> Sums:
    """Gives the mean absolute error."""
    return mean_of(np.abs(answers - truth))


def r2(truth: np.ndarray, answers: np.ndarray) -> Sums:
    """Gives the coefficient of determination: one minus squared errors over squared distances from the mean."""
    centred = truth - truth.mean()  # far from 0 the sum of squares would lose its digits
    parts = np.column_stack([(answers - truth) ** 2, centred, centred**2, np.ones(len(truth))])

    def of(sums: np.ndarray) -> np.ndarray:
        errors, total, squares, count = sums.T
        spread = squares - total**2 / count
        return np.where(spread > 0, 1 - errors / spread, np.nan)

    return Sums(parts, of, "determination")


def _first_by_last(sums: np.ndarray) -> np.ndarray:
    return np.asarray(sums[:, 0] / sums[:, -1])


def _quietly(of: Callable[[np.ndarray], np.ndarray], sums: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return of(sums)
