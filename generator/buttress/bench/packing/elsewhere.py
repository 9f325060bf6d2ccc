"""The other machine: is all there that a pack needs, what drives the load here, and then the bench itself."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from buttress.bench.failure import BenchError
from buttress.bench.plan import OWN_SCENARIOS, Plan
from buttress.errors import listing, suggest
from buttress.wire import canonical_bytes, run_file_name, seal_fields, write_atomic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from buttress.bench.session.execution import Progress

MANIFEST = "pack.json"
EXPORTS = "exports"
PORTFOLIO = "portfolio"
PROBLEM = 2
INTERRUPTED = 130
_IMPORTS_WITHIN_S = 600
# In a process of its own: what these libraries load and start must not stand beside the measurements.
_TRY_IMPORTS = """
import importlib, json, os, sys
out = os.dup(1)
os.dup2(2, 1)
failed = {}
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except BaseException as error:
        failed[name] = f"{type(error).__name__}: {error}"
os.write(out, json.dumps(failed).encode())
"""


def measure_pack(
    folder: Path, output: Path, *, only: Sequence[str], resume: bool, restart: bool, quiet: bool
) -> int:
    """Measures an unpacked pack, writes the run file and prints its path; gives the exit status.

    Args:
        folder: Where it was unpacked.
        output: Folder of the run file; it is made where it is missing.
        only: Candidates to measure; all where there are none.
        resume: Whether to go on with an interrupted run.
        restart: Whether to throw an interrupted run away.
        quiet: Whether to say nothing but the path.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        check_needs(manifest["needs"])
        loadgen = find_spec("mlperf_loadgen") is not None
        plan = plan_here(Plan.from_fields(manifest["plan"]), only, loadgen=loadgen)
        bench = _Bench(plan, folder / PORTFOLIO / manifest["folder"], folder / EXPORTS, output)
        path = bench.execute(_silent if quiet else _reporter(), resume=resume, restart=restart)
    except (BenchError, OSError) as error:
        sys.stderr.write(f"Error: {error}\n")
        return INTERRUPTED if isinstance(error.__cause__, KeyboardInterrupt) else PROBLEM
    except KeyboardInterrupt:
        return INTERRUPTED
    sys.stdout.write(f"{path}\n")
    return 0


def check_needs(needs: Mapping[str, str]) -> None:
    """Imports the packages that a pack needs, in a process of their own.

    Args:
        needs: Top-level module to the package that brings it.

    Raises:
        BenchError: Some are missing or broken; all of them are named.
    """
    command = [sys.executable, "-P", "-c", _TRY_IMPORTS, *sorted(needs)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_IMPORTS_WITHIN_S, check=False)  # noqa: S603
        failed: dict[str, str] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        message = f"{sys.executable} cannot import {listing(sorted(needs))}: it was ended while it tried"
        raise BenchError(message) from None
    if failed:
        lines = [f"  {needs[name]}: {why}" for name, why in failed.items()]
        install = f"pip install {' '.join(sorted({needs[name] for name in failed}))}"
        head = f"{sys.executable} lacks what this pack needs"
        raise BenchError("\n".join([head, *lines, f"  ({install})"]))


def plan_here(plan: Plan, only: Sequence[str], *, loadgen: bool) -> Plan:
    """Gives a plan for this machine: some of its candidates, and loads driven by what is installed here.

    Args:
        plan: The plan as it was packed.
        only: Candidates to measure; all where there are none.
        loadgen: Whether MLCommons LoadGen is installed.

    Raises:
        BenchError: There is no such candidate, or a load scenario needs LoadGen; all reasons at once.
    """
    problems = []
    for name in only:
        if name not in plan.candidates:
            hint = suggest(name, plan.candidates) or f"it has {listing(tuple(plan.candidates))}"
            problems.append(f"there is no candidate {name!r}; {hint}")
    for name in plan.loads:
        if not loadgen and name not in OWN_SCENARIOS:
            problems.append(f"load: {name!r} needs MLCommons LoadGen; pip install mlcommons-loadgen")
    if problems:
        raise BenchError("\n".join([f"{plan.suite} cannot be measured", *(f"  {one}" for one in problems)]))
    chosen = [name for name in plan.candidates if not only or name in only]
    kept = [one for one in plan.processes if one.candidate in chosen]
    driver: Any = "loadgen" if loadgen else "buttress"
    return replace(
        plan,
        candidates={name: plan.candidates[name] for name in chosen},
        loads={
            name: load if load.driver is None else replace(load, driver=driver)
            for name, load in plan.loads.items()
        },
        predicted=tuple(name for name in plan.predicted if name in chosen),
        processes=tuple(replace(one, order=order) for order, one in enumerate(kept)),
    )


@dataclass(frozen=True, slots=True)
class _Bench:
    plan: Plan
    suite: Path
    exports: Path
    output: Path

    def execute(self, report: Callable[[Progress], None], *, resume: bool, restart: bool) -> Path:
        # Only now: these need NumPy.
        from buttress.bench.session import close_journal, execute_bench

        self.output.mkdir(parents=True, exist_ok=True)
        run = seal_fields(
            execute_bench(
                self.plan,
                self.suite,
                report,
                runs=self.output,
                resume=resume,
                restart=restart,
                exports=str(self.exports),
            )
        )
        path = self.output / f"{run_file_name(run)}.json"
        write_atomic(path, canonical_bytes(run))
        close_journal(self.output, self.plan.suite)
        return path


def _reporter() -> Callable[[Progress], None]:
    """Gives what a bench reports to: each step as a plain line, and each failure once."""
    told: Mapping[str, Any] | None = None

    def report(progress: Progress) -> None:
        nonlocal told
        finished = progress.finished
        if finished is not told and finished and (failure := finished.get("failure")):
            who = f"{finished['candidate']} on {finished['runtime']}"
            sys.stderr.write(f"{who} failed while {failure['doing']}: {failure['text']}\n")
        told = finished
        width = len(str(progress.total))
        sys.stderr.write(f"[{progress.done:{width}}/{progress.total}] {progress.text}\n")
        sys.stderr.flush()

    return report


def _silent(_: Progress) -> None:
    pass
