"""A quantity of which only two ends are known: what is true at best, and what is true at worst."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, isnan
from typing import TYPE_CHECKING

from buttress.estimation.estimate import Estimate, Needed, is_decided
from buttress.estimation.exact import Exact

if TYPE_CHECKING:
    from buttress.estimation.estimate import Sample

_ANY = 0.95
DECLARED = "what is declared"
"""Why the two ends differ, mostly."""


@dataclass(frozen=True, slots=True)
class Between:
    """A quantity that lies somewhere between two others, and nobody knows where.

    That is what declared ranges make of a computed quantity: bounds, not distributions. So it lies above a limit only if
    the low end does, and below it only if the high end does. Each bound errs as rarely as that of its end, wherever in
    between the quantity lies: the low end is not above it, the high end not below it.

    Attributes:
        low: Evidence about the least that the quantity can be.
        high: Evidence about the most that it can be, in the same unit; None where nothing bounds it.
        why: What they are the two ends of, as the note says; without a high end, why there is none.
    """

    low: Sample
    high: Sample | None
    why: str = DECLARED

    @property
    def is_declared(self) -> bool:
        """Whether the two ends are those of declared ranges."""
        return self.high is not None and self.why == DECLARED

    def estimate(self, confidence: float) -> Estimate:
        """Gives the middle between both values, the lower bound of the low end and the upper bound of the high end.

        Without a high end there is no value.
        """
        low = self.low.estimate(confidence)
        if self.high is None:
            return replace(low, value=None, upper=inf, note=self.why)
        high = self.high.estimate(confidence)
        methods = dict.fromkeys((low.method, high.method))
        return Estimate(
            value=_middle(low.value, high.value),
            lower=low.lower,
            upper=high.upper,
            confidence=confidence,
            method=" and ".join(methods),
            n=min(low.n, high.n),
            processes=low.processes if high.processes is None else high.processes,
            note="; ".join(
                dict.fromkeys(note for note in (self._told(low, high), low.note, high.note) if note)
            ),
            doubt=low.doubt or high.doubt,
            clusters=low.clusters,
        )

    def p_value_above(self, limit: float) -> float:
        """Gives the p-value of "the quantity is at most the limit": that of the low end."""
        return self.low.p_value_above(limit)

    def p_value_below(self, limit: float) -> float:
        """Gives the p-value of "the quantity is at least the limit": that of the high end."""
        return self.high.p_value_below(limit) if self.high is not None else 1.0

    def unusable(self) -> str | None:
        """Says which sample guard an end breaks."""
        return self.low.unusable() or (self.high.unusable() if self.high is not None else None)

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how much more evidence would decide, from the end that is nearer to the limit.

        None where the limit lies between both values: then the range alone leaves it open, and measuring more decides
        nothing.
        """
        if is_decided(self, limit, confidence):
            return None
        low, high = self._values()
        if low is not None and limit < low:
            return self.low.needed_to_decide(limit, confidence)
        if self.high is not None and high is not None and limit > high:
            return self.high.needed_to_decide(limit, confidence)
        return None

    def leaves_open(self, limit: float) -> bool:
        """Says whether the limit lies between both ends of what is declared, so that no measuring would decide."""
        low, high = self._values()
        if self.why != DECLARED or low is None or high is None:
            return False
        return low < high and low <= limit <= high

    def _values(self) -> tuple[float | None, float | None]:
        return self.low.estimate(_ANY).value, self.high.estimate(
            _ANY
        ).value if self.high is not None else None

    def _told(self, low: Estimate, high: Estimate) -> str:
        if low.value is None or high.value is None or low.value == high.value:
            return ""
        return f"{low.value:.4g} at the best and {high.value:.4g} at the worst end of {self.why}"


def exact_between(low: float, high: float) -> Sample:
    """Gives what is known of a number that is counted or declared, if only as a range.

    >>> exact_between(2.0, 2.0)
    Exact(value=2.0)
    >>> exact_between(40.0, 200.0).estimate(0.95).value
    120.0
    """
    return Exact(low) if low == high else Between(Exact(low), Exact(high))


def _middle(low: float | None, high: float | None) -> float | None:
    if low is None or high is None:
        return None
    middle = low if low == high else low / 2 + high / 2
    return None if isnan(middle) else middle
