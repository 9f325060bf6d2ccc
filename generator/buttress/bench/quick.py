"""A bench cut short: enough to see whether what is on record still comes out, too little to go on record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from buttress.bench.plan import LoadPlan, Plan

PROCESSES = 5
"""Fresh processes of each candidate: with fewer, the sign test over processes can never decide at 95 %."""
PROCESSES_COMPARED = 6
"""The same where candidates are compared: a ratio of their means needs so many on each side."""
QUERIES = 1280
"""Queries per process: a 99th percentile needs 299 that are independent, and those of a busy machine are not."""
DURATION_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a suite verdicts rest on.

    Attributes:
        predicted: Candidates that are judged by what they are or answer.
        served: Candidates that are judged by how they serve, each with the runtime.
        compared: Whether some of those are compared with one another.
    """

    predicted: frozenset[str]
    served: frozenset[tuple[str, str]]
    compared: bool

    @property
    def candidates(self) -> tuple[str, ...]:
        """All candidates, in the order of their names."""
        return tuple(sorted(self.predicted | {candidate for candidate, _ in self.served}))


def shorten(plan: Plan, wanted: Wanted) -> Plan:
    """Gives a plan of what is wanted, with few processes and queries; what candidates predict stays whole."""
    served = [one for one in plan.processes if (one.candidate, one.runtime) in wanted.served]
    # Processes come in rounds, so the first of them hold every candidate equally often.
    kinds = len({(one.candidate, one.runtime, one.load) for one in served})
    kept = served[: kinds * (PROCESSES_COMPARED if wanted.compared else PROCESSES)]
    return replace(
        plan,
        predicted=tuple(name for name in plan.predicted if name in wanted.predicted),
        processes=tuple(replace(one, order=place) for place, one in enumerate(kept)),
        loads={name: _shorten_load(load) for name, load in plan.loads.items()},
        seconds=None,
    )


def _shorten_load(load: LoadPlan) -> LoadPlan:
    return replace(
        load,
        min_queries=min(load.min_queries, QUERIES),
        min_duration_ns=min(load.min_duration_ns, DURATION_NS),
    )
