"""The whole bench: describe the data, predict with every candidate, serve in fresh processes, assemble the run.

Each step is kept in a journal once it is done, so that a bench which is interrupted goes on where it stood. A
candidate that raises, hangs, leaks or crashes fails alone: the run says so and holds everything else.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from buttress.bench.failure import BenchError
from buttress.bench.jobs import candidate_job, data_job
from buttress.bench.plan import LoadPlan
from buttress.bench.session.assembly import assemble_process, assemble_run, compact_answers, compact_data
from buttress.bench.session.conditions import observe, pair
from buttress.bench.session.failures import WorkerFailure, explain_refusal
from buttress.bench.session.guard import Guard
from buttress.bench.session.journal import FINISH, Journal, open_journal
from buttress.bench.session.machine import allowed_memory, describe_machine, load_average
from buttress.bench.session.noise import NoiseProbe
from buttress.bench.session.placement import place_processes
from buttress.bench.session.processes import Workshop, run_worker
from buttress.bench.session.software import (
    check_versions,
    describe_software,
    digest_folder,
    find_changed,
    find_owners,
    find_versions,
    required_versions,
    worker_environment,
)
from buttress.errors import listing, suggest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from buttress.bench.messages import Job, Message
    from buttress.bench.plan import Plan, PlannedProcess

MEMORY_SHARE = 0.8
"""Share of the machine's memory that a process may use where the suite sets no limit."""
PATIENCE = 2
"""Processes of one kind that may take too long; the others of that kind are not started."""
MOST_REASONS = 8
Kind = tuple[str, str, str | None]
"""Candidate, runtime and load of a process."""


class BenchInterrupted(BenchError):  # noqa: N818 - somebody wanted it to stop
    """A bench that was stopped by Ctrl-C; what it has done is kept."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a bench has come.

    Attributes:
        done: Steps done.
        total: Steps of the plan.
        text: What comes next, in words.
        finished: What was done last, None at the start and after the data: ``candidate`` and ``runtime`` with the
            fields of a `ProcessRecord`, or, after predicting, with ``failure`` alone.
    """

    done: int
    total: int
    text: str
    finished: Mapping[str, Any] | None = None


def execute_bench(
    plan: Plan,
    folder: Path,
    report: Callable[[Progress], None] = lambda _: None,
    *,
    runs: Path,
    resume: bool = False,
    restart: bool = False,
    exports: str = "",
    probe: NoiseProbe | None = None,
) -> dict[str, Any]:
    """Gives the fields of the run that a plan makes, all but its digest.

    Storing it is the caller's, and then `close_journal`; until that a second call with ``resume`` gives the same run.

    Args:
        plan: What to do, from `plan_bench`.
        folder: The suite's folder, absolute; code references start there.
        report: Told before each step and at the end.
        runs: The folder of the suite's runs, where the journal is kept.
        resume: Whether to go on with an interrupted bench of the same plan.
        restart: Whether to throw an interrupted bench away.
        exports: Folder with artefacts that were exported beforehand, empty where they are made here.
        probe: What tells how quiet the machine is; by default one that spins 50 ms on each CPU.

    Raises:
        BenchInterrupted: Ctrl-C; workers are ended, finished steps are kept.
        MissingDataError: The data are not on this machine.
        BenchError: Nothing can be recorded: a version is installed that the suite does not admit, the data cannot
            be built or differ between processes, every candidate failed, an interrupted bench is in the way, or
            the disk is full.
    """
    check_versions(plan.requires)
    opening = {
        "started": _now(),
        "load_average": load_average(),
        "machine": describe_machine(),
        "python": describe_software()["python"],
        "exports": digest_folder(Path(exports)) if exports else None,
    }
    with (
        open_journal(plan, runs, opening, resume=resume, restart=restart) as journal,
        _explained(journal, plan),
        Guard() as guard,
    ):
        memory = plan.memory_limit_bytes or allowed_memory(MEMORY_SHARE)
        probe = probe or NoiseProbe()
        return _Session(plan, folder, report, journal, guard, probe, exports, memory).run()


@contextmanager
def _explained(journal: Journal, plan: Plan) -> Iterator[None]:
    """Adds to what ends a bench how to go on."""
    try:
        yield
    except KeyboardInterrupt as error:
        message = f"interrupted\n{_kept_text(journal, plan)}"
        raise BenchInterrupted(message) from error
    except BenchError as error:
        # Changed in place it stays what it is: not every kind can be made anew from a message alone.
        error.args = (f"{error}\n{_kept_text(journal, plan)}",)
        raise


def _kept_text(journal: Journal, plan: Plan) -> str:
    if done := journal.done:
        return f"{done} of {plan.steps} steps are done and kept: --resume goes on from there, --restart starts anew"
    journal.discard()
    return "Nothing was recorded: a run is kept whole or not at all."


@dataclass(slots=True)
class _Session:
    """One bench while it goes on."""

    plan: Plan
    folder: Path
    report: Callable[[Progress], None]
    journal: Journal
    guard: Guard
    probe: NoiseProbe
    exports: str
    memory_limit_bytes: int | None
    done: int = 0
    finished: Mapping[str, Any] | None = None
    data_sha256: str = ""
    late: Counter[Kind] = field(default_factory=Counter)
    packages: dict[str, str] = field(default_factory=dict)
    owners: Mapping[str, Sequence[str]] = field(default_factory=find_owners)

    def run(self) -> dict[str, Any]:
        data = self._keep("data", "describing the data", self._describe)
        self.data_sha256 = data["facts"]["sha256"]
        predicted = {name: self._predict_next(place, name) for place, name in enumerate(self.plan.predicted)}
        served = [self._serve_next(planned) for planned in self.plan.processes]
        self._tell("done")
        self._refuse_failures(predicted, served)
        end = self._finish()
        return assemble_run(self.plan, self.journal.opening, data["facts"], predicted, served, end)

    def _predict_next(self, place: int, name: str) -> dict[str, Any]:
        text = f"{name}: predicting the examples"
        found = self._keep(f"predicted-{place:04}", text, lambda: self._predict(name))
        if failure := found["failure"]:
            runtimes = ", ".join(self.plan.candidates[name].runtimes)
            self.finished = {"candidate": name, "runtime": runtimes, "failure": failure}
        return found

    def _serve_next(self, planned: PlannedProcess) -> dict[str, Any]:
        found = self._keep(f"process-{planned.order:06}", self._who(planned), lambda: self._serve(planned))
        record = found["record"]
        self.finished = {"candidate": planned.candidate, "runtime": planned.runtime, **record}
        if record["failure"] and record["failure"]["reason"] == "timeout":
            self.late[_kind(planned)] += 1
        return found

    def _keep(self, step: str, text: str, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Gives what a step gave: from the journal, or by doing it now."""
        self._tell(text)
        found = self.journal.read(step)
        if found is None:
            found = work()
            self.journal.write(step, found)
        else:
            self._refuse_other_packages(found["packages"])
        self.packages |= found["packages"]
        self.done += 1
        return found

    def _describe(self) -> dict[str, Any]:
        answer = self._ask(data_job(self.plan, self.folder), "the data")
        facts, positive = compact_data(answer.fields), self.plan.data.positive
        if positive is not None and positive not in facts["classes"]:
            hint = suggest(positive, facts["classes"]) or f"they are {listing(facts['classes'])}"
            message = f"the positive class {positive!r} is not among the classes of the data; {hint}"
            raise BenchError(message)
        return {"facts": facts, "packages": self._packages_of(answer)}

    def _predict(self, name: str) -> dict[str, Any]:
        runtimes = self.plan.candidates[name].runtimes
        job = candidate_job(self.plan, self.folder, name, "predict", runtimes, exports=self.exports)
        try:
            answer = self._ask_same_data(job, f"candidate {name!r}")
        except WorkerFailure as failure:
            return {"answers": {}, "failure": failure.to_fields(), "packages": {}}
        answers = compact_answers(answer.fields)
        return {"answers": answers, "failure": None, "packages": self._packages_of(answer)}

    def _serve(self, planned: PlannedProcess) -> dict[str, Any]:
        """Gives what one planned process recorded: prepared in one process, served in the next."""
        candidate, who = self.plan.candidates[planned.candidate], self._who(planned)
        load = LoadPlan() if planned.load is None else self.plan.loads[planned.load]
        prepare, serve = (
            candidate_job(
                self.plan, self.folder, planned.candidate, step, (planned.runtime,), load, self.exports
            )
            for step in ("prepare", "serve")
        )
        if self.late[_kind(planned)] >= PATIENCE:
            refused = explain_refusal(who, serve, PATIENCE, self.plan.timeout_s)
            return assemble_process(planned, load.driver, {"threads": candidate.threads}, [], refused)
        answers: list[Message] = []
        failure = None
        with observe(self.probe, place_processes(candidate.threads), candidate.threads) as conditions:
            try:
                answers.append(self._ask_same_data(prepare, who))
                answers.append(self._ask(serve, who, answers[0].blobs))
            except WorkerFailure as error:
                failure = error
        found = assemble_process(planned, load.driver, conditions, [one.fields for one in answers], failure)
        return {**found, "packages": self._packages_of(*answers)}

    def _ask_same_data(self, job: Job, who: str) -> Message:
        answer = self._ask(job, who)
        if answer.fields["data_sha256"] != self.data_sha256:
            message = f"{self.plan.data.build} gave different data to {who}; seed everything random in it"
            raise BenchError(message)
        return answer

    def _ask(self, job: Job, who: str, blobs: Sequence[bytes] = ()) -> Message:
        threads = job.candidate.threads if job.candidate else 1
        workshop = Workshop(
            worker_environment(self.plan.seed, threads),
            self.plan.timeout_s,
            self.memory_limit_bytes,
            place_processes(threads) if job.candidate else (),
            self.guard,
        )
        return run_worker(workshop, job, who, blobs)

    def _finish(self) -> dict[str, Any]:
        """Gives what is known at the end, from the journal where it was known before."""
        if found := self.journal.read(FINISH):
            return found
        environments = [
            worker_environment(self.plan.seed, one.threads) for one in self.plan.candidates.values()
        ]
        end = {
            "finished": max(_now(), self.journal.opening["started"]),  # a clock may be set back
            "load_average": pair(self.journal.opening["load_average"], load_average()),
            "software": describe_software(
                {**required_versions(self.plan.requires), **self.packages}, environments
            ),
        }
        self.journal.write(FINISH, end)
        return end

    def _refuse_other_packages(self, packages: Mapping[str, str]) -> None:
        unseen = {name: version for name, version in packages.items() if self.packages.get(name) != version}
        if changed := find_changed(unseen):
            text = "\n".join(
                ["packages were changed since the bench was interrupted", *(f"  {one}" for one in changed)]
            )
            raise BenchError(text)

    def _refuse_failures(
        self, predicted: Mapping[str, Mapping[str, Any]], served: Sequence[Mapping[str, Any]]
    ) -> None:
        """Raises where nothing at all was measured: a run without figures proves nothing."""
        planned = self.plan.processes
        failures = {
            **{(name, name): one["failure"] for name, one in predicted.items()},
            **{
                (one.candidate, self._who(one)): found["record"]["failure"]
                for one, found in zip(planned, served, strict=True)
            },
        }
        if not failures or not all(failures.values()):
            return
        self.journal.discard()
        told = {(name, one["doing"], one["text"]) for (name, _), one in failures.items()}
        reasons = [f"candidate {name!r} failed while {doing}: {text}" for name, doing, text in sorted(told)]
        raise BenchError("\n".join(reasons[:MOST_REASONS]))

    def _packages_of(self, *answers: Message) -> dict[str, str]:
        modules = {module for answer in answers for module in answer.fields["modules"]}
        return find_versions(modules, self.owners)

    def _who(self, planned: PlannedProcess) -> str:
        place = f"process {planned.order + 1} of {len(self.plan.processes)}"
        return f"candidate {planned.candidate!r} on {planned.runtime}, {place}"

    def _tell(self, text: str) -> None:
        self.report(Progress(self.done, self.plan.steps, text, self.finished))


def _kind(planned: PlannedProcess) -> Kind:
    return planned.candidate, planned.runtime, planned.load


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
