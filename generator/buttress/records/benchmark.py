"""A benchmark suite: data, candidates, measures and load, from which `buttress bench` makes runs."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from buttress.records.base import Part, Record
from buttress.records.constraint import TextList
from buttress.records.expression import Expression
from buttress.records.measures import Duration, Power, Volume
from buttress.records.quantity import Quantity
from buttress.records.requirement import LoadScenario

Runtime = Literal["python", "sklearn", "onnx", "service"]
Task = Literal["classification", "regression", "recommendation", "detection", "transcription", "text"]
Optimisation = Literal["disable", "basic", "extended", "all"]
Quantisation = Literal["none", "dynamic", "static"]
CodeReference = Annotated[str, Field(pattern=r"^[^:]+\.py:[A-Za-z_][A-Za-z0-9_]*$")]
"""``file.py:name``, the file relative to the suite's folder."""


def _as_runtimes(value: object) -> object:
    return [value] if isinstance(value, str) else value


class DataSource(Part):
    """How the examples are made, split and sliced."""

    build: CodeReference
    """Callable without arguments that returns the data set (``buttress.bench.Dataset``)."""
    task: Task = "classification"
    """What candidates are asked to do; it says what is recorded of each answer."""
    positive: str | int | None = None
    """The class that counts as positive; needed for recall, precision and the like."""
    folds: Annotated[int, Field(ge=2)] | None = None
    """Stratified cross-validation: every example is predicted by a model that did not see it."""
    cluster: str | None = None
    """Column whose equal values are not independent (a patient, a session): never on both sides of a split."""
    groups: TextList = ()
    """Columns whose values form groups for fairness."""
    slices: dict[str, dict[str, Expression]] = Field(default_factory=dict)
    """Slice name to value to expression over the data set's columns."""
    perturbations: dict[str, CodeReference] = Field(default_factory=dict)
    """Name to a callable from features to disturbed features, of as many examples: how robust are the answers?"""
    invariants: dict[str, CodeReference] = Field(default_factory=dict)
    """Name to a callable from features to features that must be answered alike (with the sexes swapped, say)."""
    files: TextList = ()
    """Committed files that the builder reads: their hashes keep evidence fresh or make it stale."""


class OnnxSettings(Part):
    """How ONNX Runtime executes a candidate."""

    providers: Annotated[TextList, Field(min_length=1)] = ("CPUExecutionProvider",)
    """Execution providers in order of preference; all must be available."""
    optimisation: Optimisation = "all"
    """Graph optimisation level."""
    quantisation: Quantisation = "none"
    """Int8 weights (``dynamic``), or weights and activations (``static``, calibrated on training rows)."""
    calibration_rows: Annotated[int, Field(ge=1)] = 128
    """Training rows that static quantisation calibrates on."""
    tolerance: Annotated[float, Field(gt=0)] | None = None
    """Largest deviation of a score from the original; an export that deviates more fails."""


class Service(Part):
    """A program that is started, waited for, asked and stopped."""

    command: Annotated[TextList, Field(min_length=1)]
    """Program and arguments, run in the suite's folder; ``{port}`` and ``{python}`` are filled in."""
    protocol: Literal["http", "lines"] = "http"
    """HTTP, or one JSON line a query on standard input and output."""
    health: str = "/"
    """Path that answers 200 once the service is ready."""
    path: str = "/"
    """Path that each query is posted to as JSON; the answer is JSON."""
    ask: CodeReference | None = None
    """Callable from base URL and item to prediction, instead of the JSON post."""
    start_timeout: Duration = Quantity(60.0, "s")
    """Time that it may take to become ready."""


class Candidate(Part):
    """Something that can be measured: an estimator, a callable, a model file or a service."""

    build: CodeReference | None = None
    """Callable without arguments that returns an unfitted estimator with ``fit`` and ``predict``."""
    run: CodeReference | None = None
    """Callable from one item to its prediction."""
    model: Annotated[str, Field(pattern=r"\.onnx$")] | None = None
    """A committed ONNX file, relative to the suite's folder."""
    service: Service | None = None
    """A program that answers queries."""
    runtime: Annotated[tuple[Runtime, ...], BeforeValidator(_as_runtimes), Field(min_length=1)] = ("python",)
    """Where it is executed; several give several measurements. By default what fits the source."""
    threads: Annotated[int, Field(ge=1)] = 1
    """Threads that it may use; its process is pinned to as many CPUs."""
    onnx: OnnxSettings = OnnxSettings()
    """How ONNX Runtime executes it."""
    files: TextList = ()
    """Committed artefacts that it loads; the file of ``model`` is one without being named here."""

    @model_validator(mode="before")
    @classmethod
    def _default_runtime(cls, data: object) -> object:
        if not isinstance(data, dict) or "runtime" in data:
            return data
        runtime = "onnx" if data.get("model") else "service" if data.get("service") else "python"
        return {**data, "runtime": [runtime]}

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = [name for name in ("build", "run", "model", "service") if getattr(self, name) is not None]
        if len(given) != 1:
            message = (
                "a candidate needs exactly one of `build` (an estimator), `run` (a callable), `model` (an ONNX file) "
                f"and `service` (a program); it has {' and '.join(f'`{name}`' for name in given) or 'none'}"
            )
            raise ValueError(message)
        return self

    @property
    def source(self) -> Literal["build", "run", "model", "service"]:
        """Which of its kinds of source it has."""
        if self.build is not None:
            return "build"
        if self.run is not None:
            return "run"
        return "model" if self.model is not None else "service"


class LoadSettings(Part):
    """How long and how hard a load scenario drives a candidate; what is left out is planned from the constraints."""

    min_queries: Annotated[int, Field(ge=1)] | None = None
    """Queries per process, at least (``offline``: samples); planned from the constraints where left out."""
    min_duration: Duration | None = None
    """Time per process, at least; none beyond the queries where left out."""
    warmup_queries: Annotated[int, Field(ge=0)] = 64
    """Queries before the clock counts; recorded, not judged."""
    target_qps: Annotated[float, Field(gt=0)] | None = None
    """Arrivals per second, Poisson, for the server scenario."""
    latency: Duration | None = None
    """Latency bound, for the server scenario."""
    samples_per_query: Annotated[int, Field(ge=1)] = 8
    """Samples that one query carries, for the multi-stream scenario."""
    workers: Annotated[int, Field(ge=1)] = 1
    """Queries that are worked on at the same time, for the server scenario."""


class Benchmark(Record):
    """A benchmark suite."""

    kind: Literal["benchmark"]
    title: str
    description: str = ""
    """What it measures and why so; Markdown."""
    system: str = ""
    """Id of the system whose options it measures; by default the folder it stands in."""
    data: DataSource
    candidates: Annotated[dict[str, Candidate], Field(min_length=1)]
    """By name; the names are option ids where no option says otherwise."""
    measures: TextList = ()
    """Ids of the qualities to measure; each must be one that the harness can record."""
    load: dict[LoadScenario, LoadSettings] = Field(default_factory=dict)
    """Load scenarios to drive, in the order in which constraints fall back on them."""
    processes: Annotated[int, Field(ge=1)] | None = None
    """Fresh processes per candidate and load scenario; planned from the constraints where left out, 10 at least."""
    energy: Literal["counter", "estimated"] = "counter"
    """Energy from hardware counters only, or else estimated as CPU time times ``estimated_power``."""
    estimated_power: Power | None = None
    """Power of one busy core, for estimated energy."""
    timeout: Duration = Quantity(3600.0, "s")
    """Time that one process may take before it counts as hanging."""
    memory_limit: Volume | None = None
    """Resident memory at which a process is ended; four fifths of the machine's where left out."""
    looks: Annotated[int, Field(ge=1, le=100)] = 1
    """How many runs on one machine may decide: each spends ``alpha / looks``; later runs only inform."""
    requires: dict[str, str] = Field(default_factory=dict)
    """Package to version specifier: a run with another version is stale."""
    seed: int = 0
    """Seed of everything random."""
    aliases: TextList = ()
    """Former ids, so that runs recorded under them still count."""

    @model_validator(mode="before")
    @classmethod
    def _fill_bare_load(cls, data: object) -> object:
        load = data.get("load") if isinstance(data, dict) else None
        if not isinstance(load, dict):
            return data
        filled = {name: ({} if settings is None else settings) for name, settings in load.items()}
        return {**data, "load": filled} if isinstance(data, dict) else data

    @model_validator(mode="after")
    def _estimates_with_a_power(self) -> Self:
        if self.energy == "estimated" and self.estimated_power is None:
            message = "`energy: estimated` needs `estimated_power`, the watts of one busy core"
            raise ValueError(message)
        return self
