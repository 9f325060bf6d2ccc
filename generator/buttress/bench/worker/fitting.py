"""Fitting a candidate, with what fitting and updating it took."""

from __future__ import annotations

import copy
import gc
import random
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from buttress.bench.failure import doing
from buttress.bench.worker.code import load_callable
from buttress.bench.worker.data.dataset import take
from buttress.bench.worker.figures.memory import peak_memory, reset_peak, resident_memory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.bench.messages import Job
    from buttress.bench.worker.data.dataset import Examples

UPDATE_ROWS = 32
"""Training rows that one incremental update learns from."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted candidate.

    Attributes:
        model: The estimator.
        figures: Name to value and unit of what fitting took: ``training.time`` and, where the system tells,
            ``training.memory``.
    """

    model: Any
    figures: Mapping[str, tuple[float, str]]


def fit_candidate(job: Job, examples: Examples, rows: np.ndarray) -> Fitted:
    """Gives a new candidate that was fitted on some rows.

    ``training.time`` is the wall time of ``fit`` alone. ``training.memory`` is the growth of the process while it
    runs: the largest resident memory in ``fit`` minus the resident memory just before. Memory that Python kept
    from building the data is used again without growth, and memory of child processes is not in it.

    Args:
        job: The job; its candidate names the function that gives a new estimator.
        examples: The examples.
        rows: Indices of the examples to fit on.
    """
    if job.candidate is None:
        message = f"the step {job.step!r} needs a candidate"
        raise ValueError(message)
    with doing("building the candidate"):
        model = load_callable(Path(job.folder), job.candidate.reference)()
    features, labels = take(examples.features, rows), take(examples.labels, rows)
    with doing("fitting the candidate"):
        growth = _Growth()
        began = perf_counter()
        returned = model.fit(features, labels)
        seconds = perf_counter() - began
        grown = growth.bytes()
    figures = {"training.time": (seconds, "s")}
    if grown is not None:
        figures["training.memory"] = (grown, "B")
    # scikit-learn's `fit` returns the estimator; a plain class need not.
    return Fitted(model if returned is None else returned, figures)


def measure_update(job: Job, examples: Examples, fitted: Fitted) -> dict[str, tuple[float, str]]:
    """Gives ``update.time``: the wall time to learn from 32 more rows, drawn from those that it was fitted on.

    A copy learns, so the model stays as it is. There is no figure for an estimator without ``partial_fit``, for one
    that refuses it after ``fit`` (with early stopping, for example), and for one that cannot be copied.

    Args:
        job: The job; its seed draws the rows.
        examples: The examples.
        fitted: The model fitted on ``examples.fitted``.
    """
    if not hasattr(fitted.model, "partial_fit"):
        return {}
    known = [int(row) for row in examples.fitted]
    drawn = random.Random(job.seed).sample(known, min(UPDATE_ROWS, len(known)))  # noqa: S311 - no secret
    rows = np.asarray(drawn, dtype=np.int64)
    features, labels = take(examples.features, rows), take(examples.labels, rows)
    try:
        model = copy.deepcopy(fitted.model)
        began = perf_counter()
        model.partial_fit(features, labels)
        return {"update.time": (perf_counter() - began, "s")}
    except (TypeError, ValueError, NotImplementedError):
        return {}


class _Growth:
    """How far resident memory rises above what it is now."""

    def __init__(self) -> None:
        gc.collect()
        self._reset = reset_peak()
        self._resident, self._peak = resident_memory(), peak_memory()

    def bytes(self) -> int | None:
        """Gives the growth so far, None where the system tells too little."""
        peak = peak_memory()
        if peak is None or self._peak is None or self._resident is None:
            return None
        if not self._reset and peak <= self._peak:
            return None  # the process was larger once before: how large it was since is not known
        return max(0, peak - self._resident)
