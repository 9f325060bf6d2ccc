"""Two proportions of the same examples: what one candidate gets right and another does not.

Only examples on which the two disagree tell anything. Their number and its split bring one unknown besides the
difference: the share of such examples. Exact bounds try all its values, as those of independent proportions do (see
`buttress.estimation.difference`). Counts are ranked by the adjusted Wald bound at 95 % (Bonett and Price 2012).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil, inf, sqrt
from typing import TYPE_CHECKING

import numpy as np

from buttress.estimation.binomial import at_most
from buttress.estimation.difference import (
    LEFT_OUT,
    TIE,
    binomial_chances,
    counts_within,
    greatest,
    how_many,
    where_refused,
)
from buttress.estimation.estimate import Estimate, Needed, is_decided, no_estimate, risk_of
from buttress.estimation.planning import POWER
from buttress.estimation.proportion import clopper_pearson, wilson_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

_METHOD = "exact paired difference"
_Z = 1.6448536269514722  # of the bound that ranks; up to 1.8 ranks rise with each example gained, and fall with each lost
_MOST = 10**8


def newcombe_paired_interval(
    both: int, gained: int, lost: int, neither: int, confidence: float
) -> tuple[float, float]:
    """Gives the square-and-add bounds of a paired difference (Newcombe 1998b, method 10), for display only.

    They can err more often than stated.

    Args:
        both: Examples that both get right.
        gained: Examples that only the first gets right.
        lost: Examples that only the second gets right.
        neither: Examples that none gets right; at least one of the four is above 0.
        confidence: One-sided; 0.975 gives the usual two-sided 95 % interval.
    """
    n = both + gained + lost + neither
    right1, right2 = both + gained, both + lost
    lower1, upper1 = wilson_interval(right1, n, confidence)
    lower2, upper2 = wilson_interval(right2, n, confidence)
    rate1, rate2 = right1 / n, right2 / n
    shared = float(both * neither - gained * lost)
    if shared > 0:  # the correlation, corrected for continuity
        shared = max(shared - n / 2, 0.0)
    margins = sqrt(right1 * (n - right1)) * sqrt(right2 * (n - right2))
    phi = shared / margins if margins else 0.0

    def added(own: float, other: float) -> float:
        return sqrt(max(own * own - 2 * phi * own * other + other * other, 0.0))

    gap = (gained - lost) / n
    return gap - added(rate1 - lower1, upper2 - rate2), gap + added(upper1 - rate1, rate2 - lower2)


@dataclass(frozen=True, slots=True)
class PairedProportion:
    """How far one proportion lies above another on the same independent examples.

    Bounds and p-values are exact: they err no more often than stated, whatever the shares. Against a difference of 0
    they are at least as sharp at 95 % as McNemar's exact test, which looks at the split of disagreements alone; far
    beyond, at 99.9 %, they ask for one or two disagreements more.

    Attributes:
        gained: Examples that only the first gets right.
        lost: Examples that only the second gets right.
        both: Examples that both get right.
        neither: Examples that none gets right.

    Raises:
        ValueError: A count is negative.
    """

    gained: int
    lost: int
    both: int
    neither: int

    def __post_init__(self) -> None:
        if min(self.gained, self.lost, self.both, self.neither) < 0:
            raise ValueError("a number of examples is negative")

    def estimate(self, confidence: float) -> Estimate:
        """Gives the difference of the two shares with exact bounds; the note tells McNemar's and Newcombe's figures."""
        n, risk = self._examples(), risk_of(confidence)
        if not n:
            return no_estimate(confidence, _METHOD, 0)
        lower = -_Split(self.lost, self.gained, n).upper_bound(risk)
        upper = _Split(self.gained, self.lost, n).upper_bound(risk)
        gap = (self.gained - self.lost) / n
        return Estimate(gap, lower, upper, confidence, _METHOD, n, note=self._note(confidence))

    def p_value_above(self, limit: float) -> float:
        """Gives the p-value of "the difference is at most the limit"."""
        return _p_value(self.lost, self.gained, self._examples(), -limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the p-value of "the difference is at least the limit"."""
        return _p_value(self.gained, self.lost, self._examples(), limit)

    def unusable(self) -> str | None:
        """Says so if there is no example at all."""
        return None if self._examples() else "there are no examples"

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more examples would decide, by a normal approximation at the observed shares."""
        from scipy.special import ndtri

        n = self._examples()
        if not n or is_decided(self, limit, confidence):
            return None
        margin = abs((self.gained - self.lost) / n - limit)
        gained, lost = (self.gained + 1) / (n + 2), (self.lost + 1) / (n + 2)
        spread = sqrt(gained + lost - (gained - lost) ** 2)
        z = float(ndtri(confidence) + ndtri(POWER))
        narrower = (
            z * spread / margin if margin else inf
        )  # its square may be infinite, where a power would raise
        total = narrower * narrower + 1 / margin if margin else inf
        return Needed(max(1, ceil(total - n)), "examples") if total <= _MOST else None

    def _examples(self) -> int:
        return self.gained + self.lost + self.both + self.neither

    def _note(self, confidence: float) -> str:
        split = self.gained + self.lost
        both_sides = min(1.0, 2 * at_most(min(self.gained, self.lost), split, 0.5))
        lower, upper = newcombe_paired_interval(self.both, self.gained, self.lost, self.neither, confidence)
        return (
            f"{self.gained} gained and {self.lost} lost, two-sided p = {both_sides:.3g} in McNemar's exact test; "
            f"{lower:.3g} to {upper:.3g} in Newcombe's interval"
        )


def _p_value(gained: int, lost: int, n: int, limit: float) -> float:
    if not n or limit <= -1:
        return 1.0
    return 0.0 if limit > 1 else _Split(gained, lost, n).p_value(limit)


@dataclass(frozen=True)
class _Split:
    """All splits of examples into gained, lost and equal ones, ranked by the upper bound of the difference."""

    gained: int
    lost: int
    n: int

    def p_value(self, limit: float) -> float:
        """The greatest chance of splits ranked as low, with shares a limit apart.

        Shares further apart make such splits rarer, since the ranks rise with what is gained and fall with what is lost.
        """
        least, most = self._plausible
        if limit < self._gap:
            return 1.0
        if limit > most:
            return LEFT_OUT
        chance = greatest(lambda shares: self._chances(shares, limit), max(least, abs(limit)), most)
        return min(1.0, chance + LEFT_OUT)

    def upper_bound(self, risk: float) -> float:
        """The limit at which the p-value comes down to a risk."""
        rank = float(self._ranks(np.array(self.gained), np.array(self.gained + self.lost)))
        return where_refused(self.p_value, risk, (self._gap, rank, self._plausible[1]))

    def _chances(self, shares: NDArray[np.float64], limit: float) -> NDArray[np.float64]:
        """The chance of splits ranked as low, for each share of examples on which the two disagree."""
        gaining = np.clip((1 + limit / np.maximum(shares, 1e-300)) / 2, 0.0, 1.0)
        return np.asarray(
            (binomial_chances(self._disagreeing, self.n, shares) * self._ranked_low(gaining)).sum(axis=1)
        )

    def _ranked_low(self, gaining: NDArray[np.float64]) -> NDArray[np.float64]:
        """The chance that so many disagreements split into one of the splits ranked as low.

        One disagreement more allows as many gained or one more, so that each chance comes of the one before.
        """
        from scipy.special import gammaln

        total, most = self._disagreeing, self._most_gained
        chance, loss = (np.clip(part, 1e-300, 1.0)[:, np.newaxis] for part in (gaining, 1 - gaining))
        possible = np.clip(most, 0, total)
        ways = gammaln(total + 1.0) - gammaln(possible + 1.0) - gammaln(total - possible + 1.0)
        exactly = np.exp(ways + possible * np.log(chance) + (total - possible) * np.log(loss)) * (most >= 0)
        steps = np.diff(most) * exactly[:, 1:] - chance * exactly[:, :-1]
        start = [at_most(int(most[0]), int(total[0]), float(one)) for one in gaining]
        path = np.column_stack([np.array(start), steps])
        return np.asarray(np.clip(np.cumsum(path, axis=1), 0.0, 1.0))

    @property
    def _gap(self) -> float:
        return (self.gained - self.lost) / self.n

    @cached_property
    def _plausible(self) -> tuple[float, float]:
        """The shares of disagreements that are searched."""
        return clopper_pearson(self.gained + self.lost, self.n, 1 - LEFT_OUT / 5)

    @cached_property
    def _disagreeing(self) -> NDArray[np.int64]:
        return counts_within(self.n, *self._plausible)

    @cached_property
    def _most_gained(self) -> NDArray[np.int64]:
        """For each number of disagreements, how many may be gained at most for a rank as low; -1 where none may."""
        rank = self._ranks(np.array(self.gained), np.array(self.gained + self.lost)) + TIE
        return (
            how_many(lambda gained: self._ranks(gained, self._disagreeing) <= rank, self._disagreeing + 1) - 1
        )

    def _ranks(self, gained: NDArray[np.int64], total: NDArray[np.int64]) -> NDArray[np.float64]:
        gap = 2 * gained - total
        size = self.n + 2
        return np.asarray((gap + _Z * np.sqrt(total + 2 - gap**2 / size)) / size)
