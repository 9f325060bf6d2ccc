"""Matthews's correlation coefficient of two classes, with bounds that hold for any number of examples."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from buttress.estimation.estimate import Estimate, Needed, is_decided, no_estimate, risk_of
from buttress.estimation.least_risk import find_least_risk
from buttress.estimation.planning import POWER

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    _Counts = tuple[float, float, float, float]

_METHOD = "Clopper-Pearson of both rates"
_CLUSTERED = "examples come in clusters, and these bounds take them as independent"
_MOST_EXAMPLES = 10**8  # nobody labels more


@dataclass(frozen=True, eq=False)
class Matthews:
    """The correlation of truth and answers (Matthews 1975), at the share of positives in the test data.

    With the share p of positives, the recall a of positives and the rate b of false alarms, the positive answers
    have a share ``q = p a + (1 - p) b`` and the coefficient is ``sqrt(p (1 - p)) (a - b) / sqrt(q (1 - q))``. It
    rises with a: the sign of its slope is that of ``2 q (1 - q) - p (a - b) (1 - 2 q)``, which is not negative
    since ``|a - b| p`` is at most q where a > b and at most 1 - q where a < b. In the same way it falls with b.
    So an exact lower bound of a and upper bound of b, each at half the risk, bound it from below, and the other
    two from above (Clopper and Pearson 1934; Bonferroni): neither errs more often than it says.

    Attributes:
        truth: Whether each example is positive, shape ``(examples,)``.
        answers: Whether each was said to be, likewise.
        clusters: Number of each example's cluster, None for independent examples.

    >>> import numpy as np
    >>> truth, answers = np.arange(1000) < 500, np.arange(1000) < 450
    >>> estimate = Matthews(truth, answers).estimate(0.95)
    >>> round(estimate.value, 3), round(estimate.lower, 3), round(estimate.upper, 3)
    (0.905, 0.869, 0.927)
    """

    truth: np.ndarray
    answers: np.ndarray
    clusters: np.ndarray | None = None

    def estimate(self, confidence: float) -> Estimate:
        """Gives the coefficient with bounds; it is 0 where all answers are alike."""
        counts, risk = self._counts(), risk_of(confidence)
        if self.unusable() is not None:
            return no_estimate(confidence, _METHOD, len(self.truth))
        found, positives, alarms, negatives = counts
        value = _coefficient(found / positives, alarms / negatives, positives / (positives + negatives))
        lower, upper = _bounds(counts, risk)
        doubt = "" if self.clusters is None else _CLUSTERED
        return Estimate(value, lower, upper, confidence, _METHOD, len(self.truth), doubt=doubt)

    def p_value_above(self, limit: float) -> float:
        """Gives the risk at which the lower bound would reach the limit."""
        return self._p_value(lambda lower, _: lower > limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the risk at which the upper bound would reach the limit."""
        return self._p_value(lambda _, upper: upper < limit)

    def unusable(self) -> str | None:
        """Says so if one of the two classes has no example."""
        _, positives, _, negatives = self._counts()
        missing = "positive" if not positives else "negative"
        return None if positives and negatives else f"there are no {missing} examples"

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more examples would decide if both observed rates were the true ones."""
        value = self.estimate(confidence).value
        if (
            value is None
            or value == limit
            or self.clusters is not None
            or is_decided(self, limit, confidence)
        ):
            return None
        counts, n, strict = self._counts(), len(self.truth), _stricter(risk_of(confidence))

        def decides(total: int) -> bool:
            lower, upper = _bounds(_grown(counts, total / n), strict)
            return upper < limit if value < limit else lower > limit

        total = bisect_left(range(_MOST_EXAMPLES), True, lo=n + 1, key=decides)
        return Needed(total - n, "examples") if total < _MOST_EXAMPLES else None

    def _counts(self) -> _Counts:
        """Positives found, all positives, false alarms, all negatives."""
        truth, answers = self.truth.astype(bool), self.answers.astype(bool)
        found, alarms = int((truth & answers).sum()), int((~truth & answers).sum())
        return found, int(truth.sum()), alarms, int((~truth).sum())

    def _p_value(self, bound_passes: Callable[[float, float], bool]) -> float:
        """The least risk at which a bound passes the limit."""
        if self.unusable() is not None:
            return 1.0
        counts = self._counts()
        return find_least_risk(lambda risk: bound_passes(*_bounds(counts, risk)))


def _bounds(counts: _Counts, risk: float) -> tuple[float, float]:
    """Bounds of the coefficient, each at a risk of which either rate takes half."""
    found, positives, alarms, negatives = counts
    share = positives / (positives + negatives)
    least_found, most_found = _exact(found, positives, risk / 2)
    least_alarms, most_alarms = _exact(alarms, negatives, risk / 2)
    lower = _coefficient(least_found, most_alarms, share)
    return lower, _coefficient(most_found, least_alarms, share)


def _grown(counts: _Counts, times: float) -> _Counts:
    found, positives, alarms, negatives = counts
    return found * times, positives * times, alarms * times, negatives * times


def _exact(successes: float, trials: float, risk: float) -> tuple[float, float]:
    """The Clopper-Pearson bounds at any risk up to a half, however small, and for planned counts too."""
    from scipy.special import betainccinv, betaincinv

    failures = trials - successes
    lower = float(betaincinv(successes, failures + 1, risk)) if successes > 0 else 0.0
    upper = float(betainccinv(successes + 1, failures, risk)) if failures > 0 else 1.0
    return lower, upper


def _coefficient(recall: float, alarms: float, share: float) -> float:
    """The coefficient of two rates; 0, which is its limit, where all answers are alike."""
    positive = share * recall + (1 - share) * alarms
    if not 0 < positive < 1:
        return 0.0
    return (recall - alarms) * sqrt(share * (1 - share) / (positive * (1 - positive)))


def _stricter(risk: float) -> float:
    """The risk at which bounds lie as much further out as rates stray in all but a share `POWER` of samples."""
    from scipy.special import ndtr, ndtri

    return 2 * float(ndtr(ndtri(risk / 2) - ndtri(POWER)))
