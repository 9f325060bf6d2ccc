"""Means and ratios of figures that are known to lie between bounds: Brier score, NDCG, chrF, F1."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, isfinite
from typing import TYPE_CHECKING

import numpy as np

from buttress.estimation.betting import BETTING, ratio_lower_bound, ratio_p_value, values_to_decide
from buttress.estimation.estimate import Estimate, Needed, is_decided, no_estimate, risk_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_FEWEST_CLUSTERS = 5
_ROUNDING = 1e-9  # of figures that were summed or divided, against their span


@dataclass(frozen=True, slots=True, eq=False)
class BoundedMean:
    """The mean of a figure of independent examples that is known to lie between two bounds.

    Its bounds are proved for examples of whatever distribution, however few they are (see
    `buttress.estimation.betting`). Where examples come in clusters, each cluster counts once: the quantity is then
    the mean of cluster means, and clusters are what must be independent.

    Attributes:
        values: One value per example, in any order that does not depend on them, in any unit.
        low: Least value that the figure can take, by its definition and not as observed.
        high: Greatest value that it can take, likewise.
        clusters: Each example's cluster, anything that sorts; None for independent examples.
        what: What the values are of, for the guards.

    Raises:
        ValueError: The bounds are not two different numbers in order, or the arrays do not fit.
    """

    values: np.ndarray
    low: float
    high: float
    clusters: np.ndarray | None = None
    what: str = "examples"
    _figures: _Figures = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError(f"a figure lies between two different bounds, not {self.low} and {self.high}")
        values, corners = np.asarray(self.values, dtype=np.float64), ((self.low, 1.0), (self.high, 1.0))
        object.__setattr__(
            self, "_figures", _Figures.of(values, np.ones_like(values), corners, self.clusters)
        )

    def estimate(self, confidence: float) -> Estimate:
        """Gives the mean with bounds by betting, each proved at its own confidence."""
        return self._figures.estimate(confidence)

    def p_value_above(self, limit: float) -> float:
        """Gives the p-value by betting of "the mean is at most the limit"."""
        return self._figures.p_value_above(limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the p-value by betting of "the mean is at least the limit"."""
        return self._figures.p_value_below(limit)

    def unusable(self) -> str | None:
        """Says so if there are no examples or too few clusters, or a value lies outside the bounds."""
        if not len(self.values):
            return f"there are no {self.what}"
        for value in np.asarray(self.values, dtype=np.float64)[self._figures.outside]:
            return f"a value of {value:.6g} does not lie between {self.low:g} and {self.high:g}"
        return self._figures.why_few_clusters(self.what)

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more examples would decide if these show the true distribution (see `values_to_decide`).

        Where examples come in clusters it is so many clusters, since more examples of the same ones do not help.
        """
        return self._figures.needed_to_decide(self, limit, confidence)


@dataclass(frozen=True, slots=True, eq=False)
class BoundedRatio:
    """The ratio of the means of two figures of independent examples, such as F1 = sum(2 tp) / sum(2 tp + fp + fn).

    What is known of the figures beforehand is the polygon in which each example's pair lies: for F1 its corners are
    (0, 0), (2, 2) and (0, 1). The claim "E[a] / E[b] <= T" is the claim "E[a - T b] <= 0" on a figure with bounds
    that the corners give, so that betting proves it at each T, in samples of any size. The capital falls as T rises
    (see `buttress.estimation.bets`), so that bounds are as sound.

    Where examples come in clusters, the figures are averaged within each cluster first, which keeps them in the
    polygon; a cluster's sums have no bound that is known. The quantity is then the ratio of the means of cluster
    means: each cluster counts once.

    Attributes:
        numerators: The figure a of each example, in any order that does not depend on the figures.
        denominators: The figure b of each example.
        corners: Pairs (a, b) whose convex hull holds every example, by the figures' definition; b is at least 0.
        clusters: Each example's cluster, anything that sorts; None for independent examples.

    Raises:
        ValueError: The corners do not bound the ratio on both sides, or the arrays do not fit.
    """

    numerators: np.ndarray
    denominators: np.ndarray
    corners: tuple[tuple[float, float], ...]
    clusters: np.ndarray | None = None
    _figures: _Figures = field(init=False, repr=False)

    def __post_init__(self) -> None:
        above, below = (np.asarray(of, dtype=np.float64) for of in (self.numerators, self.denominators))
        object.__setattr__(self, "_figures", _Figures.of(above, below, self.corners, self.clusters))

    def estimate(self, confidence: float) -> Estimate:
        """Gives the ratio of sums (over clusters, of cluster means) with bounds by betting."""
        return self._figures.estimate(confidence)

    def p_value_above(self, limit: float) -> float:
        """Gives the p-value by betting of "the ratio is at most the limit"."""
        return self._figures.p_value_above(limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the p-value by betting of "the ratio is at least the limit"."""
        return self._figures.p_value_below(limit)

    def unusable(self) -> str | None:
        """Says so if there are no examples or too few clusters, figures are impossible, or the ratio has no value."""
        if not len(self.numerators):
            return "there are no examples"
        outside = np.flatnonzero(self._figures.outside)
        if outside.size:
            above, below = self.numerators[outside[0]], self.denominators[outside[0]]
            return f"an example's figures of {above:.6g} and {below:.6g} are impossible"
        if self._figures.value is None:
            return "the denominator is 0 for every example"
        return self._figures.why_few_clusters("examples")

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more examples would decide if these show the true distribution (see `values_to_decide`).

        Where examples come in clusters it is so many clusters, since more examples of the same ones do not help.
        """
        return self._figures.needed_to_decide(self, limit, confidence)


@dataclass(frozen=True, slots=True, eq=False)
class _Figures:
    """Pairs (a, b) as bets need them.

    With r and s the least and the greatest ratio of a corner, a - rb and sb - a are at least 0 in the polygon, and
    a - Tb = ((s - T)(a - rb) - (T - r)(sb - a)) / (s - r): at limit T a bet gains on the first and loses on the
    second.

    Attributes:
        gains: a - rb of each unit as a share of the most it can be.
        losses: sb - a of each unit as a share of the most it can be.
        weights: The most that they can be.
        least: The least ratio r.
        span: How much the greatest ratio is above it.
        examples: How many there are.
        outside: Whether each example's figures are no numbers, or lie outside the polygon.
        clustered: Whether units are clusters, not examples.
        value: The ratio, None where it has no value.
    """

    gains: np.ndarray
    losses: np.ndarray
    weights: tuple[float, float]
    least: float
    span: float
    examples: int
    outside: np.ndarray
    clustered: bool
    value: float | None

    @classmethod
    def of(
        cls,
        above: np.ndarray,
        below: np.ndarray,
        corners: Iterable[tuple[float, float]],
        clusters: np.ndarray | None,
    ) -> _Figures:
        """Gives them; raises ValueError where corners bound no ratio, or the arrays do not fit."""
        corners = tuple(corners)
        least, greatest = _range(corners)
        if above.ndim != 1 or above.shape != below.shape or len(above) != len(_or(clusters, above)):
            raise ValueError("figures and clusters form series of equal length")
        span = greatest - least
        weights = max(a - least * b for a, b in corners), max(greatest * b - a for a, b in corners)
        with np.errstate(all="ignore"):
            gains, losses = (above - least * below) / weights[0], (greatest * below - above) / weights[1]
        extremes = np.minimum(gains, losses), np.maximum(gains, losses)
        outside = ~((extremes[0] >= -_ROUNDING) & (extremes[1] <= 1 + _ROUNDING))
        value = None
        if above.size and not outside.any():
            gains, losses = (_means(np.clip(of, 0, 1), clusters) for of in (gains, losses))
            value = _ratio(_means(above, clusters), _means(below, clusters))
        return cls(gains, losses, weights, least, span, above.size, outside, clusters is not None, value)

    def estimate(self, confidence: float) -> Estimate:
        """Gives the ratio with bounds, no bounds where there is no value."""
        if self.value is None:
            return no_estimate(confidence, BETTING, self.examples)
        from_below = ratio_lower_bound(self.gains, self.losses, self.weights, confidence)
        from_above = ratio_lower_bound(self.losses, self.gains, self.weights[::-1], confidence)
        lower, upper = self.least + self.span * from_below, self.least + self.span * (1 - from_above)
        note = f"{self.gains.size} clusters count once each" if self.clustered else ""
        return Estimate(
            self.value,
            min(lower, self.value),
            max(upper, self.value),
            confidence,
            BETTING,
            self.examples,
            note=note,
            clusters=self.gains.size if self.clustered else None,
        )

    def p_value_above(self, limit: float) -> float:
        """Gives the p-value of "the ratio is at most the limit", 1 where there is no value."""
        if self.value is None:
            return 1.0
        return ratio_p_value(self.gains, self.losses, self.weights, self._share(limit))

    def p_value_below(self, limit: float) -> float:
        """Gives the p-value of "the ratio is at least the limit", 1 where there is no value."""
        if self.value is None:
            return 1.0
        return ratio_p_value(self.losses, self.gains, self.weights[::-1], 1 - self._share(limit))

    def why_few_clusters(self, what: str) -> str | None:
        """Says so if there are fewer clusters than show how they differ."""
        if not self.clustered or self.gains.size >= _FEWEST_CLUSTERS:
            return None
        return f"there are {self.gains.size} clusters of {what}, and a mean over clusters needs {_FEWEST_CLUSTERS}"

    def needed_to_decide(
        self, sample: BoundedMean | BoundedRatio, limit: float, confidence: float
    ) -> Needed | None:
        """Gives how many more examples decide, or clusters where they count; None where no plan is possible."""
        share, units = self._share(limit), self.gains.size
        risk_of(confidence)
        if self.value is None or not 0 < share < 1 or is_decided(sample, limit, confidence):
            return None
        most, deepest = (1 - share) * self.weights[0], share * self.weights[1]
        pays = (
            (1 - share) * self.weights[0] * self.gains - share * self.weights[1] * self.losses + deepest
        ) / (most + deepest)
        total = values_to_decide(pays, deepest / (most + deepest), confidence)
        if total is None:
            return None
        missing = _FEWEST_CLUSTERS - units if self.clustered else 0
        return Needed(max(1, missing, total - units), "clusters" if self.clustered else "examples")

    def _share(self, limit: float) -> float:
        return (limit - self.least) / self.span


def _range(corners: tuple[tuple[float, float], ...]) -> tuple[float, float]:
    ratios = [above / below for above, below in corners if below > 0]
    least, greatest = min(ratios, default=inf), max(ratios, default=-inf)
    empty = all(above == 0 for above, below in corners if below <= 0)
    if not (isfinite(least) and isfinite(greatest) and least < greatest and empty) or any(
        below < 0 for _, below in corners
    ):
        raise ValueError(f"the corners {corners} do not bound a ratio on both sides")
    return least, greatest


def _means(values: np.ndarray, clusters: np.ndarray | None) -> np.ndarray:
    if clusters is None:
        return values
    _, place = np.unique(clusters, return_inverse=True)
    return np.asarray(np.bincount(place, values) / np.bincount(place))


def _ratio(above: np.ndarray, below: np.ndarray) -> float | None:
    total = float(below.sum())
    return float(above.sum()) / total if total > 0 else None


def _or(clusters: np.ndarray | None, values: np.ndarray) -> np.ndarray:
    return values if clusters is None else clusters
