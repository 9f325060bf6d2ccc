"""Answers in the form of their task, from what candidates say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from buttress.bench.failure import BenchError
from buttress.bench.worker.data.dataset import label_text, plain_values
from buttress.bench.worker.tasks.classification import name_places, pick_scores, read_prediction
from buttress.bench.worker.tasks.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from buttress.bench.plan import Task


@dataclass(frozen=True, slots=True)
class Answered:
    """What a candidate said of some examples, in the form that its task reads.

    Attributes:
        answers: One an example.
        scores: Scores of the positive class, None where there are none.
        seconds: Time that each answer took, None where examples were not asked for one by one.
    """

    answers: list[Any]
    scores: list[float] | None = None
    seconds: list[float] | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads what candidates say to one task.

    Attributes:
        task: The task.
        positive: The positive class as text, None where there is none.
        classes: The classes of the data, sorted; empty for the other tasks.
    """

    task: Task
    positive: str | None = None
    classes: tuple[str, ...] = ()

    def read_said(
        self, said: Sequence[Any], names: Sequence[str], seconds: list[float] | None = None
    ) -> Answered:
        """Gives the answers of a callable, a service, or of an estimator that gives no scores.

        Args:
            said: What was said, one an example.
            names: Identifiers of the examples.
            seconds: Time that each answer took.

        Raises:
            BenchError: An answer is missing or of another form, or only some have a score.
        """
        _check_count(said, names)
        if self.task != "classification":
            return Answered(
                read_each(KINDS[self.task].read_answer, said, names, "the answer to"), None, seconds
            )
        found = read_each(read_prediction, said, names, "the answer to")
        scores = _all_or_none([one.score for one in found], names) if self.positive is not None else None
        return Answered([str(one.label) for one in found], scores, seconds)

    def read_scored(
        self,
        predicted: Any,  # noqa: ANN401 - an array or a list
        scores: np.ndarray | None,
        columns: Sequence[Any] | None,
        names: Sequence[str],
        *,
        numbered: bool = False,
    ) -> Answered:
        """Gives the answers of an estimator or an ONNX model to many examples at once.

        Args:
            predicted: The answers, one an example.
            scores: Scores, see `pick_scores`.
            columns: The classes that the columns of the scores stand for, None where they are not known.
            names: Identifiers of the examples.
            numbered: Whether classes may come as their places in sorted order, as `name_places` reads them.

        Raises:
            BenchError: An answer is missing or of another form, or the positive class is not known.
        """
        found = self.read_said(plain_values(predicted), names)
        if self.task != "classification" or columns is None:
            return found
        answers, known = found.answers, [label_text(name) for name in columns]
        if numbered:
            answers, known = name_places(answers, self.classes), name_places(known, self.classes)
        return Answered(answers, pick_scores(scores, known, self.positive))


def read_each(
    read: Callable[[Any], Any], values: Sequence[Any], names: Sequence[str], what: str
) -> list[Any]:
    """Gives what a function reads from each value; raises BenchError with ``what`` and the example where it raises."""
    found = []
    for value, name in zip(values, names, strict=True):
        try:
            found.append(read(value))
        except (TypeError, ValueError) as error:
            message = f"{what} example {name!r} {error}"
            raise BenchError(message) from error
    return found


def join_answers(parts: Sequence[tuple[np.ndarray, Answered]], count: int) -> Answered:
    """Gives the answers to all examples from those of parts of them.

    Args:
        parts: Places of the examples of each part, with its answers; together every place once.
        count: Examples altogether.
    """
    order = [int(place) for places, _ in parts for place in places]
    return Answered(
        _put(order, [one for _, part in parts for one in part.answers], count),
        _put_all(order, [part.scores for _, part in parts], count),
        _put_all(order, [part.seconds for _, part in parts], count),
    )


def _put_all(order: Sequence[int], parts: Sequence[list[float] | None], count: int) -> list[float] | None:
    given = [part for part in parts if part is not None]
    return _put(order, [one for part in given for one in part], count) if len(given) == len(parts) else None


def _put(order: Sequence[int], values: Sequence[Any], count: int) -> list[Any]:
    placed: list[Any] = [None] * count
    for place, value in zip(order, values, strict=True):
        placed[place] = value
    return placed


def _all_or_none(scores: Sequence[float | None], names: Sequence[str]) -> list[float] | None:
    given = [score for score in scores if score is not None]
    if given and len(given) < len(scores):
        message = f"the answer to example {names[list(scores).index(None)]!r} has no score, others have one"
        raise BenchError(message)
    return given or None


def _check_count(said: Sequence[Any], names: Sequence[str]) -> None:
    if len(said) != len(names):
        message = f"{len(names)} examples were asked for, and {len(said)} answers came"
        raise BenchError(message)
