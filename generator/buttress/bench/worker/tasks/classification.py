"""Classification: classes as text, and the score of the positive class."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import TYPE_CHECKING

from buttress.bench.failure import BenchError
from buttress.bench.worker.data.dataset import label_text
from buttress.bench.worker.tasks.kind import Kind, judge_nothing
from buttress.bench.worker.tasks.prediction import Prediction

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np


def read_label(answer: object) -> str:
    """Gives an answered class as text; a NumPy scalar or an array of one element counts as its element."""
    element = answer.item() if hasattr(answer, "item") else answer
    if isinstance(element, str | bytes | bool | int | float):
        return label_text(element)
    message = f"is {type(answer).__name__} {_short(answer)}, not a class (a text or a number)"
    raise TypeError(message)


def read_prediction(answer: object) -> Prediction:
    """Gives what a callable or service said: a `Prediction`, a mapping with ``label`` and ``score``, or a label.

    Raises:
        TypeError: It is none of these.
        ValueError: It is a mapping with other keys, or its score is not a number.
    """
    if isinstance(answer, Mapping):
        if "label" not in answer or not set(answer) <= {"label", "score"}:
            message = (
                f"has the keys {', '.join(map(str, answer))}; `label` is needed, `score` may stand beside it"
            )
            raise ValueError(message)
        answer = Prediction(answer["label"], answer.get("score"))
    if isinstance(answer, Prediction):
        return Prediction(read_label(answer.label), None if answer.score is None else float(answer.score))
    return Prediction(read_label(answer))


def pick_scores(
    scores: np.ndarray | None, names: Sequence[str] | None, positive: str | None
) -> list[float] | None:
    """Gives the scores of the positive class from those of all classes.

    Args:
        scores: Shape (n, classes), or (n, 1) with one decision value that speaks for the second of two classes.
        names: The classes that the columns stand for; None where they are not known.
        positive: The positive class, None where there is none.

    Raises:
        BenchError: The model does not know the positive class.
    """
    if scores is None or positive is None or names is None:
        return None
    if positive not in names:
        message = f"the model gives no score of the positive class {positive!r}; it knows {', '.join(names)}"
        raise BenchError(message)
    place = names.index(positive)
    if scores.shape[1] == len(names):
        return [float(score) for score in scores[:, place]]
    if scores.shape[1] != 1 or len(names) != 2:
        return None
    return [float(score if place == 1 else -score) for score in scores[:, 0]]


def name_places(labels: Sequence[str], classes: Sequence[str]) -> list[str]:
    """Gives the classes that a model file means which answers with their places in sorted order.

    Labels stay as they are where one of them is a class, or where classes read as numbers, so that nothing is guessed.

    >>> name_places(["1", "0"], ["benign", "malignant"])
    ['malignant', 'benign']
    >>> name_places(["1", "0"], ["1", "2"])
    ['1', '0']
    """
    places = {str(place): name for place, name in enumerate(sorted(classes))}
    if any(name.lstrip("-").isdecimal() for name in classes) or not set(labels) <= set(places):
        return list(labels)
    return [places[label] for label in labels]


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


CLASSIFICATION = Kind(label_text, read_label, judge_nothing, operator.eq)
