"""The whole run: describe the data, predict with every candidate, serve in fresh processes, seal the record.

A run is recorded whole or not at all: any failure raises before anything is returned.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from buttress.bench.failure import BenchError
from buttress.bench.jobs import candidate_job, data_job
from buttress.bench.plan import LoadPlan
from buttress.bench.session.assembly import (
    Served,
    assemble_data,
    assemble_load,
    assemble_measurement,
    assemble_process,
)
from buttress.bench.session.machine import describe_machine, load_average
from buttress.bench.session.processes import Workshop, run_worker
from buttress.bench.session.software import describe_software, worker_environment
from buttress.errors import listing, suggest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from buttress.bench.messages import Job, Message
    from buttress.bench.plan import Plan, PlannedProcess


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come.

    Attributes:
        done: Steps done.
        total: Steps of the plan.
        text: What comes next, in words.
    """

    done: int
    total: int
    text: str


def execute_bench(
    plan: Plan, folder: Path, report: Callable[[Progress], None] = lambda _: None
) -> dict[str, Any]:
    """Gives everything of the run that a plan makes but its seal; storing it is the caller's.

    Args:
        plan: What to do, from `plan_bench`.
        folder: The suite's folder, absolute; code references start there.
        report: Told before each step and at the end.

    Raises:
        BenchError: A process failed; the message names candidate and process. Nothing is recorded then.
    """
    workshop = Workshop(worker_environment(plan.seed), plan.timeout_s)
    try:
        return _Session(plan, folder, report, workshop).run()
    except BenchError as error:
        message = f"{error}\nNothing was recorded: a run is kept whole or not at all."
        raise BenchError(message) from error


@dataclass(slots=True)
class _Session:
    """One run while it goes on: counts steps and gathers which modules the workers loaded."""

    plan: Plan
    folder: Path
    report: Callable[[Progress], None]
    workshop: Workshop
    done: int = 0
    data_sha256: str = ""
    modules: set[str] = field(default_factory=set)

    def run(self) -> dict[str, Any]:
        started, load_before = _now(), load_average()
        data = self._describe()
        predicted = {name: self._predict(name) for name in self.plan.predicted}
        served = {one: self._serve(one) for one in self.plan.processes}
        self.report(Progress(self.done, self.plan.steps, "done"))
        facts = assemble_data(self.plan, data, predicted)
        return {
            "kind": "run",
            "suite": self.plan.suite,
            "started": started,
            "finished": _now(),
            "harness": {"version": self.plan.harness_version},
            "git_commit": self.plan.git_commit,
            "seed": self.plan.seed,
            "loads": {name: assemble_load(load) for name, load in self.plan.loads.items()},
            "machine": describe_machine(),
            "software": describe_software(self.modules, self.workshop.environment),
            "load_average": _pair(load_before, load_average()),
            "data": facts,
            "measurements": [
                assemble_measurement(
                    self.plan, facts, name, runtime, predicted.get(name, {}), _chosen(served, name, runtime)
                )
                for name, candidate in self.plan.candidates.items()
                for runtime in candidate.runtimes
            ],
        }

    def _describe(self) -> Mapping[str, Any]:
        job = data_job(self.plan, self.folder)
        data = self._step(job, "the data", "describing the data").fields
        positive = self.plan.data.positive
        if positive is not None and positive not in data["classes"]:
            hint = suggest(positive, data["classes"]) or f"they are {listing(data['classes'])}"
            message = f"the positive class {positive!r} is not among the classes of the data; {hint}"
            raise BenchError(message)
        return data

    def _predict(self, name: str) -> Mapping[str, Any]:
        job = candidate_job(self.plan, self.folder, name, "predict", self.plan.candidates[name].runtimes)
        result = self._step(job, f"candidate {name!r}", f"{name}: predicting the examples")
        return result.fields["runtimes"]  # type: ignore[no-any-return]

    def _serve(self, planned: PlannedProcess) -> Served:
        who = (
            f"candidate {planned.candidate!r} on {planned.runtime}, "
            f"process {planned.order + 1} of {len(self.plan.processes)}"
        )
        load_before = load_average()
        job = candidate_job(self.plan, self.folder, planned.candidate, "prepare", (planned.runtime,))
        prepared = self._step(job, who, who)
        load = LoadPlan() if planned.load is None else self.plan.loads[planned.load]
        job = candidate_job(self.plan, self.folder, planned.candidate, "serve", (planned.runtime,), load)
        answer = self._ask(job, who, prepared.blobs)
        loads = _pair(load_before, load_average())
        record = assemble_process(planned, load.driver, prepared.fields, answer, loads)
        artifact = prepared.blobs[1] if len(prepared.blobs) > 1 else None
        return Served(record, None if artifact is None else hashlib.sha256(artifact).hexdigest())

    def _step(self, job: Job, who: str, text: str) -> Message:
        self.report(Progress(self.done, self.plan.steps, text))
        self.done += 1
        answer = self._ask(job, who)
        found = answer.fields["data_sha256"]
        self.data_sha256 = self.data_sha256 or found
        if found != self.data_sha256:
            message = f"{self.plan.data.build} gave different data to {who}; seed everything random in it"
            raise BenchError(message)
        return answer

    def _ask(self, job: Job, who: str, blobs: Sequence[bytes] = ()) -> Message:
        answer = run_worker(self.workshop, job, who, blobs)
        self.modules |= set(answer.fields["modules"])
        return answer


def _chosen(served: Mapping[PlannedProcess, Served], name: str, runtime: str) -> list[Served]:
    return [result for one, result in served.items() if (one.candidate, one.runtime) == (name, runtime)]


def _pair(before: float | None, after: float | None) -> tuple[float, float] | None:
    return None if before is None or after is None else (before, after)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
