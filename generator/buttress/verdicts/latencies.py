"""Recorded latencies as estimation wants them, whether a process kept each one or a histogram for each block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.estimation import QueryBlocks
from buttress.records import convert

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from buttress.records import ProcessRecord
    from buttress.wire import BlockCounts

    Latencies = NDArray[np.float64] | QueryBlocks

_NANOSECONDS = "ns"


def latencies_of(process: ProcessRecord, unit: str) -> Latencies | None:
    """Gives the latencies of a process in a unit of time, in time order; None where it has none.

    Raises:
        ValueError: What is stored is damaged.
    """
    factor = convert(1.0, _NANOSECONDS, unit)
    if process.latency_blocks is not None:
        return _in_blocks(process.latency_blocks.decoded(), factor)
    if process.latencies_ns is None or not process.latencies_ns.count:
        return None
    in_unit: NDArray[np.float64] = process.latencies_ns.numbers() * factor
    return in_unit


def mean_latency_of(process: ProcessRecord, unit: str) -> float | None:
    """Gives the mean latency of a process in a unit of time; None where it has none.

    Raises:
        ValueError: What is stored is damaged.
    """
    mean_ns = process.mean_latency_ns()
    return None if mean_ns is None else mean_ns * convert(1.0, _NANOSECONDS, unit)


def _in_blocks(decoded: BlockCounts, factor: float) -> QueryBlocks:
    # Edges are converted as single latencies are, so that one on an edge still equals it in any unit.
    lower, upper = decoded.edges_ns()
    return QueryBlocks(decoded.blocks, lower * factor, upper * factor, decoded.counts)
