"""Run selection: which runs may speak for a question, and which of them decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.records import Quantity
from buttress.verdicts.freshness import staleness_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from buttress.graph import Linked
    from buttress.records import Fingerprint, Hardware, Measurement, Run
    from buttress.verdicts.assessment import Question

MEMORY_TOLERANCE = 0.02
"""Kernels reserve some memory: profiles match within this share."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One run's measurement of the candidate in question."""

    run: Run
    measured: Measurement


@dataclass(frozen=True, slots=True)
class Selection:
    """The runs that hold a candidate's measurement on the hardware in question, in time order.

    Attributes:
        fresh: Runs that speak for what is declared.
        stale: Runs that no longer do, the latest last.
        reasons: Why the latest stale run is stale.
    """

    fresh: tuple[Evidence, ...]
    stale: tuple[Evidence, ...]
    reasons: tuple[str, ...]


def select_runs(question: Question, linked: Linked, as_of: date) -> Selection:
    """Gives the runs that may have something to say to a question, fresh ones and stale ones apart."""
    portfolio = linked.portfolio
    profile = portfolio.hardware.get(question.hardware)
    found = [
        Evidence(run, measured)
        for run in linked.runs_of.get(question.binding.suite, ())
        if (profile is None or matches(run.machine, profile))
        and (measured := run.measurement(question.binding.candidate, question.binding.runtime))
    ]
    reasons = {one.run.id: staleness_of(one.run, one.measured, question, portfolio, as_of) for one in found}
    fresh = tuple(one for one in found if not reasons[one.run.id])
    stale = tuple(one for one in found if reasons[one.run.id])
    return Selection(fresh, stale, reasons[stale[-1].run.id] if stale else ())


def matches(machine: Fingerprint, profile: Hardware) -> bool:
    """Says whether a machine has every property that a hardware profile asks for."""
    return _agree(machine, profile.match, profile.match.model_fields_set)


def same_machine(one: Fingerprint, other: Fingerprint) -> bool:
    """Says whether two fingerprints are of one machine, for all that they tell."""
    return _agree(one, other, type(one).model_fields)


def _agree(found: Fingerprint, wanted: Fingerprint, names: Iterable[str]) -> bool:
    return all(_same(getattr(found, name), getattr(wanted, name)) for name in names if name != "extensions")


def _same(found: object, wanted: object) -> bool:
    if isinstance(found, Quantity) and isinstance(wanted, Quantity):
        here, there = found.magnitude_in("B"), wanted.magnitude_in("B")
        return abs(here - there) <= MEMORY_TOLERANCE * there
    return found == wanted
