"""MLPerf's early stopping: the percentile that a load generator run must show to prove its claim at 99 %."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from buttress.estimation.dependent_run import first_reason, kept, runs_of
from buttress.estimation.estimate import Estimate, no_estimate, risk_of
from buttress.estimation.every_process import (
    queries_needed_by_each,
    why_short,
    worst_lower_bound,
    worst_p_value_above,
)
from buttress.estimation.planning import check_share, exceedances_allowed, queries_needed
from buttress.estimation.queries import critical_rank, tail_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from buttress.estimation.dependent_run import DependentRun
    from buttress.estimation.estimate import Needed
    from buttress.estimation.queries import QueryBlocks

CONFIDENCE = 0.99
"""MLPerf's own one-sided confidence."""

_METHOD = "MLPerf early stopping"


def least_queries(exceedances: int, level: float) -> int:
    """Gives the fewest queries of which MLPerf lets so many exceed the limit, its h(t) + t with tolerance d = 0.

    It is the smallest n with P(Binomial(n, 1 - level) <= exceedances) <= 0.01 (MLCommons inference rules, "Early
    Stopping Criterion"), `queries_needed` at confidence 0.99.

    Args:
        exceedances: Queries above the limit, 0 or more.
        level: The percentile as a share above 0 and below 1, 0.99 for p99.

    >>> least_queries(0, 0.99), least_queries(1, 0.99)
    (459, 662)
    """
    return queries_needed(exceedances, level, CONFIDENCE)


def discarded(n: int, level: float) -> int | None:
    """Gives how many of the highest latencies MLPerf discards before it reports the next; None if n is too small.

    It is t - 1 for the largest t with h(t) + t <= n, and t at least 1.

    Args:
        n: Queries.
        level: The percentile as a share above 0 and below 1.

    >>> discarded(659, 0.9), discarded(661, 0.99), discarded(662, 0.99)
    (47, None, 0)
    """
    allowed = exceedances_allowed(n, level, CONFIDENCE)
    return allowed - 1 if allowed else None


@dataclass(frozen=True, slots=True, eq=False)
class MlperfPercentile:
    """The worst run's early-stopping estimate of a percentile, for claims with MLPerf's profile.

    Each process is one run of a load generator. Its estimate is the order statistic that is left when the `discarded`
    highest latencies are; it is an upper bound of the percentile at confidence 0.99, one order statistic above the
    least that such a bound can be. A claim holds if each run's estimate meets the limit. At a confidence above 0.99
    the upper bound is the same with that confidence in MLPerf's formula. A claim is violated as for `EveryProcess`.

    MLPerf takes queries for independent. Where they are not, the upper bound counts them as many as they are worth and
    lies above the estimate, and in doubt are the runs that are so for `EveryProcess`.

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
        """Gives the worst run's early-stopping estimate with bounds over all runs."""
        runs, n = self._dependent, sum(one.size for one in self._dependent)
        if self.unusable():
            return no_estimate(confidence, _METHOD, n, len(runs))
        value = max(_upper_bound(one, CONFIDENCE, 1.0) for one in runs)
        upper = max(_upper_bound(one, max(confidence, CONFIDENCE), one.time) for one in runs)
        lower = min(worst_lower_bound(runs, confidence), value)
        note = first_reason(one.note() for one in runs)
        if upper == inf:
            note = f"the queries are too few for an upper bound at {100 * max(confidence, CONFIDENCE):g} %"
        return Estimate(
            value, lower, upper, confidence, _METHOD, n, len(runs), note, why_short(runs, self.level)
        )

    def p_value_above(self, limit: float) -> float:
        """Gives the p-value that no run's percentile lies above the limit, as for `EveryProcess`."""
        return 1.0 if self.unusable() else worst_p_value_above(self._dependent, limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the p-value that some run's percentile lies at or above the limit; 1 where MLPerf would not pass."""
        if self.unusable():
            return 1.0
        greatest = max(_p_value_below(one, limit) for one in self._dependent)
        return greatest if greatest <= risk_of(CONFIDENCE) else 1.0

    def unusable(self) -> str | None:
        """Says so if there is no process, or one is unreadable or has too few queries for an estimate."""
        if not self.runs:
            return "there are no processes"
        least = least_queries(1, self.level)
        return first_reason(one.why_unusable(least, "early stopping") for one in self._dependent) or None

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more queries the run that needs most would take."""
        return queries_needed_by_each(self._dependent, limit, max(confidence, CONFIDENCE))


def _upper_bound(run: DependentRun, confidence: float, time: float) -> float:
    allowed = critical_rank(run.size, 1 - run.level, risk_of(confidence), time)
    return run.queries.high.at_rank(run.size - allowed) if allowed > 0 else inf


def _p_value_below(run: DependentRun, limit: float) -> float:
    high = run.queries.high
    return tail_of(high.at_least(limit) + 1, high.size, 1 - run.level, run.time) if run.is_readable else 1.0
