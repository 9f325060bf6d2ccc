"""Proportions of examples that are not independent: patients with several images, users with several sessions."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from buttress.estimation.estimate import APPROXIMATE, Estimate, Needed, no_estimate, risk_of

if TYPE_CHECKING:
    from collections.abc import Callable

_METHOD = "Korn-Graubard"
_FEWEST = 5
_HALVINGS = 50


@dataclass(frozen=True, slots=True)
class ClusteredProportion:
    """So many successes in so many trials, of which those of one cluster resemble each other.

    The trials count for as many independent ones as the spread between clusters allows, and the Clopper-Pearson
    bounds are taken of those (Korn and Graubard 1998). Where clusters differ widely the bounds err more often than
    they say, so they inform and decide nothing.

    Attributes:
        successes: Successes of each cluster.
        trials: Trials of each cluster, each at least 1.

    Raises:
        ValueError: The counts are impossible.
    """

    successes: tuple[int, ...]
    trials: tuple[int, ...]

    def __post_init__(self) -> None:
        pairs = zip(self.successes, self.trials, strict=True)
        if any(not 0 <= successes <= trials or not trials for successes, trials in pairs):
            raise ValueError("a cluster has more successes than trials, or no trial")

    def estimate(self, confidence: float) -> Estimate:
        """Gives the share of successes with Korn and Graubard's bounds."""
        n = sum(self.trials)
        if not n:
            return no_estimate(confidence, _METHOD, 0)
        rate = sum(self.successes) / n
        note = f"in {len(self.trials)} clusters"
        if len(self.trials) < 2:
            return Estimate(rate, -inf, inf, confidence, _METHOD, n, note=note, doubt=APPROXIMATE)
        lower, upper = _bounds(rate, self._counting(confidence), risk_of(confidence))
        return Estimate(rate, lower, upper, confidence, _METHOD, n, note=note, doubt=APPROXIMATE)

    def p_value_above(self, limit: float) -> float:
        """Gives the risk at which the lower bound would reach the limit."""
        return self._risk(lambda lower, _: lower > limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the risk at which the upper bound would reach the limit."""
        return self._risk(lambda _, upper: upper < limit)

    def unusable(self) -> str | None:
        """Says so if there are fewer than five clusters."""
        if len(self.trials) >= _FEWEST:
            return None
        return f"there are {len(self.trials)} clusters of examples, and a share over clusters needs {_FEWEST}"

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:  # noqa: ARG002
        """Gives None: more examples narrow the bounds, which still prove nothing."""
        return None

    def _counting(self, confidence: float) -> float:
        """For how many independent trials these count, at most all of them."""
        from scipy.special import ndtri, stdtrit

        clusters, risk = len(self.trials), risk_of(confidence)
        shrunk = (float(ndtri(risk)) / float(stdtrit(clusters - 1, risk))) ** 2
        return min(self._independent() * shrunk, float(sum(self.trials)))

    def _independent(self) -> float:
        successes, trials = np.array(self.successes), np.array(self.trials)
        total, clusters = trials.sum(), len(trials)
        rate = successes.sum() / total
        if rate in (0.0, 1.0):  # no spread is seen: a cluster counts once
            return float(clusters)
        variance = clusters / (clusters - 1) * float(((successes - rate * trials) ** 2).sum()) / total**2
        return float(rate * (1 - rate) / variance) if variance > 0 else float(total)

    def _risk(self, excludes: Callable[[float, float], bool]) -> float:
        if len(self.trials) < 2:
            return 1.0
        rate = sum(self.successes) / sum(self.trials)
        low, high = 1e-12, 0.5
        for _ in range(_HALVINGS):
            middle = (low * high) ** 0.5
            if excludes(*_bounds(rate, self._counting(1 - middle), middle)):
                high = middle
            else:
                low = middle
        return 1.0 if high == 0.5 else high


def _bounds(rate: float, trials: float, risk: float) -> tuple[float, float]:
    from scipy.special import betainccinv, betaincinv

    successes = rate * trials
    failures = trials - successes
    lower = float(betaincinv(successes, failures + 1, risk)) if successes > 0 else 0.0
    upper = float(betainccinv(successes + 1, failures, risk)) if failures > 0 else 1.0
    return lower, upper
