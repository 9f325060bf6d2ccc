"""Two ways to judge the 99th percentile of the typical process, on simulated processes."""

from __future__ import annotations

from math import log

import numpy as np

from buttress.estimation import TypicalPercentile, order_statistic_bounds, quantile_of

LEVEL, CONFIDENCE = 0.99, 0.95
PROCESSES, QUERIES = 5, 301
LIMIT = -log(1 - LEVEL)  # the 99th percentile of the standard exponential distribution


def observed_quantile(seed: int) -> str:
    """Each process's own quantile sorted[floor(n p)], as load generators report it, in a sign test."""
    quantiles = [quantile_of(run, LEVEL) for run in _processes(seed)]
    _, upper = order_statistic_bounds(quantiles, 0.5, CONFIDENCE)
    return "holds" if upper <= LIMIT else "not shown"


def enclosing_order_statistics(seed: int) -> str:
    """The order statistics that enclose each process's true quantile, in the same sign test."""
    upper = TypicalPercentile(tuple(_processes(seed)), LEVEL).estimate(CONFIDENCE).upper
    return "holds" if upper <= LIMIT else "not shown"


def _processes(seed: int) -> list[np.ndarray]:
    generator = np.random.default_rng(seed)
    return [generator.standard_exponential(QUERIES) for _ in range(PROCESSES)]
