"""What software measures: interpreter, libraries, and the variables that steer threads and hashing."""

from __future__ import annotations

import platform
import sys
from importlib import metadata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

THREAD_VARIABLES = (
    "BLIS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


def describe_software(
    modules: Iterable[str] = (), environment: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Gives interpreter, kernel and C library as the fields of `Software`, with the versions of the packages behind the given modules.

    Args:
        modules: Top-level modules that the workers loaded.
        environment: Variables that the workers ran with.
    """
    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "kernel": platform.release(),
        "libc": " ".join(part for part in platform.libc_ver() if part),
        "packages": _versions(modules),
        "environment": dict(sorted((environment or {}).items())),
    }


def worker_environment(seed: int) -> dict[str, str]:
    """Gives the variables that every worker runs with: one thread in every library, a fixed hash seed."""
    return {
        **dict.fromkeys(THREAD_VARIABLES, "1"),
        "PYTHONDONTWRITEBYTECODE": "1",  # leaves no files beside the suite
        "PYTHONHASHSEED": str(seed % 2**32),
    }


def _versions(modules: Iterable[str]) -> dict[str, str]:
    loaded = set(modules) - set(sys.stdlib_module_names)
    if not loaded:
        return {}
    owners = metadata.packages_distributions()
    names = {name for module in loaded for name in owners.get(module, [])}
    return {name: metadata.version(name) for name in sorted(names, key=str.casefold)}
