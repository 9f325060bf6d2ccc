"""A benchmark suite: data, candidates, measures and load, from which `buttress bench` makes runs."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from buttress.records.base import Part, Record
from buttress.records.constraint import TextList
from buttress.records.expression import Expression
from buttress.records.quantity import Quantity
from buttress.records.requirement import LoadScenario

Runtime = Literal["python", "sklearn", "onnx"]
CodeReference = Annotated[str, Field(pattern=r"^[^:]+\.py:[A-Za-z_][A-Za-z0-9_]*$")]
"""``file.py:name``, the file relative to the suite's folder."""


def _as_runtimes(value: object) -> object:
    return [value] if isinstance(value, str) else value


class DataSource(Part):
    """How the examples are made, split and sliced."""

    build: CodeReference
    """Callable without arguments that returns the data set (``buttress.bench.Dataset``)."""
    positive: str | int | None = None
    """The class that counts as positive; needed for recall, precision and the like."""
    folds: Annotated[int, Field(ge=2)] | None = None
    """Stratified cross-validation: every example is predicted by a model that did not see it."""
    groups: TextList = ()
    """Columns whose values form groups for fairness."""
    slices: dict[str, dict[str, Expression]] = Field(default_factory=dict)
    """Slice name to value to expression over the data set's columns."""
    files: TextList = ()
    """Committed files that the builder reads: their hashes keep evidence fresh or make it stale."""


class Candidate(Part):
    """Something that can be measured: an estimator to fit, or a callable from item to prediction."""

    build: CodeReference | None = None
    """Callable without arguments that returns an unfitted estimator with ``fit`` and ``predict``."""
    run: CodeReference | None = None
    """Callable from one item to its prediction."""
    runtime: Annotated[tuple[Runtime, ...], BeforeValidator(_as_runtimes), Field(min_length=1)] = ("python",)
    """Where it is executed; several give several measurements."""
    files: TextList = ()
    """Committed artefacts that it loads."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.build is None) == (self.run is None):
            message = (
                "a candidate needs either `build` (an estimator) or `run` (a callable), not both or neither"
            )
            raise ValueError(message)
        return self


class LoadSettings(Part):
    """How long and how hard a load scenario drives a candidate."""

    min_queries: Annotated[int, Field(ge=1)] = 1024
    """Queries per process, at least."""
    min_duration: Quantity = Quantity(0.0, "s")
    """Time per process, at least."""
    warmup_queries: Annotated[int, Field(ge=0)] = 64
    """Queries before the clock counts; recorded, not judged."""
    target_qps: Annotated[float, Field(gt=0)] | None = None
    """Arrival rate, for the server scenario."""
    latency: Quantity | None = None
    """Latency bound, for the server scenario."""


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
    processes: Annotated[int, Field(ge=1)] = 10
    """Fresh processes per candidate and load scenario."""
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
