"""How far an exported or quantised model departs from its original."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from buttress.bench.failure import BenchError
from buttress.bench.worker.data.dataset import label_text, plain_values
from buttress.bench.worker.runtimes.answers import ask_estimator, ask_onnx

if TYPE_CHECKING:
    from buttress.bench.worker.runtimes.answers import RawAnswers
    from buttress.bench.worker.runtimes.artifacts import Artifact

ROUNDING = 1e-5
"""Relative deviation up to which two values count as the same where no tolerance was given: single precision."""


def compare_export(
    model: Any,  # noqa: ANN401 - estimators of any library
    artifact: Artifact,
    features: Any,  # noqa: ANN401
    tolerance: float | None = None,
    *,
    classify: bool = True,
) -> dict[str, Any] | None:
    """Gives the fields of `records.Equivalence`: an ONNX model against what it was made of.

    Args:
        model: The fitted estimator; None for a model file, which is compared where it was quantised.
        artifact: The ONNX model, as `realise` gives it.
        features: The examples to compare on.
        tolerance: Largest deviation that is allowed, None where it is only recorded.
        classify: Whether a model file's answers are classes, as in `ask_onnx`.

    Returns:
        The fields, or None where there is nothing to compare with.

    Raises:
        BenchError: A score (of a classifier) or a value deviates more than allowed, or cannot be compared.
    """
    if model is not None:
        ours = ask_estimator(model, features)
    elif artifact.original is not None:
        ours = ask_onnx(artifact.original, None, features, classify=classify)
    else:
        return None
    theirs = ask_onnx(artifact.session, model, features, classify=classify, singly=artifact.singly)
    return compare_answers(ours, theirs, tolerance)


def compare_answers(ours: RawAnswers, theirs: RawAnswers, tolerance: float | None = None) -> dict[str, Any]:
    """Gives the fields of `records.Equivalence`: the answers of an ONNX model against those of its original.

    Args:
        ours: What the original says.
        theirs: What the ONNX model says.
        tolerance: Largest deviation that is allowed, None where it is only recorded.

    Raises:
        BenchError: A score or a value deviates more than allowed, or cannot be compared.
    """
    pair = _compared(ours, theirs)
    deviations = None if pair is None else _deviations(*pair)
    largest = None if deviations is None else float(deviations.max(initial=0.0))
    if tolerance is not None:
        _check(largest, tolerance)
    return {
        "examples": len(ours.predicted),
        "agreed": _count_agreed(ours, theirs, deviations, tolerance),
        "largest_deviation": largest if largest is None or np.isfinite(largest) else None,
        "tolerance": tolerance,
    }


def _compared(ours: RawAnswers, theirs: RawAnswers) -> tuple[np.ndarray, np.ndarray] | None:
    if _is_regression(ours):
        first, second = np.asarray(ours.predicted, dtype=float), np.asarray(theirs.predicted, dtype=float)
    elif ours.scores is None or theirs.scores is None:
        return None
    else:
        first, second = ours.scores, theirs.scores
        if first.shape[1] == 1 and second.shape[1] == 2:
            second = second[:, 1:]  # the converter writes the two signs of one decision value
    return (first, second) if first.shape == second.shape else None


def _is_regression(answers: RawAnswers) -> bool:
    return (
        answers.scores is None
        and isinstance(answers.predicted, np.ndarray)
        and answers.predicted.dtype.kind == "f"
    )


def _deviations(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Gives the largest deviation of each example; infinite where one side alone is no number."""
    with np.errstate(invalid="ignore"):
        apart = np.abs(ours - theirs)
    same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
    apart = np.where(same, 0.0, np.where(np.isnan(apart), np.inf, apart))
    return np.asarray(apart.reshape(len(apart), -1).max(axis=1, initial=0.0))


def _count_agreed(
    ours: RawAnswers, theirs: RawAnswers, deviations: np.ndarray | None, tolerance: float | None
) -> int:
    if _is_regression(ours) and deviations is not None:
        values = np.abs(np.asarray(ours.predicted, dtype=float)).reshape(len(deviations), -1).max(axis=1)
        limit = ROUNDING * np.maximum(values, 1.0) if tolerance is None else tolerance
        return int(np.sum(deviations <= limit))
    return sum(one == other for one, other in zip(_texts(ours), _texts(theirs), strict=True))


def _texts(answers: RawAnswers) -> list[str]:
    return [label_text(one) for one in plain_values(answers.predicted)]


def _check(largest: float | None, tolerance: float) -> None:
    if largest is None:
        message = f"a tolerance of {tolerance:g} was given, but the ONNX model has no scores to compare"
    elif largest > tolerance:
        message = (
            f"the ONNX model deviates from its original by up to {largest:.3g}, "
            f"more than the tolerance of {tolerance:g}"
        )
    else:
        return
    raise BenchError(message)
