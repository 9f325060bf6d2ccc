"""``buttress build``: the whole site, with or without a ``mkdocs.yml``, or its pages for another generator."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from buttress.as_of import EPOCH_VARIABLE, resolve_as_of
from buttress.cli.options import as_of_option, decisions_option, directory_argument, strict_option

if TYPE_CHECKING:
    from buttress.cli.records_folder import RecordsFolder
    from buttress.project import Project


@click.command(
    epilog="\b\nExample:\n  buttress build\n  buttress build --site-dir public --strict\n"
    "  buttress build --to hugo/content/decisions"
)
@directory_argument
@click.option(
    "--site-dir",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the site goes; by default what mkdocs.yml says, else DIR/site.",
)
@decisions_option
@strict_option
@as_of_option
@click.option(
    "--to",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write Markdown pages and assets for another site generator instead of a site.",
)
def command(
    directory: Path,
    site_dir: Path | None,
    decisions: Path | None,
    strict: bool,
    as_of: str | None,
    to: Path | None,
) -> int:
    """Build the site.

    DIR/mkdocs.yml sets the site up; without one, a plain Material site is made. The whole site is written first, then
    the exit code says whether it holds: 0 yes, 1 findings, 2 problems, and then nothing is written.
    """
    from buttress.cli.records_folder import find_records

    if to and site_dir:
        raise click.UsageError("--to writes no site; leave --site-dir out")
    folder = find_records(directory, decisions)
    day = resolve_as_of(as_of, os.environ)
    project = folder.judge(day)
    if to:
        return _write_pages(project, folder, to, strict=strict)
    options = ["--strict"] if strict else []
    if site_dir:
        # MkDocs would take a relative one from the folder of its configuration.
        options += ["--site-dir", str(site_dir.resolve())]
    return _build_site(directory, folder, options, _environment(as_of, day))


def _build_site(
    directory: Path, folder: RecordsFolder, options: list[str], environment: dict[str, str]
) -> int:
    import subprocess

    from buttress.cli.site_config import mkdocs_command, open_config

    with open_config(directory, folder) as config:
        command = [*mkdocs_command("build", config), *options]
        done = subprocess.run(command, env=environment, check=False)  # noqa: S603
    return 1 if done.returncode else 0


def _environment(as_of: str | None, day: date) -> dict[str, str]:
    """The environment in which MkDocs takes the same day for today."""
    if not as_of:
        return dict(os.environ)
    return {**os.environ, EPOCH_VARIABLE: str(int(datetime.combine(day, time.min, UTC).timestamp()))}


def _write_pages(project: Project, folder: RecordsFolder, to: Path, *, strict: bool) -> int:
    from buttress.cli.page_files import write_pages
    from buttress.cli.terminal import echo_findings
    from buttress.pages import SiteSettings
    from buttress.pipeline import render_project
    from buttress.report import describe_gate
    from buttress.verdicts import gate_judgement

    count = write_pages(to, render_project(project, SiteSettings(strict=strict)))
    gate = gate_judgement(project.judgement, strict=strict)
    echo_findings(describe_gate(project, gate, folder.base))
    click.echo(f"{count} files in {to}")
    return 0 if gate.passes else 1
