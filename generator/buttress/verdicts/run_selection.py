"""Run selection: which runs may speak for a question, and which of them decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.records import Quantity
from buttress.verdicts.freshness import staleness_of

if TYPE_CHECKING:
    from collections.abc import Sequence
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
    """The runs behind a question.

    Attributes:
        deciding: Fresh runs within the planned looks, in time order.
        informing: Fresh runs beyond the planned looks: judging again with them would be a re-roll.
        stale: Runs that no longer speak for what is declared, the latest last.
        reasons: Why the latest stale run is stale.
    """

    deciding: tuple[Evidence, ...]
    informing: tuple[Evidence, ...]
    stale: tuple[Evidence, ...]
    reasons: tuple[str, ...]


def select_runs(question: Question, linked: Linked, as_of: date) -> Selection:
    """Gives the runs that hold the candidate's measurement on the hardware in question, sorted by what they may do.

    The suite's ``looks`` says how many runs on one machine may decide. The earliest fresh ones do, so that running
    again until a verdict turns green changes nothing.
    """
    portfolio = linked.portfolio
    profile = portfolio.hardware.get(question.hardware)
    found = [
        Evidence(run, measured)
        for run in linked.runs_of.get(question.binding.suite, ())
        if (profile is None or matches(run.machine, profile))
        and (measured := run.measurement(question.binding.candidate, question.binding.runtime))
    ]
    reasons = {one.run.id: staleness_of(one.run, one.measured, question, portfolio, as_of) for one in found}
    fresh = [one for one in found if not reasons[one.run.id]]
    stale = tuple(one for one in found if reasons[one.run.id])
    looks = portfolio.benchmarks[question.binding.suite].looks
    deciding = _first_looks(fresh, looks)
    informing = tuple(one for one in fresh if one not in deciding)
    return Selection(deciding, informing, stale, reasons[stale[-1].run.id] if stale else ())


def matches(machine: Fingerprint, profile: Hardware) -> bool:
    """Says whether a machine has every property that a hardware profile asks for."""
    wanted = profile.match.model_dump(exclude_none=True, exclude={"extensions"})
    return all(_same(getattr(machine, name), getattr(profile.match, name)) for name in wanted)


def _same(found: object, wanted: object) -> bool:
    if isinstance(found, Quantity) and isinstance(wanted, Quantity):
        here, there = found.magnitude_in("B"), wanted.magnitude_in("B")
        return abs(here - there) <= MEMORY_TOLERANCE * there
    return found == wanted


def _first_looks(fresh: Sequence[Evidence], looks: int) -> tuple[Evidence, ...]:
    taken: dict[str, int] = {}
    deciding = []
    for one in fresh:
        machine = one.run.machine.model_dump_json()
        taken[machine] = taken.get(machine, 0) + 1
        if taken[machine] <= looks:
            deciding.append(one)
    return tuple(deciding)
