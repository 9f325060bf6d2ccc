"""How differently groups are treated: the largest difference between any two of them, in any of several rates."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from math import ceil, prod, sqrt
from typing import TYPE_CHECKING

from buttress.estimation.difference import (
    RANKED_AT,
    difference_upper,
    newcombe_interval,
    p_value_of_smaller_difference,
)
from buttress.estimation.estimate import Estimate, Needed, is_decided, no_estimate, risk_of
from buttress.estimation.planning import POWER

if TYPE_CHECKING:
    from collections.abc import Iterator

_METHOD = "exact differences of all pairs"
_MOST = 10**8


@dataclass(frozen=True, slots=True)
class GroupRate:
    """So many successes in so many independent trials of one group: its recall, say, or its selection rate.

    Attributes:
        rate: Name of the rate, such as "recall".
        group: Name of the group.
        successes: Successes, 0 to ``trials``.
        trials: Trials, possibly none.

    Raises:
        ValueError: The counts are impossible.
    """

    rate: str
    group: str
    successes: int
    trials: int

    def __post_init__(self) -> None:
        if not 0 <= self.successes <= self.trials:
            raise ValueError(f"{self.successes} successes in {self.trials} trials are impossible")


@dataclass(frozen=True, slots=True)
class _Pair:
    """One group's rate and another's, compared in this order."""

    first: GroupRate
    second: GroupRate

    @property
    def has_trials(self) -> bool:
        return self.first.trials > 0 and self.second.trials > 0

    @property
    def gap(self) -> float:
        return self.first.successes / self.first.trials - self.second.successes / self.second.trials

    def p_value_below(self, limit: float) -> float:
        return p_value_of_smaller_difference(*_counts(self.first), *_counts(self.second), limit)

    def p_value_above(self, limit: float, ranked_at: float) -> float:
        return p_value_of_smaller_difference(*_counts(self.second), *_counts(self.first), -limit, ranked_at)

    def upper(self, confidence: float) -> float:
        return difference_upper(*_counts(self.first), *_counts(self.second), confidence)

    def lower(self, confidence: float, ranked_at: float) -> float:
        return -difference_upper(*_counts(self.second), *_counts(self.first), confidence, ranked_at)

    def shown(self, confidence: float) -> tuple[float, float]:
        return newcombe_interval(*_counts(self.first), *_counts(self.second), confidence)


@dataclass(frozen=True, slots=True)
class Disparity:
    """The largest difference between any two groups, in any of the rates.

    With the selection rate it is the demographic parity difference, with the recall that of equal opportunity, with the
    recall and the false positive rate that of equalised odds.

    The upper bound is the highest of all pairs' own, each at the full confidence: that all pairs differ by at most D is
    shown by showing it of each (intersection-union, Berger 1982). The lower bound shares the risk among the pairs,
    because any one of them breaks the claim (Bonferroni). Pairs are bounded exactly, see
    `buttress.estimation.difference`. A group that a rate knows nothing of leaves the upper bound at 1.

    Attributes:
        rates: Each group's counts for each rate.

    Raises:
        ValueError: A group comes twice in a rate.
    """

    rates: tuple[GroupRate, ...]

    def __post_init__(self) -> None:
        if len({(one.rate, one.group) for one in self.rates}) < len(self.rates):
            raise ValueError("a group comes twice in a rate")

    def estimate(self, confidence: float) -> Estimate:
        """Gives the largest difference with bounds over all pairs; `n` counts the trials of all cells."""
        n = sum(one.trials for one in self.rates)
        risk = risk_of(confidence)
        if self.unusable():
            return no_estimate(confidence, _METHOD, n)
        widest = max(self._known_pairs(), key=lambda pair: pair.gap)
        lower, upper = self._lower(1 - risk / len(self._pairs())), self._upper(confidence)
        return Estimate(widest.gap, lower, upper, confidence, _METHOD, n, note=self._note(widest, confidence))

    def p_value_above(self, limit: float) -> float:
        """Gives the p-value that no pair differs by more than the limit: the least of the pairs', times their number."""
        if self.unusable() or limit >= 1:
            return 1.0
        if limit < 0:
            return 0.0
        least = min(pair.p_value_above(limit, self._ranked_at) for pair in self._known_pairs())
        return min(1.0, len(self._pairs()) * least)

    def p_value_below(self, limit: float) -> float:
        """Gives the p-value that some pair differs by the limit or more: the greatest of the pairs'."""
        if self.unusable() or limit <= 0:
            return 1.0
        return max(pair.p_value_below(limit) for pair in self._pairs())

    def unusable(self) -> str | None:
        """Says so if there are no examples, or no two groups with examples to compare."""
        if not any(one.trials for one in self.rates):
            return "there are no examples"
        groups = {one.group for one in self.rates}
        if len(groups) < 2:
            return f"there is only the group '{groups.pop()}', and a difference needs two"
        return None if self._known_pairs() else "no rate has examples of two groups"

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more examples would decide, if each group kept its share and its rates.

        It is a normal approximation of the exact bounds, and counts the trials of all cells.
        """
        if self.unusable() or is_decided(self, limit, confidence):
            return None
        n = sum(one.trials for one in self.rates)
        gap = max(pair.gap for pair in self._known_pairs())
        if gap == limit or (gap < limit and len(self._known_pairs()) < len(self._pairs())):
            return None
        low, high = 1.0, 2.0
        while self._power(high, limit, confidence) < POWER:
            low, high = high, 2 * high
            if high * n > _MOST:
                return None
        while (high - low) * n > 1:
            middle = (low + high) / 2
            low, high = (low, middle) if self._power(middle, limit, confidence) >= POWER else (middle, high)
        return Needed(max(1, ceil((high - 1) * n)), "examples")

    def _cells(self) -> Iterator[list[GroupRate]]:
        """The groups of each rate, none left out."""
        known = {(one.rate, one.group): one for one in self.rates}
        groups = dict.fromkeys(one.group for one in self.rates)
        for rate in dict.fromkeys(one.rate for one in self.rates):
            yield [known.get((rate, group), GroupRate(rate, group, 0, 0)) for group in groups]

    def _pairs(self) -> list[_Pair]:
        return [_Pair(*pair) for cells in self._cells() for pair in permutations(cells, 2)]

    def _known_pairs(self) -> list[_Pair]:
        return [pair for pair in self._pairs() if pair.has_trials]

    @property
    def _ranked_at(self) -> float:
        return 1 - (1 - RANKED_AT) / len(self._pairs())

    def _upper(self, confidence: float) -> float:
        """The highest of the pairs' upper bounds; a pair that is shown to lie below another's need not be bounded."""
        if len(self._known_pairs()) < len(self._pairs()):
            return 1.0
        highest, risk = 0.0, risk_of(confidence)
        for pair in sorted(self._pairs(), key=lambda one: -one.shown(confidence)[1]):
            if pair.p_value_below(highest) > risk:
                highest = max(highest, pair.upper(confidence))
        return highest

    def _lower(self, shared: float) -> float:
        """The highest of the pairs' lower bounds, not below 0; likewise."""
        highest, risk = 0.0, risk_of(shared)
        for pair in sorted(self._known_pairs(), key=lambda one: -one.shown(shared)[0]):
            if pair.p_value_above(highest, self._ranked_at) <= risk:
                highest = max(highest, pair.lower(shared, self._ranked_at))
        return highest

    def _note(self, widest: _Pair, confidence: float) -> str:
        cell = min((one for cells in self._cells() for one in cells), key=lambda one: one.trials)
        lower, upper = widest.shown(confidence)
        return (
            f"smallest cell: {cell.trials} example{'s' * (cell.trials != 1)} of group '{cell.group}' for {cell.rate}; "
            f"'{widest.first.group}' lies furthest above '{widest.second.group}' for {widest.first.rate}, "
            f"by {lower:.3g} to {upper:.3g} in Newcombe's interval"
        )

    def _power(self, growth: float, limit: float, confidence: float) -> float:
        """About how likely so many times the examples would decide."""
        from scipy.special import ndtri

        pairs, risk = self._known_pairs(), risk_of(confidence)
        if max(pair.gap for pair in pairs) < limit:
            z = -float(ndtri(risk))
            return prod(_chance(pair, limit - pair.gap, z, growth) for pair in pairs)
        z = -float(ndtri(risk / len(self._pairs())))
        return max(_chance(pair, pair.gap - limit, z, growth) for pair in pairs)


def _counts(cell: GroupRate) -> tuple[int, int]:
    return cell.successes, cell.trials


def _chance(pair: _Pair, margin: float, z: float, growth: float) -> float:
    """About how likely so many times the examples tell two groups' difference from a limit so far away."""
    from scipy.special import ndtr

    variance, step = 0.0, 0.0
    for cell in (pair.first, pair.second):
        rate = (cell.successes + 1) / (cell.trials + 2)  # Agresti and Caffo 2000: rates of 0 and 1 vary, too
        variance += rate * (1 - rate) / (cell.trials * growth)
        step += 1 / (2 * cell.trials * growth)
    return float(ndtr((margin - step) / sqrt(variance) - z))
