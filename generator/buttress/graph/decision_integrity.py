"""What must be right inside one decision, given everything around it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from buttress.errors import listing, suggest
from buttress.graph.constraint_integrity import check_constraint, check_slice, check_value
from buttress.graph.placements import deployments_asked
from buttress.graph.selector_integrity import wrong_slice
from buttress.records import Flaw

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from buttress.graph.linked import Linked
    from buttress.records import Decision, Preference


def check_decision(decision: Decision, linked: Linked, as_of: date) -> tuple[Flaw, ...]:
    """Gives every mistake in a decision that shows only beside other records or other fields."""
    flaws = [
        *_check_choice(decision),
        *_check_dates(decision, as_of),
        *_check_doubles(decision),
        *_check_waivers(decision, linked),
        *_check_patterns(decision, linked),
        *_check_places(decision, linked),
        *_check_ratings(decision, linked),
        *_check_preferences(decision, linked),
    ]
    suites = _suites_of(decision, linked)
    systems = tuple(dict.fromkeys(one.system for one in deployments_asked(decision, linked)))
    for index, constraint in enumerate(decision.constraints):
        field = ("constraints", index)
        flaws += check_constraint(
            constraint, "decision", decision.id, field, linked.portfolio, suites, systems
        )
        flaws += _check_option(decision, constraint.of, (*field, "of"))
    return tuple(flaws)


def _suites_of(decision: Decision, linked: Linked) -> tuple[str, ...]:
    bound = (linked.binding_of.get((decision.id, option.id)) for option in decision.options)
    return tuple(dict.fromkeys(binding.suite for binding in bound if binding))


def _check_choice(decision: Decision) -> Iterator[Flaw]:
    needs_choice = decision.status in ("accepted", "deprecated", "superseded")
    if needs_choice and not decision.chosen:
        message = f"a decision that is {decision.status} names the chosen option in `chosen`"
        yield Flaw("decision", decision.id, (), message)
    yield from _check_option(decision, decision.chosen, ("chosen",))


def _check_option(decision: Decision, found: str, field: tuple[str | int, ...]) -> Iterator[Flaw]:
    allowed = [option.id for option in decision.options]
    if found and found not in allowed:
        message = f"there is no option {found!r}; allowed: {listing(allowed) or 'none, there are no options'}"
        yield Flaw("decision", decision.id, field, message, suggest(found, allowed))


def _check_dates(decision: Decision, as_of: date) -> Iterator[Flaw]:
    if decision.date > as_of:
        message = f"{decision.date} lies in the future of {as_of}, the day that counts as today"
        yield Flaw("decision", decision.id, ("date",), message)


def _check_doubles(decision: Decision) -> Iterator[Flaw]:
    options = Counter(option.id for option in decision.options)
    for index, option in enumerate(decision.options):
        if options[option.id] > 1:
            options[option.id] = 0
            message = f"two options have the id {option.id!r}"
            yield Flaw("decision", decision.id, ("options", index, "id"), message)
    constraints = Counter(constraint.id for constraint in decision.constraints)
    seen: set[str] = set()
    for index, constraint in enumerate(decision.constraints):
        if constraint.id in seen and constraints[constraint.id] > 1:
            message = f"two constraints have the id {constraint.id!r}"
            hint = "give one of them an `id:` of its own"
            yield Flaw("decision", decision.id, ("constraints", index), message, hint)
        seen.add(constraint.id)


def _check_waivers(decision: Decision, linked: Linked) -> Iterator[Flaw]:
    allowed = [bound.constraint.id for bound in linked.constraints[decision.id]]
    for index, waiver in enumerate(decision.waivers):
        if waiver.constraint not in allowed:
            message = f"there is no constraint {waiver.constraint!r}; allowed: {listing(allowed) or 'none'}"
            hint = suggest(waiver.constraint, allowed)
            yield Flaw("decision", decision.id, ("waivers", index, "constraint"), message, hint)


def _check_patterns(decision: Decision, linked: Linked) -> Iterator[Flaw]:
    allowed = sorted(linked.portfolio.patterns)
    for index, pattern in enumerate(decision.patterns):
        if pattern not in allowed and ("pattern", pattern) not in linked.portfolio.unreadable:
            message = f"there is no pattern {pattern!r}; allowed: {listing(allowed)}"
            yield Flaw("decision", decision.id, ("patterns", index), message, suggest(pattern, allowed))


def _check_places(decision: Decision, linked: Linked) -> Iterator[Flaw]:
    system_id = linked.system_of.get(decision.id, "")
    if ("system", system_id) in linked.portfolio.unreadable:
        return
    system = linked.portfolio.systems.get(system_id)
    components = list(system.components) if system else []
    if decision.component and decision.component not in components:
        found = f"the system has no component {decision.component!r}" if system else "there is no system here"
        message = f"{found}; allowed: {listing(components) or 'none'}"
        hint = suggest(decision.component, components)
        yield Flaw("decision", decision.id, ("component",), message, hint)
    deployments = list(system.deployments) if system else []
    for index, option in enumerate(decision.options):
        if option.deployment and option.deployment not in deployments:
            message = (
                f"there is no deployment {option.deployment!r}; allowed: {listing(deployments) or 'none'}"
            )
            field = ("options", index, "deployment")
            yield Flaw("decision", decision.id, field, message, suggest(option.deployment, deployments))


def _check_ratings(decision: Decision, linked: Linked) -> Iterator[Flaw]:
    for index, option in enumerate(decision.options):
        for quality, rating in option.ratings.items():
            field = ("options", index, "ratings", quality)
            yield from check_value(quality, rating.value, "decision", decision.id, field, linked.portfolio)


def _check_preferences(decision: Decision, linked: Linked) -> Iterator[Flaw]:
    for index, preference in enumerate(decision.preferences):
        field = ("preferences", index)
        quality = linked.portfolio.qualities.get(preference.quality)
        if quality is not None and quality.levels:
            message = (
                f"{quality.id} has levels, which have an order and no distances; a preference needs numbers"
            )
            hint = f"limit it instead: {quality.id} >= {quality.levels[len(quality.levels) // 2]}"
            yield Flaw("decision", decision.id, (*field, "quality"), message, hint)
            continue
        yield from _check_flow(decision, preference, field, linked)
        yield from _check_part(decision, preference, field, linked)
        flaws: Iterable[Flaw] = (
            flaw
            for name in ("worst", "best")
            for flaw in check_value(
                preference.quality,
                getattr(preference, name),
                "decision",
                decision.id,
                (*field, name),
                linked.portfolio,
            )
        )
        yield from list(flaws)[:1]
        if preference.worst == preference.best:
            message = "worst and best are the same value, which prefers nothing"
            yield Flaw("decision", decision.id, field, message)


def _check_flow(
    decision: Decision, preference: Preference, field: tuple[str | int, ...], linked: Linked
) -> Iterator[Flaw]:
    """A preference of a flow's quality says which flow, as a constraint does."""
    if not preference.flow:
        return
    systems = dict.fromkeys(one.system for one in deployments_asked(decision, linked))
    allowed = sorted({flow.id for system in systems for flow in linked.portfolio.systems[system].flows})
    if preference.flow not in allowed:
        message = f"the system has no flow {preference.flow!r}; allowed: {listing(allowed) or 'none'}"
        yield Flaw("decision", decision.id, (*field, "flow"), message, suggest(preference.flow, allowed))


def _check_part(
    decision: Decision, preference: Preference, field: tuple[str | int, ...], linked: Linked
) -> Iterator[Flaw]:
    """A preference of a slice names one that its quality can be told of, as a constraint does."""
    quality = linked.portfolio.qualities.get(preference.quality)
    complaints = wrong_slice(preference.slice, quality) if quality is not None else ()
    yield from (
        Flaw("decision", decision.id, (*field, name), message, hint) for name, message, hint in complaints
    )
    known = [linked.portfolio.benchmarks[suite] for suite in _suites_of(decision, linked)]
    if known:
        yield from check_slice(preference.slice, "decision", decision.id, field, known)
