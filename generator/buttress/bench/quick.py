"""A bench cut short: enough to see whether what is on record still comes out, too little to go on record."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from buttress.estimation import processes_floor
from buttress.proving import bindings_behind, qualities_shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.bench.plan import LoadPlan, Plan
    from buttress.graph import Binding
    from buttress.project import Project
    from buttress.records import Quality

    _Rest = tuple[Binding, Quality, bool]
    """What a verdict rests on: a measurement, the quality it shows, and whether it is compared with another."""

RISK = 0.05
"""What a bound may err with where its constraint says nothing else."""
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


def find_wanted(recorded: Project) -> Mapping[str, Wanted]:
    """Gives by suite what verdicts rest on, that included which others are compared with; of other suites nothing."""
    bounds = [one.bound for one in recorded.judgement.all_verdicts()]
    others = [
        replace(one, option=one.constraint.compared_with) for one in bounds if one.constraint.compared_with
    ]
    found: defaultdict[str, list[_Rest]] = defaultdict(list)
    for bound in (*bounds, *others):
        shown, compared = qualities_shown(bound, recorded.linked), bool(bound.constraint.compared_with)
        for binding, quality in product(bindings_behind(bound, recorded.linked), shown):
            found[binding.suite].append((binding, quality, compared))
    return {suite: _sort_out(behind) for suite, behind in found.items()}


def shorten(plan: Plan, wanted: Wanted) -> Plan:
    """Gives a plan of what is wanted, with few processes and queries; what candidates predict stays whole."""
    served = [one for one in plan.processes if (one.candidate, one.runtime) in wanted.served]
    # Processes come in rounds, so the first of them hold every candidate equally often.
    kinds = len({(one.candidate, one.runtime, one.load) for one in served})
    # With fewer, the sign test over processes can never decide; two that are compared share the risk.
    fewest = processes_floor(1 - RISK / (2 if wanted.compared else 1))
    kept = served[: kinds * fewest]
    return replace(
        plan,
        predicted=tuple(name for name in plan.predicted if name in wanted.predicted),
        processes=tuple(replace(one, order=place) for place, one in enumerate(kept)),
        loads={name: _shorten_load(load) for name, load in plan.loads.items()},
        seconds=None,
    )


def _sort_out(behind: Sequence[_Rest]) -> Wanted:
    served = [found for found in behind if not found[1].of_predicting]
    return Wanted(
        predicted=frozenset(binding.candidate for binding, quality, _ in behind if quality.of_predicting),
        served=frozenset((binding.candidate, binding.runtime) for binding, _, _ in served),
        compared=any(compared for _, _, compared in served),
    )


def _shorten_load(load: LoadPlan) -> LoadPlan:
    return replace(
        load,
        min_queries=min(load.min_queries, QUERIES),
        min_duration_ns=min(load.min_duration_ns, DURATION_NS),
    )
