"""What a candidate says of many examples: classes as text and the score of the positive class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from buttress.bench.failure import BenchError
from buttress.bench.worker.data.dataset import label_text, plain_values
from buttress.bench.worker.runtimes.onnx_export import onnx_feed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Predictions, one an example.

    Attributes:
        classes: Predicted classes as text.
        scores: Scores of the positive class, None where there is no positive class or no score.
    """

    classes: list[str]
    scores: np.ndarray | None = None


def predict_with_estimator(model: Any, features: Any, positive: str | None) -> Outcomes:  # noqa: ANN401
    """Gives what a fitted estimator says in process, with probabilities or else decision values."""
    classes = _texts(model.predict(features))
    return Outcomes(classes, _pick(estimator_scores(model, features), model, positive))


def predict_with_onnx(session: Any, model: Any, features: Any, positive: str | None) -> Outcomes:  # noqa: ANN401
    """Gives what the exported estimator says in ONNX Runtime; ``model`` is the original."""
    answers = session.run(None, onnx_feed(model, features))
    return Outcomes(_texts(answers[0]), _pick(onnx_scores(answers, model), model, positive))


def predict_with_callable(call: Callable[[Any], object], items: Sequence[Any]) -> Outcomes:
    """Gives what a callable says of each item; it gives no scores."""
    return Outcomes([label_text(call(item)) for item in items])


def estimator_scores(model: Any, features: Any) -> np.ndarray | None:  # noqa: ANN401
    """Gives the scores of all classes, ``(n, classes)``, or of the second class alone, ``(n, 1)``."""
    for method in ("predict_proba", "decision_function"):
        if hasattr(model, method):
            scores = np.asarray(getattr(model, method)(features), dtype=float)
            return scores.reshape(len(scores), -1)
    return None


def onnx_scores(answers: Sequence[Any], model: Any) -> np.ndarray | None:  # noqa: ANN401
    """Gives the scores among the outputs of an exported classifier, shaped like `estimator_scores`."""
    if len(answers) < 2:
        return None
    scores = answers[1]
    if isinstance(scores, list):  # a dictionary an example, where the converter insists
        scores = [[row[name] for name in model.classes_.tolist()] for row in scores]
    table = np.asarray(scores, dtype=float)
    return table.reshape(len(table), -1)


def explain_export(model: Any, session: Any, features: Any) -> str:  # noqa: ANN401
    """Gives, in words, how far an exported estimator departs from its original over all examples."""
    answers = session.run(None, onnx_feed(model, features))
    ours, theirs = _texts(model.predict(features)), _texts(answers[0])
    agreed = sum(one == other for one, other in zip(ours, theirs, strict=True))
    note = f"ONNX export: {agreed} of {len(ours)} labels agree with the original"
    scores, exported = estimator_scores(model, features), onnx_scores(answers, model)
    if scores is None or exported is None:
        return f"{note}."
    if scores.shape[1] == 1 and exported.shape[1] == 2:
        exported = exported[:, 1:]  # the converter writes the two signs of one decision value
    if scores.shape != exported.shape:
        return f"{note}; the scores cannot be compared."
    return f"{note}; the largest deviation of a score is {np.abs(scores - exported).max():.1e}."


def _texts(predicted: Any) -> list[str]:  # noqa: ANN401
    return [label_text(one) for one in plain_values(np.asarray(predicted).ravel())]


def _pick(scores: np.ndarray | None, model: Any, positive: str | None) -> np.ndarray | None:  # noqa: ANN401
    if scores is None or positive is None or not hasattr(model, "classes_"):
        return None
    names = [label_text(name) for name in plain_values(model.classes_)]
    if positive not in names:
        message = f"the model was fitted without an example of the positive class {positive!r}"
        raise BenchError(message)
    place = names.index(positive)
    if scores.shape[1] == len(names):
        return scores[:, place]
    # One decision value for two classes speaks for the second.
    return scores[:, 0] if place == 1 else -scores[:, 0]
