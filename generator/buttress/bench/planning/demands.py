"""What each constraint asks of a benchmark before it can be decided: queries, processes, examples, and why.

Planning is done from the limit alone, for a candidate that is comfortably inside: half as many exceedances (or wrong
answers) as the limit allows. Where that cannot be known before a run, it says so in words. Where a run exists, what its
verdict still lacked is added.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from buttress.bench.planning.asked import Amount, Asked
from buttress.bench.planning.outcome_demands import plan_disparity, plan_figures, plan_metric, plan_share
from buttress.bench.planning.process_demands import plan_maximum, plan_mean, plan_percentile, plan_sustained
from buttress.records import speaks_of_deployment
from buttress.verdicts import judge_decisions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from buttress.graph import Linked
    from buttress.records import Benchmark, Constraint, LoadScenario, Quality
    from buttress.verdicts import Verdict

_PLANS: Mapping[str, Callable[[Asked], Amount]] = {
    "percentile": plan_percentile,
    "deployed": plan_percentile,
    "sustained_load": plan_sustained,
    "mean": plan_mean,
    "cost": plan_mean,
    "maximum": plan_maximum,
    "proportion": plan_share,
    "kept": plan_share,
    "disparity": plan_disparity,
    "metric": plan_metric,
    "ratio": plan_figures,
    "example_mean": plan_figures,
}
"""What is counted or stated asks for nothing."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What one constraint asks for; no numbers at all where that is known only after a run.

    Attributes:
        decision: Id of the decision.
        constraint: The constraint, by its id.
        load: The load scenario that it is judged under, None where none applies.
        queries: Queries per process, at least; None where it asks for none.
        processes: Fresh processes, at least; None where it asks for none.
        examples: Test examples that count for it, at least; None where it asks for none.
        why: Why so many, in words.
        clusters: Clusters of test examples that count for it, at least; None where it asks for none.
        each: Whose parts must each have so many examples or clusters; empty where all count together.
    """

    decision: str
    constraint: str
    load: LoadScenario | None
    queries: int | None
    processes: int | None
    examples: int | None
    why: str
    clusters: int | None = None
    each: str = ""


def find_demands(linked: Linked, suite: Benchmark, as_of: date) -> tuple[Demand, ...]:
    """Gives what the constraints that a suite serves ask for, each constraint once, in the order of decisions.

    Args:
        linked: The linked portfolio.
        suite: The suite.
        as_of: The day that counts as today, for the age of earlier runs.
    """
    served = {decision for (decision, _), binding in linked.binding_of.items() if binding.suite == suite.id}
    found: dict[tuple[str, str], Demand] = {}
    for (decision, option), verdicts in judge_decisions(served, linked, as_of).items():
        binding = linked.binding_of.get((decision, option))
        if binding is None or binding.suite != suite.id:
            continue
        for verdict in verdicts:
            key = decision, verdict.bound.constraint.id
            demand = _demand_of(verdict, linked, suite)
            if demand is not None:
                found[key] = _larger(found[key], demand) if key in found else demand
    return tuple(found.values())


def _is_declared(constraint: Constraint, quality: Quality) -> bool:
    """Whether a constraint is on a deployment and no percentile of a flow: it asks for nothing of its own."""
    return speaks_of_deployment(constraint, quality) and quality.deployed != "latency"


def _demand_of(verdict: Verdict, linked: Linked, suite: Benchmark) -> Demand | None:
    bound, qualities = verdict.bound, linked.portfolio.qualities
    constraint, quality = bound.constraint, qualities[bound.constraint.quality]
    plan = _PLANS.get(quality.estimator)
    if plan is None or constraint.compared_with == bound.option or _is_declared(constraint, quality):
        return None
    rates = tuple(qualities[name] for name in quality.rates if name in qualities)
    asked = Asked(constraint, quality, suite, rates, 1 - (1 - constraint.confidence) / suite.looks)
    amount = plan(asked)
    demand = Demand(
        decision=bound.decision,
        constraint=constraint.id,
        load=verdict.assessment.load if verdict.assessment else None,
        queries=amount.queries,
        processes=amount.processes,
        examples=amount.examples,
        why=amount.why,
        clusters=amount.clusters,
        each=amount.each,
    )
    return _after_last_run(demand, verdict, linked)


def _after_last_run(demand: Demand, verdict: Verdict, linked: Linked) -> Demand:
    """Adds what the verdict on the recorded runs still lacks, or says that they do not show it."""
    assessment = verdict.assessment
    if assessment is None or assessment.sample is None:
        return demand
    sample, needed = assessment.sample, verdict.needed
    if assessment.state == "invalid":  # the run was too short to be judged, and would be again
        needed = sample.needed_to_decide(verdict.limits[0], assessment.confidence)
    if needed is None:
        open_still = verdict.state in ("undecided", "invalid")
        return replace(demand, why=f"{demand.why}{_not_shown(verdict)}") if open_still else demand
    estimate = assessment.estimate or sample.estimate(assessment.confidence)
    processes = estimate.processes or 0
    why = f"{demand.why}; for {verdict.bound.option!r} the last run lacks {needed.count} {needed.what}"
    match needed.what:
        case "processes":
            return replace(demand, why=why, processes=max(demand.processes or 0, processes + needed.count))
        case "queries per process":
            queries = estimate.n // max(processes, 1) + needed.count
            return replace(demand, why=why, queries=max(demand.queries or 0, queries))
        case "clusters":
            clusters = _clusters_tested(assessment.runs, linked) + needed.count
            return replace(demand, why=why, clusters=max(demand.clusters or 0, clusters))
        case "examples":
            return replace(demand, why=why, examples=max(demand.examples or 0, estimate.n + needed.count))


def _not_shown(verdict: Verdict) -> str:
    assessment = verdict.assessment
    why = assessment.silence if assessment else ""
    told = f": {why}" if why else ""
    return f"; for {verdict.bound.option!r} the last run does not show what would decide it{told}"


def _clusters_tested(runs: Sequence[str], linked: Linked) -> int:
    """How many clusters the latest run's examples come from, those that do not count included."""
    data = linked.portfolio.runs[runs[-1]].data if runs else None
    return len(data.clusters.classes()[0]) if data is not None and data.clusters is not None else 0


def _larger(one: Demand, other: Demand) -> Demand:
    """Of two options under one constraint, the one that asks for more."""
    return max(one, other, key=_size)


def _size(demand: Demand) -> tuple[int, ...]:
    counts = (demand.processes, demand.queries, demand.examples, demand.clusters)
    return tuple(count or 0 for count in counts)


def planned_queries(demands: Sequence[Demand], load: LoadScenario) -> int | None:
    """Gives the queries per process that the constraints judged under a load ask for, None where none does."""
    return max(_counts(demand.queries for demand in demands if demand.load == load), default=None)


def planned_processes(demands: Sequence[Demand]) -> int | None:
    """Gives the processes that the constraints ask for, None where none does."""
    return max(_counts(demand.processes for demand in demands), default=None)


def _counts(found: Iterator[int | None]) -> Iterator[int]:
    return (count for count in found if count is not None)
