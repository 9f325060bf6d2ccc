"""A simulated choice as a comparison of Buttress, and the option that its ranking names."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cell import CONFIDENCE

from buttress.records import Option, Preference, Quality, Quantity
from buttress.tradeoff import Cell, Column, Comparison, Row, rank_options
from buttress.verdicts import Assessment

if TYPE_CHECKING:
    from choice_problems import Evidence, Problem, Wanted

    from buttress.estimation import Sample


def name_settled(problem: Problem, evidence: Evidence) -> int | None:
    """Gives the place of the option that is best beyond doubt; None where there is none."""
    qualities, preferences = _declared(problem)
    rows = tuple(_row(str(place), samples, qualities) for place, samples in enumerate(evidence))
    ranking = rank_options(Comparison("choice", tuple(map(Column, qualities)), rows), preferences)
    return int(ranking.settled) if ranking and ranking.settled else None


def _row(option: str, samples: tuple[Sample | None, ...], qualities: tuple[Quality, ...]) -> Row:
    cells = (_cell(quality, option, sample) for quality, sample in zip(qualities, samples, strict=True))
    return Row(_option(option), False, tuple(cells), "feasible")


def _cell(quality: Quality, option: str, sample: Sample | None) -> Cell:
    if sample is None:
        return Cell(quality, option, None)
    estimate = sample.estimate(CONFIDENCE)
    assessment = Assessment("fresh", "", ("simulated",), sample=sample, estimate=estimate, unit=quality.unit)
    return Cell(quality, option, "measured", estimate, assessment=assessment)


@lru_cache(maxsize=1)  # trials of one problem follow each other
def _declared(problem: Problem) -> tuple[tuple[Quality, ...], tuple[Preference, ...]]:
    qualities = tuple(map(_quality, problem.wanted))
    preferences = (
        Preference(
            quality=quality.id,
            weight=weight,
            worst=Quantity(wanted.worst, wanted.unit),
            best=Quantity(wanted.best, wanted.unit),
        )
        for quality, wanted, weight in zip(qualities, problem.wanted, problem.weights, strict=True)
    )
    return qualities, tuple(preferences)


def _quality(wanted: Wanted) -> Quality:
    return Quality(
        id=wanted.name.replace(" ", "-"),
        kind="quality",
        title=wanted.name.capitalize(),
        unit=wanted.unit,
        direction="higher" if wanted.best > wanted.worst else "lower",
        estimator="mean",
    )


@lru_cache(maxsize=8)
def _option(name: str) -> Option:
    return Option(id=name)
