"""One process against one percentile: its queries count as many independent ones as they are worth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, nan
from typing import TYPE_CHECKING, Self

from buttress.estimation.estimate import risk_of
from buttress.estimation.planning import queries_floor, trials_to_decide
from buttress.estimation.queries import QueryBlocks, one_series, queries_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from buttress.estimation.queries import Queries

FLOOR_CONFIDENCE = 0.95
"""Confidence of a run's own guard, whatever confidence a claim asks for."""

FEWEST_CORRELATION_TIMES = 100
"""Independent queries that a run must be worth for its autocorrelation time to be known."""

SINGLE = "this percentile of a single process"
"""What needs so many queries, in a reason."""

_FEWEST_BEYOND = 20
_ROUNDING = 1e-6
_NEAR = (0.5, 2**-0.5, 1.0, 2**0.5, 2.0, 4.0)  # the share beyond a percentile, from twice to a quarter of it


@dataclass(frozen=True, slots=True, eq=False)
class DependentRun:
    """The queries of one process and how many of them are worth one independent one, near one percentile.

    Bounds and p-values are those of independent queries, whose counts are divided by the autocorrelation time of the
    indicator of exceeding the percentile (Geyer 1992; Korn and Graubard 1998 for such counts). The time is the longest
    of those at six levels around the percentile, each with its own standard error added: a run that happens to lack
    slow queries has its percentile among the fast ones, which do not show how slow ones come in bursts.

    The time is one for all limits, so that p-values fall steadily and agree with bounds.

    Attributes:
        queries: The queries.
        level: The percentile as a share above 0 and below 1.
        time: Queries that are worth one independent one, at least 1, where bounds are those of order statistics.
    """

    queries: Queries
    level: float
    time: float

    @classmethod
    def of(cls, samples: NDArray[np.float64] | QueryBlocks, level: float) -> Self:
        """Gives a run with its own autocorrelation time; 1 where it holds no number."""
        queries = queries_of(samples)
        near = _levels_near(level) if queries.high.is_readable else ()
        return cls(queries, level, max((queries.cautious_time(one) for one in near), default=1.0))

    @property
    def size(self) -> int:
        """How many queries there are."""
        return self.queries.high.size

    @property
    def worth(self) -> int:
        """How many independent queries they are worth, rounded down."""
        return int(self.size / self.time)

    @property
    def is_readable(self) -> bool:
        """Whether there are queries, and every one is a number."""
        return self.queries.high.is_readable

    @property
    def value(self) -> float:
        """The run's own percentile (see `quantile_of`); it must be readable."""
        return self.queries.high.quantile(self.level)

    def lower_bound(self, confidence: float) -> float:
        """Gives the lower bound at a one-sided confidence."""
        return self.queries.low.lower_bound(self.level, confidence, self.time)

    def upper_bound(self, confidence: float) -> float:
        """Gives the upper bound at a one-sided confidence."""
        return self.queries.high.upper_bound(self.level, confidence, self.time)

    def p_value_above(self, limit: float) -> float:
        """Gives the chance of so many queries above the limit, were the percentile at the limit."""
        return self.queries.low.p_value_above(self.level, limit, self.time)

    def p_value_below(self, limit: float) -> float:
        """Gives the chance of so few queries at or above the limit, were the percentile at the limit."""
        return self.queries.high.p_value_below(self.level, limit, self.time)

    def enclosing(self) -> tuple[float, float]:
        """Gives the order statistics that bound the true percentile, each at `FLOOR_CONFIDENCE`; nan where unreadable."""
        if not self.is_readable:
            return nan, nan
        return self.lower_bound(FLOOR_CONFIDENCE), self.upper_bound(FLOOR_CONFIDENCE)

    def why_unreadable(self) -> str | None:
        """Says so if there are no queries or one is no number."""
        if self.is_readable:
            return None
        return "a query's value is not a number" if self.size else "there are no queries"

    def why_unusable(self, least: int, what: str) -> str | None:
        """Says so if the run is unreadable, or has fewer queries than a bound needs (see `why_short`)."""
        few = f"{self.size} queries, and {what} needs {least}" if self.size < least else None
        return self.why_unreadable() or few

    def why_short(self, least: int, what: str) -> str:
        """Says why the run is worth fewer independent queries than it must be; empty where it is worth enough.

        Args:
            least: So many it must be worth.
            what: What needs them, such as "this percentile".
        """
        opaque = self.queries.why_opaque()
        if opaque or self.worth >= least:
            return opaque or ""
        independent = "" if self.worth == self.size else f" are worth {self.worth} independent ones"
        return f"{self.size} queries{independent}, and {what} needs {least}"

    def queries_missing(self, least: int) -> int:
        """Gives how many more queries would be worth so many, 0 where these are."""
        longer = 0 if self.worth >= least else ceil(least * self.time) - self.size
        return max(longer, self.queries.queries_missing())

    def queries_to_decide(self, limit: float, confidence: float) -> int:
        """Gives how many more queries the guard of a single run wants, or would decide at the observed share; else 0.

        The run must be readable.
        """
        missing = self.queries_missing(least_worth(self.level))
        return max(missing, self.queries_to_bound(limit, confidence) or 0)

    def queries_to_bound(self, limit: float, confidence: float) -> int | None:
        """Gives how many more queries would place the percentile on its side of the limit at the observed share.

        The run must be readable. 0 where it does so already, None where no reasonable number would.
        """
        if min(self.p_value_above(limit), self.p_value_below(limit)) <= risk_of(confidence):
            return 0
        total = trials_to_decide(self.queries.high.at_most(limit) / self.size, self.level, confidence)
        return None if total is None else max(1, ceil(total * self.time) - self.size)

    def note(self) -> str:
        """Says so if the queries are worth less than half their number, else nothing."""
        if 2 * self.worth >= self.size:
            return ""
        return (
            f"{self.size} queries are worth {self.worth} independent ones, and further processes tell more than longer "
            "ones"
        )


def runs_of(samples: Iterable[NDArray[np.float64] | QueryBlocks], level: float) -> tuple[DependentRun, ...]:
    """Gives the runs of several processes of one program.

    None counts for more than they do on average: slow periods that show in some processes are likely in the others.
    """
    alone = tuple(DependentRun.of(one, level) for one in samples)
    total = sum(one.size for one in alone)
    mean = sum(one.size * one.time for one in alone) / total if total else 1.0
    return tuple(replace(one, time=max(one.time, mean)) for one in alone)


def least_worth(level: float) -> int:
    """Gives how many independent queries a run must be worth to speak for itself: 100, and 20 on the rarer side.

    With fewer beyond the percentile, bursts of slow queries hardly show, and bounds err more often than they say.

    >>> [least_worth(level) for level in (0.5, 0.9, 0.99)]
    [100, 200, 2000]
    """
    rarer = min(level, 1 - level)
    return max(FEWEST_CORRELATION_TIMES, ceil(_FEWEST_BEYOND / rarer - _ROUNDING))


def least_worth_among_processes(level: float) -> int:
    """Gives how many independent queries each of several processes must be worth: 100, and enough to bound at 95 %.

    >>> [least_worth_among_processes(level) for level in (0.5, 0.9, 0.99)]
    [100, 100, 299]
    """
    return max(FEWEST_CORRELATION_TIMES, queries_floor(level, FLOOR_CONFIDENCE))


def kept(run: ArrayLike | QueryBlocks) -> NDArray[np.float64] | QueryBlocks:
    """Gives a run as a sample keeps it; raises ValueError where it is an array, but not of one dimension."""
    return run if isinstance(run, QueryBlocks) else one_series(run)


def first_reason(reasons: Iterable[str | None]) -> str:
    """Gives the first reason that any of several processes has, by its place among them; empty where none has one."""
    told = tuple(reasons)
    for place, reason in enumerate(told, start=1):
        if reason:
            return f"process {place} of {len(told)}: {reason}" if len(told) > 1 else reason
    return ""


def _levels_near(level: float) -> tuple[float, ...]:
    odds = level / (1 - level)
    factors = _NEAR if level >= 0.5 else tuple(1 / factor for factor in _NEAR)
    return tuple(1.0 - 1.0 / (1.0 + odds * factor) for factor in factors)
