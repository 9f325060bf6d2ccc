"""A verdict in plain text, for terminals and logs: the claim, what was measured, and where it is written."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from buttress.explanation import describe_claim as describe_claim
from buttress.records import Quantity, format_quantity
from buttress.report.places import describe_place, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from buttress.estimation import Estimate
    from buttress.graph import BoundConstraint
    from buttress.project import Project
    from buttress.records import Decision, System
    from buttress.verdicts import Notice, Verdict

DIGITS = 4
"""Significant digits: a bound beside its limit needs more than a reader of tables does."""


def describe_verdict(project: Project, verdict: Verdict, base: str = "") -> str:
    """Gives a verdict in a few lines: decision, constraint, interval against limit, reason, place, way out.

    Args:
        project: The judged project.
        verdict: The verdict.
        base: The folder that holds the folder of the records; empty for the working directory.
    """
    constraint = verdict.bound.constraint
    mild = "" if constraint.severity == "must" else f" ({constraint.severity})"
    head = f"{verdict.state.upper()}{mild}: {verdict.bound.decision}: {describe_claim(constraint)}"
    rows = _rows_of(project, verdict, base)
    return "\n".join([head, *(f"  {name}: {text}" for name, text in rows)])


def describe_estimate(verdict: Verdict) -> str:
    """Gives value, bounds, limit, method and sample sizes of a verdict; empty when nothing was measured.

    Reads such as ``0.97 [0.9243, 0.9918] against >= 0.995 (Clopper-Pearson at 95 % one-sided, n = 100)``.
    """
    assessment = verdict.assessment
    if assessment is None or assessment.estimate is None or assessment.estimate.value is None:
        return ""
    estimate, unit = assessment.estimate, assessment.unit
    operator = verdict.bound.constraint.require.operator
    limits = " and ".join(amount_text(limit, unit) for limit in verdict.limits)
    return f"{interval_text(estimate, unit)} against {operator} {limits} ({method_text(estimate)})"


def describe_notice(project: Project, notice: Notice, base: str = "") -> str:
    """Gives something due in one line, with its place."""
    place = describe_place(place_of(project, notice, base))
    return f"DUE: {notice.decision}: {notice.text} ({place})"


def interval_text(estimate: Estimate, unit: str) -> str:
    """Gives the value with its bounds, ``unbounded`` where the sample gives none; an exact value stands alone."""
    value = "unknown" if estimate.value is None else amount_text(estimate.value, unit)
    if estimate.lower == estimate.upper and estimate.method == "exact":
        return value
    low, high = (
        amount_text(bound, unit) if isfinite(bound) else "unbounded"
        for bound in (estimate.lower, estimate.upper)
    )
    return f"{value} [{low}, {high}]"


def method_text(estimate: Estimate) -> str:
    """Gives how the bounds were made and from how much."""
    if estimate.method == "exact":
        return "exact" if estimate.lower == estimate.upper else "both ends of what is declared"
    size = f"n = {estimate.n}"
    if estimate.processes and estimate.processes != estimate.n:
        size += f" in {estimate.processes} processes"
    if estimate.clusters is not None and estimate.clusters != estimate.n:
        size += f" in {estimate.clusters} clusters"
    return f"{estimate.method} at {100 * estimate.confidence:g} % one-sided, {size}"


def amount_text(value: float, unit: str) -> str:
    """Gives a number with its unit, rounded for reading."""
    return format_quantity(Quantity(value, unit), DIGITS)


def _rows_of(project: Project, verdict: Verdict, base: str) -> Iterator[tuple[str, str]]:
    bound = verdict.bound
    yield bound.kind, title_of(project, bound)
    what = "deployment" if bound.kind == "system" else "option"
    yield what, bound.option or "none is chosen"
    measured = describe_estimate(verdict)
    if measured:
        yield "measured", measured
    yield "because", verdict.reason
    if verdict.needed:
        yield "would decide it", f"{verdict.needed.count} more {verdict.needed.what}"
    yield "at", describe_place(place_of(project, verdict, base))
    if verdict.state != "holds" and bound.kind == "decision":
        yield "options that would hold", ", ".join(other_options(project, verdict)) or "none"


def title_of(project: Project, bound: BoundConstraint) -> str:
    """Gives the title of the decision or system that states a constraint."""
    portfolio = project.linked.portfolio
    records: Mapping[str, Decision | System] = (
        portfolio.systems if bound.kind == "system" else portfolio.decisions
    )
    return records[bound.decision].title


def other_options(project: Project, verdict: Verdict) -> tuple[str, ...]:
    """Gives the options that meet every ``must`` of the verdict's decision, the judged one left out."""
    if verdict.bound.kind == "system":
        return ()
    holding = project.judgement.holding_options(verdict.bound.decision)
    return tuple(option for option in holding if option != verdict.bound.option)
