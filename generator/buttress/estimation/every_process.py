"""The worst process: a percentile that each process must meet by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from buttress.estimation.dependent_run import (
    FLOOR_CONFIDENCE,
    SINGLE,
    first_reason,
    kept,
    least_worth,
    runs_of,
)
from buttress.estimation.estimate import Estimate, Needed, no_estimate, risk_of
from buttress.estimation.planning import check_share, queries_floor

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from buttress.estimation.dependent_run import DependentRun
    from buttress.estimation.queries import QueryBlocks

_METHOD = "order statistic in every process"
_FEWEST_PROCESSES = 5


@dataclass(frozen=True, slots=True, eq=False)
class EveryProcess:
    """The highest of the processes' own percentiles, for claims that every process must meet.

    Bounds hold for the processes that were measured, and fewer than five say little of others. Bursts of slow queries
    do not show where hardly any query lies beyond the percentile: unless each process is worth a hundred independent
    queries, and twenty beyond the percentile (see `DependentRun`), the bounds are in doubt.

    The upper bound is the highest of the runs' own bounds, each at the full confidence: all must hold together
    (intersection-union, Berger 1982). The lower bound shares the risk among the runs, because any one of them
    breaks the claim (Bonferroni).

    Attributes:
        runs: One array per process, one value per query, in time order, in any unit, or its queries counted in blocks.
        level: The percentile as a share above 0 and below 1, 0.99 for p99.

    Raises:
        ValueError: A run is not one-dimensional, or the level is no share.
    """

    runs: tuple[NDArray[np.float64] | QueryBlocks, ...]
    level: float
    _dependent: tuple[DependentRun, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        check_share(self.level)
        object.__setattr__(self, "runs", tuple(kept(run) for run in self.runs))
        object.__setattr__(self, "_dependent", runs_of(self.runs, self.level))

    def estimate(self, confidence: float) -> Estimate:
        """Gives the worst process's percentile with order-statistic bounds over all processes."""
        runs, n = self._dependent, sum(one.size for one in self._dependent)
        if self.unusable():
            return no_estimate(confidence, _METHOD, n, len(runs))
        value, lower = max(one.value for one in runs), worst_lower_bound(runs, confidence)
        upper = max(one.upper_bound(confidence) for one in runs)
        floor = queries_floor(self.level, confidence)
        note = first_reason(one.note() for one in runs)
        if upper == inf:
            note = f"an upper bound needs {floor} independent queries of each process"
        return Estimate(
            value, lower, upper, confidence, _METHOD, n, len(runs), note, why_short(runs, self.level)
        )

    def p_value_above(self, limit: float) -> float:
        """Gives the p-value that no process lies above the limit: the least of the runs', times their number."""
        return 1.0 if self.unusable() else worst_p_value_above(self._dependent, limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the p-value that some process lies at or above the limit: the greatest of the runs'."""
        return 1.0 if self.unusable() else max(one.p_value_below(limit) for one in self._dependent)

    def unusable(self) -> str | None:
        """Says so if there are fewer than five processes, or one is unreadable or has too few queries for a bound."""
        if len(self.runs) < _FEWEST_PROCESSES:
            return f"there are {len(self.runs)} processes, and a claim about every process needs {_FEWEST_PROCESSES}"
        least = queries_floor(self.level, FLOOR_CONFIDENCE)
        return first_reason(one.why_unusable(least, SINGLE) for one in self._dependent) or None

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many processes are missing, or how many more queries the process that needs most would take."""
        if len(self.runs) < _FEWEST_PROCESSES:
            return Needed(_FEWEST_PROCESSES - len(self.runs), "processes")
        return queries_needed_by_each(self._dependent, limit, confidence)


def worst_lower_bound(runs: Sequence[DependentRun], confidence: float) -> float:
    """Gives the lower bound of the highest percentile of several runs, which share the risk."""
    shared = 1 - risk_of(confidence) / len(runs)
    return max(one.lower_bound(shared) for one in runs)


def worst_p_value_above(runs: Sequence[DependentRun], limit: float) -> float:
    """Gives the p-value that no run's percentile lies above a limit: the least of theirs, times their number."""
    return min((1.0, *(len(runs) * one.p_value_above(limit) for one in runs)))


def why_short(runs: Sequence[DependentRun], level: float) -> str:
    """Says why a run cannot speak for its process alone; empty where each can."""
    return first_reason(one.why_short(least_worth(level), SINGLE) for one in runs)


def queries_needed_by_each(runs: Sequence[DependentRun], limit: float, confidence: float) -> Needed | None:
    """Says how many more queries the run that needs most would take, None where none does."""
    if not all(one.is_readable for one in runs):
        return None
    more = max((one.queries_to_decide(limit, confidence) for one in runs), default=0)
    return Needed(more, "queries per process") if more > 0 else None
