"""The strip plot of a candidate's latencies: each process's median and 99th percentile on a logarithmic axis."""

from __future__ import annotations

from dataclasses import dataclass
from math import log10
from typing import TYPE_CHECKING

import numpy as np

from buttress.explanation import show_quantity

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

STRIP_WIDTH, STRIP_ROW, STRIP_MARGIN = 640, 16, 30


@dataclass(frozen=True, slots=True)
class StripMark:
    """One process in the strip plot: where its median and its 99th percentile lie, in pixels."""

    y: float
    median: float
    tail: float
    title: str
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class StripTick:
    """A tick of the strip plot's logarithmic axis."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The strip plot of a candidate's latencies, in pixels; ``axis`` and ``labels`` are heights."""

    title: str
    width: int
    height: int
    axis: int
    labels: int
    marks: tuple[StripMark, ...]
    ticks: tuple[StripTick, ...]

    @property
    def any_flagged(self) -> bool:
        """Whether a process of it is an outlier."""
        return any(mark.flagged for mark in self.marks)


def draw_strip(
    name: str, points: Sequence[tuple[int, float, float]], flagged: Set[int] = frozenset()
) -> Strip | None:
    """Gives the strip of processes, or None where there is nothing to draw.

    Args:
        name: Name of the candidate.
        points: For each process its order, its median and its 99th percentile in nanoseconds.
        flagged: Orders of the processes that are outliers.
    """
    if not points or min(median for _, median, _ in points) <= 0:
        return None
    low = log10(min(median for _, median, _ in points)) - 0.05
    high = log10(max(tail for _, _, tail in points)) + 0.05
    span = high - low

    def x(value: float) -> float:
        return round(STRIP_MARGIN + (log10(value) - low) / span * (STRIP_WIDTH - 2 * STRIP_MARGIN), 1)

    marks = tuple(
        StripMark(
            STRIP_ROW * (row + 0.5),
            x(median),
            x(tail),
            f"Process {order}: p50 {show_quantity(median, 'ns')}, p99 {show_quantity(tail, 'ns')}"
            f"{', an outlier' if order in flagged else ''}",
            order in flagged,
        )
        for row, (order, median, tail) in enumerate(points)
    )
    ticks = tuple(StripTick(x(value), show_quantity(value, "ns")) for value in _ticks(low, high))
    bottom = STRIP_ROW * len(points)
    title = f"Latency of {name} by process"
    return Strip(title, STRIP_WIDTH, bottom + 26, bottom + 6, bottom + 21, marks, ticks)


def _ticks(low: float, high: float) -> tuple[float, ...]:
    """Round values inside a logarithmic range: every decade and its 2 and 5, or the ends where none fits."""
    decades = range(int(np.floor(low)), int(np.ceil(high)) + 1)
    found = [digit * 10.0**decade for decade in decades for digit in (1, 2, 5)]
    inside = [value for value in found if low <= log10(value) <= high]
    if len(inside) >= 2:
        return tuple(inside[:: max(1, len(inside) // 6)])
    return (float(f"{10 ** (low + 0.05):.3g}"), float(f"{10 ** (high - 0.05):.3g}"))
