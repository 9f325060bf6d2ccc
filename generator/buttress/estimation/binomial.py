"""Binomial tails: the one distribution behind proportions, order statistics and the sign test."""

from __future__ import annotations

from bisect import bisect_right


def at_most(count: int, n: int, chance: float) -> float:
    """Gives P(X <= count) for X ~ Binomial(n, chance); 0 below 0 and 1 from n on.

    It is the regularised incomplete beta function (Abramowitz and Stegun 1964, 26.5.24), accurate far into
    the tail and for n beyond 10^8.
    """
    from scipy.special import betaincc

    if count < 0:
        return 0.0
    return 1.0 if count >= n else float(betaincc(count + 1, n - count, chance))


def at_least(count: int, n: int, chance: float) -> float:
    """Gives P(X >= count) for X ~ Binomial(n, chance); 1 up to 0 and 0 above n."""
    from scipy.special import betainc

    if count <= 0:
        return 1.0
    return 0.0 if count > n else float(betainc(count, n - count + 1, chance))


def critical_count(n: int, chance: float, risk: float) -> int:
    """Gives the largest count with P(X <= count) <= risk for X ~ Binomial(n, chance), -1 if there is none."""
    return bisect_right(range(n + 1), risk, key=lambda count: at_most(count, n, chance)) - 1
