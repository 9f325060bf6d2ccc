"""Everything that a project has written down, and the mistakes that only show when records meet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from buttress.records.benchmark import Benchmark
from buttress.records.decision import Decision
from buttress.records.glossary_term import GlossaryTerm
from buttress.records.hardware import Hardware
from buttress.records.model_card import ModelCard
from buttress.records.pattern import Pattern
from buttress.records.quality import Quality
from buttress.records.run import Run
from buttress.records.system import System

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal[
    "decision", "system", "model-card", "benchmark", "run", "hardware", "quality", "pattern", "term"
]

MODELS: Mapping[
    Kind,
    type[Decision | System | ModelCard | Benchmark | Run | Hardware | Quality | Pattern | GlossaryTerm],
] = {
    "decision": Decision,
    "system": System,
    "model-card": ModelCard,
    "benchmark": Benchmark,
    "run": Run,
    "hardware": Hardware,
    "quality": Quality,
    "pattern": Pattern,
    "term": GlossaryTerm,
}
"""Every kind of record with its model."""

NAMED_KINDS: frozenset[Kind] = frozenset({"hardware", "quality", "pattern", "term"})
"""Kinds that go by a plain name, unique in the portfolio; the others go by their path."""


@dataclass(frozen=True, slots=True)
class SuiteDigests:
    """What the portfolio now declares for a suite; a run that recorded something else is stale.

    Attributes:
        data: Digest of the parsed code that builds the data.
        candidates: Candidate to the digest of the parsed code that it reaches, and of settings other than the defaults.
        files: Declared file, relative to the suite's folder, to the digest of its content.
        changes: Perturbation or invariant to the digest of its parsed code.
    """

    data: str
    candidates: Mapping[str, str]
    files: Mapping[str, str]
    changes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All records of a project by id, catalogue entries included, with the digests of the declared code."""

    decisions: Mapping[str, Decision] = field(default_factory=dict)
    systems: Mapping[str, System] = field(default_factory=dict)
    model_cards: Mapping[str, ModelCard] = field(default_factory=dict)
    benchmarks: Mapping[str, Benchmark] = field(default_factory=dict)
    runs: Mapping[str, Run] = field(default_factory=dict)
    hardware: Mapping[str, Hardware] = field(default_factory=dict)
    qualities: Mapping[str, Quality] = field(default_factory=dict)
    patterns: Mapping[str, Pattern] = field(default_factory=dict)
    terms: Mapping[str, GlossaryTerm] = field(default_factory=dict)
    digests: Mapping[str, SuiteDigests] = field(default_factory=dict)
    unreadable: frozenset[tuple[Kind, str]] = frozenset()
    """Records that are there but could not be read; a reference to one is no second mistake."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A mistake in a record, found by a stage that knows no files; storage finds its line and column.

    Attributes:
        kind: Kind of the record.
        id: Its id.
        field: Path of keys and indices to the value at fault.
        message: What is wrong, what was found and what is allowed.
        hint: How to mend it, possibly empty.
        offset: 0-based offset inside the text at ``field``.
    """

    kind: Kind
    id: str
    field: tuple[str | int, ...]
    message: str
    hint: str = ""
    offset: int = 0
