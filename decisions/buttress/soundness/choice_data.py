"""Simulated choices, in most of which several options are worth exactly the same: whoever names one of them is wrong."""

from __future__ import annotations

from choice_grid import all_problems, trials_of

from buttress.bench import Dataset


def trials() -> Dataset:
    """Gives every trial of every problem; the right answer says whether its option may be named best.

    The column ``cell`` tells the circumstances and the option that is asked about.
    """
    problems = [list(trials_of(problem)) for problem in all_problems()]
    found = [trial for trials in problems for trial in trials]
    return Dataset(
        features=found,
        labels=["told" if trial.is_true else "untold" for trial in found],
        ids=[f"{place}-{number}" for place, trials in enumerate(problems) for number in range(len(trials))],
        columns={"cell": [trial.cell for trial in found]},
    )
