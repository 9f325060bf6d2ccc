"""The fingerprint of the machine that measures."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

CPU_INFO = Path("/proc/cpuinfo")
CONTAINER_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
TIMEOUT_S = 20


def describe_machine() -> dict[str, Any]:
    """Gives what is known of this machine as the fields of a fingerprint; what the system does not tell is absent."""
    cpu = read_cpu_info(CPU_INFO.read_text(encoding="utf-8", errors="replace") if CPU_INFO.exists() else "")
    flags = sorted(cpu.get("flags", cpu.get("Features", "")).split())
    memory = total_memory()
    found = {
        "cpu_model": _cpu_model(cpu),
        "machine": platform.machine() or None,
        "cores": _usable_cores(),
        "memory": f"{round(memory / 2**30, 2)} GiB" if memory else None,
        "operating_system": platform.system() or None,
        "virtualised": ("hypervisor" in flags) if "flags" in cpu else None,
        "accelerators": list(_accelerators()),
        "cpu_flags_digest": hashlib.sha256(" ".join(flags).encode()).hexdigest()[:16] if flags else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def total_memory() -> int | None:
    """Gives the machine's memory in bytes, None where the system does not tell."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):  # Windows
        return _memory_by_psutil()


def allowed_memory(share: float) -> int | None:
    """Gives a share of the memory that this process may use, in bytes; a container may have less than the machine."""
    sizes = [total_memory(), *(_read_size(path) for path in CONTAINER_LIMITS)]
    return min((int(size * share) for size in sizes if size), default=None)


def read_cpu_info(text: str) -> Mapping[str, str]:
    """Gives the fields of the first processor in the text of ``/proc/cpuinfo``."""
    first = text.split("\n\n", maxsplit=1)[0]
    pairs = (line.partition(":") for line in first.splitlines() if ":" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def load_average() -> float | None:
    """Gives the one-minute load average, None where the system has none."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def _cpu_model(cpu: Mapping[str, str]) -> str | None:
    if "model name" in cpu:
        return cpu["model name"]
    if platform.system() == "Darwin":
        return _first_line(["sysctl", "-n", "machdep.cpu.brand_string"])
    return platform.processor() or None


def _memory_by_psutil() -> int | None:
    try:
        import psutil
    except ImportError:
        return None
    return int(psutil.virtual_memory().total)


def _read_size(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):  # absent, or "max"
        return None


def _usable_cores() -> int | None:
    # Containers and batch systems pin processes: the machine's own count would be too many.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


def _accelerators() -> tuple[str, ...]:
    names = _output(["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"])
    return tuple(line.strip() for line in names.splitlines() if line.strip())


def _first_line(command: list[str]) -> str | None:
    lines = _output(command).splitlines()
    return lines[0].strip() if lines else None


def _output(command: list[str]) -> str:
    """Gives what a command prints, an empty text where it is absent or fails: neither is an error here."""
    program = shutil.which(command[0])
    if program is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 - fixed commands
            [program, *command[1:]], capture_output=True, text=True, timeout=TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
