"""What changed: told by the operating system, or seen by comparing files with what they were."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.plugins import get_plugin_logger
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

log = get_plugin_logger(__name__)

Snapshot = dict[str, tuple[int, int]]

_READING = frozenset({"opened", "closed_no_write"})


def watch_natively(folder: Path, wake: Callable[[], None]) -> Callable[[], None] | None:
    """Calls a function whenever something below a folder changes; gives what ends that.

    None where the operating system does not tell, for want of watches or on a foreign file system; MkDocs then looks by
    itself.

    Args:
        folder: The folder.
        wake: Is called by another thread, often several times for one change.
    """
    observer = Observer()
    observer.daemon = True
    try:
        observer.schedule(_Handler(folder, wake), str(folder), recursive=True)
        observer.start()
    except OSError as error:
        log.info("changes of records are looked for twice a second: %s", error)
        return None
    return observer.stop


class _Handler(FileSystemEventHandler):
    def __init__(self, folder: Path, wake: Callable[[], None]) -> None:
        self._folder = folder
        self._wake = wake

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Passes on what may change a record."""
        if event.event_type in _READING or (event.is_directory and event.event_type == "modified"):
            return
        if any(self._matters(str(path)) for path in (event.src_path, event.dest_path) if path):
            self._wake()

    def _matters(self, path: str) -> bool:
        """Editors put files of their own beside those that they write, and Python its compiled ones."""
        try:
            parts = Path(path).relative_to(self._folder).parts
        except ValueError:
            return True
        return not any(part.startswith(".") or part.endswith("~") or part == "__pycache__" for part in parts)


def look_at(paths: Iterable[Path], left_out: Path | None = None) -> Snapshot:
    """Gives what tells files from later versions: each with its time and size.

    Args:
        paths: Files, and folders with all that is below them.
        left_out: A folder that is passed over.
    """
    return {name: signature for path in paths for name, signature in _signatures(path, left_out)}


def _signatures(path: Path, left_out: Path | None) -> Iterator[tuple[str, tuple[int, int]]]:
    names = [str(path)] if path.is_file() else _names_below(path, left_out)
    for name in names:
        try:
            status = os.stat(name)  # noqa: PTH116 - many of them, by text
        except OSError:
            continue
        yield name, (status.st_mtime_ns, status.st_size)


def _names_below(folder: Path, left_out: Path | None) -> Iterator[str]:
    for here, folders, files in os.walk(folder, followlinks=True):
        # Records may lie among the pages of the site.
        folders[:] = [name for name in folders if Path(here, name) != left_out]
        yield from (os.path.join(here, name) for name in files)  # noqa: PTH118
