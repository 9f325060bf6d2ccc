"""A system: components, nodes, links, flows and the deployments that place components on nodes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from buttress.records.base import Part, Record
from buttress.records.constraint import TextList
from buttress.records.measures import (
    BandwidthRange,
    DurationRange,
    Frequency,
    PriceOfUse,
    PriceOfVolume,
    Volume,
)
from buttress.records.quantity import QuantityRange

RequiredText = Annotated[str, Field(min_length=1)]


class Goals(Part):
    """Goals on four levels, aligned (Hulten 2018)."""

    organisation: TextList = ()
    system: TextList = ()
    users: TextList = ()
    model: TextList = ()


class AssumedPart(Part):
    """A value that was not measured: assumed outright, or scaled from a measured one."""

    basis: Literal["assumed", "scaled"]
    """``assumed`` needs ``value``; ``scaled`` needs ``factor``."""
    value: QuantityRange | None = None
    """The assumed value or range."""
    factor: Annotated[float, Field(gt=0)] | None = None
    """What the measured value is multiplied by."""
    source: RequiredText
    """Who says so, or where it is written."""


class Component(Part):
    """A component and what it does."""

    does: str = ""
    """What it does, in one line."""
    ml: bool = False
    """Whether it is learned."""
    model: str = ""
    """Reference to a model card."""
    latency: AssumedPart | None = None
    """Its latency where no measurement is at hand."""


class Node(Part):
    """A place where components run."""

    hardware: str = ""
    """Name of a hardware profile."""
    price: PriceOfUse | None = None
    """Price of its use, where the profile has none."""


class Link(Part):
    """A connection between two nodes."""

    between: tuple[str, str]
    """The two nodes."""
    name: str = ""
    """Name for readers."""
    latency: DurationRange | None = None
    """One-way latency; a range is a pair of bounds, not a distribution."""
    bandwidth: BandwidthRange | None = None
    """Bits or bytes per second."""
    price: PriceOfVolume | None = None
    """Price per volume."""


class Flow(Part):
    """A path of data through components."""

    id: RequiredText
    """Name, unique in the system."""
    path: Annotated[tuple[str, ...], Field(min_length=2)]
    """Components in order."""
    payload: dict[str, Volume] = Field(default_factory=dict)
    """Volume of each step, keyed ``tail->head``."""
    rate: Frequency | None = None
    """How often it happens."""


class System(Record):
    """A system description. Its id is the id of the folder in which ``system.yaml`` stands."""

    kind: Literal["system"]
    title: str
    description: str = ""
    """What it is for; Markdown."""
    goals: Goals = Goals()
    components: dict[str, Component] = Field(default_factory=dict)
    nodes: dict[str, Node] = Field(default_factory=dict)
    links: tuple[Link, ...] = ()
    flows: tuple[Flow, ...] = ()
    deployments: dict[str, dict[str, str]] = Field(default_factory=dict)
    """Name to placement: component to node."""
    current_deployment: str = ""
    """The deployment that is in operation now."""

    @model_validator(mode="before")
    @classmethod
    def _name_bare_components(cls, data: object) -> object:
        components = data.get("components") if isinstance(data, dict) else None
        if not isinstance(components, dict):
            return data
        filled = {name: ({} if part is None else part) for name, part in components.items()}
        return {**data, "components": filled} if isinstance(data, dict) else data
