"""Jobs of a plan: what its worker processes are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.bench.messages import Job
from buttress.bench.plan import LoadPlan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from buttress.bench.messages import Step
    from buttress.bench.plan import Plan


def data_job(plan: Plan, folder: Path) -> Job:
    """Gives the job that describes the data; ``folder`` is the suite's."""
    return Job(step="describe", folder=str(folder), seed=plan.seed, data=plan.data, trained=_trained(plan))


def candidate_job(
    plan: Plan,
    folder: Path,
    name: str,
    step: Step,
    runtimes: Sequence[str],
    load: LoadPlan | None = None,
    exports: str = "",
) -> Job:
    """Gives a job for one candidate; ``exports`` is a folder with artefacts exported beforehand, or empty."""
    return Job(
        step=step,
        folder=str(folder),
        seed=plan.seed,
        data=plan.data,
        trained=_trained(plan),
        candidate=plan.candidates[name],
        runtimes=tuple(runtimes),
        load=load or LoadPlan(),
        exports=exports,
        energy=plan.energy,
        estimated_power_w=plan.estimated_power_w,
    )


def _trained(plan: Plan) -> bool:
    return any(candidate.trained for candidate in plan.candidates.values())
