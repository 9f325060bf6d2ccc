"""What each constraint asks of a benchmark before it can be decided: queries, processes, examples, and why.

Planning is done from the limit alone, for a candidate that is comfortably inside: half as many exceedances (or wrong
answers) as the limit allows. Where a run exists, what its verdict still lacked is added.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from buttress.estimation import (
    processes_floor,
    processes_to_decide,
    queries_floor,
    queries_needed,
    share_above_maximum,
    trials_to_decide,
)
from buttress.records import Quantity
from buttress.verdicts import judge_portfolio

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from buttress.graph import Linked
    from buttress.records import Benchmark, LoadScenario, Quality
    from buttress.verdicts import Verdict

INDEPENDENT_QUERIES = 100
"""Correlation times that a process must last, as the guard of the percentile verdict wants."""
PLANNED_EFFECT = 1.0
"""Distance of a mean from its limit that is planned for, in standard deviations between processes."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What one constraint asks for.

    Attributes:
        decision: Id of the decision.
        constraint: The constraint, by its id.
        load: The load scenario that it is judged under, None where none applies.
        queries: Queries per process, at least; None where it asks for none.
        processes: Fresh processes, at least; None where it asks for none.
        examples: Test examples that count for it, at least; None where it asks for none.
        why: Why so many, in words.
    """

    decision: str
    constraint: str
    load: LoadScenario | None
    queries: int | None
    processes: int | None
    examples: int | None
    why: str


def find_demands(linked: Linked, suite: Benchmark, as_of: date) -> tuple[Demand, ...]:
    """Gives what the constraints that a suite serves ask for, each constraint once, in the order of decisions.

    Args:
        linked: The linked portfolio.
        suite: The suite.
        as_of: The day that counts as today, for the age of earlier runs.
    """
    judgement = judge_portfolio(linked, as_of)
    found: dict[tuple[str, str], Demand] = {}
    for (decision, option), verdicts in judgement.options.items():
        binding = linked.binding_of.get((decision, option))
        if binding is None or binding.suite != suite.id:
            continue
        for verdict in verdicts:
            key = decision, verdict.bound.constraint.id
            demand = _demand_of(verdict, linked, suite)
            if demand is not None:
                found[key] = _larger(found[key], demand) if key in found else demand
    return tuple(found.values())


def _demand_of(verdict: Verdict, linked: Linked, suite: Benchmark) -> Demand | None:
    constraint = verdict.bound.constraint
    quality = linked.portfolio.qualities[constraint.quality]
    risk = (1 - constraint.confidence) / suite.looks
    demand: Demand | None
    match quality.estimator:
        case "percentile":
            demand = _of_percentile(verdict, quality, 1 - risk)
        case "mean" | "cost":
            demand = _of_mean(verdict, 1 - risk)
        case "maximum":
            demand = _of_maximum(verdict, 1 - risk)
        case "proportion" | "kept":
            demand = _of_proportion(verdict, quality, 1 - risk)
        case _:
            return None
    return _after_last_run(demand, verdict)


def _of_percentile(verdict: Verdict, quality: Quality, confidence: float) -> Demand:
    level = quality.level or 0.5
    floor = max(INDEPENDENT_QUERIES, queries_floor(level, confidence))
    planned = max(floor, trials_to_decide((1 + level) / 2, level, confidence) or floor)
    why = (
        f"{floor} independent queries can bound p{level * 100:g}; {planned} decide with half as many beyond the "
        "limit as it allows"
    )
    if verdict.bound.constraint.scope == "typical":
        least, planned_processes = processes_floor(confidence), queries_needed(1, 0.5, confidence)
        why += f"; the sign test needs {least} processes, {planned_processes} if one may miss the limit"
    else:
        planned_processes = processes_floor(confidence)
        why += f"; {planned_processes} processes show how far they differ"
    return _demand(
        verdict,
        why,
        queries=planned,
        processes=planned_processes,
    )


def _of_mean(verdict: Verdict, confidence: float) -> Demand:
    processes = max(processes_floor(confidence), processes_to_decide(PLANNED_EFFECT, confidence) or 0)
    why = f"a t interval over {processes} processes decides at one standard deviation from the limit"
    return _demand(verdict, why, processes=processes)


def _of_maximum(verdict: Verdict, confidence: float) -> Demand:
    processes = processes_floor(confidence)
    share = share_above_maximum(processes, confidence)
    why = f"{processes} processes below the limit leave at most {share:.0%} of further ones above it"
    return _demand(verdict, why, processes=processes)


def _of_proportion(verdict: Verdict, quality: Quality, confidence: float) -> Demand | None:
    constraint = verdict.bound.constraint
    limit = constraint.require.limit
    if not isinstance(limit, Quantity) or not 0 < (share := limit.magnitude_in(quality.unit)) < 1:
        return None
    # A rate to be kept low is a rate of the opposite to be kept high.
    kept = 1 - share if constraint.require.operator in ("<=", "<") else share
    floor, planned = queries_floor(kept, confidence), trials_to_decide((1 + kept) / 2, kept, confidence)
    why = (
        f"{floor} examples prove it if every answer is right, {planned} with half as many wrong as it allows"
    )
    if quality.given is not None:
        why += f"; only those with {quality.given} count"
    return _demand(verdict, why, examples=planned or floor)


def _after_last_run(demand: Demand | None, verdict: Verdict) -> Demand | None:
    """Adds what the verdict on the recorded runs still lacks."""
    assessment = verdict.assessment
    if demand is None or assessment is None or assessment.sample is None:
        return demand
    sample, needed = assessment.sample, verdict.needed
    if assessment.state == "invalid":  # the run was too short to be judged, and would be again
        needed = sample.needed_to_decide(verdict.limits[0], assessment.confidence)
    if needed is None:
        return demand
    estimate = assessment.estimate or sample.estimate(assessment.confidence)
    processes = estimate.processes or 0
    why = f"{demand.why}; for {verdict.bound.option!r} the last run lacks {needed.count} {needed.what}"
    match needed.what:
        case "processes":
            return replace(demand, why=why, processes=max(demand.processes or 0, processes + needed.count))
        case "queries per process":
            queries = estimate.n // max(processes, 1) + needed.count
            return replace(demand, why=why, queries=max(demand.queries or 0, queries))
        case "examples":
            return replace(demand, why=why, examples=max(demand.examples or 0, estimate.n + needed.count))


def _larger(one: Demand, other: Demand) -> Demand:
    """Of two options under one constraint, the one that asks for more."""
    return max(
        one, other, key=lambda demand: (demand.processes or 0, demand.queries or 0, demand.examples or 0)
    )


def _demand(
    verdict: Verdict,
    why: str,
    *,
    queries: int | None = None,
    processes: int | None = None,
    examples: int | None = None,
) -> Demand:
    bound = verdict.bound
    load = verdict.assessment.load if verdict.assessment else None
    return Demand(bound.decision, bound.constraint.id, load, queries, processes, examples, why)


def planned_queries(demands: Sequence[Demand], load: LoadScenario) -> int | None:
    """Gives the queries per process that the constraints judged under a load ask for, None where none does."""
    return max(_counts(demand.queries for demand in demands if demand.load == load), default=None)


def planned_processes(demands: Sequence[Demand]) -> int | None:
    """Gives the processes that the constraints ask for, None where none does."""
    return max(_counts(demand.processes for demand in demands), default=None)


def _counts(found: Iterator[int | None]) -> Iterator[int]:
    return (count for count in found if count is not None)
