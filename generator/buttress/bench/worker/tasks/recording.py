"""What is recorded of a candidate's answers, for every task."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from buttress.bench.failure import BenchError
from buttress.bench.worker.tasks.kinds import KINDS
from buttress.bench.worker.tasks.reading import read_each

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from buttress.bench.plan import Task
    from buttress.bench.worker.data.dataset import Examples
    from buttress.bench.worker.tasks.reading import Answered

AUDIO_COLUMN = "duration_s"
"""Column with the seconds of audio of each example of a transcription."""


def read_truths(examples: Examples, task: Task, rows: np.ndarray) -> list[Any]:
    """Gives the truths of chosen examples in the form of the task; raises BenchError for one that is none."""
    read, names = KINDS[task].read_truth, [examples.ids[row] for row in rows]
    return read_each(read, [examples.truths[row] for row in rows], names, "the truth of")


def record_answers(examples: Examples, task: Task, rows: np.ndarray, found: Answered) -> dict[str, Any]:
    """Gives the fields of `Answers`: labels, scores, values and figures of the chosen examples.

    Raises:
        BenchError: A score or a figure is not finite; the message names the example.
    """
    names = [examples.ids[row] for row in rows]
    if found.scores is not None:
        _check_finite("the score", found.scores, names)
    return {
        "labels": found.answers if task == "classification" else None,
        "scores": found.scores,
        "values": found.answers if task == "regression" else None,
        "figures": _figures(examples, task, rows, found, names),
    }


def compare_answers(task: Task, found: Answered, changed: Answered) -> list[int]:
    """Gives 1 for each example whose answer stayed the same, else 0."""
    same = KINDS[task].same
    return [int(same(one, other)) for one, other in zip(found.answers, changed.answers, strict=True)]


def _figures(
    examples: Examples, task: Task, rows: np.ndarray, found: Answered, names: Sequence[str]
) -> dict[str, list[float]]:
    truths, judge = read_truths(examples, task, rows), KINDS[task].judge
    judged = [judge(truth, answer) for truth, answer in zip(truths, found.answers, strict=True)]
    figures = {name: [float(one[name]) for one in judged] for name in judged[0]} if judged else {}
    if task == "transcription":
        figures |= _times(examples, rows, found)
    for name, values in figures.items():
        _check_finite(f"the figure {name!r}", values, names)
    return figures


def _times(examples: Examples, rows: np.ndarray, found: Answered) -> dict[str, list[float]]:
    times = {} if found.seconds is None else {"seconds": found.seconds}
    if AUDIO_COLUMN in examples.columns:
        times["audio_seconds"] = [float(examples.columns[AUDIO_COLUMN][row]) for row in rows]
    return times


def _check_finite(what: str, values: Sequence[float], names: Sequence[str]) -> None:
    for value, name in zip(values, names, strict=True):
        if not math.isfinite(value):
            message = f"{what} of example {name!r} is {value}"
            raise BenchError(message)
