"""What every kind of evidence offers to the one verdict rule: bounds, p-values, guards and plans."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Literal, Protocol

Unit = Literal["examples", "clusters", "queries per process", "processes"]
APPROXIMATE = "how often such bounds err is not known"
"""The doubt of a recipe that nothing limits."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with one-sided bounds.

    A claim "quantity <= T" holds if ``upper <= T`` and is violated if ``lower > T``; a claim ">= T" holds if
    ``lower >= T`` and is violated if ``upper < T``; anything else is undecided. The value never decides.

    Attributes:
        value: The point estimate in the unit of the sample, None where nothing can be estimated; never nan.
        lower: One-sided lower bound at `confidence`, ``-inf`` where the sample gives none.
        upper: One-sided upper bound at `confidence`, ``+inf`` where the sample gives none.
        confidence: One-sided level of each bound by itself, such as 0.95.
        method: The field's name for the bounds, such as "Clopper-Pearson".
        n: Examples, queries or processes that stand behind the value.
        processes: Processes that stand behind it, None where the notion does not apply.
        note: What a reader must know to read the bounds rightly, possibly empty.
        doubt: Why it is not known that the bounds err no more often than they say, as a clause for a reader;
            empty where it is known. Bounds in doubt decide nothing.
        clusters: Clusters of examples that count once each, None where every example does.
    """

    value: float | None
    lower: float
    upper: float
    confidence: float
    method: str
    n: int
    processes: int | None = None
    note: str = ""
    doubt: str = ""
    clusters: int | None = None


@dataclass(frozen=True, slots=True)
class Needed:
    """How much more evidence would decide.

    Attributes:
        count: How many more, at least 1.
        what: What is counted.
    """

    count: int
    what: Unit


class Sample(Protocol):
    """Evidence about one quantity, whatever its kind.

    Bounds and p-values say the same: ``lower > T`` exactly if ``p_value_above(T) <= 1 - confidence``, and
    ``upper < T`` exactly if ``p_value_below(T) <= 1 - confidence`` (where bounds are continuous functions of
    the data, up to rounding). The strict comparison matters only where a bound can equal the limit to the
    bit: then ``upper <= T`` holds although ``p_value_below(T)`` is not small, so whether a claim *holds* is
    read off the bounds, and p-values serve the correction over many claims on the *violated* side.

    No method raises for poor evidence: it gives no bounds, p-values of 1, and `unusable` says why.
    """

    def estimate(self, confidence: float) -> Estimate:
        """Gives the value with bounds at a one-sided confidence above 0.5 and below 1."""

    def p_value_above(self, limit: float) -> float:
        """Gives the p-value of "the quantity is at most the limit"; small means it lies above."""

    def p_value_below(self, limit: float) -> float:
        """Gives the p-value of "the quantity is at least the limit"; small means it lies below."""

    def unusable(self) -> str | None:
        """Says in words for a reader which sample guard is broken, None where none is."""

    def needed_to_decide(self, limit: float, confidence: float) -> Needed | None:
        """Says how much more evidence would decide against the limit with power 0.8 at the observed effect.

        None where the sample decides already, where the observed value sits on the limit, or where no
        reasonable amount would decide.
        """


def risk_of(confidence: float) -> float:
    """Gives the one-sided error rate that a confidence leaves.

    Every bound and every plan takes its error rate from here, so that they agree to the last bit.

    Raises:
        ValueError: The confidence is not above 0.5 and below 1 (``95`` instead of ``0.95``, say).
    """
    if not 0.5 < confidence < 1:
        raise ValueError(f"a one-sided confidence lies above 0.5 and below 1, not at {confidence}")
    return 1 - confidence


def no_estimate(confidence: float, method: str, n: int, processes: int | None = None) -> Estimate:
    """Gives the estimate of a sample that tells nothing: no value, no bounds."""
    risk_of(confidence)
    return Estimate(None, -inf, inf, confidence, method, n, processes)


def is_decided(sample: Sample, limit: float, confidence: float) -> bool:
    """Says whether a sample already places its quantity strictly on one side of a limit."""
    return min(sample.p_value_above(limit), sample.p_value_below(limit)) <= risk_of(confidence)
