"""Means of values that lie between 0 and 1, proved by betting: whatever their distribution, however few they are.

Whoever says "the mean is at most m" must accept bets on each value x at even odds: a stake s wins s(x - m). Capital
that starts at c and never falls below 0 is then expected to stay at most c, so that it reaches k with a chance of at
most c/k (Markov; Waudby-Smith and Ramdas 2024, "Estimating means of bounded random variables by betting", Journal of
the Royal Statistical Society B 86). Nothing else is assumed: each stake may depend on all the values before it.

The player here wants one thing, to own 1 after the last value, and stakes like one who hedges a payment of 1 that
falls due if the mean was above m (Kulldorff 1993, "Optimal control of favorable games with a time limit", SIAM Journal
on Control and Optimization 31): with capital f, r values to go and variance V, the stake is phi(z) / sqrt(r V), where
z is the normal quantile of f. For many values that is the z-test. It is valid for few because

- the stake is at most f/m, so that no value leaves the player with less than 0;
- V comes from earlier values, with half a failure added that was not seen, and is at most m(1 - m);
- the stake is at most what reaches 1, and a value counts for no more than a ceiling that earlier values set.

Capital after the last value rises with the capital at the start, and falls as m rises (see `Bets.ends_with`). So
p-values rise with the limit, and bounds are read off them without a gap. Few values are played in several orders, and
the mean of the final capitals counts, so that the verdict is not the luck of one order.
"""

from __future__ import annotations

from math import ceil, log, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from buttress.estimation.bets import ENOUGH, Game
from buttress.estimation.estimate import risk_of
from buttress.estimation.planning import POWER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Values = NDArray[np.float64]

BETTING = "betting (Waudby-Smith and Ramdas)"
"""The name of the method."""

_MOST_VALUES = 10**8  # nobody labels more
_NORMAL = NormalDist()


def p_value_of_more(values: Sequence[float] | Values, limit: float) -> float:
    """Gives the p-value of "the mean is at most the limit"; small means that it lies above.

    It is at most a with a chance of at most a, in samples of any size and whatever the distribution.

    Args:
        values: Independent, in [0, 1], with the same expectation; distributions may differ. The order is that in
            which they came, not one that depends on them: sorted values prove nothing.
        limit: Any number; 0 and 1 bound the mean by themselves.

    >>> p_value_of_more([1] * 59, 0.95) <= 0.05 < p_value_of_more([1] * 58, 0.95)
    True
    """
    known = np.asarray(values, dtype=np.float64)
    return ratio_p_value(known, 1 - known, (1.0, 1.0), limit)


def p_value_of_less(values: Sequence[float] | Values, limit: float) -> float:
    """Gives the p-value of "the mean is at least the limit"; small means that it lies below.

    See `p_value_of_more`, of which it is the mirror image.
    """
    return p_value_of_more(1 - np.asarray(values, dtype=np.float64), 1 - limit)


def mean_bounds(values: Sequence[float] | Values, confidence: float) -> tuple[float, float]:
    """Gives the lower and upper bound of the mean, each at its own one-sided confidence.

    The lower bound is above T exactly if `p_value_of_more` at T is at most ``1 - confidence``, up to rounding in the
    fourteenth decimal; the upper one mirrors it. They lie on either side of the values' own mean.

    Args:
        values: As for `p_value_of_more`; (0, 1) is all that none of them tell.
        confidence: One-sided confidence, above 0.5 and below 1.

    >>> lower, upper = mean_bounds([1] * 59, 0.95)
    >>> round(lower, 3), upper
    (0.95, 1.0)
    """
    known = np.asarray(values, dtype=np.float64)
    lower = ratio_lower_bound(known, 1 - known, (1.0, 1.0), confidence)
    return lower, 1 - ratio_lower_bound(1 - known, known, (1.0, 1.0), confidence)


def ratio_p_value(gains: Values, losses: Values, weights: tuple[float, float], limit: float) -> float:
    """Gives the p-value of "(1 - limit) * weights[0] * mean gain is at most limit * weights[1] * mean loss".

    Args:
        gains: In [0, 1], one for each example.
        losses: In [0, 1], likewise. Losses of ``1 - gains`` and equal weights make it a claim on the mean gain.
        weights: Of gains and of losses, above 0.
        limit: Any number; the claim is void from 1 on, and impossible below 0.
    """
    if not gains.size or limit >= 1:
        return 1.0
    return 0.0 if limit < 0 else Game.on(gains, losses, weights).p_value(limit)


def ratio_lower_bound(
    gains: Values, losses: Values, weights: tuple[float, float], confidence: float
) -> float:
    """Gives the limit up to which `ratio_p_value` is at most ``1 - confidence``, 0 where there is none."""
    risk = risk_of(confidence)
    return Game.on(gains, losses, weights).lower_bound(risk) if gains.size else 0.0


def values_to_decide(values: Sequence[float] | Values, limit: float, confidence: float) -> int | None:
    """Gives how many values decide a claim on their mean, if these show the true distribution.

    It is the size that the z-test needs, with the variance there would be at the limit, and as many again as prove
    the claim if all values lie at the mean. Simulated, that many decide in 60 to 95 % of cases, mostly in 80 %.

    Args:
        values: As for `p_value_of_more`, at least one.
        limit: The limit on the mean, 0 to 1.
        confidence: One-sided confidence, above 0.5 and below 1.

    Returns:
        Total number of values; None where their mean is at the limit, or more than 10^8 would be needed.

    >>> values_to_decide([1, 1, 1], 0.95, 0.95)
    59
    """
    known, risk = np.asarray(values, dtype=np.float64), risk_of(confidence)
    mean = float(known.mean())
    if mean < limit:
        known, mean, limit = 1 - known, 1 - mean, 1 - limit
    gap, variance = mean - limit, float(known.var())
    if gap <= 0 or limit <= 0:
        return None
    skew = float(((known - mean) ** 3).mean()) / variance if variance > 0 else 0.0
    tilted = min(max(variance - gap * skew, variance / 2), limit * (1 - limit))
    spread = -_NORMAL.inv_cdf(risk * ENOUGH) * sqrt(tilted) + _NORMAL.inv_cdf(POWER) * sqrt(variance)
    root = spread / gap  # its square may be infinite, where a power would raise
    total = root * root - log(risk) / log(mean / limit)
    return ceil(total) if total <= _MOST_VALUES else None
