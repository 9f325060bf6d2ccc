"""What must be right in a constraint: its quality exists, its limit fits, and its selectors lead somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.errors import listing, suggest
from buttress.records import OUTCOMES, Flaw, Kind, Level, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.records import Benchmark, Constraint, Portfolio, Quality

Field = tuple[str | int, ...]


def check_constraint(
    constraint: Constraint,
    kind: Kind,
    record_id: str,
    field: Field,
    portfolio: Portfolio,
    suites: Sequence[str],
) -> tuple[Flaw, ...]:
    """Gives every mistake in a constraint.

    Args:
        constraint: The constraint.
        kind: Kind of the record that states it.
        record_id: Id of that record.
        field: Where in the record it stands.
        portfolio: Everything written down.
        suites: Ids of the suites that measure the options it may speak of; empty when nothing is measured.
    """
    quality = portfolio.qualities.get(constraint.quality)
    if quality is None:
        return unknown_quality(constraint.quality, kind, record_id, field, portfolio)
    limits = (constraint.require.limit, constraint.require.upper)
    flaws = [
        flaw
        for limit in limits
        if limit is not None
        for flaw in check_value(constraint.quality, limit, kind, record_id, field, portfolio)
    ]
    flaws += _check_selectors(constraint, quality, kind, record_id, field, portfolio)
    known = [portfolio.benchmarks[suite] for suite in suites]
    if known:
        flaws += _check_suites(constraint, kind, record_id, field, known)
    flaws += [
        Flaw(kind, record_id, (*field, "under") if constraint.under else field, message, hint)
        for message, hint in _wrong_changes(constraint, quality, known)
    ]
    return tuple(flaws)


def check_value(
    quality_id: str,
    value: Quantity | Level | str,
    kind: Kind,
    record_id: str,
    field: Field,
    portfolio: Portfolio,
) -> tuple[Flaw, ...]:
    """Gives a flaw when a value is none of the quality: wrong dimension, or no level of its scale."""
    quality = portfolio.qualities.get(quality_id)
    if quality is None:
        return unknown_quality(quality_id, kind, record_id, field, portfolio)
    if quality.levels:
        word = value.word if isinstance(value, Level) else str(value)
        if word in quality.levels:
            return ()
        message = f"found {word!r}; levels of {quality.id}, worst first: {listing(quality.levels)}"
        return (Flaw(kind, record_id, field, message, suggest(word, quality.levels)),)
    if not isinstance(value, Quantity):
        example = f"5 {quality.unit}".rstrip()
        message = f"found {str(value)!r}; {quality.id} is a number, such as {example}"
        return (Flaw(kind, record_id, field, message),)
    if not value.compatible_with(Quantity(1, quality.unit)):
        unit = quality.unit or "a bare number or %"
        return (Flaw(kind, record_id, field, f"found {value}; {quality.id} is measured in {unit}"),)
    return ()


def unknown_quality(
    quality: str, kind: Kind, record_id: str, field: Field, portfolio: Portfolio
) -> tuple[Flaw, ...]:
    """Gives the flaw of a quality that is not there; none where its record is there but could not be read."""
    if ("quality", quality) in portfolio.unreadable:
        return ()
    allowed = sorted(portfolio.qualities)
    message = f"there is no quality {quality!r}; allowed: {listing(allowed, 60)}"
    return (Flaw(kind, record_id, field, message, suggest(quality, allowed)),)


def _check_selectors(
    constraint: Constraint, quality: Quality, kind: Kind, record_id: str, field: Field, portfolio: Portfolio
) -> Iterator[Flaw]:
    hardware = constraint.on_hardware
    if hardware and hardware not in portfolio.hardware and ("hardware", hardware) not in portfolio.unreadable:
        allowed = sorted(portfolio.hardware)
        message = f"there is no hardware {hardware!r}; allowed: {listing(allowed) or 'none is described'}"
        yield Flaw(kind, record_id, field, message, suggest(hardware, allowed))
    if hardware in portfolio.hardware and portfolio.hardware[hardware].match.is_empty:
        message = (
            f"the hardware {hardware!r} says nothing in `match`, so that every machine would count for it"
        )
        yield Flaw(kind, record_id, field, message, "give at least its `cpu_model`")
    if constraint.scope == "every process" and quality.estimator != "percentile":
        message = (
            f"{quality.id} is no percentile, and only those are judged for every process; remove `scope`"
        )
        yield Flaw(kind, record_id, (*field, "scope"), message)
    if constraint.in_load and not quality.of_load:
        message = f"{quality.id} does not depend on a load scenario; remove 'in {constraint.in_load}'"
        yield Flaw(kind, record_id, field, message)
    if constraint.slice and quality.estimator not in (*OUTCOMES, "kept"):
        yield Flaw(kind, record_id, field, f"{quality.id} is not computed by slice; remove `slice`")
    for word, selector in (("for", constraint.for_flow), ("by", constraint.by_group)):
        if selector:
            message = (
                f"{quality.id} is a quality of one component, not {word} {selector!r}; remove the clause"
            )
            yield Flaw(kind, record_id, field, message)


def _check_suites(
    constraint: Constraint,
    kind: Kind,
    record_id: str,
    field: Field,
    known: Sequence[Benchmark],
) -> Iterator[Flaw]:
    loads = sorted({load for suite in known for load in suite.load})
    if constraint.in_load and constraint.in_load not in loads:
        message = (
            f"no suite of the options drives {constraint.in_load!r}; allowed: {listing(loads) or 'none'}"
        )
        yield Flaw(kind, record_id, field, message, suggest(constraint.in_load, loads))
    slices = {
        name: sorted({value for suite in known for value in suite.data.slices.get(name, {})})
        for suite in known
        for name in suite.data.slices
    }
    for name, value in constraint.slice.items():
        if name not in slices:
            message = f"no suite of the options has the slice {name!r}; allowed: {listing(sorted(slices)) or 'none'}"
            yield Flaw(kind, record_id, (*field, "slice", name), message, suggest(name, slices))
        elif value not in slices[name]:
            message = f"the slice {name!r} has no value {value!r}; allowed: {listing(slices[name])}"
            yield Flaw(kind, record_id, (*field, "slice", name), message, suggest(value, slices[name]))


def _wrong_changes(
    constraint: Constraint, quality: Quality, known: Sequence[Benchmark]
) -> Iterator[tuple[str, str]]:
    """What is wrong with the perturbation or invariant that a constraint names, each with a hint."""
    name = constraint.under_change
    kept = quality.estimator == "kept"
    perturbations = sorted({change for suite in known for change in suite.data.perturbations})
    invariants = sorted({change for suite in known for change in suite.data.invariants})
    allowed = invariants if kept else perturbations
    if kept and not name:
        message = f"{quality.id} is told of one invariant at a time; add 'under NAME'"
        yield message, f"allowed: {listing(invariants)}" if invariants else ""
    if not name:
        return
    if not kept and quality.estimator not in OUTCOMES:
        yield f"{quality.id} is not measured under a change; remove 'under {name}'", ""
    elif known and name not in allowed:
        what = "invariant" if kept else "perturbation"
        message = f"no suite of the options has the {what} {name!r}; allowed: {listing(allowed) or 'none'}"
        yield message, _hint_at_change(name, invariants, perturbations, kept=kept) or suggest(name, allowed)


def _hint_at_change(name: str, invariants: Sequence[str], perturbations: Sequence[str], *, kept: bool) -> str:
    """What the name stands for, where it is a change of the other kind."""
    if kept and name in perturbations:
        return "it is a perturbation: limit what is answered under it, such as accuracy"
    if not kept and name in invariants:
        return "it is an invariant, which answers must keep: limit the quality invariance"
    return ""
