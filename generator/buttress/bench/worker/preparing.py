"""The process that comes before a serving process: build the data, fit, bring the candidate into its runtime's form.

Whatever needs the training libraries happens here, so that the process that serves need not load them.
"""

from __future__ import annotations

import hashlib
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from buttress.bench.failure import doing
from buttress.bench.messages import Job, Message
from buttress.bench.worker.data.building import build_examples
from buttress.bench.worker.data.dataset import list_items, take
from buttress.bench.worker.fitting import fit_candidate, measure_update
from buttress.bench.worker.runtimes.artifacts import pickle_value, realise
from buttress.bench.worker.runtimes.onnx_export import onnx_feed
from buttress.bench.worker.runtimes.onnx_inputs import session_feeds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.bench.plan import CandidatePlan
    from buttress.bench.worker.data.dataset import Examples
    from buttress.bench.worker.runtimes.artifacts import Artifact

MOST_ROWS = 1024
"""Rows prepared for one serving process; queries come back to them in turn."""


def prepare(job: Job) -> Message:
    """Gives what a serving process needs, and what making it took.

    The first blob is the pickled list of rows, each ready to be handed to the candidate: an item, features of one
    example, or what an ONNX session takes. The second is the artefact, where there is one: the pickled estimator or
    the ONNX model. The fields are ``data_sha256``, ``figures`` (name to value and unit, of fitting),
    ``artifact_sha256``, ``settings`` and ``notes``.

    Raises:
        BenchError: The candidate cannot be fitted, exported or handed on.
    """
    if job.candidate is None:
        message = "the step 'prepare' needs a candidate"
        raise ValueError(message)
    examples = build_examples(job)
    if job.candidate.source in ("run", "service"):
        return _prepare_items(job, job.candidate, examples)
    return _prepare_model(job, job.candidate, examples)


def _prepare_items(job: Job, candidate: CandidatePlan, examples: Examples) -> Message:
    rows = pickle_value(list_items(_choose_features(examples, job.seed)), "a data item")
    return _answer(examples, (rows,), settings={"threads": str(candidate.threads)})


def _prepare_model(job: Job, candidate: CandidatePlan, examples: Examples) -> Message:
    model: Any = None
    figures: Mapping[str, tuple[float, str]] = {}
    if candidate.trained:
        fitted = fit_candidate(job, examples, examples.fitted)
        model, figures = fitted.model, {**fitted.figures, **measure_update(job, examples, fitted)}
    artifact = realise(
        model,
        take(examples.features, examples.fitted),
        candidate,
        job.runtimes[0],
        folder=Path(job.folder),
        exports=job.exports,
    )
    with doing("preparing the rows"):
        rows = _single_rows(model, artifact, _choose_features(examples, job.seed))
    blobs = (pickle_value(rows, "a data row"), artifact.content)
    return _answer(examples, blobs, figures, artifact.settings, artifact.notes)


def _single_rows(model: Any, artifact: Artifact, features: Any) -> list[Any]:  # noqa: ANN401
    singles = [take(features, np.arange(place, place + 1)) for place in range(len(features))]
    if artifact.session is None:
        return singles
    if model is not None:
        return [onnx_feed(model, single) for single in singles]
    return [next(session_feeds(artifact.session, single)) for single in singles]


def _choose_features(examples: Examples, seed: int) -> Any:  # noqa: ANN401 - of the builder's kind
    rows = [int(row) for row in examples.measured]
    random.Random(seed).shuffle(rows)  # noqa: S311 - no secret
    return take(examples.features, np.asarray(rows[:MOST_ROWS], dtype=np.int64))


def _answer(
    examples: Examples,
    blobs: tuple[bytes, ...],
    figures: Mapping[str, tuple[float, str]] | None = None,
    settings: Mapping[str, str] | None = None,
    notes: tuple[str, ...] = (),
) -> Message:
    artifact = hashlib.sha256(blobs[1]).hexdigest() if len(blobs) > 1 else None
    fields = {
        "data_sha256": examples.sha256,
        "figures": {name: list(figure) for name, figure in (figures or {}).items()},
        "artifact_sha256": artifact,
        "settings": dict(settings or {}),
        "notes": list(notes),
    }
    return Message(fields, blobs)
