"""Run files from elsewhere: read and checked like every run file, then filed byte for byte beside their suite."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from buttress.errors import Problem, ProjectError
from buttress.storage.bounded_file import read_bounded
from buttress.storage.portfolio_folder import RUNS_FOLDER
from buttress.storage.record_ids import complaint_about_path
from buttress.storage.run_files import LARGEST_BYTES, parse_run
from buttress.wire import run_file_name, write_atomic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.records import Run


@dataclass(frozen=True, slots=True)
class RunFile:
    """A run file that somebody brings.

    Attributes:
        name: The file as it was named, for problems.
        content: Its bytes.
        file_name: Name that the run's own content gives it, with suffix.
        run: The run; its id is the file's name until a place for it is known.
    """

    name: str
    content: bytes
    file_name: str
    run: Run

    def id_beside(self, suite: str) -> str:
        """Gives the id that the run has once it stands in the folder of runs beside a suite."""
        stem = self.file_name.removesuffix(".json")
        return "/".join(part for part in (suite.rpartition("/")[0], RUNS_FOLDER, stem) if part)


@dataclass(frozen=True, slots=True)
class Filing:
    """A run file and where it goes.

    Attributes:
        file: The file.
        path: Where it goes.
    """

    file: RunFile
    path: Path


def read_run_file(path: Path) -> RunFile:
    """Gives a run file from anywhere after checking its seal, its format and its content.

    Raises:
        ProjectError: It cannot be read, was edited, or is no run.
    """
    name = path.as_posix()
    whole_disk = Path(path.absolute().anchor)  # whoever names a file may read it wherever it is
    content = read_bounded(whole_disk, path, name, LARGEST_BYTES)
    if isinstance(content, Problem):
        raise ProjectError([content])
    run = parse_run(content, name, "")
    file_name = f"{run_file_name(json.loads(content))}.json"
    if complaint := complaint_about_path(file_name.removesuffix(".json")):
        raise ProjectError([Problem(name, 0, 0, "", complaint)])
    return RunFile(name, content, file_name, run)


def place_run_file(root: Path, file: RunFile, suite: str) -> Filing | None:
    """Gives where a run file goes; None where the same file is there already.

    Args:
        root: The folder of the records.
        file: The file.
        suite: Id of the suite that the run is of; its folder exists.

    Raises:
        ProjectError: Another file has the name.
    """
    path = root / f"{file.id_beside(suite)}.json"
    if not os.path.lexists(path):
        return Filing(file, path)
    if path.is_file() and _lines(path.read_bytes()) == _lines(file.content):
        return None
    message = f"{path.relative_to(root.parent).as_posix()} is there already and holds something else"
    raise ProjectError([Problem(file.name, 0, 0, "", message, "a run file is never overwritten")])


def write_run_files(filings: Sequence[Filing]) -> None:
    """Writes run files byte for byte, each in one step: all of them or none.

    Raises:
        OSError: One could not be written; those written before it are gone again.
    """
    written: list[Path] = []
    try:
        for filing in filings:
            filing.path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(filing.path, filing.file.content)
            written.append(filing.path)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _lines(content: bytes) -> bytes:
    # Version control may have changed the line ends of the copy that is there.
    return content.replace(b"\r\n", b"\n")
