"""Reports of the commands that judge: their formats, the file that one can go to, and what it says of problems."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from buttress.errors import Problem

Format = Literal["text", "json", "github"]

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="text for people, json for scripts, github for annotations beside the changed lines.",
)
output_option = click.option(
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the report to a file; the closing count is still printed.",
)


def report_problems(
    problems: Sequence[Problem], form: Format, output: Path | None, dump: Callable[[Sequence[Problem]], str]
) -> None:
    """Writes or prints the report of a command that problems stopped.

    They are told on the standard error in any case; here the machine formats get theirs.

    Args:
        problems: What stopped the command.
        form: The format that was asked for.
        output: The file that was asked for.
        dump: Gives the command's JSON text.
    """
    from buttress.report import annotate_problems

    match form:
        case "text":
            report = "\n".join(map(str, problems))
        case "json":
            report = dump(problems)
        case "github":
            report = annotate_problems(problems)
    if output:
        write_report(output, report)
    elif form != "text":
        click.echo(report)


def write_report(output: Path, report: str) -> None:
    """Writes a report with a closing line break.

    Raises:
        click.FileError: The file cannot be written.
    """
    from buttress.wire import write_atomic

    try:
        write_atomic(output, f"{report}\n".encode())
    except OSError as error:
        raise click.FileError(str(output), error.strerror or "cannot be written") from error
