"""Files read with a bound: regular ones inside the project and below a size, everything else is a problem.

A build reads a stranger's branch: a pipe would block it for ever, a device or a sparse file would fill memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.errors import Problem

if TYPE_CHECKING:
    from pathlib import Path


def read_bounded(root: Path, path: Path, name: str, most: int, hint: str = "") -> bytes | Problem:
    """Gives a file's content, or the problem that keeps it from being read.

    Args:
        root: The folder nothing may be read outside of.
        path: The file.
        name: What the problem calls it.
        most: Largest size in bytes; no more than one byte beyond it is ever read.
        hint: How to mend a file that is larger.
    """
    real = resolve_inside(root, path, name)
    if isinstance(real, Problem):
        return real
    try:
        if not real.is_file():
            # A pipe or a device would block the build or never end.
            return Problem(name, 0, 0, "", "not a regular file")
        if real.stat().st_size > most:
            return too_large(name, most, hint)
        with real.open("rb") as stream:
            content = stream.read(most + 1)  # it may grow meanwhile
    except OSError as error:
        return _unreadable(name, error)
    return content if len(content) <= most else too_large(name, most, hint)


def resolve_inside(root: Path, path: Path, name: str) -> Path | Problem:
    """Gives where a path leads when links are followed, or the problem: nowhere, in a circle, or outside."""
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root.resolve()):
            return Problem(
                name, 0, 0, "", "the file lies outside the project", "copy it in instead of linking it"
            )
    except FileNotFoundError:
        return Problem(name, 0, 0, "", "there is no such file")
    except (OSError, RuntimeError, ValueError) as error:
        return _unreadable(name, error)
    return real


def too_large(name: str, most: int, hint: str = "") -> Problem:
    """Gives the problem of a file beyond its bound, which is a whole number of MiB."""
    return Problem(name, 0, 0, "", f"the file is larger than {most // 1024**2} MiB", hint)


def _unreadable(name: str, error: Exception) -> Problem:
    # RuntimeError: a link that leads to itself, before Python 3.13. ValueError: a NUL in the name.
    reason = getattr(error, "strerror", None) or "a link that leads to itself"
    return Problem(name, 0, 0, "", f"the file cannot be read: {reason}")
