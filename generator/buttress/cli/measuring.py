"""From a suite's name to a stored run: what `bench` and `init` share."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from buttress.bench import BenchError, close_journal, execute_bench, fingerprint_here, suite_folder
from buttress.errors import Problem, ProjectError, listing, suggest
from buttress.graph import Binding, link_portfolio
from buttress.report import count_problems
from buttress.storage import read_portfolio, seal_run, write_run
from buttress.verdicts import Question, same_machine, select_runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from buttress.bench import Plan, Progress
    from buttress.cli.records_folder import RecordsFolder
    from buttress.graph import Linked
    from buttress.records import Benchmark, Fingerprint, Run
    from buttress.storage import Reading

RUNS = "runs"
"""Folder beside a suite that holds its runs."""


@dataclass(frozen=True, slots=True)
class Workbench:
    """A suite, ready to be measured.

    Attributes:
        folder: The folder of the records.
        linked: Everything around the suite.
        suite: The suite.
        as_of: The day that counts as today, for the age of earlier runs.
    """

    folder: RecordsFolder
    linked: Linked
    suite: Benchmark
    as_of: date


def open_workbench(
    folder: RecordsFolder, name: str, as_of: date, reading: Reading | None = None
) -> Workbench:
    """Gives a suite by its id or by the last part of it.

    Mistakes in other files do not keep anybody from measuring; they are counted on the standard error.

    Args:
        folder: The folder of the records.
        name: What the suite is called.
        as_of: The day that counts as today.
        reading: What the folder holds, where that was read already.

    Raises:
        ProjectError: There is no such suite, or its own file has problems.
    """
    reading = reading or read_portfolio(folder.root)
    linked, flaws = link_portfolio(reading.portfolio, as_of)
    problems = (*reading.problems, *reading.problems_of(flaws))
    suite_id = _find_suite(reading, name, folder, problems)
    own = reading.documents["benchmark", suite_id].path
    if any(problem.path == own for problem in problems) or suite_id not in reading.portfolio.benchmarks:
        raise ProjectError(folder.based(problem) for problem in problems if problem.path == own)
    if problems:
        sys.stderr.write(f"note: {count_problems(problems)} elsewhere; `buttress check` lists them\n")
    return Workbench(folder, linked, reading.portfolio.benchmarks[suite_id], as_of)


def spent_looks(bench: Workbench, plan: Plan) -> tuple[str, ...]:
    """Gives the candidates of a plan whose planned looks on this machine are spent by fresh runs."""
    here = fingerprint_here()
    return tuple(name for name in plan.candidates if _looks(bench, name, here) >= bench.suite.looks)


def measure(
    bench: Workbench,
    plan: Plan,
    report: Callable[[Progress], None],
    *,
    resume: bool = False,
    restart: bool = False,
) -> tuple[Path, Run]:
    """Executes a plan and stores the run.

    Args:
        bench: The suite.
        plan: What to do.
        report: Told before each step and at the end.
        resume: Go on with an interrupted bench of the same plan.
        restart: Throw an interrupted bench away.

    Returns:
        The run's file and the run.

    Raises:
        BenchError: Nothing could be measured; nothing is stored.
    """
    folder = suite_folder(bench.suite, bench.folder.root)
    runs = folder / RUNS
    fields = execute_bench(plan, folder, report, runs=runs, resume=resume, restart=restart)
    run = seal_run(fields)
    try:
        path = write_run(runs, run)
    except OSError as error:
        message = f"the run cannot be written: {error.strerror}; all of it is kept: --resume writes it again"
        raise BenchError(message) from error
    close_journal(runs, plan.suite)
    return path, run


def measure_apart(bench: Workbench, plan: Plan, report: Callable[[Progress], None]) -> Run:
    """Executes a plan and gives the run without storing it: it is no evidence of the suite."""
    folder = suite_folder(bench.suite, bench.folder.root)
    with TemporaryDirectory(prefix="buttress-bench-") as apart:
        return seal_run(execute_bench(plan, folder, report, runs=Path(apart)))


def _find_suite(reading: Reading, name: str, folder: RecordsFolder, problems: Iterable[Problem]) -> str:
    known = sorted(record_id for kind, record_id in reading.documents if kind == "benchmark")
    found = [one for one in known if one == name] or [one for one in known if one.endswith(f"/{name}")]
    if len(found) == 1:
        return found[0]
    if found:
        message = f"{name!r} may be any of these suites: {', '.join(found)}"
        raise ProjectError([Problem(folder.root.name, 0, 0, "", message, "give the full id")])
    message = f"there is no suite {name!r}; suites: {listing(known) or 'none'}"
    hint = suggest(name, [*known, *(one.rpartition("/")[2] for one in known)])
    lost = [folder.based(problem) for problem in problems] if not known else []
    raise ProjectError([*lost, Problem(folder.root.name, 0, 0, "", message, hint)])


def _looks(bench: Workbench, candidate: str, here: Fingerprint) -> int:
    binding = Binding(bench.suite.id, candidate, bench.suite.candidates[candidate].runtime[0])
    # Freshness of code, data and versions is the same for every quality; only slices and ages differ.
    quality = next(iter(bench.linked.portfolio.qualities.values()))
    selection = select_runs(Question(binding, quality), bench.linked, bench.as_of)
    return sum(same_machine(one.run.machine, here) for one in selection.fresh)
