"""What is compared: which qualities, under which change, of which flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.records import OF_ONE_FLOW, speaks_of_deployment
from buttress.tradeoff.comparison import Column
from buttress.tradeoff.wanted import as_wanted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from buttress.graph import Linked
    from buttress.records import Constraint, Decision, Preference, Quality
    from buttress.tradeoff.comparison import ColumnKey


def columns_of(decision: Decision, linked: Linked) -> tuple[Column, ...]:
    """Gives constrained qualities first, then preferred ones, drivers and ratings; no doubles.

    Constraints and preferences say of which flow and of which slice they speak; slices stand beside all examples. A
    driver that names a quality means the columns that are there, and so does a rating, but for slices: it is of all
    examples. Where there is none, a quality of flows means the system's only flow, or all flows together where that can
    be told.
    """
    stated = (*_of_constraints(decision, linked), *_of_preferences(decision, linked))
    asked = {column.key: column for column in stated}
    rated = [name for option in decision.options for name in option.ratings]
    qualities = linked.portfolio.qualities
    for name in dict.fromkeys((*decision.drivers, *rated)):
        if name in qualities and not _already(qualities[name], asked.values(), of_all=name in rated):
            column = _named(qualities[name], decision, linked)
            asked[column.key] = column
    return tuple(as_wanted(column, decision) for column in _slices_beside(asked.values()))


def column_of(constraint: Constraint, quality: Quality, decision: Decision, linked: Linked) -> Column:
    """Gives the column that a constraint of a decision speaks of."""
    flow = ""
    if speaks_of_deployment(constraint, quality):
        flow = _flow(constraint.for_flow, quality, decision, linked)
    return Column(quality, constraint.under_change, flow, constraint.in_slice)


def preferred_place(preference: Preference, columns: Sequence[Column]) -> int | None:
    """Gives the place of the column that a preference speaks of; None where there is none.

    A preference that names no flow means the column of all flows together, or else the only flow that is compared; one
    that names no slice means all examples.
    """
    own = {
        column.flow: place
        for place, column in enumerate(columns)
        if (column.quality.id, column.under, column.slice) == (preference.quality, "", preference.in_slice)
    }
    if preference.flow in own:
        return own[preference.flow]
    return next(iter(own.values())) if len(own) == 1 and not preference.flow else None


def _of_constraints(decision: Decision, linked: Linked) -> Iterator[Column]:
    qualities = linked.portfolio.qualities
    for constraint in decision.constraints:
        if constraint.quality in qualities:
            yield column_of(constraint, qualities[constraint.quality], decision, linked)


def _of_preferences(decision: Decision, linked: Linked) -> Iterator[Column]:
    qualities = linked.portfolio.qualities
    for preference in decision.preferences:
        quality = qualities.get(preference.quality)
        if quality is not None and (preference.flow or quality.only_deployed):
            flow = _flow(preference.flow, quality, decision, linked)
            yield Column(quality, flow=flow, slice=preference.in_slice)
        elif quality is not None:
            yield Column(quality, slice=preference.in_slice)


def _already(quality: Quality, asked: Iterable[Column], *, of_all: bool) -> bool:
    """Whether what is asked for already has what the bare name of a quality means.

    An invariance exists under a change only, and what is told of deployments is told of the flows that were named. Where
    slices were named, the figure over all examples may mix what has to be told apart, so that nobody asks for it who does
    not say so.
    """
    own = [column for column in asked if column.quality.id == quality.id]
    if quality.estimator == "kept":
        return bool(own)
    return any((not column.under or column.flow) and not (of_all and column.slice) for column in own)


def _slices_beside(columns: Iterable[Column]) -> Iterator[Column]:
    """All examples before their slices, and both where the first of them was asked for."""
    together: dict[ColumnKey, list[Column]] = {}
    for column in columns:
        together.setdefault(column.of_all.key, []).append(column)
    for some in together.values():
        # Sorting is stable: slices keep the order in which they were asked for.
        yield from sorted(some, key=lambda one: bool(one.slice))


def _named(quality: Quality, decision: Decision, linked: Linked) -> Column:
    return Column(quality, flow=_flow("", quality, decision, linked) if quality.only_deployed else "")


def _flow(named: str, quality: Quality, decision: Decision, linked: Linked) -> str:
    """The flow that is meant: the system's only one where none is named and one must be."""
    system = linked.portfolio.systems.get(linked.system_of.get(decision.id, ""))
    if named or system is None or quality.deployed not in OF_ONE_FLOW or len(system.flows) != 1:
        return named
    return system.flows[0].id
