"""The figures that back a decision's numbers: measured, limited, stated, declared or reasoned about."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from buttress.errors import TextError
from buttress.linting.written_numbers import find_numbers
from buttress.records import Quantity, QuantityRange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.linting.finding import Reviewed
    from buttress.linting.written_numbers import WrittenNumber
    from buttress.records import Benchmark, Decision, Quality, System
    from buttress.verdicts import Assessment

_LEANT_ON = ("depends_on", "amends")


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount that somebody measured or stated.

    Attributes:
        amount: The amount.
        said_of: What it is, for a reader: "latency.p99 of small".
        quality: Id of the quality that it is a value of; empty for anything else.
        value_of: The option whose measured value it is, to be compared with those of others; empty for anything else.
        is_share: Whether it is so many examples out of so many.
        is_rest: Whether it is what is left of such a share: the examples that do not count.
    """

    amount: Quantity
    said_of: str
    quality: str = ""
    value_of: str = ""
    is_share: bool = False
    is_rest: bool = False

    def in_unit_of(self, number: WrittenNumber) -> float | None:
        """Gives the amount in the unit of a number; None where they are of different kinds."""
        if not self.amount.compatible_with(number.amount):
            return None
        try:
            return self.amount.magnitude_in(number.amount.unit)
        except TextError:
            return None  # too large to be told in that unit


def gather_figures(reviewed: Reviewed) -> tuple[Figure, ...]:
    """Gives every figure that a decision can rest its numbers on."""
    decision, linked = reviewed.decision, reviewed.linked
    decisions = linked.portfolio.decisions
    leant_on = (
        decisions[edge.head]
        for edge in linked.edges
        if edge.tail == decision.id and edge.relation in _LEANT_ON and edge.head in decisions
    )
    found = [*_measured(reviewed), *_asked_of(decision), *_stated(decision)]
    found += (figure for other in leant_on for figure in _asked_of(other))
    system = linked.portfolio.systems.get(linked.system_of.get(decision.id, ""))
    found += _described(system) if system else ()
    found += _of_machines(reviewed, system)
    found += (figure for suite in _suites(reviewed) for figure in _planned(suite))
    return tuple(found)


def _measured(reviewed: Reviewed) -> Iterator[Figure]:
    """The cells of the comparison, and what verdicts found on slices, under changes and on other machines."""
    for row in reviewed.comparison.rows if reviewed.comparison else ():
        for cell in row.cells:
            yield from _estimated(cell.assessment, cell.quality, cell.option, in_cell=True)
    qualities = reviewed.linked.portfolio.qualities
    for option in reviewed.decision.options:
        for verdict in reviewed.judgement.options.get((reviewed.decision.id, option.id), ()):
            quality = qualities[verdict.bound.constraint.quality]
            yield from _estimated(verdict.assessment, quality, option.id, in_cell=False)


def _estimated(
    assessment: Assessment | None, quality: Quality, option: str, *, in_cell: bool
) -> Iterator[Figure]:
    estimate = assessment.estimate if assessment else None
    if assessment is None or estimate is None:
        return
    of, share = f"{quality.id} of {option}", quality.is_share and not assessment.unit
    bounds = ((estimate.lower, f"lower bound of {of}"), (estimate.upper, f"upper bound of {of}"))
    for value, words in ((estimate.value, of), *bounds):
        if value is None or not isfinite(value):
            continue
        compared = option if in_cell and words == of else ""
        yield Figure(Quantity(value, assessment.unit), words, quality.id, compared, share)
        if share:
            yield Figure(Quantity(1 - value), f"what is left of {words}", quality.id, is_rest=True)


def _asked_of(decision: Decision) -> Iterator[Figure]:
    """The limits of a decision with the reasons given for them."""
    for constraint in decision.constraints:
        require, of = constraint.require, f"the limit {constraint.id!r}"
        for limit in (require.limit, require.upper):
            if isinstance(limit, Quantity):
                yield Figure(limit, of, constraint.quality)
        if constraint.max_age is not None:
            yield Figure(constraint.max_age, f"the age allowed by {constraint.id!r}")
        yield from _told(constraint.because, f"the reason of {constraint.id!r}")


def _stated(decision: Decision) -> Iterator[Figure]:
    """Ratings, preferences, and what is declared as assumed or risked."""
    for option in decision.options:
        for name, rating in option.ratings.items():
            if isinstance(rating.value, Quantity):
                yield Figure(rating.value, f"{name} of {option.id}, {rating.basis}", name)
    for wish in decision.preferences:
        yield from _amounts(f"the preference for {wish.quality}", wish.worst, wish.best)
    declared = (
        *((assumption.text, "an assumption") for assumption in decision.assumptions),
        *((f"{risk.text}\n\n{risk.mitigation}", "a risk") for risk in decision.risks),
        *((waiver.because, f"the waiver of {waiver.constraint!r}") for waiver in decision.waivers),
    )
    for text, of in declared:
        yield from _told(text, of)


def _described(system: System) -> Iterator[Figure]:
    for link in system.links:
        of = f"the link {link.name or ' and '.join(link.between)}"
        yield from _both_ends(link.latency, of)
        yield from _both_ends(link.bandwidth, of)
        yield from _both_ends(link.price, of)
        yield from _both_ends(link.availability, of)
        yield from _both_ends(link.energy, of)
    for flow in system.flows:
        yield from _amounts(f"the flow {flow.id}", flow.rate, *flow.payload.values())
    for name, component in system.components.items():
        latency = component.latency
        yield from _both_ends(latency.value if latency else None, f"the component {name}")
        yield from _both_ends(latency.factor if latency else None, f"the component {name}")
    for name, node in system.nodes.items():
        of = f"the node {name}"
        for given in (
            node.price,
            node.availability,
            node.carbon,
            node.stand_in.factor if node.stand_in else None,
        ):
            yield from _both_ends(given, of)
        yield from _amounts(of, node.power)


def _of_machines(reviewed: Reviewed, system: System | None) -> Iterator[Figure]:
    names = {constraint.on_hardware for constraint in reviewed.decision.constraints}
    names |= {node.hardware for node in system.nodes.values()} if system else set()
    hardware = reviewed.linked.portfolio.hardware
    for profile in (hardware[name] for name in sorted(names) if name in hardware):
        yield from _amounts(f"the hardware {profile.id}", profile.price, profile.power)


def _suites(reviewed: Reviewed) -> Iterator[Benchmark]:
    bindings = reviewed.linked.binding_of
    owners = (bindings.get((reviewed.decision.id, option.id)) for option in reviewed.decision.options)
    names = dict.fromkeys(binding.suite for binding in owners if binding is not None)
    return (reviewed.linked.portfolio.benchmarks[name] for name in names)


def _planned(suite: Benchmark) -> Iterator[Figure]:
    of = f"the suite {suite.id}"
    yield from _told(suite.description, of)
    yield from _amounts(of, suite.timeout, suite.memory_limit, suite.estimated_power)
    for load in suite.load.values():
        yield from _amounts(of, load.min_duration, load.latency)
        if load.target_qps:
            yield Figure(Quantity(load.target_qps, "/s"), f"the arrivals of {suite.id}")


def _amounts(of: str, *amounts: Quantity | None) -> Iterator[Figure]:
    yield from (Figure(amount, of) for amount in amounts if amount is not None)


def _both_ends(span: QuantityRange | None, of: str) -> Iterator[Figure]:
    if span is not None:
        yield from (Figure(span.low, of), Figure(span.high, of))


def _told(text: str, of: str) -> Iterator[Figure]:
    yield from (Figure(number.amount, of) for number in find_numbers(text))
