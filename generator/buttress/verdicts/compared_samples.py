"""Comparisons: the two sides of a question, and the sample of their difference or ratio."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from buttress.estimation import Difference, Exact, GeometricMean, Ratio, RatioOfMeans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.estimation import Sample
    from buttress.verdicts.assessment import Question
    from buttress.verdicts.run_selection import Evidence


def sides_of(
    question: Question, evidence: Sequence[Evidence]
) -> tuple[tuple[Question, Sequence[Evidence]], ...]:
    """Gives what is asked of each side of a comparison, with its evidence; the question alone where none is asked for.

    What a change costs is a comparison, too: with the same candidate's answers to unchanged examples.
    """
    against = question.against
    if against is None:
        return ((question, evidence),)
    alone = replace(question, against=None)
    if question.of_drop:
        return ((alone, evidence), (replace(alone, under=""), evidence))
    theirs = [replace(one, measured=one.other, other=None) for one in evidence if one.other]
    return ((alone, evidence), (replace(alone, binding=against), theirs))


def compare_samples(samples: Sequence[Sample], *, of_outcomes: bool) -> Sample:
    """Gives the sample itself where there is one, the difference of two where they are outcomes, else their ratio."""
    if len(samples) == 1:
        return samples[0]
    first, second = samples
    if isinstance(first, Exact) and isinstance(second, Exact) and second.value:
        return Exact(first.value / second.value)  # counted, and as sure as its sides
    return Difference(first, second) if of_outcomes else Ratio(first, second)


def compare_values(values: Sequence[tuple[float, ...]]) -> Sample:
    """Gives the geometric mean of one side's values, one per process, or the ratio of two."""
    if len(values) == 1:
        return GeometricMean(values[0])
    first, second = values
    return RatioOfMeans(first, second)
