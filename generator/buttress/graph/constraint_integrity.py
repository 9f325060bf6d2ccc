"""What must be right in a constraint: its quality exists, its limit fits, and its selectors lead somewhere."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from buttress.errors import listing, suggest
from buttress.graph.selector_integrity import (
    wrong_changes,
    wrong_flows,
    wrong_groups,
    wrong_opponent,
    wrong_selectors,
)
from buttress.records import Flaw, Kind, Level, Quantity, range_judged, speaks_of_deployment, unit_judged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from buttress.graph.selector_integrity import Complaint
    from buttress.records import Benchmark, Constraint, Portfolio, Quality

Field = tuple[str | int, ...]


def check_constraint(
    constraint: Constraint,
    kind: Kind,
    record_id: str,
    field: Field,
    portfolio: Portfolio,
    suites: Sequence[str],
    systems: Sequence[str] = (),
) -> tuple[Flaw, ...]:
    """Gives every mistake in a constraint.

    Args:
        constraint: The constraint.
        kind: Kind of the record that states it.
        record_id: Id of that record.
        field: Where in the record it stands.
        portfolio: Everything written down.
        suites: Ids of the suites that measure the options it may speak of; empty when nothing is measured.
        systems: Ids of the systems whose deployments the options stand for; empty when they stand for none.
    """
    quality = portfolio.qualities.get(constraint.quality)
    if quality is None:
        return unknown_quality(constraint.quality, kind, record_id, field, portfolio)
    flaws = [*_check_limits(constraint, kind, record_id, field, portfolio)]
    flaws += _check_hardware(constraint, kind, record_id, field, portfolio)
    known = [portfolio.benchmarks[suite] for suite in suites]
    if known and not speaks_of_deployment(constraint, quality):
        flaws += _check_suites(constraint, kind, record_id, field, known)
    complaints: list[Complaint] = [
        *wrong_selectors(constraint, quality),
        *wrong_flows(constraint, quality, [portfolio.systems[system] for system in systems]),
        *wrong_groups(constraint, known),
        *wrong_changes(constraint, quality, known),
    ]
    if record_id in portfolio.decisions:
        complaints += wrong_opponent(constraint, quality, portfolio.decisions[record_id])
    flaws += [
        Flaw(kind, record_id, (*field, name) if name in constraint.model_fields_set else field, message, hint)
        for name, message, hint in complaints
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


def _check_limits(
    constraint: Constraint, kind: Kind, record_id: str, field: Field, portfolio: Portfolio
) -> Iterator[Flaw]:
    quality = portfolio.qualities[constraint.quality]
    for limit in (constraint.require.limit, constraint.require.upper):
        if limit is None:
            continue
        ratio = unit_judged(constraint, quality) != quality.unit
        if not ratio:
            yield from check_value(constraint.quality, limit, kind, record_id, field, portfolio)
        elif not isinstance(limit, Quantity) or not limit.compatible_with(Quantity(1, "")):
            message = f"found {str(limit)!r}; against another option {quality.id} is judged by its ratio, such as 80 %"
            yield Flaw(kind, record_id, field, message)
        yield from _check_range(constraint, limit, kind, record_id, field, quality)


def _check_range(
    constraint: Constraint,
    limit: Quantity | Level,
    kind: Kind,
    record_id: str,
    field: Field,
    quality: Quality,
) -> Iterator[Flaw]:
    """A limit that the quality cannot reach would hold for ever, or never."""
    unit = unit_judged(constraint, quality)
    if not isinstance(limit, Quantity) or not limit.compatible_with(Quantity(1, unit)):
        return
    (low, high), value = range_judged(constraint, quality), limit.magnitude_in(unit)
    if low <= value <= high:
        return
    told = (
        f"at least {low:g}" if high == inf else f"at most {high:g}" if low == -inf else f"{low:g} to {high:g}"
    )
    meant = low <= value / 100 <= high and not unit and "%" not in str(limit)
    yield Flaw(
        kind,
        record_id,
        field,
        f"found {limit}; {quality.id} is {f'{told} {unit}'.rstrip()}",
        f"did you mean {value:g} %?" if meant else "",
    )


def _check_hardware(
    constraint: Constraint, kind: Kind, record_id: str, field: Field, portfolio: Portfolio
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
    yield from check_slice(constraint.slice, kind, record_id, field, known)


def check_slice(
    asked: Mapping[str, str], kind: Kind, record_id: str, field: Field, known: Sequence[Benchmark]
) -> Iterator[Flaw]:
    """Gives a flaw for each slice that no suite has, and for each value that a slice has not.

    Args:
        asked: Slice name to value.
        kind: Kind of the record that asks.
        record_id: Its id.
        field: Where in it stands what has the slice.
        known: The suites that measure the options.
    """
    slices = {
        name: sorted({value for suite in known for value in suite.data.slices.get(name, {})})
        for suite in known
        for name in suite.data.slices
    }
    for name, value in asked.items():
        if name not in slices:
            message = f"no suite of the options has the slice {name!r}; allowed: {listing(sorted(slices)) or 'none'}"
            yield Flaw(kind, record_id, (*field, "slice", name), message, suggest(name, slices))
        elif value not in slices[name]:
            message = f"the slice {name!r} has no value {value!r}; allowed: {listing(slices[name])}"
            yield Flaw(kind, record_id, (*field, "slice", name), message, suggest(value, slices[name]))
