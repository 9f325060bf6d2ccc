"""Two candidates compared: the difference or the ratio of what was measured of each.

Nothing is asked of how the two depend on each other, so that this serves any two samples: each side takes half of the
risk (Bonferroni). Where more is known, a closer comparison exists: see `PairedProportion`, `PairedAuc` and
`RatioOfMeans`.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from math import ceil, inf, isfinite, log, nextafter, sqrt
from typing import TYPE_CHECKING, Protocol

import numpy as np

from buttress.estimation.estimate import Estimate, Needed, no_estimate, risk_of
from buttress.estimation.planning import POWER
from buttress.estimation.queries import Ordered
from buttress.estimation.turning import find_turn

if TYPE_CHECKING:
    from collections.abc import Callable

    from buttress.estimation.estimate import Sample, Unit

_NARROW = 1e-12
_ANY = 0.95  # a confidence, where only the value is asked for
_FEWEST = 6  # the sign test's floor at half of 0.05
_MOST = 10**8
_LARGEST = 1e300
_RATIO = "log-t and sign tests of the ratio"


class _Two(Protocol):
    """Two samples whose quantities are compared."""

    @property
    def first(self) -> Sample:
        """What is judged."""

    @property
    def second(self) -> Sample:
        """What it is compared with."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How far one quantity lies above another.

    Attributes:
        first: What is judged.
        second: What it is compared with, in the same unit.
    """

    first: Sample
    second: Sample

    def estimate(self, confidence: float) -> Estimate:
        """Gives the difference with bounds from each side's bounds at half the risk."""
        one, other = _halved(self, confidence)
        if one.value is None or other.value is None:
            return _nothing(one, other, confidence)
        lower, upper = one.lower - other.upper, one.upper - other.lower
        return _joined(one, other, one.value - other.value, lower, upper, confidence)

    def p_value_above(self, limit: float) -> float:
        """Gives twice the greater of the sides' p-values, at the place between them where that is least."""
        return _p_value(self, lambda t: t + limit, lambda value: value - limit, above=True)

    def p_value_below(self, limit: float) -> float:
        """Gives the same for a difference below the limit."""
        return _p_value(self, lambda t: t + limit, lambda value: value - limit, above=False)

    def unusable(self) -> str | None:
        """Says which side is unusable, and why."""
        return _why_unusable(self)

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more of each side's examples or processes would decide, as bounds shrink with their root."""
        return _needed(self.estimate(confidence), limit, confidence)


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times another quantity one is; neither is negative, and the other not 0.

    Attributes:
        first: What is judged.
        second: What it is compared with, in the same unit.
    """

    first: Sample
    second: Sample

    def estimate(self, confidence: float) -> Estimate:
        """Gives the ratio with bounds from each side's bounds at half the risk."""
        one, other = _halved(self, confidence)
        if one.value is None or other.value is None or _why_no_ratio(one.value, other.value):
            return _nothing(one, other, confidence)
        lower = max(one.lower, 0.0) / other.upper if other.upper > 0 else -inf
        upper = one.upper / other.lower if other.lower > 0 else inf
        return _joined(one, other, one.value / other.value, lower, upper, confidence)

    def p_value_above(self, limit: float) -> float:
        """Gives twice the greater of the sides' p-values, at the place between them where that is least."""
        if self.unusable():
            return 1.0
        if limit <= 0:
            return 0.0 if limit < 0 else min(1.0, 2 * self.first.p_value_above(0.0))
        return _p_value(self, lambda t: t * limit, lambda value: value / limit, above=True)

    def p_value_below(self, limit: float) -> float:
        """Gives the same for a ratio below the limit."""
        if limit <= 0 or self.unusable():
            return 1.0
        return _p_value(self, lambda t: t * limit, lambda value: value / limit, above=False)

    def unusable(self) -> str | None:
        """Says which side is unusable, and why, or that there is nothing to divide by, or no positive number."""
        one, other = (side.estimate(_ANY).value for side in (self.first, self.second))
        return _why_unusable(self) or (None if one is None or other is None else _why_no_ratio(one, other))

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more of each side's examples or processes would decide, as bounds shrink with their root."""
        return _needed(self.estimate(confidence), limit, confidence)


@dataclass(frozen=True, slots=True)
class RatioOfMeans:
    """How many times the figure of another's typical process one's is, from one value per process of each.

    Each bound is the farther one of two. One is a t-bound on the difference of the mean logarithms, an effect size with
    its interval as Kalibera and Jones (2013) ask for. Variances may differ; with the degrees of freedom of the smaller
    sample the bounds err on the safe side for log-normal values (Mickey and Brown 1966). The other is the ratio of
    order statistics that bound either median, each at half the risk, whatever the distributions: a few processes do
    not show whether they differ log-normally (see `GeometricMean`). Where they do not, it is the ratio of the median
    processes that the bounds are proved for.

    Attributes:
        first: One positive value per process of what is judged.
        second: The same of what it is compared with.
    """

    first: tuple[float, ...]
    second: tuple[float, ...]

    def estimate(self, confidence: float) -> Estimate:
        """Gives the ratio, and of the t-bounds and those of order statistics the farther ones."""
        n = len(self.first) + len(self.second)
        if not self._is_readable():
            return no_estimate(confidence, _RATIO, n, n)
        centre, error, freedom = self._difference()
        if not freedom:
            risk_of(confidence)
            return Estimate(float(np.exp(centre)), -inf, inf, confidence, _RATIO, n, n)
        margin = _critical_t(freedom, confidence) * error
        with np.errstate(over="ignore", under="ignore"):
            value, lower, upper = (float(np.exp(centre + sign * margin)) for sign in (0, -1, 1))
        low, high = _ratio_of_medians(Ordered.of(self.first), Ordered.of(self.second), confidence)
        return Estimate(value, min(lower, low), max(upper, high), confidence, _RATIO, n, n)

    def p_value_above(self, limit: float) -> float:
        """Gives the p-value that the ratio is at most the limit, the greater one of t-test and sign tests."""
        return max(self._tail(limit, sign=1), self._of_signs(limit, above=True))

    def p_value_below(self, limit: float) -> float:
        """Gives the p-value that the ratio is at least the limit, likewise."""
        return max(self._tail(limit, sign=-1), self._of_signs(limit, above=False))

    def unusable(self) -> str | None:
        """Says so if one side has fewer than six processes or a value that has no logarithm."""
        least = min(len(self.first), len(self.second))
        if least < _FEWEST:
            return f"there are {least} processes on one side, and a ratio of means needs {_FEWEST} on each"
        if not self._is_readable():
            return "a process's value is not a positive finite number, so that its logarithm does not exist"
        return None

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more processes, of both sides together, would decide at the observed ratio and spread."""
        least = min(len(self.first), len(self.second))
        if least < _FEWEST:
            return Needed(2 * (_FEWEST - least), "processes")
        if not self._is_readable() or limit <= 0:
            return None
        return _needed(_on_logs(self.estimate(confidence)), log(limit), confidence)

    def _is_readable(self) -> bool:
        both = (*self.first, *self.second)
        return bool(self.first and self.second) and all(isfinite(one) and one > 0 for one in both)

    def _difference(self) -> tuple[float, float, int]:
        """The difference of mean logarithms, its standard error, and the degrees of freedom of the smaller side."""
        sides = [np.log(np.array(side)) for side in (self.first, self.second)]
        freedom = min(len(side) for side in sides) - 1
        spreads = [float(side.var(ddof=1)) / len(side) for side in sides] if freedom else [0.0]
        return float(sides[0].mean() - sides[1].mean()), sqrt(sum(spreads)), freedom

    def _of_signs(self, limit: float, *, above: bool) -> float:
        """Twice the greater p-value of the sides' sign tests, just beyond the second's value where that is least."""
        if not self._is_readable():
            return 1.0
        one, other, places = Ordered.of(self.first), Ordered.of(self.second), sorted(set(self.second))

        def sides(place: float) -> tuple[float, float]:
            """What rises with the place, and what falls."""
            if above:
                return one.p_value_above(0.5, place * limit), other.p_value_below(0.5, nextafter(place, inf))
            return other.p_value_above(0.5, nextafter(place, -inf)), one.p_value_below(0.5, place * limit)

        def has_crossed(place: float) -> bool:
            rising, falling = sides(place)
            return rising >= falling

        first = bisect_left(places, True, key=has_crossed)
        return min(1.0, 2 * min(max(sides(place)) for place in places[max(first - 1, 0) : first + 1]))

    def _tail(self, limit: float, sign: int) -> float:
        from scipy.special import stdtr

        if not self._is_readable():
            return 1.0
        centre, error, freedom = self._difference()
        if not freedom:
            return 1.0
        beyond = sign * (centre - (log(limit) if limit > 0 else -inf))
        if error == 0 or not isfinite(beyond):
            return 0.0 if beyond > 0 else 1.0
        return float(stdtr(freedom, -beyond / error))


def _halved(two: _Two, confidence: float) -> tuple[Estimate, Estimate]:
    shared = 1 - risk_of(confidence) / 2
    return two.first.estimate(shared), two.second.estimate(shared)


def _joined(
    one: Estimate, other: Estimate, value: float, lower: float, upper: float, confidence: float
) -> Estimate:
    methods = dict.fromkeys((one.method, other.method))
    processes = None if one.processes is None or other.processes is None else one.processes + other.processes
    return Estimate(
        value=value,
        lower=-inf if lower != lower else lower,
        upper=inf if upper != upper else upper,
        confidence=confidence,
        method=f"{' and '.join(methods)}, each at half the risk",
        n=min(one.n, other.n) if processes is None else one.n + other.n,
        processes=processes,
        doubt=one.doubt or other.doubt,
    )


def _nothing(one: Estimate, other: Estimate, confidence: float) -> Estimate:
    return no_estimate(confidence, f"{one.method}, each at half the risk", min(one.n, other.n))


def _p_value(
    two: _Two, moved: Callable[[float], float], back: Callable[[float], float], *, above: bool
) -> float:
    """The least risk at which both sides' bounds, each at half of it, place the comparison beyond the limit.

    With the second quantity at t, ``moved(t)`` is where the first must lie beyond, and ``back`` undoes that. The first's
    p-value changes one way with t, the second's the other way, so that the greater of them is least where they cross.
    """
    value, place = (one.estimate(_ANY).value for one in (two.first, two.second))
    if value is None or place is None:
        return 1.0

    def sides(t: float) -> tuple[float, float]:
        if above:
            return two.first.p_value_above(moved(t)), two.second.p_value_below(t)
        return two.first.p_value_below(moved(t)), two.second.p_value_above(t)

    far = back(value)
    if far == place or (far > place) != above:
        return 1.0
    best = 1.0

    def lead(share: float) -> float:
        """By how much the first's p-value is ahead, on the way from where it is the least one to where the other is."""
        nonlocal best
        own, others = sides(place + share * (far - place))
        best = min(best, max(own, others))
        return _log(own) - _log(others) if own != others else 0.0

    find_turn(lead, 0.0, 1.0, _NARROW)
    return min(1.0, 2 * best)


def _why_unusable(two: _Two) -> str | None:
    reason = two.first.unusable()
    if reason:
        return reason
    other = two.second.unusable()
    return f"what it is compared with: {other}" if other else None


def _why_no_ratio(value: float, other: float) -> str | None:
    if other == 0:
        return "what it is compared with is 0, and nothing is so many times that"
    if value < 0 or other < 0:
        return "one of the two is negative, and a ratio compares positive quantities"
    return None if value <= _LARGEST * min(other, 1.0) else "the ratio is too large for a number"


def _needed(estimate: Estimate, limit: float, confidence: float) -> Needed | None:
    """More of the same kind, since bounds shrink with the root of it; power 0.8 at the observed value."""
    from scipy.special import ndtri

    value = estimate.value
    if value is None or value == limit:
        return None
    if estimate.lower > limit or estimate.upper < limit:
        return None
    radius = value - estimate.lower if value > limit else estimate.upper - value
    if not isfinite(radius):
        return None
    z = float(ndtri(confidence))
    ratio = radius / abs(value - limit) * (z + float(ndtri(POWER))) / z
    unit: Unit = "examples" if estimate.processes is None else "processes"
    held = estimate.n if estimate.processes is None else estimate.processes
    if not estimate.n * ratio * ratio < _MOST:
        return None
    return Needed(max(1, ceil(held * (ratio * ratio - 1))), unit)


def _on_logs(estimate: Estimate) -> Estimate:
    value = None if estimate.value is None else _log(estimate.value)
    return replace(estimate, value=value, lower=_log(estimate.lower), upper=_log(estimate.upper))


def _log(value: float) -> float:
    return (log(value) if value < inf else inf) if value > 0 else -inf


def _ratio_of_medians(one: Ordered, other: Ordered, confidence: float) -> tuple[float, float]:
    """Bounds of the ratio of two medians of positive values, each side's at half the risk."""
    shared = 1 - risk_of(confidence) / 2
    sides = [(of.lower_bound(0.5, shared), of.upper_bound(0.5, shared)) for of in (one, other)]
    (low, high), (least, most) = sides
    lower = low / most if low > 0 and most < inf else -inf
    return lower, high / least if least > 0 and high < inf else inf


def _critical_t(freedom: int, confidence: float) -> float:
    from scipy.special import stdtrit

    return -float(stdtrit(freedom, risk_of(confidence)))
