"""A process with everything that it started, read from Linux's ``/proc`` (by psutil elsewhere): memory, and the end."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PROC = Path("/proc")
MARK = "BUTTRESS_WORKER"
"""Variable that differs from worker to worker; whatever a worker starts inherits it."""
END_S = 10.0
"""A process that was killed is gone by then, but for one that hangs inside the kernel."""


class Member(NamedTuple):
    """One process: who started it, its session, and its resident memory in bytes."""

    parent: int
    session: int
    resident: int


def read_tree(pid: int) -> Mapping[int, Member]:
    """Gives a process, its descendants and the rest of the session that it leads; nothing once all have ended.

    A descendant whose parent has ended is known by the session, one that left the session by its parents.
    """
    return _read_by_proc(pid) if (PROC / "self" / "stat").exists() else _read_by_psutil(pid)


def resident_memory(pid: int) -> int:
    """Gives the resident memory of a process and all that it started, in bytes; shared pages count in each."""
    return sum(member.resident for member in read_tree(pid).values())


def end_tree(process: subprocess.Popen[bytes], mark: str = "") -> None:
    """Ends the leader of a session at once, with all that it started, and waits for it.

    Args:
        process: The leader.
        mark: What it was started with as `MARK`: on Linux processes are found by it that have left the session and
            whose parent has ended, as daemons do. Empty where it has none.
    """
    started = read_tree(process.pid)
    if hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        for pid in started.keys() - {process.pid}:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
    else:
        process.kill()
    with suppress(subprocess.TimeoutExpired):
        process.wait(END_S)
    for pid in _find_marked(mark) if mark else ():
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)


def _find_marked(mark: str) -> Iterator[int]:
    wanted = f"{MARK}={mark}".encode()
    for folder in PROC.glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile, or is another user's
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                yield int(folder.name)


def _read_by_proc(leader: int) -> Mapping[int, Member]:
    members = {int(folder.name): member for folder in PROC.iterdir() if (member := _read_stat(folder))}
    found = {pid for pid, member in members.items() if pid == leader or member.session == leader}
    while True:
        children = {pid for pid, member in members.items() if member.parent in found} - found
        if not children:
            return {pid: members[pid] for pid in found}
        found |= children


def _read_stat(folder: Path) -> Member | None:
    if not folder.name.isdecimal():
        return None
    try:
        text = (folder / "stat").read_bytes()
    except OSError:  # it has ended meanwhile
        return None
    # The name of the program stands in brackets and may hold anything, brackets and blanks included.
    fields = text[text.rindex(b")") + 2 :].split()
    if fields[0] == b"Z":
        return None
    return Member(int(fields[1]), int(fields[3]), int(fields[21]) * os.sysconf("SC_PAGE_SIZE"))


def _read_by_psutil(pid: int) -> Mapping[int, Member]:
    try:
        import psutil
    except ImportError:
        return {}
    found = {}
    with suppress(psutil.Error):
        leader = psutil.Process(pid)
        for one in (leader, *leader.children(recursive=True)):
            with suppress(psutil.Error):
                found[one.pid] = Member(one.ppid() or 0, pid, one.memory_info().rss)
    return found
