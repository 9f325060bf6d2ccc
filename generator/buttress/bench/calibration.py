"""How long a benchmark will take, told from one short look at each candidate."""

from __future__ import annotations

from array import array
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from buttress.bench.jobs import candidate_job, open_workshop
from buttress.bench.messages import LoadJob
from buttress.bench.processes import run_worker
from buttress.bench.serving import CLOCK_TYPE

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.bench.plan import Plan
    from buttress.records import Benchmark

LOOK = LoadJob(driver="buttress", min_queries=16)


def estimate_seconds(suite: Benchmark, root: Path, plan: Plan) -> float:
    """Gives the seconds that a plan will take, from one short trial of each candidate."""
    return sum(_estimate_candidate(suite, root, plan, name) for name in plan.candidates)


def _estimate_candidate(suite: Benchmark, root: Path, plan: Plan, name: str) -> float:
    workshop, runtime = open_workshop(suite), suite.candidates[name].runtime[:1]
    began = perf_counter()
    job = candidate_job(suite, root, name, "prepare", runtime)
    prepared = run_worker(workshop, job, f"the calibration of {name!r}")
    prepare_s = perf_counter() - began
    job = candidate_job(suite, root, name, "serve", runtime, LOOK)
    served = run_worker(workshop, job, f"the calibration of {name!r}", prepared.blobs)
    idle_s = perf_counter() - began
    query_s = median(array(CLOCK_TYPE, served.blobs[1])) / 1e9
    driven_s = sum(
        _driven_seconds(suite, one.load, query_s) for one in plan.processes if one.candidate == name
    )
    count = sum(one.candidate == name for one in plan.processes)
    # Cross-validation fits once more for each fold, and the process starts once.
    fit_s = prepared.fields.get("training_s", 0.0)
    predict_s = (prepare_s + (suite.data.folds or 0) * fit_s) if name in plan.predicted else 0.0
    return predict_s + count * idle_s + driven_s


def _driven_seconds(suite: Benchmark, load: str | None, query_s: float) -> float:
    settings = next((one for name, one in suite.load.items() if name == load), None)
    if settings is None:
        return 0.0
    queries = settings.min_queries + settings.warmup_queries
    return max(queries * query_s, settings.min_duration.magnitude_in("s"))
