"""Mutations of answers: to test examples, as they are or disturbed, of all groups or of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np

from buttress.proving.mutation import Mutation
from buttress.records import Answers, DataFacts, Packed

if TYPE_CHECKING:
    from buttress.records import Measurement
    from buttress.wire import Element

AS_THEY_ARE = ""
"""Among the names of perturbations: the answers to unchanged examples."""

Chosen = Callable[[DataFacts], np.ndarray]
"""Which examples: one truth value for each."""
_Answers = TypeVar("_Answers", bound=Answers)

_SEED = 20090
_SPREADS = 3.0
_SURE = 0.999


class Edit(Protocol):
    """Gives other answers to the chosen examples."""

    def __call__(self, answers: _Answers, data: DataFacts, chosen: np.ndarray) -> _Answers:
        """Gives the answers with those to the chosen examples replaced."""


@dataclass(frozen=True, slots=True)
class Step:
    """One edit of the answers to some examples."""

    edit: Edit
    chosen: Chosen


def with_second_class(data: DataFacts) -> DataFacts:
    """Gives the examples with a second class where all are of one and every answer was right: none could be wrong."""
    if len(data.classes) != 1:
        return data
    return data.model_copy(update={"classes": (*data.classes, f"not {data.classes[0]}")})


def change_answers(words: str, names: tuple[str, ...], *steps: Step) -> Mutation:
    """Gives the mutation that takes steps one after the other.

    Args:
        words: What it does.
        names: Perturbations whose answers are changed, `AS_THEY_ARE` for those to unchanged examples.
        steps: What is done.
    """

    def edit(answers: _Answers, data: DataFacts) -> _Answers:
        for step in steps:
            answers = step.edit(answers, data, step.chosen(data))
        return answers

    def change(measured: Measurement, data: DataFacts | None) -> Measurement:
        said = measured.predictions
        if said is None or data is None:
            return measured
        perturbed = {name: edit(one, data) if name in names else one for name, one in said.perturbed.items()}
        plain = edit(said, data) if AS_THEY_ARE in names else said
        return measured.model_copy(update={"predictions": plain.model_copy(update={"perturbed": perturbed})})

    return Mutation(words, change)


def change_kept(words: str, names: tuple[str, ...], value: int, chosen: Chosen) -> Mutation:
    """Gives the mutation that says of the chosen examples whether invariants kept their answers."""

    def change(measured: Measurement, data: DataFacts | None) -> Measurement:
        said = measured.predictions
        if said is None or data is None:
            return measured
        kept = {
            name: _put(packed, chosen(data), value) if name in names else packed
            for name, packed in said.kept.items()
        }
        return measured.model_copy(update={"predictions": said.model_copy(update={"kept": kept})})

    return Mutation(words, change)


def share_of_examples(share: float) -> Chosen:
    """Gives the choice of a share of all examples, in a seeded order, so that a larger share holds a smaller one."""

    def choose(data: DataFacts) -> np.ndarray:
        count = data.ids.count
        chosen = np.zeros(count, dtype=bool)
        chosen[np.random.default_rng(_SEED).permutation(count)[: ceil(share * count)]] = True
        return chosen

    return choose


def in_group(column: str, group: str, *, inside: bool = True) -> Chosen:
    """Gives the choice of the examples of a group, or of all others."""

    def choose(data: DataFacts) -> np.ndarray:
        found = data.groups[column].which_are(group)
        return found if inside else ~found

    return choose


def make_right(answers: _Answers, data: DataFacts, chosen: np.ndarray) -> _Answers:
    """Gives the truth to the chosen examples."""
    return _answer(answers, data, chosen, labels=_classes(data), values=_truth(data.values))


def make_wrong(answers: _Answers, data: DataFacts, chosen: np.ndarray) -> _Answers:
    """Gives the next class to the chosen examples, or a value three standard deviations of the truth away."""
    labels, values = _classes(data), _truth(data.values)
    return _answer(
        answers,
        data,
        chosen,
        labels=None if labels is None else (labels + 1) % max(len(data.classes), 1),
        values=None if values is None else values + _SPREADS * (float(values.std()) or 1.0),
    )


def make_class(number: int) -> Edit:
    """Gives the edit that answers one class, whatever is asked."""

    def edit(answers: _Answers, data: DataFacts, chosen: np.ndarray) -> _Answers:
        return _answer(answers, data, chosen, labels=np.full(data.ids.count, number))

    return edit


def scale_errors(factor: float) -> Edit:
    """Gives the edit that makes the distance of values from the truth so many times as large."""

    def edit(answers: _Answers, data: DataFacts, chosen: np.ndarray) -> _Answers:
        truth, said = _truth(data.values), _truth(answers.values)
        if truth is None or said is None:
            return answers
        return _answer(answers, data, chosen, values=truth + factor * (said - truth))

    return edit


def set_answer_figures(values: Mapping[str, float]) -> Edit:
    """Gives the edit that sets figures of the answers."""

    def edit(answers: _Answers, data: DataFacts, chosen: np.ndarray) -> _Answers:  # noqa: ARG001
        figures = {
            name: _put(packed, chosen, values[name], "f8") if name in values else packed
            for name, packed in answers.figures.items()
        }
        return answers.model_copy(update={"figures": figures})

    return edit


def _answer(
    answers: _Answers,
    data: DataFacts,
    chosen: np.ndarray,
    labels: np.ndarray | None = None,
    values: np.ndarray | None = None,
) -> _Answers:
    """Replaces what was recorded of the chosen examples; scores follow the classes."""
    update: dict[str, Packed] = {}
    if labels is not None and answers.labels is not None:
        update["labels"] = _put(answers.labels, chosen, labels)
    if labels is not None and answers.scores is not None and data.positive in data.classes:
        low, high = _ends_of(answers.scores.numbers())
        positive = labels == data.classes.index(data.positive)
        update["scores"] = _put(answers.scores, chosen, np.where(positive, high, low))
    if values is not None and answers.values is not None:
        update["values"] = _put(answers.values, chosen, values)
    return answers.model_copy(update=update)


def _ends_of(scores: np.ndarray) -> tuple[float, float]:
    """The least and the greatest score that an example may get; of probabilities nearly 0 and nearly 1."""
    low, high = float(scores.min(initial=1)), float(scores.max(initial=0))
    return (1 - _SURE, _SURE) if low >= 0 and high <= 1 else (low - 1, high + 1)


def _classes(data: DataFacts) -> np.ndarray | None:
    return None if data.labels is None else data.labels.numbers().astype(np.int64)


def _truth(packed: Packed | None) -> np.ndarray | None:
    return None if packed is None else packed.numbers()


def _put(
    packed: Packed, chosen: np.ndarray, values: np.ndarray | float, dtype: Element | None = None
) -> Packed:
    return Packed.of_numbers(np.where(chosen, values, packed.numbers()), dtype or packed.dtype, small=False)
