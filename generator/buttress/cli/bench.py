"""``buttress bench``: measures a suite on this machine and keeps the run beside it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from buttress.cli.options import decisions_option, directory_argument

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from buttress.cli.measuring import Workbench


@click.command(
    epilog="\b\nExample:\n  buttress bench payments/scoring --dry-run\n"
    "  buttress bench payments/scoring --only gradient-boosting"
)
@click.argument("suite")
@directory_argument
@click.option("--dry-run", is_flag=True, help="Show the plan and the time that it will take, and stop.")
@click.option(
    "--only", metavar="CANDIDATE", multiple=True, help="Measure this candidate only; may be given again."
)
@decisions_option
def command(suite: str, directory: Path, dry_run: bool, only: Sequence[str], decisions: Path | None) -> int:
    """Measure the candidates of a SUITE on this machine.

    SUITE is the suite's id, or its last part where that is enough. The run goes into runs/ beside the suite, whole or
    not at all; commit it. Only this command and init run code of the portfolio; check, build and serve never do.
    """
    from buttress.as_of import resolve_as_of
    from buttress.bench import BenchError
    from buttress.cli.measuring import open_workbench
    from buttress.cli.records_folder import find_records

    folder = find_records(directory, decisions)
    try:
        bench = open_workbench(folder, suite, resolve_as_of(None, os.environ))
        return _bench(bench, only, dry_run=dry_run)
    except BenchError as error:
        click.echo(f"Error: {error}", err=True)
        return 2


def _bench(bench: Workbench, only: Sequence[str], *, dry_run: bool) -> int:
    from buttress.bench import plan_bench
    from buttress.cli.measuring import describe_plan, measure, spent_looks

    qualities = bench.linked.portfolio.qualities
    plan = plan_bench(bench.suite, bench.folder.root, qualities, only or None, estimate=dry_run)
    click.echo(describe_plan(plan))
    spent = spent_looks(bench, plan)
    if spent:
        click.echo(
            f"note: earlier runs on this machine already decide ({bench.suite.looks} planned by `looks`) for "
            f"{', '.join(spent)}: the new run will inform only, and no verdict will rest on it"
        )
    if dry_run:
        return 0
    path, table = measure(bench, plan)
    click.echo(f"\n{table}\n\n{os.path.relpath(path)}")
    return 0
