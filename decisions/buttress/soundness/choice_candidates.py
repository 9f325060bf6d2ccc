"""Five ways to compare options by the same weights, asked whether they name one as best in simulated choices."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from cell import CONFIDENCE
from choice_grid import all_problems, evidence_of
from choice_textbook import by_ideal_point, by_range, by_ratio, filled

from buttress.records import Option, Preference, Quality, Quantity
from buttress.tradeoff import Cell, Column, Comparison, Row, rank_options
from buttress.verdicts import Assessment

if TYPE_CHECKING:
    from collections.abc import Callable

    from choice_grid import Trial
    from choice_problems import Evidence, Problem, Wanted

    from buttress.estimation import Estimate, Sample

    Name = Callable[[Problem, Evidence], int | None]
    Score = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]

_PROBLEMS = {problem.where: problem for problem in all_problems()}
_TIE = 1e-9


def chances_over_intervals(trial: Trial) -> str:
    """Declared value functions over intervals: an option is named where it is best beyond doubt."""
    return _answer(trial, name_by_chances)


def declared_at_points(trial: Trial) -> str:
    """Declared value functions at the measured values: the highest weighted sum is named."""
    return _answer(trial, name_by_points)


def ranges(trial: Trial) -> str:
    """Measured values scaled by the range of the options (min-max): likewise."""
    return _answer(trial, name_by_ranges)


def ideal_point(trial: Trial) -> str:
    """TOPSIS: likewise."""
    return _answer(trial, name_by_ideal_point)


def ratios(trial: Trial) -> str:
    """Measured values in relation to the best: likewise."""
    return _answer(trial, name_by_ratios)


def _answer(trial: Trial, name: Name) -> str:
    return "told" if _named(trial.problem, trial, name) == trial.option else "untold"


def _named(where: str, trial: Trial, name: Name) -> int | None:
    return _name(where, trial.number, trial.ahead, name)


@lru_cache(maxsize=1)  # the tied options are asked about in turn, of the same evidence
def _name(where: str, number: int, ahead: int | None, name: Name) -> int | None:
    from choice_grid import Trial

    problem = _PROBLEMS[where]
    return name(problem, evidence_of(problem, Trial(where, number, ahead, 0)))


def name_by_chances(problem: Problem, evidence: Evidence) -> int | None:
    """Gives the option that Buttress names."""
    qualities, preferences = _declared(problem)
    rows = tuple(
        Row(option, False, tuple(map(_cell, qualities, [option.id] * len(qualities), samples)), "feasible")
        for option, samples in zip(_options(len(evidence)), evidence, strict=True)
    )
    ranking = rank_options(Comparison("choice", tuple(map(Column, qualities)), rows), preferences)
    return int(ranking.settled) if ranking and ranking.settled else None


def name_by_points(problem: Problem, evidence: Evidence) -> int | None:
    """Gives the option of the highest weighted sum of declared worths at the measured values."""
    ends = np.array([(wanted.worst, wanted.best) for wanted in problem.wanted])
    table = filled(_points(evidence), ends[:, 1] > ends[:, 0])
    worths = np.clip((table - ends[:, 0]) / (ends[:, 1] - ends[:, 0]), 0.0, 1.0)
    return _top(worths @ np.array(problem.weights))


def name_by_ranges(problem: Problem, evidence: Evidence) -> int | None:
    """Gives the option of the highest score by ranges."""
    return _name_by(by_range, problem, evidence)


def name_by_ideal_point(problem: Problem, evidence: Evidence) -> int | None:
    """Gives the option of the highest score by the ideal point."""
    return _name_by(by_ideal_point, problem, evidence)


def name_by_ratios(problem: Problem, evidence: Evidence) -> int | None:
    """Gives the option of the highest score by ratios."""
    return _name_by(by_ratio, problem, evidence)


def _name_by(score: Score, problem: Problem, evidence: Evidence) -> int | None:
    higher = np.array([wanted.best > wanted.worst for wanted in problem.wanted])
    return _top(score(filled(_points(evidence), higher), higher, np.array(problem.weights)))


def _top(scores: np.ndarray) -> int | None:
    """The place of the highest score; None where another is as high."""
    best = int(np.argmax(scores))
    return best if np.sum(scores >= scores[best] - _TIE) == 1 else None


def _points(evidence: Evidence) -> np.ndarray:
    return np.array([[_value(sample) for sample in samples] for samples in evidence])


def _value(sample: Sample | None) -> float:
    found = None if sample is None else sample.estimate(CONFIDENCE).value
    return float("nan") if found is None else found


@lru_cache(maxsize=1)
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
def _options(count: int) -> tuple[Option, ...]:
    return tuple(Option(id=str(place)) for place in range(count))


def _cell(quality: Quality, option: str, sample: Sample | None) -> Cell:
    if sample is None:
        return Cell(quality, option, None)
    estimate: Estimate = sample.estimate(CONFIDENCE)
    assessment = Assessment(
        "fresh", "", runs=("made up",), sample=sample, estimate=estimate, unit=quality.unit
    )
    return Cell(quality, option, "measured", estimate, assessment=assessment)
