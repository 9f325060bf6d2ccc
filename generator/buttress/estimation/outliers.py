"""Outliers: values far from the rest of their kind. They are flagged, never dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Rule = Literal["modified z-score", "mild", "severe"]

LARGEST_SCORE = 14.826
"""Ten standard deviations of a normal distribution, in median absolute deviations."""
MILD, SEVERE = 1.5, 3.0
"""Tukey's fences, in interquartile ranges beyond the quartiles."""


@dataclass(frozen=True, slots=True)
class Outlier:
    """A value far from the others.

    Attributes:
        index: Its place among the values.
        value: The value.
        score: Its modified z-score: median absolute deviations above the median, negative below.
        rules: What it breaks: the limit of the score, and the mild or the severe one of Tukey's fences.
    """

    index: int
    value: float
    score: float
    rules: tuple[Rule, ...]


def find_outliers(values: ArrayLike) -> tuple[Outlier, ...]:
    """Gives which values are outliers, in their order, and by which rule.

    The *modified z-score* is ``(x - median) / MAD`` with the median absolute deviation as it is, and more than 14.826
    is an outlier (Iglewicz and Hoaglin 1993; threshold and scale are those of hyperfine). Where most values are
    equal, so that the deviation is 0, every other value is one. *Tukey's fences* (1977) lie 1.5 interquartile ranges
    beyond the quartiles for a *mild* and 3 for a *severe* outlier, with quartiles interpolated linearly, as Criterion
    draws them.

    An infinite value is an outlier by every rule. A value that is no number is none, and it counts for nothing.

    Args:
        values: One-dimensional, in any order.

    >>> [(one.index, one.rules) for one in find_outliers([0.5, 0.3, 0.29, 0.31, 0.3])]
    [(0, ('modified z-score', 'severe'))]
    """
    given = np.asarray(values, dtype=np.float64).reshape(-1)
    finite = given[np.isfinite(given)]
    if not finite.size:
        return ()
    scores = _modified_z_scores(given, finite)
    ranges = _ranges_beyond_quartiles(given, finite)
    found = np.flatnonzero((np.abs(scores) > LARGEST_SCORE) | (ranges > MILD)).tolist()
    return tuple(
        Outlier(at, float(given[at]), float(scores[at]), _broken(abs(scores[at]), ranges[at])) for at in found
    )


def _broken(score: float, ranges: float) -> tuple[Rule, ...]:
    by_score: tuple[Rule, ...] = ("modified z-score",) if score > LARGEST_SCORE else ()
    by_fence: tuple[Rule, ...] = ("severe",) if ranges > SEVERE else ("mild",) if ranges > MILD else ()
    return by_score + by_fence


def _modified_z_scores(given: NDArray[np.float64], finite: NDArray[np.float64]) -> NDArray[np.float64]:
    centre = np.median(finite)
    spread = float(np.median(np.abs(finite - centre)))
    scores: NDArray[np.float64] = (given - centre) / (spread or np.finfo(np.float64).eps)
    return scores


def _ranges_beyond_quartiles(given: NDArray[np.float64], finite: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gives by how many interquartile ranges each value lies beyond the nearer quartile; 0 inside."""
    low, high = np.quantile(finite, [0.25, 0.75])
    beyond = np.maximum(np.maximum(low - given, given - high), 0.0)
    ranges: NDArray[np.float64] = beyond / (float(high - low) or np.finfo(np.float64).eps)
    return ranges
