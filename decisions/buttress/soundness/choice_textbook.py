"""Scores of measured values, of which the highest names the best option: what textbooks teach and most tools do.

Each takes a table of measured values, one row for each option and one column for each quality, says of each column
whether higher is better, and weighs. What is missing counts as the worst that another option shows.
"""

from __future__ import annotations

import numpy as np


def by_range(table: np.ndarray, higher: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The weighted sum of values scaled from the worst to the best of the options (min-max)."""
    turned = np.where(higher, table, -table)
    low, high = turned.min(axis=0), turned.max(axis=0)
    return _quotient(turned - low, high - low) @ weights


def by_ideal_point(table: np.ndarray, higher: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """TOPSIS: nearness to the best of all values, with columns of length one (Hwang and Yoon 1981)."""
    scaled = weights * _quotient(np.where(higher, table, -table), np.sqrt((table**2).sum(axis=0)))
    far, near = (
        np.sqrt(((scaled - end) ** 2).sum(axis=1)) for end in (scaled.min(axis=0), scaled.max(axis=0))
    )
    return _quotient(far, far + near)


def by_ratio(table: np.ndarray, higher: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The weighted sum of ratios to the best of the options."""
    best = np.where(higher, table.max(axis=0), table.min(axis=0))
    return np.where(higher, _quotient(table, best), _quotient(best, table)) @ weights


def filled(table: np.ndarray, higher: np.ndarray) -> np.ndarray:
    """Gives the table with the worst value of each column where one is missing."""
    worst = np.where(higher, np.nanmin(table, axis=0), np.nanmax(table, axis=0))
    return np.where(np.isnan(table), worst, table)


def _quotient(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """A quotient that is 0 where nothing distinguishes the options."""
    return np.divide(above, below, out=np.zeros(np.broadcast(above, below).shape), where=below != 0)
