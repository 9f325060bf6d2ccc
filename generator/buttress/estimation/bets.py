"""The game behind means proved by betting: bets on each example, stakes that pay where they are due, and the outcome.

What makes it a proof is told in `buttress.estimation.betting`; here is how the player stakes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from math import comb, exp, log, sqrt, tau
from statistics import NormalDist
from typing import TYPE_CHECKING, Self

import numpy as np

from buttress.estimation.turning import find_turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Order = NDArray[np.int64]
    Orders = NDArray[np.int64]
    Values = NDArray[np.float64]

ENOUGH = 0.75
"""Capital that counts as success: the player aims at 1, and a slip on the last few values must not be in vain."""

_MOST = 2000  # more values are averaged in groups first: it bounds the time, and costs power where they hardly vary
_SEED = 20240229  # of the orders of play, which must not depend on the values
_MOST_ORDERS, _BETS_IN_ALL = 8, 1000
_UNSEEN_FAILURES, _UNSEEN_SUCCESSES = 0.5, 0.1
_LEAST_LIMIT = 1e-300
_LEAST_RISK = 1e-20
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Game:
    """The same examples bet on in several orders, and what is left of it on average.

    Attributes:
        bets: One series for each order.
        share: The limit at which the examples themselves break even.
    """

    bets: tuple[Bets, ...]
    share: float

    @classmethod
    def on(cls, gains: Values, losses: Values, weights: tuple[float, float]) -> Self:
        """Gives the game on examples; more of them than 2000 are dealt into groups, whose means they bet on.

        Args:
            gains: In [0, 1], one for each example.
            losses: In [0, 1], likewise.
            weights: Of gains and of losses, above 0.
        """
        gain, loss, together = weights[0] * gains, weights[1] * losses, max(gains.size / _MOST, 1.0)
        if gain.size > _MOST:
            group = np.random.default_rng(_SEED).permutation(gain.size) % _MOST
            gain, loss = (np.bincount(group, of, _MOST) / np.bincount(group) for of in (gain, loss))
        orders = orders_of(gain.size)
        expected = Expected.of_each(gain[orders], loss[orders], weights, together)
        return cls.told(gain, loss, expected)

    @classmethod
    def told(cls, gain: Values, loss: Values, expected: Sequence[Expected]) -> Self:
        """Gives the game of a player who is told what to expect.

        Args:
            gain: Weighted, one for each example.
            loss: Weighted, likewise.
            expected: For each of `orders_of` so many examples, what to expect in that order, of each example from
                those before it only.
        """
        pairs = zip(orders_of(gain.size), expected, strict=True)
        bets = tuple(Bets.on(gain[order], loss[order], told) for order, told in pairs)
        won, lost = float(gain.mean()), float(loss.mean())
        return cls(bets, won / (won + lost) if won > 0 else 0.0)

    def succeeds(self, risk: float, limit: float) -> bool:
        """Says whether a player who may err that often shows that the examples lie above the limit."""
        return limit < self.share and self.surplus(risk, limit) >= 0

    def p_value(self, limit: float) -> float:
        """Gives the least risk at which the player succeeds, 1 if the examples lie at the limit or below."""
        if limit >= self.share:
            return 1.0
        lowest = log(_LEAST_RISK)
        if self.surplus(_LEAST_RISK, limit) >= 0:
            return _LEAST_RISK
        return exp(find_turn(lambda log_risk: self.surplus(exp(log_risk), limit), lowest, 0.0)[1])

    def lower_bound(self, risk: float) -> float:
        """Gives the greatest limit at which the player succeeds, 0 where there is none."""
        if self.share <= 0 or self.surplus(risk, 0.0) < 0:
            return 0.0
        return find_turn(lambda limit: -self.surplus(risk, limit), 0.0, self.share)[0]

    def surplus(self, risk: float, limit: float) -> float:
        """Gives what the mean final capital is above what counts as success, for a player who may err that often."""
        ends = [bets.ends_with(risk * ENOUGH, limit) for bets in self.bets]
        return sum(ends) / len(ends) - ENOUGH


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """What earlier examples let a player expect of each one.

    Attributes:
        ceiling: What its gain counts for at most.
        floor: What its loss counts for at least.
        variance: Of what bets pay.
        weights: The most that gain and loss can be.
    """

    ceiling: Values
    floor: Values
    variance: Values
    weights: tuple[float, float]

    @classmethod
    def of(cls, gain: Values, loss: Values, weights: tuple[float, float], together: float = 1.0) -> Self:
        """Gives what weighted gains and losses let expect, each of the next.

        Args:
            gain: Weighted, in the order of play.
            loss: Weighted, likewise.
            weights: The most that they can be.
            together: How many examples each of them averages.
        """
        ceiling, floor = _ceiling(gain, weights[0]), _floor(loss, weights[1])
        return cls(ceiling, floor, _variances(gain, loss, weights, together), weights)

    @classmethod
    def of_each(
        cls, gains: Values, losses: Values, weights: tuple[float, float], together: float
    ) -> list[Self]:
        """Gives the same for several orders of play at once, one a row."""
        columns = _ceiling(gains, weights[0]), _floor(losses, weights[1])
        each = zip(*columns, _variances(gains, losses, weights, together), strict=True)
        return [cls(*one, weights) for one in each]

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Gives what was expected of one part of the examples after the other."""
        columns = zip(*((part.ceiling, part.floor, part.variance) for part in parts), strict=True)
        ceiling, floor, variance = (np.concatenate(column) for column in columns)
        return cls(ceiling, floor, variance, parts[0].weights)

    def since(self, start: int) -> Self:
        """Gives what is expected of the examples from a place on."""
        return replace(
            self, ceiling=self.ceiling[start:], floor=self.floor[start:], variance=self.variance[start:]
        )


@dataclass(frozen=True, slots=True, eq=False)
class Bets:
    """A series of bets, one on each example; at limit t it pays ``(1 - t) * gain - t * loss``, weights included.

    Attributes:
        gain: Of each example in the order of play, at most its ceiling.
        loss: Likewise, at least its floor.
        ceiling: What its gain counts for at most.
        floor: What its loss counts for at least.
        pace: 1 / sqrt(r C), with C from earlier examples and r examples to go.
        slow: 1 / sqrt(r).
        weights: The most that gain and loss can be.
    """

    gain: Values
    loss: Values
    ceiling: Values
    floor: Values
    pace: Values
    slow: Values
    weights: tuple[float, float]

    @classmethod
    def on(cls, gain: Values, loss: Values, expected: Expected) -> Self:
        """Gives the bets on examples in an order that has nothing to do with them."""
        to_go, ceiling, floor = np.arange(gain.size, 0, -1), expected.ceiling, expected.floor
        pace, slow = 1 / np.sqrt(to_go * expected.variance), 1 / np.sqrt(to_go)
        counted = np.minimum(gain, ceiling), np.maximum(loss, floor)
        return cls(*counted, ceiling, floor, pace, slow, expected.weights)

    def ends_with(self, start: float, limit: float) -> float:
        """Gives the capital after the last bet.

        With u the gain, w the loss, U the ceiling, W the floor, h = 1 - t and l = t, a bet pays y = hu - lw <= hU - lW.
        The stake B(f) is the least of I(f) / sqrt(r V), f / (l b) and (1 - f) / (hU - lW), where I(f) = phi(z),
        V = min(C, hl ab), C is free of t, and a and b are the weights.

        Capital stays in [0, 1]: that is what the second and third stake are for.

        It rises with the start. All three stakes are concave in f and at least 0, so B is; B(0) = B(1) = 0. Hence the
        slope of B is at most 1 / (lb), and at least -1 / (hU - lW) where that is above 0. As -lb <= y <= hU - lW,
        the slope of f + B(f) y is at least 0 in either case. (Where hU <= lW, y is never above 0, and a falling B
        does no harm.)

        It falls with t. Each stake times y does: y / l = uh/l - w, y / sqrt(C) and y / sqrt(hl) = u sqrt(h/l)
        - w sqrt(l/h) plainly do, as h falls and l rises; with q = l/h, y / (hU - lW) = (u - qw) / (U - qW) has a
        derivative of the sign of Wu - wU <= 0. So does the least of them times y, whatever the sign of y.
        """
        for_gain, for_loss = max(1 - limit, _LEAST_LIMIT), max(limit, _LEAST_LIMIT)
        deepest = for_loss * self.weights[1]
        least_pace = 1 / sqrt(for_gain * self.weights[0] * deepest)
        paces = np.maximum(self.pace, self.slow * least_pace)
        most_of = for_gain * self.ceiling - for_loss * self.floor
        pays = for_gain * self.gain - for_loss * self.loss
        root, quantile = 1 / sqrt(tau), _NORMAL.inv_cdf
        capital = start
        # Almost all of the time of a proof is spent here, hence no calls that a comparison can replace.
        for pace, most, pay in zip(paces.tolist(), most_of.tolist(), pays.tolist(), strict=True):
            if not 0 < capital < 1:
                break
            z = quantile(capital)
            stake = root * exp(-z * z / 2) * pace
            if stake > capital / deepest:
                stake = capital / deepest
            if stake * most > 1 - capital:
                stake = (1 - capital) / most
            capital += stake * pay
        return min(max(capital, 0.0), 1.0)


@lru_cache(maxsize=64)  # processes and examples are as many for one constraint as for the next
def orders_of(size: int) -> Orders:
    """Gives the orders of play, one a row, the fewer the more examples there are."""
    rng = np.random.default_rng(_SEED + 1)
    orders = np.stack([rng.permutation(size) for _ in range(min(max(_BETS_IN_ALL // size, 1), _MOST_ORDERS))])
    orders.flags.writeable = False
    return orders


def _variances(gain: Values, loss: Values, weights: tuple[float, float], together: float) -> Values:
    """Gives for each bet how much earlier ones varied, at the limit at which they broke even.

    Half an unseen failure and a tenth of an unseen success count as earlier, or a few equal values would seem sure.
    In a group of g examples one failure moves the mean by 1/g, and adds to the variance by 1/g^2 of what it would.

    What matters is the variance were the limit true. There the bets pay less by about two standard errors; if gains
    are capped and losses are rare, that takes more losses, hence more variance. To first order, tilting the payments
    to a mean lower by d changes their variance by -d times third moment over variance.
    """

    def moment(power: int) -> Values:
        terms = [
            comb(power, of) * (1 - share) ** of * (-share) ** (power - of) * sums[of, power - of]
            for of in range(power + 1)
        ]
        return sum(terms, start=np.zeros(1)) / before

    failures, successes = _UNSEEN_FAILURES / together**2, _UNSEEN_SUCCESSES / together**2
    size: int = gain.shape[-1]
    before = np.arange(size) + failures + successes
    sums = {
        (of, and_of): _sums_before(gain**of * loss**and_of)
        + successes * weights[0] ** of * (not and_of)
        + failures * weights[1] ** and_of * (not of)
        for of in range(4)
        for and_of in range(4)
        if 1 <= of + and_of <= 3
    }
    share = sums[1, 0] / (sums[1, 0] + sums[0, 1])
    variance = moment(2)
    tilted: Values = variance - 2 * np.sqrt(variance / size) * moment(3) / variance
    return np.clip(tilted, variance / 2, variance * 4)


def _ceiling(gain: Values, most: float) -> Values:
    """Gives for each bet what its gain counts for at most: somewhat more than the greatest before it."""
    greatest = np.maximum.accumulate(_after(0.0, gain), axis=-1)
    room = most * 0.5 / np.arange(1, gain.shape[-1] + 1)
    return np.where(greatest > 0, np.minimum(1.25 * greatest + room, most), most)


def _floor(loss: Values, most: float) -> Values:
    """Gives for each bet what its loss counts for at least.

    Where losses are ``1 - gains``, it is 1 less the ceiling of the gains.
    """
    least = np.minimum.accumulate(_after(most, loss), axis=-1)
    room = most * 0.5 / np.arange(1, loss.shape[-1] + 1)
    return np.where(least < most, np.maximum(1.25 * least - 0.25 * most - room, 0.0), 0.0)


def _sums_before(values: Values) -> Values:
    return _after(0.0, np.cumsum(values, axis=-1))


def _after(first: float, values: Values) -> Values:
    """Gives all values but the last, behind another one."""
    found = np.empty_like(values)
    found[..., :1], found[..., 1:] = first, values[..., :-1]
    return found
