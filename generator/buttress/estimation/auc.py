"""The area under the ROC curve, with DeLong's bounds (DeLong, DeLong and Clarke-Pearson 1988)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import exp, inf, log, sqrt

import numpy as np

from buttress.estimation.estimate import APPROXIMATE, Estimate, Needed, no_estimate, risk_of

_METHOD = "DeLong"
_FEWEST_OF_CLASS = 10
_FEWEST_CLUSTERS = 5


@dataclass(frozen=True, eq=False)
class Auc:
    """The chance that a positive example scores above a negative one, ties counting half.

    The variance comes from placements: of each example the share of the other class that it beats. Placements are
    summed over clusters where examples are not independent (Obuchowski 1997). Bounds are made on the logit, which
    keeps them between 0 and 1. They hold for many examples only, so they inform and decide nothing.

    Attributes:
        truth: Whether each example is positive, shape ``(examples,)``.
        scores: Score of the positive class, likewise; finite.
        clusters: Number of each example's cluster, None for independent examples.
    """

    truth: np.ndarray
    scores: np.ndarray
    clusters: np.ndarray | None = None

    def estimate(self, confidence: float) -> Estimate:
        """Gives the area with logit bounds; no bounds where the classes are told apart perfectly."""
        from scipy.special import ndtri

        n = len(self.truth)
        if self._lacks_a_class():
            return no_estimate(confidence, _METHOD, n)
        z = -float(ndtri(risk_of(confidence)))
        error = self._logit_error
        if error is None:
            note = "the scores do not vary between examples as bounds would need"
            return Estimate(self._area, -inf, inf, confidence, _METHOD, n, note=note, doubt=APPROXIMATE)
        centre = _logit(self._area)
        lower, upper = (_from_logit(centre + sign * z * error) for sign in (-1, 1))
        return Estimate(self._area, lower, upper, confidence, _METHOD, n, doubt=APPROXIMATE)

    def p_value_above(self, limit: float) -> float:
        """Gives the normal tail of the logit's distance above the limit."""
        return self._tail(limit, sign=1)

    def p_value_below(self, limit: float) -> float:
        """Gives the normal tail of the logit's distance below the limit."""
        return self._tail(limit, sign=-1)

    def unusable(self) -> str | None:
        """Says so if there are too few examples of a class, or too few clusters."""
        for name, count in (("positive", int(self.truth.sum())), ("negative", int((~self.truth).sum()))):
            if count < _FEWEST_OF_CLASS:
                return (
                    f"there are {count} {name} examples, and an area under the curve needs {_FEWEST_OF_CLASS}"
                )
        found = _FEWEST_CLUSTERS if self.clusters is None else len(np.unique(self.clusters))
        if found < _FEWEST_CLUSTERS:
            return f"there are {found} clusters of examples, and bounds over clusters need {_FEWEST_CLUSTERS}"
        return None

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:  # noqa: ARG002
        """Gives None: more examples narrow the bounds, which still prove nothing."""
        return None

    def _lacks_a_class(self) -> bool:
        return bool(self.truth.all() or not self.truth.any())

    @cached_property
    def _placements(self) -> np.ndarray:
        """Of each example the share of the other class that it is placed rightly against."""
        positives, negatives = np.sort(self.scores[self.truth]), np.sort(self.scores[~self.truth])
        placed = np.empty(len(self.scores))
        placed[self.truth] = _share_below(negatives, self.scores[self.truth])
        placed[~self.truth] = 1 - _share_below(positives, self.scores[~self.truth])
        return placed

    @cached_property
    def _area(self) -> float:
        return float(self._placements[self.truth].mean())

    @cached_property
    def _logit_error(self) -> float | None:
        """Standard error of the logit of the area; None where the variance says nothing."""
        variance = self._variance()
        if not variance > 0 or not 0 < self._area < 1:
            return None
        return sqrt(variance) / (self._area * (1 - self._area))

    def _variance(self) -> float:
        clusters = np.arange(len(self.truth)) if self.clusters is None else self.clusters
        _, place = np.unique(clusters, return_inverse=True)
        off = self._placements - self._area
        sums = [np.bincount(place, weights=off * chosen) for chosen in (self.truth, ~self.truth)]
        there = [len(np.unique(place[chosen])) for chosen in (self.truth, ~self.truth)]
        if min(there) < 2:
            return 0.0
        counts = [int(self.truth.sum()), int((~self.truth).sum())]
        own = sum(
            found / (found - 1) * float((each**2).sum()) / count**2
            for each, found, count in zip(sums, there, counts, strict=True)
        )
        shared = len(sums[0]) / (len(sums[0]) - 1) * float((sums[0] * sums[1]).sum())
        return own + 2 * shared / (counts[0] * counts[1])

    def _tail(self, limit: float, sign: int) -> float:
        from scipy.special import ndtr

        error = None if self._lacks_a_class() else self._logit_error
        if error is None:
            return 1.0
        if not 0 < limit < 1:
            return 0.0 if sign * (self._area - limit) > 0 else 1.0
        return float(ndtr(-sign * (_logit(self._area) - _logit(limit)) / error))


def _share_below(others: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """The share of sorted others that each score exceeds, ties counting half."""
    below, upto = np.searchsorted(others, scores, "left"), np.searchsorted(others, scores, "right")
    return (below + upto) / 2 / len(others)


def _logit(share: float) -> float:
    return log(share) - log(1 - share)


def _from_logit(value: float) -> float:
    return 1 / (1 + exp(-value)) if value > -700 else 0.0
