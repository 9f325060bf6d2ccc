"""``buttress report``: everything that the verdicts rest on, as one HTML file."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from buttress.cli.options import as_of_option, decisions_option, directory_argument, strict_option

if TYPE_CHECKING:
    from buttress.cli.records_folder import RecordsFolder
    from buttress.pages import SiteSettings
    from buttress.project import Project

FILE = "buttress-report.html"


@click.command(
    epilog="\b\nExample:\n  buttress report\n  buttress report --base HEAD^ --output report.html --exit-zero"
)
@directory_argument
@click.option(
    "--single-file",
    is_flag=True,
    expose_value=False,
    help="One file that holds everything; there is no other form yet, so it may be left out.",
)
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    default=FILE,
    show_default=True,
    help="Where the report goes.",
)
@click.option("--base", metavar="BASE", help="Tell first what changes against a git revision or a folder.")
@click.option(
    "--title", metavar="TEXT", default="Architecture decisions", show_default=True, help="Its title."
)
@decisions_option
@strict_option
@as_of_option
@click.option("--exit-zero", is_flag=True, help="Exit with 0 also when there are findings.")
def command(
    directory: Path,
    output: Path,
    base: str | None,
    title: str,
    decisions: Path | None,
    strict: bool,
    as_of: str | None,
    exit_zero: bool,
) -> int:
    """Write a report that any browser opens, without a server and without a request.

    It holds every decision with its constraints, verdicts, bounds, limits, margins and evidence, its trade-offs, and what
    would flip it. The file is written first, then the exit code says whether everything holds, as that of `buttress
    check` does: 0 yes, 1 findings, 2 problems, and then nothing is written.
    """
    from buttress.as_of import resolve_as_of
    from buttress.cli.records_folder import find_records
    from buttress.cli.report_file import write_report
    from buttress.pages import SiteSettings
    from buttress.pipeline import report_project
    from buttress.report import describe_count
    from buttress.verdicts import gate_judgement

    folder = find_records(directory, decisions)
    project = folder.judge(resolve_as_of(as_of, os.environ))
    settings = SiteSettings(site_name=title, strict=strict)
    if base:
        settings = _against(base, project, folder, settings)
    write_report(output, report_project(project, settings))
    gate = gate_judgement(project.judgement, strict=strict)
    click.echo(f"{describe_count(project, gate)}\n{output}")
    return 0 if gate.passes or exit_zero else 1


def _against(base: str, project: Project, folder: RecordsFolder, settings: SiteSettings) -> SiteSettings:
    from buttress.cache_folder import CACHE
    from buttress.pipeline import compare_with_base

    return replace(settings, difference=compare_with_base(project, base, folder.root.parent / CACHE))
