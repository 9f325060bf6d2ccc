"""Fresh processes: started by exec, never forked, one at a time, ended with everything they started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from buttress.bench.failure import BenchError
from buttress.bench.messages import Job, Message, read_message, write_message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

STDERR_LINES = 8


@dataclass(frozen=True, slots=True)
class Workshop:
    """How worker processes are started.

    Attributes:
        environment: Variables set for each, over those of this process.
        timeout_s: Seconds after which a process is ended.
    """

    environment: Mapping[str, str]
    timeout_s: float


def run_worker(workshop: Workshop, job: Job, who: str, blobs: Sequence[bytes] = ()) -> Message:
    """Gives the result of one job, done in a process of its own.

    Args:
        workshop: How the process is started.
        job: What it does.
        who: Who it works for, for errors (``candidate 'tree' on onnx, process 3``).
        blobs: Binary parts of the job.

    Raises:
        BenchError: The process failed, crashed, gave no result or took too long.
    """
    request = BytesIO()
    write_message(request, Message(job.to_fields(), tuple(blobs)))
    status, output, errors = _communicate(workshop, Path(job.folder), request.getvalue(), who)
    try:
        result = read_message(BytesIO(output))
    except (ValueError, EOFError, KeyError, TypeError):
        raise BenchError(_crash_text(who, status, errors)) from None
    if "failure" in result.fields:
        raise BenchError(_failure_text(who, result.fields["failure"]))
    return result


def _communicate(workshop: Workshop, folder: Path, request: bytes, who: str) -> tuple[int, bytes, bytes]:
    # `-P` keeps the suite's folder off the path until the harness is loaded: a suite may hold a `json.py`.
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "buttress.bench.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=_environment(workshop.environment),
        start_new_session=True,
    )
    try:
        output, errors = process.communicate(request, timeout=workshop.timeout_s)
    except subprocess.TimeoutExpired:
        message = f"{who} took longer than {workshop.timeout_s:g} s and was ended"
        raise BenchError(message) from None
    finally:
        # Also after Ctrl-C: its session is its own, so the terminal does not reach it.
        _end(process)
    return process.returncode, output, errors


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    environment = {**os.environ, **variables}
    if environment.get("PYTHONPATH"):  # relative entries would move with the working directory
        entries = environment["PYTHONPATH"].split(os.pathsep)
        environment["PYTHONPATH"] = os.pathsep.join(str(Path(entry).resolve()) for entry in entries)
    return environment


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)  # what the candidate started lives in its session
        else:
            process.kill()
        process.communicate()


def _crash_text(who: str, status: int, errors: bytes) -> str:
    ended = f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
    tail = errors.decode(errors="replace").rstrip().splitlines()[-STDERR_LINES:]
    return "\n".join([f"{who} {ended} and gave no result", *(f"  {line}" for line in tail)])


def _failure_text(who: str, failure: Mapping[str, Any]) -> str:
    doing = f" while {failure['doing'].removeprefix('while ')}" if failure["doing"] else ""
    if failure["kind"] == BenchError.__name__:  # our own words need no traceback
        return f"{who} failed{doing}: {failure['text']}"
    head = f"{who} failed{doing}: {failure['kind']}: {failure['text']}"
    return "\n".join([head, *failure["traceback"]])
