"""What runs inside a fresh process: ``python -m buttress.bench.worker``, a job on stdin, a result on stdout.

Whatever the suite's code prints goes to stderr: the result leaves through a private copy of stdout.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import traceback
from importlib import import_module
from types import MappingProxyType
from typing import IO, TYPE_CHECKING

from buttress.bench.messages import Job, Message, read_message, write_message

if TYPE_CHECKING:
    from collections.abc import Mapping

TRACEBACK_LINES = 8
STEPS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "describe": ("describing", "describe"),
        "predict": ("predicting", "predict"),
        "prepare": ("preparing", "prepare"),
        "export": ("exporting", "export"),
    }
)
"""Step to module and function, of all steps before the one that is measured."""


def main() -> int:
    """Does one job; gives the exit status, 1 where the job failed."""
    # Ctrl-C is the parent's business, which ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with _private_stdout() as answer:
        try:
            message = read_message(sys.stdin.buffer)
            result = perform_job(Job.from_fields(message.fields), message.blobs)
        except BaseException as error:  # noqa: BLE001 - the suite's code may raise anything, SystemExit included
            write_message(answer, Message({"failure": explain_failure(error)}))
            return 1
        write_message(answer, result)
    return 0


def perform_job(job: Job, blobs: tuple[bytes, ...]) -> Message:
    """Gives the result of a job, with the top-level modules that were loaded for it."""
    result = _dispatch(job, blobs)
    modules = sorted({name.partition(".")[0] for name in sys.modules if not name.startswith("_")})
    return Message({**result.fields, "modules": modules}, result.blobs)


def explain_failure(error: BaseException) -> dict[str, object]:
    """Gives an error for the parent: what was being done, what went wrong, where."""
    lines = "".join(traceback.format_tb(error.__traceback__)).rstrip().splitlines()
    notes = [str(note) for note in getattr(error, "__notes__", [])]
    return {
        "doing": notes[0] if notes else "",
        "kind": type(error).__name__,
        "text": str(error),
        "traceback": lines[-TRACEBACK_LINES:],
    }


def _dispatch(job: Job, blobs: tuple[bytes, ...]) -> Message:
    random.seed(job.seed)
    # Imported only where used: what a process imports counts in its memory and its cold start.
    if job.step == "serve":
        from buttress.bench.worker.serving import serve

        return serve(job, blobs)
    import numpy as np

    np.random.seed(job.seed % 2**32)  # many estimators draw from the global generator
    module, name = STEPS[job.step]
    step = getattr(import_module(f"buttress.bench.worker.{module}"), name)
    return step(job)  # type: ignore[no-any-return]


def _private_stdout() -> IO[bytes]:
    sys.stdout.flush()
    private = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return private


if __name__ == "__main__":
    sys.exit(main())
