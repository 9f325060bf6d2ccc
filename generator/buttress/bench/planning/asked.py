"""What a constraint asks of a suite, and the amount of evidence that answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.records import unit_judged
from buttress.verdicts import claim_of

if TYPE_CHECKING:
    from buttress.records import Benchmark, Constraint, Quality
    from buttress.verdicts import Claim


@dataclass(frozen=True, slots=True)
class Amount:
    """So much evidence, or in words why that is not known.

    Attributes:
        why: Why so much, in words.
        queries: Queries per process, at least; None where they do not matter.
        processes: Fresh processes, at least, likewise.
        examples: Test examples that count, at least, likewise.
        clusters: Clusters of test examples that count, at least, likewise.
        each: Whose parts must each have so many examples or clusters, such as ``class``; empty where all count together.
    """

    why: str
    queries: int | None = None
    processes: int | None = None
    examples: int | None = None
    clusters: int | None = None
    each: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A constraint with what decides how it is judged.

    Attributes:
        constraint: The constraint.
        quality: Its quality.
        suite: The suite that measures.
        rates: The proportions that a disparity compares.
        confidence: One-sided confidence of one look.
    """

    constraint: Constraint
    quality: Quality
    suite: Benchmark
    rates: tuple[Quality, ...]
    confidence: float

    @property
    def risk(self) -> float:
        """How often a bound may err."""
        return 1 - self.confidence

    @property
    def of_sides(self) -> float:
        """The confidence of each side where two options are compared, and they share the risk; else that of all."""
        return 1 - self.risk / 2 if self.constraint.compared_with else self.confidence

    @property
    def claim(self) -> Claim | None:
        """Operator and limits in the unit that is judged; None for a level in words."""
        return claim_of(self.constraint, unit_judged(self.constraint, self.quality))

    @property
    def in_clusters(self) -> bool:
        """Whether the suite's examples come in clusters."""
        return bool(self.suite.data.cluster)

    def units(self, count: int | None, why: str, each: str = "") -> Amount:
        """Gives so many independent units: clusters where examples come in clusters, else examples."""
        whose = each or self.constraint.by_group
        if self.in_clusters:
            return Amount(why, clusters=count, each=whose)
        return Amount(why, examples=count, each=whose)

    @property
    def unit(self) -> str:
        """What is independent, in the plural."""
        return "clusters" if self.in_clusters else "examples"
