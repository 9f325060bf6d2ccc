"""A bench cut short: enough to see whether what is on record still comes out, too little to go on record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from buttress.bench.plan import LoadPlan, Plan

PROCESSES = 5
"""Fresh processes of each candidate: with fewer, the sign test over processes can never decide at 95 %."""
QUERIES = 1024
"""Queries per process: a 99th percentile needs 299 that are independent, and those of a busy machine are not."""
DURATION_NS = 1_000_000_000


def shorten(plan: Plan) -> Plan:
    """Gives a plan with few processes and queries; what candidates predict stays whole."""
    # Processes come in rounds, so the first of them hold every candidate equally often.
    kinds = len({(one.candidate, one.runtime, one.load) for one in plan.processes})
    return replace(
        plan,
        processes=plan.processes[: kinds * PROCESSES],
        loads={name: _shorten_load(load) for name, load in plan.loads.items()},
        seconds=None,
    )


def _shorten_load(load: LoadPlan) -> LoadPlan:
    return replace(
        load,
        min_queries=min(load.min_queries, QUERIES),
        min_duration_ns=min(load.min_duration_ns, DURATION_NS),
    )
