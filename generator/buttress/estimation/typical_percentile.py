"""The percentile of the typical process, by a sign test over runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, nan
from typing import TYPE_CHECKING

import numpy as np

from buttress.estimation.dependent_run import (
    DependentRun,
    first_reason,
    kept,
    least_worth_among_processes,
    runs_of,
)
from buttress.estimation.estimate import Estimate, Needed, is_decided, no_estimate
from buttress.estimation.order_statistic import quantile_of
from buttress.estimation.planning import check_share, processes_floor, trials_to_decide
from buttress.estimation.queries import Ordered, one_series

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from buttress.estimation.queries import QueryBlocks

_METHOD = "sign test over processes"
_FEWEST_PROCESSES = 5
_WHAT = "this percentile"


@dataclass(frozen=True, slots=True, eq=False)
class TypicalPercentile:
    """The percentile of the typical process: the median over processes of each run's own percentile.

    Processes differ from each other far more than chance within one run allows, so each run counts once and
    the bounds are those of the sign test: exact for independent processes, whatever the distribution.

    The bounds speak of a process's true percentile, not of what runs of this length show: a claim is judged by the
    two order statistics of each run that enclose it, one that lies at or above it with a chance of one half or more
    for the upper bound, and one at or below it for the lower.

    A run that is short against its own correlation shows a percentile that is too low most of the time. Unless each
    run is worth enough independent queries (see `DependentRun`), 100 and no fewer than could bound the percentile at
    95 %, the bounds are in doubt.

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
    _dependent: tuple[DependentRun, ...] = field(init=False, repr=False)
    _low: Ordered = field(init=False, repr=False)
    _high: Ordered = field(init=False, repr=False)

    def __post_init__(self) -> None:
        check_share(self.level)
        object.__setattr__(self, "runs", tuple(kept(run) for run in self.runs))
        dependent = runs_of(self.runs, self.level)
        enclosing = np.array([one.enclosing() for one in dependent], dtype=np.float64).reshape(-1, 2)
        values = np.array([one.value if one.is_readable else nan for one in dependent], dtype=np.float64)
        object.__setattr__(self, "_dependent", dependent)
        object.__setattr__(self, "quantiles", one_series(values))
        object.__setattr__(self, "_low", Ordered.of(enclosing[:, 0]))
        object.__setattr__(self, "_high", Ordered.of(enclosing[:, 1]))

    def estimate(self, confidence: float) -> Estimate:
        """Gives the median process's percentile with the bounds of the sign test."""
        n, processes = sum(one.size for one in self._dependent), len(self.runs)
        if not self._is_readable():
            return no_estimate(confidence, _METHOD, n, processes)
        lower, upper = self._low.lower_bound(0.5, confidence), self._high.upper_bound(0.5, confidence)
        note = "" if upper < inf else f"bounds need {processes_floor(confidence)} processes"
        value = quantile_of(self.quantiles, 0.5)
        return Estimate(value, lower, upper, confidence, _METHOD, n, processes, note, self._doubt())

    def p_value_above(self, limit: float) -> float:
        """Gives the sign test's p-value that the typical process's percentile is at most the limit."""
        return self._low.p_value_above(0.5, limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the sign test's p-value that the typical process's percentile is at least the limit."""
        return self._high.p_value_below(0.5, limit)

    def unusable(self) -> str | None:
        """Says so if there are fewer than five processes, or a run is unreadable or has too few queries."""
        if len(self.runs) < _FEWEST_PROCESSES:
            return f"there are {len(self.runs)} processes, and the sign test needs {_FEWEST_PROCESSES}"
        least = least_worth_among_processes(self.level)
        return first_reason(one.why_unusable(least, _WHAT) for one in self._dependent) or None

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more queries per process the guard wants, or how many more processes would decide."""
        if self.runs and not self._is_readable():
            return None
        least = least_worth_among_processes(self.level)
        longer = max((one.queries_missing(least) for one in self._dependent), default=0)
        if longer > 0:
            return Needed(longer, "queries per process")
        n = len(self.runs)
        total = None
        if n and not is_decided(self, limit, confidence):
            total = trials_to_decide(int(np.count_nonzero(self.quantiles <= limit)) / n, 0.5, confidence)
        more = max(_FEWEST_PROCESSES, total or 0) - n
        return Needed(more, "processes") if more > 0 else None

    def _doubt(self) -> str:
        least = least_worth_among_processes(self.level)
        return first_reason(one.why_short(least, _WHAT) for one in self._dependent)

    def _is_readable(self) -> bool:
        return self.quantiles.size > 0 and not np.isnan(self.quantiles).any()
