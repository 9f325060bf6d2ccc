"""Where latencies go: kept one by one while they are few, folded into blocks of histograms when they are many."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from buttress.wire import LatencyHistogram, PackedFields

CLOCK_TYPE = "q"
"""Element type of recorded latencies: signed 64-bit nanoseconds."""
MOST_RAW = 100_000
"""Latencies of one process that are kept one by one."""
BLOCK_QUERIES = 100
"""Queries of a block at first: ten of them beyond the 99th percentile. The histogram merges blocks when they get many."""


class LatencyRecorder:
    """Takes latencies in time order, in nanoseconds, in memory that does not grow with their number.

    The one call on the hot path is ``append``, which is that of an `array`: it may be called as often as
    `make_room` said, then `make_room` again. Folding happens in there, between two queries.
    """

    def __init__(self, most_raw: int = MOST_RAW, block_queries: int = BLOCK_QUERIES) -> None:
        """Starts with nothing.

        Args:
            most_raw: Latencies that are kept one by one; where more come, all are folded.
            block_queries: Queries of each block then.
        """
        self._most, self._block_queries = most_raw, block_queries
        self._latest = array(CLOCK_TYPE)
        self._folded = 0
        self._histogram: LatencyHistogram | None = None
        self.append: Callable[[int], None] = self._latest.append
        """Takes one latency; stays the same function for the life of the recorder."""

    @property
    def queries(self) -> int:
        """Latencies taken so far."""
        return self._folded + len(self._latest)

    def make_room(self) -> int:
        """Gives how many latencies may be appended before the next call, 1 at least; call it only if one will come."""
        if len(self._latest) >= self._most:
            self._fold()
        return self._most - len(self._latest)

    def extend(self, latencies: Iterable[int]) -> None:
        """Takes latencies that were measured elsewhere."""
        for latency in latencies:
            self.make_room()
            self.append(latency)

    def to_fields(self) -> dict[str, Any]:
        """Gives ``latencies_ns`` and ``latency_blocks``, one of them filled, neither where nothing came."""
        if self._histogram is None:
            return {"latencies_ns": pack_latencies(self._latest), "latency_blocks": None}
        if self._latest:
            self._fold()
        return {"latencies_ns": None, "latency_blocks": self._histogram.to_fields()}

    def _fold(self) -> None:
        # NumPy comes in only here: a candidate without it is not charged for it while it is driven shortly.
        import numpy as np

        if self._histogram is None:
            from buttress.wire import LatencyHistogram

            self._histogram = LatencyHistogram(self._block_queries)
        self._histogram.add(np.array(self._latest, dtype=np.int64))
        self._folded += len(self._latest)
        del self._latest[:]


def pack_latencies(latencies: array[int]) -> PackedFields | None:
    """Gives latencies in nanoseconds in packed form, in four bytes each where they fit; None for none."""
    if not latencies:
        return None
    import numpy as np

    from buttress.wire import pack_numbers

    values = np.array(latencies, dtype=np.int64)
    return pack_numbers(values, "u4" if int(values.max()) < 2**32 else "u8")
