"""From a suite's name to a stored run: what `bench` and `init` share."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.bench import execute_bench, fingerprint_here, suite_folder
from buttress.errors import Problem, ProjectError, listing, suggest
from buttress.graph import Binding, link_portfolio
from buttress.report import count_problems, describe_run
from buttress.storage import read_portfolio, seal_run, write_run
from buttress.verdicts import Question, same_machine, select_runs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from buttress.bench import Plan, Progress
    from buttress.cli.records_folder import RecordsFolder
    from buttress.graph import Linked
    from buttress.records import Benchmark, Fingerprint
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


def open_workbench(folder: RecordsFolder, name: str, as_of: date) -> Workbench:
    """Gives a suite by its id or by the last part of it.

    Mistakes in other files do not keep anybody from measuring; they are counted on the standard error.

    Raises:
        ProjectError: There is no such suite, or its own file has problems.
    """
    reading = read_portfolio(folder.root)
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


def describe_plan(plan: Plan) -> str:
    """Gives a plan in a few lines: one a candidate, runtime and load, with its number of processes."""
    counted = Counter((one.candidate, one.runtime, one.load) for one in plan.processes)
    rows = [
        f"  {candidate} on {runtime}, {load or 'start and memory only'}: {count} processes"
        for (candidate, runtime, load), count in sorted(counted.items(), key=str)
    ]
    drivers = {load.driver for load in plan.loads.values()}
    driver = "MLCommons LoadGen" if "loadgen" in drivers else "our own loop"
    return "\n".join(
        [
            f"{plan.suite}: measures {', '.join(plan.measured) or 'everything that is recorded'}",
            *rows,
            f"{len(plan.processes)} fresh processes in random order; queries are issued by {driver}",
            *([] if plan.seconds is None else [f"takes about {_duration(plan.seconds)}"]),
        ]
    )


def measure(bench: Workbench, plan: Plan) -> tuple[Path, str]:
    """Executes a plan under a progress bar and stores the run.

    Returns:
        The run's file, and what was measured as a table.

    Raises:
        BenchError: A process failed; nothing is stored.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    console = Console(stderr=True)
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=plan.steps)

        def show(progress: Progress) -> None:
            bar.update(task, completed=progress.done, description=progress.text)

        run = seal_run(execute_bench(plan, suite_folder(bench.suite, bench.folder.root), show))
    path = write_run((bench.folder.root / bench.suite.id).parent / RUNS, run)
    return path, describe_run(bench.linked, run, bench.as_of)


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


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
