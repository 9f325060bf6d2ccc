"""Kills a bench with SIGKILL at random moments and lets it go on, until it is done; then looks for anything lost.

Usage: python benchmarks/kill_and_resume.py [--kills 20] [--seed 1]

Every candidate and process must stand in the run exactly once, no file of the journal may be torn after any kill, no
worker may outlive its bench, and finishing must leave no journal. Prints what was counted; exits with 1 where
something is wrong. Linux only.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from buttress.bench.plan import CandidatePlan, DataPlan, LoadPlan, Plan, PlannedProcess
from buttress.bench.session import close_journal, execute_bench
from buttress.bench.session.noise import NoiseProbe
from buttress.wire import canonical_bytes, run_file_name, seal_fields, seal_of

CODE = """
from buttress.bench import Dataset


def forty():
    return Dataset([[place] for place in range(40)], ["even", "odd"] * 20, train=[place < 20 for place in range(40)])


def remainder(item):
    return "odd" if item[0] % 2 else "even"


def always(item):
    return "even"
"""
NAMES = ("remainder", "always")
ROUNDS = 6
GONE_S = 10.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child", metavar="FOLDER", help="measure there; used by this program itself")
    arguments = parser.parse_args()
    if arguments.child:
        measure(Path(arguments.child))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return kill_and_resume(Path(folder).resolve(), arguments.kills, random.Random(arguments.seed))


def kill_and_resume(folder: Path, kills: int, dealer: random.Random) -> int:
    (folder / "suite.py").write_text(CODE)
    killed, finished, orphans, torn, doubled = 0, 0, 0, 0, 0
    steps: list[int] = []
    while killed < kills or finished == 0:
        if run_once(folder, dealer.uniform(0.1, 1.6) if killed < kills else None):
            finished += 1
            doubled += count_flaws(folder)
        else:
            killed += 1
            steps.append(len(list((folder / "runs" / ".unfinished").rglob("*.json"))))
            torn += count_torn(folder)
            orphans += count_workers(folder)
    print(f"killed {killed} times, with {min(steps)} to {max(steps)} files in the journal")
    print(f"finished {finished} runs of {1 + len(NAMES) + ROUNDS * len(NAMES)} steps")
    print(f"torn files: {torn}; workers that outlived their bench: {orphans}; runs with flaws: {doubled}")
    return 1 if torn or orphans or doubled else 0


def run_once(folder: Path, seconds: float | None) -> bool:
    """Runs or resumes the bench; gives False where it was killed after so many seconds."""
    child = subprocess.Popen([sys.executable, __file__, "--child", str(folder)])
    try:
        status = child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        return False
    if status:
        sys.exit(f"the bench failed with status {status}")
    return True


def measure(folder: Path) -> None:
    """Executes the plan and files the run, as `buttress bench --resume` does."""
    runs, plan = folder / "runs", make_plan()
    fields = seal_fields(execute_bench(plan, folder, runs=runs, resume=True, probe=NoiseProbe(0.01)))
    path = runs / f"{run_file_name(fields)}.json"
    neighbour = path.with_suffix(".part")
    neighbour.write_bytes(canonical_bytes(fields))
    neighbour.replace(path)
    close_journal(runs, plan.suite)


def make_plan() -> Plan:
    digest = "0" * 64
    return Plan(
        suite="killed/often",
        seed=1,
        measured=(),
        data=DataPlan("suite.py:forty", digest),
        candidates={name: CandidatePlan("run", f"suite.py:{name}", ("python",), digest) for name in NAMES},
        loads={"single-stream": LoadPlan("single-stream", "buttress", 64, 0, 8)},
        predicted=NAMES,
        processes=tuple(
            PlannedProcess(name, "python", "single-stream", order)
            for order, name in enumerate(NAMES * ROUNDS)
        ),
    )


def count_flaws(folder: Path) -> int:
    """Counts runs that are not whole; sound ones are removed, so that the next bench begins anew."""
    flaws = 0
    for path in (folder / "runs").glob("*.json"):
        content = path.read_bytes()
        run = json.loads(content)
        orders = Counter(one["order"] for found in run["measurements"] for one in found["processes"])
        sound = (
            seal_of(content) == run["digest"]
            and orders == Counter(range(len(NAMES) * ROUNDS))
            and all("predictions" in found for found in run["measurements"])
            and not any("failure" in one for found in run["measurements"] for one in found["processes"])
            and not (folder / "runs" / ".unfinished").exists()
        )
        flaws += not sound
        path.unlink()
    return flaws


def count_torn(folder: Path) -> int:
    torn = 0
    for path in (folder / "runs").rglob("*.json"):
        try:
            json.loads(path.read_bytes())
        except ValueError:
            torn += 1
    return torn


def count_workers(folder: Path) -> int:
    """Counts processes in the suite's folder that are still there after some seconds."""
    ends = time.monotonic() + GONE_S
    while (
        count := sum(works_in(one, folder) for one in Path("/proc").iterdir())
    ) and time.monotonic() < ends:
        time.sleep(0.05)
    return count


def works_in(process: Path, folder: Path) -> bool:
    try:
        return process.name.isdecimal() and (process / "cwd").readlink() == folder
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
