"""Machines: which profile a fingerprint fits, and whether two are of one machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.records import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from buttress.records import Fingerprint, Hardware

MEMORY_TOLERANCE = 0.02
"""Kernels reserve some memory: profiles match within this share."""


def matches(machine: Fingerprint, profile: Hardware) -> bool:
    """Says whether a machine has every property that a hardware profile asks for."""
    return _agree(machine, profile.match, profile.match.model_fields_set)


def same_machine(one: Fingerprint, other: Fingerprint) -> bool:
    """Says whether two fingerprints are of one machine, for all that they tell."""
    return _agree(one, other, type(one).model_fields)


def priced_profiles(
    machine: Fingerprint, named: str, hardware: Mapping[str, Hardware]
) -> dict[str, Hardware]:
    """Gives the profiles whose price counts for a machine: the named one, or else all with a price that it fits."""
    if named:
        profile = hardware.get(named)
        return {named: profile} if profile is not None and profile.price is not None else {}
    return {
        name: profile
        for name, profile in sorted(hardware.items())
        if profile.price is not None and not profile.match.is_empty and matches(machine, profile)
    }


def _agree(found: Fingerprint, wanted: Fingerprint, names: Iterable[str]) -> bool:
    return all(_same(getattr(found, name), getattr(wanted, name)) for name in names if name != "extensions")


def _same(found: object, wanted: object) -> bool:
    if isinstance(found, Quantity) and isinstance(wanted, Quantity):
        here, there = found.magnitude_in("B"), wanted.magnitude_in("B")
        return abs(here - there) <= MEMORY_TOLERANCE * there
    return found == wanted
