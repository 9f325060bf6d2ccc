"""What is computed from sampled quantities: functions of one or several of them, with bounds and p-values."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, fsum, inf, isfinite, sqrt
from typing import TYPE_CHECKING, Protocol

from buttress.estimation.estimate import Estimate, Needed, Sample, is_decided, no_estimate, risk_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LEAST_RISK = 1e-12
_GREATEST_RISK = 0.5 - 1e-9
_HALVINGS = 50
_FARTHEST = 40.0  # as a logarithm: what would have to change by more than this is not planned for
_ANY = 0.95  # a confidence, where only the value is asked for


class Formula(Protocol):
    """A number from a number of each sampled quantity; it never falls where one of them rises.

    It takes bounds that are missing, too: ``-inf`` and ``inf``.
    """

    def __call__(self, values: Sequence[float]) -> float:
        """Gives the number."""


@dataclass(frozen=True, slots=True)
class WeightedSum:
    """A constant plus each value times its weight: a formula for `Transformed`.

    Attributes:
        weights: One for each value, none negative.
        constant: What is added.

    >>> WeightedSum((2.0, 0.5), 1.0)((3.0, 4.0))
    9.0
    """

    weights: tuple[float, ...]
    constant: float = 0.0

    def __call__(self, values: Sequence[float]) -> float:
        """Gives the sum, infinite where it is too large. A value of weight 0 adds nothing, even an infinite one."""
        parts = [weight * value for weight, value in zip(self.weights, values, strict=True) if weight]
        try:
            return fsum((self.constant, *parts)) if all(map(isfinite, parts)) else sum(parts)
        except OverflowError:  # finite parts, and a sum that no number holds
            return sum(parts, self.constant)


@dataclass(frozen=True, slots=True)
class Transformed:
    """A quantity that a formula computes from sampled ones, and that rises with each of them (never falls).

    One quantity keeps its bounds: what is true of it with a confidence is true of the formula at it. Several share the
    risk (Bonferroni): with m of them each is bounded at 1 - risk / m, all bounds hold together at the confidence
    whatever the quantities have to do with each other, and then the formula at them bounds the formula's value. For one
    quantity nothing is lost; for several the bounds are wider than they need be, and err less often.

    The p-value of a limit is the least risk at which the bound still lies beyond it, found by halving: 0.5 or more is
    told as 1, and nothing below 1e-12 is told. For a formula with steps (a ceiling) bounds lie on steps, so that one
    can equal a limit to the bit: then ``upper <= T`` holds though the p-value of "less than T" is not small. As for
    every sample, whether a claim holds is read off the bounds.

    Attributes:
        samples: Evidence of each quantity.
        formula: Computes the quantity; it must not fall where one of them rises, and must take infinite bounds.
    """

    samples: tuple[Sample, ...]
    formula: Formula

    def estimate(self, confidence: float) -> Estimate:
        """Gives the formula at the samples' values and at their bounds; `n` and `processes` are the least of theirs."""
        if not self.samples:
            return no_estimate(confidence, "computed", 0)
        found = self._bounded(risk_of(confidence))
        values = [one.value for one in found if one.value is not None]
        value = self.formula(values) if len(values) == len(found) else None
        counts = [one.processes for one in found if one.processes is not None]
        return Estimate(
            value=value if value is not None and isfinite(value) else None,
            lower=self.formula([one.lower for one in found]),
            upper=self.formula([one.upper for one in found]),
            confidence=confidence,
            method=_method(found),
            n=min(one.n for one in found),
            processes=min(counts, default=None),
            note=next((one.note for one in found if one.note), ""),
            doubt=next((one.doubt for one in found if one.doubt), ""),
        )

    def p_value_above(self, limit: float) -> float:
        """Gives the least risk at which the lower bound lies above the limit."""
        return _least_risk(lambda risk: self._lower(risk) > limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the least risk at which the upper bound lies below the limit."""
        return _least_risk(lambda risk: self._upper(risk) < limit)

    def unusable(self) -> str | None:
        """Says why the first unusable sample is, or that there is none."""
        if not self.samples:
            return "there are no samples"
        return next((reason for one in self.samples if (reason := one.unusable())), None)

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how much more of the sample that needs most would decide.

        The limit is taken back to the sampled quantities: to where the formula crosses it if all of them change by the
        same factor.
        """
        values = [one.estimate(_ANY).value for one in self.samples]
        known = [value for value in values if value is not None]
        if not known or len(known) < len(values) or is_decided(self, limit, confidence):
            return None
        factor = _crossing(self.formula, known, limit)
        if factor is None:
            return None
        shared = 1 - risk_of(confidence) / len(known)
        needed = [
            one.needed_to_decide(factor * value, shared)
            for one, value in zip(self.samples, known, strict=True)
        ]
        return max((one for one in needed if one), key=lambda one: one.count, default=None)

    def _bounded(self, risk: float) -> list[Estimate]:
        return [one.estimate(1 - risk / len(self.samples)) for one in self.samples]

    def _lower(self, risk: float) -> float:
        return self.formula([one.lower for one in self._bounded(risk)]) if self.samples else -inf

    def _upper(self, risk: float) -> float:
        return self.formula([one.upper for one in self._bounded(risk)]) if self.samples else inf


def _method(found: Sequence[Estimate]) -> str:
    methods = " and ".join(dict.fromkeys(one.method for one in found))
    return methods if len(found) == 1 else f"{methods}, {len(found)} parts that share the risk"


def _least_risk(excludes: Callable[[float], bool]) -> float:
    """The least risk at which a bound excludes a limit; the more is risked, the narrower bounds are."""
    if not excludes(_GREATEST_RISK):
        return 1.0
    if excludes(_LEAST_RISK):
        return _LEAST_RISK
    low, high = _LEAST_RISK, _GREATEST_RISK
    for _ in range(_HALVINGS):
        middle = sqrt(low * high)
        low, high = (low, middle) if excludes(middle) else (middle, high)
    return high


def _crossing(formula: Formula, values: Sequence[float], limit: float) -> float | None:
    """The factor on all values above which the formula lies above a limit; None where there is none within reason."""

    def above(exponent: float) -> bool:
        return formula([exp(exponent) * value for value in values]) > limit

    low, high = -_FARTHEST, _FARTHEST
    if above(low) or not above(high):
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if above(middle) else (middle, high)
    return exp(low)
