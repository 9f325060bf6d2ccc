"""Git revision -> the bytes that it holds of a folder: read from the object store, with nothing of the repository run.

A build may read a stranger's branch, so only plumbing is asked (``rev-parse``, ``merge-base``, ``ls-tree``,
``cat-file``, ``for-each-ref``), by fixed arguments and without a shell. Blobs come out as they were committed: no
attribute, filter or hook sees them, as they would with ``git archive`` or a checkout. Nothing is fetched, and a folder of
the branch that looks like a bare repository is not taken for one.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

from buttress.errors import Problem, ProjectError, suggest
from buttress.storage.run_files import LARGEST_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

MOST_FILES = 200_000
MOST_BYTES_TOGETHER = 2 * 1024**3
MERGE_BASE = "..."
"""What stands behind a revision to mean where this branch left it, as in ``git diff main...``."""
_TIME_LIMIT_S = 60
_SAFE = (
    "--no-pager",
    "--no-replace-objects",
    "--literal-pathspecs",
    "-c",
    "safe.bareRepository=explicit",
    "-c",
    "core.fsmonitor=false",
    "-c",
    f"core.hooksPath={os.devnull}",
)
_STRANGE = re.compile(r"[\x00-\x20\x7f]")
_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_COMMITTED = re.compile(rb"^committer .*> (\d+) [+-]\d{4}$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit.

    Attributes:
        name: What the user calls it.
        id: Its object id.
        day: When it was committed, in UTC; None where it does not say.
    """

    name: str
    id: str
    day: date | None

    @property
    def label(self) -> str:
        """Its name with its id and day: ``main (1a2b3c4d5e, 2026-11-20)``."""
        said = ", ".join(filter(None, [self.id[:10], f"{self.day}" if self.day else ""]))
        return f"{self.name} ({said})"


@dataclass(frozen=True, slots=True)
class TreeFile:
    """A file of a commit: its path below the folder that was asked for, and its object."""

    path: str
    id: str


@dataclass(frozen=True, slots=True)
class Tree:
    """The files of a folder in a commit.

    Attributes:
        files: Its regular files.
        left_out: How many entries are no regular files, or too large, and are not read.
    """

    files: tuple[TreeFile, ...]
    left_out: int


def find_revision(name: str, folder: Path) -> Revision | None:
    """Gives the commit that a name means in the repository around a folder; None where it knows none of that name.

    Args:
        name: A branch, a tag, an id, or whatever else git takes; with ``...`` at its end the commit from which the
            present one left it.
        folder: A folder in the work tree.

    Raises:
        ProjectError: There is no git, no repository, or the name is none that git may be asked for.
    """
    check_name(name)
    _ask(folder, "rev-parse", "--git-dir")
    start = name.removesuffix(MERGE_BASE)
    commit = _resolve(start or "HEAD", folder)
    if commit and name.endswith(MERGE_BASE):
        commit = _merge_base(commit, name, folder)
    if not commit:
        return None
    found = _COMMITTED.search(_ask(folder, "cat-file", "commit", commit).partition(b"\n\n")[0])
    day = datetime.fromtimestamp(int(found[1]), UTC).date() if found else None
    return Revision(name, commit, day)


def suggest_revision(name: str, folder: Path) -> str:
    """Gives "did you mean X?" for the nearest branch or tag, or how to get one that is not here."""
    told = _ask(folder, "for-each-ref", "--count=2000", "--format=%(refname:lstrip=2)").decode(
        errors="replace"
    )
    near = suggest(name.removesuffix(MERGE_BASE), ["HEAD", *told.split()])
    return near or "fetch it first; `actions/checkout` fetches one commit unless `fetch-depth: 0` is set"


def list_tree(revision: Revision, folder: Path) -> Tree:
    """Gives the files that a commit holds where a folder of the work tree is.

    Raises:
        ProjectError: There are too many of them.
    """
    below_top = folder.resolve().relative_to(_top_of(folder)).as_posix()
    prefix = "" if below_top == "." else f"{below_top}/"
    where = ("--", prefix) if prefix else ()
    listed = _ask(folder, "ls-tree", "-r", "-l", "-z", "--full-tree", revision.id, *where)
    files, left_out, size = [], 0, 0
    for entry in listed.decode(errors="surrogateescape").split("\0")[:-1]:
        facts, _, path = entry.partition("\t")
        mode, _, object_id, told = facts.split()
        below = path.removeprefix(prefix)
        if mode.startswith("100") and int(told) <= LARGEST_BYTES and _is_inside(below):
            files.append(TreeFile(below, object_id))
            size += int(told)
        else:
            left_out += 1
    if len(files) > MOST_FILES or size > MOST_BYTES_TOGETHER:
        raise _refusal(
            revision.name, f"it holds {len(files)} files of {size >> 20} MiB: too much to compare with"
        )
    return Tree(tuple(files), left_out)


def read_blobs(files: Sequence[TreeFile], folder: Path) -> Iterator[tuple[str, bytes]]:
    """Gives the path and the content of files of a commit, as they were committed.

    Raises:
        ProjectError: An object is not here, as in a partial clone.
    """
    with TemporaryFile() as wanted:
        wanted.write("".join(f"{one.id}\n" for one in files).encode())
        wanted.seek(0)
        command = _command(folder, "cat-file", "--batch")
        with subprocess.Popen(  # noqa: S603 - fixed arguments
            command, stdin=wanted, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
        ) as process:
            assert process.stdout is not None  # noqa: S101 - it was asked for
            for one in files:
                yield one.path, _read_blob(process.stdout, one)


def _read_blob(stream: IO[bytes], file: TreeFile) -> bytes:
    head = stream.readline().split()
    if len(head) != 3 or head[1] != b"blob":
        raise _refusal(file.path, "git does not have its content here, and a build fetches nothing")
    size = int(head[2])
    content = stream.read(size + 1)
    if len(content) != size + 1:
        raise _refusal(file.path, "git ended before all of it was read")
    return content[:size]


def _resolve(name: str, folder: Path) -> str:
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    told = _run(folder, *asked)
    commit = told.stdout.decode(errors="replace").strip()
    return commit if told.returncode == 0 and _ID.fullmatch(commit) else ""


def _merge_base(commit: str, name: str, folder: Path) -> str:
    head = _resolve("HEAD", folder)
    told = _run(folder, "merge-base", commit, head) if head else None
    found = told.stdout.decode(errors="replace").strip() if told else ""
    if not _ID.fullmatch(found):
        hint = "a shallow clone does not know; `actions/checkout` takes `fetch-depth: 0`"
        raise _refusal(name, "git finds no commit that both have in common", hint)
    return found


def check_name(name: str) -> None:
    """Does nothing for a name that git may be asked for.

    Raises:
        ProjectError: It is none.
    """
    if not name or name.startswith("-") or _STRANGE.search(name) or len(name) > 250:
        message = f"found {name[:60]!r}; allowed: a branch, a tag or a commit of git, or a folder"
        raise _refusal("base", message)


def _is_inside(path: str) -> bool:
    """Whether a path of a tree may be written below a folder; git itself refuses the others, but nobody else would."""
    parts = path.split("/")
    return not any(part in ("", ".", "..") or "\\" in part or ":" in part for part in parts)


def _ask(folder: Path, *arguments: str) -> bytes:
    done = _run(folder, *arguments)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().partition("\n")[0].removeprefix("fatal: ")
        raise _refusal(folder.name, f"git cannot tell: {said or 'no reason given'}")
    return done.stdout


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - fixed arguments, and what a user names was checked
            _command(folder, *arguments),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=_environment(),
            timeout=_TIME_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _refusal(folder.name, f"git did not answer within {_TIME_LIMIT_S} s") from None


def _command(folder: Path, *arguments: str) -> list[str]:
    git = shutil.which("git")
    if git is None:
        raise _refusal("base", "git is not installed, so no revision can be read", "name a folder instead")
    return [git, *_SAFE, "-C", str(_top_of(folder)), *arguments]


def _top_of(folder: Path) -> Path:
    """The work tree around a folder. Nothing that is committed can be called ``.git``, so no branch can plant another."""
    found = next(
        (one for one in (folder.resolve(), *folder.resolve().parents) if (one / ".git").exists()), None
    )
    if found is None:
        raise _refusal(
            folder.name, "it is not a git repository, so it has no revision", "name a folder instead"
        )
    return found


def _environment() -> dict[str, str]:
    """The environment without what would point git elsewhere (as in a hook), and with every transport closed."""
    apart = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")
    kept = {name: value for name, value in os.environ.items() if name not in apart}
    closed = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
    return {**kept, **closed, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}


def _refusal(path: str, message: str, hint: str = "") -> ProjectError:
    return ProjectError([Problem(path, 0, 0, "", message, hint)])
