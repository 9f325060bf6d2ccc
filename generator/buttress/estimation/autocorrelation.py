"""Autocorrelation: how many independent values a series in time order is worth."""

from __future__ import annotations

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
    correlation = _autocorrelation(np.asarray(series, dtype=np.float64))
    pairs = correlation[: correlation.size // 2 * 2].reshape(-1, 2).sum(axis=1)
    ends = np.flatnonzero(pairs <= 0)
    positive = pairs[: ends[0]] if ends.size else pairs
    return max(1.0, 2 * float(positive.sum()) - 1)


def effective_size(series: ArrayLike) -> float:
    """Gives how many independent values a series is worth: its length over its autocorrelation time.

    Args:
        series: One-dimensional, in time order, finite or boolean; an indicator (0 or 1) of exceeding a limit,
            say.
    """
    values = np.asarray(series, dtype=np.float64)
    return values.size / autocorrelation_time(values)


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
