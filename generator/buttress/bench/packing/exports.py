"""ONNX models of fitted candidates, made before packing: the other machine has no converter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.bench.jobs import candidate_job
from buttress.bench.session import Guard, Progress, Workshop, run_worker, worker_environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from buttress.bench.plan import Plan


def make_exports(plan: Plan, folder: Path, report: Callable[[Progress], None]) -> dict[str, bytes]:
    """Fits every candidate that is exported, in a process of its own, and gives the models by path.

    There is one of all training rows and one for each fold, quantised where the suite says so.

    Args:
        plan: The plan.
        folder: The suite's folder, absolute.
        report: Told before each candidate and at the end.

    Raises:
        BenchError: A candidate cannot be fitted or exported.
    """
    with Guard() as guard:
        return _export_all(plan, folder, report, guard)


def _export_all(
    plan: Plan, folder: Path, report: Callable[[Progress], None], guard: Guard
) -> dict[str, bytes]:
    names = [name for name, one in plan.candidates.items() if one.trained and "onnx" in one.runtimes]
    exports: dict[str, bytes] = {}
    for done, name in enumerate(names):
        report(Progress(done, len(names), f"{name}: exporting to ONNX"))
        environment = worker_environment(plan.seed, plan.candidates[name].threads)
        workshop = Workshop(environment, plan.timeout_s, plan.memory_limit_bytes, guard=guard)
        job = candidate_job(plan, folder, name, "export", ("onnx",))
        answer = run_worker(workshop, job, f"candidate {name!r}")
        exports.update(zip(answer.fields["names"], answer.blobs, strict=True))
    report(Progress(len(names), len(names), "done"))
    return exports
