"""How long a benchmark will take, told from one short look at each candidate."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from buttress.bench.jobs import candidate_job
from buttress.bench.plan import LoadPlan
from buttress.bench.session import Guard, Workshop, run_worker, worker_environment

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.bench.plan import Plan

LOOK = LoadPlan(scenario="single-stream", driver="buttress", min_queries=16)


def estimate_seconds(plan: Plan, folder: Path) -> float:
    """Gives the seconds that a plan will take, from one short trial of each candidate."""
    with Guard() as guard:
        workshop = Workshop(worker_environment(plan.seed), plan.timeout_s, guard=guard)
        return sum(_estimate_candidate(workshop, plan, folder, name) for name in plan.candidates)


def _estimate_candidate(workshop: Workshop, plan: Plan, folder: Path, name: str) -> float:
    runtime = plan.candidates[name].runtimes[:1]
    began = perf_counter()
    job = candidate_job(plan, folder, name, "prepare", runtime)
    prepared = run_worker(workshop, job, f"the calibration of {name!r}")
    prepare_s = perf_counter() - began
    job = candidate_job(plan, folder, name, "serve", runtime, LOOK)
    served = run_worker(workshop, job, f"the calibration of {name!r}", prepared.blobs)
    idle_s = perf_counter() - began
    query_s = served.fields["elapsed_s"] / max(served.fields["queries"], 1)
    driven_s = sum(
        _driven_seconds(plan, one.load, query_s) for one in plan.processes if one.candidate == name
    )
    count = sum(one.candidate == name for one in plan.processes)
    # Cross-validation fits once more for each fold, and the process starts once.
    fit_s, _ = prepared.fields["figures"].get("training.time", (0.0, "s"))
    predict_s = (prepare_s + (plan.data.folds or 0) * fit_s) if name in plan.predicted else 0.0
    return predict_s + count * idle_s + driven_s


def _driven_seconds(plan: Plan, load: str | None, query_s: float) -> float:
    settings = None if load is None else plan.loads.get(load)
    if settings is None:
        return 0.0
    queries = settings.min_queries + settings.warmup_queries
    return max(queries * query_s, settings.min_duration_ns / 1e9)
