"""The worst process: a percentile that each process must meet by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, inf
from typing import TYPE_CHECKING

from buttress.estimation.estimate import Estimate, Needed, no_estimate, risk_of
from buttress.estimation.percentile import PercentileOfRun

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from buttress.estimation.queries import QueryBlocks

_FEWEST_PROCESSES = 5
_FEWEST_QUERIES = 100
_FEWEST_BEYOND = 10
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class EveryProcess:
    """The highest of the processes' own percentiles, for claims that every process must meet.

    Bounds hold for the processes that were measured, and fewer than five say little of others. Bursts of slow queries
    do not show where hardly any query lies beyond the percentile, so ten of each process must be expected there.

    The upper bound is the highest of the runs' own bounds, each at the full confidence: all must hold together
    (intersection-union, Berger 1982). The lower bound shares the risk among the runs, because any one of them
    breaks the claim (Bonferroni).

    Attributes:
        runs: One array per process, one value per query, in time order, in any unit, or its queries counted in blocks.
        level: The percentile as a share above 0 and below 1, 0.99 for p99.
        single: Each run's own percentile as evidence; derived.
    """

    runs: tuple[NDArray[np.float64] | QueryBlocks, ...]
    level: float
    single: tuple[PercentileOfRun, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "single", tuple(PercentileOfRun(run, self.level) for run in self.runs))

    def estimate(self, confidence: float) -> Estimate:
        """Gives the worst process's percentile with order-statistic bounds over all processes."""
        queries = tuple(one.queries for one in self.single)
        method, n = "order statistic in every process", sum(one.high.size for one in queries)
        if self.unusable():
            return no_estimate(confidence, method, n, len(self.runs))
        shared = 1 - risk_of(confidence) / len(self.runs)
        upper = max(one.high.upper_bound(self.level, confidence) for one in queries)
        lower = max(one.low.lower_bound(self.level, shared) for one in queries)
        value = max(one.high.quantile(self.level) for one in queries)
        return Estimate(value, min(lower, value), upper, confidence, method, n, len(self.runs))

    def p_value_above(self, limit: float) -> float:
        """Gives the p-value that no process lies above the limit: the least of the runs', times their number."""
        return min(
            1.0, len(self.single) * min((one.p_value_above(limit) for one in self.single), default=1.0)
        )

    def p_value_below(self, limit: float) -> float:
        """Gives the p-value that some process lies at or above the limit: the greatest of the runs'."""
        return max((one.p_value_below(limit) for one in self.single), default=1.0)

    def unusable(self) -> str | None:
        """Says so if there are fewer than five processes, or one is short or its queries depend on each other."""
        if len(self.single) < _FEWEST_PROCESSES:
            return f"there are {len(self.single)} processes, and a claim about every process needs {_FEWEST_PROCESSES}"
        for place, one in enumerate(self.single, start=1):
            n, least = one.queries.high.size, self._least_queries()
            short = (
                f"{n} queries, and this percentile of a single process needs {least}" if n < least else None
            )
            reason = one.unusable() or short
            if reason:
                return f"process {place} of {len(self.single)}: {reason}"
        return None

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many processes are missing, or how many more queries the process that needs most would take."""
        if len(self.single) < _FEWEST_PROCESSES:
            return Needed(_FEWEST_PROCESSES - len(self.single), "processes")
        shortest = min(one.queries.high.size for one in self.single)
        if shortest < self._least_queries():
            return Needed(self._least_queries() - shortest, "queries per process")
        needed = [one.needed_to_decide(limit, confidence) for one in self.single]
        most = max((one.count for one in needed if one), default=-inf)
        return Needed(int(most), "queries per process") if most > 0 else None

    def _least_queries(self) -> int:
        rarer = min(self.level, 1 - self.level)
        return max(_FEWEST_QUERIES, ceil(_FEWEST_BEYOND / rarer - _ROUNDING))
