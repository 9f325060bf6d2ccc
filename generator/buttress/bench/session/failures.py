"""What one process that gave no result leaves behind: an error for the terminal, a few fields for the record."""

from __future__ import annotations

import os
import re
import signal
import sys
from itertools import islice, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from buttress.bench.failure import WHILE, BenchError, MissingDataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.bench.messages import Job, Step

Reason = Literal["raised", "timeout", "memory", "signal", "exit"]

LAST_LINES = 8
LINES_BEFORE = 4
MOST_CHARACTERS = 2000
DOING: Mapping[Step, str] = {
    "describe": "describing the data",
    "predict": "predicting the examples",
    "prepare": "preparing the artefact",
    "serve": "serving",
    "export": "exporting the models",
}
"""What a process was doing, where it could not say so itself."""
_OURS = Path(__file__).resolve().parents[3]
_LIBRARY = re.compile(r"(?:/[^/\"'\n]+)*/(?:site-packages|dist-packages|python3\.\d+)/")


class WorkerFailure(BenchError):  # noqa: N818 - it is one candidate's failure, not the benchmark's error
    """A process that gave no result: its candidate fails, the others go on.

    Args:
        who: Who it worked for.
        job: What it was to do.
        reason: In what way it failed.
        text: What happened, as a sentence without its subject; for ``raised`` the error and where it came from.
        doing: What it was doing; what the job's step does, where it could not say.
    """

    def __init__(self, who: str, job: Job, reason: Reason, text: str, doing: str = "") -> None:
        said = f"failed{f' while {doing}' if doing else ''}: {text}" if reason == "raised" else text
        super().__init__(f"{who} {said}")
        self.reason: Reason = reason
        self.doing = doing or DOING[job.step]
        self.text = shorten_paths(text, Path(job.folder))[:MOST_CHARACTERS]

    def to_fields(self) -> dict[str, Any]:
        """Gives it as the fields of a run's `Failure`."""
        return {"reason": self.reason, "doing": self.doing, "text": self.text}


def explain_answer(who: str, job: Job, failure: Mapping[str, Any]) -> WorkerFailure | MissingDataError:
    """Gives the failure that a worker reported of itself; without data there is none of a single candidate."""
    if failure["kind"] == MissingDataError.__name__:
        return MissingDataError(f"the data are not on this machine: {failure['text']}")
    doing = str(failure["doing"]).removeprefix(WHILE)
    if failure["kind"] == BenchError.__name__ and failure["text"]:  # our own words need no traceback
        return WorkerFailure(who, job, "raised", str(failure["text"]), doing)
    head = f"{failure['kind']}: {failure['text']}".removesuffix(": ")
    return WorkerFailure(who, job, "raised", "\n".join([head, *failure["traceback"]]), doing)


def explain_end(who: str, job: Job, status: int, errors: bytes) -> WorkerFailure:
    """Gives the failure of a worker that ended without an answer; ``errors`` is the end of its standard error."""
    if status < 0:
        text = f"was ended by {_signal_name(-status)} and gave no result"
        return WorkerFailure(who, job, "signal", _with_tail(text, errors))
    text = f"ended with status {status} and gave no result"
    return WorkerFailure(who, job, "exit", _with_tail(text, errors))


def explain_timeout(who: str, job: Job, timeout_s: float, errors: bytes) -> WorkerFailure:
    """Gives the failure of a worker that was ended since it took too long."""
    text = f"took longer than {timeout_s:g} s and was ended"
    return WorkerFailure(who, job, "timeout", _with_tail(text, errors))


def explain_memory(who: str, job: Job, used: int, limit: int, errors: bytes) -> WorkerFailure:
    """Gives the failure of a worker that was ended since it used too much memory (both in bytes)."""
    text = f"used {_in_mib(used)} of memory, more than the {_in_mib(limit)} that it may, and was ended"
    return WorkerFailure(who, job, "memory", _with_tail(text, errors))


def explain_refusal(who: str, job: Job, late: int, timeout_s: float) -> WorkerFailure:
    """Gives the failure of a process that was not started, since so many before it took too long."""
    number = {1: "one process", 2: "two processes"}.get(late, f"{late} processes")
    text = f"not started: {number} before it took longer than {timeout_s:g} s"
    return WorkerFailure(who, job, "timeout", text)


def shorten_paths(text: str, folder: Path) -> str:
    """Gives a text without what is this machine's alone: the suite's folder, its libraries, the user's home.

    >>> shorten_paths('File "/srv/decisions/a.py"', Path("/srv/decisions"))
    'File "a.py"'
    >>> shorten_paths('File "/opt/venv/lib/python3.12/site-packages/numpy/a.py"', Path("/suite"))
    'File "numpy/a.py"'
    """
    text = _LIBRARY.sub("", text.replace(f"{folder}{os.sep}", ""))
    for prefix in (_OURS, sys.prefix):
        text = text.replace(f"{prefix}{os.sep}", "")
    home = os.path.expanduser("~")  # noqa: PTH111 - pathlib raises where there is none
    return text.replace(f"{home}{os.sep}", f"~{os.sep}") if len(home) > 1 else text


def _with_tail(text: str, errors: bytes) -> str:
    return "\n".join([text, *(f"  {line.strip()}" for line in _last_words(errors))])


def _last_words(errors: bytes) -> Sequence[str]:
    """Gives the last lines of a standard error; of a crash that Python told of, what was before and where it was."""
    lines = [line for line in errors.decode(errors="replace").splitlines() if line.strip()]
    place = next((at for at, line in enumerate(lines) if line.startswith("Current thread")), None)
    if place is None:
        return lines[-LAST_LINES:]
    before = takewhile(lambda line: not line.startswith("Fatal Python error"), lines)
    frames = takewhile(lambda line: line.lstrip().startswith("File "), lines[place + 1 :])
    return [*list(before)[-LINES_BEFORE:], *islice(frames, LAST_LINES)]


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # real-time signals have no names
        return f"signal {number}"


def _in_mib(size: int) -> str:
    return f"{size / 2**20:.0f} MiB"
