"""Sample quantiles and their distribution-free bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from buttress.estimation.queries import Ordered

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def quantile_of(samples: ArrayLike, level: float) -> float:
    """Gives the sample quantile ``sorted[floor(n * level)]``, the convention of LoadGen and ONNX Runtime.

    It is always an observed value, never an interpolated one.

    Args:
        samples: One-dimensional, at least one value, in any order.
        level: The percentile as a share above 0 and below 1.
    """
    values = np.asarray(samples, dtype=np.float64)
    index = min(int(values.size * level), values.size - 1)
    return float(np.partition(values, index)[index])


def order_statistic_bounds(samples: ArrayLike, level: float, confidence: float) -> tuple[float, float]:
    """Gives distribution-free bounds of a quantile, each an observed value at its own one-sided confidence.

    With F the distribution function of Binomial(n, level), the upper bound is the r-th smallest value for the
    least r with F(r - 1) >= confidence, and ``inf`` where level^n > 1 - confidence; the lower bound mirrors
    it. Ties only make them safer (David and Nagaraja 2003, section 7.1).

    Args:
        samples: One-dimensional, independent, in any order.
        level: The percentile as a share above 0 and below 1.
        confidence: One-sided confidence, above 0.5 and below 1.
    """
    ordered = Ordered.of(samples)
    return ordered.lower_bound(level, confidence), ordered.upper_bound(level, confidence)
