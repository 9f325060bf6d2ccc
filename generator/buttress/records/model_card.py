"""A model card: Mitchell et al.'s sections in CycloneDX vocabulary, with FactSheet additions (Arnold et al. 2019)."""

from __future__ import annotations

from datetime import date as Day
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from buttress.records.base import Part, Record
from buttress.records.constraint import TextList
from buttress.records.decision import Reference


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_list(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


Size = Annotated[str, BeforeValidator(_as_text, json_schema_input_type=str | int)]
"""A dimension: a name, or a whole number."""
Shape = Annotated[tuple[Size, ...], BeforeValidator(_as_list)]
"""Dimensions; a single one counts as a list of one."""


class InterfaceField(Part):
    """One input or output of the inference interface."""

    name: str
    type: str
    """Element type, for example ``float32``."""
    shape: Shape = ()
    """Dimensions, symbolic ones by name, for example ``[batch, 30]``."""
    description: str = ""
    """What it means, its unit and range."""


class Dataset(Part):
    """Data that the model was trained or judged on."""

    name: str
    description: str = ""
    """What it holds and how it came about; Markdown."""
    size: str = ""
    licence: str = ""
    url: str = ""
    sensitive: str = ""
    """What in it is sensitive, and how that is handled."""


class Details(Part):
    """Who made which model, when, and how it is built."""

    version: str = ""
    date: Day | None = None
    owners: TextList = ()
    contact: str = ""
    """Where questions about the model go."""
    licence: str = ""
    task: str = ""
    """For example ``binary classification``."""
    approach: (
        Literal["supervised", "unsupervised", "reinforcement-learning", "semi-supervised", "self-supervised"]
        | None
    ) = None
    architecture_family: str = ""
    """For example ``linear model``."""
    architecture: str = ""
    """The architecture in a sentence or two; Markdown."""
    hyperparameters: dict[str, str | int | float | bool] = Field(default_factory=dict)
    inputs: tuple[InterfaceField, ...] = ()
    outputs: tuple[InterfaceField, ...] = ()
    references: tuple[Reference, ...] = ()


class Considerations(Part):
    """What a user must know before relying on the model."""

    users: TextList = ()
    intended_uses: TextList = ()
    out_of_scope_uses: TextList = ()
    factors: TextList = ()
    """Groups, instruments and environments over which performance may vary."""
    limitations: TextList = ()
    trade_offs: TextList = ()
    ethical_considerations: TextList = ()
    environmental_considerations: TextList = ()
    caveats: TextList = ()


class Lineage(Part):
    """Where the artefact comes from."""

    artifact: str = ""
    """File name or address of the artefact."""
    artifact_sha256: str = ""
    training_code: str = ""
    """``file.py:name`` of the code that builds it."""
    data_sha256: str = ""


class Operation(Part):
    """FactSheet sections about life in production, and what a caller of the model must know."""

    safety: str = ""
    explainability: str = ""
    fairness: str = ""
    robustness: str = ""
    drift_plan: str = ""
    security: str = ""
    service_levels: TextList = ()
    optimal_conditions: TextList = ()
    """Where the model does well."""
    poor_conditions: TextList = ()
    """Where the model does poorly."""
    errors: str = ""
    """What it answers to input that it cannot handle; Markdown."""
    requirements: TextList = ()
    """What it needs to run: packages, files, hardware."""
    versioning: str = ""
    """How versions are told apart, and what callers may rely on from one to the next; Markdown."""


class ModelCard(Record):
    """A model card. Its numbers come from runs: the card names the metrics only."""

    kind: Literal["model-card"]
    title: str
    description: str = ""
    """What the model does, in a sentence or two; Markdown."""
    system: str = ""
    """Id of the system it serves."""
    details: Details = Details()
    considerations: Considerations = Considerations()
    training_data: tuple[Dataset, ...] = ()
    evaluation_data: tuple[Dataset, ...] = ()
    metrics: TextList = ()
    """Ids of the qualities that the card reports; the values come from runs."""
    suite: str = ""
    """The benchmark that measures it; by default the only one of the system."""
    candidate: str = ""
    """Name of the candidate in the suite; by default the last part of the card's id."""
    runtime: str = ""
    """Runtime of the candidate; by default the suite's first."""
    lineage: Lineage = Lineage()
    operation: Operation = Operation()
    aliases: TextList = ()
