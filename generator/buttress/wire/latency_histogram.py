"""Latencies of a long process in little memory: one histogram for each block of consecutive queries.

Buckets are those of HdrHistogram with 3 significant decimal digits (Gil Tene, HdrHistogram.org): values below 2048
have a bucket each, above them every doubling is cut into 1024 buckets of equal width. So a bucket is at most one part
in 1024 of its lower edge wide, and two runs on any two machines share their edges.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypedDict

import numpy as np

from buttress.wire.packing import Element, PackedFields, pack_numbers, unpack_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_BLOCKS: Final = 1000
"""Most blocks of one process; beyond them neighbours are merged."""
BUCKETS: Final = 53 * 1024 + 1024
"""Number of buckets that cover every latency of 0 to 2^63 - 1 ns."""
MOST_FILLED: Final = 2_000_000
"""Most filled buckets of all blocks together."""
_HALF_BITS: Final = 10  # a doubling has 2^10 buckets
_ROUNDING: Final = 1e-9
_MOST_QUERIES: Final = 2**50
_Array = Literal["blocks", "buckets", "counts", "means_ns"]


def bucket_of(values: np.ndarray) -> np.ndarray:
    """Gives the bucket of each latency, as int64; equals ``countsArrayIndex`` of HdrHistogram.

    Args:
        values: Latencies in nanoseconds, int64, none negative.

    >>> bucket_of(np.array([0, 2047, 2048, 2049, 2050, 4096])).tolist()
    [0, 2047, 2048, 2048, 2049, 3072]
    """
    values = np.asarray(values, dtype=np.int64)
    # The bits beyond the 11 that are kept; at most 52 are left, so that a float holds them exactly.
    doublings = np.frexp((values >> (_HALF_BITS + 1)).astype(np.float64))[1].astype(np.int64)
    return (doublings << _HALF_BITS) + (values >> doublings)


def bucket_edges(buckets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gives the least and the greatest latency of each bucket in whole nanoseconds, both inclusive, as int64.

    Args:
        buckets: Numbers of buckets, from 0, below `BUCKETS`.

    >>> [edges.tolist() for edges in bucket_edges(np.array([2047, 2048, 3072]))]
    [[2047, 2048, 4096], [2047, 2049, 4099]]
    """
    buckets = np.asarray(buckets, dtype=np.int64)
    doublings = np.maximum((buckets >> _HALF_BITS) - 1, 0)
    low = (buckets - (doublings << _HALF_BITS)) << doublings
    return low, low + ((np.int64(1) << doublings) - 1)


class HistogramFields(TypedDict):
    """The JSON form of the histograms: one entry per filled bucket, by block, then by bucket."""

    queries: int
    block_queries: int
    blocks: PackedFields
    buckets: PackedFields
    counts: PackedFields
    means_ns: PackedFields


class LatencyHistogram:
    """Counts latencies as they come: memory is bounded however many there are.

    Blocks hold `block_queries` queries each. Where there would be more than `MOST_BLOCKS` of them (or more than
    `MOST_FILLED` filled buckets), pairs of neighbours are merged and `block_queries` doubles, so that as a rule 500
    to 1000 blocks stay. Ten million queries take one to three megabytes of a run file.

    Attributes:
        queries: Latencies added so far.
        block_queries: Queries of each block, as it is now; the last block may have fewer.
    """

    def __init__(self, block_queries: int) -> None:
        if block_queries < 1:
            message = f"a block holds at least one query, not {block_queries}"
            raise ValueError(message)
        self.queries = 0
        self.block_queries = block_queries
        self._closed: list[_Block] = []
        self._filled = 0
        self._counts = np.zeros(BUCKETS, dtype=np.int64)
        self._size = 0
        self._total_ns = 0

    def add(self, values: np.ndarray) -> None:
        """Adds latencies that follow those added before.

        Args:
            values: Latencies in nanoseconds in time order, whole numbers, shape ``(n,)``; n may be 0.

        Raises:
            ValueError: They are not one series of whole numbers, or one is negative.
        """
        values = _as_latencies(values)
        while values.size:
            self._make_room()
            taken = values[: self.block_queries - self._size]
            values = values[taken.size :]
            self._count(taken)

    def to_fields(self) -> HistogramFields:
        """Gives what was counted so far; raises ValueError when nothing was."""
        if not self.queries:
            message = "no latencies were counted"
            raise ValueError(message)
        blocks = [*self._closed, *([self._open_block()] if self._size else [])]
        numbers = np.repeat(np.arange(len(blocks)), [block.buckets.size for block in blocks])
        return {
            "queries": self.queries,
            "block_queries": self.block_queries,
            "blocks": pack_numbers(numbers, "u4"),
            "buckets": pack_numbers(np.concatenate([block.buckets for block in blocks]), "u4"),
            "counts": pack_numbers(np.concatenate([block.counts for block in blocks]), "u4"),
            "means_ns": pack_numbers(np.array([block.total_ns / block.size for block in blocks]), "f8"),
        }

    def _count(self, values: np.ndarray) -> None:
        found = np.bincount(bucket_of(values))
        self._counts[: found.size] += found
        self._total_ns += int(values.sum())
        self._size += values.size
        self.queries += values.size
        if self._size == self.block_queries:
            self._close()

    def _close(self) -> None:
        block = self._open_block()
        self._closed.append(block)
        self._filled += block.buckets.size
        self._counts[:] = 0
        self._size = self._total_ns = 0

    def _open_block(self) -> _Block:
        filled = np.flatnonzero(self._counts)
        # Both fit: there are fewer than 2^16 buckets, and 2^32 queries of one bucket take longer than anybody waits.
        return _Block(
            filled.astype(np.uint16), self._counts[filled].astype(np.uint32), self._size, self._total_ns
        )

    def _make_room(self) -> None:
        # Only between blocks and with an even number of them, so that every block but the last stays full.
        if self._size or len(self._closed) % 2:
            return
        # Up to three blocks come before the next look: two more and the last.
        if len(self._closed) == MOST_BLOCKS or self._filled > MOST_FILLED - 3 * BUCKETS:
            pairs = zip(self._closed[::2], self._closed[1::2], strict=True)
            self._closed = [_merge(first, second) for first, second in pairs]
            self._filled = sum(block.buckets.size for block in self._closed)
            self.block_queries *= 2


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    buckets: np.ndarray
    counts: np.ndarray
    size: int
    total_ns: int


def _merge(first: _Block, second: _Block) -> _Block:
    buckets, places = np.unique(np.concatenate([first.buckets, second.buckets]), return_inverse=True)
    counts = np.bincount(places, weights=np.concatenate([first.counts, second.counts])).astype(np.uint32)
    return _Block(buckets, counts, first.size + second.size, first.total_ns + second.total_ns)


@dataclass(frozen=True, slots=True, eq=False)
class BlockCounts:
    """The histograms as arrays, checked.

    Attributes:
        blocks: Block of each filled bucket, int64, never falling.
        buckets: Number of each filled bucket, int64, rising within a block.
        counts: Queries in each filled bucket, int64, at least 1.
        sizes: Queries of each block, int64.
        means_ns: Mean latency of each block in nanoseconds.
    """

    blocks: np.ndarray
    buckets: np.ndarray
    counts: np.ndarray
    sizes: np.ndarray
    means_ns: np.ndarray

    def edges_ns(self) -> tuple[np.ndarray, np.ndarray]:
        """Gives the inclusive edges of each filled bucket (see `bucket_edges`)."""
        return bucket_edges(self.buckets)

    def mean_ns(self) -> float:
        """Gives the mean latency of all queries in nanoseconds: exact, not of buckets."""
        return float(np.average(self.means_ns, weights=self.sizes))

    def upper_edges_at(self, ranks: Sequence[int]) -> tuple[float, ...]:
        """Gives the upper edge of the bucket that holds the query with so many smaller ones, for each rank."""
        held = np.zeros(BUCKETS, dtype=np.int64)
        np.add.at(held, self.buckets, self.counts)
        _, upper = bucket_edges(np.searchsorted(np.cumsum(held), np.asarray(ranks), side="right"))
        return tuple(upper.astype(np.float64).tolist())


def unpack_histogram(fields: HistogramFields) -> BlockCounts:
    """Gives the histograms that were packed; raises ValueError when the arrays are not what they claim."""
    sizes = _block_sizes(fields["queries"], fields["block_queries"])
    most = min(MOST_FILLED, fields["queries"])
    blocks, buckets, counts = (
        _unpack(fields, name, "u4", most).astype(np.int64) for name in ("blocks", "buckets", "counts")
    )
    _check(blocks.size == buckets.size == counts.size, "filled buckets lack a block, a number or a count")
    _check(bool((buckets < BUCKETS).all()), f"a bucket lies beyond the last, {BUCKETS - 1}")
    _check(bool((np.diff(blocks * BUCKETS + buckets) > 0).all()), "buckets are not in order")
    _check(bool((counts > 0).all()), "a filled bucket holds no query")
    ends = np.searchsorted(blocks, np.arange(sizes.size), side="right")
    found = _sums_between(counts, ends)
    _check(int(counts.sum()) == fields["queries"], "the counts are not as many as the queries")
    _check(np.array_equal(found, sizes), "the counts of a block are not as many as its queries")
    means = _unpack(fields, "means_ns", "f8", sizes.size)
    _check(means.size == sizes.size, f"{sizes.size} blocks have {means.size} means")
    low, high = (
        _sums_between(edge * counts.astype(np.float64), ends) / sizes for edge in bucket_edges(buckets)
    )
    slack = _ROUNDING * high
    _check(bool(((low - slack <= means) & (means <= high + slack)).all()), "a mean contradicts its block")
    return BlockCounts(blocks, buckets, counts, sizes, means)


def _block_sizes(queries: int, block_queries: int) -> np.ndarray:
    _check(
        1 <= queries <= _MOST_QUERIES and 1 <= block_queries <= _MOST_QUERIES,
        f"nobody counted {queries} queries in blocks of {block_queries}",
    )
    number = -(-queries // block_queries)
    _check(number <= MOST_BLOCKS, f"there are {number} blocks, and at most {MOST_BLOCKS} are kept")
    sizes = np.full(number, block_queries, dtype=np.int64)
    sizes[-1] = queries - (number - 1) * block_queries
    return sizes


def _unpack(fields: HistogramFields, name: _Array, dtype: Element, most: int) -> np.ndarray:
    packed = fields[name]
    _check(packed["dtype"] == dtype, f"{name} are {packed['dtype']}, not {dtype}")
    # Before anything is inflated.
    _check(packed["count"] <= most, f"{name} are {packed['count']}, and at most {most} are possible")
    return unpack_numbers(packed)


def _sums_between(values: np.ndarray, ends: np.ndarray) -> np.ndarray:
    sums = np.concatenate([np.zeros(1, dtype=values.dtype), np.cumsum(values)])
    return np.diff(sums[np.concatenate([[0], ends])])


def _check(holds: bool, otherwise: str) -> None:
    if not holds:
        message = f"latency blocks are damaged: {otherwise}"
        raise ValueError(message)


def _as_latencies(values: np.ndarray) -> np.ndarray:
    values = np.asarray(values)
    if values.ndim != 1 or (values.size and values.dtype.kind not in "iu"):
        message = "latencies are one series of whole nanoseconds"
        raise ValueError(message)
    values = values.astype(np.int64, copy=False)
    if values.size and values.min() < 0:
        message = "a latency is negative"
        raise ValueError(message)
    return values
