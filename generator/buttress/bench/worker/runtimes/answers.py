"""What an estimator or an ONNX session says of many examples, before a task reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from buttress.bench.failure import BenchError
from buttress.bench.worker.data.dataset import take
from buttress.bench.worker.runtimes.onnx_export import onnx_feed
from buttress.bench.worker.runtimes.onnx_inputs import session_feeds

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class RawAnswers:
    """Answers to n examples.

    Attributes:
        predicted: The n answers: an array of shape (n,), or (n, k) where each has k values, or the list that
            the candidate gave where its answers are no numbers or texts.
        scores: Scores of shape (n, classes), or (n, 1) for the second of two classes alone; None without scores.
        classes: What the columns of ``scores`` stand for (both classes where there is one column for the second);
            None where nobody can tell.
    """

    predicted: np.ndarray | list[Any]
    scores: np.ndarray | None = None
    classes: tuple[Any, ...] | None = None


def ask_estimator(model: Any, features: Any) -> RawAnswers:  # noqa: ANN401 - estimators of any library
    """Gives what a fitted estimator says, with its probabilities or else its decision values.

    Raises:
        BenchError: It does not give one answer for each example.
    """
    count = len(features)
    predicted = _as_answers(model.predict(features))
    _check_count(len(predicted), count)
    scores = estimator_scores(model, features)
    return RawAnswers(predicted, scores, None if scores is None else _classes(model))


def ask_onnx(
    session: Any,  # noqa: ANN401 - onnxruntime carries no types
    model: Any,  # noqa: ANN401 - estimators of any library
    features: Any,  # noqa: ANN401
    *,
    classify: bool = True,
    singly: bool = False,
) -> RawAnswers:
    """Gives what an ONNX model says.

    Args:
        session: An ONNX Runtime session.
        model: The estimator that it was exported from; None for a model that came as a file.
        features: The examples.
        classify: Whether a file's answers are classes. The answer is then its output of one integer or text an
            example, with its table of real numbers as scores. Where there is only the table, as from a softmax,
            the answer is the column of the largest entry, counted from 0. A single column of real numbers stays
            as it is, as do all answers where nothing is classified: the first output is the answer.
        singly: Whether to ask for one example at a time, where an answer depends on the rest of its batch.

    Raises:
        BenchError: It does not give one answer for each example, or the features do not fit it.
    """
    if singly and len(features) > 1:
        rows = (take(features, np.arange(place, place + 1)) for place in range(len(features)))
        return _join_answers([ask_onnx(session, model, row, classify=classify) for row in rows])
    if model is None:
        return _ask_file(session, features, classify=classify)
    answers = session.run(None, onnx_feed(model, features))
    predicted = _read_predicted(np.asarray(answers[0]), model, len(features))
    _check_count(len(predicted), len(features))
    scores = onnx_scores(answers, model)
    return RawAnswers(predicted, scores, None if scores is None else _classes(model))


def estimator_scores(model: Any, features: Any) -> np.ndarray | None:  # noqa: ANN401
    """Gives the scores of all classes, ``(n, classes)``, or of the second class alone, ``(n, 1)``."""
    for method in ("predict_proba", "decision_function"):
        if hasattr(model, method):
            found = getattr(model, method)(features)
            if isinstance(found, list) and found and np.ndim(found[0]) == 2:
                message = "it classifies each example several times at once, which no task here can read"
                raise BenchError(message)
            scores = np.asarray(found, dtype=float)
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


def _read_predicted(output: np.ndarray, model: Any, count: int) -> np.ndarray | list[Any]:  # noqa: ANN401
    if hasattr(model, "classes_") or output.dtype.kind != "f" or output.size % count:
        return output.ravel()
    # Several values of an example come one below the other: a regression with k outputs has shape (n * k, 1).
    return _as_answers(output.reshape(count, -1))


def _ask_file(session: Any, features: Any, *, classify: bool) -> RawAnswers:  # noqa: ANN401
    count = len(features)
    parts = [session.run(None, feed) for feed in session_feeds(session, features)]
    outputs = [_join(pieces) for pieces in zip(*parts, strict=True)]
    if not classify:
        predicted = _as_answers(outputs[0])
        _check_count(len(predicted), count)
        return RawAnswers(predicted)
    labels = next((one.ravel() for one in outputs if _is_labels(one, count)), None)
    table, names = next((_read_table(one) for one in outputs if _is_table(one, count)), (None, None))
    if labels is not None:
        return RawAnswers(labels, table, names or _name_columns(labels, table))
    if table is not None:
        return RawAnswers(table.argmax(axis=1), table, tuple(range(table.shape[1])))
    predicted = _as_answers(outputs[0])
    _check_count(len(predicted), count)
    return RawAnswers(predicted)


def _join_answers(parts: Sequence[RawAnswers]) -> RawAnswers:
    predicted = _join([part.predicted for part in parts])
    scores = None if parts[0].scores is None else np.concatenate([part.scores for part in parts])
    return RawAnswers(predicted, scores, parts[0].classes)


def _join(pieces: Sequence[Any]) -> Any:  # noqa: ANN401 - arrays, or lists of dictionaries
    if isinstance(pieces[0], list):
        return [one for piece in pieces for one in piece]
    if len({(piece.ndim, piece.shape[1:]) for piece in pieces}) == 1 and pieces[0].ndim:
        return np.concatenate(pieces)
    return list(pieces)  # answers of different shapes, one an example


def _is_labels(output: Any, count: int) -> bool:  # noqa: ANN401
    return isinstance(output, np.ndarray) and output.dtype.kind in "biuOUS" and output.size == count


def _is_table(output: Any, count: int) -> bool:  # noqa: ANN401
    if isinstance(output, list):
        return len(output) == count and isinstance(output[0], dict)
    return bool(
        output.dtype.kind == "f" and output.ndim == 2 and len(output) == count and output.shape[1] > 1
    )


def _read_table(output: Any) -> tuple[np.ndarray, tuple[Any, ...] | None]:  # noqa: ANN401
    if not isinstance(output, list):
        return np.asarray(output, dtype=float), None
    names = tuple(output[0])
    return np.asarray([[row[name] for name in names] for row in output], dtype=float), names


def _name_columns(labels: np.ndarray, table: np.ndarray | None) -> tuple[Any, ...] | None:
    # Converters count classes from 0, or write them in sorted order.
    if table is None:
        return None
    width, seen = table.shape[1], sorted(set(labels.tolist()))
    if labels.dtype.kind in "biu" and seen[0] >= 0 and seen[-1] < width:
        return tuple(range(width))
    return tuple(seen) if len(seen) == width else None


def _as_answers(predicted: Any) -> np.ndarray | list[Any]:  # noqa: ANN401
    if isinstance(predicted, list | tuple) and not all(np.isscalar(one) for one in predicted):
        return list(predicted)  # texts, rankings, boxes: of whatever length each
    answers = np.asarray(predicted)
    return answers.ravel() if answers.ndim == 2 and answers.shape[1] == 1 else answers


def _check_count(found: int, count: int) -> None:
    if found != count:
        message = f"{count} examples were asked, {found} answers came"
        raise BenchError(message)


def _classes(model: Any) -> tuple[Any, ...] | None:  # noqa: ANN401
    classes = getattr(model, "classes_", None)
    return None if classes is None else tuple(np.asarray(classes).tolist())
