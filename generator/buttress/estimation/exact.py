"""Quantities that are counted, not sampled: sizes, parameter counts, operator sets."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from buttress.estimation.estimate import Estimate, Needed, no_estimate, risk_of


@dataclass(frozen=True, slots=True)
class Exact:
    """A value that every measurement of the same artifact repeats.

    Both bounds are the value, and p-values are 0 or 1.

    Attributes:
        value: The value, in any unit.
    """

    value: float

    def estimate(self, confidence: float) -> Estimate:
        """Gives the value as its own bounds."""
        if not isfinite(self.value):
            return no_estimate(confidence, "exact", 0)
        risk_of(confidence)
        value = float(self.value)
        return Estimate(value, value, value, confidence, "exact", 1)

    def p_value_above(self, limit: float) -> float:
        """Gives 0 if the value lies above the limit, else 1."""
        return 0.0 if isfinite(self.value) and self.value > limit else 1.0

    def p_value_below(self, limit: float) -> float:
        """Gives 0 if the value lies below the limit, else 1."""
        return 0.0 if isfinite(self.value) and self.value < limit else 1.0

    def unusable(self) -> str | None:
        """Says so if the value is not a finite number."""
        return None if isfinite(self.value) else f"the value is {self.value}, not a finite number"

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:  # noqa: ARG002
        """Gives None: an exact value decides at once."""
        return None
