"""The `mkdocs.yml` behind `build` and `serve`: the project's own, else one made for the occasion."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from buttress.cache_folder import CACHE
from buttress.cli.records_folder import SITE_FILE, RecordsFolder, site_records
from buttress.cli.starters import ROOT
from buttress.errors import Problem, ProjectError

if TYPE_CHECKING:
    from collections.abc import Iterator

STARTER = ROOT / "demo" / SITE_FILE


@contextmanager
def open_config(directory: Path, folder: RecordsFolder) -> Iterator[Path]:
    """Gives the site's configuration file; one that was made for the occasion is gone afterwards.

    Args:
        directory: The project.
        folder: Its records.

    Raises:
        ProjectError: The project has a ``mkdocs.yml`` that does not read these records.
    """
    own = directory / SITE_FILE
    if own.is_file():
        _check_own(own, directory, folder)
        yield own.resolve()
        return
    with TemporaryDirectory(prefix="buttress-") as made:
        yield _make_config(Path(made), directory, folder)


def mkdocs_command(verb: str, config: Path) -> list[str]:
    """Gives the start of a command line that runs MkDocs with this very interpreter."""
    return [sys.executable, "-m", "mkdocs", verb, "--config-file", str(config)]


def _check_own(own: Path, directory: Path, folder: RecordsFolder) -> None:
    named = site_records(directory)
    if named is None:
        message = "the site is set up without the plugin `buttress`, so it would show no decision"
        raise ProjectError([Problem(str(own), 0, 0, "plugins", message, "add `- buttress` below `plugins:`")])
    if named.resolve() != folder.root:
        message = f"the site reads {str(named)!r}, not the folder that --decisions names"
        raise ProjectError([Problem(str(own), 0, 0, "plugins", message, "change `decisions:` of the plugin")])


def _make_config(made: Path, directory: Path, folder: RecordsFolder) -> Path:
    # The look is that of `buttress init`; MkDocs merges both files, and here lists win as a whole.
    (made / "docs").mkdir()
    plugin = {"decisions": str(folder.root), "cache": str(directory.resolve() / CACHE)}
    config = {
        "INHERIT": str(STARTER),
        "docs_dir": str(made / "docs"),
        "site_dir": str(directory.resolve() / "site"),
        "plugins": ["search", {"buttress": plugin}],
    }
    path = made / SITE_FILE
    path.write_text(json.dumps(config), encoding="utf-8")  # JSON is YAML
    return path
