"""Flows of several components whose true latency is known: circumstances in which verdicts on sums are tried."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from cell import Bounds, Cell
from scipy.signal import lfilter
from textbook import bootstrap_percentile

from buttress.estimation import Summand, TypicalPercentile, sum_runs

if TYPE_CHECKING:
    from buttress.estimation import Sample

Flow = tuple[tuple[np.ndarray, ...], ...]
"""Of each component the latencies of each process."""
_WIDTH = 0.3  # of the logarithm of a component's latencies within a process
_PAIRS, _ITEMS = 2001, 8000
"""Processes of a flow, and items of each, from which its true percentile is taken."""


@dataclass(frozen=True)
class Shape:
    """A flow.

    Attributes:
        words: What it is like.
        medians: The median latency of each component.
        exponential: Whether latencies are exponential rather than log-normal.
        spread: How far processes of one component differ, as a standard deviation of logarithms.
        memory: How much each query resembles the one before.
    """

    words: str
    medians: tuple[float, ...]
    exponential: bool = False
    spread: float = 0.0
    memory: float = 0.0


_SHAPES = (
    Shape("two alike", (1.0, 1.0)),
    Shape("two alike, processes differ", (1.0, 1.0), spread=0.1),
    Shape("one takes most of the time, processes differ", (10.0, 1.0), spread=0.1),
    Shape("three exponential", (1.0, 1.0, 1.0), exponential=True),
    Shape("two with memory, processes differ", (1.0, 1.0), spread=0.1, memory=0.6),
)


def flow_cells() -> list[Cell]:
    """Gives every cell of flows."""
    return [
        _cell(shape, level, count, queries)
        for shape in _SHAPES
        for level, queries in ((0.5, 600), (0.95, 1500))
        for count in (5, 10)
    ]


def _cell(shape: Shape, level: float, count: int, queries: int) -> Cell:
    def draw(generator: np.random.Generator, shift: int) -> Flow:
        return tuple(
            tuple(0.9**shift * run for run in _processes(generator, shape, place, count, queries))
            for place in range(len(shape.medians))
        )

    def ours(flow: Flow) -> Sample:
        return TypicalPercentile(sum_runs([Summand(runs) for runs in flow], 0.0, "high"), level)

    def textbook(flow: Flow) -> Bounds:
        each = [bootstrap_percentile(np.concatenate(runs), level) for runs in flow]
        return sum(low for low, _ in each), sum(high for _, high in each)

    where = f"p{100 * level:g} of {shape.words}, {count} processes of {queries} queries"
    return Cell("flow", where, draw, _limit(shape, level), higher=False, ours=ours, textbook=textbook)


@cache
def _limit(shape: Shape, level: float) -> float:
    """The percentile of the typical process of a flow: the median over many processes."""
    generator = np.random.default_rng(crc32(f"{shape} {level}".encode()))
    found = []
    for _ in range(_PAIRS if shape.spread else 1):
        items = _ITEMS if shape.spread else 2_000_000
        # Memory changes how much a run tells, and not how latencies are distributed.
        total = sum(
            _latencies(generator, shape, place, items, 0.0)
            * np.exp(shape.spread * generator.standard_normal())
            for place in range(len(shape.medians))
        )
        found.append(np.quantile(total, level))
    return float(np.median(found))


def _processes(
    generator: np.random.Generator, shape: Shape, place: int, count: int, queries: int
) -> list[np.ndarray]:
    own = np.exp(shape.spread * generator.standard_normal(count))
    return [_latencies(generator, shape, place, queries, shape.memory) * one for one in own]


def _latencies(
    generator: np.random.Generator, shape: Shape, place: int, queries: int, memory: float
) -> np.ndarray:
    if shape.exponential:
        return generator.exponential(shape.medians[place] / np.log(2), queries)
    noise = generator.standard_normal(queries)
    if memory:
        start = noise[:1] * memory  # so that the first query is like any other
        noise, _ = lfilter([np.sqrt(1 - memory**2)], [1, -memory], noise, zi=start)
    return shape.medians[place] * np.exp(_WIDTH * noise)
