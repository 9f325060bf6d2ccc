"""The whole run: describe the data, predict with every candidate, serve in fresh processes, seal the record.

A run is recorded whole or not at all: any failure raises before anything is returned.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from buttress.bench.assembly import Served, assemble_data, assemble_measurement, assemble_process
from buttress.bench.failure import BenchError
from buttress.bench.jobs import TIMEOUT_S, candidate_job, data_job, load_job, open_workshop, suite_folder
from buttress.bench.machine import describe_machine, load_average
from buttress.bench.processes import run_worker
from buttress.bench.provenance import git_commit, read_digests
from buttress.bench.software import describe_software
from buttress.errors import listing, suggest
from buttress.storage import seal_run
from buttress.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from buttress.bench.messages import Job, Message
    from buttress.bench.plan import Plan, PlannedProcess
    from buttress.bench.processes import Workshop
    from buttress.records import Benchmark, Run


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
    suite: Benchmark,
    root: Path,
    plan: Plan,
    report: Callable[[Progress], None] = lambda _: None,
    *,
    timeout_s: float = TIMEOUT_S,
) -> Run:
    """Gives the sealed run that a plan makes; storing it is the caller's.

    Args:
        suite: The suite.
        root: The folder of the portfolio's records.
        plan: What to do, from `plan_bench`.
        report: Told before each step and at the end.
        timeout_s: Seconds that one process may take.

    Raises:
        BenchError: A process failed; the message names candidate and process. Nothing is recorded then.
    """
    try:
        return _Session(suite, root, plan, report, open_workshop(suite, timeout_s)).run()
    except BenchError as error:
        message = f"{error}\nNothing was recorded: a run is kept whole or not at all."
        raise BenchError(message) from error


@dataclass(slots=True)
class _Session:
    """One run while it goes on: counts steps and gathers which modules the workers loaded."""

    suite: Benchmark
    root: Path
    plan: Plan
    report: Callable[[Progress], None]
    workshop: Workshop
    done: int = 0
    data_sha256: str = ""
    modules: set[str] = field(default_factory=set)

    def run(self) -> Run:
        digests = read_digests(self.suite, self.root)
        commit = git_commit(suite_folder(self.suite, self.root))
        started, load_before = _now(), load_average()
        data = self._describe()
        predicted = {name: self._predict(name) for name in self.plan.predicted}
        served = {one: self._serve(one) for one in self.plan.processes}
        self.report(Progress(self.done, self.plan.steps, "done"))
        facts = assemble_data(self.suite, digests, data, predicted)
        return seal_run(
            {
                "kind": "run",
                "suite": self.suite.id,
                "started": started,
                "finished": _now(),
                "harness": {"version": __version__},
                "git_commit": commit,
                "seed": self.suite.seed,
                "loads": self.suite.load,
                "machine": describe_machine(),
                "software": describe_software(self.modules, self.workshop.environment),
                "load_average": _pair(load_before, load_average()),
                "data": facts,
                "measurements": [
                    assemble_measurement(
                        self.suite,
                        digests,
                        facts,
                        name,
                        runtime,
                        predicted.get(name, {}),
                        _chosen(served, name, runtime),
                    )
                    for name in self.plan.candidates
                    for runtime in self.suite.candidates[name].runtime
                ],
            }
        )

    def _describe(self) -> Mapping[str, Any]:
        job = data_job(self.suite, self.root, self.plan.candidates)
        data = self._step(job, "the data", "describing the data").fields
        if job.positive is not None and job.positive not in data["classes"]:
            hint = suggest(job.positive, data["classes"]) or f"they are {listing(data['classes'])}"
            message = f"the positive class {job.positive!r} is not among the classes of the data; {hint}"
            raise BenchError(message)
        return data

    def _predict(self, name: str) -> Mapping[str, Any]:
        job = candidate_job(self.suite, self.root, name, "predict", self.suite.candidates[name].runtime)
        result = self._step(job, f"candidate {name!r}", f"{name}: predicting the examples")
        return result.fields["runtimes"]  # type: ignore[no-any-return]

    def _serve(self, planned: PlannedProcess) -> Served:
        who = (
            f"candidate {planned.candidate!r} on {planned.runtime}, "
            f"process {planned.order + 1} of {len(self.plan.processes)}"
        )
        load_before = load_average()
        job = candidate_job(self.suite, self.root, planned.candidate, "prepare", (planned.runtime,))
        prepared = self._step(job, who, who)
        settings = None if planned.load is None else self.suite.load[planned.load]
        load = load_job(settings, self.plan.driver)
        job = candidate_job(self.suite, self.root, planned.candidate, "serve", (planned.runtime,), load)
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
            message = f"{self.suite.data.build} gave different data to {who}; seed everything random in it"
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


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
