"""Metrics that no exact method bounds: the bias-corrected and accelerated bootstrap (Efron 1987), under guards.

No method bounds the mean of whatever figure: for any number of examples there is a loss so rare and so large that
it is not seen and yet decides the mean (Bahadur and Savage 1956). What is promised here, that neither bound errs
more often than it says, was therefore checked by simulation and not proved, and only under three guards:

- Half of the risk pays for what was not seen. A kind of example that makes up one in 100 goes unseen among n with
  chance 0.99^n, so that n must bring this down to half the risk: 368 examples at 95 %. It holds for examples of
  each class, and for clusters where examples come in clusters. Of kinds rarer than one in 100 nothing is promised.
- The other half is the risk at which the BCa bounds are taken, which also covers what they err on skewed figures.
- Influences must not rest on a few: the units must weigh as at least 45 equal ones. It bounds Lyapunov's ratio of
  the third absolute moment, 1 / sqrt(45) = 0.149, and with it the acceleration, to 0.025 (Cochran's rule for the
  mean, n > 25 G^2 with G the skewness, is an acceleration of 1/30).

Checked for means of normal, exponential, gamma, lognormal (sigma up to 2), Student and Pareto figures, also such
without a variance; for mixtures with 1 to 5 % of large losses; for ratios of overdispersed counts; for the
correlation coefficient of several classes; and for clusters of unequal size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from math import ceil, inf, log
from typing import TYPE_CHECKING, Protocol

import numpy as np

from buttress.estimation.estimate import Estimate, Needed, is_decided, no_estimate, risk_of
from buttress.estimation.planning import POWER
from buttress.estimation.resamples import VERSION, Resamples, resample, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from buttress.estimation.plug_in import PlugIn

BOOTSTRAP = "BCa bootstrap"
FEWEST_CLUSTERS = 5
FEWEST_CARRYING = 45
"""As how many equal units the units must weigh."""
RARE = 0.01
"""The share of the rarest kind of example for which bounds are trusted."""

_MOST_EXAMPLES = 10**8  # nobody labels more


class Memory(Protocol):
    """Keeps plain values under the digest of all that they depend on."""

    def find(self, digest: str) -> Mapping[str, object] | None:
        """Gives what was kept, None for nothing."""

    def keep(self, digest: str, fields: Mapping[str, object]) -> None:
        """Keeps values."""


@dataclass(frozen=True, eq=False)
class Resampled:
    """A metric of examples, with BCa bounds at half the risk.

    Where a guard is broken the bounds are still given, in doubt, and p-values never fall to a risk at which the
    bounds are in doubt. Elsewhere bounds and p-values agree.

    Attributes:
        metric: The metric.
        strata: Number from 0 of each example's class, to be resampled by itself; None to resample all together.
        classes: Names of the strata, for the guards.
        clusters: Number of each example's cluster, None for independent examples; they are then resampled as a
            whole, and strata count for the guards only.
        fewest: Examples without which there is nothing to judge.
        fewest_of_class: Examples of each class, likewise.
        note: What a reader must know of the metric.
        memory: Where resamples are kept from one build to the next; None to resample whenever it is asked for.
    """

    metric: PlugIn
    strata: np.ndarray | None = None
    classes: tuple[str, ...] = ()
    clusters: np.ndarray | None = None
    fewest: int = 20
    fewest_of_class: int = 1
    note: str = ""
    memory: Memory | None = None

    def estimate(self, confidence: float) -> Estimate:
        """Gives the metric of the sample with BCa bounds; no bounds where resamples do not carry them."""
        n, found, half = self.metric.examples, self.resamples, risk_of(confidence) / 2
        if found.value is None:
            return no_estimate(confidence, BOOTSTRAP, n)
        lower, upper = found.quantile(half, -inf), found.quantile(1 - half, inf)
        doubt = found.flaw or self._unseen(half) or self._carried_by_few()
        note = "; ".join(one for one in (self.note, "" if doubt else self._beyond_reach(half)) if one)
        return Estimate(found.value, lower, upper, confidence, BOOTSTRAP, n, note=note, doubt=doubt)

    def p_value_above(self, limit: float) -> float:
        """Gives the risk at which the lower bound would reach the limit; 1 where the bounds are in doubt."""
        return self._p_value(self.resamples.risk_above(limit)) if self._is_trusted() else 1.0

    def p_value_below(self, limit: float) -> float:
        """Gives the risk at which the upper bound would reach the limit; 1 where the bounds are in doubt."""
        return self._p_value(self.resamples.risk_below(limit)) if self._is_trusted() else 1.0

    def unusable(self) -> str | None:
        """Says so if there are too few examples, too few of a class, too few clusters, or no value."""
        if self.metric.examples < self.fewest:
            return f"there are {self.metric.examples} examples, and bounds by resampling need {self.fewest}"
        if self.strata is not None:
            counts = np.bincount(self.strata, minlength=len(self.classes))
            for name, count in zip(self.classes, counts, strict=True):
                if count < self.fewest_of_class:
                    return f"there are {count} examples of {name!r}, and bounds by resampling need {self.fewest_of_class}"
        if self.clusters is not None and len(np.unique(self.clusters)) < FEWEST_CLUSTERS:
            found = len(np.unique(self.clusters))
            return f"there are {found} clusters of examples, and bounds by resampling need {FEWEST_CLUSTERS}"
        return None if self._value is not None else "the metric has no value for these examples"

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how many more such examples would keep the guards and decide, were the observed value the true one.

        What units weigh together grows with their number, and bounds narrow with its root. None where a few
        examples weigh nearly all, since more of them would not help, and where resamples carry no bounds.
        """
        from scipy.special import ndtri

        estimate, value, half = self.estimate(confidence), self.resamples.value, risk_of(confidence) / 2
        gap = limit - (value or 0.0)
        width = abs((estimate.upper if gap > 0 else estimate.lower) - (value or 0.0))
        if (
            value is None
            or self.resamples.flaw
            or not gap
            or not self._scarcest[0]
            or width == inf
            or is_decided(self, limit, confidence)
        ):
            return None
        reach = width * (1 - float(ndtri(POWER)) / float(ndtri(half)))
        seen = log(half) / log(1 - RARE) / self._scarcest[0]
        narrower = reach / abs(gap)  # its square may be infinite, where a power would raise
        times = max(seen, FEWEST_CARRYING / self.resamples.carrying, narrower * narrower)
        total = self.metric.examples * times
        return (
            Needed(max(1, ceil(total) - self.metric.examples), "examples")
            if total <= _MOST_EXAMPLES
            else None
        )

    def digest(self) -> str:
        """Gives the SHA-256 of all that the resamples depend on, in hexadecimal; the same on every machine."""
        name, arrays = self.metric.identity
        told = sha256(f"resamples {VERSION} {name}".encode())
        for array in (*arrays, self.strata, self.clusters):
            told.update(b"|none" if array is None else f"|{array.dtype.kind}{array.shape}".encode())
            if array is not None:
                told.update(_plain(array).tobytes())
        return told.hexdigest()

    @cached_property
    def resamples(self) -> Resamples:
        """What resampling gives for these examples; it alone bears the estimate, and may be kept by `digest`."""
        found = self._recall()
        if found is None:
            found = resample(self.metric, self.strata, self.clusters)
            if self.memory is not None:
                self.memory.keep(self.digest(), found.to_fields())
        return found

    @cached_property
    def _value(self) -> float | None:
        return value_of(self.metric)

    @cached_property
    def _scarcest(self) -> tuple[int, str]:
        """How many units there are of the scarcest kind, and what they are."""
        return min(self._counts(), key=lambda counted: counted[0])

    def _recall(self) -> Resamples | None:
        kept = None if self.memory is None else self.memory.find(self.digest())
        if kept is None:
            return None
        try:
            return Resamples.from_fields(kept)
        except ValueError:
            return None

    def _counts(self) -> Iterator[tuple[int, str]]:
        units = np.arange(self.metric.examples) if self.clusters is None else self.clusters
        what = "examples" if self.clusters is None else "clusters of examples"
        yield len(np.unique(units)), what
        if self.strata is not None:
            for stratum, name in enumerate(self.classes):
                yield len(np.unique(units[self.strata == stratum])), f"{what} of {name!r}"

    def _unseen(self, half: float) -> str:
        count, what = self._scarcest
        if (1 - RARE) ** count <= half:
            return ""
        needed = ceil(log(half) / log(1 - RARE))
        return f"there are {count} {what}, and it takes {needed} to have seen what befalls one in 100"

    def _beyond_reach(self, half: float) -> str:
        """What the bounds do not reckon with, as nothing can that is not told how large a figure may be."""
        count, what = self._scarcest
        rarest = int(1 / (1 - half ** (1 / count)))
        return f"{count} {what} do not show what befalls fewer than one in {rarest}, however much that would count"

    def _carried_by_few(self) -> str:
        weight = self.resamples.carrying
        if weight >= FEWEST_CARRYING:
            return ""
        what = "examples" if self.clusters is None else "clusters of examples"
        return (
            f"a few {what} outweigh the others: all weigh as {weight:.3g} equal ones, "
            f"and bounds are trusted from {FEWEST_CARRYING} on"
        )

    def _is_trusted(self) -> bool:
        return self.resamples.carrying >= FEWEST_CARRYING

    def _p_value(self, risk: float) -> float:
        return float(min(1.0, 2 * max(risk, (1 - RARE) ** self._scarcest[0])))


def _plain(array: np.ndarray) -> np.ndarray:
    """The array as bytes that do not depend on the machine."""
    kinds = {"b": "u1", "i": "<i8", "u": "<i8", "f": "<f8"}
    return np.ascontiguousarray(array.astype(kinds[array.dtype.kind]))
