"""Measures a candidate against itself, with and without a busy neighbour: how often is a difference called?

Usage: python benchmarks/self_check.py [--repetitions 20] [--processes 8] [--seconds 0.3]

Each repetition is one `buttress bench --self-check`: one candidate as A and as B in fresh processes that alternate at
random. A difference that is called is a false alarm; the check promises them in at most one repetition out of twenty.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import replace

from busy_neighbour import execute, hogging, plan_adding

from buttress.bench import compare_arms, plan_self_check
from buttress.bench.session.placement import place_processes
from buttress.storage import seal_run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=20)
    parser.add_argument("--processes", type=int, default=8, help="of each arm")
    parser.add_argument("--seconds", type=float, default=0.3, help="of load in each process")
    arguments = parser.parse_args()
    usable = set(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else set()
    plan = plan_adding(arguments.processes, arguments.seconds)
    for name, cpus in {"nobody": None, "beside": usable - set(place_processes(1))}.items():
        called = flagged = everything = 0
        with hogging(cpus):
            for seed in range(arguments.repetitions):
                run = seal_run(execute(plan_self_check(replace(plan, seed=seed), "adds")))
                differences = [one for one in compare_arms(run) if one.called]
                called += bool(differences)
                records = [process for measured in run.measurements for process in measured.processes]
                flagged += sum(bool(one.disturbed) for one in records)
                everything += len(records)
                for one in differences:
                    print(f"  seed {seed}: {one.figure}, B/A {one.ratio:.4f}, p = {one.p_value:.4f}")
        print(
            f"{name}: {called} of {arguments.repetitions} self-checks called a difference; "
            f"{flagged} of {everything} processes were flagged as disturbed"
        )


if __name__ == "__main__":
    main()
