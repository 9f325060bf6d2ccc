"""The average precision, with bounds that hold for any number of examples of both classes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from buttress.estimation.estimate import Estimate, Needed, is_decided, no_estimate, risk_of
from buttress.estimation.least_risk import find_least_risk
from buttress.estimation.planning import POWER

if TYPE_CHECKING:
    from collections.abc import Callable

_METHOD = "Clopper-Pearson at thresholds"
_THRESHOLDS = 32
_CLUSTERED = "examples come in clusters, and these bounds take them as independent"
_MOST_EXAMPLES = 10**8  # nobody labels more


@dataclass(frozen=True, eq=False)
class AveragePrecision:
    """The mean, over positives, of the precision at their score, at the share of positives in the test data.

    Nothing is interpolated, and equal scores share one threshold. Resampling does not bound it: one negative in a
    thousand that ranks above all positives moves it by more than its standard error, and mostly goes unseen.

    With T(t) and F(t) the shares of positives and of negatives that score t or more, and w the negatives per
    positive, the precision at t is ``T / (T + w F)``: it rises with T and falls with F. Both are bounded at up to
    32 thresholds, which are scores of positives of fixed ranks, each bound at 1/64 of the risk (Bonferroni):

    - T at the score of rank i of m is at least a Beta(i, m + 1 - i) variable, and the share above that score at
      most one, with equality where no scores are equal (David and Nagaraja 2003).
    - F at a given score is a proportion of the negatives, which are independent of the positives (Clopper and
      Pearson 1934).

    Lower bound: to the share u of highest positives belongs a threshold at which T is at least u; up to the bound
    of T at a threshold, F is at most its bound there. Upper bound: a positive between two thresholds has at most
    the T of the lower and at least the F of the upper one. Neither errs more often than it says, whatever the
    scores, and both are far wider than they had to be.

    Attributes:
        truth: Whether each example is positive, shape ``(examples,)``.
        scores: Score of the positive class, likewise.
        clusters: Number of each example's cluster, None for independent examples.
    """

    truth: np.ndarray
    scores: np.ndarray
    clusters: np.ndarray | None = None

    def estimate(self, confidence: float) -> Estimate:
        """Gives the plug-in value with bounds."""
        n, risk = len(self.truth), risk_of(confidence)
        if self.unusable() is not None:
            return no_estimate(confidence, _METHOD, n)
        lower, upper = self._lower(risk), self._upper(risk)
        doubt = "" if self.clusters is None else _CLUSTERED
        return Estimate(self._value, lower, upper, confidence, _METHOD, n, doubt=doubt)

    def p_value_above(self, limit: float) -> float:
        """Gives the risk at which the lower bound would reach the limit."""
        return self._least_risk(lambda risk: self._lower(risk) > limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the risk at which the upper bound would reach the limit."""
        return self._least_risk(lambda risk: self._upper(risk) < limit)

    def unusable(self) -> str | None:
        """Says so if one of the classes has no example, or a score is no number."""
        positives = int(self.truth.sum())
        if not positives or positives == len(self.truth):
            return f"there are no {'negative' if positives else 'positive'} examples"
        return "not all scores are numbers" if np.isnan(self.scores).any() else None

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more such examples would decide: bounds narrow with the root of their number."""
        from scipy.special import ndtri

        estimate = self.estimate(confidence)
        if estimate.value in (None, limit) or estimate.doubt or is_decided(self, limit, confidence):
            return None
        gap = limit - self._value
        width = abs((estimate.upper if gap > 0 else estimate.lower) - self._value)
        luck = 1 - float(ndtri(POWER)) / float(ndtri(risk_of(confidence)))
        narrower = width * luck / abs(gap)  # its square may be infinite, where a power would raise
        total = estimate.n * narrower * narrower
        return Needed(max(1, ceil(total) - estimate.n), "examples") if total <= _MOST_EXAMPLES else None

    @cached_property
    def _positives(self) -> np.ndarray:
        """The scores of positives, the highest first."""
        return -np.sort(-self.scores[self.truth.astype(bool)])

    @cached_property
    def _negatives(self) -> np.ndarray:
        return np.sort(self.scores[~self.truth.astype(bool)])

    @cached_property
    def _value(self) -> float:
        found = np.searchsorted(-self._positives, -self._positives, side="right")
        return float((found / (found + self._alarms(self._positives))).mean())

    @cached_property
    def _ranks(self) -> np.ndarray:
        """Ranks of the positives whose scores are thresholds, from 1; the last is that of the lowest."""
        positives = len(self._positives)
        steps = min(_THRESHOLDS, positives)
        return np.asarray(-(-np.arange(1, steps + 1) * positives // steps))

    @property
    def _negatives_per_positive(self) -> float:
        return len(self._negatives) / len(self._positives)

    def _alarms(self, thresholds: np.ndarray) -> np.ndarray:
        """How many negatives score a threshold or more."""
        return len(self._negatives) - np.searchsorted(self._negatives, thresholds, side="left")

    def _lower(self, risk: float) -> float:
        ranks, each = self._ranks, risk / (2 * len(self._ranks))
        alarms = self._alarms(self._positives[ranks - 1])
        found = _least(ranks, len(self._positives), each)
        most = self._negatives_per_positive * np.append(_most(alarms, len(self._negatives), each), 1.0)
        edges = np.concatenate([[0.0], found, [1.0]])
        # The integral of u / (u + most) over the shares u between two edges.
        return float((np.diff(edges) - most * np.log((edges[1:] + most) / (edges[:-1] + most))).sum())

    def _upper(self, risk: float) -> float:
        ranks, each = self._ranks, risk / (2 * len(self._ranks))
        alarms = self._alarms(self._positives[ranks - 1])
        least = self._negatives_per_positive * np.append(0.0, _least(alarms, len(self._negatives), each))
        found = np.append(_most(ranks, len(self._positives), each)[self._next_lower], 1.0)
        precision = np.maximum.accumulate((found / (found + least))[::-1])[::-1]
        return float((np.diff(found, prepend=0.0) * precision).sum())

    @cached_property
    def _next_lower(self) -> np.ndarray:
        """Per threshold the first one whose following positive scores less: itself where no scores are equal.

        The last threshold has no following positive, and serves where all that follow are equal.
        """
        following = np.append(self._positives, -np.inf)[self._ranks]
        found = np.searchsorted(-following, -self._positives[self._ranks - 1], side="right")
        return np.asarray(np.minimum(found, len(following) - 1))  # a score may be minus infinity

    def _least_risk(self, passes: Callable[[float], bool]) -> float:
        return 1.0 if self.unusable() is not None else find_least_risk(passes)


def _least(successes: np.ndarray, trials: int, risk: float) -> np.ndarray:
    """Lower Clopper-Pearson bounds, which are quantiles of Beta(successes, failures + 1)."""
    from scipy.special import betaincinv

    bounds = betaincinv(np.maximum(successes, 1), trials - successes + 1, risk)
    return np.where(successes > 0, bounds, 0.0)


def _most(successes: np.ndarray, trials: int, risk: float) -> np.ndarray:
    """Upper Clopper-Pearson bounds, which are quantiles of Beta(successes + 1, failures)."""
    from scipy.special import betainccinv

    bounds = betainccinv(successes + 1, np.maximum(trials - successes, 1), risk)
    return np.where(successes < trials, bounds, 1.0)
