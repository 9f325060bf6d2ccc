"""A bystander that ends the workers when the process that started them dies, however it dies."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

END_S = 5.0

# It reads process ids to watch (and, negative, to forget) until its input ends: the system closes the other end of
# the pipe also after `kill -9`. As text, since a packed benchmark has no file of ours to start.
_PROGRAM = """
import os, sys
groups = set()
for line in sys.stdin:
    pid = int(line)
    groups.add(pid) if pid > 0 else groups.discard(-pid)
for pid in groups:
    try:
        os.killpg(pid, 9)
    except OSError:
        pass
"""


class Guard:
    """Watches over process groups from a process of its own; systems without process groups have none.

    What a candidate started (a service, say) is ended with it. Asking the kernel for a signal at the parent's death
    would reach the worker alone, and only on Linux.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        if hasattr(os, "killpg"):
            with suppress(OSError):  # without it a measurement is as good, only its end is less tidy
                self._process = subprocess.Popen(  # noqa: S603 - our own program
                    [sys.executable, "-I", "-S", "-c", _PROGRAM],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    cwd=os.sep,
                    start_new_session=True,  # Ctrl-C in a terminal does not reach it
                )

    def watch(self, pid: int) -> None:
        """Ends this process group should we die from now on."""
        self._tell(pid)

    def forget(self, pid: int) -> None:
        """Forgets a process group that has ended."""
        self._tell(-pid)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._process is None:
            return
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _tell(self, number: int) -> None:
        if self._process is None or self._process.stdin is None:
            return
        # Whoever ended the guard wants no guard: no reason to stop a measurement.
        with suppress(OSError):
            self._process.stdin.write(b"%d\n" % number)
            self._process.stdin.flush()
