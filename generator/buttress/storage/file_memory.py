"""What was read of files earlier, for as long as the files stay as they were."""

from __future__ import annotations

import os
import stat
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable
    from pathlib import Path

Found = TypeVar("Found")
Signature = tuple[int, ...]

_SETTLED_NS: Final = 50_000_000
"""A file written so shortly before it is read may be written again without a trace in its times."""
_CODE_FOLDERS_TO_SKIP: Final = frozenset({"__pycache__"})


@dataclass(frozen=True, slots=True)
class _Kept:
    signature: object
    found: Any


class FileMemory:
    """Keeps what was made of files, by name, and makes it anew once a file is another.

    Two files are taken for the same when their times to the nanosecond, size and inode are, and the times are not
    those of the very moment in which they were read.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, _Kept] = {}

    def of_file(self, path: str, key: Hashable, make: Callable[[], Found]) -> Found:
        """Gives what is made of one file.

        Args:
            path: The file.
            key: What is made of it; one file may be read for several things.
            make: Reads it.
        """
        return self.of(sign(path), (path, key), make)

    def of(self, signature: object, key: Hashable, make: Callable[[], Found]) -> Found:
        """Gives what is made of anything that has a signature: what is kept if that is the same, else a new one.

        Args:
            signature: What must not have changed; None if that cannot be told.
            key: What tells this from all else.
            make: Makes it.
        """
        kept = self._kept.get(key)
        if kept is not None and signature is not None and kept.signature == signature:
            found: Found = kept.found
            return found
        found = make()
        self._kept[key] = _Kept(signature, found)
        return found


def sign(path: Path | str) -> Signature | None:
    """Gives what tells a file from a later version of it; None where there is no telling."""
    try:
        status = os.stat(path)  # noqa: PTH116 - thousands of them, by text
    except (OSError, ValueError):
        return None
    changed = max(status.st_mtime_ns, status.st_ctime_ns)
    if not stat.S_ISREG(status.st_mode) or changed > time.time_ns() - _SETTLED_NS:
        return None
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, status.st_dev)


def sign_below(root: Path, beside: Iterable[Path] = ()) -> tuple[object, ...] | None:
    """Gives what tells all files of a folder, and some more, from later versions; None where there is no telling.

    YAML and JSON files are left out, unless they are among the others: those are read one by one. So are hidden files.

    Args:
        root: The folder.
        beside: More files, whether they exist or not.
    """
    names = [str(path) for path in beside]
    there = [(name, sign(name)) for name in names]
    if any(signature is None and os.path.lexists(name) for name, signature in there):
        return None
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in _CODE_FOLDERS_TO_SKIP
        )
        for name in sorted(files):
            if not name.startswith(".") and not name.lower().endswith((".yaml", ".yml", ".json")):
                path = os.path.join(folder, name)  # noqa: PTH118 - thousands of them, by text
                signature = sign(path)
                if signature is None:
                    return None
                there.append((path, signature))
    return tuple(there)
