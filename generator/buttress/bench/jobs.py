"""Jobs of a suite: what its worker processes are told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from buttress.bench.messages import Driver, Job, LoadJob, Task
from buttress.bench.processes import Workshop
from buttress.bench.software import worker_environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.records import Benchmark, LoadSettings

TIMEOUT_S = 3600.0


def suite_folder(suite: Benchmark, root: Path) -> Path:
    """Gives the folder that a suite stands in; its code references start there."""
    return (root / Path(suite.id).parent).resolve()


def open_workshop(suite: Benchmark, timeout_s: float = TIMEOUT_S) -> Workshop:
    """Gives how the workers of a suite are started."""
    return Workshop(worker_environment(suite.seed), timeout_s)


def data_job(suite: Benchmark, root: Path, names: Sequence[str]) -> Job:
    """Gives the job that describes the data for some candidates."""
    return Job(
        task="describe",
        folder=str(suite_folder(suite, root)),
        seed=suite.seed,
        data=suite.data.build,
        trained=any(suite.candidates[name].build for name in names),
        folds=suite.data.folds,
        positive=positive_text(suite),
        groups=tuple(suite.data.groups),
        slices={
            name: {value: str(expression) for value, expression in values.items()}
            for name, values in suite.data.slices.items()
        },
    )


def candidate_job(
    suite: Benchmark,
    root: Path,
    name: str,
    task: Task,
    runtimes: Sequence[str],
    load: LoadJob | None = None,
) -> Job:
    """Gives a job for one candidate."""
    candidate = suite.candidates[name]
    return Job(
        task=task,
        folder=str(suite_folder(suite, root)),
        seed=suite.seed,
        data=suite.data.build,
        candidate=candidate.build or candidate.run or "",
        trained=candidate.build is not None,
        runtimes=tuple(runtimes),
        folds=suite.data.folds,
        positive=positive_text(suite),
        load=load or LoadJob(),
    )


def load_job(settings: LoadSettings | None, driver: Driver) -> LoadJob:
    """Gives how a process is driven; without settings it only predicts once."""
    if settings is None:
        return LoadJob()
    duration_ns = round(settings.min_duration.magnitude_in("ns"))
    return LoadJob(driver, settings.min_queries, duration_ns, settings.warmup_queries)


def positive_text(suite: Benchmark) -> str | None:
    """Gives the positive class as text."""
    return None if suite.data.positive is None else str(suite.data.positive)
