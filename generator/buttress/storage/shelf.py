"""Results that took long to compute, kept in files until they are asked for again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.wire import write_atomic

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_IGNORED = b"# Made by Buttress; safe to delete at any time.\n*\n"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of small JSON files, each named by a digest of all that its content depends on.

    It is safe to delete at any time, and to share: what is damaged counts as missing, and where nothing can be written
    nothing is kept.

    Attributes:
        folder: The folder; made when something is kept, and ignored by Git.
    """

    folder: Path

    def find(self, digest: str) -> Mapping[str, object] | None:
        """Gives what was kept under a digest, None for nothing."""
        try:
            found = json.loads((self.folder / f"{digest}.json").read_bytes())
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def keep(self, digest: str, fields: Mapping[str, object]) -> None:
        """Keeps plain values under a digest in hexadecimal."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            ignored = self.folder / ".gitignore"
            if not ignored.exists():
                write_atomic(ignored, _IGNORED)
            write_atomic(self.folder / f"{digest}.json", json.dumps(fields).encode())
        except OSError:
            return
