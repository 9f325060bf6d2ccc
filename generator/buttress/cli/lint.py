"""``buttress lint``: asks what a careful reviewer would ask."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from buttress.cli.options import as_of_option, decisions_option, directory_argument
from buttress.cli.report_file import format_option, output_option, report_problems, write_report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from buttress.cli.report_file import Format
    from buttress.linting import Finding
    from buttress.project import Project


@click.command(
    epilog="\b\nExample:\n  buttress lint\n  buttress lint --all\n  buttress lint --format json --output lint.json"
)
@directory_argument
@decisions_option
@as_of_option
@format_option
@output_option
@click.option("--all", "excepted", is_flag=True, help="Tell the findings that decisions except, too.")
def command(
    directory: Path,
    decisions: Path | None,
    as_of: str | None,
    form: Format,
    output: Path | None,
    excepted: bool,
) -> int:
    """Ask of every decision what a careful reviewer would.

    Numbers that nothing backs, limits without a reason, options that were never measured, and more. A decision that is
    right as it stands says so in `lint_exceptions`. Exits with 0 when nothing is found, 1 when something is, 2 when a
    file must be mended first.
    """
    from buttress.as_of import resolve_as_of
    from buttress.cli.records_folder import find_records
    from buttress.errors import ProjectError
    from buttress.linting import lint_portfolio
    from buttress.report import dump_lint_problems

    try:
        folder = find_records(directory, decisions)
        project = folder.judge(resolve_as_of(as_of, os.environ))
    except ProjectError as error:
        report_problems(error.problems, form, output, dump_lint_problems)
        raise
    findings = lint_portfolio(project.linked, project.judgement, project.comparisons)
    _report_findings(project, findings, form, output, folder.base, excepted=excepted)
    return 0 if all(finding.because for finding in findings) else 1


def _report_findings(
    project: Project,
    findings: Sequence[Finding],
    form: Format,
    output: Path | None,
    base: str,
    *,
    excepted: bool,
) -> None:
    from buttress.report import annotate_lint, count_lint, describe_lint, dump_lint

    count = count_lint(project, findings)
    match form:
        case "text":
            report = describe_lint(project, findings, base, excepted=excepted)
        case "json":
            report = dump_lint(project, findings, base)
        case "github":
            annotations = annotate_lint(project, findings, base, excepted=excepted)
            report = "\n".join(filter(None, [annotations, count]))
    if output:
        write_report(output, report)
        report = count
    click.echo(report)
