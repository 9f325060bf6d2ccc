"""Five ways to compare options by the same weights, asked whether they name an option as best in simulated choices."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING

from choice_grid import all_problems, evidence_of
from choice_ranking import name_settled
from choice_textbook import by_declared_worth, by_ideal_point, by_range, by_ratio, name_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from choice_grid import Trial
    from choice_problems import Evidence, Problem

    Name = Callable[[Problem, Evidence], int | None]

_PROBLEMS = {problem.where: problem for problem in all_problems()}
_name_by_range, _name_by_ideal_point, _name_by_ratio = (
    partial(name_by, score) for score in (by_range, by_ideal_point, by_ratio)
)


def declared_over_intervals(trial: Trial) -> str:
    """Declared value functions over intervals: an option is named where it is best beyond doubt, and else none."""
    return _answer(trial, name_settled)


def declared_at_points(trial: Trial) -> str:
    """Declared value functions at the measured values: the highest weighted sum is named."""
    return _answer(trial, _name_declared)


def ranges(trial: Trial) -> str:
    """Measured values scaled by the range of the options (min-max): the highest weighted sum is named."""
    return _answer(trial, _name_by_range)


def ideal_point(trial: Trial) -> str:
    """Measured values as TOPSIS scores them: the one nearest to the best of all is named."""
    return _answer(trial, _name_by_ideal_point)


def ratios(trial: Trial) -> str:
    """Measured values in relation to the best of the options: the highest weighted sum is named."""
    return _answer(trial, _name_by_ratio)


def _name_declared(problem: Problem, evidence: Evidence) -> int | None:
    return name_by(by_declared_worth(problem), problem, evidence)


def _answer(trial: Trial, name: Name) -> str:
    named = _named(trial.problem, trial.number, trial.ahead, name)
    return "told" if named == trial.option else "untold"


@lru_cache(maxsize=1)  # the tied options are asked about in turn, of the same evidence
def _named(where: str, number: int, ahead: int | None, name: Name) -> int | None:
    problem = _PROBLEMS[where]
    return name(problem, evidence_of(problem, number, ahead))
