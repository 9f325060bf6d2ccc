"""The bounds that textbooks give and most tools use: right for many examples, and of unknown error for few.

Each gives a lower and an upper bound, each at 95 %.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from cell import CONFIDENCE, RISK, Bounds

from buttress.estimation import newcombe_interval, wilson_interval

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_RESAMPLES = 200


def wilson(successes: int, trials: int) -> Bounds:
    """Wilson's bounds of a share (1927)."""
    return wilson_interval(successes, trials, CONFIDENCE)


def bootstrap(value: Callable[[np.ndarray], np.ndarray], n: int) -> Bounds:
    """The percentile bootstrap (Efron 1979).

    Args:
        value: From rows of drawn examples, shape (resamples, n), to one value each.
        n: How many examples there are.
    """
    drawn = value(np.random.default_rng(0).integers(0, n, (_RESAMPLES, n)))
    low, high = np.quantile(drawn, [RISK, 1 - RISK])
    return float(low), float(high)


def bootstrap_percentile(samples: np.ndarray, level: float) -> Bounds:
    """The percentile bootstrap of the queries of all processes: of such, ranks follow the binomial law."""
    ordered, n = np.sort(samples), len(samples)
    ranks = np.random.default_rng(0).binomial(n, level, _RESAMPLES)
    low, high = np.quantile(ranks, [RISK, 1 - RISK]).astype(int)
    return float(ordered[min(low, n - 1)]), float(ordered[min(high, n - 1)])


def widest(hits: Sequence[int], sizes: Sequence[int]) -> Bounds:
    """Newcombe's bounds (1998) of the highest rate less the lowest, as if these groups had been chosen beforehand."""
    rates = [k / size for k, size in zip(hits, sizes, strict=True)]
    high, low = int(np.argmax(rates)), int(np.argmin(rates))
    return newcombe_interval(hits[high], sizes[high], hits[low], sizes[low], CONFIDENCE)
