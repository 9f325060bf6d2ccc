"""What a serving process calls for every row, with nothing imported that the candidate does not need."""

from __future__ import annotations

import pickle
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from buttress.bench.failure import doing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from buttress.bench.messages import Job
    from buttress.bench.plan import CandidatePlan

    Predict = Callable[[Any], object]


@contextmanager
def open_predict(job: Job, artifact: bytes) -> Iterator[Predict]:
    """Gives what answers one prepared row; for a service it has ``memory_pids``, the processes whose memory counts.

    Several threads may call it at once where the candidate's library allows that; services do.

    Args:
        job: The job; its one runtime says where the candidate is executed.
        artifact: The ONNX model or the pickled estimator; empty for the other sources.

    Raises:
        BenchError: The candidate cannot be loaded or started.
    """
    folder, candidate = Path(job.folder), job.candidate
    assert candidate is not None  # noqa: S101 - `candidate_job` always names one
    if candidate.source in ("run", "service"):
        from buttress.bench.worker.runtimes.callables import open_callable

        with open_callable(folder, candidate) as predict:
            yield predict
        return
    with doing("loading the candidate"):
        loaded = (
            _load_session(candidate, artifact) if "onnx" in job.runtimes else _load_estimator(job, artifact)
        )
    del artifact  # or its bytes would stand beside the model for as long as it serves
    yield loaded


def _load_session(candidate: CandidatePlan, artifact: bytes) -> Predict:
    from buttress.bench.worker.runtimes.onnx_session import open_session

    session = open_session(artifact, candidate.onnx, candidate.threads)
    return lambda feed: session.run(None, feed)


def _load_estimator(job: Job, artifact: bytes) -> Predict:
    from buttress.bench.worker.code import load_module

    assert job.candidate is not None  # noqa: S101 - checked by `open_predict`
    file = job.candidate.reference.rpartition(":")[0]
    load_module(Path(job.folder), file)  # its classes are named in the pickle
    # These bytes came through a pipe from our own worker a moment ago; no pickle is read from disk.
    return pickle.loads(artifact).predict  # type: ignore[no-any-return]  # noqa: S301
