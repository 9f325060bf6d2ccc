"""A run: what one execution of a benchmark on one machine recorded. Sufficient statistics, never a summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self, cast

import numpy as np
from pydantic import AwareDatetime, Field, model_validator

from buttress.records.base import Part, Record
from buttress.records.benchmark import LoadSettings, Runtime, Task
from buttress.records.decision import Basis
from buttress.records.hardware import Fingerprint
from buttress.records.packed import Packed
from buttress.records.requirement import LoadScenario
from buttress.wire import RUN_FORMAT, unpack_histogram

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from buttress.wire import BlockCounts, HistogramFields

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Software(Part):
    """What ran: interpreter, system libraries and the versions of the packages that were loaded."""

    python: str
    implementation: str = "CPython"
    kernel: str = ""
    libc: str = ""
    packages: dict[str, str] = Field(default_factory=dict)
    """Distribution name to version."""
    environment: dict[str, str] = Field(default_factory=dict)
    """Environment variables that steer threads and numerics, where set."""


class Harness(Part):
    """The program that measured."""

    name: str = "buttress"
    version: str


class DataFacts(Part):
    """The examples that outcomes refer to; every array has one entry per example, in one order."""

    code_digest: Digest
    """Digest of the parsed code that builds the data."""
    sha256: Digest
    """Digest of the content: features, labels and identifiers."""
    files: dict[str, Digest] = Field(default_factory=dict)
    """Declared files to the digest of their content."""
    task: Task = "classification"
    """What candidates were asked to do."""
    folds: int | None = None
    """Folds of the cross-validation, None for a fixed split."""
    positive: str | None = None
    """The class that counts as positive."""
    classes: tuple[str, ...] = ()
    """Class names; labels are indices into them."""
    ids: Packed
    """Identifier of each example, as text."""
    labels: Packed | None = None
    """True class of each example, as index into ``classes``; classification only."""
    values: Packed | None = None
    """True value of each example; regression only."""
    cluster: str | None = None
    """The column that ``clusters`` was read from."""
    clusters: Packed | None = None
    """Cluster of each example, as text, where examples are not independent."""
    groups: dict[str, Packed] = Field(default_factory=dict)
    """Group column to the group of each example, as text."""
    slices: dict[str, dict[str, Packed]] = Field(default_factory=dict)
    """Slice name to value to 0 or 1 for each example."""
    slice_texts: dict[str, dict[str, str]] = Field(default_factory=dict)
    """The expressions behind the slices, in canonical form."""
    change_digests: dict[str, Digest] = Field(default_factory=dict)
    """Perturbation or invariant to the digest of its parsed code."""


class Answers(Part):
    """What a candidate answered, one entry for each example of `DataFacts`."""

    labels: Packed | None = None
    """Predicted class, as index into ``classes``; classification only."""
    scores: Packed | None = None
    """Score of the positive class, where the candidate gives one."""
    values: Packed | None = None
    """Predicted value; regression only."""
    figures: dict[str, Packed] = Field(default_factory=dict)
    """Figures of each answer by name, such as ``word_errors`` and ``words``."""


class Predictions(Answers):
    """What a candidate said of each example, also where the example was disturbed."""

    perturbed: dict[str, Answers] = Field(default_factory=dict)
    """Perturbation to what was said of the disturbed examples."""
    kept: dict[str, Packed] = Field(default_factory=dict)
    """Invariant to 1 where the answer stayed the same, else 0."""


class Equivalence(Part):
    """How far an exported or quantised model departs from its original, over all examples."""

    examples: int
    agreed: int
    """Examples with the same label (or, for a regression, within the tolerance)."""
    largest_deviation: float | None = None
    """Largest absolute difference of a score or value, None where there is nothing to compare."""
    tolerance: float | None = None
    """Largest deviation that was allowed."""


class Failure(Part):
    """Why something was not measured."""

    reason: Literal["raised", "timeout", "memory", "signal", "exit"]
    """It raised, took too long, used too much memory, was ended by a signal, or ended without a result."""
    doing: str = ""
    """What it was doing."""
    text: str = ""
    """The last of what it said."""


class Noise(Part):
    """How quiet a machine was at one moment, from a spin loop on the CPUs of the process."""

    speed: float
    """Loop iterations per second over the best of the whole run, at most 1."""
    lost: float
    """Share of the spinning time in gaps of more than 50 us: somebody else ran."""


class ExactFigure(Part):
    """A figure that is counted, not sampled."""

    value: float
    unit: str = ""


class LatencyBlocks(Part):
    """Latencies of a long process: one histogram for each block of consecutive queries.

    Buckets are those of HdrHistogram with 3 significant decimal digits: log-linear, so that an edge is off by
    one part in a thousand at most.
    """

    queries: Annotated[int, Field(ge=1)]
    """Queries of all blocks."""
    block_queries: Annotated[int, Field(ge=1)]
    """Queries of each block; the last may have fewer."""
    blocks: Packed
    """Number of the block, from 0, of each filled bucket."""
    buckets: Packed
    """Number of each filled bucket."""
    counts: Packed
    """Queries in it."""
    means_ns: Packed
    """Exact mean latency of each block in nanoseconds."""

    def decoded(self) -> BlockCounts:
        """The histograms as arrays; raises ValueError when they are damaged or contradict each other."""
        return unpack_histogram(cast("HistogramFields", self.model_dump()))


class ProcessRecord(Part):
    """What one fresh process recorded."""

    order: Annotated[int, Field(ge=0)]
    """Place in the recorded random order of all processes of the run."""
    load: LoadScenario | None = None
    """The load scenario that it drove, if any."""
    driver: Literal["loadgen", "buttress"] | None = None
    """What issued the queries: MLCommons LoadGen, or our own loop."""
    cpus: tuple[int, ...] = ()
    """CPUs that the process was pinned to; empty where the system cannot pin."""
    threads: int | None = None
    """Threads that the libraries were told to use."""
    latencies_ns: Packed | None = None
    """Latency of each query in nanoseconds, in time order, warm-up excluded."""
    latency_blocks: LatencyBlocks | None = None
    """Instead of the single latencies, where there are too many of them to keep."""
    warmup_ns: Packed | None = None
    """Latency of each warm-up query in nanoseconds, in time order."""
    figures: dict[str, ExactFigure] = Field(default_factory=dict)
    """One figure per process, for example ``training.time``, ``memory.peak``, ``throughput``."""
    energy_method: Literal["rapl", "nvml", "rapl+nvml", "estimated"] | None = None
    """How the energy among the figures was come by."""
    load_average: tuple[float, float] | None = None
    """One-minute load average of the machine before and after."""
    noise: tuple[Noise, Noise] | None = None
    """The machine before and after."""
    foreign_cpus: float | None = None
    """CPUs that other processes kept busy meanwhile, on average."""
    disturbed: tuple[str, ...] = ()
    """Why the process counts as disturbed, in words; nothing where it was quiet."""
    failure: Failure | None = None
    """Why it gave nothing, where it failed."""

    @model_validator(mode="after")
    def _keeps_latencies_once(self) -> Self:
        if self.latencies_ns is not None and self.latency_blocks is not None:
            message = "it keeps its latencies twice, one by one and in blocks"
            raise ValueError(message)
        return self

    def mean_latency_ns(self) -> float | None:
        """The mean latency in nanoseconds, None where there are no queries; raises ValueError on damage."""
        if self.latency_blocks is not None:
            return self.latency_blocks.decoded().mean_ns()
        if self.latencies_ns is None or not self.latencies_ns.count:
            return None
        return float(self.latencies_ns.numbers().mean())

    @property
    def query_count(self) -> int:
        """How many latencies were recorded, however they are kept."""
        if self.latency_blocks is not None:
            return self.latency_blocks.queries
        return self.latencies_ns.count if self.latencies_ns is not None else 0

    def latency_quantiles(self, levels: Sequence[float]) -> tuple[float, ...]:
        """Gives ``sorted[floor(n * level)]`` of the latencies in nanoseconds for each level, a share below 1.

        Where latencies are kept in blocks it is the upper edge of that latency's bucket.

        Raises:
            ValueError: There are no latencies, or they are damaged.
        """
        if not self.query_count:
            message = "no latencies were recorded"
            raise ValueError(message)
        ranks = [min(int(self.query_count * level), self.query_count - 1) for level in levels]
        if self.latency_blocks is not None:
            return self.latency_blocks.decoded().upper_edges_at(ranks)
        values = self.latencies_ns.numbers() if self.latencies_ns is not None else np.empty(0)
        return tuple(np.partition(values, ranks)[ranks].astype(np.float64).tolist())


class Measurement(Part):
    """Everything recorded of one candidate on one runtime."""

    candidate: str
    runtime: Runtime
    code_digest: Digest
    """Digest of the parsed code that the candidate reaches."""
    files: dict[str, Digest] = Field(default_factory=dict)
    """Declared artefacts to the digest of their content."""
    artifact_sha256: Digest | None = None
    """Digest of the artefact that was built and measured, where there is one."""
    basis: Basis = "measured"
    """How the figures were come by."""
    predictions: Predictions | None = None
    figures: dict[str, ExactFigure] = Field(default_factory=dict)
    """Exact figures by quality, for example ``model.size`` and ``parameters``."""
    equivalence: Equivalence | None = None
    """How far the exported model departs from its original, where there is one."""
    settings: dict[str, str] = Field(default_factory=dict)
    """How it was executed: providers, optimisation level, quantisation, threads."""
    processes: tuple[ProcessRecord, ...] = ()
    failure: Failure | None = None
    """Why there are no outcomes, where predicting failed."""
    notes: tuple[str, ...] = ()
    """What a reader must know."""


class Run(Record):
    """Evidence, append-only: written once by the harness and checked by its digest whenever it is read."""

    kind: Literal["run"]
    format: Literal[1] = RUN_FORMAT
    suite: str
    """Id of the benchmark."""
    started: AwareDatetime
    finished: AwareDatetime
    harness: Harness
    git_commit: str | None = None
    """Commit of the portfolio's repository, with ``+changes`` when the tree was not clean."""
    origin: str = ""
    """Where imported evidence comes from; empty when our harness made it."""
    seed: int = 0
    machine: Fingerprint
    software: Software
    load_average: tuple[float, float] | None = None
    """One-minute load average before and after the whole run."""
    loads: dict[LoadScenario, LoadSettings] = Field(default_factory=dict)
    """How each load scenario was driven."""
    data: DataFacts | None = None
    measurements: tuple[Measurement, ...]
    digest: Digest
    """SHA-256 of the file with this value left empty (UTF-8, sorted keys, one space of indent)."""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.finished < self.started:
            message = f"it ends at {self.finished}, before it starts at {self.started}"
            raise ValueError(message)
        return self

    def measurement(self, candidate: str, runtime: str) -> Measurement | None:
        """The measurement of a candidate on a runtime, or None."""
        return next(
            (one for one in self.measurements if one.candidate == candidate and one.runtime == runtime), None
        )

    @property
    def measured_at(self) -> datetime:
        """When the run ended."""
        return self.finished
