"""Parts of a computed figure: each with what it rests on, added up into one sample."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import fsum
from typing import TYPE_CHECKING, Literal

from buttress.estimation import Between, Exact, Transformed, WeightedSum
from buttress.verdicts.assessment import weakest_basis
from buttress.verdicts.deployed.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from buttress.estimation import Formula, Sample
    from buttress.records import Basis, QuantityRange

End = Literal["low", "high"]


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a sum: a declared range, alone or times a sampled quantity.

    Attributes:
        low: The declared part at its best end, not negative.
        high: The same at its worst end.
        sample: What it is multiplied by; None for 1.
        missing: What is not known and is needed, as clauses for a reader; the numbers then mean nothing.
        stale: Why what it rests on is stale, as clauses.
        runs: Ids of the runs behind the sample.
        conditions: What is declared and not measured, as clauses.
        basis: How it was come by.
        looks: The looks of the suite behind the sample.
        doubt: Why it may inform and not decide, where the sample itself does not say so.
    """

    low: float = 0.0
    high: float = 0.0
    sample: Sample | None = None
    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    basis: Basis = "computed"
    looks: int = 1
    doubt: str = ""

    @property
    def is_nothing(self) -> bool:
        """Whether it is known to add nothing."""
        return self.high == 0 and not self.missing

    def at(self, end: End) -> float:
        """Gives the declared part at one end."""
        return self.low if end == "low" else self.high

    def scaled(self, factor: float) -> Term:
        """Gives the term times a number."""
        return replace(self, low=self.low * factor, high=self.high * factor)

    def times(self, other: Term) -> Term:
        """Gives the product with a term of which nothing was sampled."""
        return Term(
            low=self.low * other.low,
            high=self.high * other.high,
            sample=self.sample,
            missing=self.missing + other.missing,
            stale=self.stale + other.stale,
            runs=self.runs + other.runs,
            conditions=self.conditions + other.conditions,
            basis=weakest_basis((self.basis, other.basis)),
            looks=max(self.looks, other.looks),
            doubt=self.doubt or other.doubt,
        )


def declared(found: QuantityRange, unit: str, *conditions: str) -> Term:
    """Gives a declared range in a unit, with clauses that tell a reader so."""
    return Term(found.low.magnitude_in(unit), found.high.magnitude_in(unit), conditions=conditions)


def lacking(*why: str) -> Term:
    """Gives what is not known."""
    return Term(missing=why)


def add_up(terms: Sequence[Term]) -> Figure:
    """Gives the sum. Where terms rest on samples of their own, these share the risk (see `Transformed`)."""
    return figure_of(terms, between(computed(*linear(terms, "low")), computed(*linear(terms, "high"))))


def figure_of(terms: Sequence[Term], sample: Sample | None) -> Figure:
    """Gives a figure that rests on terms; without a sample where any of them is not known."""
    missing = _without_doubles(term.missing for term in terms)
    return Figure(
        sample=None if missing else sample,
        missing=missing,
        stale=_without_doubles(term.stale for term in terms),
        runs=_without_doubles(term.runs for term in terms),
        conditions=_without_doubles(term.conditions for term in terms),
        basis=weakest_basis(("computed", *(term.basis for term in terms))),
        looks=max((term.looks for term in terms), default=1),
        doubt=next((term.doubt for term in terms if term.doubt), ""),
    )


def linear(terms: Sequence[Term], end: End) -> tuple[tuple[Sample, ...], WeightedSum]:
    """Gives the sampled quantities behind terms, each once, and the formula of the sum at one end of what is declared."""
    weights: dict[Sample, float] = {}
    for term in terms:
        if term.sample is not None and term.at(end) > 0:
            weights[term.sample] = weights.get(term.sample, 0.0) + term.at(end)
    constant = fsum(term.at(end) for term in terms if term.sample is None)
    return tuple(weights), WeightedSum(tuple(weights.values()), constant)


def computed(samples: tuple[Sample, ...], formula: Formula) -> Sample:
    """Gives what a formula makes of samples, or the number that it is where there are none."""
    return Transformed(samples, formula) if samples else Exact(formula(()))


def between(low: Sample, high: Sample) -> Sample:
    """Gives what lies between two ends; the one sample where both are the same."""
    return low if low == high else Between(low, high)


def _without_doubles(found: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for each in found for one in each))
