"""Claims: a constraint's operator and limits, held against an estimate. One rule for every kind of quality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from buttress.records import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.estimation import Estimate, Needed, Sample
    from buttress.records import Constraint, Operator

Outcome = Literal["holds", "violated", "undecided"]


@dataclass(frozen=True, slots=True)
class Claim:
    """An operator with its limits as numbers in one unit.

    Attributes:
        operator: The operator; ``between`` takes both limits.
        limits: One limit, or both ends.
    """

    operator: Operator
    limits: tuple[float, ...]

    def judge(self, sample: Sample, estimate: Estimate) -> Outcome:
        """Gives what the bounds say.

        The claim holds when everything that they admit satisfies it, is violated when nothing that they admit does,
        and is undecided otherwise. A claim with two ends can be missed on either side, so each side then has to be
        excluded at half the risk.
        """
        if self._satisfied(estimate.lower) and self._satisfied(estimate.upper):
            return "holds"
        if not self.excludes(estimate):
            return "undecided"
        two_ends = self.operator in ("=", "between")
        beyond_chance = not two_ends or self.p_value_violated(sample) <= 1 - estimate.confidence
        return "violated" if beyond_chance else "undecided"

    def margin(self, estimate: Estimate) -> float:
        """Distance from the bound that matters to the limit: positive while it holds, negative otherwise."""
        match self.operator:
            case "<=" | "<":
                return self.limits[0] - estimate.upper
            case ">=" | ">":
                return estimate.lower - self.limits[0]
            case "=":
                return -max(abs(estimate.upper - self.limits[0]), abs(estimate.lower - self.limits[0]))
            case "between":
                return min(estimate.lower - self.limits[0], self.limits[1] - estimate.upper)

    def p_value_violated(self, sample: Sample) -> float:
        """Gives how surprising the sample would be if the claim were true: small is strong evidence against it."""
        low, high = self.limits[0], self.limits[-1]
        match self.operator:
            case "<=" | "<":
                return sample.p_value_above(high)
            case ">=" | ">":
                return sample.p_value_below(low)
            case _:
                return min(1.0, 2 * min(sample.p_value_above(high), sample.p_value_below(low)))

    def p_value_held(self, sample: Sample) -> float:
        """Gives how surprising the sample would be if the claim just failed: small is strong evidence for it."""
        low, high = self.limits[0], self.limits[-1]
        match self.operator:
            case "<=" | "<":
                return sample.p_value_below(high)
            case ">=" | ">":
                return sample.p_value_above(low)
            case _:
                return max(sample.p_value_above(low), sample.p_value_below(high))

    def needed(self, sample: Sample, estimate: Estimate, confidence: float) -> Needed | None:
        """Gives how much more evidence would decide it, against the limit that is nearer to the value."""
        value = estimate.value
        if value is None:
            return None
        nearest = min(self.limits, key=lambda limit: abs(limit - value))
        return sample.needed_to_decide(nearest, confidence)

    def excludes(self, estimate: Estimate) -> bool:
        """Says whether nothing that the bounds admit satisfies the claim."""
        match self.operator:
            case "<=":
                return estimate.lower > self.limits[0]
            case "<":
                return estimate.lower >= self.limits[0]
            case ">=":
                return estimate.upper < self.limits[0]
            case ">":
                return estimate.upper <= self.limits[0]
            case "=" | "between":
                return estimate.lower > self.limits[-1] or estimate.upper < self.limits[0]

    def _satisfied(self, value: float) -> bool:
        match self.operator:
            case "<=":
                return value <= self.limits[0]
            case "<":
                return value < self.limits[0]
            case ">=":
                return value >= self.limits[0]
            case ">":
                return value > self.limits[0]
            case "=":
                return value == self.limits[0]
            case "between":
                return self.limits[0] <= value <= self.limits[1]


def claim_of(constraint: Constraint, unit: str, levels: Sequence[str] = ()) -> Claim | None:
    """Gives a constraint's claim in a unit; None for one on an ordinal level that nothing computes.

    Args:
        constraint: The constraint.
        unit: The unit that its limits are told in.
        levels: The levels of what is computed of a deployment, worst first: a level counts as its place among them.
    """
    require = constraint.require
    if not isinstance(require.limit, Quantity):
        word = require.limit.word
        return Claim(require.operator, (float(levels.index(word)),)) if word in levels else None
    limits = [require.limit] if require.upper is None else [require.limit, require.upper]
    return Claim(require.operator, tuple(limit.magnitude_in(unit) for limit in limits))
