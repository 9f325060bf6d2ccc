"""``buttress diff``: what changes against a base."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from buttress.cli.options import as_of_option, decisions_option, directory_argument, strict_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.difference import ProjectDifference
    from buttress.errors import Problem

Form = Literal["text", "markdown", "json"]


@click.command(
    epilog="\b\nExample:\n  buttress diff main\n  buttress diff main... --format markdown >> $GITHUB_STEP_SUMMARY\n"
    "  buttress diff ../last-release/decisions --exit-zero"
)
@click.argument("base")
@directory_argument
@decisions_option
@strict_option
@as_of_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="text for people, markdown for a comment or a job summary, json for scripts.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 also when something fails that did not before.")
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the difference to a file; the closing line is still printed.",
)
def command(
    base: str,
    directory: Path,
    decisions: Path | None,
    strict: bool,
    as_of: str | None,
    form: Form,
    exit_zero: bool,
    output: Path | None,
) -> int:
    """Tell what changes against a BASE.

    BASE is a git revision, or a folder. With three dots behind it, main..., it is where this branch left it. Both sides
    are judged as of the same day, and the records of a revision are read as data: nothing of it is run or checked out.
    Exits with 0 when nothing fails the build that did not before, 1 when something does (with --strict also a strict
    one), 2 when a file on either side must be mended first.
    """
    from buttress.as_of import resolve_as_of
    from buttress.cli.records_folder import find_records
    from buttress.errors import ProjectError
    from buttress.report import dump_difference_problems

    try:
        difference = find_records(directory, decisions).compare(base, resolve_as_of(as_of, os.environ))
    except ProjectError as error:
        _report_problems(error.problems, form, output, partial(dump_difference_problems, base, strict=strict))
        raise
    _report(difference, form, output, strict=strict)
    return 1 if difference.is_worse(strict=strict) and not exit_zero else 0


def _report_problems(
    problems: Sequence[Problem], form: Form, output: Path | None, dump: partial[str]
) -> None:
    """Gives scripts their document; people read the problems on the standard error."""
    from buttress.cli.report_file import write_report

    if form == "json" and output:
        write_report(output, dump(problems))
    elif form == "json":
        click.echo(dump(problems))


def _report(difference: ProjectDifference, form: Form, output: Path | None, *, strict: bool) -> None:
    import shutil

    from buttress.cli.report_file import write_report
    from buttress.cli.terminal import echo_findings
    from buttress.report import (
        describe_difference,
        describe_outcome,
        dump_difference,
        dump_difference_markdown,
    )

    match form:
        case "text":
            report = describe_difference(difference, 80 if output else shutil.get_terminal_size().columns)
        case "markdown":
            report = dump_difference_markdown(difference)
        case "json":
            report = dump_difference(difference, strict=strict)
    if output:
        write_report(output, report)
        click.echo(describe_outcome(difference))
    elif form == "text":
        echo_findings(report)
    else:
        click.echo(report)
