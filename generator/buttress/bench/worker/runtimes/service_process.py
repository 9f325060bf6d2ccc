"""The process of a service: started in the suite's folder, and always stopped with all that it started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from buttress.bench.failure import BenchError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STOP_S = 5.0
"""A service that was asked to end gets so long."""
EXIT_S = 1.0
"""A service that broke a connection gets so long to be gone, so that its end can be told."""
TAIL_LINES = 8


@dataclass(frozen=True, slots=True)
class Running:
    """A started program.

    Attributes:
        process: The program; its standard input and output are pipes where it is asked in lines.
        log: Where it writes its standard error, and an output that nobody reads.
    """

    process: subprocess.Popen[bytes]
    log: Path

    def explain(self, what: str, wait_s: float = 0.0) -> BenchError:
        """Gives the error to raise, with the last words of the program.

        Args:
            what: What went wrong, unless the program has ended: then that is what went wrong.
            wait_s: Seconds that it gets to be gone.
        """
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(wait_s)
        status = self.process.poll()
        if status is not None:
            what = f"the service {_describe_end(status)}"
        lines = self.log.read_bytes().decode(errors="replace").rstrip().splitlines()[-TAIL_LINES:]
        return BenchError("\n".join([what, *(f"  {line}" for line in lines)]))


@contextmanager
def start_program(
    folder: Path, command: Sequence[str], *, port: int = 0, lines: bool = False
) -> Iterator[Running]:
    """Starts a program and stops it with all that it started, whatever happens meanwhile.

    It stays in our process group, so that whoever ends that group ends it too.

    Args:
        folder: Where it is started.
        command: Program and arguments; ``{port}`` and ``{python}`` are filled in.
        port: The port for it to listen on.
        lines: Whether its standard input and output are pipes.

    Raises:
        BenchError: It cannot be started.
    """
    filled = [part.replace("{port}", str(port)).replace("{python}", sys.executable) for part in command]
    with TemporaryDirectory() as place:
        log = Path(place) / "log"
        process = _start(folder, filled, log, lines=lines)
        try:
            yield Running(process, log)
        finally:
            _stop(process)


def find_descendants(pid: int) -> tuple[int, ...]:
    """Gives the processes that a process has started, and that they have, from Linux's ``/proc``; else none."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            # The name of the program stands in brackets and may hold anything.
            parents[int(stat.parent.name)] = int(stat.read_bytes().rpartition(b")")[2].split()[1])
    found = [pid]
    for parent in found:
        found += [child for child, its in parents.items() if its == parent]
    return tuple(found[1:])


def _start(folder: Path, command: Sequence[str], log: Path, *, lines: bool) -> subprocess.Popen[bytes]:
    with log.open("wb") as errors:
        try:
            return subprocess.Popen(  # noqa: S603 - what the suite declares
                command,
                cwd=folder,
                stdin=subprocess.PIPE if lines else subprocess.DEVNULL,
                stdout=subprocess.PIPE if lines else errors,
                stderr=errors,
            )
        except OSError as error:
            message = f"the service cannot be started: {command[0]}: {error.strerror}"
            raise BenchError(message) from error


def _stop(process: subprocess.Popen[bytes]) -> None:
    started = find_descendants(process.pid)
    process.terminate()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pid in started:  # none outside Linux, so the signal is known
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)


def _describe_end(status: int) -> str:
    if status < 0:
        return f"was ended by {signal.Signals(-status).name}"
    return f"ended with status {status}"
