"""What must be right in a constraint's selectors: whether its quality can be asked so, and of whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.errors import listing, suggest
from buttress.records import EVERY_CHANGE, ITSELF, OF_ONE_FLOW, OUTCOMES, speaks_of_deployment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from buttress.records import Benchmark, Constraint, Decision, Quality, System

Complaint = tuple[str, str, str]
"""Name of the selector's field, what is wrong, and a hint."""


def wrong_selectors(constraint: Constraint, quality: Quality) -> Iterator[Complaint]:
    """Gives what a constraint asks that its quality does not answer, whatever is measured."""
    name = quality.id
    for field, said in (("scope", constraint.scope != "typical"), ("profile", bool(constraint.profile))):
        if (
            said
            and quality.estimator != "percentile"
            and not (field == "scope" and quality.deployed == "latency")
        ):
            yield field, f"{name} is no percentile, and only those have a `{field}`; remove it", ""
    if constraint.profile and constraint.scope != "typical":
        yield (
            "scope",
            f"`profile: {constraint.profile}` says already how processes count; remove one of them",
            "",
        )
    yield from _wrong_parts(constraint, quality)


def _wrong_parts(constraint: Constraint, quality: Quality) -> Iterator[Complaint]:
    name = quality.id
    if constraint.in_load and not quality.of_load:
        yield "load", f"{name} does not depend on a load scenario; remove 'in {constraint.in_load}'", ""
    if quality.estimator == "sustained_load" and constraint.in_load not in (None, "server"):
        yield "load", f"{name} is told of arrivals, hence of server; remove 'in {constraint.in_load}'", ""
    yield from wrong_slice(constraint.slice, quality)
    if constraint.for_flow and quality.deployed is None:
        message = f"{name} is a quality of one component, not for {constraint.for_flow!r}; remove the clause"
        yield "flow", message, ""
    if constraint.on_hardware and speaks_of_deployment(constraint, quality):
        message = f"the deployment says where {name} is told; remove 'on {constraint.on_hardware}'"
        yield "hardware", message, ""
    if constraint.by_group and not quality.of_outcomes:
        yield "group", f"{name} is not told of groups of examples; remove 'by {constraint.by_group}'", ""
    if quality.estimator == "disparity" and not constraint.by_group:
        yield "group", f"{name} compares groups; add 'by COLUMN'", ""


def wrong_slice(asked: Mapping[str, str], quality: Quality) -> Iterator[Complaint]:
    """Gives a complaint where a slice is asked of a quality that is not told of examples."""
    if asked and not quality.of_outcomes:
        yield "slice", f"{quality.id} is not computed by slice; remove `slice`", ""


def wrong_flows(constraint: Constraint, quality: Quality, systems: Sequence[System]) -> Iterator[Complaint]:
    """Gives what is wrong with the flow that a constraint names, or fails to name.

    Args:
        constraint: The constraint.
        quality: What it limits.
        systems: The systems whose deployments it may be judged on; empty where no option stands for one.
    """
    if not speaks_of_deployment(constraint, quality):
        return
    if not systems:
        message = f"{quality.id} is told of a deployment; no option names one in `deployment`"
        hint = "or name the decision's `component`, and the system's `current_deployment`"
        yield "flow", message, hint
        return
    allowed = sorted({flow.id for system in systems for flow in system.flows})
    flow = constraint.for_flow
    if flow and flow not in allowed:
        message = f"the system has no flow {flow!r}; allowed: {listing(allowed) or 'none'}"
        yield "flow", message, suggest(flow, allowed)
    if not flow and len(allowed) != 1 and quality.deployed in OF_ONE_FLOW:
        yield (
            "flow",
            f"{quality.id} is told of one flow; add 'for FLOW': {listing(allowed) or 'none is there'}",
            "",
        )


def wrong_groups(constraint: Constraint, known: Sequence[Benchmark]) -> Iterator[Complaint]:
    """Gives a complaint where no suite of the options has the column that a constraint groups by."""
    columns = sorted({column for suite in known for column in suite.data.groups})
    group = constraint.by_group
    if group and known and group not in columns:
        hint = suggest(group, columns) or "columns are named in the suite's `data.groups`"
        message = (
            f"no suite of the options has the group column {group!r}; allowed: {listing(columns) or 'none'}"
        )
        yield "group", message, hint


def wrong_changes(
    constraint: Constraint, quality: Quality, known: Sequence[Benchmark]
) -> Iterator[Complaint]:
    """Gives what is wrong with the perturbation or invariant that a constraint names."""
    name = constraint.under_change
    kept = quality.estimator == "kept"
    perturbations = sorted({change for suite in known for change in suite.data.perturbations})
    invariants = sorted({change for suite in known for change in suite.data.invariants})
    allowed = invariants if kept else perturbations
    if kept and not name:
        message = f"{quality.id} is told of one invariant at a time; add 'under NAME'"
        yield "under", message, f"allowed: {listing(invariants)}" if invariants else ""
    if not name:
        return
    if not kept and quality.estimator not in (*OUTCOMES, "disparity"):
        yield "under", f"{quality.id} is not measured under a change; remove 'under {name}'", ""
    elif known and name not in allowed and not (name == EVERY_CHANGE and allowed):
        what = "invariant" if kept else "perturbation"
        message = f"no suite of the options has the {what} {name!r}; allowed: {listing(allowed) or 'none'}"
        hint = _hint_at_change(name, invariants, perturbations, kept=kept) or suggest(name, allowed)
        yield "under", message, hint


def wrong_opponent(constraint: Constraint, quality: Quality, decision: Decision) -> Iterator[Complaint]:
    """Gives what is wrong with the option that a constraint compares the judged one with."""
    other = constraint.compared_with
    if not other:
        return
    options = [option.id for option in decision.options]
    judged = constraint.of or decision.chosen
    if other == ITSELF:
        if quality.estimator == "kept":
            yield "against", f"{quality.id} tells already what a change does; remove 'against {ITSELF}'", ""
        elif not constraint.under_change:
            yield "against", f"against {ITSELF!r} tells what a change costs; add 'under CHANGE'", ""
    elif other not in options:
        hint = suggest(other, [*options, ITSELF])
        yield "against", f"there is no option {other!r}; allowed: {listing(options)} and {ITSELF}", hint
    elif other == judged:
        yield "against", f"{other!r} is the option that is judged; name another one", ""
    yield from _not_compared(constraint, quality)


def _not_compared(constraint: Constraint, quality: Quality) -> Iterator[Complaint]:
    other = constraint.compared_with
    if quality.estimator in ("disparity", "sustained_load", "ordinal") or speaks_of_deployment(
        constraint, quality
    ):
        yield "against", f"{quality.id} is not compared between options; remove 'against {other}'", ""
    if constraint.by_group:
        yield "against", "a constraint compares either groups or options; remove one of the clauses", ""
    if constraint.profile:
        yield "profile", "a profile judges one option by itself; remove `profile` or 'against'", ""


def _hint_at_change(name: str, invariants: Sequence[str], perturbations: Sequence[str], *, kept: bool) -> str:
    """What the name stands for, where it is a change of the other kind."""
    if kept and name in perturbations:
        return "it is a perturbation: limit what is answered under it, such as accuracy"
    if not kept and name in invariants:
        return "it is an invariant, which answers must keep: limit the quality invariance"
    return ""
