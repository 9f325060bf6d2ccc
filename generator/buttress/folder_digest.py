"""What a folder holds as one digest, so that a later build can tell that nothing changed."""

from __future__ import annotations

import hashlib
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_OF_TOOLS = frozenset({".cache", ".git", ".hg", ".svn", "__pycache__"})


def digest_folder(root: Path, leave_out: Iterable[Path] = ()) -> str:
    """Gives a digest of the names and bytes of all files below a folder, hidden ones included, in hexadecimal.

    Links are followed to files, as readers of records do, and not to folders. What is no file, or cannot be read, counts
    by what it is. Nothing is said of times, owners and permissions.

    Args:
        root: The folder; one that is missing has a digest too.
        leave_out: Folders whose content does not count, beside those that tools make for themselves.
    """
    digest = hashlib.sha256()
    left_out = {os.path.realpath(path) for path in leave_out}
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(
            name
            for name in folders
            if name not in _OF_TOOLS and os.path.realpath(os.path.join(folder, name)) not in left_out  # noqa: PTH118
        )
        below = os.path.relpath(folder, root)
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]  # noqa: PTH114, PTH118
        for name in sorted([*files, *links]):
            path = os.path.join(folder, name)  # noqa: PTH118 - thousands of them, by text
            entry = f"{below}/{name}\0{_link_of(path)}\0{_content_of(path)}\n"
            digest.update(entry.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _link_of(path: str) -> str:
    return os.readlink(path) if os.path.islink(path) else ""  # noqa: PTH114, PTH115


def _content_of(path: str) -> str:
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 - a pipe would block
            return "no file"
        with open(path, "rb") as stream:  # noqa: PTH123
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return f"unreadable: {error.errno}"
