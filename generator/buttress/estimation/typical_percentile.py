"""The percentile of the typical process, by a sign test over runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, nan
from typing import TYPE_CHECKING

import numpy as np

from buttress.estimation.dependent_run import (
    FLOOR_CONFIDENCE,
    DependentRun,
    first_reason,
    kept,
    least_worth_among_processes,
    runs_of,
)
from buttress.estimation.estimate import Estimate, Needed, is_decided, no_estimate
from buttress.estimation.order_statistic import quantile_of
from buttress.estimation.planning import SEEMING, check_share, processes_floor, trials_to_decide
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
    the bounds are those of a sign test, proved for independent processes, whatever the distribution.

    The bounds speak of a process's true percentile, not of what runs of this length show. So a claim is judged by the
    two order statistics of each run that bound its true percentile, each at 95 %. If the typical process misses a
    limit, no more than half of all processes keep it, and of the others one in twenty seems to at most: a process seems
    to keep it with a chance of at most 0.5 + 0.5 / 20 = 0.525, and this is the chance that the sign test takes. (The
    run's own percentile, or any order statistic that errs half of the time, would let it be 0.75, as where half of the
    processes are fast and the others lie just beyond the limit.)

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
        lower = self._low.lower_bound(1 - SEEMING, confidence)
        upper = self._high.upper_bound(SEEMING, confidence)
        floor = processes_floor(confidence)
        note = f"bounds need {floor} processes" if processes < floor else ""
        value = quantile_of(self.quantiles, 0.5)
        return Estimate(value, lower, upper, confidence, _METHOD, n, processes, note, self._doubt())

    def p_value_above(self, limit: float) -> float:
        """Gives the sign test's p-value that the typical process's percentile is at most the limit."""
        return self._low.p_value_above(1 - SEEMING, limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the sign test's p-value that the typical process's percentile is at least the limit."""
        return self._high.p_value_below(SEEMING, limit)

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
        if not self.runs or is_decided(self, limit, confidence):
            missing = _FEWEST_PROCESSES - len(self.runs)
            return Needed(missing, "processes") if missing > 0 else None
        return self._more_processes(limit, confidence) or self._more_queries(limit)

    def _more_processes(self, limit: float, confidence: float) -> Needed | None:
        n, keeps = len(self.runs), quantile_of(self.quantiles, 0.5) <= limit
        share = (self._high.at_most(limit) if keeps else n - self._low.at_most(limit)) / n
        total = trials_to_decide(share, SEEMING, confidence) if share > SEEMING else None
        return None if total is None else Needed(max(1, total - n, _FEWEST_PROCESSES - n), "processes")

    def _more_queries(self, limit: float) -> Needed | None:
        """How many more would place most processes, where too few are placed on either side of the limit."""
        found = [one.queries_to_bound(limit, FLOOR_CONFIDENCE) for one in self._dependent]
        typical = sorted(inf if more is None else more for more in found)[len(found) // 2]
        return Needed(int(typical), "queries per process") if 0 < typical < inf else None

    def _doubt(self) -> str:
        least = least_worth_among_processes(self.level)
        return first_reason(one.why_short(least, _WHAT) for one in self._dependent)

    def _is_readable(self) -> bool:
        return self.quantiles.size > 0 and not np.isnan(self.quantiles).any()
