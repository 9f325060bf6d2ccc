"""Figures of processes: latency percentiles, means and ratios of means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from cell import Bounds, Cell
from scipy.signal import lfilter
from scipy.special import digamma, gammaincinv, ndtri
from textbook import bootstrap, bootstrap_percentile

from buttress.estimation import (
    EveryProcess,
    GeometricMean,
    MlperfPercentile,
    PooledPercentile,
    RatioOfMeans,
    Sample,
    TypicalPercentile,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_WIDTH = 0.3  # of the logarithm of latencies within a process
_SAMPLES: dict[str, Callable[..., Sample]] = {
    "typical process": TypicalPercentile,
    "every process": EveryProcess,
    "pooled": PooledPercentile,
    "MLPerf": MlperfPercentile,
}
_SOME, _MANY = 2000, 6000  # where mistakes are as frequent as promised, more trials show it
_SHAPES: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    "log-normal": lambda generator, n: np.exp(0.3 * generator.standard_normal(n)),
    "gamma of shape 4": lambda generator, n: generator.gamma(4, 1 / gammaincinv(4, 0.5), n),
    "one in ten twice as slow": lambda generator, n: (
        np.exp(0.05 * (generator.standard_normal(n) - ndtri(5 / 9)))
        * np.where(generator.random(n) < 0.1, 2, 1)
    ),
}
"""Values of processes; the median of each distribution is 1."""
_GEOMETRIC_MEANS = {
    "log-normal": 1.0,
    "gamma of shape 4": float(np.exp(digamma(4)) / gammaincinv(4, 0.5)),
    "one in ten twice as slow": float(2**0.1 * np.exp(-0.05 * ndtri(5 / 9))),
}
"""What textbooks judge of the same values."""


def process_cells() -> list[Cell]:
    """Every cell of processes."""
    typical = (
        _percentile("typical process", level, count, 1000, memory, spread)
        for level in (0.5, 0.99)
        for count in (5, 12)
        for memory, spread in ((0.0, 0.0), (0.6, 0.1), (0.9, 0.1))
    )
    kinds = (_two_kinds(level, count) for level in (0.5, 0.99) for count in (5, 12))
    every = (_percentile("every process", 0.9, 5, 2000, memory, 0.1) for memory in (0.0, 0.6, 0.9))
    pooled = (
        _percentile("pooled", 0.5, count, 400, 0.0, spread) for count in (10, 40) for spread in (0.1, 0.5)
    )
    mlperf = (_percentile("MLPerf", 0.9, 1, 1000, memory, 0.0) for memory in (0.0, 0.6))
    means = (_mean(shape, n) for shape in _SHAPES for n in (5, 10, 30))
    ratios = (_ratio(0.2, other, n) for other in (0.2, 0.6) for n in (8, 20))
    return [*typical, *kinds, *every, *pooled, *mlperf, *means, *ratios]


def _percentile(scope: str, level: float, count: int, queries: int, memory: float, spread: float) -> Cell:
    """Log-normal latencies. Of the typical process the limit is its own percentile, of pooled traffic the mixture's."""
    width = float(np.hypot(_WIDTH, spread)) if scope == "pooled" else _WIDTH

    def draw(generator: np.random.Generator, shift: int) -> tuple[np.ndarray, ...]:
        own = spread * generator.standard_normal(count)
        if scope == "every process":  # the slowest one lies at the limit
            own = own - own.max()
        noise = _remembering(generator, count, queries, memory)
        return tuple(np.exp(_WIDTH * noise + own[:, np.newaxis]) * 0.9**shift)

    return Cell(
        f"percentile, {scope}",
        f"p{100 * level:g}, {count} x {queries} queries, memory {memory:g}, spread {spread:g}",
        draw,
        float(np.exp(width * ndtri(level))),
        False,
        lambda runs: _SAMPLES[scope](runs, level),
        lambda runs: bootstrap_percentile(np.concatenate(runs), level),
        _MANY if scope in ("MLPerf", "every process") else _SOME,
    )


def _two_kinds(level: float, count: int) -> Cell:
    """Half of all processes are much faster (or slower), the others lie a hair beyond the limit."""

    def draw(generator: np.random.Generator, shift: int) -> tuple[np.ndarray, ...]:
        noise = np.exp(_WIDTH * generator.standard_normal((count, 1000)))
        other = 10.0 if generator.random() < 0.5 else 0.1  # which side is at stake is drawn, too
        hair = 1 - 1e-9 if other > 1 else 1 + 1e-9
        scales = np.where(generator.random(count) < 0.5, other, hair)
        return tuple(noise * scales[:, np.newaxis] * 0.9**shift)

    return Cell(
        "percentile, typical process",
        f"p{100 * level:g}, {count} x 1000 queries, two kinds of process",
        draw,
        float(np.exp(_WIDTH * ndtri(level))),
        False,
        lambda runs: TypicalPercentile(runs, level),
        lambda runs: bootstrap_percentile(np.concatenate(runs), level),
    )


def _remembering(generator: np.random.Generator, count: int, queries: int, memory: float) -> np.ndarray:
    """Standard normal series, in which each value remembers such a share of the one before."""
    noise = generator.standard_normal((count, queries))
    noise[:, 1:] *= np.sqrt(1 - memory**2)
    return np.asarray(lfilter([1], [1, -memory], noise, axis=1))


def _mean(shape: str, n: int) -> Cell:
    """Ours is judged where the median process lies at the limit, the textbook's where the geometric mean does."""

    def approximate(values: np.ndarray) -> Bounds:
        logs = np.log(values / _GEOMETRIC_MEANS[shape])
        return bootstrap(lambda rows: np.exp(logs[rows].mean(axis=1)), n)

    return Cell(
        "typical mean",
        f"{n} processes, {shape}",
        lambda generator, shift: _SHAPES[shape](generator, n) * 0.9**shift,
        1.0,
        False,
        lambda values: GeometricMean(tuple(values)),
        approximate,
        _MANY,
    )


def _ratio(first: float, second: float, n: int) -> Cell:
    def draw(generator: np.random.Generator, shift: int) -> tuple[np.ndarray, np.ndarray]:
        one, other = (np.exp(spread * generator.standard_normal(n)) for spread in (first, second))
        return one * 0.9**shift, other

    def approximate(pair: tuple[np.ndarray, np.ndarray]) -> Bounds:
        one, other = (np.log(values) for values in pair)
        # Both are drawn with the same rows turned by one, so that they stay independent.
        return bootstrap(
            lambda rows: np.exp(one[rows].mean(axis=1) - other[np.roll(rows, 1, axis=0)].mean(axis=1)), n
        )

    return Cell(
        "ratio of means",
        f"{n} processes each, spreads {first:g} and {second:g}",
        draw,
        1.0,
        False,
        lambda pair: RatioOfMeans(tuple(pair[0]), tuple(pair[1])),
        approximate,
        _MANY,
    )
