"""Proportions of examples that are not independent: patients with several images, users with several sessions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from buttress.estimation.betting import (
    BETTING,
    mean_bounds,
    p_value_of_less,
    p_value_of_more,
    values_to_decide,
)
from buttress.estimation.estimate import Estimate, Needed, is_decided, no_estimate, risk_of

_FEWEST = 5


@dataclass(frozen=True, slots=True)
class ClusteredProportion:
    """The share of successes where trials of one cluster resemble each other: the mean of each cluster's own share.

    Each cluster counts once, so the share is that of the typical patient or user, not of the one with most trials.
    The bounds are proved for independent clusters, however much they differ (see `buttress.estimation.betting`).
    The customary ones are approximate and stand in the note (see `korn_graubard`).

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
        """Gives the mean of the clusters' shares with bounds by betting over clusters."""
        n, clusters = sum(self.trials), len(self.trials)
        if not n:
            return no_estimate(confidence, BETTING, 0)
        lower, upper = mean_bounds(self._shares(), confidence)
        low, high = korn_graubard(self.successes, self.trials, confidence)
        together = sum(self.successes) / n
        note = (
            f"{clusters} clusters count once each; all examples together {together:.3g}, by Korn-Graubard, approximate: "
            f"{low:.3g} to {high:.3g}"
        )
        mean = float(self._shares().mean())
        return Estimate(mean, lower, upper, confidence, BETTING, n, note=note, clusters=clusters)

    def p_value_above(self, limit: float) -> float:
        """Gives the p-value by betting of "the mean share is at most the limit"."""
        return p_value_of_more(self._shares(), limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the p-value by betting of "the mean share is at least the limit"."""
        return p_value_of_less(self._shares(), limit)

    def unusable(self) -> str | None:
        """Says so if there are fewer than five clusters."""
        if len(self.trials) >= _FEWEST:
            return None
        return f"there are {len(self.trials)} clusters of examples, and a share over clusters needs {_FEWEST}"

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more clusters would decide if these show how clusters differ (see `values_to_decide`).

        More examples of the same clusters would not help.
        """
        clusters = len(self.trials)
        risk_of(confidence)
        missing = _FEWEST - clusters
        if not clusters or not 0 <= limit <= 1 or is_decided(self, limit, confidence):
            return Needed(missing, "clusters") if missing > 0 else None
        total = values_to_decide(self._shares(), limit, confidence)
        return None if total is None else Needed(max(1, missing, total - clusters), "clusters")

    def _shares(self) -> np.ndarray:
        return np.array(self.successes, dtype=np.float64) / np.array(self.trials, dtype=np.float64)


def korn_graubard(
    successes: tuple[int, ...], trials: tuple[int, ...], confidence: float
) -> tuple[float, float]:
    """Gives Korn and Graubard's bounds of a pooled share, each at its own one-sided confidence (1998).

    The trials count for as many independent ones as the spread between clusters allows, and the Clopper-Pearson
    bounds are taken of those. They are approximate: where a few clusters fail entirely, none of these may be among
    the sample, and the spread that it shows is then too small.

    Args:
        successes: Successes of each cluster.
        trials: Trials of each cluster, each at least 1.
        confidence: One-sided confidence, above 0.5 and below 1.

    Returns:
        Lower and upper bound; (0, 1) for fewer than two clusters.
    """
    from scipy.special import betainccinv, betaincinv

    risk, rates, sizes = risk_of(confidence), np.array(successes), np.array(trials)
    if sizes.size < 2:
        return 0.0, 1.0
    counting = _independent(rates, sizes, risk)
    good = rates.sum() / sizes.sum() * counting
    bad = counting - good
    lower = float(betaincinv(good, bad + 1, risk)) if good > 0 else 0.0
    upper = float(betainccinv(good + 1, bad, risk)) if bad > 0 else 1.0
    return lower, upper


def _independent(successes: np.ndarray, trials: np.ndarray, risk: float) -> float:
    """Gives for how many independent trials these count, at most all of them."""
    from scipy.special import ndtri, stdtrit

    total, clusters = float(trials.sum()), trials.size
    shrunk = (float(ndtri(risk)) / float(stdtrit(clusters - 1, risk))) ** 2
    rate = float(successes.sum()) / total
    if rate in (0.0, 1.0):  # no spread is seen: a cluster counts once
        return clusters * shrunk
    variance = clusters / (clusters - 1) * float(((successes - rate * trials) ** 2).sum()) / total**2
    return min(rate * (1 - rate) / variance * shrunk, total) if variance > 0 else total * shrunk
