"""Plans as plain data, and candidates that go wrong in every way: the engine sees nothing of records and suites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.bench.plan import CandidatePlan, DataPlan, LoadPlan, Plan, PlannedProcess
from buttress.bench.session import execute_bench
from buttress.bench.session.noise import NoiseProbe

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "0" * 64
SINGLE_STREAM = LoadPlan("single-stream", "buttress", 32, 0, 4)
WRONG_CODE = """
import ctypes
import os
import sys
import time


def good(item):
    return "benign"


def raises(item):
    raise ValueError("singular matrix")


def hangs(item):
    time.sleep(600)


def leaks(item):
    kept = []
    while True:
        kept.append(b"x" * (32 << 20))
        time.sleep(0.01)


def crashes(item):
    ctypes.string_at(0)


def leaves(item):
    print("no licence", file=sys.stderr)
    os._exit(3)


def serves_badly(item):
    # Predicting makes more calls than there are examples in no process that serves.
    if "serving" in sys.modules or any(name.endswith("worker.serving") for name in sys.modules):
        raise RuntimeError("cannot serve")
    return "benign"
"""


def callable_plan(reference: str, **changes: object) -> CandidatePlan:
    return CandidatePlan("run", reference, ("python",), DIGEST, **changes)


def estimator_plan(reference: str = "candidates.py:centroid", *runtimes: str) -> CandidatePlan:
    return CandidatePlan("build", reference, runtimes or ("python",), DIGEST)


def make_plan(
    candidates: dict[str, CandidatePlan],
    data: DataPlan | None = None,
    load: LoadPlan | None = SINGLE_STREAM,
    rounds: int = 2,
    **changes: object,
) -> Plan:
    loads = {} if load is None else {load.scenario: load}
    chosen = [(name, runtime) for name, one in candidates.items() for runtime in one.runtimes]
    kinds = [(name, runtime, load) for name, runtime in chosen for load in loads or (None,)]
    return Plan(
        **{
            "suite": "clinic/triage",
            "seed": 11,
            "measured": (),
            "data": data or DataPlan("data.py:sixty", DIGEST, positive="malignant"),
            "candidates": candidates,
            "loads": loads,
            "predicted": tuple(candidates),
            "processes": tuple(PlannedProcess(*kind, order) for order, kind in enumerate(kinds * rounds)),
            "harness_version": "0.0",
            **changes,
        }
    )


def measure_fields(clinic: Path, plan: Plan, **options: object) -> dict:
    """Executes a plan; the noise probe spins shortly."""
    return execute_bench(plan, clinic, **{"runs": clinic / "runs", "probe": NoiseProbe(0.005), **options})
