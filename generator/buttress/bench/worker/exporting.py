"""The process that makes a candidate's ONNX models for a pack: the machine it goes to has no converter."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from buttress.bench.messages import Job, Message
from buttress.bench.worker.data.building import build_examples
from buttress.bench.worker.data.dataset import take
from buttress.bench.worker.data.folds import fold_examples
from buttress.bench.worker.fitting import fit_candidate
from buttress.bench.worker.runtimes.artifacts import FINAL, export_name, realise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.bench.worker.data.dataset import Examples


def export(job: Job) -> Message:
    """Gives the ONNX models of an estimator as blobs: of all training rows, then of each fold.

    ``names`` says where each lies in a folder of exports.

    Raises:
        BenchError: The candidate cannot be fitted, exported or quantised.
    """
    if job.candidate is None:
        message = "the step 'export' needs a candidate"
        raise ValueError(message)
    # The providers may be those of an accelerator that only the other machine has; making a model needs none.
    candidate = replace(job.candidate, onnx=replace(job.candidate.onnx, providers=("CPUExecutionProvider",)))
    examples = build_examples(job)
    models: dict[str, bytes] = {}
    for key, rows in _fittings(job, examples):
        model = fit_candidate(job, examples, rows).model
        features = take(examples.features, rows)
        artifact = realise(model, features, candidate, "onnx", folder=Path(job.folder), key=key)
        models[export_name(candidate, key)] = artifact.content
    return Message({"data_sha256": examples.sha256, "names": list(models)}, tuple(models.values()))


def _fittings(job: Job, examples: Examples) -> Iterator[tuple[str, np.ndarray]]:
    """What is fitted when the candidate predicts, in that order: estimators may draw from one generator."""
    yield FINAL, examples.fitted
    folds = job.data.folds or 0
    assigned = fold_examples(examples, folds, job.seed) if folds else None
    for fold in range(folds):
        yield f"fold-{fold}", np.flatnonzero(assigned != fold)
