"""The maximum over runs: peak memory, where one run too many ends the process."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from buttress.estimation.estimate import Estimate, Needed, no_estimate, risk_of

_METHOD = "maximum over processes"
_FEWEST = 3


def share_above_maximum(runs: int, confidence: float) -> float:
    """Gives the largest share of future runs that may exceed the maximum of so many, at a confidence.

    It is 1 - (1 - confidence)^(1 / runs): the distribution-free upper tolerance bound (Wilks 1941).

    Args:
        runs: Independent runs measured, at least 1.
        confidence: One-sided confidence, above 0.5 and below 1.

    >>> round(share_above_maximum(5, 0.95), 2), round(share_above_maximum(59, 0.95), 3)
    (0.45, 0.05)
    """
    return float(1 - risk_of(confidence) ** (1 / runs))


@dataclass(frozen=True, slots=True)
class Maximum:
    """The largest value over the measured runs, one value per run.

    The quantity is what was observed, so both bounds are the maximum and p-values are 0 or 1: one run above
    the limit breaks a claim, none keeps it. How little that says about further runs stands in the estimate's
    note.

    Attributes:
        values: One value per run, in any unit.
    """

    values: tuple[float, ...]

    def estimate(self, confidence: float) -> Estimate:
        """Gives the maximum as its own bounds, and in the note the share of runs that may exceed it."""
        n = len(self.values)
        if not self._is_readable():
            return no_estimate(confidence, _METHOD, n, n)
        share = share_above_maximum(n, confidence)
        note = f"with {100 * confidence:.4g} % confidence at most {100 * share:.3g} % of runs exceed it"
        peak = float(max(self.values))
        return Estimate(peak, peak, peak, confidence, _METHOD, n, n, note)

    def p_value_above(self, limit: float) -> float:
        """Gives 0 if a run exceeded the limit, else 1."""
        return 0.0 if self._is_readable() and max(self.values) > limit else 1.0

    def p_value_below(self, limit: float) -> float:
        """Gives 0 if every run stayed below the limit, else 1."""
        return 0.0 if self._is_readable() and max(self.values) < limit else 1.0

    def unusable(self) -> str | None:
        """Says so if there are fewer than three runs or a value that is not finite."""
        if len(self.values) < _FEWEST:
            return f"there are {len(self.values)} runs, and a maximum over runs needs {_FEWEST}"
        return None if self._is_readable() else "a run's value is not a finite number"

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:  # noqa: ARG002
        """Says how many runs are missing from three; three always decide about themselves."""
        missing = _FEWEST - len(self.values)
        return Needed(missing, "processes") if missing > 0 else None

    def _is_readable(self) -> bool:
        return bool(self.values) and all(isfinite(value) for value in self.values)
