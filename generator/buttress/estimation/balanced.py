"""Balanced accuracy, the mean of the recalls of all classes, proved from the counts of each class."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, exp, sqrt

import numpy as np

from buttress.estimation.estimate import Estimate, Needed, is_decided, no_estimate, risk_of
from buttress.estimation.planning import POWER
from buttress.estimation.plug_in import balanced_accuracy
from buttress.estimation.resampling import FEWEST_CLUSTERS, Resampled

_METHOD = "Chernoff over all recalls"
_LEFT_OUT = 1e-4
_FEW_OF_CLASS = 20
_STEP = 1.1
_HALVINGS = 60
_MOST_TIMES = 10**6


@dataclass(frozen=True, eq=False)
class BalancedAccuracy:
    """The mean, over the classes that there are examples of, of the share of examples answered rightly.

    The bounds are proved for independent examples. Whatever recalls have a balanced accuracy of at most T, Chernoff's
    inequality bounds the chance of so high a mean of shares, and the most favourable recalls are searched for, which
    is a concave problem with one maximum. Only recalls within exact (Clopper-Pearson) bounds are searched, and the
    chance that these leave the truth out, one in 10 000, is added (Berger and Boos 1994, Journal of the American
    Statistical Association 89): so no p-value is smaller, and a class of few examples costs no more than it must.

    Attributes:
        truth: True class of each example, from 0; shape ``(examples,)``.
        answers: Answered class of each example, likewise.
        classes: How many classes there are.
        names: Names of the classes, in the order of their numbers.
        clusters: Number of each example's cluster, None for independent examples. Over clusters nothing is proved:
            the bounds are then by resampling clusters, which inform and decide nothing.
    """

    truth: np.ndarray
    answers: np.ndarray
    classes: int
    names: tuple[str, ...]
    clusters: np.ndarray | None = None

    def estimate(self, confidence: float) -> Estimate:
        """Gives the mean recall with proved bounds; over clusters with approximate ones, in doubt."""
        if not len(self.truth):
            return no_estimate(confidence, _METHOD, 0)
        if self.clusters is not None:
            return self._informing(confidence, len(np.unique(self.clusters)))
        risk = risk_of(confidence)
        lower, upper = self._right.lower(risk), 1 - self._right.mirrored().lower(risk)
        return Estimate(
            self._right.mean, lower, upper, confidence, _METHOD, len(self.truth), note=self._note()
        )

    def p_value_above(self, limit: float) -> float:
        """Gives the bound on the chance of so high a mean recall, were it at most the limit."""
        if not len(self.truth):
            return 1.0
        if self.clusters is not None:
            return self._resampled.p_value_above(limit)
        return self._right.p_value(limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the bound on the chance of so low a mean recall, were it at least the limit."""
        if not len(self.truth):
            return 1.0
        if self.clusters is not None:
            return self._resampled.p_value_below(limit)
        return self._right.mirrored().p_value(1 - limit)

    def unusable(self) -> str | None:
        """Says so if there is no example at all, or too few clusters."""
        if not len(self.truth):
            return "there are no examples"
        found = FEWEST_CLUSTERS if self.clusters is None else len(np.unique(self.clusters))
        if found < FEWEST_CLUSTERS:
            return f"there are {found} clusters of examples, and bounds by resampling need {FEWEST_CLUSTERS}"
        return None

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more examples, in the same shares of the classes, would decide if recalls stay as observed."""
        n = len(self.truth)
        if not n or self.clusters is not None or is_decided(self, limit, confidence):
            return None
        ahead, beyond = (
            (self._right, limit) if self._right.mean > limit else (self._right.mirrored(), 1 - limit)
        )
        times = ahead.times_to_decide(beyond, risk_of(confidence))
        return None if times is None else Needed(max(1, ceil(times * n) - n), "examples")

    def _informing(self, confidence: float, clusters: int) -> Estimate:
        doubt = (
            f"examples of one cluster resemble each other, and with {clusters} clusters it is not known how often "
            "bounds by resampling err"
        )
        return replace(self._resampled.estimate(confidence), doubt=doubt)

    def _note(self) -> str:
        counts = np.bincount(self.truth.astype(np.int64), minlength=self.classes)
        there = [(int(count), name) for count, name in zip(counts, self.names, strict=False) if count]
        said = []
        if len(there) < self.classes:
            said.append(
                f"the mean is over the {len(there)} of {self.classes} classes that there are examples of"
            )
        fewest, name = min(there, default=(_FEW_OF_CLASS, ""))
        if fewest < _FEW_OF_CLASS:
            said.append(f"there are only {fewest} examples of {name!r}, which widens the bounds most")
        return "; ".join(said)

    @cached_property
    def _right(self) -> _Recalls:
        truth = self.truth.astype(np.int64)
        trials = np.bincount(truth, minlength=self.classes)
        right = np.bincount(truth[truth == self.answers], minlength=len(trials))
        return _Recalls(right[trials > 0].astype(float), trials[trials > 0].astype(float))

    @cached_property
    def _resampled(self) -> Resampled:
        metric = balanced_accuracy(self.truth, self.answers, self.classes)
        return Resampled(metric, clusters=self.clusters, fewest=1)


@dataclass(frozen=True, eq=False)
class _Recalls:
    """Rightly answered examples of each class, and all of it; fractions occur in plans."""

    right: np.ndarray
    trials: np.ndarray

    @cached_property
    def mean(self) -> float:
        return float((self.right / self.trials).mean())

    def mirrored(self) -> _Recalls:
        return _Recalls(self.trials - self.right, self.trials)

    def p_value(self, limit: float, short: float = 0.0) -> float:
        """The p-value of "the mean recall is at most the limit", for a sample that falls so much short of its mean."""
        reached = self.mean - short
        if limit >= min(reached, 1.0):
            return 1.0
        if limit < 0:
            return 0.0
        low, high = self._exact
        total = min(limit * len(self.trials), float(high.sum()))
        if total <= low.sum():
            return _LEFT_OUT
        chances = _most_likely(self.trials, low, high, total, self._tilts) - self._tilts * reached * len(
            self.trials
        )
        return min(1.0, exp(min(float(chances.min()), 0.0)) + _LEFT_OUT)

    def lower(self, risk: float) -> float:
        """Where the p-value passes the risk, at least 0."""
        low, high = 0.0, self.mean
        if self.p_value(0.0) > risk:
            return 0.0
        while low < (middle := (low + high) / 2) < high and high - low > 1e-12:
            if self.p_value(middle) <= risk:
                low = middle
            else:
                high = middle
        return high

    def times_to_decide(self, limit: float, risk: float) -> float | None:
        """How many times this sample shows the mean recall above the limit with power 0.8; None if unreasonably many."""
        from scipy.special import ndtri

        shares = self.right / self.trials
        spread = sqrt(float((shares * (1 - shares) / self.trials).sum())) / len(shares)

        def decides(times: float) -> bool:
            short = float(ndtri(POWER)) * spread / sqrt(times)
            return _Recalls(self.right * times, self.trials * times).p_value(limit, short) <= risk

        if not decides(_MOST_TIMES):
            return None
        low, high = 0.0, float(_MOST_TIMES)
        while high - low > 0.002 * high:
            middle = (low + high) / 2 if high < 2 else sqrt(max(low, 1.0) * high)
            low, high = (low, middle) if decides(middle) else (middle, high)
        return high

    @cached_property
    def _exact(self) -> tuple[np.ndarray, np.ndarray]:
        """Bounds of each recall; the chance that any of them errs is at most `_LEFT_OUT`."""
        from scipy.special import betainccinv, betaincinv

        risk, wrong = _LEFT_OUT / (2 * len(self.trials)), self.trials - self.right
        low = betaincinv(np.maximum(self.right, 1e-9), wrong + 1, risk)
        high = betainccinv(self.right + 1, np.maximum(wrong, 1e-9), risk)
        return np.where(self.right > 0, low, 0.0), np.where(wrong > 0, high, 1.0)

    @cached_property
    def _tilts(self) -> np.ndarray:
        """Exponents of Chernoff's inequality, from gentle to those that let only certainties stand."""
        gentlest = 0.1 / sqrt(float((0.25 / self.trials).sum()))
        boldest = 30 * float(self.trials.max())
        return gentlest * _STEP ** np.arange(ceil(np.log(boldest / gentlest) / np.log(_STEP)) + 1)


def _most_likely(
    trials: np.ndarray, low: np.ndarray, high: np.ndarray, total: float, tilts: np.ndarray
) -> np.ndarray:
    """The largest log mean of ``exp(tilt * sum of shares)`` over recalls within bounds that sum to the total.

    It is the sum over classes of ``n log(1 + p (exp(tilt / n) - 1))``, concave in the recalls p; at its maximum each
    is ``n t - 1 / (exp(tilt / n) - 1)``, kept within its bounds, with one t for all that halving finds.
    """
    steps = tilts[:, None] / trials
    with np.errstate(over="ignore"):
        offset = 1 / np.expm1(steps)
    least, most = np.zeros(len(tilts)), ((high + offset) / trials).max(axis=1)
    for _ in range(_HALVINGS):
        middle = (least + most) / 2
        enough = np.clip(trials * middle[:, None] - offset, low, high).sum(axis=1) >= total
        least, most = np.where(enough, least, middle), np.where(enough, middle, most)
    recalls = np.clip(trials * most[:, None] - offset, low, high)
    with np.errstate(divide="ignore"):
        logs = np.logaddexp(np.log1p(-recalls), np.log(recalls) + steps)
    return np.asarray((trials * logs).sum(axis=1))
