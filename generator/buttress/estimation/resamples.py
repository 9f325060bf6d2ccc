"""Resamples of a metric and the corrections of the BCa bootstrap (Efron 1987), as plain numbers.

They are seeded, so that the same examples give the same numbers. They take the time that bounds by resampling
take, and are small, so that they can be kept.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import asdict, dataclass, fields
from math import inf, isfinite
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from buttress.estimation.plug_in import PlugIn

VERSION = 2
"""Goes up with whatever changes the numbers that the same examples give."""
MOST_UNITS = 2000
"""More examples or clusters than these are dealt into as many groups at random, and groups are resampled."""
QUANTILES = 2000
"""Quantiles that are kept of all resamples, at the shares (i + 1/2) / 2000."""

_SEED = 1987
_FEWEST_GROUPS = 50  # of a class, where there are many classes
_RESAMPLES = (2000, 9999)
_DRAWS = 8_000_000  # of all resamples together, where their number can still be chosen
_CHUNK = 4_000_000  # weights held at a time
_ONE_SIDED = 0.01  # a metric that so few resamples fall below (or above) is too biased to be bounded


@dataclass(frozen=True, slots=True)
class Resamples:
    """A metric of a sample, and what its resamples tell.

    Attributes:
        value: The metric of the sample, None where it has none.
        bias: z0, the normal quantile of the share of resamples below the metric.
        acceleration: How fast the spread grows with the metric: the skewness of influences, over six roots of n.
        carrying: As how many units of equal influence the units weigh: sum(u^2)^3 / sum(|u|^3)^2 over influences u.
            All of them where all are equal, and about one where one outweighs the others.
        quantiles: Quantiles of the resamples, `QUANTILES` of them; none where there is a flaw.
        flaw: Why resamples carry no bounds, as a clause for a reader; empty where they do.
    """

    value: float | None
    bias: float = 0.0
    acceleration: float = 0.0
    carrying: float = 0.0
    quantiles: tuple[float, ...] = ()
    flaw: str = ""

    def to_fields(self) -> dict[str, object]:
        """Gives the numbers as plain values, which `from_fields` takes back to the last bit."""
        return asdict(self) | {"quantiles": list(self.quantiles)}

    @classmethod
    def from_fields(cls, found: Mapping[str, object]) -> Resamples:
        """Gives the resamples that `to_fields` wrote.

        Raises:
            ValueError: These are not the fields of resamples.
        """
        names = {field.name for field in fields(cls)}
        quantiles, flaw, value = found.get("quantiles"), found.get("flaw"), found.get("value")
        if set(found) != names or not isinstance(quantiles, list) or not isinstance(flaw, str):
            raise ValueError("these are not the fields of resamples")
        if len(quantiles) != (0 if flaw or value is None else QUANTILES):
            raise ValueError("these are not the quantiles of resamples")
        return cls(
            None if value is None else _number(value),
            bias=_number(found["bias"]),
            acceleration=_number(found["acceleration"]),
            carrying=_number(found["carrying"]),
            quantiles=tuple(_number(each) for each in quantiles),
            flaw=flaw,
        )

    def quantile(self, risk: float, otherwise: float) -> float:
        """Gives the resample at the corrected share (Efron 1987, equation 6.8); `otherwise` beyond all of them."""
        from scipy.special import ndtr, ndtri

        if not self.quantiles:
            return otherwise
        moved = self.bias + float(ndtri(risk))
        stretch = 1 - self.acceleration * moved
        place = float(ndtr(self.bias + moved / stretch)) * QUANTILES - 0.5 if stretch > 0 else inf
        if not 0 <= place <= QUANTILES - 1:
            return otherwise
        below = min(int(place), QUANTILES - 2)
        first, second = self.quantiles[below : below + 2]
        return first + (second - first) * (place - below)

    def risk_above(self, limit: float) -> float:
        """Gives the smallest risk from which on `quantile` exceeds the limit; 1 where none does."""
        upto = bisect_right(self.quantiles, limit)
        return 1.0 if upto == len(self.quantiles) else self._risk_at(limit, upto)

    def risk_below(self, limit: float) -> float:
        """Gives the smallest risk from which on ``quantile(1 - risk)`` falls below the limit; 1 where none does."""
        below = bisect_left(self.quantiles, limit)
        return 1.0 if below == 0 else 1 - self._risk_at(limit, below)

    def _risk_at(self, limit: float, following: int) -> float:
        """The inverse of `quantile`, given the number of the quantile that follows the limit."""
        from scipy.special import ndtr, ndtri

        place = float(min(following, QUANTILES - 1))
        if 0 < following < QUANTILES:
            first, second = self.quantiles[following - 1 : following + 1]
            place = following - 1 + (limit - first) / (second - first)
        beyond = float(ndtri((place + 0.5) / QUANTILES)) - self.bias
        return float(ndtr(beyond / (1 + self.acceleration * beyond) - self.bias))


def _number(found: object) -> float:
    if isinstance(found, float) and isfinite(found):
        return found
    raise ValueError("a number of resamples is none")


def value_of(metric: PlugIn) -> float | None:
    """Gives the metric of the sample, None where it has none or is not finite."""
    if not metric.examples:
        return None
    everything = np.zeros(metric.examples, dtype=np.int64)
    value = float(metric.over(everything, 1)(np.ones((1, 1)))[0])
    return value if isfinite(value) else None


def resample(metric: PlugIn, strata: np.ndarray | None, clusters: np.ndarray | None) -> Resamples:
    """Gives the metric and its resamples.

    Args:
        metric: The metric.
        strata: Number from 0 of each example's class, to be resampled by itself; None for one class.
        clusters: Number of each example's cluster, to be resampled as a whole; strata then do not count.
    """
    value = value_of(metric)
    if value is None:
        return Resamples(None)
    unit_of, units = _units(metric.examples, strata, clusters)
    return _resample(metric.over(unit_of, sum(units)), value, units)


def _units(
    count: int, strata: np.ndarray | None, clusters: np.ndarray | None
) -> tuple[np.ndarray, tuple[int, ...]]:
    """Number of the unit of each example, and how many units each stratum has; strata stand one after the other."""
    if clusters is not None:
        _, cluster_of = np.unique(clusters, return_inverse=True)
        dealt, units = _deal(np.zeros(int(cluster_of.max()) + 1, dtype=np.int64))
        return dealt[cluster_of], units
    return _deal(np.zeros(count, dtype=np.int64) if strata is None else strata)


def _deal(strata: np.ndarray) -> tuple[np.ndarray, tuple[int, ...]]:
    """Gives the unit of each member, and how many units each stratum has; a unit is one member unless there are many."""
    dealer = np.random.default_rng(_SEED)
    sizes = np.bincount(strata)
    share = max(_FEWEST_GROUPS, MOST_UNITS // int((sizes > 0).sum()))
    unit_of = np.empty(len(strata), dtype=np.int64)
    units: list[int] = []
    for stratum, size in enumerate(sizes):
        if count := min(int(size), share):
            members = dealer.permutation(np.flatnonzero(strata == stratum))
            unit_of[members] = sum(units) + np.arange(size) % count
            units.append(count)
    return unit_of, tuple(units)


def _resample(
    of_weights: Callable[[np.ndarray], np.ndarray], value: float, units: tuple[int, ...]
) -> Resamples:
    from scipy.special import ndtri

    total = sum(units)
    rows = max(1, _CHUNK // max(total, 1000))
    count = min(max(_DRAWS // total, _RESAMPLES[0]), _RESAMPLES[1])
    drawn = np.concatenate([of_weights(weights) for weights in _weights(units, count, rows)])
    # Where a metric is coarser in resamples than by itself, they are moved to where it lies.
    moved = drawn + (value - of_weights(np.ones((1, total)))[0])
    values = np.sort(moved[np.isfinite(moved)])
    if flaw := _flaw(values, value, count):
        return Resamples(value, flaw=flaw)
    without = np.concatenate([of_weights(weights) for weights in _all_but_one(total, rows)])
    if not np.isfinite(without).all():
        return Resamples(
            value, flaw="without one of the examples the metric has no value, which bounds nothing"
        )
    pulls = _pulls(without, units)
    squares = float((pulls**2).sum()) ** 1.5
    cubes, weight = float((pulls**3).sum()), float((np.abs(pulls) ** 3).sum())
    if not weight > 0:
        return Resamples(value, flaw="no example moves the metric, which bounds nothing")
    shares = (np.arange(QUANTILES) + 0.5) / QUANTILES
    quantiles = tuple(float(each) for each in np.quantile(values, shares))
    bias = float(ndtri(_share_below(values, value)))
    return Resamples(value, bias, cubes / (6 * squares), (squares / weight) ** 2, quantiles)


def _flaw(values: np.ndarray, value: float, count: int) -> str:
    if len(values) < (1 - _ONE_SIDED) * count:
        return "in many resamples the metric has no value, which bounds nothing"
    if values[0] == values[-1]:
        return "all resamples agree, which bounds nothing"
    if not _ONE_SIDED <= _share_below(values, value) <= 1 - _ONE_SIDED:
        return "resamples lie nearly all on one side of the value, which bounds nothing"
    return ""


def _share_below(values: np.ndarray, value: float) -> float:
    """The share of sorted values below one, of which those equal to it count half."""
    found = np.searchsorted(values, value, "left") + np.searchsorted(values, value, "right")
    return float(found) / 2 / len(values)


def _weights(units: tuple[int, ...], count: int, rows: int) -> Iterator[np.ndarray]:
    """How often each unit is drawn, chunk by chunk of ``rows`` resamples."""
    dealer = np.random.default_rng(_SEED)
    for start in range(0, count, rows):
        these = min(rows, count - start)
        yield np.concatenate([_drawn(dealer, these, size) for size in units], axis=1).astype(float)


def _drawn(dealer: np.random.Generator, rows: int, size: int) -> np.ndarray:
    drawn = dealer.integers(0, size, (rows, size)) + np.arange(rows)[:, None] * size
    return np.bincount(drawn.ravel(), minlength=rows * size).reshape(rows, size)


def _all_but_one(total: int, rows: int) -> Iterator[np.ndarray]:
    for start in range(0, total, rows):
        yield 1.0 - np.eye(min(rows, total - start), total, start)


def _pulls(without: np.ndarray, units: tuple[int, ...]) -> np.ndarray:
    """How far each unit pulls the metric, over strata (Efron and Tibshirani 1993, equation 14.15)."""
    parts = np.split(without, np.cumsum(units)[:-1])
    pulls = [(len(part) - 1) / len(part) * (part.mean() - part) for part in parts]
    return np.concatenate(pulls)
