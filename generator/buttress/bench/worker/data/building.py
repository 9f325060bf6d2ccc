"""The examples of a job: the suite's builder called, its answer checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from buttress.bench.failure import MissingDataError, doing
from buttress.bench.worker.code import load_callable
from buttress.bench.worker.data.dataset import read_examples

if TYPE_CHECKING:
    from buttress.bench.messages import Job
    from buttress.bench.worker.data.dataset import Examples


def build_examples(job: Job) -> Examples:
    """Gives the checked examples of a job.

    Raises:
        BenchError: The builder's data do not fit together.
        MissingDataError: The builder says with a `FileNotFoundError` of its own that its files are not here.
    """
    data = job.data
    build = load_callable(Path(job.folder), data.build)
    with doing("building the data"):
        try:
            built = build()
        except FileNotFoundError as error:
            # With a number it is the system that speaks, of one path: more likely a mistake in the builder.
            if error.errno is not None:
                raise
            raise MissingDataError(str(error)) from error
        return read_examples(
            built, folds=data.folds, trained=job.trained, task=data.task, cluster=data.cluster
        )
