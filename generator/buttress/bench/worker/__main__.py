"""What runs inside a fresh process: ``python -m buttress.bench.worker``, a job on stdin, a result on stdout.

Whatever the suite's code prints goes to stderr: the result leaves through a private copy of stdout.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import traceback
from importlib import import_module
from types import MappingProxyType
from typing import IO, TYPE_CHECKING

from buttress.bench.failure import WHILE, doing
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
    own, status = os.getpid(), 0
    with _private_stdout() as answer:
        try:
            result = perform_job(*_read_job())
        except BaseException as error:  # noqa: BLE001 - the suite's code may raise anything, SystemExit included
            result, status = Message({"failure": explain_failure(error)}), 1
        if os.getpid() != own:
            os._exit(status)  # a copy that the suite's code forked came back here: only one of us may answer
        write_message(answer, result)
    return status


def perform_job(job: Job, blobs: list[bytes]) -> Message:
    """Gives the result of a job, with the top-level modules that were loaded for it.

    Args:
        job: What to do.
        blobs: Its binary parts; who needs them takes them out, so that they need not stay in memory.

    Raises:
        ValueError: The result holds text that no file can hold (half of a surrogate pair).
    """
    result = _dispatch(job, blobs)
    # Now, while it is one candidate's failure: the run file is UTF-8, and is written when all have been measured.
    with doing("answering"):
        json.dumps(result.fields, ensure_ascii=False).encode()
    modules = sorted({name.partition(".")[0] for name in sys.modules if not name.startswith("_")})
    return Message({**result.fields, "modules": modules}, result.blobs)


def explain_failure(error: BaseException) -> dict[str, object]:
    """Gives an error for the parent: what was being done, what went wrong, where."""
    lines = "".join(traceback.format_tb(error.__traceback__)).rstrip().splitlines()
    notes = [str(note) for note in getattr(error, "__notes__", [])]
    return {
        "doing": next((note for note in notes if note.startswith(WHILE)), ""),  # others may add notes, too
        "kind": type(error).__name__,
        "text": _text_of(error),
        "traceback": [_writable(line) for line in lines[-TRACEBACK_LINES:]],
    }


def _text_of(error: BaseException) -> str:
    try:
        return _writable(str(error))
    except Exception:  # noqa: BLE001 - what an error says of itself may be wrong, too
        return ""


def _writable(text: str) -> str:
    """Gives a text that a file can hold: file names that are no UTF-8 come as halves of surrogate pairs."""
    return text.encode(errors="backslashreplace").decode()


def _read_job() -> tuple[Job, list[bytes]]:
    message = read_message(sys.stdin.buffer)
    return Job.from_fields(message.fields), list(message.blobs)


def _dispatch(job: Job, blobs: list[bytes]) -> Message:
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
