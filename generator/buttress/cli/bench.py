"""``buttress bench``: measures a suite on this machine and keeps the run beside it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from buttress.cli.options import decisions_option, directory_argument

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from buttress.bench import Plan
    from buttress.cli.bench_output import Output
    from buttress.cli.measuring import Workbench

DIFFERENT = 1
"""Exit code of a self-check that called a difference."""
INTERRUPTED = 130


@click.command(
    epilog="\b\nExample:\n  buttress bench payments/scoring --plan\n"
    "  buttress bench payments/scoring --only gradient-boosting\n"
    "  buttress bench payments/scoring --resume\n"
    "  buttress bench payments/scoring --pack scoring.pyz\n"
    "  buttress bench --all --quick"
)
@click.argument("suite", required=False)
@directory_argument
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Measure every suite; those that lack a package are passed over by name.",
)
@click.option(
    "--skip", metavar="SUITE", multiple=True, help="With --all: leave out this suite, or those of a folder."
)
@click.option(
    "--quick",
    is_flag=True,
    help="Measure shortly, keep nothing, and say whether the verdicts on record come out again.",
)
@click.option(
    "--plan",
    "--dry-run",
    "plan_only",
    is_flag=True,
    help="Show what will be measured, what each constraint needs and why, and the time it takes; then stop.",
)
@click.option(
    "--only", metavar="CANDIDATE", multiple=True, help="Measure this candidate only; may be given again."
)
@click.option("--resume", is_flag=True, help="Go on with a bench that was interrupted.")
@click.option("--restart", is_flag=True, help="Throw away what an interrupted bench has measured.")
@click.option(
    "--self-check", is_flag=True, help="Measure one candidate against itself: would a difference be called?"
)
@click.option(
    "--pack",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Write one file that measures on another machine, without Buttress; see `evidence add`.",
)
@click.option("--quiet", is_flag=True, help="Print the path of the run only.")
@click.option("--json", "as_json", is_flag=True, help="Print what machines read.")
@decisions_option
def command(
    suite: str | None,
    directory: Path,
    every: bool,
    skip: Sequence[str],
    quick: bool,
    plan_only: bool,
    only: Sequence[str],
    resume: bool,
    restart: bool,
    self_check: bool,
    pack: str | None,
    quiet: bool,
    as_json: bool,
    decisions: Path | None,
) -> int:
    """Measure the candidates of a SUITE on this machine.

    SUITE is the suite's id, or its last part where that is enough. The run goes into runs/ beside the suite, whole or
    not at all; commit it. Only this command and init run code of the portfolio; check, build and serve never do.

    A candidate that fails is recorded as failed, and the others finish. An interrupted bench goes on with --resume.

    With --all the only argument is DIR.
    """
    from buttress.as_of import resolve_as_of
    from buttress.bench import BenchError, BenchInterrupted
    from buttress.cli.bench_output import Output
    from buttress.cli.measuring import open_workbench
    from buttress.cli.records_folder import find_records

    _refuse_contradictions(
        suite,
        every=every,
        quick=quick,
        skip=skip,
        plan=plan_only,
        only=only,
        resume=resume,
        restart=restart,
        self_check=self_check,
        pack=pack,
    )
    output = Output(quiet=quiet, as_json=as_json)
    try:
        as_of = resolve_as_of(None, os.environ)
        if every or quick or suite is None:
            return _measure_again(
                suite, directory, decisions, as_of, output, every=every, quick=quick, skip=skip
            )
        folder = find_records(directory, decisions)
        bench = open_workbench(folder, suite, as_of)
        plan = _plan(bench, only, output, shown=plan_only)
        if plan_only:
            _tell_spent(bench, plan, output)
            return 0
        if pack is not None:
            return _pack(bench, plan, pack, output)
        if self_check:
            return _check_self(bench, plan, only, output)
        return _measure(bench, plan, output, resume=resume, restart=restart)
    except BenchInterrupted as error:
        click.echo(str(error), err=True)
        return INTERRUPTED
    except BenchError as error:
        click.echo(f"Error: {error}", err=True)
        return 2


def _measure_again(
    suite: str | None,
    directory: Path,
    decisions: Path | None,
    as_of: date,
    output: Output,
    *,
    every: bool,
    quick: bool,
    skip: Sequence[str],
) -> int:
    from pathlib import Path

    from buttress.cli.bench_all import bench_all, bench_quickly
    from buttress.cli.records_folder import find_records

    if suite is not None and not every:
        return bench_quickly(find_records(directory, decisions), suite, as_of, output)
    folder = find_records(directory if suite is None else Path(suite), decisions)
    return bench_all(folder, as_of, output, skip=skip, quick=quick)


def _refuse_contradictions(
    suite: str | None, *, every: bool, quick: bool, skip: Sequence[str], **others: object
) -> None:
    if suite is None and not every:
        raise click.UsageError("which suite? Give one, or --all")
    if others["resume"] and others["restart"]:
        raise click.UsageError("--resume goes on, --restart begins anew; give one of them")
    if skip and not every:
        raise click.UsageError("--skip leaves suites out of --all")
    given = [f"--{name.replace('_', '-')}" for name, value in others.items() if value]
    if given and (every or quick):
        raise click.UsageError(
            f"{' and '.join(given)} cannot be combined with {'--all' if every else '--quick'}"
        )


def _plan(bench: Workbench, only: Sequence[str], output: Output, *, shown: bool) -> Plan:
    from buttress.bench import find_demands, plan_bench

    demands = find_demands(bench.linked, bench.suite, bench.as_of)
    qualities = bench.linked.portfolio.qualities
    plan = plan_bench(
        bench.suite, bench.folder.root, qualities, only or None, demands=demands, estimate=shown
    )
    output.show_plan(plan, demands if shown else ())
    return plan


def _measure(bench: Workbench, plan: Plan, output: Output, *, resume: bool, restart: bool) -> int:
    from buttress.cli.measuring import measure

    _tell_spent(bench, plan, output)
    with output.watch(plan) as report:
        path, run = measure(bench, plan, report, resume=resume, restart=restart)
    output.show_run(bench, run, path)
    return 0


def _tell_spent(bench: Workbench, plan: Plan, output: Output) -> None:
    from buttress.cli.measuring import spent_looks

    spent = spent_looks(bench, plan)
    if spent:
        output.note(
            f"earlier runs on this machine already decide ({bench.suite.looks} planned by `looks`) for "
            f"{', '.join(spent)}: the new run will inform only, and no verdict will rest on it"
        )


def _check_self(bench: Workbench, plan: Plan, only: Sequence[str], output: Output) -> int:
    from buttress.bench import compare_arms, plan_self_check
    from buttress.cli.measuring import measure_apart

    twice = plan_self_check(plan, only[0] if only else next(iter(plan.candidates)))
    with output.watch(twice) as report:
        run = measure_apart(bench, twice, report)
    differences = compare_arms(run)
    output.show_self_check(run, differences)
    return DIFFERENT if any(one.called for one in differences) else 0


def _pack(bench: Workbench, plan: Plan, name: str, output: Output) -> int:
    from pathlib import Path

    from buttress.bench import suite_folder, write_pack

    folder = suite_folder(bench.suite, bench.folder.root)
    with output.watch(plan) as report:
        summary = write_pack(plan, folder, bench.folder.root, Path(name), report=report)
    output.show_pack(summary, name)
    return 0
