"""The processes that come before serving: describe the data, predict every example, prepare an artefact."""

from __future__ import annotations

import hashlib
import pickle
import random
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from buttress.bench.failure import BenchError, doing
from buttress.bench.messages import Job, Message
from buttress.bench.worker.code import load_callable
from buttress.bench.worker.data.dataset import Examples, label_text, read_examples, take
from buttress.bench.worker.data.folds import assign_folds
from buttress.bench.worker.figures.complexity import measure_complexity
from buttress.bench.worker.runtimes.onnx_export import count_onnx_parameters, export_onnx, onnx_feed
from buttress.bench.worker.runtimes.onnx_session import open_session
from buttress.bench.worker.tasks.outcomes import (
    Outcomes,
    explain_export,
    predict_with_callable,
    predict_with_estimator,
    predict_with_onnx,
)
from buttress.language import holds, parse_condition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.bench.plan import CandidatePlan

MOST_ROWS = 1024
"""Rows prepared for one serving process; queries come back to them in turn."""
PICKLE_PROTOCOL = 5


@dataclass(frozen=True, slots=True)
class Artifact:
    """What a runtime executes.

    Attributes:
        content: ONNX bytes, or the pickle of the fitted estimator.
        session: The ONNX Runtime session, None for the other runtimes.
    """

    content: bytes
    session: Any = None


def describe(job: Job) -> Message:
    """Gives the facts of the data: identifiers, classes, groups and slices of the measured examples."""
    examples = _build_examples(job)
    rows = [int(row) for row in examples.measured]
    if job.data.folds is not None:
        assign_folds(examples.classes, job.data.folds, job.seed)  # refuses what cannot be folded
    with doing("forming groups and slices"):
        groups = {name: [label_text(v) for v in _column(examples, name, rows)] for name in job.data.groups}
        slices = {
            name: {value: _mark(examples, text, rows) for value, text in values.items()}
            for name, values in job.data.slices.items()
        }
    return _answer(
        examples,
        ids=[examples.ids[row] for row in rows],
        labels=[examples.classes[row] for row in rows],
        classes=sorted(set(examples.classes)),
        groups=groups,
        slices=slices,
    )


def predict(job: Job) -> Message:
    """Gives, for each runtime, the outcomes of the measured examples and the final model's exact figures."""
    examples = _build_examples(job)
    if not _candidate(job).trained:
        call = load_callable(Path(job.folder), _candidate(job).reference)
        with doing("predicting the examples"):
            outcomes = predict_with_callable(call, take(examples.features, examples.measured))
        return _answer(examples, runtimes={"python": {"classes": outcomes.classes, "scores": None}})
    model, _ = _fit(job, examples, examples.fitted)
    results = {runtime: _summarise_model(model, examples, runtime) for runtime in job.runtimes}
    outcomes_by_runtime = _predict_out_of_fold(job, examples) if job.data.folds else {}
    for runtime, result in results.items():
        found = outcomes_by_runtime.get(runtime) or _predict_rows(
            model, _realise(model, examples, runtime), runtime, examples, examples.measured, job.data.positive
        )
        scores = None if found.scores is None else [float(score) for score in found.scores]
        _check_scores(scores, examples)
        result |= {"classes": found.classes, "scores": scores}
    return _answer(examples, runtimes=results)


def prepare(job: Job) -> Message:
    """Gives the rows to query (first blob) and an estimator's artefact (second) with the time to fit it."""
    examples = _build_examples(job)
    rows = _choose_rows(examples, job.seed)
    if not _candidate(job).trained:
        items = list(take(examples.features, rows))
        return _answer(examples, blobs=(_pickle(items, "a data item"),))
    model, seconds = _fit(job, examples, examples.fitted)
    artifact = _realise(model, examples, job.runtimes[0])
    features = take(examples.features, rows)
    singles = [take(features, np.arange(place, place + 1)) for place in range(len(rows))]
    if artifact.session is not None:
        singles = [onnx_feed(model, single) for single in singles]
    return _answer(
        examples,
        blobs=(_pickle(singles, "a data row"), artifact.content),
        training_s=seconds,
        artifact_sha256=hashlib.sha256(artifact.content).hexdigest(),
    )


def _build_examples(job: Job) -> Examples:
    build = load_callable(Path(job.folder), job.data.build)
    with doing("building the data"):
        return read_examples(build(), folds=job.data.folds, trained=job.trained)


def _fit(job: Job, examples: Examples, rows: np.ndarray) -> tuple[Any, float]:
    with doing("building the candidate"):
        model = load_callable(Path(job.folder), _candidate(job).reference)()
    features, labels = take(examples.features, rows), take(examples.labels, rows)
    with doing("fitting the candidate"):
        began = perf_counter()
        fitted = model.fit(features, labels)
        seconds = perf_counter() - began
    # scikit-learn's `fit` returns the estimator; a plain class need not.
    return (model if fitted is None else fitted), seconds


def _predict_out_of_fold(job: Job, examples: Examples) -> Mapping[str, Outcomes]:
    assigned = assign_folds(examples.classes, job.data.folds or 0, job.seed)
    parts: dict[str, list[tuple[np.ndarray, Outcomes]]] = {runtime: [] for runtime in job.runtimes}
    for fold in range(job.data.folds or 0):
        tested = np.flatnonzero(assigned == fold)
        model, _ = _fit(job, examples, np.flatnonzero(assigned != fold))
        for runtime, found in parts.items():
            artifact = _realise(model, examples, runtime)
            found.append(
                (tested, _predict_rows(model, artifact, runtime, examples, tested, job.data.positive))
            )
    return {runtime: _join_folds(found, len(assigned)) for runtime, found in parts.items()}


def _join_folds(parts: Sequence[tuple[np.ndarray, Outcomes]], count: int) -> Outcomes:
    classes = [""] * count
    scores = np.full(count, np.nan)
    for rows, outcomes in parts:
        for row, name in zip(rows, outcomes.classes, strict=True):
            classes[row] = name
        if outcomes.scores is not None:
            scores[rows] = outcomes.scores
    scored = all(outcomes.scores is not None for _, outcomes in parts)
    return Outcomes(classes, scores if scored else None)


def _predict_rows(
    model: Any,  # noqa: ANN401 - estimators of any library
    artifact: Artifact,
    runtime: str,
    examples: Examples,
    rows: np.ndarray,
    positive: str | None,
) -> Outcomes:
    features = take(examples.features, rows)
    with doing(f"predicting the examples on {runtime}"):
        if artifact.session is not None:
            return predict_with_onnx(artifact.session, model, features, positive)
        return predict_with_estimator(model, features, positive)


def _realise(model: Any, examples: Examples, runtime: str) -> Artifact:  # noqa: ANN401
    if runtime != "onnx":
        return Artifact(_pickle(model, "the fitted candidate"))
    with doing("exporting the candidate to ONNX"):
        content = export_onnx(model, examples.features)
        return Artifact(content, open_session(content))


def _summarise_model(model: Any, examples: Examples, runtime: str) -> dict[str, Any]:  # noqa: ANN401
    artifact = _realise(model, examples, runtime)
    figures: dict[str, tuple[float, str]] = {"model.size": (len(artifact.content), "B")}
    width = getattr(model, "n_features_in_", None) or _width(examples.features)
    if width:
        figures["features"] = (width, "")
    complexity = measure_complexity(model)
    if complexity is not None:
        figures["parameters"] = (complexity.parameters, "")
        figures["interpretability.terms"] = (complexity.terms, "")
        if complexity.depth is not None:
            figures["tree.depth"] = (complexity.depth, "")
    elif artifact.session is not None:
        figures["parameters"] = (count_onnx_parameters(artifact.content), "")
    notes = (
        [explain_export(model, artifact.session, examples.features)] if artifact.session is not None else []
    )
    digest = hashlib.sha256(artifact.content).hexdigest()
    return {"artifact_sha256": digest, "figures": figures, "notes": notes}


def _width(features: Any) -> int:  # noqa: ANN401
    shape = getattr(features, "shape", None) or np.shape(take(features, np.arange(1)))
    return int(shape[1]) if len(shape) == 2 else 0


def _choose_rows(examples: Examples, seed: int) -> np.ndarray:
    rows = [int(row) for row in examples.measured]
    random.Random(seed).shuffle(rows)  # noqa: S311 - no secret
    return np.asarray(rows[:MOST_ROWS], dtype=np.int64)


def _pickle(value: object, what: str) -> bytes:
    # Never written to disk: it goes through a pipe to the process that serves.
    try:
        return pickle.dumps(value, protocol=PICKLE_PROTOCOL)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        message = (
            f"{what} cannot be handed to a fresh process: {error}; define its class at the top of a module"
        )
        raise BenchError(message) from error


def _column(examples: Examples, name: str, rows: Sequence[int]) -> list[Any]:
    if name not in examples.columns:
        message = (
            f"the data set has no column {name!r}; it has {', '.join(sorted(examples.columns)) or 'none'}"
        )
        raise BenchError(message)
    column = examples.columns[name]
    return [column[row] for row in rows]


def _mark(examples: Examples, text: str, rows: Sequence[int]) -> list[int]:
    condition = parse_condition(text)
    columns = {**examples.columns, "label": examples.columns.get("label", examples.classes)}
    return [int(holds(condition, {name: column[row] for name, column in columns.items()})) for row in rows]


def _candidate(job: Job) -> CandidatePlan:
    if job.candidate is None:
        message = f"the step {job.step!r} needs a candidate"
        raise ValueError(message)
    return job.candidate


def _check_scores(scores: list[float] | None, examples: Examples) -> None:
    for place, score in enumerate(scores or ()):
        if not np.isfinite(score):
            message = f"the score of example {examples.ids[examples.measured[place]]!r} is {score}"
            raise BenchError(message)


def _answer(examples: Examples, blobs: tuple[bytes, ...] = (), **fields: Any) -> Message:  # noqa: ANN401
    return Message({"data_sha256": examples.sha256, **fields}, blobs)
