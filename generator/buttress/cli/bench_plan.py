"""A plan, what constraints need, and a self-check, as text."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.bench import ArmDifference, Demand, Plan
    from buttress.records import Run

DRIVERS = {"loadgen": "MLCommons LoadGen", "buttress": "our own loop"}


def describe_plan(plan: Plan) -> str:
    """Gives a plan in a few lines: one a candidate, runtime and load, with its number of processes."""
    counted = Counter((one.candidate, one.runtime, one.load) for one in plan.processes)
    rows = [
        f"  {candidate} on {runtime}, {load or 'start and memory only'}: {count} processes{_driven(plan, load)}"
        for (candidate, runtime, load), count in sorted(counted.items(), key=str)
    ]
    lines = [f"{plan.suite}: measures {', '.join(plan.measured) or 'everything that is recorded'}", *rows]
    drivers = [DRIVERS[name] for name in sorted({load.driver for load in plan.loads.values() if load.driver})]
    driven = f"; queries are issued by {' and '.join(drivers)}" if drivers else ""
    if plan.processes:
        lines.append(f"{len(plan.processes)} fresh processes in random order{driven}")
    if plan.seconds is not None:
        lines.append(f"takes about {describe_duration(plan.seconds)}")
    return "\n".join(lines)


def describe_demands(demands: Sequence[Demand]) -> str:
    """Gives what each constraint needs to be decidable, and why."""
    lines = ["what the constraints need to be decided:"]
    for one in demands:
        load = f" in {one.load}" if one.load and f" in {one.load}" not in one.constraint else ""
        lines.append(f"  {one.decision}: {one.constraint}{load}")
        lines.append(f"    {': '.join(part for part in (', '.join(_needs(one)), one.why) if part)}")
    return "\n".join(lines)


def describe_self_check(run: Run, differences: Sequence[ArmDifference]) -> str:
    """Gives every figure of both arms, and the answer."""
    width = max((len(one.figure) for one in differences), default=0)
    rows = [
        f"  {one.figure.ljust(width)}  B/A {one.ratio:7.4f}  p = {one.p_value:.3f}"
        f"{'  DIFFERENT' if one.called else ''}"
        for one in differences
    ]
    disturbed = sum(bool(one.disturbed) for measured in run.measurements for one in measured.processes)
    everything = sum(len(measured.processes) for measured in run.measurements)
    called = [one.figure for one in differences if one.called]
    answer = (
        f"a difference would be called: {', '.join(called)}" if called else "no difference would be called"
    )
    return "\n".join(
        [
            f"{run.suite}: one candidate as A and as B, {everything} processes, {disturbed} of them disturbed",
            *rows,
            answer,
        ]
    )


def describe_duration(seconds: float) -> str:
    """Gives a duration in seconds or minutes."""
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _driven(plan: Plan, load: str | None) -> str:
    settings = plan.loads.get(load) if load else None
    if settings is None:
        return ""
    parts = [f"{settings.min_queries} queries"]
    if settings.min_duration_ns:
        parts.append(f"{settings.min_duration_ns / 1e9:g} s at least")
    if load == "server" and settings.target_qps:
        parts.append(f"{settings.target_qps:g} arrivals a second")
    if load == "multi-stream":
        parts.append(f"{settings.samples_per_query} samples a query")
    return f" of {', '.join(parts)}"


def _needs(one: Demand) -> Iterator[str]:
    if one.queries:
        yield f"{one.queries} queries per process"
    if one.processes:
        yield f"{one.processes} processes"
    each = f" of each {one.each}" if one.each else ""
    if one.examples:
        yield f"{one.examples} examples{each}"
    if one.clusters:
        yield f"{one.clusters} clusters{each}"
