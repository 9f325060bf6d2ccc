"""What a candidate answered, counted: right and wrong, sums of per-example figures, by group, when disturbed."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from buttress.explanation import (
    grouped,
    say,
    show_quantity,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from buttress.records import Answers, DataFacts, Packed, Predictions

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates of one group; each with its counts, so that a small group shows."""

    column: str
    group: str
    support: str
    selected: str
    found: str
    alarmed: str


def outcome_facts(
    predictions: Predictions | None, data: DataFacts | None, titles: Mapping[str, str] = MappingProxyType({})
) -> Facts:
    """Gives counts over all examples; for two classes with a positive one, the four cells too.

    Args:
        predictions: What a candidate answered.
        data: The examples.
        titles: What is kept of each answer to the quality that the suite makes of it, such as ``reciprocal_rank``
            where an answer is right or wrong: these come first.
    """
    if data is None or predictions is None:
        return ()
    rows = [(say("Examples"), grouped(data.ids.count)), *_answer_facts(predictions, data, titles)]
    for name, answers in predictions.perturbed.items():
        rows += [
            (say("{label}, under {name}", label=label, name=name), text)
            for label, text in _answer_facts(answers, data, titles)
        ]
    for name, kept in predictions.kept.items():
        rows.append((say("Unchanged under {name}", name=name), _share(int(kept.numbers().sum()), kept.count)))
    return tuple(rows)


def rates_by_group(predictions: Predictions | None, data: DataFacts | None) -> tuple[Rates, ...]:
    """Gives selection, true positive and false positive rates of every group; nothing without a positive class."""
    cells = _cells(predictions, data) if predictions is not None and data is not None else None
    if cells is None or data is None:
        return ()
    return tuple(one for column, packed in data.groups.items() for one in _rates(column, packed, *cells))


def _rates(column: str, packed: Packed, actual: np.ndarray, predicted: np.ndarray) -> Iterator[Rates]:
    groups, member_of = packed.classes()

    def counts(which: np.ndarray) -> list[int]:
        return [int(count) for count in np.bincount(member_of[which], minlength=len(groups))]

    cells = (actual & predicted, actual & ~predicted, ~actual & predicted, ~actual & ~predicted)
    for group, hits, misses, alarms, quiet in zip(groups, *map(counts, cells), strict=True):
        total = hits + misses + alarms + quiet
        yield Rates(
            column,
            group,
            grouped(total),
            _share(hits + alarms, total),
            _share(hits, hits + misses),
            _share(alarms, alarms + quiet),
        )


def _answer_facts(answers: Answers, data: DataFacts, titles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if answers.labels is not None and data.labels is not None:
        yield from _class_facts(answers, data)
    if answers.values is not None and data.values is not None:
        deviation = np.abs(answers.values.numbers() - data.values.numbers())
        yield say("Median absolute error"), show_quantity(float(np.median(deviation)), "", 3)
    for name, packed in sorted(answers.figures.items(), key=lambda figure: figure[0] not in titles):
        total, mean = (
            show_quantity(float(one), "", 4) for one in (packed.numbers().sum(), packed.numbers().mean())
        )
        label = say("Mean of {name}", name=name)
        if name in titles:
            label = say("{quality} (mean of {name})", quality=titles[name], name=name)
        yield label, say("{mean} (sum {total})", mean=mean, total=total)


def _class_facts(answers: Answers, data: DataFacts) -> Iterator[tuple[str, str]]:
    if answers.labels is None or data.labels is None:
        return
    right = np.count_nonzero(data.labels.numbers() == answers.labels.numbers())
    yield say("Answered rightly"), grouped(int(right))
    cells = _cells(answers, data)
    if cells is None:
        return
    actual, predicted = cells
    for name, cell in (
        (say("True positives"), actual & predicted),
        (say("False negatives"), actual & ~predicted),
        (say("False positives"), ~actual & predicted),
        (say("True negatives"), ~actual & ~predicted),
    ):
        yield name, grouped(int(np.count_nonzero(cell)))


def _cells(answers: Answers, data: DataFacts) -> tuple[np.ndarray, np.ndarray] | None:
    """Whether each example is positive, and whether it was called so; None without a positive class."""
    if answers.labels is None or data.labels is None or data.positive not in data.classes:
        return None
    positive = data.classes.index(data.positive)
    return data.labels.numbers() == positive, answers.labels.numbers() == positive


def _share(count: int, total: int) -> str:
    return f"{count / total:.3f} ({grouped(count)} of {grouped(total)})" if total else "– (0 of 0)"
