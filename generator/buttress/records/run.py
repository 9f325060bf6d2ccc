"""A run: what one execution of a benchmark on one machine recorded. Sufficient statistics, never a summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from buttress.records.base import Part, Record
from buttress.records.benchmark import LoadSettings, Runtime
from buttress.records.decision import Basis
from buttress.records.hardware import Fingerprint
from buttress.records.packed import Packed
from buttress.records.requirement import LoadScenario

if TYPE_CHECKING:
    from datetime import datetime

RUN_FORMAT: Final = 1
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
    folds: int | None = None
    """Folds of the cross-validation, None for a fixed split."""
    positive: str | None = None
    """The class that counts as positive."""
    classes: tuple[str, ...] = ()
    """Class names; labels are indices into them."""
    ids: Packed
    """Identifier of each example, as text."""
    labels: Packed
    """True class of each example, as index into ``classes``."""
    groups: dict[str, Packed] = Field(default_factory=dict)
    """Group column to the group of each example, as text."""
    slices: dict[str, dict[str, Packed]] = Field(default_factory=dict)
    """Slice name to value to 0 or 1 for each example."""
    slice_texts: dict[str, dict[str, str]] = Field(default_factory=dict)
    """The expressions behind the slices, in canonical form."""


class Predictions(Part):
    """What a candidate said of each example of `DataFacts`."""

    labels: Packed
    """Predicted class, as index into ``classes``."""
    scores: Packed | None = None
    """Score of the positive class, where the candidate gives one."""


class ExactFigure(Part):
    """A figure that is counted, not sampled."""

    value: float
    unit: str = ""


class ProcessRecord(Part):
    """What one fresh process recorded."""

    order: Annotated[int, Field(ge=0)]
    """Place in the recorded random order of all processes of the run."""
    load: LoadScenario | None = None
    """The load scenario that it drove, if any."""
    driver: Literal["loadgen", "buttress"] | None = None
    """What issued the queries: MLCommons LoadGen, or our own loop."""
    latencies_ns: Packed | None = None
    """Latency of each query in nanoseconds, in time order, warm-up excluded."""
    warmup_ns: Packed | None = None
    """Latency of each warm-up query in nanoseconds, in time order."""
    figures: dict[str, ExactFigure] = Field(default_factory=dict)
    """One figure per process, for example ``training.time``, ``memory.peak``, ``throughput``."""
    load_average: tuple[float, float] | None = None
    """One-minute load average of the machine before and after."""


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
    processes: tuple[ProcessRecord, ...] = ()
    notes: tuple[str, ...] = ()
    """What a reader must know, for example the largest deviation of an export from its original."""


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
