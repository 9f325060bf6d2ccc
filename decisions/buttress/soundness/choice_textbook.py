"""Scores of measured values, of which the highest names the best option: what textbooks teach and most tools do.

Each takes a table of measured values (a row for each option, a column for each quality), whether higher is better in each
column, and weights. What is missing counts as the worst that another option shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from cell import CONFIDENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from choice_problems import Evidence, Problem

    from buttress.estimation import Sample

    Score = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]

_TIE = 1e-9


def name_by(score: Score, problem: Problem, evidence: Evidence) -> int | None:
    """Gives the place of the option with the highest score; None where another scores as high."""
    higher = np.array([wanted.best > wanted.worst for wanted in problem.wanted])
    scores = score(_table(evidence, higher), higher, np.array(problem.weights))
    best = int(np.argmax(scores))
    return best if np.sum(scores >= scores[best] - _TIE) == 1 else None


def by_declared_worth(problem: Problem) -> Score:
    """The weighted sum of declared worths at the measured values."""
    worst, best = np.array([(wanted.worst, wanted.best) for wanted in problem.wanted]).T

    def score(table: np.ndarray, higher: np.ndarray, weights: np.ndarray) -> np.ndarray:  # noqa: ARG001
        return np.clip((table - worst) / (best - worst), 0.0, 1.0) @ weights

    return score


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


def _quotient(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """A quotient that is 0 where nothing tells the options apart."""
    return np.divide(above, below, out=np.zeros(np.broadcast(above, below).shape), where=below != 0)


def _table(evidence: Evidence, higher: np.ndarray) -> np.ndarray:
    """Measured values, and the worst of each column where one is missing."""
    table = np.array([[_value(sample) for sample in samples] for samples in evidence])
    worst = np.where(higher, np.nanmin(table, axis=0), np.nanmax(table, axis=0))
    return np.where(np.isnan(table), worst, table)


def _value(sample: Sample | None) -> float:
    found = None if sample is None else sample.estimate(CONFIDENCE).value
    return float("nan") if found is None else found
