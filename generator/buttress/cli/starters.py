"""Starter files, shipped with the package: documents of every kind, and a whole small portfolio."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT = Path(__file__).resolve().parent / "starter"
"""Folder of the starter files."""


def read_starter(name: str, values: Mapping[str, str] | None = None) -> str:
    """Gives a starter file's text with its ``$placeholders`` filled in; ``$$`` stands for one dollar sign.

    Args:
        name: The file, relative to the folder of starters.
        values: What to fill in; without it the text is given as it stands.
    """
    text = (ROOT / name).read_text(encoding="utf-8")
    return text if values is None else Template(text).substitute(values)


def write_new(files: Mapping[Path, str]) -> None:
    """Writes files that must not exist yet: all of them or none.

    Raises:
        click.ClickException: Some are there already; all of them are named.
    """
    from buttress.wire import write_atomic

    refuse_overwriting(files)
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, text.encode())


def refuse_overwriting(paths: Iterable[Path]) -> None:
    """Raises `click.ClickException` naming every path that something stands at already."""
    taken = [path for path in paths if path.exists() or path.is_symlink()]
    if taken:
        listed = "\n".join(f"  {path}" for path in taken)
        raise click.ClickException(f"nothing was written, because this would overwrite:\n{listed}")
