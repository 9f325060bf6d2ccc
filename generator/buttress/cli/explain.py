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

    from buttress.assurance import Argument
    from buttress.project import Project
    from buttress.verdicts import Verdict

Form = Literal["text", "json", "gsn2x"]


@click.command(
    epilog="\b\nExample:\n  buttress explain diagnosis-model\n  buttress explain diagnosis-model#finds-malignant\n"
    "  buttress explain diagnosis-model --assurance --format gsn2x > diagnosis-model.gsn.yaml"
)
@click.argument("what", metavar="DECISION[#CONSTRAINT]")
@click.argument("directory", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@decisions_option
@as_of_option
@click.option(
    "--assurance",
    is_flag=True,
    help="Tell all of it as one argument in the Goal Structuring Notation: claims, strategies, evidence, what is open.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "gsn2x"]),
    default="text",
    show_default=True,
    help="text for people, json for scripts, gsn2x (with --assurance) for tools that draw the notation.",
)
def command(
    what: str, directory: Path, decisions: Path | None, as_of: str | None, assurance: bool, form: Form
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

    decision, _, constraint = what.partition("#")
    _refuse_mixture(assurance, form, constraint)
    folder = find_records(directory, decisions)
    project = folder.judge(resolve_as_of(as_of, os.environ))
    if assurance:
        click.echo(_argument_of(project, decision, form))
        return 0
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


def _refuse_mixture(assurance: bool, form: Form, constraint: str) -> None:
    if form == "gsn2x" and not assurance:
        message = "the format gsn2x holds arguments; add --assurance"
        raise click.UsageError(message)
    if assurance and constraint:
        message = "an argument is about all constraints of a decision; leave out what stands behind the #"
        raise click.UsageError(message)


def _argument_of(project: Project, name: str, form: Form) -> str:
    """The argument of a decision or system, in one of the forms."""
    from buttress.report import describe_argument, dump_argument

    argument = _argue(project, name)
    if form == "gsn2x":
        from buttress.exchange import dump_gsn2x

        return dump_gsn2x(argument).rstrip()
    if form == "json":
        return json.dumps(dump_argument(argument), ensure_ascii=False, indent=2)
    return describe_argument(argument)


def _argue(project: Project, name: str) -> Argument:
    from buttress.assurance import argue_decision, argue_system
    from buttress.cli.decisions import find_decision

    linked, judgement = project.linked, project.judgement
    if judgement.systems.get(name):
        argument = argue_system(linked.portfolio.systems[name], linked, judgement)
    else:
        decision = find_decision(project, name)
        _find_verdicts(project, decision, "")
        argument = argue_decision(linked.portfolio.decisions[decision], linked, judgement)
    if argument is None:  # never: whatever is judged and states something has an argument
        message = f"nothing is argued of {name!r}"
        raise click.UsageError(message)
    return argument


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
