"""Percentiles of the pooled traffic of all processes, where what is sampled is processes and not queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from buttress.estimation.bets import Expected, Game, orders_of
from buttress.estimation.betting import BETTING, values_to_decide
from buttress.estimation.estimate import Estimate, Needed, is_decided, no_estimate, risk_of
from buttress.estimation.planning import check_share, queries_floor
from buttress.estimation.queries import queries_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from buttress.estimation.bets import Order
    from buttress.estimation.queries import Queries, QueryBlocks

    Values = NDArray[np.float64]
    Shares = Callable[[tuple[Queries, ...], float], Values]

_FEWEST_PROCESSES = 2


@dataclass(frozen=True, eq=False)
class PooledPercentile:
    """The percentile of all processes' traffic together, each process counting equally.

    The claim "p99 <= L" is here the claim that the share of a process's queries above L is at most 1 % on average
    over processes. That average is a mean of values between 0 and 1, one for each process, and betting proves it
    for independent processes (see `buttress.estimation.betting`). Queries of one process may depend on each other
    in whatever way, as long as they are neither more nor less likely to be slow than other queries of that process.

    No few processes show such a percentile from above: one process in a hundred may be slow throughout, and that
    alone breaks a p99. To exclude it takes ln(0.05) / ln(0.99) = 299 processes. Methods that take the spread between
    ten processes for what it seems to be (Korn and Graubard 1998) do not see this.

    Bounds are observed values. They agree with the p-values because bets at any limit rest on the same expectations:
    how earlier processes varied at their own percentiles, not at the limit. So more queries beyond it always count
    for more.

    Attributes:
        runs: One array per process, one value per query, in time order, in any unit, or its queries counted in blocks.
        level: The percentile as a share above 0 and below 1, 0.99 for p99.

    Raises:
        ValueError: A run is not one-dimensional, or the level is no share.
    """

    runs: tuple[NDArray[np.float64] | QueryBlocks, ...]
    level: float
    _queries: tuple[Queries, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        check_share(self.level)
        object.__setattr__(self, "_queries", tuple(queries_of(run) for run in self.runs))

    def estimate(self, confidence: float) -> Estimate:
        """Gives the pooled percentile with bounds by betting over processes."""
        n, processes, risk = sum(one.high.size for one in self._queries), len(self.runs), risk_of(confidence)
        if not self._is_readable():
            return no_estimate(confidence, BETTING, n, processes)
        value = self._least(lambda limit: float(_up_to(self._queries, limit).mean()) > self.level)
        upper = self._least(lambda limit: self._below(_up_to, limit).succeeds(risk, self.level))
        lower = self._greatest(lambda limit: self._above(_from, limit).succeeds(risk, 1 - self.level))
        note = "" if upper < inf else self._why_unbounded(confidence)
        return Estimate(value, lower, upper, confidence, BETTING, n, processes, note)

    def p_value_above(self, limit: float) -> float:
        """Gives the p-value by betting of "at least the level's share of queries lies at the limit or below"."""
        return self._above(_beyond, limit).p_value(1 - self.level) if self._is_readable() else 1.0

    def p_value_below(self, limit: float) -> float:
        """Gives the p-value by betting of "at most the level's share of queries lies below the limit"."""
        return self._below(_short_of, limit).p_value(self.level) if self._is_readable() else 1.0

    def unusable(self) -> str | None:
        """Says so if there are fewer than two processes, or a run is unreadable."""
        if len(self.runs) < _FEWEST_PROCESSES:
            return f"there are {len(self.runs)} processes, and pooled traffic needs {_FEWEST_PROCESSES}"
        for place, one in enumerate(self._queries, start=1):
            if not one.high.is_readable:
                reason = "a query's value is not a number" if one.high.size else "there are no queries"
                return f"process {place} of {len(self.runs)}: {reason}"
        return None

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more processes would decide if these show how processes differ (see `values_to_decide`)."""
        n = len(self.runs)
        if n and not self._is_readable():
            return None
        total = None
        if n and not is_decided(self, limit, confidence):
            total = values_to_decide(_up_to(self._queries, limit), self.level, confidence)
            total = None if total is None else max(total, n + 1)
        more = max(_FEWEST_PROCESSES, total or 0) - n
        return Needed(more, "processes") if more > 0 else None

    def _is_readable(self) -> bool:
        return bool(self._queries) and all(one.high.is_readable for one in self._queries)

    def _why_unbounded(self, confidence: float) -> str:
        fewest = queries_floor(self.level, confidence)
        if len(self.runs) >= fewest:
            return "processes differ too much for an upper bound"
        rare = f"one process in {1 / (1 - self.level):.3g}"
        return f"an upper bound needs {fewest} processes, since with fewer {rare} may be slow throughout"

    def _above(self, shares: Shares, limit: float) -> Game:
        found = shares(self._queries, limit)
        return Game.told(found, 1 - found, self._expected_above)

    def _below(self, shares: Shares, limit: float) -> Game:
        found = shares(self._queries, limit)
        return Game.told(found, 1 - found, self._expected_below)

    @cached_property
    def _expected_above(self) -> list[Expected]:
        return self._expected(_beyond)

    @cached_property
    def _expected_below(self) -> list[Expected]:
        return self._expected(_up_to)

    def _expected(self, shares: Shares) -> list[Expected]:
        """What to expect of each process, from the shares of those before it beyond their middle percentile."""
        own = np.array([one.high.quantile(self.level) for one in self._queries])
        return [self._expected_in(order, own[order], shares) for order in orders_of(len(self.runs))]

    def _expected_in(self, order: Order, own: Values, shares: Shares) -> Expected:
        parts, start = [], 0
        while start < order.size:
            stop = max(2 * start, 1)
            middle = np.sort(own[:start])[start // 2] if start else 0.0
            found = shares(tuple(self._queries[place] for place in order[:stop]), middle)
            parts.append(Expected.of(found, 1 - found, (1.0, 1.0)).since(start))
            start = stop
        return Expected.joined(parts)

    def _least(self, passes: Callable[[float], bool]) -> float:
        """Gives the least observed value that passes, inf where none does; greater ones pass where one does."""
        low, high = self._range()
        if not passes(high):
            return inf
        if passes(low):
            return -inf if passes(-inf) else low
        return _neighbours(passes, low, high)[1]

    def _greatest(self, passes: Callable[[float], bool]) -> float:
        """Gives the greatest observed value that passes, -inf where none does; lesser ones pass where one does."""
        low, high = self._range()
        if not passes(low):
            return -inf
        if passes(high):
            return inf if passes(inf) else high
        return _neighbours(lambda limit: not passes(limit), low, high)[0]

    def _range(self) -> tuple[float, float]:
        edges = [side.values for one in self._queries for side in (one.low, one.high)]
        finite = [values[np.isfinite(values)] for values in edges]
        ends = [float(end) for values in finite if values.size for end in values[[0, -1]]]
        return min(ends, default=0.0), max(ends, default=0.0)


def _neighbours(passes: Callable[[float], bool], low: float, high: float) -> tuple[float, float]:
    while low < (middle := low / 2 + high / 2) < high:
        low, high = (low, middle) if passes(middle) else (middle, high)
    return low, high


def _up_to(queries: tuple[Queries, ...], limit: float) -> Values:
    """Gives the share of each process's queries that lie at or below a limit for sure."""
    return np.array([one.high.at_most(limit) / one.high.size for one in queries])


def _short_of(queries: tuple[Queries, ...], limit: float) -> Values:
    """Gives the share of each process's queries that lie below a limit for sure."""
    return np.array([(one.high.size - one.high.at_least(limit)) / one.high.size for one in queries])


def _from(queries: tuple[Queries, ...], limit: float) -> Values:
    """Gives the share of each process's queries that lie at or above a limit for sure."""
    return np.array([one.low.at_least(limit) / one.low.size for one in queries])


def _beyond(queries: tuple[Queries, ...], limit: float) -> Values:
    """Gives the share of each process's queries that lie above a limit for sure."""
    return np.array([(one.low.size - one.low.at_most(limit)) / one.low.size for one in queries])
