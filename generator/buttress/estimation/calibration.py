"""The calibration error of probabilities, with bounds that hold for any number of examples."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from math import exp, inf, log, sqrt

import numpy as np

from buttress.estimation.estimate import Estimate, Needed, is_decided, no_estimate, risk_of
from buttress.estimation.planning import POWER

BINS = 10
"""Equal-width bins of the calibration error."""

_METHOD = "empirical Bernstein"
_PATTERNS = 2**BINS
_CLUSTERED = "examples come in clusters, and these bounds take them as independent"
_MOST_EXAMPLES = 10**8  # nobody labels more


@dataclass(frozen=True, eq=False)
class CalibrationError:
    """The expected calibration error over ten bins of equal width (Naeini et al. 2015), with proved bounds.

    It is the sum over bins of ``|E[(score - y) in the bin]|``, y being 1 for a positive and 0 otherwise. The
    probabilities of one bin are lumped together, so that it never exceeds the calibration error itself.

    With a sign s of each bin let ``Z_s = s(bin) (score - y)``, of values from -1 to 1. The error is the largest
    ``E[Z_s]`` of all 2^10 patterns of signs, and the plug-in value the largest mean of Z_s. A mean of n independent
    values of a range of 2 and a sample variance V keeps, on one side and up to a risk d (Maurer and Pontil 2009,
    theorem 4), within ``sqrt(2 V L / n) + 14 L / (3 (n - 1))`` of the expectation, L = ln(2 / d).

    - Upper bound: the pattern of the true error is fixed, and its mean is at most the plug-in value. Its V is at
      most the mean square of ``score - y`` times n / (n - 1), whatever the pattern. So nothing is paid for its
      being unknown.
    - Lower bound: the pattern of the plug-in value was chosen by the data, so it is one of 2^10, each at its share
      of the risk: L = ln(2^11 / d). Bins that hold no example count too: that they are empty was seen in the data.

    The plug-in value is biased upwards, and both radii are wider than they had to be.

    Attributes:
        truth: Whether each example is positive, shape ``(examples,)``.
        scores: Probability of a positive, from 0 to 1, likewise.
        clusters: Number of each example's cluster, None for independent examples.

    >>> perfect = CalibrationError(np.array([True, False] * 5000), np.full(10_000, 0.5))
    >>> perfect.estimate(0.95).value, round(perfect.estimate(0.95).upper, 3)
    (0.0, 0.015)
    """

    truth: np.ndarray
    scores: np.ndarray
    clusters: np.ndarray | None = None

    def estimate(self, confidence: float) -> Estimate:
        """Gives the plug-in value with empirical Bernstein bounds, kept between 0 and 1."""
        n, risk = len(self.truth), risk_of(confidence)
        if self.unusable() is not None:
            return no_estimate(confidence, _METHOD, n)
        lower = max(0.0, self._value - _radius(self._spread_below, n, log(2 * _PATTERNS / risk)))
        upper = min(1.0, self._value + _radius(self._spread_above, n, log(2 / risk)))
        doubt = "" if self.clusters is None else _CLUSTERED
        return Estimate(self._value, lower, upper, confidence, _METHOD, n, doubt=doubt)

    def p_value_above(self, limit: float) -> float:
        """Gives the risk at which the lower bound would reach the limit."""
        if self.unusable() is not None:
            return 1.0
        if limit < 0:
            return 0.0
        return self._risk(self._value - limit, self._spread_below, _PATTERNS)

    def p_value_below(self, limit: float) -> float:
        """Gives the risk at which the upper bound would reach the limit."""
        if self.unusable() is not None:
            return 1.0
        if limit > 1:
            return 0.0
        return self._risk(limit - self._value, self._spread_above, 1)

    def unusable(self) -> str | None:
        """Says so if there are fewer than two examples, or scores that are no probabilities."""
        if len(self.truth) < 2:
            found = "is 1 example" if len(self.truth) else "are no examples"
            return f"there {found}, and a calibration error needs 2"
        if not (self.scores.min() >= 0 and self.scores.max() <= 1):
            return "not all scores are probabilities from 0 to 1"
        return None

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more examples would narrow the radius enough if the observed error were the true one."""
        if self.clusters is not None or self.unusable() is not None or is_decided(self, limit, confidence):
            return None
        gap, risk = limit - self._value, risk_of(confidence)
        spread, patterns = (self._spread_above, 1) if gap > 0 else (self._spread_below, _PATTERNS)
        if not gap or not 0 <= limit <= 1:
            return None

        def decides(total: int) -> bool:
            radius = _radius(spread, total, log(2 * patterns / risk))
            return radius + _luck(self._spread_below, total) <= abs(gap)

        total = bisect_left(range(_MOST_EXAMPLES), True, lo=len(self.truth) + 1, key=decides)
        return Needed(total - len(self.truth), "examples") if total < _MOST_EXAMPLES else None

    @cached_property
    def _gaps(self) -> np.ndarray:
        return np.asarray(self.scores - self.truth, dtype=float)

    @cached_property
    def _value(self) -> float:
        bins = np.minimum((self.scores * BINS).astype(int), BINS - 1)
        return float(np.abs(np.bincount(bins, weights=self._gaps)).sum() / len(bins))

    @cached_property
    def _spread_above(self) -> float:
        """The largest sample variance that any pattern of signs can have."""
        return float((self._gaps**2).sum()) / (len(self._gaps) - 1)

    @cached_property
    def _spread_below(self) -> float:
        """The sample variance of the pattern of the plug-in value."""
        n = len(self._gaps)
        return max(0.0, self._spread_above - self._value**2 * n / (n - 1))

    def _risk(self, gap: float, spread: float, patterns: int) -> float:
        """The risk whose radius is the gap: the radius is a quadratic of the root of L."""
        n = len(self.truth)
        if gap <= 0:
            return 1.0
        slope, bend = sqrt(2 * spread / n), 14 / (3 * (n - 1))
        root = 2 * gap / (slope + sqrt(slope**2 + 4 * bend * gap))
        return min(1.0, 2 * patterns * exp(-(root**2)))


def _radius(spread: float, n: int, exponent: float) -> float:
    """How far the mean of n values of a range of 2 lies from its expectation at most (Maurer and Pontil 2009)."""
    return sqrt(2 * spread * exponent / n) + 14 * exponent / (3 * (n - 1)) if n > 1 else inf


def _luck(spread: float, n: int) -> float:
    """How far the mean strays to the wrong side in no more than a share of `POWER` of samples."""
    from scipy.special import ndtri

    return float(ndtri(POWER)) * sqrt(spread / n)
