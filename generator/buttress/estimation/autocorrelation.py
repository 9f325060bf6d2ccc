"""Autocorrelation: how many independent values a series in time order is worth."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

_NEAR_LAGS = 32


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
    return _integrate(np.asarray(series, dtype=np.float64), 0.0)[0]


def cautious_time(series: ArrayLike) -> float:
    """Gives the autocorrelation time of a series (see `autocorrelation_time`) plus its own standard error.

    The estimate errs by about sqrt(2 (2 M + 1) / n) of itself where M lags were summed (Madras and Sokal 1988).
    A time of 1 stays: nothing was summed that could err.

    Args:
        series: One-dimensional, in time order, finite or boolean. A constant or empty series gives 1.
    """
    values = np.asarray(series, dtype=np.float64)
    return _with_error(*_integrate(values, 0.0), values.size)


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
    within, between, _ = _times_of_blocks(exceeding, block)
    return within * between


def cautious_time_of_blocks(exceeding: ArrayLike, block: int) -> float:
    """Gives the autocorrelation time of blocks (see there) with both of its factors raised by their standard error.

    The variance of B sums errs by about sqrt(2 / B) of itself. A factor of 1 stays.

    Args:
        exceeding: How often the indicator was 1 in each block, in time order.
        block: Steps of each block.
    """
    number = np.asarray(exceeding).size
    within, between, lags = _times_of_blocks(exceeding, block)
    return _with_error(within, 0, number) * _with_error(between, lags, number)


def effective_size(series: ArrayLike) -> float:
    """Gives how many independent values a series is worth: its length over its autocorrelation time.

    Args:
        series: One-dimensional, in time order, finite or boolean; an indicator (0 or 1) of exceeding a limit,
            say.
    """
    values = np.asarray(series, dtype=np.float64)
    return values.size / autocorrelation_time(values)


def _times_of_blocks(exceeding: ArrayLike, block: int) -> tuple[float, float, int]:
    """Gives the factor within blocks, the one between them, and how many lags of blocks the latter sums."""
    sums = np.asarray(exceeding, dtype=np.float64)
    share = float(sums.mean()) / block if sums.size else 0.0
    if sums.size < 2 or not 0 < share < 1:
        return 1.0, 1.0, 0
    within = float(sums.var(ddof=1)) / (block * share * (1 - share))
    return max(1.0, within), *_integrate(sums, 2 * sqrt(2 / sums.size))


def _with_error(time: float, lags: int, n: int) -> float:
    return time * (1 + sqrt(2 * (2 * lags + 1) / n)) if time > 1 else time


def _integrate(values: NDArray[np.float64], noise: float) -> tuple[float, int]:
    """Gives the time, and the lags up to which the autocorrelations were summed."""
    total, lags = 0.0, 0
    for pair in _pairs(values):
        if pair <= noise:
            break
        total, lags = total + pair, lags + 2
    return max(1.0, 2 * total - 1), lags


def _pairs(values: NDArray[np.float64]) -> Iterator[float]:
    """Gives the autocorrelations of two neighbouring lags together, from 0 and 1 on; none where nothing varies.

    The first are computed one by one, because values that depend little on each other need no more.
    """
    if not values.size or values.min() == values.max():
        return
    centred = values - values.mean()
    variance = _product(centred, 0)
    end = values.size // 2 * 2
    near = min(end, _NEAR_LAGS)
    for lag in range(0, near, 2):
        yield (_product(centred, lag) + _product(centred, lag + 1)) / variance
    if near < end:
        yield from (_all_products(centred)[near:end].reshape(-1, 2).sum(axis=1) / variance).tolist()


def _product(centred: NDArray[np.float64], lag: int) -> float:
    """Gives the sum of products of values that lie so far apart; not by BLAS, whose threads do not add in one order."""
    return float(np.einsum("i,i", centred[lag:], centred[: centred.size - lag]))


def _all_products(centred: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gives the sum of products of values that lie 0, 1, ... apart, by the Fourier transform."""
    padded = 1 << (2 * centred.size - 1).bit_length()  # no wrap-around, and quick for every length
    spectrum = np.fft.rfft(centred, padded)
    products: NDArray[np.float64] = np.fft.irfft(spectrum.real**2 + spectrum.imag**2, padded)[: centred.size]
    return products
