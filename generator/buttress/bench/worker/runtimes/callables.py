"""Candidates that take one item at a time: a function of the suite, or a service."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from buttress.bench.failure import doing
from buttress.bench.worker.code import load_callable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from buttress.bench.plan import CandidatePlan


@contextmanager
def open_callable(folder: Path, candidate: CandidatePlan) -> Iterator[Callable[[Any], Any]]:
    """Gives what answers an item with a prediction; a service runs until the block ends.

    Args:
        folder: The suite's folder.
        candidate: A candidate with the source ``run`` or ``service``.

    Raises:
        BenchError: The function is not there, or the service does not start.
    """
    if candidate.service is None:
        with doing("loading the candidate"):
            call = load_callable(folder, candidate.reference)
        yield call
        return
    # Here, since a function in plain Python needs none of it, and its memory is measured.
    from buttress.bench.worker.runtimes.service import open_service

    with open_service(folder, candidate.service) as service:
        yield service
