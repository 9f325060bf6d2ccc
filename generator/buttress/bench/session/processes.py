"""Fresh processes: started by exec, never forked, one at a time, ended with everything they started.

The parent watches the clock and the memory of each: a worker that hangs or leaks is ended and fails alone.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import IO, TYPE_CHECKING

from buttress.bench.failure import BenchError
from buttress.bench.messages import Job, Message, read_message, write_message
from buttress.bench.session.failures import (
    explain_answer,
    explain_end,
    explain_memory,
    explain_timeout,
)
from buttress.bench.session.placement import pin, stay_off
from buttress.bench.session.process_tree import MARK, end_tree, resident_memory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.bench.session.guard import Guard

WATCH_S = 0.5
"""Between two looks at the memory of a worker."""
LEAVE_S = 5.0
"""A worker that has answered gets so long to end by itself."""
READ_S = 600.0
"""A large answer takes its time to be read, also when the worker is gone."""
ASK_S = 1.0
"""A worker that hangs gets so long to say where."""
ERRORS_KEPT = 8192


@dataclass(frozen=True, slots=True)
class Workshop:
    """How worker processes are started and when they are ended.

    Attributes:
        environment: Variables set for each, over those of this process.
        timeout_s: Seconds after which a process is ended.
        memory_limit_bytes: Resident memory, with all that it started, at which a process is ended; None for no limit.
        cpus: CPUs that it is pinned to; none for any.
        guard: Ends the workers when this process dies.
    """

    environment: Mapping[str, str]
    timeout_s: float
    memory_limit_bytes: int | None = None
    cpus: tuple[int, ...] = ()
    guard: Guard | None = None


def run_worker(workshop: Workshop, job: Job, who: str, blobs: Sequence[bytes] = ()) -> Message:
    """Gives the result of one job, done in a process of its own.

    Args:
        workshop: How the process is started.
        job: What it does.
        who: Who it works for, for errors (``candidate 'tree' on onnx, process 3``).
        blobs: Binary parts of the job.

    Raises:
        WorkerFailure: The process failed, crashed, gave no result, took too long or too much memory.
        MissingDataError: The data are not on this machine.
        BenchError: No process could be started.
    """
    mark = secrets.token_hex(8)
    process = _start(workshop, Path(job.folder), mark)
    assert process.stdin and process.stdout and process.stderr  # noqa: S101, PT018 - three pipes were asked for
    listener, errors = _Listener(process.stdout), _Tail(process.stderr)
    speaker = Thread(target=_speak, args=(process.stdin, job, blobs), daemon=True)
    try:
        if workshop.guard:
            workshop.guard.watch(process.pid)
        pin(process.pid, workshop.cpus)  # at once: threads that it starts later stay there too
        with stay_off(workshop.cpus):
            for thread in (listener, errors, speaker):
                thread.start()
            _watch(workshop, process, listener, errors, job, who)
    finally:
        # Also after Ctrl-C: its session is its own, so the terminal does not reach it.
        end_tree(process, mark)
        if workshop.guard:
            workshop.guard.forget(process.pid)
    listener.join(READ_S)
    errors.join(LEAVE_S)
    if listener.answer is None:
        raise explain_end(who, job, process.returncode, errors.text)
    if "failure" in listener.answer.fields:
        raise explain_answer(who, job, listener.answer.fields["failure"])
    return listener.answer


class _Listener(Thread):
    """Reads the one message of a worker, part by part: it never stands in memory twice."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self.answer: Message | None = None

    def run(self) -> None:
        # A worker that crashed says nothing, half of something, or something else.
        with self._stream, suppress(ValueError, EOFError, KeyError, TypeError, OSError):
            self.answer = read_message(self._stream)


class _Tail(Thread):
    """Reads all that a worker says on its standard error and keeps the end."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self.text = b""

    def run(self) -> None:
        with self._stream:
            while chunk := self._stream.read1(ERRORS_KEPT):  # type: ignore[attr-defined]
                self.text = (self.text + chunk)[-ERRORS_KEPT:]


def _speak(stream: IO[bytes], job: Job, blobs: Sequence[bytes]) -> None:
    # A worker that crashed reads no further; what it says of that is heard elsewhere.
    with suppress(OSError), stream:
        write_message(stream, Message(job.to_fields(), tuple(blobs)))


def _start(workshop: Workshop, folder: Path, mark: str) -> subprocess.Popen[bytes]:
    # `-P` keeps the suite's folder off the path until the harness is loaded: a suite may hold a `json.py`.
    # The fault handler says on the standard error where a crash was.
    command = [sys.executable, "-P", "-X", "faulthandler", "-m", "buttress.bench.worker"]
    try:
        return subprocess.Popen(  # noqa: S603 - our own program
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=_environment({**workshop.environment, MARK: mark}),
            start_new_session=True,
        )
    except OSError as error:
        message = f"no process can be started: {error}"
        raise BenchError(message) from error


def _watch(
    workshop: Workshop,
    process: subprocess.Popen[bytes],
    listener: _Listener,
    errors: _Tail,
    job: Job,
    who: str,
) -> None:
    """Waits until a worker has answered or ended; raises where it takes too long or too much memory."""
    ends, limit = monotonic() + workshop.timeout_s, workshop.memory_limit_bytes
    while listener.is_alive() and process.poll() is None:
        listener.join(max(0.0, min(WATCH_S, ends - monotonic())))
        if not listener.is_alive():
            break
        if monotonic() >= ends:
            _ask_where(process, errors)
            raise explain_timeout(who, job, workshop.timeout_s, errors.text)
        if limit is not None and (used := resident_memory(process.pid)) > limit:
            raise explain_memory(who, job, used, limit, errors.text)
    with suppress(subprocess.TimeoutExpired):
        process.wait(LEAVE_S)


def _ask_where(process: subprocess.Popen[bytes], errors: _Tail) -> None:
    """Ends a worker that hangs in a way that lets Python's fault handler say where."""
    if os.name == "posix":
        process.send_signal(signal.SIGABRT)
        errors.join(ASK_S)


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    environment = {**os.environ, **variables}
    if environment.get("PYTHONPATH"):  # relative entries would move with the working directory
        entries = environment["PYTHONPATH"].split(os.pathsep)
        environment["PYTHONPATH"] = os.pathsep.join(str(Path(entry).resolve()) for entry in entries)
    return environment
