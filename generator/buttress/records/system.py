"""A system: components, nodes, links, flows and the deployments that place components on nodes."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from buttress.records.base import Part, Record
from buttress.records.constraint import Constraint, TextList
from buttress.records.decision import EvidenceBinding
from buttress.records.measures import (
    BandwidthRange,
    CarbonOfEnergy,
    Duration,
    DurationRange,
    EnergyOfVolume,
    FactorRange,
    Frequency,
    Power,
    PriceRangeOfUse,
    PriceRangeOfVolume,
    ShareRange,
    Volume,
)

RequiredText = Annotated[str, Field(min_length=1)]
Billing = Literal["reserved", "use"]


class Goals(Part):
    """Goals on four levels, aligned (Hulten 2018)."""

    organisation: TextList = ()
    system: TextList = ()
    users: TextList = ()
    model: TextList = ()


class AssumedLatency(Part):
    """A latency that was not measured: assumed outright, or scaled from the measured one."""

    basis: Literal["assumed", "scaled"]
    """``assumed`` needs ``value``; ``scaled`` needs ``factor``."""
    value: DurationRange | None = None
    """The assumed latency; a range is a pair of bounds, not a distribution."""
    factor: FactorRange | None = None
    """What measured latencies are multiplied by."""
    source: RequiredText
    """Who says so, or where it is written."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = "value" if self.basis == "assumed" else "factor"
        other = "factor" if self.basis == "assumed" else "value"
        if getattr(self, needed) is None or getattr(self, other) is not None:
            message = f"a latency that is {self.basis} has a `{needed}`, and no `{other}`"
            raise ValueError(message)
        return self


class StandIn(Part):
    """A machine that was measured in place of one that was not at hand."""

    hardware: RequiredText
    """Name of the hardware profile that was measured."""
    factor: FactorRange
    """What its latencies are multiplied by; its throughput is divided by it."""
    source: RequiredText
    """Who says so, or where it is written."""


class Component(Part):
    """A component and what it does."""

    does: str = ""
    """What it does, in one line."""
    ml: bool = False
    """Whether it is learned."""
    model: str = ""
    """Reference to a model card; its measurements are those of the component."""
    evidence: EvidenceBinding | None = None
    """Where its measurements come from, when no model card says so, or another one."""
    latency: AssumedLatency | None = None
    """Its latency where no measurement is at hand."""


class Node(Part):
    """A place where components run."""

    hardware: str = ""
    """Name of a hardware profile; without one the node is taken to be the one machine that was measured."""
    stand_in: StandIn | None = None
    """What was measured in its place, where nothing was measured on it."""
    price: PriceRangeOfUse | None = None
    """Price of one instance's use, where the profile has none, for example ``0.40 USD/h``."""
    billing: Billing = "reserved"
    """Whether each hour is paid (``reserved``), or the time in which it works (``use``)."""
    instances: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """How many equal machines it stands for. All are paid; where use is billed, all work on each item."""
    needed: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """How many of them must be up for the node to work; all where use is billed."""
    utilisation: Annotated[float, Field(gt=0, lt=1)] = 0.7
    """The share of its time that it may work, for planning capacity."""
    availability: ShareRange | None = None
    """The share of time in which one instance works."""
    power: Power | None = None
    """Power of one instance under load, where the profile has none."""
    pue: Annotated[float, Field(ge=1)] = 1.0
    """Power usage effectiveness: energy of the whole site for each of the machine's (ISO/IEC 30134-2)."""
    carbon: CarbonOfEnergy | None = None
    """Carbon dioxide equivalents of its electricity, for example ``0.4 kg/kWh``."""

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if self.needed > self.instances:
            message = f"needs {self.needed} instances and has {self.instances}"
            raise ValueError(message)
        return self


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
    price: PriceRangeOfVolume | None = None
    """Price per volume."""
    availability: ShareRange | None = None
    """The share of time in which it works."""
    energy: EnergyOfVolume | None = None
    """Energy for each amount of data, both ends together."""
    local: bool = False
    """Whether it works without any network: a cable, or radio from device to device."""

    @property
    def title(self) -> str:
        """The name, or the nodes that it joins."""
        return self.name or f"{self.between[0]} to {self.between[1]}"


class Waiting(Part):
    """How long arrivals may wait for a free instance."""

    at_most: Duration
    """The time that may be waited."""
    share: Annotated[float, Field(gt=0, lt=1)] = 0.95
    """The share of arrivals that may wait no longer."""


class Flow(Part):
    """A path of data through components."""

    id: RequiredText
    """Name, unique in the system."""
    title: str = ""
    """Name for readers; the id when left out."""
    path: Annotated[tuple[str, ...], Field(min_length=2)]
    """Components in order."""
    payload: dict[str, Volume] = Field(default_factory=dict)
    """Volume of each step, keyed ``tail->head``."""
    rate: Frequency | None = None
    """How often it happens, over all users."""
    wait: Waiting | None = None
    """How long it may wait where instances are shared, for planning capacity."""

    @property
    def name(self) -> str:
        """The title, or the id when there is none."""
        return self.title or self.id


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
    constraints: tuple[Constraint, ...] = ()
    """What the current deployment must keep true, whatever decisions say; judged once, here."""

    @model_validator(mode="before")
    @classmethod
    def _name_bare_components(cls, data: object) -> object:
        components = data.get("components") if isinstance(data, dict) else None
        if not isinstance(components, dict):
            return data
        filled = {name: ({} if part is None else part) for name, part in components.items()}
        return {**data, "components": filled} if isinstance(data, dict) else data

    def flow(self, flow_id: str) -> Flow | None:
        """The flow of that id, or None."""
        return next((flow for flow in self.flows if flow.id == flow_id), None)
