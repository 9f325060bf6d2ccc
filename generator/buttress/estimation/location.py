"""Means over processes: mean latency, throughput, training time, energy per item."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite, log, sqrt

import numpy as np

from buttress.estimation.estimate import Estimate, Needed, is_decided, no_estimate, risk_of
from buttress.estimation.planning import processes_to_decide

_METHOD = "log-t over processes"
_FEWEST = 5  # fewer do not show how far processes differ


@dataclass(frozen=True, slots=True)
class GeometricMean:
    """The geometric mean of a quantity over processes, from one value per process.

    The unit is the process because queries within one share its memory layout and its luck, and the scale is
    logarithmic because such quantities are skewed: on raw values the t-interval covers far less than it says.
    The bounds are exact for log-normal values.

    Attributes:
        values: One positive value per process (the process's own mean), in any unit.
    """

    values: tuple[float, ...]

    def estimate(self, confidence: float) -> Estimate:
        """Gives the geometric mean with t-bounds on the logarithms; no bounds from a single process."""
        n = len(self.values)
        if not self._is_readable():
            return no_estimate(confidence, _METHOD, n, n)
        centre, error = self._centre(), self._standard_error()
        value = self._from_log(centre)
        if error is None:
            risk_of(confidence)
            return Estimate(value, -inf, inf, confidence, _METHOD, n, n)
        margin = _critical_t(n - 1, confidence) * error
        lower, upper = self._from_log(centre - margin), self._from_log(centre + margin)
        return Estimate(value, lower, upper, confidence, _METHOD, n, n)

    def p_value_above(self, limit: float) -> float:
        """Gives the p-value of the one-sided t-test on logarithms that the mean is at most the limit."""
        return self._t_tail(limit, sign=1)

    def p_value_below(self, limit: float) -> float:
        """Gives the p-value of the one-sided t-test on logarithms that the mean is at least the limit."""
        return self._t_tail(limit, sign=-1)

    def unusable(self) -> str | None:
        """Says so if there are fewer than five processes or a value that has no logarithm."""
        if len(self.values) < _FEWEST:
            return f"there are {len(self.values)} processes, and a mean over processes needs {_FEWEST}"
        if not self._is_readable():
            return "a process's value is not a positive finite number, so that its logarithm does not exist"
        return None

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more processes would decide if the observed mean and spread were the true ones."""
        n = len(self.values)
        if self.values and not self._is_readable():
            return None
        missing = _FEWEST - n
        if n < 2:
            return Needed(missing, "processes")
        total = None if is_decided(self, limit, confidence) else self._total_needed(limit, confidence)
        more = missing if total is None else max(missing, total - n, 1)
        return Needed(more, "processes") if more > 0 else None

    def _total_needed(self, limit: float, confidence: float) -> int | None:
        error = self._standard_error()
        if not error:  # no spread: only a value on the limit is undecided
            return None
        deviation = error * sqrt(len(self.values))
        return processes_to_decide(abs(self._centre() - self._to_log(limit)) / deviation, confidence)

    def _is_readable(self) -> bool:
        return bool(self.values) and all(isfinite(value) and value > 0 for value in self.values)

    # Logarithms are taken relative to the first value, so that equal values give exactly that value back.
    def _to_log(self, value: float) -> float:
        return log(value) - log(self.values[0])

    def _from_log(self, exponent: float) -> float:
        with np.errstate(over="ignore", under="ignore"):
            return float(self.values[0] * np.exp(exponent))

    def _centre(self) -> float:
        return float(np.mean([self._to_log(value) for value in self.values]))

    def _standard_error(self) -> float | None:
        if len(self.values) < 2:
            return None
        logs = [self._to_log(value) for value in self.values]
        return float(np.std(logs, ddof=1)) / sqrt(len(logs))

    def _t_tail(self, limit: float, sign: int) -> float:
        from scipy.special import stdtr

        error = self._standard_error() if self._is_readable() else None
        if error is None:
            return 1.0
        beyond = sign * (self._centre() - (self._to_log(limit) if limit > 0 else -inf))
        if error == 0 or not isfinite(beyond):
            return 0.0 if beyond > 0 else 1.0
        return float(stdtr(len(self.values) - 1, -beyond / error))


def _critical_t(freedom: int, confidence: float) -> float:
    from scipy.special import stdtrit

    return -float(stdtrit(freedom, risk_of(confidence)))
