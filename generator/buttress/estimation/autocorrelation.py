"""Autocorrelation: how many independent values a series in time order is worth."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def autocorrelation_time(series: ArrayLike) -> float:
    """Gives the integrated autocorrelation time of a series, in steps, never below 1.

    It is 1 plus twice the sum of the autocorrelations, cut off where the sum of two neighbouring ones is no
    longer positive (initial positive sequence, Geyer 1992). Independent values give about 1, a first-order
    autoregression with coefficient phi gives (1 + phi) / (1 - phi). Below 1 it is set to 1: a series that
    alternates earns no credit. A series much shorter than a hundred times the result understates it. Costs
    O(n log n).

    Args:
        series: One-dimensional, in time order, finite or boolean. A constant or empty series gives 1.
    """
    return _integrate(_autocorrelation(np.asarray(series, dtype=np.float64)), 0.0)


def autocorrelation_time_of_blocks(exceeding: ArrayLike, block: int) -> float:
    """Gives the integrated autocorrelation time, in steps, of an indicator that is known only by its sum in each block.

    Sums of independent indicators vary binomially, by b p (1 - p) for blocks of b and a share p; dependence within
    a block multiplies that (batch means; Glynn and Whitt 1991, Flegal and Jones 2010). What dependence reaches over
    blocks multiplies it once more, by the autocorrelation time of the sums themselves (see
    `autocorrelation_time`), since b times the one, times the other, is the variance of the grand total over the
    number of steps. Neither factor is let below 1.

    Args:
        exceeding: How often the indicator was 1 in each block, in time order. Fewer than two blocks, or an
            indicator that never changes, give 1.
        block: Steps of each block.
    """
    sums = np.asarray(exceeding, dtype=np.float64)
    share = float(sums.mean()) / block if sums.size else 0.0
    if sums.size < 2 or not 0 < share < 1:
        return 1.0
    within = float(sums.var(ddof=1)) / (block * share * (1 - share))
    noise = 2 * sqrt(2 / sums.size)
    return max(1.0, within) * _integrate(_autocorrelation(sums), noise)


def effective_size(series: ArrayLike) -> float:
    """Gives how many independent values a series is worth: its length over its autocorrelation time.

    Args:
        series: One-dimensional, in time order, finite or boolean; an indicator (0 or 1) of exceeding a limit,
            say.
    """
    values = np.asarray(series, dtype=np.float64)
    return values.size / autocorrelation_time(values)


def _integrate(correlation: NDArray[np.float64], noise: float) -> float:
    pairs = correlation[: correlation.size // 2 * 2].reshape(-1, 2).sum(axis=1)
    ends = np.flatnonzero(pairs <= noise)
    positive = pairs[: ends[0]] if ends.size else pairs
    return max(1.0, 2 * float(positive.sum()) - 1)


def _autocorrelation(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gives the autocorrelation at lags 0, 1, ...; empty for a series that does not vary."""
    if not values.size or values.min() == values.max():
        return np.empty(0)
    centred = values - values.mean()
    padded = 1 << (2 * values.size - 1).bit_length()  # no wrap-around, and quick for every length
    spectrum = np.fft.rfft(centred, padded)
    covariance: NDArray[np.float64] = np.fft.irfft(spectrum.real**2 + spectrum.imag**2, padded)[: values.size]
    covariance /= covariance[0]
    return covariance
