"""What changes are held against: a folder of records, or the records of a git revision in a folder for the while."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from buttress.errors import Problem, ProjectError
from buttress.storage.git_revision import (
    Revision,
    check_name,
    find_revision,
    list_tree,
    read_blobs,
    suggest_revision,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class BaseFolder:
    """The records that changes are held against.

    Attributes:
        root: Their folder; one that was made for the while is gone afterwards.
        name: What the user calls it.
        label: The same for readers, with what tells it from others.
        left_out: How many files of it are not read, being links or too large.
    """

    root: Path
    name: str
    label: str
    left_out: int = 0


@contextmanager
def open_base(name: str, root: Path, where: Path | None = None) -> Iterator[BaseFolder]:
    """Gives the records that changes are held against.

    A name is taken for a git revision first, so that no branch can slip a folder in its place; ``./old`` is a folder
    for certain.

    Args:
        name: A git revision, or a folder: that of the records, or one that holds it under the same name.
        root: The folder of the records as they are.
        where: The folder that a relative one is taken from; None for the working directory.

    Raises:
        ProjectError: There is neither, or it holds no records, or one of them cannot be read; every path begins with
            the name.
    """
    given = (where or Path()) / name
    try:
        revision = None if _is_folder_for_certain(name) else _find_revision(name, given, root)
        if revision is None:
            yield _take_folder(name, given, root)
            return
        with TemporaryDirectory(prefix="buttress-base-") as made:
            yield _unpack(revision, root, Path(made) / root.name)
    except ProjectError as error:
        raise ProjectError(_named(problem, name) for problem in error.problems) from error


def _named(problem: Problem, name: str) -> Problem:
    """A problem of the base with a path as git writes it: ``main:decisions/choice.yaml``."""
    return problem if problem.path in (name, "base") else replace(problem, path=f"{name}:{problem.path}")


def _is_folder_for_certain(name: str) -> bool:
    return name.startswith(("./", "../", ".\\", "..\\")) or name in (".", "..") or Path(name).is_absolute()


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # no path at all: too long, or with a NUL
        return False


def _find_revision(name: str, given: Path, root: Path) -> Revision | None:
    check_name(name)
    try:
        found = find_revision(name, root)
    except ProjectError:
        if _is_folder(given):
            return None
        raise
    if found is None and not _is_folder(given):
        message = "there is no such git revision, and no such folder"
        raise ProjectError([Problem(name, 0, 0, "", message, suggest_revision(name, root))])
    return found


def _take_folder(name: str, given: Path, root: Path) -> BaseFolder:
    if not _is_folder(given):
        raise ProjectError([Problem(name, 0, 0, "", "there is no such folder")])
    inside = given / root.name
    found = (inside if inside.is_dir() else given).resolve()
    if found == root.resolve():
        message = "the base is the very folder that would be held against it"
        raise ProjectError([Problem(name, 0, 0, "", message, "name a git revision, or another folder")])
    return BaseFolder(found, name, f"the folder {name}")


def _unpack(revision: Revision, root: Path, made: Path) -> BaseFolder:
    tree = list_tree(revision, root)
    if not tree.files:
        message = (
            f"the revision has no folder {root.name!r} at this place, so there is nothing to compare with"
        )
        raise ProjectError([Problem(revision.name, 0, 0, "", message)])
    for path, content in read_blobs(tree.files, root):
        target = made / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        except OSError as error:
            message = f"it cannot be written to a temporary folder: {error.strerror}"
            raise ProjectError([Problem(f"{root.name}/{path}", 0, 0, "", message)]) from error
    return BaseFolder(made, revision.name, revision.label, tree.left_out)
