"""Metrics with bounds by resampling: the bias-corrected and accelerated bootstrap (Efron 1987).

It is seeded, so that the same examples give the same bounds. Whole clusters are resampled where examples are not
independent, and classes by themselves where a metric speaks of classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil, inf, isfinite
from typing import TYPE_CHECKING

import numpy as np

from buttress.estimation.estimate import APPROXIMATE, Estimate, Needed, no_estimate, risk_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from buttress.estimation.plug_in import PlugIn

BOOTSTRAP = "BCa bootstrap"
FEWEST_CLUSTERS = 5
MOST_UNITS = 2000
"""More examples or clusters than these are dealt into as many groups at random, and groups are resampled."""

_SEED = 1987
_RESAMPLES = (2000, 9999)
_DRAWS = 8_000_000  # of all resamples together, where their number can still be chosen
_CHUNK = 4_000_000  # weights held at a time
_ONE_SIDED = 0.01  # a metric that so few resamples fall below (or above) is too biased to be bounded


@dataclass(frozen=True, eq=False)
class Resampled:
    """A metric of examples, with BCa bounds.

    The bounds are approximate: how often they err is not proved, so they inform and decide nothing. Bounds and
    p-values agree up to the resamples between which they fall.

    Attributes:
        metric: The metric.
        strata: Number from 0 of each example's class, to be resampled by itself; None to resample all together.
        classes: Names of the strata, for the guard.
        clusters: Number of each example's cluster, None for independent examples; strata then do not count.
        fewest: Examples that are needed.
        fewest_of_class: Examples of each class that are needed.
        note: What a reader must know of the metric.
    """

    metric: PlugIn
    strata: np.ndarray | None = None
    classes: tuple[str, ...] = ()
    clusters: np.ndarray | None = None
    fewest: int = 20
    fewest_of_class: int = 1
    note: str = ""

    def estimate(self, confidence: float) -> Estimate:
        """Gives the metric of the sample with BCa bounds; no bounds where resamples do not carry them."""
        n, value = self.metric.examples, self._value
        if not isfinite(value):
            return no_estimate(confidence, BOOTSTRAP, n)
        risk = risk_of(confidence)
        note = "; ".join(text for text in (self.note, self._drawn.doubt) if text)
        lower, upper = self._drawn.quantile(risk, -inf), self._drawn.quantile(1 - risk, inf)
        return Estimate(value, lower, upper, confidence, BOOTSTRAP, n, note=note, doubt=APPROXIMATE)

    def p_value_above(self, limit: float) -> float:
        """Gives the risk at which the lower bound would reach the limit."""
        return self._drawn.risk_at(limit) if isfinite(self._value) else 1.0

    def p_value_below(self, limit: float) -> float:
        """Gives the risk at which the upper bound would reach the limit."""
        if not isfinite(self._value) or self._drawn.doubt:
            return 1.0
        return 1 - self._drawn.risk_at(limit)

    def unusable(self) -> str | None:
        """Says so if there are too few examples, too few of a class, too few clusters, or no value."""
        if self.metric.examples < self.fewest:
            return f"there are {self.metric.examples} examples, and bounds by resampling need {self.fewest}"
        if self.strata is not None:
            counts = np.bincount(self.strata, minlength=len(self.classes))
            for name, count in zip(self.classes, counts, strict=True):
                if count < self.fewest_of_class:
                    return f"there are {count} examples of {name!r}, and bounds by resampling need {self.fewest_of_class}"
        if self.clusters is not None and len(np.unique(self.clusters)) < FEWEST_CLUSTERS:
            found = len(np.unique(self.clusters))
            return f"there are {found} clusters of examples, and bounds by resampling need {FEWEST_CLUSTERS}"
        return None if isfinite(self._value) else "the metric has no value for these examples"

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:  # noqa: ARG002
        """Gives None: more examples narrow the bounds, which still prove nothing."""
        return None

    @cached_property
    def _value(self) -> float:
        everything = np.zeros(self.metric.examples, dtype=np.int64)
        return (
            float(self.metric.over(everything, 1)(np.ones((1, 1)))[0])
            if self.metric.examples
            else float("nan")
        )

    @cached_property
    def _drawn(self) -> _Resamples:
        return _resample(self.metric, self._value, *self._units())

    def _units(self) -> tuple[np.ndarray, tuple[int, ...]]:
        """Number of the unit of each example, and how many units each stratum has; strata stand one after the other."""
        count = self.metric.examples
        if self.clusters is not None:
            _, cluster_of = np.unique(self.clusters, return_inverse=True)
            units, dealt = _deal(np.zeros(int(cluster_of.max()) + 1, dtype=np.int64))
            return dealt[cluster_of], units
        units, dealt = _deal(np.zeros(count, dtype=np.int64) if self.strata is None else self.strata)
        return dealt, units


@dataclass(frozen=True, eq=False, slots=True)
class _Resamples:
    """The metric in all resamples, sorted, with the two corrections.

    Attributes:
        values: Sorted, without those that have no value.
        bias: z0, the normal quantile of the share of resamples below the metric.
        acceleration: How fast the spread grows with the metric.
        doubt: Why they carry no bounds, in words; empty where they do.
    """

    values: np.ndarray
    bias: float
    acceleration: float
    doubt: str

    def quantile(self, risk: float, otherwise: float) -> float:
        """The resample at the corrected share (Efron 1987, equation 6.8)."""
        from scipy.special import ndtr, ndtri

        if self.doubt:
            return otherwise
        moved = self.bias + float(ndtri(risk))
        stretch = 1 - self.acceleration * moved
        if stretch <= 0:
            return otherwise
        return float(np.quantile(self.values, float(ndtr(self.bias + moved / stretch))))

    def risk_at(self, limit: float) -> float:
        """The risk whose quantile is the limit: the inverse of `quantile`; 1 in doubt."""
        from scipy.special import ndtr, ndtri

        if self.doubt:
            return 1.0
        left = np.searchsorted(self.values, limit, side="left")
        right = np.searchsorted(self.values, limit, side="right")
        share = (left + right) / 2 / len(self.values)
        if not 0 < share < 1:
            return 0.0 if share == 0 else 1.0
        beyond = float(ndtri(share)) - self.bias
        return float(ndtr(beyond / (1 + self.acceleration * beyond) - self.bias))


def _deal(strata: np.ndarray) -> tuple[tuple[int, ...], np.ndarray]:
    """Gives how many units each stratum has and the unit of each member; each is one unless there are too many."""
    dealer = np.random.default_rng(_SEED)
    share = min(1.0, MOST_UNITS / len(strata))
    unit_of = np.empty(len(strata), dtype=np.int64)
    units: list[int] = []
    for stratum in range(int(strata.max()) + 1):
        members = np.flatnonzero(strata == stratum)
        count = min(len(members), max(20, ceil(len(members) * share)))
        unit_of[dealer.permutation(members)] = sum(units) + np.arange(len(members)) % max(count, 1)
        units.append(count)
    return tuple(units), unit_of


def _resample(metric: PlugIn, value: float, unit_of: np.ndarray, units: tuple[int, ...]) -> _Resamples:
    from scipy.special import ndtri

    total = sum(units)
    of_weights = metric.over(unit_of, total)
    rows = max(1, _CHUNK // max(total, 1000))
    count = min(max(_DRAWS // total, _RESAMPLES[0]), _RESAMPLES[1])
    drawn = np.concatenate([of_weights(weights) for weights in _weights(units, count, rows)])
    # Where a metric is coarser in resamples than by itself, they are moved to where it lies.
    moved = drawn + (value - of_weights(np.ones((1, total)))[0])
    values = np.sort(moved[np.isfinite(moved)])
    if len(values) < (1 - _ONE_SIDED) * count:
        return _Resamples(values, 0.0, 0.0, "in many resamples the metric has no value, which bounds nothing")
    if values[0] == values[-1]:
        return _Resamples(values, 0.0, 0.0, "all resamples agree, which bounds nothing")
    below = (
        (np.searchsorted(values, value, "left") + np.searchsorted(values, value, "right")) / 2 / len(values)
    )
    if not _ONE_SIDED <= below <= 1 - _ONE_SIDED:
        doubt = "resamples lie nearly all on one side of the value, which bounds nothing"
        return _Resamples(values, 0.0, 0.0, doubt)
    acceleration = _acceleration(of_weights, units, rows)
    return _Resamples(values, float(ndtri(below)), acceleration, "")


def _weights(units: tuple[int, ...], count: int, rows: int) -> Iterator[np.ndarray]:
    """How often each unit is drawn, chunk by chunk of ``rows`` resamples."""
    dealer = np.random.default_rng(_SEED)
    for start in range(0, count, rows):
        these = min(rows, count - start)
        yield np.concatenate([_drawn(dealer, these, size) for size in units if size], axis=1).astype(float)


def _drawn(dealer: np.random.Generator, rows: int, size: int) -> np.ndarray:
    drawn = dealer.integers(0, size, (rows, size)) + np.arange(rows)[:, None] * size
    return np.bincount(drawn.ravel(), minlength=rows * size).reshape(rows, size)


def _acceleration(of_weights: Callable[[np.ndarray], np.ndarray], units: tuple[int, ...], rows: int) -> float:
    """From the metric without each unit (Efron and Tibshirani 1993, equation 14.15), over strata."""
    total = sum(units)
    without = np.concatenate(
        [of_weights(1.0 - np.eye(min(rows, total - start), total, start)) for start in range(0, total, rows)]
    )
    cubes = squares = 0.0
    for size, part in zip(units, np.split(without, np.cumsum(units)[:-1]), strict=True):
        pull = (size - 1) * (np.nanmean(part) - part) / size if size > 1 else np.zeros(size)
        cubes += float(np.nansum(pull**3))
        squares += float(np.nansum(pull**2))
    return cubes / (6 * squares**1.5) if squares else 0.0
