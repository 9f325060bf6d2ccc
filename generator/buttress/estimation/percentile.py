"""Percentiles: of one run by order statistics, and of the typical process by a sign test over runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, inf
from typing import TYPE_CHECKING

import numpy as np

from buttress.estimation.autocorrelation import autocorrelation_time, effective_size
from buttress.estimation.binomial import at_most, critical_count
from buttress.estimation.estimate import Estimate, Needed, is_decided, no_estimate, risk_of
from buttress.estimation.planning import check_share, processes_floor, queries_floor, trials_to_decide

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

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
    values = np.sort(np.asarray(samples, dtype=np.float64))
    risk = risk_of(confidence)
    below = critical_count(values.size, level, risk)
    above = critical_count(values.size, 1 - level, risk)
    lower = float(values[below]) if below >= 0 else -inf
    upper = float(values[values.size - 1 - above]) if above >= 0 else inf
    return lower, upper


@dataclass(frozen=True, slots=True, eq=False)
class PercentileOfRun:
    """A percentile of the latencies of one run.

    The bounds are exact for independent queries. They know nothing of other processes: where a claim is about
    the system rather than one process of it, `TypicalPercentile` is the evidence.

    Attributes:
        samples: One value per query, in time order, in any unit; ``inf`` stands for a query that never ended.
        level: The percentile as a share above 0 and below 1, 0.99 for p99.

    Raises:
        ValueError: The samples are not one-dimensional, or the level is no share.
    """

    samples: NDArray[np.float64]
    level: float

    def __post_init__(self) -> None:
        check_share(self.level)
        object.__setattr__(self, "samples", _one_run(self.samples))

    def estimate(self, confidence: float) -> Estimate:
        """Gives the percentile (see `quantile_of`) with order-statistic bounds."""
        method, n = "order statistic", self.samples.size
        if not _is_readable(self.samples):
            return no_estimate(confidence, method, n, 1)
        lower, upper = order_statistic_bounds(self.samples, self.level, confidence)
        note = "" if upper < inf else f"an upper bound needs {queries_floor(self.level, confidence)} queries"
        value = quantile_of(self.samples, self.level)
        return Estimate(value, lower, upper, confidence, method, n, 1, note)

    def p_value_above(self, limit: float) -> float:
        """Gives the chance of so many queries above the limit, were the percentile at the limit."""
        return _quantile_above(self.samples, self.level, limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the chance of so few queries at or above the limit, were the percentile at the limit."""
        return _quantile_below(self.samples, self.level, limit)

    def unusable(self) -> str | None:
        """Says so if the run is empty, holds a value that is no number, or its queries depend on each other.

        Dependence is measured on the indicator of exceeding the percentile itself; where fewer than 50
        queries lie beyond it, on that of the nearest level with so many, because dependence does not show in
        a handful.
        """
        if not _is_readable(self.samples):
            return _why_unreadable(self.samples)
        share = min(_TAIL_SEEN / self.samples.size, 0.5)
        level = min(max(self.level, share), 1 - share)
        time = autocorrelation_time(_beyond(self.samples, level))
        if time <= _LONGEST_TIME:
            return None
        n = self.samples.size
        return (
            f"queries depend on those before them: {n} queries are worth {int(n / time)} independent ones, "
            "so a single run proves nothing; measure several processes"
        )

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more queries would decide if the observed share above the limit were the true one."""
        if not _is_readable(self.samples) or is_decided(self, limit, confidence):
            return None
        n = self.samples.size
        total = trials_to_decide(int(np.count_nonzero(self.samples <= limit)) / n, self.level, confidence)
        return None if total is None else Needed(max(1, total - n), "queries per process")


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
        runs: One array per process, one value per query, in time order, in any unit; ``inf`` stands for a
            query that never ended.
        level: The percentile as a share above 0 and below 1, 0.99 for p99.
        quantiles: Each run's own percentile (see `quantile_of`), nan for a run without one; derived.

    Raises:
        ValueError: A run is not one-dimensional, or the level is no share.
    """

    runs: tuple[NDArray[np.float64], ...]
    level: float
    quantiles: NDArray[np.float64] = field(init=False, repr=False)
    _low: NDArray[np.float64] = field(init=False, repr=False)
    _high: NDArray[np.float64] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        check_share(self.level)
        runs = tuple(_one_run(run) for run in self.runs)
        own = np.array([_own_quantiles(run, self.level) for run in runs], dtype=np.float64).reshape(-1, 3)
        object.__setattr__(self, "runs", runs)
        for name, column in zip(("_low", "quantiles", "_high"), own.T, strict=True):
            object.__setattr__(self, name, _one_run(column))

    def estimate(self, confidence: float) -> Estimate:
        """Gives the median process's percentile with the bounds of the sign test."""
        method = "sign test over processes"
        n, processes = sum(run.size for run in self.runs), len(self.runs)
        if not _is_readable(self.quantiles):
            return no_estimate(confidence, method, n, processes)
        lower, _ = order_statistic_bounds(self._low, 0.5, confidence)
        _, upper = order_statistic_bounds(self._high, 0.5, confidence)
        note = "" if upper < inf else f"bounds need {processes_floor(confidence)} processes"
        return Estimate(
            quantile_of(self.quantiles, 0.5), lower, upper, confidence, method, n, processes, note
        )

    def p_value_above(self, limit: float) -> float:
        """Gives the sign test's p-value that the typical process's percentile is at most the limit."""
        return _quantile_above(self._low, 0.5, limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the sign test's p-value that the typical process's percentile is at least the limit."""
        return _quantile_below(self._high, 0.5, limit)

    def unusable(self) -> str | None:
        """Says so if there are fewer than five processes, or a run is unreadable or too short."""
        if len(self.runs) < _FEWEST_PROCESSES:
            return f"there are {len(self.runs)} processes, and the sign test needs {_FEWEST_PROCESSES}"
        for place, run in enumerate(self.runs, start=1):
            reason = self._why_short(run) if _is_readable(run) else _why_unreadable(run)
            if reason:
                return f"process {place} of {len(self.runs)}: {reason}"
        return None

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more queries per process the guard wants, or how many more processes would decide."""
        if self.runs and not _is_readable(self.quantiles):
            return None
        longer = max((self._queries_missing(run) for run in self.runs), default=0)
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

    def _why_short(self, run: NDArray[np.float64]) -> str | None:
        least = self._least_queries()
        if run.size < least:
            return f"{run.size} queries, and this percentile needs {least}"
        worth = int(effective_size(_beyond(run, self.level)))
        if worth < least:
            return f"{run.size} queries are worth {worth} independent ones, and this percentile needs {least}"
        return None

    def _queries_missing(self, run: NDArray[np.float64]) -> int:
        return ceil(self._least_queries() * autocorrelation_time(_beyond(run, self.level))) - run.size


def _one_run(samples: ArrayLike) -> NDArray[np.float64]:
    values = np.asarray(samples, dtype=np.float64).view()
    if values.ndim != 1:
        raise ValueError(f"samples form one series in time order, not an array of {values.ndim} dimensions")
    values.setflags(write=False)
    return values


def _own_quantiles(run: NDArray[np.float64], level: float) -> tuple[float, float, float]:
    """Gives a run's own percentile between the order statistics that lie at or beyond the true one half the time."""
    if not _is_readable(run):
        return np.nan, np.nan, np.nan
    below = critical_count(run.size, level, 0.5)
    ordered = np.concatenate([[-inf], np.sort(run), [inf]])
    return float(ordered[below + 1]), quantile_of(run, level), float(ordered[below + 2])


def _is_readable(values: NDArray[np.float64]) -> bool:
    return values.size > 0 and not np.isnan(values).any()


def _why_unreadable(values: NDArray[np.float64]) -> str:
    return "a query's value is not a number" if values.size else "there are no queries"


def _beyond(run: NDArray[np.float64], level: float) -> NDArray[np.bool_]:
    quantile = quantile_of(run, level)
    beyond = run > quantile
    # a coarse clock may put the quantile at the maximum, and then reaching it is what tells queries apart
    return beyond if beyond.any() else run >= quantile


def _quantile_above(values: NDArray[np.float64], level: float, limit: float) -> float:
    if not _is_readable(values):
        return 1.0
    return at_most(int(np.count_nonzero(values <= limit)), values.size, level)


def _quantile_below(values: NDArray[np.float64], level: float, limit: float) -> float:
    if not _is_readable(values):
        return 1.0
    return at_most(int(np.count_nonzero(values >= limit)), values.size, 1 - level)
