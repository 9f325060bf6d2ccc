"""The load that a service sustains: the highest arrival rate at which a latency percentile keeps its limit."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, isfinite, isnan, nextafter
from typing import TYPE_CHECKING

from buttress.estimation.estimate import Estimate, is_decided, no_estimate, risk_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from buttress.estimation.estimate import Needed, Sample

_METHOD = "percentile at each rate, risk shared"
_USUAL = 0.95  # at which trials are asked for their guards and compared with each other


@dataclass(frozen=True, slots=True)
class _Trial:
    """What a trial says of its rate.

    Attributes:
        rate: Queries per second.
        observed: The estimate of the percentile.
        silent: Why it proves nothing, possibly empty.
        p_keeps: The p-value that the percentile lies at or above the limit.
        p_misses: The p-value that it lies at or below it.
    """

    rate: float
    observed: Estimate
    silent: str
    p_keeps: float
    p_misses: float


@dataclass(frozen=True, slots=True, eq=False)
class SustainedLoad:
    """The largest Poisson arrival rate at which a latency percentile keeps a limit, MLPerf's metric of a server.

    It is assumed that load never makes latency better: what keeps the limit at a rate keeps it at every lower one, and
    what misses it misses it at every higher one. The lower bound is then the largest rate at which the percentile is
    proved to keep the limit, and the upper bound the number just below the smallest rate at which it is proved to miss
    it. Of m trials each gets an m-th of the risk, which pays for the choice of the best among them in whatever order
    the rates were tried (Bonferroni).

    A trial that is unusable or whose bounds are in doubt, as under overload where queries pile up, proves nothing
    either way, and the note says which.

    Attributes:
        trials: The rate of each trial in queries per second, and the percentile that was measured at that rate. Rates
            are positive, in any order, possibly repeated.
        limit: The limit on the percentile, in its own unit.
    """

    trials: tuple[tuple[float, Sample], ...]
    limit: float
    _told: tuple[_Trial, ...] = field(init=False, repr=False)
    _broken: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        told = sorted((_tell(*trial, self.limit) for trial in self.trials), key=lambda one: one.rate)
        object.__setattr__(self, "_told", tuple(told))
        object.__setattr__(self, "_broken", self._why_broken())

    def estimate(self, confidence: float) -> Estimate:
        """Gives the largest rate whose observed percentile keeps the limit, None where none does."""
        n = sum(one.observed.n for one in self._told)
        processes = sum(one.observed.processes or 0 for one in self._told) or None
        if self._broken:
            return no_estimate(confidence, _METHOD, n, processes)
        lower, upper = self._bounds(confidence)
        keeping = [one.rate for one in self._told if _keeps(one, self.limit) and one.rate <= upper]
        silent = [f"at {one.rate:g} queries per second: {one.silent}" for one in self._told if one.silent]
        none = [] if keeping else ["no rate that was tried keeps the limit"]
        doubt = silent[0] if len(silent) == len(self._told) else ""
        value, note = max(keeping, default=None), "; ".join([*none, *([] if doubt else silent)])
        return Estimate(value, lower, upper, confidence, _METHOD, n, processes, note, doubt)

    def p_value_above(self, limit: float) -> float:
        """Gives the p-value that the load is at most a rate: the least of the trials beyond it, times all of them."""
        return self._shared(one.p_keeps for one in self._told if one.rate > limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the p-value that the load is at least a rate: the least of the trials up to it, times all of them."""
        return self._shared(one.p_misses for one in self._told if one.rate <= limit)

    def unusable(self) -> str | None:
        """Says so if there is no usable trial, a rate or the limit is no number, or trials contradict each other."""
        return self._broken or None

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how much more evidence the trial at a rate, or at the next one above it, would take.

        None where the trials decide already, or none has so high a rate.
        """
        risk = risk_of(confidence)
        if self._broken or is_decided(self, limit, confidence):
            return None
        able = sorted((trial for trial in self.trials if trial[0] >= limit), key=lambda trial: trial[0])
        return able[0][1].needed_to_decide(self.limit, 1 - risk / len(self.trials)) if able else None

    def _shared(self, p_values: Iterable[float]) -> float:
        return 1.0 if self._broken else min(1.0, len(self._told) * min(p_values, default=1.0))

    def _bounds(self, confidence: float) -> tuple[float, float]:
        risk, m = risk_of(confidence), len(self._told)
        lower = max((one.rate for one in self._told if m * one.p_keeps <= risk), default=-inf)
        missed = min((one.rate for one in self._told if m * one.p_misses <= risk), default=inf)
        return lower, nextafter(missed, 0.0) if missed < inf else inf

    def _why_broken(self) -> str:
        if not self._told:
            return "no rate was tried"
        if isnan(self.limit) or any(not isfinite(one.rate) or one.rate <= 0 for one in self._told):
            return "a rate is not a positive number, or the limit is no number"
        if all(one.observed.value is None for one in self._told):
            return f"at {self._told[0].rate:g} queries per second: {self._told[0].silent}"
        lower, upper = self._bounds(_USUAL)
        if lower <= upper:
            return ""
        return (
            f"the percentile keeps its limit at {lower:g} queries per second and misses it at {nextafter(upper, inf):g}, "
            "though load should never make latency better"
        )


def _tell(rate: float, sample: Sample, limit: float) -> _Trial:
    observed, broken = sample.estimate(_USUAL), sample.unusable()
    silent = broken or observed.doubt
    if observed.value is None or broken:
        observed = no_estimate(_USUAL, observed.method, observed.n, observed.processes)
        silent = silent or "the samples give no estimate"
    if silent:
        return _Trial(rate, observed, silent, 1.0, 1.0)
    return _Trial(rate, observed, "", sample.p_value_below(limit), sample.p_value_above(limit))


def _keeps(trial: _Trial, limit: float) -> bool:
    return trial.observed.value is not None and trial.observed.value <= limit
