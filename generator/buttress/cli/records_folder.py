"""Where the records are: what the user says, else what ``mkdocs.yml`` says, else ``decisions/``, else here."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

import yaml

from buttress.errors import Problem, ProjectError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from buttress.difference import ProjectDifference
    from buttress.project import Project

USUAL = "decisions"
SITE_FILE = "mkdocs.yml"
_DEPTHS = ("*.y*ml", "*/*.y*ml", "*/*/*.y*ml")
_KIND = re.compile(rb"^kind:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RecordsFolder:
    """A folder of records, as seen from the working directory.

    Attributes:
        root: The folder, absolute.
        base: The folder that holds it, relative to the working directory; empty for the working directory.
    """

    root: Path
    base: str

    def judge(self, as_of: date) -> Project:
        """Reads and judges the folder.

        Raises:
            ProjectError: With every problem, its path as seen from the working directory.
        """
        from buttress.cache_folder import CACHE
        from buttress.pipeline import judge_project

        try:
            return judge_project(self.root, as_of, self.root.parent / CACHE)
        except ProjectError as error:
            raise ProjectError(self.based(problem) for problem in error.problems) from error

    def compare(self, base: str, as_of: date) -> ProjectDifference:
        """Reads and judges the folder and a base; see `buttress.pipeline.compare_with_base`.

        Raises:
            ProjectError: With every problem of one of the sides.
        """
        from buttress.cache_folder import CACHE
        from buttress.pipeline import compare_with_base

        return compare_with_base(self.judge(as_of), base, self.root.parent / CACHE)

    def based(self, problem: Problem) -> Problem:
        """Gives a problem with its path as seen from the working directory."""
        return replace(problem, path=f"{self.base}/{problem.path}") if self.base else problem


def find_records(directory: Path, decisions: Path | None) -> RecordsFolder:
    """Gives the folder of the records.

    Args:
        directory: Where to look.
        decisions: The folder that the user named, relative to the working directory.

    Raises:
        ProjectError: There is none.
    """
    if decisions is not None:
        return _seen(decisions)
    named = site_records(directory)
    if named is not None:
        return _seen(named)
    if (directory / USUAL).is_dir():
        return _seen(directory / USUAL)
    if _holds_records(directory):
        return _seen(directory)
    message = f"there are no records: neither a folder {USUAL!r} nor YAML files that say their `kind`"
    hint = "name the folder with --decisions, or start with `buttress init`"
    raise ProjectError([Problem(str(directory), 0, 0, "", message, hint)])


def site_records(directory: Path) -> Path | None:
    """Gives the folder that the plugin in ``mkdocs.yml`` reads; None where no plugin of ours is set up."""
    path = directory / SITE_FILE
    for name, options in _plugins_of(path) if path.is_file() else ():
        if name == "buttress":
            return directory / str((options or {}).get("decisions", USUAL))
    return None


def _seen(root: Path) -> RecordsFolder:
    root = root.resolve()
    base = os.path.relpath(root.parent).replace(os.sep, "/")
    return RecordsFolder(root, "" if base == "." else base)


def _holds_records(directory: Path) -> bool:
    files = chain.from_iterable(directory.glob(depth) for depth in _DEPTHS)
    return any(path.is_file() and _KIND.search(path.read_bytes()) for path in files)


def _plugins_of(path: Path) -> Iterator[tuple[str, dict[str, Any] | None]]:
    try:
        config = yaml.load(path.read_text(encoding="utf-8"), _TolerantLoader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, UnicodeDecodeError):
        return  # MkDocs itself will say what is wrong with its file
    plugins = config.get("plugins") if isinstance(config, dict) else None
    for plugin in plugins.items() if isinstance(plugins, dict) else plugins or ():
        if isinstance(plugin, str):
            yield plugin, None
        elif isinstance(plugin, dict):
            yield from plugin.items()
        else:
            yield plugin


class _TolerantLoader(yaml.SafeLoader):
    """Reads what MkDocs reads, with nothing in place of ``!ENV`` and tags that name Python objects."""


_TolerantLoader.add_multi_constructor("", lambda _loader, _suffix, _node: None)
