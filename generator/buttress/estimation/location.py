"""Means over processes: mean latency, throughput, training time, energy per item."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite, log, sqrt

import numpy as np

from buttress.estimation.estimate import Estimate, Needed, is_decided, no_estimate, risk_of
from buttress.estimation.planning import processes_to_decide, trials_to_decide
from buttress.estimation.queries import Ordered

_METHOD = "log-t and sign test over processes"
_FEWEST = 5  # fewer do not show how far processes differ


@dataclass(frozen=True, slots=True)
class GeometricMean:
    """What a quantity is in the typical process: the geometric mean over processes, from one value per process.

    The unit is the process because queries within one share its memory layout and its luck, and the scale is
    logarithmic because such quantities are skewed: on raw values the t-interval covers far less than it says.

    The t-bounds on logarithms are exact where processes differ log-normally, and nothing shows of a few processes
    whether they do: where one in ten is slow, five show none of these more often than not, and look alike. So each
    bound is the farther one of two, the t-bound and that of the sign test, which is exact for the median process
    whatever the distribution. Of log-normal values, median and geometric mean are the same. Elsewhere it is the median
    process that the bounds are proved for; the slow ones among many do not move it.

    Attributes:
        values: One positive value per process (the process's own mean), in any unit.
    """

    values: tuple[float, ...]

    def estimate(self, confidence: float) -> Estimate:
        """Gives the geometric mean, and of the t-bounds and those of the sign test the farther ones."""
        n = len(self.values)
        if not self._is_readable():
            return no_estimate(confidence, _METHOD, n, n)
        centre, error = self._centre(), self._standard_error()
        value = self._from_log(centre)
        if error is None:
            risk_of(confidence)
            return Estimate(value, -inf, inf, confidence, _METHOD, n, n)
        margin, ordered = _critical_t(n - 1, confidence) * error, Ordered.of(self.values)
        lower = min(self._from_log(centre - margin), ordered.lower_bound(0.5, confidence))
        upper = max(self._from_log(centre + margin), ordered.upper_bound(0.5, confidence))
        return Estimate(value, lower, upper, confidence, _METHOD, n, n)

    def p_value_above(self, limit: float) -> float:
        """Gives the p-value that it is at most the limit, the greater one of t-test and sign test."""
        return max(self._t_tail(limit, sign=1), Ordered.of(self.values).p_value_above(0.5, limit))

    def p_value_below(self, limit: float) -> float:
        """Gives the p-value that it is at least the limit, likewise."""
        return max(self._t_tail(limit, sign=-1), Ordered.of(self.values).p_value_below(0.5, limit))

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
        is_settled = limit <= 0 or is_decided(self, limit, confidence)
        total = None if is_settled else self._total_needed(limit, confidence)
        more = missing if total is None else max(missing, total - n, 1)
        return Needed(more, "processes") if more > 0 else None

    def _total_needed(self, limit: float, confidence: float) -> int | None:
        """So many that both tests decide, each at what was observed; None where one of them would not."""
        n, error, apart = (
            len(self.values),
            self._standard_error() or 0.0,
            self._centre() - self._to_log(limit),
        )
        beyond = sum(value > limit if apart > 0 else value < limit for value in self.values) / n
        of_signs = trials_to_decide(beyond, 0.5, confidence) if beyond > 0.5 else None
        of_t = processes_to_decide(abs(apart) / (error * sqrt(n)), confidence) if error else _FEWEST
        return None if of_signs is None or of_t is None else max(of_signs, of_t)

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
