"""``buttress whatif``: what a decision would look like if it said otherwise."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from buttress.cli.options import as_of_option, decisions_option

if TYPE_CHECKING:
    from buttress.project import Project
    from buttress.what_if import Change


@click.command(
    epilog="\b\nExample:\n  buttress whatif diagnosis-model --set 'recall >= 94 %'\n"
    "  buttress whatif diagnosis-model --weight recall=1 --weight specificity=5\n"
    "  buttress whatif reader-placement --in reading-service --drop memory.peak"
)
@click.argument("decision")
@click.argument("directory", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@decisions_option
@as_of_option
@click.option(
    "--set",
    "limits",
    metavar="CONSTRAINT",
    multiple=True,
    help="A limit as constraints write it, 'recall >= 94 %', or with the id of the one that is meant before a colon.",
)
@click.option(
    "--drop", "dropped", metavar="ID", multiple=True, help="Leave a constraint out, with its waivers."
)
@click.option(
    "--weight",
    "weights",
    metavar="QUALITY=WEIGHT",
    multiple=True,
    help="Weigh a preference otherwise; 0 leaves it out.",
)
@click.option(
    "--in",
    "--deployment",
    "place",
    metavar="NAME",
    help="Choose the option, or the deployment, of that name; or put that deployment in operation.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text for people, json for scripts.",
)
def command(
    decision: str,
    directory: Path,
    decisions: Path | None,
    as_of: str | None,
    limits: tuple[str, ...],
    dropped: tuple[str, ...],
    weights: tuple[str, ...],
    place: str | None,
    form: Literal["text", "json"],
) -> int:
    """Judge a DECISION as if it said otherwise; nothing is written.

    Shows before and after: the verdicts of each changed constraint, who is feasible, who wins, and how sure that is.
    --set, --drop and --weight may be given again. Exits with 0 when the chosen option would hold every must, 1 when it
    would not, 2 when the call or a file must be mended first.
    """
    from buttress.as_of import resolve_as_of
    from buttress.cli.decisions import find_decision, refuse_unjudged, refuse_without_options
    from buttress.cli.records_folder import find_records
    from buttress.what_if import Change

    change = Change(limits, dropped, weights, place or "")
    if change == Change():
        raise click.UsageError("nothing would change; say what with --set, --drop, --weight or --in")
    project = find_records(directory, decisions).judge(resolve_as_of(as_of, os.environ))
    found = find_decision(project, decision)
    refuse_unjudged(project, found)
    refuse_without_options(project, found)
    return _report(project, _judge(project, found, change), found, form)


def _judge(project: Project, decision: str, change: Change) -> Project:
    """The project as it would be; problems are those of the call, not of a file."""
    from buttress.errors import ProjectError
    from buttress.what_if import judge_changed

    try:
        return judge_changed(project, decision, change)
    except ProjectError as error:
        raise click.UsageError("\n".join(map(str, error.problems))) from error


def _report(before: Project, after: Project, decision: str, form: Literal["text", "json"]) -> int:
    import shutil

    from buttress.report import describe_whatif, dump_whatif, find_difference

    difference = find_difference(before, after, decision)
    if form == "json":
        click.echo(dump_whatif(difference))
    else:
        click.echo(describe_whatif(difference, shutil.get_terminal_size().columns))
    return 1 if difference.unmet else 0
