"""The latency of a flow: a percentile of the sum of what its components and links take, one after the other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from buttress.estimation import Between, Summand, slowest_first, sum_between, sum_runs
from buttress.records import convert
from buttress.verdicts.assessment import weakest_basis
from buttress.verdicts.deployed.component_latencies import SECONDS, binding_of, find_component
from buttress.verdicts.deployed.crowding import WAITING, is_at_a_rate, why_crowded
from buttress.verdicts.deployed.figure import Figure
from buttress.verdicts.deployed.links import joined, time_of_hop
from buttress.verdicts.deployed.setting import name_unplaced
from buttress.verdicts.samples import percentile_over_processes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.estimation import Sample
    from buttress.graph import Route, Stop
    from buttress.verdicts.deployed.component_evidence import ComponentLatency
    from buttress.verdicts.deployed.figure import Setting
    from buttress.verdicts.deployed.links import Load
    from buttress.verdicts.latencies import Latencies

_MEETING = "which processes meet"
"""What makes the ends of a claim about every process of several components differ."""


@dataclass(frozen=True, slots=True)
class FlowParts:
    """What a flow's latency is made of.

    Attributes:
        stops: What is known of each component at its node; one that is passed twice stands here once.
        passed: How often each is passed.
        hops: The time of each step on each link, in the order of the flow, in the unit of the quality.
        missing: What is not known and is needed, as clauses for a reader.
    """

    stops: Mapping[Stop, ComponentLatency]
    passed: Mapping[Stop, int]
    hops: tuple[Load, ...]
    missing: tuple[str, ...]


def flow_latency(setting: Setting) -> Figure:
    """Gives a percentile of a flow's latency in the unit of the quality: of the sum, never the sum of percentiles.

    Measured latencies are added item by item (see `sum_between`); what links take and what is assumed of components is
    added to each item. At best every declared range counts with its lower end, at worst with its upper one, all at
    once; what lies between is not judged (see `Between`). Where a link or a machine cannot keep up with what it is asked
    for, nothing bounds the latency from above (see `why_crowded`); where all keep up, waiting is not counted, and a
    condition says so.

    Args:
        setting: The deployment; one flow is in question.
    """
    parts = find_parts(setting, setting.routes[0])
    found = tuple(parts.stops.values())
    return Figure(
        sample=None if parts.missing else _sample(setting, parts),
        missing=parts.missing,
        stale=joined((one.stale,) for one in found if one.stale),
        runs=joined(one.runs for one in found),
        conditions=joined(
            [
                *(one.conditions for one in found),
                *(hop.conditions for hop in parts.hops),
                (WAITING,) if is_at_a_rate(setting) else (),
            ]
        ),
        basis=weakest_basis(("computed", *(one.basis for one in found))),
        looks=max((one.looks for one in found), default=1),
    )


def find_parts(setting: Setting, route: Route) -> FlowParts:
    """Gives what is known of each part of a flow in a deployment."""
    passed = Counter(route.stops)
    stops = {stop: find_component(setting, stop) for stop in passed}
    hops = tuple(time_of_hop(setting, hop, setting.question.quality.unit) for hop in route.hops)
    unknown = [(one.missing,) for one in stops.values() if one.missing]
    missing = joined([name_unplaced(setting), *unknown, *(hop.missing for hop in hops)])
    return FlowParts(stops, passed, hops, missing)


def _sample(setting: Setting, parts: FlowParts) -> Sample:
    sample, crowded = _sum(setting, parts), why_crowded(setting, setting.routes[0])
    if not crowded:
        return sample
    return Between(sample.low if isinstance(sample, Between) else sample, None, crowded)


def _sum(setting: Setting, parts: FlowParts) -> Sample:
    asked, level = setting.question, setting.question.quality.level or 0.5
    summands, constants = _summands(setting, parts), _constants(setting, parts)

    def percentile_of(runs: tuple[Latencies, ...]) -> Sample:
        return percentile_over_processes(runs, level, asked.scope)

    if asked.scope != "every process" or len(summands) < 2:
        return sum_between(summands, constants, percentile_of)
    # Any process of one component may meet any of another. Pairs in the order of measuring are some of them, fit to show
    # that a limit is missed; that none misses it is shown where the slowest ones meet.
    slowest = [slowest_first(one, level) for one in summands]
    low = percentile_of(sum_runs(summands, constants[0], "low"))
    high = percentile_of(sum_runs(slowest, constants[1], "high"))
    return Between(low, high, _MEETING)


def _constants(setting: Setting, parts: FlowParts) -> tuple[float, float]:
    """What each item takes besides what was measured, at best and at worst."""
    unit = setting.question.quality.unit
    assumed = [
        (parts.passed[stop] * convert(low, SECONDS, unit), parts.passed[stop] * convert(high, SECONDS, unit))
        for stop, one in parts.stops.items()
        if one.assumed is not None
        for low, high in [one.assumed]
    ]
    ends = [*assumed, *((hop.low, hop.high) for hop in parts.hops)]
    return fsum(low for low, _ in ends), fsum(high for _, high in ends)


def _summands(setting: Setting, parts: FlowParts) -> list[Summand]:
    unit = convert(1.0, SECONDS, setting.question.quality.unit)
    return [
        Summand(processes, (unit * one.factor[0], unit * one.factor[1]), parts.passed[stop])
        for stop, one in parts.stops.items()
        if (processes := _own_processes(setting, parts, stop))
    ]


def _own_processes(setting: Setting, parts: FlowParts, stop: Stop) -> tuple[Latencies, ...]:
    """The processes of a component; of several that rest on the same runs each has its share.

    A process that is added to itself does not show how sums of two differ.
    """
    same = [
        other
        for other, one in parts.stops.items()
        if one.runs[:1] == parts.stops[stop].runs[:1]
        and binding_of(setting, other.component) == binding_of(setting, stop.component)
    ]
    return parts.stops[stop].processes[same.index(stop) :: len(same)]
