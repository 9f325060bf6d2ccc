"""``buttress compare``: the options of a decision side by side."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from buttress.cli.options import as_of_option, decisions_option

if TYPE_CHECKING:
    from buttress.project import Project
    from buttress.tradeoff import Comparison

Form = Literal["text", "csv", "markdown", "json"]


@click.command(
    epilog="\b\nExample:\n  buttress compare diagnosis-model\n  buttress compare diagnosis-model --weights any\n"
    "  buttress compare diagnosis-model --format csv --output options.csv"
)
@click.argument("decision")
@click.argument("directory", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@decisions_option
@as_of_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "markdown", "json"]),
    default="text",
    show_default=True,
    help="text for people, csv for one row an option and quality, markdown for pages, json for scripts.",
)
@click.option(
    "--weights",
    type=click.Choice(["stated", "any"]),
    default="stated",
    show_default=True,
    help="Rank by the stated weights, or over all ways to weigh.",
)
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the comparison to a file.",
)
def command(
    decision: str,
    directory: Path,
    decisions: Path | None,
    as_of: str | None,
    form: Form,
    weights: Literal["stated", "any"],
    output: Path | None,
) -> int:
    """Compare the options of a DECISION.

    Each option by each quality, with bounds and verdicts; who is feasible and who is beaten; how they rank by the stated
    preferences, and how sure that is; and the smallest changes that would make another option win. A decision is known
    by its id, or by the end of it where that is enough.
    """
    from buttress.as_of import resolve_as_of
    from buttress.cli.decisions import find_decision, refuse_without_options
    from buttress.cli.records_folder import find_records
    from buttress.cli.report_file import write_report

    project = find_records(directory, decisions).judge(resolve_as_of(as_of, os.environ))
    found = find_decision(project, decision)
    refuse_without_options(project, found)
    comparison = project.comparisons[found]
    if weights == "any":
        comparison = _with_any_weights(project, comparison)
    if output:
        write_report(output, _report(project, comparison, form, width=80, colour=False))
    else:
        _echo(project, comparison, form)
    return 0


def _with_any_weights(project: Project, comparison: Comparison) -> Comparison:
    from dataclasses import replace

    from buttress.tradeoff import rank_options

    preferences = project.linked.portfolio.decisions[comparison.decision].preferences
    if not preferences:
        message = f"the decision {comparison.decision!r} states no preferences, so there is nothing to weigh"
        raise click.UsageError(message)
    return replace(comparison, ranking=rank_options(comparison, preferences, any_weights=True))


def _echo(project: Project, comparison: Comparison, form: Form) -> None:
    import shutil
    import sys

    from buttress.cli.terminal import wants_colour

    colour = form == "text" and wants_colour(sys.stdout)
    width = shutil.get_terminal_size().columns
    click.echo(_report(project, comparison, form, width=width, colour=colour), color=colour)


def _report(project: Project, comparison: Comparison, form: Form, *, width: int, colour: bool) -> str:
    from buttress.report import (
        describe_comparison,
        dump_comparison_csv,
        dump_comparison_json,
        dump_comparison_markdown,
    )

    match form:
        case "text":
            return describe_comparison(project, comparison, width, colour=colour)
        case "csv":
            return dump_comparison_csv(comparison)
        case "markdown":
            return dump_comparison_markdown(project, comparison)
        case "json":
            return dump_comparison_json(project, comparison)
