"""The difference of two independent proportions: the customary interval, and bounds that keep what they say.

Newcombe's interval errs more often than stated where rates are near 0 or 1 or groups differ in size. The exact bounds
keep its order of possible counts, and replace its error rate by the true one: "p1 - p2 is at least D" is refused if
counts that Newcombe's upper bound ranks as low as the observed ones are rare, whatever p1 and p2 are (Buehler 1957;
Lloyd and Kabaila 2003). Of the pairs p1, p2 only those are tried that the counts do not all but exclude, and the chance
of a wrong exclusion is added (Berger and Boos 1994).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, hypot, log, pi, sqrt
from typing import TYPE_CHECKING

import numpy as np

from buttress.estimation.estimate import risk_of
from buttress.estimation.proportion import clopper_pearson, wilson_interval

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Chances = NDArray[np.float64]
    Counts = NDArray[np.int64]

LEFT_OUT = 1e-6
"""The chance of all that an exact search leaves out. It is added to every p-value, so that none is smaller.

A fifth goes to each of at most four limits on the proportions, the rest to the counts (see `counts_within`).
"""
TIE = 1e-9
"""Ranks this close are the same, whatever the rounding."""
RANKED_AT = 0.95
"""Confidence of the customary bound that ranks counts, whatever confidence is asked for; bounds are sharpest there."""

_TRIED = 33
_TRIED_CLOSELY = 9
_NEAR = 0.9
_UNSEEN = 1.001  # for what lies between the values tried: where enumerated, chances rose by 6 in 10,000 there
_MOST_PEAKS = 4
_CLOSE = 1e-9
_MOST_STEPS = 100


def newcombe_interval(
    successes1: int, trials1: int, successes2: int, trials2: int, confidence: float
) -> tuple[float, float]:
    """Gives the square-and-add bounds of p1 - p2 (Newcombe 1998, method 10), for display only.

    They can err more often than stated: up to 21 times in 100 instead of 5 where rates are near 0 and 1.

    Args:
        successes1: Successes of the first group, 0 to ``trials1``.
        trials1: Trials of the first group, at least 1.
        successes2: Successes of the second group, 0 to ``trials2``.
        trials2: Trials of the second group, at least 1.
        confidence: One-sided; 0.975 gives the usual two-sided 95 % interval.

    >>> [round(bound, 4) for bound in newcombe_interval(56, 70, 48, 80, 0.975)]
    [0.0524, 0.3339]
    """
    rate1, rate2 = successes1 / trials1, successes2 / trials2
    lower1, upper1 = wilson_interval(successes1, trials1, confidence)
    lower2, upper2 = wilson_interval(successes2, trials2, confidence)
    gap = rate1 - rate2
    return gap - hypot(rate1 - lower1, upper2 - rate2), gap + hypot(upper1 - rate1, rate2 - lower2)


def difference_bounds(
    successes1: int, trials1: int, successes2: int, trials2: int, confidence: float
) -> tuple[float, float]:
    """Gives an exact lower and upper bound of p1 - p2, each at its own one-sided confidence.

    Neither errs more often than ``1 - confidence``, whatever the true proportions. A group without trials leaves -1 and
    1. They take milliseconds for thousands of trials, growing with their root.

    Args:
        successes1: Successes of the first group, 0 to ``trials1``.
        trials1: Trials of the first group.
        successes2: Successes of the second group, 0 to ``trials2``.
        trials2: Trials of the second group.
        confidence: One-sided confidence, above 0.5 and below 1.

    >>> [round(bound, 3) for bound in difference_bounds(56, 70, 48, 80, 0.975)]
    [0.051, 0.344]
    """
    first, second = (successes1, trials1), (successes2, trials2)
    return -difference_upper(*second, *first, confidence), difference_upper(*first, *second, confidence)


def difference_upper(
    successes1: int,
    trials1: int,
    successes2: int,
    trials2: int,
    confidence: float,
    ranked_at: float = RANKED_AT,
) -> float:
    """Gives the exact upper bound of p1 - p2 by itself; see `difference_bounds`.

    Args:
        successes1: Successes of the first group, 0 to ``trials1``.
        trials1: Trials of the first group.
        successes2: Successes of the second group, 0 to ``trials2``.
        trials2: Trials of the second group.
        confidence: One-sided confidence, above 0.5 and below 1.
        ranked_at: Confidence of Newcombe's bound that ranks the counts. It must not depend on them.
    """
    risk = risk_of(confidence)
    if not trials1 or not trials2:
        return 1.0
    return _Ranking(successes1, trials1, successes2, trials2, ranked_at).upper_bound(risk)


def p_value_of_smaller_difference(
    successes1: int,
    trials1: int,
    successes2: int,
    trials2: int,
    limit: float,
    ranked_at: float = RANKED_AT,
) -> float:
    """Gives the p-value of "p1 - p2 is at least the limit"; small means it is less.

    It is 0 for limits above 1, else at least `LEFT_OUT`; 1 where a group has no trials. The upper bound lies below a
    limit exactly if it is at most ``1 - confidence``.

    Args:
        successes1: Successes of the first group, 0 to ``trials1``.
        trials1: Trials of the first group.
        successes2: Successes of the second group, 0 to ``trials2``.
        trials2: Trials of the second group.
        limit: The limit on p1 - p2.
        ranked_at: As for `difference_upper`.
    """
    if limit > 1:
        return 0.0
    if not trials1 or not trials2 or limit <= -1:
        return 1.0
    return _Ranking(successes1, trials1, successes2, trials2, ranked_at).p_value(limit)


@dataclass(frozen=True)
class _Ranking:
    """All counts of two groups, ranked by the upper bound of p1 - p2 that Newcombe's interval gives them."""

    successes1: int
    trials1: int
    successes2: int
    trials2: int
    ranked_at: float

    def p_value(self, limit: float) -> float:
        """The greatest chance of counts ranked as low, with proportions a limit apart.

        Proportions further apart make such counts rarer, since the ranks rise with the first count and fall with the
        second.
        """
        (low1, high1), (low2, high2) = self._plausible
        if limit < max(self._gap, low1 - high2):
            return 1.0
        if limit > high1 - low2:
            return LEFT_OUT

        def chances(second: Chances) -> Chances:
            chances2 = binomial_chances(self._counts2, self.trials2, second)
            chances1 = binomial_chances(self._counts1, self.trials1, second + limit)
            at_most = np.cumsum(chances1, axis=1)
            ranked_low = np.where(self._ranked_low > 0, at_most[:, self._ranked_low - 1], 0.0)
            return np.asarray((chances2 * ranked_low).sum(axis=1))

        most = greatest(chances, max(low2, low1 - limit), min(high2, high1 - limit))
        return min(1.0, most + LEFT_OUT)

    def upper_bound(self, risk: float) -> float:
        """The limit at which the p-value comes down to a risk."""
        highest = self._plausible[0][1] - self._plausible[1][0]
        return where_refused(self.p_value, risk, (self._gap, self._rank, min(highest, 1.0)))

    @property
    def _gap(self) -> float:
        return self.successes1 / self.trials1 - self.successes2 / self.trials2

    @cached_property
    def _plausible(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The proportions that are searched."""
        confidence = 1 - LEFT_OUT / 5
        return (
            clopper_pearson(self.successes1, self.trials1, confidence),
            clopper_pearson(self.successes2, self.trials2, confidence),
        )

    @cached_property
    def _counts1(self) -> Counts:
        return counts_within(self.trials1, *self._plausible[0])

    @cached_property
    def _counts2(self) -> Counts:
        return counts_within(self.trials2, *self._plausible[1])

    @cached_property
    def _rank(self) -> float:
        reach1 = self._reach(np.array([self.successes1]), self.trials1)
        reach2 = self._reach(np.array([self.trials2 - self.successes2]), self.trials2)
        return self._gap + float(np.hypot(reach1, reach2)[0])

    @cached_property
    def _ranked_low(self) -> Counts:
        """For each count of the second group, how many of the first one's rank as low as what was observed."""
        rates1, reach1 = self._counts1 / self.trials1, self._reach(self._counts1, self.trials1)
        rates2, reach2 = self._counts2 / self.trials2, self._reach(self.trials2 - self._counts2, self.trials2)

        def is_low(place: Counts) -> NDArray[np.bool_]:
            ranks = rates1[place] - rates2 + np.hypot(reach1[place], reach2)
            return ranks <= self._rank + TIE

        return how_many(is_low, np.full(len(rates2), len(rates1)))

    def _reach(self, counts: Counts, trials: int) -> Chances:
        """How far Wilson's upper bound lies above the rate; for failures, how far the lower one lies below it."""
        from scipy.special import ndtri

        z = float(ndtri(self.ranked_at))
        rates, pull = counts / trials, z * z / trials
        spread = z * np.sqrt(rates * (1 - rates) / trials + pull / (4 * trials))
        return np.where(counts < trials, (rates + pull / 2 + spread) / (1 + pull) - rates, 0.0)


def how_many(accepts: Callable[[Counts], NDArray[np.bool_]], most: Counts) -> Counts:
    """Gives how many whole numbers from 0 are accepted in each place, up to so many; acceptance ends once.

    Args:
        accepts: From one number for each place to whether each is accepted.
        most: For each place, how many numbers there are.
    """
    low, high = np.zeros_like(most), most
    while (low < high).any():
        middle = (low + high) // 2
        accepted = accepts(np.minimum(middle, np.maximum(most - 1, 0))) & (low < high)
        low, high = np.where(accepted, middle + 1, low), np.where(accepted, high, middle)
    return low


def counts_within(trials: int, lowest: float, highest: float) -> Counts:
    """Gives the counts that a proportion between two may bring, all but a tenth of `LEFT_OUT` (Bernstein 1924)."""
    odds = log(20 / LEFT_OUT)

    def reach(rate: float) -> float:
        return odds / 3 + sqrt((odds / 3) ** 2 + 2 * odds * trials * rate * (1 - rate))

    first = max(0, floor(trials * lowest - reach(lowest)))
    last = min(trials, ceil(trials * highest + reach(highest)))
    return np.arange(first, last + 1)


def binomial_chances(counts: Counts, trials: int, rates: Chances) -> Chances:
    """Gives the chance of each of consecutive counts, shape ``(rates, counts)``; they add up to 1."""
    from scipy.special import gammaln

    possible = np.clip(rates, 1e-300, 1 - 1e-16)[:, np.newaxis]
    ways = -gammaln(counts + 1.0) - gammaln(trials - counts + 1.0)
    logs = ways + counts * np.log(possible) + (trials - counts) * np.log1p(-possible)
    chances = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))


def greatest(chances: Callable[[Chances], Chances], low: float, high: float) -> float:
    """Gives the greatest of chances that hang on an unknown, tried between two values, densely at these.

    The chances hardly change between values tried; a second round looks closely wherever they are near the greatest.
    """
    tried = low + (high - low) * (1 - np.cos(np.linspace(0, pi, _TRIED))) / 2
    first = chances(tried)
    padded = np.concatenate([[-1.0], first, [-1.0]])
    is_peak = (first >= padded[:-2]) & (first >= padded[2:]) & (first >= _NEAR * first.max())
    peaks = np.flatnonzero(is_peak)[:_MOST_PEAKS]
    left, right = tried[np.maximum(peaks - 1, 0)], tried[np.minimum(peaks + 1, _TRIED - 1)]
    between = np.linspace(left, right, _TRIED_CLOSELY).ravel()
    return float(max(first.max(), chances(between).max())) * _UNSEEN


def where_refused(
    p_value: Callable[[float], float], risk: float, expected: tuple[float, float, float]
) -> float:
    """Gives the limit from which on a falling p-value is at most a risk.

    Normal quantiles of p-values are nearly straight, so that few steps of regula falsi do (Dowell and Jarratt 1971).

    Args:
        p_value: From a limit to a p-value.
        risk: The risk, below 0.5.
        expected: The estimate, from which the search starts; about where its 95 % bound lies; and the highest limit
            that makes sense, which is the answer for a risk below `LEFT_OUT`.
    """
    from scipy.special import ndtri

    def kept(limit: float) -> float:
        return float(ndtri(min(max(p_value(limit), LEFT_OUT), 1 - LEFT_OUT)) - ndtri(risk))

    low, guess, high = expected
    if risk <= LEFT_OUT or low >= high or kept(high) > 0:
        return high
    step = max((guess - low) / 8, _CLOSE)
    known_low, known_high = (low, 1.0), (high, float(ndtri(LEFT_OUT) - ndtri(risk)))
    while known_low[0] < guess < known_high[0]:
        found = kept(guess)
        if found > 0:
            known_low, guess = (guess, found), guess + step
        else:
            known_high, guess = (guess, found), guess - step
        if known_low[0] > low and known_high[0] < high:
            break
        step *= 2
    return _narrowed(kept, known_low, known_high)


def _narrowed(kept: Callable[[float], float], low: tuple[float, float], high: tuple[float, float]) -> float:
    """The right end of a short stretch in which what is kept turns to what is refused."""
    (left, at_left), (right, at_right) = low, high
    was_kept = None
    for _ in range(_MOST_STEPS):
        if right - left < _CLOSE:
            break
        middle = right - at_right * (right - left) / (at_right - at_left)
        middle = min(max(middle, left + _CLOSE / 2), right - _CLOSE / 2)
        found = kept(middle)
        is_kept = found > 0
        if is_kept:
            left, at_left, at_right = middle, found, at_right / (2 if was_kept else 1)
        else:
            right, at_right, at_left = middle, found, at_left / (2 if was_kept is False else 1)
        was_kept = is_kept
    return right
