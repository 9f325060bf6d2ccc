"""Areas under the ROC curve, proved by betting on rounds: whatever the scores, however few the examples.

Deal the examples at random into rounds of one example of the rarer class and one or more of the other. A round's own
area lies between 0 and 1, its expected value is the area, and rounds are independent. Whoever says "the area is at most
T" accepts, at even odds, a bet on each round: a stake of ``b`` wins ``b * (x - T)``. The capital, 1 before the first
round, is then expected to stay at most 1, so that it reaches 20 with a chance of at most one in twenty (Markov), and
the inverse of the capital is a p-value (Waudby-Smith and Ramdas 2024, Journal of the Royal Statistical Society B 86).
The average capital over many dealings is expected to stay at most 1 as well (Vovk and Wang 2021, Annals of Statistics
49), and it takes away most of the luck of one dealing. For one score the average over *all* dealings has a closed form,
so that there is no luck at all; see `match_all`.

Stakes depend on the limit and on the number of rounds alone, never on the scores.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from math import ceil, exp, inf, log, log1p, sqrt
from typing import Protocol

import numpy as np

from buttress.estimation.delong import share_below
from buttress.estimation.planning import POWER

_BOLDEST = 0.9  # of what may be staked: all of it would be lost with the first wrong round
_AIM = log(20)  # stakes are best where the capital is to grow twentyfold
_MOST_MATCHED = 5000
_DEALINGS = (50, 2000)
_ENOUGH_ROUNDS = 800
_MOST_OF_RARER = 8
_DEALT = 4_000_000  # pairs over all dealings, where their number can still be chosen
_SEED = 1988
_MOST_ROUNDS = 10**8


class Rounds(Protocol):
    """Rounds of a sample, over one or more dealings."""

    @property
    def rounds(self) -> int:
        """How many rounds a dealing has."""

    @property
    def mean(self) -> float:
        """Mean value of a round, 0 to 1."""

    @property
    def spreads(self) -> tuple[float, ...]:
        """Shares of the largest variance that the rounds might have when averaged; one stake is made for each."""

    def log_capital(self, limit: float, stake: float) -> float:
        """Gives the logarithm of the capital, averaged over dealings, that a stake on each round leaves."""

    def levels(self) -> tuple[np.ndarray, np.ndarray]:
        """Gives the values that a round can have, and the share of rounds that have them."""


@dataclass(frozen=True, eq=False, slots=True)
class AllDealings:
    """All dealings of rounds of two examples, each right or wrong.

    Attributes:
        rounds: Rounds of a dealing.
        mean: Share of the pairs of examples that are ordered rightly, ties counting half.
        log_chances: Logarithm of the chance that so many rounds, from none on, are all right.
    """

    rounds: int
    mean: float
    log_chances: np.ndarray
    spreads: tuple[float, ...] = (0.5,)

    def log_capital(self, limit: float, stake: float) -> float:
        """Gives the logarithm of the mean of ``(1 - b T) ** wrong * (1 - b T + b) ** right`` over all dealings.

        With the chance c(k) that k rounds are all right, it is the sum over k of
        ``binomial(rounds, k) * c(k) * b ** k * (1 - b T) ** (rounds - k)``: only positive terms.
        """
        from scipy.special import gammaln

        right = np.arange(len(self.log_chances))
        left = self.rounds - right
        ways = gammaln(self.rounds + 1) - gammaln(right + 1) - gammaln(left + 1)
        return _log_sum(ways + self.log_chances + right * log(stake) + left * log1p(-stake * limit))

    def levels(self) -> tuple[np.ndarray, np.ndarray]:
        """Gives wrong and right, and their shares."""
        return np.array([0.0, 1.0]), np.array([1 - self.mean, self.mean])


@dataclass(frozen=True, eq=False, slots=True)
class SomeDealings:
    """Some dealings of rounds, drawn with a seed.

    Attributes:
        values: Values that a round can have, 0 to 1; shape ``(levels,)``.
        counts: How many rounds of each dealing have them, shape ``(dealings, levels)``.
        mean: Mean value of a round over all dealings there are.
    """

    values: np.ndarray
    counts: np.ndarray
    mean: float
    spreads: tuple[float, ...] = (0.1, 0.01)

    @property
    def rounds(self) -> int:
        """How many rounds a dealing has."""
        return int(self.counts[0].sum())

    def log_capital(self, limit: float, stake: float) -> float:
        """Gives the logarithm of the mean capital over the dealings."""
        grown = self.counts @ np.log1p(stake * (self.values - limit))
        return _log_sum(grown) - log(len(grown))

    def levels(self) -> tuple[np.ndarray, np.ndarray]:
        """Gives the values and their shares over the dealings."""
        return self.values, self.counts.sum(axis=0) / self.counts.sum()

    def mirrored(self) -> SomeDealings:
        """Gives the same dealings, told of one minus the value."""
        return SomeDealings(1 - self.values, self.counts, 1 - self.mean, self.spreads)


def match_all(truth: np.ndarray, scores: np.ndarray) -> AllDealings:
    """Gives all dealings of as many pairs, a positive and a negative, as the rarer class has examples.

    Let the rarer class be positive (else negate), and c_i of the n negatives score below positive i, the lowest
    positive first. Negatives taken by lower positives are among the c_i, so k pairs can be formed, all of them right,
    in r_k ways with ``r_k += r_(k-1) * (c_i - k + 1)`` from positive to positive: rook numbers of a Ferrers board
    (Goldman, Joichi and White 1975). Of tied negatives half count in c_i; as one that is taken is then deducted whole
    instead of half, r_k is too small rather than too large, and so is the capital.

    Args:
        truth: Whether each example is positive, shape ``(examples,)``; both classes occur.
        scores: Score of the positive class, likewise; no nan.
    """
    rows, others = (ordered[0] for ordered in _rarer_first(truth, scores))
    placed = np.sort(share_below(others, rows))
    return AllDealings(len(rows), float(placed.mean()), _log_chances(placed * len(others), len(others)))


def deal_differences(truth: np.ndarray, scores: np.ndarray, other: np.ndarray) -> SomeDealings:
    """Gives dealings of rounds whose value is half of one plus the area by the scores less that by other scores.

    Each round has one example of the rarer class, or up to 8 where there are more than 800, and of the other class as
    many as go round: all pairs within a round count. Fewer and larger rounds vary less from dealing to dealing, but
    the most that a round can win is bounded.

    Args:
        truth: Whether each example is positive, shape ``(examples,)``; both classes occur.
        scores: Score of the positive class, likewise; no nan.
        other: Scores of the same examples by another candidate.
    """
    rows, others = _rarer_first(truth, scores, other)
    each = min(ceil(rows.shape[1] / _ENOUGH_ROUNDS), _MOST_OF_RARER)
    rounds, against = rows.shape[1] // each, each * (others.shape[1] // rows.shape[1])
    pairs = each * against
    dealings = min(max(_DEALT // (rounds * pairs), _DEALINGS[0]), _DEALINGS[1])
    dealer = np.random.default_rng(_SEED)
    counts = np.empty((dealings, 4 * pairs + 1))
    for dealt in counts:
        mine = dealer.permutation(rows.shape[1])[: rounds * each].reshape(rounds, each, 1)
        theirs = dealer.permutation(others.shape[1])[: rounds * against].reshape(rounds, 1, against)
        first, second = (
            _twice_right(row[mine], ones[theirs]) for row, ones in zip(rows, others, strict=True)
        )
        dealt[:] = np.bincount(first - second + 2 * pairs, minlength=4 * pairs + 1)
    areas = [float(share_below(ones, row).mean()) for row, ones in zip(rows, others, strict=True)]
    return SomeDealings(np.linspace(0, 1, 4 * pairs + 1), counts, (1 + areas[0] - areas[1]) / 2)


def p_value_above(rounds: Rounds, limit: float) -> float:
    """Gives the p-value of "the expected value of a round is at most the limit"; small means it lies above."""
    if limit >= min(rounds.mean, 1):
        return 1.0
    if limit <= 0:
        return 0.0
    grown = [rounds.log_capital(limit, stake) for stake in _stakes(limit, rounds.rounds, rounds.spreads)]
    return min(1.0, exp(log(len(grown)) - _log_sum(np.array(grown))))


def lower_bound(rounds: Rounds, risk: float) -> float:
    """Gives the lower bound of the expected value of a round, at least 0, that errs with at most the risk.

    Capital falls as the limit rises, so it is where the p-value passes the risk.
    """
    low, high = 0.0, rounds.mean
    while low < (middle := (low + high) / 2) < high:
        if p_value_above(rounds, middle) <= risk:
            low = middle
        else:
            high = middle
    return high


def rounds_to_decide(rounds: Rounds, spread: float, limit: float, risk: float) -> int | None:
    """Gives how many rounds would show the expected value above the limit with power 0.8, if samples stay alike.

    The mean logarithm of the capital is planned for a sample that falls short of the mean by the normal quantile of
    the power; averaging over dealings wins back the share of the variance that is due to the dealing.

    Args:
        rounds: Rounds of the sample; their mean lies above the limit.
        spread: Variance of the sample's mean, times its rounds.
        limit: Limit on the expected value, 0 to 1.
        risk: Risk at which a bound is to pass the limit.

    Returns:
        Total number of rounds, None where more than 10^8 would be needed.
    """

    def decides(count: int) -> bool:
        stakes = _stakes(limit, count, rounds.spreads)
        grown = np.array([_growth(rounds, spread, limit, stake, count) for stake in stakes])
        return _log_sum(grown) - log(len(grown)) >= -log(risk)

    if not decides(_MOST_ROUNDS):
        return None
    return bisect_left(range(_MOST_ROUNDS), True, lo=1, key=decides)


def _rarer_first(truth: np.ndarray, *scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The scores of the rarer class and of the other, negated if the rarer is the negative one."""
    every = np.stack(scores).astype(float)
    if 2 * int(truth.sum()) <= len(truth):
        return every[:, truth], every[:, ~truth]
    return -every[:, ~truth], -every[:, truth]


def _twice_right(rows: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Twice how many pairs of each round are ordered rightly, ties counting half."""
    beaten, reached = rows > others, rows >= others
    return np.asarray(beaten.sum(axis=(1, 2), dtype=np.int64) + reached.sum(axis=(1, 2), dtype=np.int64))


def _log_chances(below: np.ndarray, others: int) -> np.ndarray:
    """The logarithm of r_k over all ways to form k pairs, for k from 0 to the rows or `_MOST_MATCHED`.

    It is computed as a multiple of ``area ** k``, which it never exceeds (matched pairs are negatively associated,
    Joag-Dev and Proschan 1983), so that nothing overflows; what underflows or is left out only lessens the capital.
    """
    pairs = np.arange(min(len(below), _MOST_MATCHED) + 1.0)
    area = float(below.mean()) / others
    chances = np.zeros(len(pairs))
    chances[0] = 1.0
    if area == 0:
        return _log(chances)
    for row, count in enumerate(below, start=1):
        here = pairs[1 : row + 1]
        rightly = np.maximum(count - here + 1, 0) / (others - here + 1) * (here / (row * area))
        chances[1 : row + 1] = chances[1 : row + 1] * (1 - here / row) + chances[: len(here)] * rightly
    return _log(chances) + pairs * log(area)


def _stakes(limit: float, rounds: int, spreads: tuple[float, ...]) -> list[float]:
    """Stakes that fall as the limit rises, so that the capital does, whatever the rounds' values."""
    most = _BOLDEST / limit
    return [min(most, sqrt(2 * _AIM / (rounds * spread * limit * (1 - limit)))) for spread in spreads]


def _growth(rounds: Rounds, spread: float, limit: float, stake: float, count: int) -> float:
    """The logarithm of the capital that so many rounds like these leave with the planned power."""
    from scipy.special import ndtri

    values, shares = rounds.levels()
    gains = np.log1p(stake * (values - limit))
    mean, gain = float(shares @ values), float(shares @ gains)
    variance = float(shares @ (values - mean) ** 2)
    if variance <= 0:
        return count * gain
    slope = float(shares @ ((values - mean) * gains)) / variance
    dealt = min(max(1 - spread / variance, 0.0), 1.0)  # the share of the variance that is due to the dealing
    won = min(
        log1p(stake * (mean - limit)) - gain, variance * slope**2 / 2
    )  # two guesses, each too high at times
    steep = dealt * stake / (1 + stake * (mean - limit)) + (1 - dealt) * slope
    return count * (gain + dealt * won - steep * float(ndtri(POWER)) * sqrt(spread / count))


def _log_sum(logs: np.ndarray) -> float:
    most = float(logs.max())
    return most if most == -inf else most + log(float(np.exp(logs - most).sum()))


def _log(values: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(values))
