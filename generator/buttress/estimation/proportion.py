"""Proportions: accuracy, recall, hit rates, anything that is so many out of so many."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from buttress.estimation.binomial import at_least, at_most
from buttress.estimation.estimate import Estimate, Needed, is_decided, no_estimate, risk_of
from buttress.estimation.planning import trials_to_decide


def clopper_pearson(successes: int, trials: int, confidence: float) -> tuple[float, float]:
    """Gives the exact lower and upper bound of a proportion, each at its own one-sided confidence.

    Neither errs more often than ``1 - confidence``, whatever the true proportion (Clopper and Pearson 1934).

    Args:
        successes: Successes, 0 to ``trials``.
        trials: Trials, at least 1.
        confidence: One-sided; 0.975 gives the usual two-sided 95 % interval.
    """
    from scipy.special import betainccinv, betaincinv

    risk = risk_of(confidence)
    failures = trials - successes
    lower = float(betaincinv(successes, failures + 1, risk)) if successes else 0.0
    upper = float(betainccinv(successes + 1, failures, risk)) if failures else 1.0
    return lower, upper


def wilson_interval(successes: int, trials: int, confidence: float) -> tuple[float, float]:
    """Gives the score bounds of a proportion (Wilson 1927), for display only.

    They are narrower than the exact ones and can err more often than stated.

    Args:
        successes: Successes, 0 to ``trials``.
        trials: Trials, at least 1.
        confidence: One-sided; 0.975 gives the usual two-sided 95 % interval.
    """
    from scipy.special import ndtri

    z = -float(ndtri(risk_of(confidence)))
    rate, pull = successes / trials, z * z / trials
    centre = rate + pull / 2
    spread = z * sqrt(rate * (1 - rate) / trials + pull / (4 * trials))
    lower = (centre - spread) / (1 + pull) if successes else 0.0
    upper = (centre + spread) / (1 + pull) if successes < trials else 1.0
    return lower, upper


@dataclass(frozen=True, slots=True)
class Proportion:
    """So many successes in so many independent trials, each example counted once.

    Attributes:
        successes: Successes, 0 to ``trials``.
        trials: Trials.

    Raises:
        ValueError: The counts are impossible.
    """

    successes: int
    trials: int

    def __post_init__(self) -> None:
        if not 0 <= self.successes <= self.trials:
            raise ValueError(f"{self.successes} successes in {self.trials} trials are impossible")

    def estimate(self, confidence: float) -> Estimate:
        """Gives the share of successes with Clopper-Pearson bounds."""
        method = "Clopper-Pearson"
        if not self.trials:
            return no_estimate(confidence, method, 0)
        lower, upper = clopper_pearson(self.successes, self.trials, confidence)
        return Estimate(self.successes / self.trials, lower, upper, confidence, method, self.trials)

    def p_value_above(self, limit: float) -> float:
        """Gives the chance of so many successes or more, were the proportion at the limit."""
        if not self.trials or limit > 1:
            return 1.0
        return 0.0 if limit < 0 else at_least(self.successes, self.trials, limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the chance of so few successes or fewer, were the proportion at the limit."""
        if not self.trials or limit < 0:
            return 1.0
        return 0.0 if limit > 1 else at_most(self.successes, self.trials, limit)

    def unusable(self) -> str | None:
        """Says so if there is no trial at all."""
        return None if self.trials else "there are no examples"

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more examples would decide if the observed share were the true one."""
        if not self.trials or is_decided(self, limit, confidence):
            return None
        total = trials_to_decide(self.successes / self.trials, limit, confidence)
        return None if total is None else Needed(max(1, total - self.trials), "examples")
