"""On which CPUs the measured process runs: always the same ones, away from interrupts and from each other.

A process that the scheduler moves loses its caches, and one that shares a core with another thread loses up to
half of it; both would be noise between processes. Where the system cannot pin (macOS, Windows), or has too few
CPUs, nothing is pinned and the record says so by an empty list.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

TOPOLOGY = Path("/sys/devices/system/cpu")


def place_processes(
    threads: int, available: Sequence[int] | None = None, topology: Path = TOPOLOGY
) -> tuple[int, ...]:
    """Gives the CPUs for a process of so many threads, ascending; nothing where it cannot be pinned.

    The last CPUs are taken, since CPU 0 serves most interrupts, and one hardware thread of each core as long as
    there are cores; where hardware threads are not told apart every CPU counts as a core.

    Args:
        threads: Threads that the candidate may use, at least 1.
        available: CPUs to choose from; by default those that this process may use.
        topology: The folder in which Linux describes its CPUs.

    >>> place_processes(2, available=[0, 1, 2, 3], topology=Path("/nowhere"))
    (2, 3)
    >>> place_processes(8, available=[0, 1, 2, 3])
    ()
    """
    if available is None:
        available = usable_cpus()
    latest_first = sorted(set(available), reverse=True)
    if not 1 <= threads <= len(latest_first):
        return ()
    cores: set[frozenset[int]] = set()
    alone: list[int] = []
    shared: list[int] = []
    for cpu in latest_first:
        core = _core_of(cpu, topology)
        (shared if core in cores else alone).append(cpu)
        cores.add(core)
    return tuple(sorted([*alone, *shared][:threads]))


def usable_cpus() -> tuple[int, ...]:
    """Gives the CPUs that this process may use, ascending; nothing where the system does not tell."""
    if not hasattr(os, "sched_getaffinity"):
        return ()
    return tuple(sorted(os.sched_getaffinity(0)))


def pin(pid: int, cpus: Iterable[int]) -> tuple[int, ...]:
    """Gives the CPUs that a process is kept on from now, with the threads that it starts later.

    Nothing is done for an empty list, and nothing is pinned where the process has ended or the system refuses:
    then the answer is empty.

    Args:
        pid: The process; 0 for the calling thread.
        cpus: Where it may run.
    """
    wanted = tuple(cpus)
    if not wanted or not hasattr(os, "sched_setaffinity"):
        return ()
    try:
        os.sched_setaffinity(pid, wanted)
    except OSError:
        return ()
    return wanted


@contextmanager
def stay_off(cpus: Sequence[int]) -> Iterator[None]:
    """Keeps the calling thread, and those that it starts meanwhile, off CPUs where others are measured.

    Watching a worker costs some CPU time, and the meter of foreign CPU time takes it for our own. Where no other CPU
    is left nothing is done.

    >>> with stay_off(usable_cpus()):
    ...     pass
    """
    before = usable_cpus()
    others = set(before) - set(cpus)
    moved = pin(0, others) if others != set(before) else ()
    try:
        yield
    finally:
        if moved:
            pin(0, before)


def _core_of(cpu: int, topology: Path) -> frozenset[int]:
    try:
        text = (topology / f"cpu{cpu}" / "topology" / "thread_siblings_list").read_text(encoding="ascii")
        return frozenset(_read_cpu_list(text))
    except (OSError, ValueError):
        return frozenset([cpu])


def _read_cpu_list(text: str) -> list[int]:
    """Gives the numbers of a list as Linux writes it.

    >>> _read_cpu_list("0-2,8")
    [0, 1, 2, 8]
    """
    ends = [part.partition("-") for part in text.strip().split(",")]
    return [cpu for first, _, last in ends for cpu in range(int(first), int(last or first) + 1)]
