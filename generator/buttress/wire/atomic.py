"""Files that are either whole or not there: a reader never meets half of one."""

from __future__ import annotations

import os
import secrets
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_atomic(path: Path, data: bytes) -> None:
    """Writes a file in one step: it holds the old content or all of the new, also after a crash.

    The bytes reach the disk in a neighbour (same folder, hence same file system) that then takes the name. An
    existing file keeps its permissions, a new one gets the usual ones. A link is replaced, not followed.

    Args:
        path: The file; its folder must exist.
        data: All of its content.

    Raises:
        OSError: The file cannot be written; the old one is untouched and nothing is left behind.
    """
    # A short name of its own: the target's name plus a suffix might be too long for the file system.
    neighbour = path.with_name(f".{secrets.token_hex(8)}.tmp")
    descriptor = os.open(neighbour, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with open(descriptor, "wb") as stream:  # noqa: PTH123 (a descriptor has no Path)
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if path.is_file() and not path.is_symlink():
            neighbour.chmod(stat.S_IMODE(path.stat().st_mode))
        neighbour.replace(path)
    except BaseException:
        neighbour.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Makes the new name last through a power cut; systems that cannot open a folder do without."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        pass  # some network file systems refuse; the content itself is safe
    finally:
        os.close(descriptor)
