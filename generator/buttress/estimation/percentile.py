"""The percentile of one run, by order statistics of as many independent queries as it is worth."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from buttress.estimation.dependent_run import SINGLE, DependentRun, kept, least_worth
from buttress.estimation.estimate import Estimate, Needed, no_estimate
from buttress.estimation.order_statistic import order_statistic_bounds, quantile_of
from buttress.estimation.planning import check_share, queries_floor
from buttress.estimation.typical_percentile import TypicalPercentile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from buttress.estimation.queries import Queries, QueryBlocks

__all__ = ["PercentileOfRun", "TypicalPercentile", "order_statistic_bounds", "quantile_of"]

_METHOD = "order statistic"


@dataclass(frozen=True, slots=True, eq=False)
class PercentileOfRun:
    """A percentile of the latencies of one run.

    The bounds are exact for independent queries; where queries depend on those before them, they count as many as they
    are worth (see `DependentRun`). They know nothing of other processes: where a claim is about the system rather than
    one process of it, `TypicalPercentile` is the evidence.

    A run that is worth fewer than a hundred independent queries, or fewer than twenty beyond the percentile, leaves
    its bounds in doubt. No run shows slow periods so rare that it lasts through none of them.

    Attributes:
        samples: One value per query, in time order, in any unit, or the queries counted in blocks; ``inf`` stands
            for a query that never ended.
        level: The percentile as a share above 0 and below 1, 0.99 for p99.
        run: The samples as percentiles need them; derived.

    Raises:
        ValueError: The samples are not one-dimensional, or the level is no share.
    """

    samples: NDArray[np.float64] | QueryBlocks
    level: float
    run: DependentRun = field(init=False, repr=False)

    def __post_init__(self) -> None:
        check_share(self.level)
        object.__setattr__(self, "samples", kept(self.samples))
        object.__setattr__(self, "run", DependentRun.of(self.samples, self.level))

    @property
    def queries(self) -> Queries:
        """The queries themselves."""
        return self.run.queries

    def estimate(self, confidence: float) -> Estimate:
        """Gives the percentile (see `quantile_of`) with order-statistic bounds."""
        run = self.run
        if not run.is_readable:
            return no_estimate(confidence, _METHOD, run.size, 1)
        lower, upper = run.lower_bound(confidence), run.upper_bound(confidence)
        floor = queries_floor(self.level, confidence)
        note = run.note() if upper < inf else f"an upper bound needs {floor} queries"
        doubt = run.why_short(least_worth(self.level), SINGLE)
        return Estimate(run.value, lower, upper, confidence, _METHOD, run.size, 1, note, doubt)

    def p_value_above(self, limit: float) -> float:
        """Gives the chance of so many queries above the limit, were the percentile at the limit."""
        return self.run.p_value_above(limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the chance of so few queries at or above the limit, were the percentile at the limit."""
        return self.run.p_value_below(limit)

    def unusable(self) -> str | None:
        """Says so if the run is empty or holds a value that is no number."""
        return self.run.why_unreadable()

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more queries the guard wants, or would decide if the observed share were the true one."""
        more = self.run.queries_to_decide(limit, confidence) if self.run.is_readable else 0
        return Needed(more, "queries per process") if more > 0 else None
