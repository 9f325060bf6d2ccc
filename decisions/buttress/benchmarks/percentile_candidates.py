"""Three ways to judge the 99th percentile of the typical process, on simulated processes."""

from __future__ import annotations

from math import log

import numpy as np

from buttress.estimation import TypicalPercentile, order_statistic_bounds, quantile_of

LEVEL, CONFIDENCE = 0.99, 0.95
PROCESSES, QUERIES = 5, 301
LIMIT = -log(1 - LEVEL)  # the 99th percentile of the standard exponential distribution
ENCLOSING = 298  # place, from 0, of the first that lies at or above the true percentile half of the time


def observed_quantile(benchmark: tuple[str, int]) -> str:
    """Each process's own quantile sorted[floor(n p)], as load generators report it, in a sign test."""
    return _sign_test([quantile_of(run, LEVEL) for run in _processes(*benchmark)])


def enclosing_statistic(benchmark: tuple[str, int]) -> str:
    """The order statistic that lies at or above each process's true quantile half of the time, in the same sign test."""
    return _sign_test([float(np.sort(run)[ENCLOSING]) for run in _processes(*benchmark)])


def bounding_statistic(benchmark: tuple[str, int]) -> str:
    """The order statistic that bounds each process's true quantile at 95 %, in a sign test that allows for the rest."""
    upper = TypicalPercentile(tuple(_processes(*benchmark)), LEVEL).estimate(CONFIDENCE).upper
    return "holds" if upper <= LIMIT else "not shown"


def _sign_test(figures: list[float]) -> str:
    _, upper = order_statistic_bounds(figures, 0.5, CONFIDENCE)
    return "holds" if upper <= LIMIT else "not shown"


def _processes(population: str, seed: int) -> list[np.ndarray]:
    """Independent queries. Of two kinds of process, one is ten times as fast, the other a hair beyond the limit."""
    generator = np.random.default_rng(seed)
    scales = np.ones(PROCESSES)
    if population == "two kinds":
        scales = np.where(generator.random(PROCESSES) < 0.5, 0.1, 1.000001)
    return [scale * generator.standard_exponential(QUERIES) for scale in scales]
