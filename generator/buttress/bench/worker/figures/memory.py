"""Memory of a process as the system counts it: resident bytes now, and the largest so far.

Nothing but the standard library is imported, since the process that asks is the one that is measured.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

PROC = Path("/proc")


def peak_memory() -> int | None:
    """Gives the largest resident memory of this process so far in bytes, None where it is not told."""
    peak = peak_memory_of(os.getpid())
    return _peak_by_rusage() if peak is None else peak


def resident_memory() -> int | None:
    """Gives the resident memory of this process now in bytes, None where it is not told."""
    found = _read_status(os.getpid(), "VmRSS")
    return _by_psutil(os.getpid(), "rss") if found is None else found


def peak_memory_of(pid: int) -> int | None:
    """Gives the largest resident memory of a running process so far in bytes, None where it is not told."""
    peak = _read_status(pid, "VmHWM")
    return _by_psutil(pid, "peak_wset") if peak is None else peak  # only Windows knows a peak working set


def reset_peak() -> bool:
    """Lets the peak of this process start again from its resident memory; gives whether the system can (Linux)."""
    try:
        (PROC / "self" / "clear_refs").write_text("5")
    except OSError:
        return False
    return True


def _read_status(pid: int, name: str) -> int | None:
    try:
        lines = (PROC / str(pid) / "status").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    sizes = (line.split()[1] for line in lines if line.startswith(f"{name}:"))
    return next((int(size) * 1024 for size in sizes), None)


def _peak_by_rusage() -> int | None:
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _by_psutil(pid: int, name: str) -> int | None:
    try:
        import psutil

        found = getattr(psutil.Process(pid).memory_info(), name, None)
    except (ImportError, OSError):
        return None
    except psutil.Error:
        return None
    return None if found is None else int(found)
