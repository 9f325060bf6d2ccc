"""A verdict in plain text, for terminals and logs: the claim, what was measured, and where it is written."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from buttress.records import Quantity, format_quantity

if TYPE_CHECKING:
    from buttress.estimation import Estimate
    from buttress.project import Project
    from buttress.storage import Place
    from buttress.verdicts import Notice, Verdict


def describe_verdict(project: Project, verdict: Verdict) -> str:
    """Gives a verdict in a few lines: decision, constraint, interval against limit, reason, place, way out."""
    bound = verdict.bound
    decision = project.linked.portfolio.decisions[bound.decision]
    lines = [
        f"{verdict.state.upper()}: {decision.id}: {bound.constraint.require}{_selectors(verdict)}",
        f"  decision: {decision.title}",
        f"  option: {bound.option or 'none is chosen'}",
    ]
    measured = describe_estimate(verdict)
    if measured:
        lines.append(f"  measured: {measured}")
    lines.append(f"  because: {verdict.reason}")
    if verdict.needed:
        lines.append(f"  would decide it: {verdict.needed}")
    lines.append(f"  at: {describe_place(place_of(project, verdict))}")
    if verdict.state != "holds":
        lines.append(f"  options that would hold: {', '.join(_others(project, verdict)) or 'none'}")
    return "\n".join(lines)


def describe_estimate(verdict: Verdict) -> str:
    """Gives value, bounds, limit, method and sample sizes of a verdict; empty when nothing was measured."""
    assessment = verdict.assessment
    if assessment is None or assessment.estimate is None:
        return ""
    estimate, unit = assessment.estimate, assessment.unit
    limits = " and ".join(_amount(limit, unit) for limit in verdict.limits)
    where = f" over {estimate.processes} processes" if estimate.processes else ""
    value = "" if estimate.value is None else _amount(estimate.value, unit)
    size = "" if estimate.method == "exact" else f", n = {estimate.n}{where}"
    return f"{value}{_interval(estimate, unit)} against {limits} ({estimate.method}{size})"


def describe_notice(project: Project, notice: Notice) -> str:
    """Gives something due in one line, with its place."""
    place = project.reading.place("decision", notice.decision, notice.field)
    return f"DUE: {notice.decision}: {notice.text} ({describe_place(place)})"


def place_of(project: Project, verdict: Verdict) -> Place:
    """Gives where a verdict's constraint is written."""
    return project.reading.place("decision", verdict.bound.decision, ("constraints", verdict.bound.index))


def describe_place(place: Place) -> str:
    """Gives a place as ``path:line:column``."""
    return f"{place.path}:{place.line}:{place.column}" if place.line else place.path


def _interval(estimate: Estimate, unit: str) -> str:
    if estimate.method == "exact":
        return ""
    low = _amount(estimate.lower, unit) if isfinite(estimate.lower) else "unbounded"
    high = _amount(estimate.upper, unit) if isfinite(estimate.upper) else "unbounded"
    return f" [{low}, {high}] at {100 * estimate.confidence:g} % one-sided"


def _amount(value: float, unit: str) -> str:
    return format_quantity(Quantity(value, unit), 4)


def _selectors(verdict: Verdict) -> str:
    slices = verdict.bound.constraint.slice.items()
    return "".join(f" where {name}={value}" for name, value in sorted(slices))


def _others(project: Project, verdict: Verdict) -> tuple[str, ...]:
    holding = project.judgement.holding_options(verdict.bound.decision)
    return tuple(option for option in holding if option != verdict.bound.option)
