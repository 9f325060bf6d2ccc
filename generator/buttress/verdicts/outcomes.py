"""Outcomes: what is recorded of each counted test example, checked before anything is computed from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from buttress.records import Packed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.estimation import Memory
    from buttress.records import Answers, DataFacts, Predictions
    from buttress.verdicts.assessment import Question
    from buttress.verdicts.run_selection import Evidence


class NothingRecordedError(Exception):
    """The runs hold nothing of the quality; the text says why, for a reader."""


@dataclass(frozen=True, eq=False, slots=True)
class Outcomes:
    """The examples that a question counts, and what a candidate said of them.

    Every method raises ValueError where what is stored is damaged, and `NothingRecordedError` where nothing is.

    Attributes:
        data: The examples.
        predictions: What was said of them and of their changed versions.
        answers: What was said of those that the question asks for: as they are, or disturbed.
        counted: Which examples count, shape ``(examples,)``.
        memory: Where resamples are kept, None for nowhere.
    """

    data: DataFacts
    predictions: Predictions
    answers: Answers
    counted: np.ndarray
    memory: Memory | None = None

    def labels(self) -> tuple[np.ndarray, np.ndarray]:
        """True and answered classes as indices into the data's classes."""
        truth = self._read(self.data.labels, "true classes").astype(np.int64)
        said = self._read(self.answers.labels, "answered classes").astype(np.int64)
        if truth.size and not self._known(truth, said):
            message = f"a class is numbered beyond the {len(self.data.classes)} that there are"
            raise ValueError(message)
        return truth, said

    def positive(self) -> int:
        """The number of the positive class."""
        if self.data.positive not in self.data.classes:
            message = f"the run knows no positive class (it was made with {self.data.positive!r})"
            raise NothingRecordedError(message)
        return self.data.classes.index(self.data.positive)

    def scores(self) -> np.ndarray:
        """The score of the positive class."""
        return self._finite(self.answers.scores, "scores of the positive class")

    def values(self) -> tuple[np.ndarray, np.ndarray]:
        """True and answered values."""
        return (
            self._finite(self.data.values, "true values"),
            self._finite(self.answers.values, "answered values"),
        )

    def figure(self, name: str) -> np.ndarray:
        """A figure of each answer."""
        return self._finite(self.answers.figures.get(name), f"figures {name!r}")

    def kept(self, invariant: str) -> np.ndarray:
        """Whether each answer stayed the same under an invariant."""
        return self._read(self.predictions.kept.get(invariant), f"answers under {invariant!r}").astype(bool)

    def groups(self, column: str) -> tuple[tuple[str, ...], np.ndarray]:
        """The groups in a column, in order, and of every example the place of its group, counted or not."""
        if column not in self.data.groups:
            known = ", ".join(sorted(self.data.groups)) or "none"
            message = f"the run holds no groups {column!r}; its groups: {known}"
            if not column:
                message = f"it compares groups, and a constraint says which (by {known})"
            raise NothingRecordedError(message)
        return self.data.groups[column].classes()

    def clusters(self) -> np.ndarray | None:
        """The number of each example's cluster, None where examples are independent."""
        if self.data.clusters is None:
            return None
        found: np.ndarray = self.data.clusters.classes()[1][self.counted]
        return found

    def _read(self, packed: Packed | None, what: str) -> np.ndarray:
        if packed is None:
            message = f"the run holds no {what} ({self.data.task})"
            raise NothingRecordedError(message)
        found: np.ndarray = packed.numbers()[self.counted]
        return found

    def _finite(self, packed: Packed | None, what: str) -> np.ndarray:
        found = self._read(packed, what).astype(np.float64)
        if not np.isfinite(found).all():
            message = f"among the {what} are some that are no finite numbers"
            raise ValueError(message)
        return found

    def _known(self, *labels: np.ndarray) -> bool:
        return all(bool(one.min() >= 0 and one.max() < len(self.data.classes)) for one in labels)


def read_outcomes(
    question: Question, evidence: Sequence[Evidence], memory: Memory | None = None
) -> Outcomes | None:
    """Gives the outcomes of the latest of the runs that have any; testing again adds nothing to what is known.

    Raises:
        NothingRecordedError: The run holds answers of another task, or none under the change that is asked for.
        ValueError: What is stored is damaged, or the runs tested different examples.
    """
    tested = [
        (one.run.data, one.measured.predictions)
        for one in evidence
        if one.run.data is not None and one.measured.predictions is not None
    ]
    if not tested:
        return None
    if len({data.sha256 for data, _ in tested}) > 1:
        message = "the same code gave different data in different runs; the builder must be seeded"
        raise ValueError(message)
    data, predictions = tested[-1]
    check_outcomes(data, predictions)
    _check_task(question, data)
    return Outcomes(data, predictions, _answers(question, predictions), _in_slices(data, question), memory)


def parts_by_group(outcomes: Outcomes, column: str) -> Iterator[tuple[str, Outcomes]]:
    """Gives the counted examples of each group of a column, in the order of their names, however few they are.

    Raises:
        NothingRecordedError: The run has no such column.
        ValueError: What is stored is damaged.
    """
    groups, member_of = outcomes.groups(column)
    for place, group in enumerate(groups):
        yield group, replace(outcomes, counted=outcomes.counted & (member_of == place))


def _check_task(question: Question, data: DataFacts) -> None:
    tasks = question.quality.tasks
    if tasks and data.task not in tasks:
        message = (
            f"{question.quality.id} is read from {' or '.join(tasks)}, and the run's task is {data.task}"
        )
        raise NothingRecordedError(message)


def _answers(question: Question, predictions: Predictions) -> Answers:
    if not question.under or question.quality.estimator == "kept":
        return predictions
    if question.under not in predictions.perturbed:
        message = f"the run holds no answers under {question.under!r}"
        raise NothingRecordedError(message)
    return predictions.perturbed[question.under]


def check_outcomes(data: DataFacts, predictions: Predictions) -> None:
    """Refuses arrays that do not have one entry for each example, and examples of one id, with a ValueError."""
    count = data.ids.count
    for what, packed in (*_parts_of_data(data), *_parts_of_answers(predictions)):
        if packed is not None and packed.count != count:
            message = f"there are {count} examples, but {packed.count} {what}"
            raise ValueError(message)
    if not _are_unique(data.ids.data, count):
        message = "two examples of one run have the same id"
        raise ValueError(message)


@lru_cache(maxsize=16)  # asked for each candidate and quality of a run
def _are_unique(texts: str, count: int) -> bool:
    return len(set(Packed(dtype="text", count=count, data=texts).texts())) == count


def _parts_of_data(data: DataFacts) -> Iterator[tuple[str, Packed | None]]:
    yield from (("true labels", data.labels), ("true values", data.values), ("clusters", data.clusters))
    yield from ((f"groups of {name!r}", packed) for name, packed in data.groups.items())
    for name, values in data.slices.items():
        yield from ((f"slice marks of {name}={value}", packed) for value, packed in values.items())


def _parts_of_answers(predictions: Predictions) -> Iterator[tuple[str, Packed | None]]:
    for told, answers in (("", predictions), *predictions.perturbed.items()):
        under = f" under {told!r}" if told else ""
        yield f"answered labels{under}", answers.labels
        yield f"scores{under}", answers.scores
        yield f"answered values{under}", answers.values
        yield from ((f"figures {name!r}{under}", packed) for name, packed in answers.figures.items())
    yield from ((f"answers under {name!r}", packed) for name, packed in predictions.kept.items())


def _in_slices(data: DataFacts, question: Question) -> np.ndarray:
    inside = np.ones(data.ids.count, dtype=bool)
    for name, value in question.slices:
        marks = data.slices.get(name, {}).get(value)
        if marks is None:
            message = f"the run marks no examples as {name}={value}"
            raise ValueError(message)
        inside &= marks.numbers().astype(bool)
    return inside
