"""``buttress check``: judges without rendering."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

import click

from buttress.cli.options import as_of_option, decisions_option, directory_argument, strict_option
from buttress.cli.report_file import format_option, output_option, report_problems, write_report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from buttress.cli.report_file import Format
    from buttress.project import Project
    from buttress.proving import Proof
    from buttress.verdicts import Gate


@click.command(
    epilog="\b\nExample:\n  buttress check\n  buttress check --strict --format github\n"
    "  buttress check --format json --output verdicts.json\n  buttress check --prove"
)
@directory_argument
@decisions_option
@strict_option
@as_of_option
@format_option
@click.option(
    "--prove",
    is_flag=True,
    help="Also mutate the recorded evidence in memory: each constraint must turn on bad evidence, and hold on good.",
)
@output_option
def command(
    directory: Path,
    decisions: Path | None,
    strict: bool,
    as_of: str | None,
    form: Format,
    prove: bool,
    output: Path | None,
) -> int:
    """Judge every decision against its evidence.

    Nothing is measured and no code of the portfolio is run. Exits with 0 when everything holds, 1 when a decision
    no longer does, 2 when a file must be mended first. With --prove also 1 when a constraint could not fail, or one
    that must hold could not.
    """
    from buttress.as_of import resolve_as_of
    from buttress.cli.records_folder import find_records
    from buttress.errors import ProjectError
    from buttress.report import dump_problems
    from buttress.verdicts import gate_judgement

    try:
        folder = find_records(directory, decisions)
        project = folder.judge(resolve_as_of(as_of, os.environ))
    except ProjectError as error:
        report_problems(error.problems, form, output, partial(dump_problems, strict=strict))
        raise
    gate = gate_judgement(project.judgement, strict=strict)
    proofs = _prove(project) if prove else None
    _report_gate(project, gate, proofs, form, output, folder.base)
    unproved = any(proof.is_finding for proof in proofs or ())
    return 0 if gate.passes and not unproved else 1


def _prove(project: Project) -> tuple[Proof, ...]:
    from buttress.proving import prove_portfolio

    return prove_portfolio(project.judgement)


def _report_gate(
    project: Project,
    gate: Gate,
    proofs: Sequence[Proof] | None,
    form: Format,
    output: Path | None,
    base: str,
) -> None:
    from buttress.cli.terminal import echo_findings
    from buttress.report import count_proofs, describe_count

    count = describe_count(project, gate)
    if proofs is not None:
        count = f"{count}\n{count_proofs(proofs)}"
    match form:
        case "text":
            report = _as_text(project, gate, proofs, base)
        case "json":
            report = _as_json(project, gate, proofs, base)
        case "github":
            report = "\n".join(filter(None, [_as_annotations(project, gate, proofs, base), count]))
    if output:
        write_report(output, report)
        click.echo(count)
    elif form == "text":
        echo_findings(report)
    else:
        click.echo(report)


def _as_text(project: Project, gate: Gate, proofs: Sequence[Proof] | None, base: str) -> str:
    from buttress.report import describe_gate, describe_proofs

    report = describe_gate(project, gate, base)
    if proofs is None:
        return report
    proved = describe_proofs(project, proofs, base)
    return f"{report}\n\n{proved}" if "\n" in proved else f"{report}\n{proved}"


def _as_json(project: Project, gate: Gate, proofs: Sequence[Proof] | None, base: str) -> str:
    from buttress.report import add_proofs, dump_gate

    report = dump_gate(project, gate, base)
    return report if proofs is None else add_proofs(report, project, proofs, base)


def _as_annotations(project: Project, gate: Gate, proofs: Sequence[Proof] | None, base: str) -> str:
    from buttress.report import annotate_gate, annotate_proofs

    annotated = [annotate_gate(project, gate, base), annotate_proofs(project, proofs or (), base)]
    return "\n".join(filter(None, annotated))
