"""A named hardware profile and the fingerprint that a run must match to count for it."""

from __future__ import annotations

from datetime import date as Day
from typing import Literal

from pydantic import Field

from buttress.records.base import Part, Record
from buttress.records.measures import Power, PriceOfUse, Volume


class Fingerprint(Part):
    """What is known of a machine. In a profile only the given fields must match; in a run all are recorded."""

    cpu_model: str | None = None
    """Brand string of the processor."""
    machine: str | None = None
    """Architecture, as ``platform.machine()`` says it."""
    cores: int | None = None
    """Cores that the measured process may use."""
    memory: Volume | None = None
    """Main memory; matches within two per cent, since kernels reserve some."""
    operating_system: str | None = None
    """``Linux``, ``Darwin`` or ``Windows``."""
    virtualised: bool | None = None
    """Whether a hypervisor was seen."""
    accelerators: tuple[str, ...] | None = None
    """Brand strings of the accelerators."""
    cpu_flags_digest: str | None = None
    """First 16 hex digits of the SHA-256 of the sorted processor flags."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is given, so that every machine would match."""
        names = (name for name in type(self).model_fields if name != "extensions")
        return all(getattr(self, name) is None for name in names)


class Hardware(Record):
    """A named machine profile, for example ``edge-cpu``."""

    kind: Literal["hardware"]
    title: str
    """Name for readers."""
    description: str = ""
    """What it is and what stands for it; Markdown."""
    match: Fingerprint = Field(default_factory=Fingerprint)
    """Fields that a run's fingerprint must equal."""
    price: PriceOfUse | None = None
    """Price of its use, for example ``0.40 USD/h``."""
    price_until: Day | None = None
    """The last day for which the price was offered; what it is computed into is stale afterwards."""
    power: Power | None = None
    """Power under load, as stated by its vendor or operator."""
