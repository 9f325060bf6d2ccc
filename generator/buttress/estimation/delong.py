"""DeLong's customary bounds of areas under the ROC curve: approximate, for display beside what is proved.

The variance comes from placements: of each example the share of the other class that it is ordered rightly against
(DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44), found by sorting instead of comparing all pairs (Sun and Xu
2014), and summed over clusters where examples are not independent (Obuchowski 1997, Biometrics 53). Bounds of one area
are made on the logit, which keeps them between 0 and 1. They hold for many examples only: where a few cases fail badly
and the sample happens to have none of them, the variance collapses and the bounds are far too sure.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, log, sqrt

import numpy as np

from buttress.estimation.estimate import risk_of


@dataclass(frozen=True, slots=True)
class Customary:
    """A value with its estimated variance, taken as normal.

    Attributes:
        value: An area, or a difference of two.
        variance: Variance of the value; 0 where the sample shows no spread, which then bounds nothing.
        on_logit: Whether the logit of the value is taken as normal instead of the value itself.
    """

    value: float
    variance: float
    on_logit: bool

    def interval(self, confidence: float) -> tuple[float, float]:
        """Gives the lower and upper bound, each at its own one-sided confidence; infinite where there are none."""
        from scipy.special import ndtri

        z = -float(ndtri(risk_of(confidence)))
        if not self.says_something():
            return -inf, inf
        if not self.on_logit:
            return self.value - z * self._error, self.value + z * self._error
        lower, upper = (_from_logit(_logit(self.value) + sign * z * self._error) for sign in (-1, 1))
        return lower, upper

    def p_value_above(self, limit: float) -> float:
        """Gives the normal tail of the distance above the limit."""
        return self._tail(limit, sign=1)

    def p_value_below(self, limit: float) -> float:
        """Gives the normal tail of the distance below the limit."""
        return self._tail(limit, sign=-1)

    def says_something(self) -> bool:
        """Says whether the sample shows the spread that bounds need."""
        return self.variance > 0 and (not self.on_logit or 0 < self.value < 1)

    @property
    def _error(self) -> float:
        return sqrt(self.variance) / (self.value * (1 - self.value) if self.on_logit else 1)

    def _tail(self, limit: float, sign: int) -> float:
        from scipy.special import ndtr

        if not self.says_something():
            return 1.0
        if self.on_logit and not 0 < limit < 1:
            return 0.0 if sign * (self.value - limit) > 0 else 1.0
        ahead = _logit(self.value) - _logit(limit) if self.on_logit else self.value - limit
        return float(ndtr(-sign * ahead / self._error))


def placements(truth: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Gives of each example the share of the other class that it is ordered rightly against, ties counting half.

    Args:
        truth: Whether each example is positive, shape ``(examples,)``; both classes occur.
        scores: Score of the positive class, likewise; no nan.

    >>> placements(np.array([True, True, False, False]), np.array([0.9, 0.4, 0.4, 0.1])).tolist()
    [1.0, 0.75, 0.75, 1.0]
    """
    placed = np.empty(len(scores))
    placed[truth] = share_below(scores[~truth], scores[truth])
    placed[~truth] = 1 - share_below(scores[truth], scores[~truth])
    return placed


def share_below(others: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Gives the share of others that each score exceeds, ties counting half."""
    ordered = np.sort(others)
    below, upto = np.searchsorted(ordered, scores, "left"), np.searchsorted(ordered, scores, "right")
    return (below + upto) / 2 / len(others)


def delong_variance(truth: np.ndarray, placed: np.ndarray, clusters: np.ndarray | None = None) -> float:
    """Gives the variance of the mean placement, an area or a difference of two.

    Args:
        truth: Whether each example is positive, shape ``(examples,)``; both classes occur.
        placed: Placement of each example, or difference of its placements by two scores.
        clusters: Number of each example's cluster, None for independent examples.

    Returns:
        The variance; 0 where a class has fewer than two examples (or clusters).
    """
    where = np.arange(len(truth)) if clusters is None else clusters
    _, place = np.unique(where, return_inverse=True)
    off = placed - placed[truth].mean()
    sums = [np.bincount(place, weights=off * chosen) for chosen in (truth, ~truth)]
    there = [len(np.unique(place[chosen])) for chosen in (truth, ~truth)]
    if min(there) < 2:
        return 0.0
    counts = [int(truth.sum()), int((~truth).sum())]
    own = sum(
        found / (found - 1) * float((each**2).sum()) / count**2
        for each, found, count in zip(sums, there, counts, strict=True)
    )
    shared = len(sums[0]) / (len(sums[0]) - 1) * float((sums[0] * sums[1]).sum())
    return max(own + 2 * shared / (counts[0] * counts[1]), 0.0)


def customary_area(truth: np.ndarray, scores: np.ndarray, clusters: np.ndarray | None = None) -> Customary:
    """Gives the area under the ROC curve with DeLong's variance, on the logit."""
    placed = placements(truth, scores)
    return Customary(float(placed[truth].mean()), delong_variance(truth, placed, clusters), on_logit=True)


def customary_difference(
    truth: np.ndarray, scores: np.ndarray, other: np.ndarray, clusters: np.ndarray | None = None
) -> Customary:
    """Gives the area by the scores less that by other scores of the same examples, with DeLong's variance."""
    apart = placements(truth, scores) - placements(truth, other)
    return Customary(float(apart[truth].mean()), delong_variance(truth, apart, clusters), on_logit=False)


def delong_interval(truth: np.ndarray, scores: np.ndarray, confidence: float) -> tuple[float, float]:
    """Gives DeLong's bounds of an area, each at its own one-sided confidence; infinite where there are none."""
    return customary_area(truth, scores).interval(confidence)


def paired_delong(
    truth: np.ndarray, scores: np.ndarray, other: np.ndarray, confidence: float
) -> tuple[float, float, float]:
    """Gives the difference of two areas over the same examples, and DeLong's bounds of it, one-sided each."""
    found = customary_difference(truth, scores, other)
    return found.value, *found.interval(confidence)


def _logit(share: float) -> float:
    return log(share) - log(1 - share)


def _from_logit(value: float) -> float:
    return 1 / (1 + exp(-value)) if value > -700 else 0.0
