"""Percentiles: of one run by order statistics, and of the typical process by a sign test over runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, inf
from typing import TYPE_CHECKING

import numpy as np

from buttress.estimation.binomial import critical_count
from buttress.estimation.estimate import Estimate, Needed, is_decided, no_estimate
from buttress.estimation.planning import check_share, processes_floor, queries_floor, trials_to_decide
from buttress.estimation.queries import Ordered, QueryBlocks, one_series, queries_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from buttress.estimation.queries import Queries

_FEWEST_PROCESSES = 5
_FEWEST_CORRELATION_TIMES = 100
_FLOOR_CONFIDENCE = 0.95  # of a run's own guard, whatever confidence a claim asks for
_TAIL_SEEN = 50  # with fewer queries beyond a level, their dependence does not show
_LONGEST_TIME = 1.5  # autocorrelation time of a run that passes for independent


def quantile_of(samples: ArrayLike, level: float) -> float:
    """Gives the sample quantile ``sorted[floor(n * level)]``, the convention of LoadGen and ONNX Runtime.

    It is always an observed value, never an interpolated one.

    Args:
        samples: One-dimensional, at least one value, in any order.
        level: The percentile as a share above 0 and below 1.
    """
    values = np.asarray(samples, dtype=np.float64)
    index = min(int(values.size * level), values.size - 1)
    return float(np.partition(values, index)[index])


def order_statistic_bounds(samples: ArrayLike, level: float, confidence: float) -> tuple[float, float]:
    """Gives distribution-free bounds of a quantile, each an observed value at its own one-sided confidence.

    With F the distribution function of Binomial(n, level), the upper bound is the r-th smallest value for the
    least r with F(r - 1) >= confidence, and ``inf`` where level^n > 1 - confidence; the lower bound mirrors
    it. Ties only make them safer (David and Nagaraja 2003, section 7.1).

    Args:
        samples: One-dimensional, independent, in any order.
        level: The percentile as a share above 0 and below 1.
        confidence: One-sided confidence, above 0.5 and below 1.
    """
    ordered = Ordered.of(samples)
    return ordered.lower_bound(level, confidence), ordered.upper_bound(level, confidence)


@dataclass(frozen=True, slots=True, eq=False)
class PercentileOfRun:
    """A percentile of the latencies of one run.

    The bounds are exact for independent queries. They know nothing of other processes: where a claim is about
    the system rather than one process of it, `TypicalPercentile` is the evidence.

    Attributes:
        samples: One value per query, in time order, in any unit, or the queries counted in blocks; ``inf`` stands
            for a query that never ended.
        level: The percentile as a share above 0 and below 1, 0.99 for p99.
        queries: The samples as percentiles need them; derived.

    Raises:
        ValueError: The samples are not one-dimensional, or the level is no share.
    """

    samples: NDArray[np.float64] | QueryBlocks
    level: float
    queries: Queries = field(init=False, repr=False)

    def __post_init__(self) -> None:
        check_share(self.level)
        object.__setattr__(self, "samples", _kept(self.samples))
        object.__setattr__(self, "queries", queries_of(self.samples))

    def estimate(self, confidence: float) -> Estimate:
        """Gives the percentile (see `quantile_of`) with order-statistic bounds."""
        method, low, high = "order statistic", self.queries.low, self.queries.high
        if not high.is_readable:
            return no_estimate(confidence, method, high.size, 1)
        lower, upper = low.lower_bound(self.level, confidence), high.upper_bound(self.level, confidence)
        note = "" if upper < inf else f"an upper bound needs {queries_floor(self.level, confidence)} queries"
        return Estimate(high.quantile(self.level), lower, upper, confidence, method, high.size, 1, note)

    def p_value_above(self, limit: float) -> float:
        """Gives the chance of so many queries above the limit, were the percentile at the limit."""
        return self.queries.low.p_value_above(self.level, limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the chance of so few queries at or above the limit, were the percentile at the limit."""
        return self.queries.high.p_value_below(self.level, limit)

    def unusable(self) -> str | None:
        """Says so if the run is empty, holds a value that is no number, or its queries depend on each other.

        Dependence is measured on the indicator of exceeding the percentile itself; where fewer than 50
        queries lie beyond it, also on that of the nearest level with so many, because weak dependence does not
        show in a handful (bursts in the tail show there only). Blocks that are too few to show it make a run
        unusable too.
        """
        reason = _why_unreadable(self.queries)
        if reason:
            return reason
        n = self.queries.high.size
        share = min(_TAIL_SEEN / n, 0.5)
        level = min(max(self.level, share), 1 - share)
        time = max(self.queries.autocorrelation_time(one) for one in {level, self.level})
        if time <= _LONGEST_TIME:
            return None
        return (
            f"queries depend on those before them: {n} queries are worth {int(n / time)} independent ones, "
            "so a single run proves nothing; measure several processes"
        )

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more queries would decide if the observed share above the limit were the true one."""
        high, missing = self.queries.high, self.queries.queries_missing()
        if high.is_readable and missing:
            return Needed(missing, "queries per process")
        if not high.is_readable or is_decided(self, limit, confidence):
            return None
        total = trials_to_decide(high.at_most(limit) / high.size, self.level, confidence)
        return None if total is None else Needed(max(1, total - high.size), "queries per process")


@dataclass(frozen=True, slots=True, eq=False)
class TypicalPercentile:
    """The percentile of the typical process: the median over processes of each run's own percentile.

    Processes differ from each other far more than chance within one run allows, so each run counts once and
    the bounds are those of the sign test: exact for independent processes, whatever the distribution.

    The bounds speak of a process's true percentile, not of what runs of this length show: a claim is judged by the
    two order statistics of each run that enclose it, one that lies at or above it with a chance of one half or more
    for the upper bound, and one at or below it for the lower.

    A run that is short against its own correlation shows a percentile that is too low most of the time. Each
    run must therefore be worth enough independent queries by the autocorrelation of the indicator of
    exceeding its own percentile: 100, and no fewer than could bound the percentile at 95 %.

    Attributes:
        runs: One array per process, one value per query, in time order, in any unit, or its queries counted in
            blocks; ``inf`` stands for a query that never ended.
        level: The percentile as a share above 0 and below 1, 0.99 for p99.
        quantiles: Each run's own percentile (see `quantile_of`), nan for a run without one; derived. Where queries
            are counted, the upper edge of its bucket.

    Raises:
        ValueError: A run is not one-dimensional, or the level is no share.
    """

    runs: tuple[NDArray[np.float64] | QueryBlocks, ...]
    level: float
    quantiles: NDArray[np.float64] = field(init=False, repr=False)
    _queries: tuple[Queries, ...] = field(init=False, repr=False)
    _low: Ordered = field(init=False, repr=False)
    _high: Ordered = field(init=False, repr=False)

    def __post_init__(self) -> None:
        check_share(self.level)
        runs = tuple(_kept(run) for run in self.runs)
        queries = tuple(queries_of(run) for run in runs)
        own = np.array([_own_quantiles(one, self.level) for one in queries], dtype=np.float64).reshape(-1, 3)
        object.__setattr__(self, "runs", runs)
        object.__setattr__(self, "_queries", queries)
        object.__setattr__(self, "quantiles", one_series(own[:, 1]))
        object.__setattr__(self, "_low", Ordered.of(own[:, 0]))
        object.__setattr__(self, "_high", Ordered.of(own[:, 2]))

    def estimate(self, confidence: float) -> Estimate:
        """Gives the median process's percentile with the bounds of the sign test."""
        method = "sign test over processes"
        n, processes = sum(one.high.size for one in self._queries), len(self.runs)
        if not self._is_readable():
            return no_estimate(confidence, method, n, processes)
        lower, upper = self._low.lower_bound(0.5, confidence), self._high.upper_bound(0.5, confidence)
        note = "" if upper < inf else f"bounds need {processes_floor(confidence)} processes"
        return Estimate(
            quantile_of(self.quantiles, 0.5), lower, upper, confidence, method, n, processes, note
        )

    def p_value_above(self, limit: float) -> float:
        """Gives the sign test's p-value that the typical process's percentile is at most the limit."""
        return self._low.p_value_above(0.5, limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the sign test's p-value that the typical process's percentile is at least the limit."""
        return self._high.p_value_below(0.5, limit)

    def unusable(self) -> str | None:
        """Says so if there are fewer than five processes, or a run is unreadable or too short."""
        if len(self.runs) < _FEWEST_PROCESSES:
            return f"there are {len(self.runs)} processes, and the sign test needs {_FEWEST_PROCESSES}"
        for place, one in enumerate(self._queries, start=1):
            reason = _why_unreadable(one) or self._why_short(one)
            if reason:
                return f"process {place} of {len(self.runs)}: {reason}"
        return None

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more queries per process the guard wants, or how many more processes would decide."""
        if self.runs and not self._is_readable():
            return None
        longer = max((self._queries_missing(one) for one in self._queries), default=0)
        if longer > 0:
            return Needed(longer, "queries per process")
        n = len(self.runs)
        total = None
        if n and not is_decided(self, limit, confidence):
            total = trials_to_decide(int(np.count_nonzero(self.quantiles <= limit)) / n, 0.5, confidence)
        more = max(_FEWEST_PROCESSES, total or 0) - n
        return Needed(more, "processes") if more > 0 else None

    def _least_queries(self) -> int:
        return max(_FEWEST_CORRELATION_TIMES, queries_floor(self.level, _FLOOR_CONFIDENCE))

    def _is_readable(self) -> bool:
        return self.quantiles.size > 0 and not np.isnan(self.quantiles).any()

    def _why_short(self, one: Queries) -> str | None:
        least, n = self._least_queries(), one.high.size
        if n < least:
            return f"{n} queries, and this percentile needs {least}"
        worth = int(n / one.autocorrelation_time(self.level))
        if worth < least:
            return f"{n} queries are worth {worth} independent ones, and this percentile needs {least}"
        return None

    def _queries_missing(self, one: Queries) -> int:
        worthy = ceil(self._least_queries() * one.autocorrelation_time(self.level)) - one.high.size
        return max(worthy, one.queries_missing())


def _kept(run: ArrayLike | QueryBlocks) -> NDArray[np.float64] | QueryBlocks:
    return run if isinstance(run, QueryBlocks) else one_series(run)


def _own_quantiles(one: Queries, level: float) -> tuple[float, float, float]:
    """Gives a run's own percentile between the order statistics that lie at or beyond the true one half the time."""
    if not one.high.is_readable:
        return np.nan, np.nan, np.nan
    below = critical_count(one.high.size, level, 0.5)
    return one.low.at_rank(below), one.high.quantile(level), one.high.at_rank(below + 1)


def _why_unreadable(one: Queries) -> str | None:
    if one.high.is_readable:
        return one.why_opaque()
    return "a query's value is not a number" if one.high.size else "there are no queries"
