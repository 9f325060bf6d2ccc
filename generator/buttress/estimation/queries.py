"""The queries of one process as percentiles need them: each by itself, or counted into buckets block by block.

A counted query is known to its bucket only. Whatever is said of it must then be true wherever in the bucket it lies:
lower bounds take the lower edges, upper bounds the upper ones, and each latency by itself is its own bucket.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import InitVar, dataclass, field
from math import inf, sqrt
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np

from buttress.estimation.autocorrelation import (
    autocorrelation_time,
    autocorrelation_time_of_blocks,
    cautious_time,
    cautious_time_of_blocks,
)
from buttress.estimation.binomial import at_most
from buttress.estimation.estimate import risk_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

_FEWEST_BLOCKS = 100  # fewer do not show their own variance well enough


@dataclass(frozen=True, slots=True, eq=False)
class Ordered:
    """Values in rising order; ``nan`` would come last.

    Attributes:
        values: Values, each for one query or for several.
        reached: How many queries the values up to each one stand for.
    """

    values: NDArray[np.float64]
    reached: NDArray[np.int64]

    @classmethod
    def of(cls, samples: ArrayLike) -> Self:
        """Gives the order of single values."""
        values = np.sort(np.asarray(samples, dtype=np.float64))
        return cls(values, np.arange(1, values.size + 1))

    @property
    def size(self) -> int:
        """How many queries there are."""
        return int(self.reached[-1]) if self.reached.size else 0

    @property
    def is_readable(self) -> bool:
        """Whether there are queries, and every value is a number."""
        return self.size > 0 and not np.isnan(self.values[-1])

    def at_most(self, limit: float) -> int:
        """Gives how many queries lie at or below a limit."""
        return self._before(int(np.searchsorted(self.values, limit, side="right")))

    def at_least(self, limit: float) -> int:
        """Gives how many queries lie at or above a limit."""
        return self.size - self._before(int(np.searchsorted(self.values, limit, side="left")))

    def at_rank(self, rank: int) -> float:
        """Gives the value with that many queries before it; ``-inf`` below rank 0 and ``inf`` beyond the last."""
        if not 0 <= rank < self.size:
            return inf if rank >= 0 else -inf
        return float(self.values[np.searchsorted(self.reached, rank, side="right")])

    def quantile(self, level: float) -> float:
        """Gives ``sorted[floor(n * level)]``; there must be a query."""
        return self.at_rank(min(int(self.size * level), self.size - 1))

    def lower_bound(self, level: float, confidence: float, time: float = 1.0) -> float:
        """Gives the lower bound of a quantile (see `order_statistic_bounds`).

        Args:
            level: The quantile's, as a share above 0 and below 1.
            confidence: One-sided confidence, above 0.5 and below 1.
            time: How many queries are worth one independent one.
        """
        return self.at_rank(critical_rank(self.size, level, risk_of(confidence), time))

    def upper_bound(self, level: float, confidence: float, time: float = 1.0) -> float:
        """Gives the upper bound of a quantile (see `lower_bound`)."""
        above = critical_rank(self.size, 1 - level, risk_of(confidence), time)
        return self.at_rank(self.size - 1 - above) if above >= 0 else inf

    def p_value_above(self, level: float, limit: float, time: float = 1.0) -> float:
        """Gives the chance of so many queries above the limit, were the quantile at the limit."""
        return tail_of(self.at_most(limit), self.size, level, time) if self.is_readable else 1.0

    def p_value_below(self, level: float, limit: float, time: float = 1.0) -> float:
        """Gives the chance of so few queries at or above the limit, were the quantile at the limit."""
        return tail_of(self.at_least(limit), self.size, 1 - level, time) if self.is_readable else 1.0

    def _before(self, place: int) -> int:
        return int(self.reached[place - 1]) if place else 0


class Queries(Protocol):
    """The queries of one process."""

    @property
    def low(self) -> Ordered:
        """The least that each query can have been: what lower bounds and `p_value_above` go by."""

    @property
    def high(self) -> Ordered:
        """The most that each query can have been: what upper bounds and `p_value_below` go by."""

    def autocorrelation_time(self, level: float) -> float:
        """Gives the autocorrelation time, in queries, of the indicator of exceeding the quantile at a level."""

    def cautious_time(self, level: float) -> float:
        """Gives that time plus its own standard error."""

    def why_opaque(self) -> str | None:
        """Says why it does not show how queries depend on those before them, None where it does."""

    def queries_missing(self) -> int:
        """Gives how many more queries would show it, 0 where it shows."""


@dataclass(frozen=True, slots=True, eq=False)
class SingleQueries:
    """Queries known each by itself.

    Attributes:
        samples: One value per query, in time order.
        low: Derived.
        high: Derived, the same.
    """

    samples: NDArray[np.float64]
    low: Ordered = field(init=False, repr=False)
    high: Ordered = field(init=False, repr=False)

    def __post_init__(self) -> None:
        ordered = Ordered.of(self.samples)
        object.__setattr__(self, "low", ordered)
        object.__setattr__(self, "high", ordered)

    def autocorrelation_time(self, level: float) -> float:
        """Gives the initial positive sequence estimate of the indicator (see `autocorrelation_time`)."""
        return autocorrelation_time(self._beyond(level))

    def cautious_time(self, level: float) -> float:
        """Gives that time plus its own standard error (see `cautious_time`)."""
        return cautious_time(self._beyond(level))

    def _beyond(self, level: float) -> NDArray[np.bool_]:
        quantile = self.low.quantile(level)
        beyond = self.samples > quantile
        # A coarse clock may put the quantile at the maximum, and then reaching it is what tells queries apart.
        return beyond if beyond.any() else self.samples >= quantile

    def why_opaque(self) -> str | None:
        """Nothing: single queries in time order show it."""
        return None

    def queries_missing(self) -> int:
        """Gives 0."""
        return 0


@dataclass(frozen=True, slots=True, eq=False)
class QueryBlocks:
    """Queries counted into buckets, apart for each block of consecutive queries.

    Bounds of a percentile differ from those of the single queries by one bucket at most, and never towards
    a verdict: a bucket across a limit counts as above it where a claim says "at most", and as below it where
    a claim says "at least".

    Attributes:
        blocks: Block of each filled bucket, from 0; every block but the last holds equally many queries.
        lower: Least value of each filled bucket, inclusive. Buckets are the same in every block and do not overlap.
        upper: Greatest value of each filled bucket, inclusive.
        counts: Queries in each filled bucket.
        low: Derived.
        high: Derived.
        sizes: Queries of each block; derived.

    Raises:
        ValueError: The arrays differ in length.
    """

    blocks: InitVar[NDArray[np.int64]]
    lower: InitVar[NDArray[np.float64]]
    upper: InitVar[NDArray[np.float64]]
    counts: InitVar[NDArray[np.int64]]
    low: Ordered = field(init=False, repr=False)
    high: Ordered = field(init=False, repr=False)
    sizes: NDArray[np.float64] = field(init=False, repr=False)
    _blocks: NDArray[np.unsignedinteger] = field(init=False, repr=False)
    _buckets: NDArray[np.unsignedinteger] = field(init=False, repr=False)
    _counts: NDArray[np.unsignedinteger] = field(init=False, repr=False)

    def __post_init__(
        self,
        blocks: NDArray[np.int64],
        lower: NDArray[np.float64],
        upper: NDArray[np.float64],
        counts: NDArray[np.int64],
    ) -> None:
        if not blocks.shape == lower.shape == upper.shape == counts.shape:
            raise ValueError("filled buckets need a block, two edges and a count each")
        # Once for each bucket, not for each block of it: there are thousands of buckets, and millions of filled ones.
        edges, first, place = np.unique(lower, return_index=True, return_inverse=True)
        reached = np.cumsum(np.bincount(place, counts, edges.size).astype(np.int64))
        object.__setattr__(self, "low", Ordered(edges, reached))
        object.__setattr__(self, "high", Ordered(upper[first], reached))
        object.__setattr__(self, "_blocks", _compact(blocks))
        object.__setattr__(self, "_buckets", _compact(place))
        object.__setattr__(self, "_counts", _compact(counts))
        object.__setattr__(self, "sizes", self._sums(np.ones(blocks.size, dtype=bool)))

    def autocorrelation_time(self, level: float) -> float:
        """Gives the batch-means estimate of the indicator (see `autocorrelation_time_of_blocks`).

        Of the two indicators that bounds rest on, exceeding the bucket of the quantile and reaching it, the
        one that depends more on its past counts.
        """
        return max(
            autocorrelation_time_of_blocks(sums, self._block()) for sums in self._sums_of_full_blocks(level)
        )

    def cautious_time(self, level: float) -> float:
        """Gives that time plus its own standard error (see `cautious_time_of_blocks`)."""
        return max(cautious_time_of_blocks(sums, self._block()) for sums in self._sums_of_full_blocks(level))

    def why_opaque(self) -> str | None:
        """Says so if there are fewer than a hundred full blocks."""
        full = int(np.count_nonzero(self._are_full()))
        if full >= _FEWEST_BLOCKS:
            return None
        return (
            f"{full} full blocks of queries do not show how much queries depend on those before them; "
            f"{_FEWEST_BLOCKS} do"
        )

    def queries_missing(self) -> int:
        """Gives how many more queries fill a hundred blocks."""
        return max(0, _FEWEST_BLOCKS * self._block() - self.high.size)

    def moved(self, factor: float, added: float) -> QueryBlocks:
        """Gives the queries each multiplied by a positive factor, with something added, in the same blocks."""
        lower, upper = (side.values[self._buckets] * factor + added for side in (self.low, self.high))
        return QueryBlocks(self._blocks.astype(np.int64), lower, upper, self._counts.astype(np.int64))

    def drawn(
        self, generator: np.random.Generator, wanted: int, *, upper: bool
    ) -> tuple[NDArray[np.float64], int]:
        """Gives single queries block by block, in a drawn order within each, and how many stand for a block.

        Where fewer are wanted than there are, each block gives its share of them, by size every so-manieth.

        Args:
            generator: Draws the order; the same seed gives the same queries at both edges.
            wanted: How many queries, at most as many as there are.
            upper: Whether they lie at the upper edges of their buckets, or at the lower ones.
        """
        step, reached = self.high.size / max(1, wanted), np.cumsum(self._counts, dtype=np.int64)
        ranks = np.minimum((np.arange(wanted) + generator.random()) * step, self.high.size - 1).astype(
            np.int64
        )
        filled = np.searchsorted(reached, ranks, side="right")
        order = np.lexsort((generator.random(wanted), self._blocks[filled]))
        values = (self.high if upper else self.low).values[self._buckets[filled[order]]]
        return values, max(1, round(self._block() / step)) if wanted else 1

    def _sums_of_full_blocks(self, level: float) -> Iterator[NDArray[np.float64]]:
        bucket, full = np.searchsorted(self.low.values, self.low.quantile(level)), self._are_full()
        yield self._sums(self._buckets > bucket)[full]
        yield self._sums(self._buckets >= bucket)[full]

    def _sums(self, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
        number = int(self._blocks.max()) + 1 if self._blocks.size else 0
        weights = self._counts[chosen]
        return np.bincount(self._blocks[chosen], weights, minlength=number).astype(np.float64)

    def _are_full(self) -> NDArray[np.bool_]:
        return np.equal(self.sizes, self._block())

    def _block(self) -> int:
        return int(self.sizes.max(initial=0))


def critical_rank(n: int, chance: float, risk: float, time: float) -> int:
    """Gives the largest count whose tail is within a risk, -1 if there is none (see `critical_count`).

    Args:
        n: Values that were seen.
        chance: Chance of each to count.
        risk: What the tail may reach.
        time: How many of the values are worth one independent one.
    """
    from scipy.special import ndtri

    def tail(count: int) -> float:
        return tail_of(count, n, chance, time)

    # Bounds are looked for very often, and nearly always lie where those of a normal distribution do.
    spread = sqrt(n * time * chance * (1 - chance))
    middle, reach = int(n * chance + float(ndtri(risk)) * spread), int(2 * time) + 2
    low, high = max(0, middle - reach), min(n + 1, max(0, middle + reach))
    if (low > 0 and tail(low - 1) > risk) or (high <= n and tail(high) <= risk):
        low, high = 0, n + 1
    return bisect_right(range(n + 1), risk, low, high, key=tail) - 1


def tail_of(count: int, n: int, chance: float, time: float) -> float:
    """Gives P(X <= count / time) for X ~ Binomial(n / time, chance), by the beta function where that is no whole number.

    So Korn and Graubard (1998) carry the exact bounds of Clopper and Pearson over to values that depend on each other.
    """
    from scipy.special import betaincc

    if time == 1 or not 0 <= count < n:
        return at_most(count, n, chance)
    return float(betaincc(count / time + 1, (n - count) / time, chance))


def _compact(whole: NDArray[np.integer]) -> NDArray[np.unsignedinteger]:
    """Gives whole numbers from 0 on in the least space: a check holds those of every process at once."""
    return whole.astype(np.min_scalar_type(int(whole.max(initial=0))))


def queries_of(run: ArrayLike | QueryBlocks) -> Queries:
    """Gives what percentiles need of a run; raises ValueError where it is an array, but not of one dimension."""
    return run if isinstance(run, QueryBlocks) else SingleQueries(one_series(run))


def one_series(samples: ArrayLike) -> NDArray[np.float64]:
    """Gives a read-only view of values in time order; raises ValueError where they have not one dimension."""
    values = np.asarray(samples, dtype=np.float64).view()
    if values.ndim != 1:
        raise ValueError(f"samples form one series in time order, not an array of {values.ndim} dimensions")
    values.setflags(write=False)
    return values
