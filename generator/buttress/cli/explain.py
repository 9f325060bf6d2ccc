"""``buttress explain``: the whole argument behind a verdict."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from buttress.cli.options import as_of_option, decisions_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.project import Project
    from buttress.verdicts import Verdict


@click.command(
    epilog="\b\nExample:\n  buttress explain diagnosis-model\n  buttress explain diagnosis-model#finds-malignant"
)
@click.argument("what", metavar="DECISION[#CONSTRAINT]")
@click.argument("directory", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@decisions_option
@as_of_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text for people, json for scripts.",
)
def command(
    what: str, directory: Path, decisions: Path | None, as_of: str | None, form: Literal["text", "json"]
) -> int:
    """Tell why a verdict is what it is.

    One paragraph for each constraint of a decision, or for one of them: the claim, the evidence and whether it still
    speaks for what is declared, value and bounds, how they were made, how likely such evidence is by chance, and what
    would turn the verdict. A decision is known by its id, or by the end of it where that is enough. A system that states
    constraints of its own is known by its id.
    """
    from buttress.as_of import resolve_as_of
    from buttress.cli.decisions import find_decision
    from buttress.cli.records_folder import find_records
    from buttress.report import describe_explanation, dump_explanation

    folder = find_records(directory, decisions)
    project = folder.judge(resolve_as_of(as_of, os.environ))
    decision, _, constraint = what.partition("#")
    of_system = project.judgement.systems.get(decision)
    verdicts = (
        _select(of_system, f"the system {decision!r}", constraint)
        if of_system
        else _find_verdicts(project, find_decision(project, decision), constraint)
    )
    if form == "json":
        click.echo(json.dumps(dump_explanation(project, verdicts, folder.base), ensure_ascii=False, indent=2))
    else:
        click.echo(describe_explanation(project, verdicts, folder.base))
    return 0


def _find_verdicts(project: Project, decision: str, constraint: str) -> Sequence[Verdict]:
    from buttress.cli.decisions import refuse_unjudged

    refuse_unjudged(project, decision)
    verdicts = project.judgement.verdicts[decision]
    if not verdicts:
        message = f"the decision {decision!r} states no constraint"
        raise click.UsageError(message)
    return _select(verdicts, f"the decision {decision!r}", constraint)


def _select(verdicts: Sequence[Verdict], owner: str, constraint: str) -> Sequence[Verdict]:
    from buttress.errors import listing, suggest

    found = [one for one in verdicts if constraint in ("", one.bound.constraint.id)]
    if found:
        return found
    names = [one.bound.constraint.id for one in verdicts]
    hint = suggest(constraint, names)
    message = f"{owner} has no constraint {constraint!r}; {hint or f'allowed: {listing(names)}'}"
    raise click.UsageError(message)
