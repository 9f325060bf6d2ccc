"""The plan of a benchmark: all that the engine needs, as plain data.

A plan is made from a suite by `buttress.bench.planning`. The engine (`session` in the parent, `worker` in the fresh
processes) sees nothing else, needs NumPy at most, and so runs where Buttress is not installed; a plan can be written
as JSON, packed, compared and resumed.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - `restore` reads the annotations
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from buttress.bench.plain import restore

Task = Literal["classification", "regression", "recommendation", "detection", "transcription", "text"]
Source = Literal["build", "run", "model", "service"]
Driver = Literal["loadgen", "buttress"]
OWN_SCENARIOS = ("single-stream", "offline")
"""Load scenarios that our own loop drives; the others need LoadGen."""


@dataclass(frozen=True, slots=True)
class DataPlan:
    """How the examples are made, split, sliced and disturbed.

    Attributes:
        build: Reference to the builder, ``file.py:name``.
        code_digest: Digest of the parsed code that the builder reaches.
        task: What candidates are asked to do; it says what is recorded of each answer.
        positive: The positive class as text, None where there is none.
        folds: Folds of the cross-validation, None for the fixed split.
        cluster: Column whose equal values never stand on both sides of a split, None for independent examples.
        groups: Columns whose values form groups.
        slices: Slice name to value to expression as text.
        perturbations: Name to reference of a callable from features to disturbed features.
        invariants: Name to reference of a callable from features to features that must be answered alike.
        change_digests: Name of a perturbation or invariant to the digest of its parsed code.
        files: Declared files to the digests of their content.
    """

    build: str
    code_digest: str = ""
    task: Task = "classification"
    positive: str | None = None
    folds: int | None = None
    cluster: str | None = None
    groups: tuple[str, ...] = ()
    slices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    perturbations: Mapping[str, str] = field(default_factory=dict)
    invariants: Mapping[str, str] = field(default_factory=dict)
    change_digests: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OnnxPlan:
    """How ONNX Runtime executes a candidate.

    Attributes:
        providers: Execution providers, the first that is available first; all must be available.
        optimisation: Graph optimisation level: ``disable``, ``basic``, ``extended`` or ``all``.
        quantisation: ``none``, ``dynamic`` (int8 weights) or ``static`` (int8 weights and activations).
        calibration_rows: Training rows that static quantisation calibrates on.
        tolerance: Largest deviation of a score from the original that the export may show, None for no limit.
    """

    providers: tuple[str, ...] = ("CPUExecutionProvider",)
    optimisation: str = "all"
    quantisation: str = "none"
    calibration_rows: int = 128
    tolerance: float | None = None


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """A program that is started, asked over HTTP or over its standard streams, and stopped.

    Attributes:
        command: Program and arguments; ``{port}`` stands for a free port, ``{python}`` for this interpreter.
        protocol: ``http``, or ``lines`` for one JSON line a query on standard input and output.
        health: Path that answers 200 once the service is ready (``http``).
        path: Path that a query is posted to as JSON (``http``).
        ask: Reference of a callable from base URL and item to prediction, instead of a JSON post; may be empty.
        start_timeout_s: Seconds that it may take to become ready.
    """

    command: tuple[str, ...]
    protocol: Literal["http", "lines"] = "http"
    health: str = "/"
    path: str = "/"
    ask: str = ""
    start_timeout_s: float = 60.0


@dataclass(frozen=True, slots=True)
class CandidatePlan:
    """Something that is measured.

    Attributes:
        source: ``build`` an estimator, ``run`` a callable, load a ``model`` file (ONNX), or start a ``service``.
        reference: ``file.py:name``, the name of the model's file, or empty for a service.
        runtimes: Where it is executed: python, sklearn, onnx, service.
        code_digest: Digest of the parsed code that the candidate reaches (of its declaration where it has none).
        threads: Threads that it may use; its process is pinned to as many CPUs.
        files: Declared artefacts to the digests of their content.
        onnx: How ONNX Runtime executes it.
        service: How its service is started, None for the other sources.
    """

    source: Source
    reference: str
    runtimes: tuple[str, ...]
    code_digest: str = ""
    threads: int = 1
    files: Mapping[str, str] = field(default_factory=dict)
    onnx: OnnxPlan = field(default_factory=OnnxPlan)
    service: ServicePlan | None = None

    @property
    def trained(self) -> bool:
        """Whether it is an estimator that the harness fits."""
        return self.source == "build"


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """How one process is driven.

    Attributes:
        scenario: MLPerf scenario, None for the first prediction and the warm-up only.
        driver: What issues the queries, None where nothing does.
        min_queries: Queries at least; for ``offline`` samples at least.
        min_duration_ns: Nanoseconds at least.
        warmup_queries: Queries before the clock counts.
        target_qps: Poisson arrivals per second (``server``).
        latency_ns: Latency bound that LoadGen is told (``server``).
        samples_per_query: Samples that one query carries (``multi-stream``).
        workers: Queries that are worked on at the same time (``server``).
    """

    scenario: str | None = None
    driver: Driver | None = None
    min_queries: int = 0
    min_duration_ns: int = 0
    warmup_queries: int = 0
    target_qps: float | None = None
    latency_ns: int | None = None
    samples_per_query: int = 8
    workers: int = 1


@dataclass(frozen=True, slots=True)
class PlannedProcess:
    """One fresh process that serves a candidate, with the process before it that prepares the artefact.

    Attributes:
        candidate: Name of the candidate in the suite.
        runtime: Where it is executed.
        load: Load scenario that drives it, None where only start and memory are measured.
        order: Place in the random order of all processes, from 0.
    """

    candidate: str
    runtime: str
    load: str | None
    order: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a benchmark will do.

    Attributes:
        suite: Id of the suite.
        seed: Seed of everything random.
        measured: Ids of the qualities to be measured.
        data: The examples.
        candidates: What is measured, by name.
        loads: Load scenarios by name, with what is planned for each process.
        predicted: Candidates whose outcomes and exact figures are recorded, in the order in which it is done.
        processes: The serving processes in their order.
        energy: ``counter`` for hardware counters only, ``estimated`` to fall back on CPU time times a power.
        estimated_power_w: Watts per busy core for the estimate, None where no estimate was asked for.
        timeout_s: Seconds that one process may take.
        memory_limit_bytes: Resident memory at which a process is ended, None for no limit.
        requires: Package to version specifier; a run with another version would be stale from the start.
        harness_version: Version of Buttress that made the plan.
        git_commit: Commit of the portfolio, with ``+changes``; None outside git.
        seconds: About how long it will take, None where that was not asked.
    """

    suite: str
    seed: int
    measured: tuple[str, ...]
    data: DataPlan
    candidates: Mapping[str, CandidatePlan]
    loads: Mapping[str, LoadPlan]
    predicted: tuple[str, ...]
    processes: tuple[PlannedProcess, ...]
    energy: Literal["counter", "estimated"] = "counter"
    estimated_power_w: float | None = None
    timeout_s: float = 3600.0
    memory_limit_bytes: int | None = None
    requires: Mapping[str, str] = field(default_factory=dict)
    harness_version: str = ""
    git_commit: str | None = None
    seconds: float | None = None

    @property
    def steps(self) -> int:
        """Steps that `Progress` counts: the data, one a predicted candidate, one a process."""
        return 1 + len(self.predicted) + len(self.processes)

    def to_fields(self) -> dict[str, Any]:
        """Gives the plan as plain JSON."""
        return asdict(self)

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Plan:
        """Gives a plan back from its JSON form."""
        return restore(cls, fields)
