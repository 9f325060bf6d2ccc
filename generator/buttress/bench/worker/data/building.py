"""The examples of a job: the suite's builder called, its answer checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from buttress.bench.failure import doing
from buttress.bench.worker.code import load_callable
from buttress.bench.worker.data.dataset import read_examples

if TYPE_CHECKING:
    from buttress.bench.messages import Job
    from buttress.bench.worker.data.dataset import Examples


def build_examples(job: Job) -> Examples:
    """Gives the checked examples of a job; raises BenchError where the builder's data do not fit together."""
    data = job.data
    build = load_callable(Path(job.folder), data.build)
    with doing("building the data"):
        return read_examples(
            build(), folds=data.folds, trained=job.trained, task=data.task, cluster=data.cluster
        )
