"""Placements: what is measured of a system's components, and which deployment an option stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.errors import listing, suggest
from buttress.graph.linked import Binding, BoundConstraint, Placement
from buttress.records import Flaw

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from buttress.graph.linked import Linked
    from buttress.graph.references import Directory
    from buttress.records import Benchmark, Component, Decision, EvidenceBinding, Option, Portfolio, System

Field = tuple[str | int, ...]


def bind_components(
    portfolio: Portfolio,
    card_binding: Mapping[str, Binding],
    own_suites: Mapping[str, Sequence[Benchmark]],
    suites: Directory,
    cards: Directory,
    flaws: list[Flaw],
) -> dict[tuple[str, str], Binding]:
    """Gives (system, component) to the component's measurements, for those that have any.

    They are those that its ``evidence`` names, or else those of its model card.

    Args:
        portfolio: Everything written down.
        card_binding: Model card to its measurements.
        own_suites: System to its suites.
        suites: The ids of all suites.
        cards: The ids of all model cards.
        flaws: Where mistakes are added.
    """
    found: dict[tuple[str, str], Binding] = {}
    for system in portfolio.systems.values():
        for name, component in system.components.items():
            field: Field = ("components", name)
            binding = _bind(
                system, component, field, portfolio, card_binding, own_suites, suites, cards, flaws
            )
            if binding:
                found[system.id, name] = binding
    return found


def _bind(
    system: System,
    component: Component,
    field: Field,
    portfolio: Portfolio,
    card_binding: Mapping[str, Binding],
    own_suites: Mapping[str, Sequence[Benchmark]],
    suites: Directory,
    cards: Directory,
    flaws: list[Flaw],
) -> Binding | None:
    # A reference drops the folder inside the same system, so it is resolved as from a record in the system's folder.
    here = f"{system.id}/system"
    if component.evidence is not None:
        own = own_suites.get(system.id, ())
        return _bind_evidence(
            system, component.evidence, (*field, "evidence"), own, portfolio, suites, here, flaws
        )
    if not component.model:
        return None
    card = cards.resolve(component.model, here)
    if card is None:
        message, hint = cards.complaint(component.model, here)
        flaws.append(Flaw("system", system.id, (*field, "model"), message, hint))
    return card_binding.get(card or "")


def _bind_evidence(
    system: System,
    wanted: EvidenceBinding,
    field: Field,
    own: Sequence[Benchmark],
    portfolio: Portfolio,
    suites: Directory,
    here: str,
    flaws: list[Flaw],
) -> Binding | None:
    holding = list(own)
    if wanted.suite:
        suite_id = suites.resolve(wanted.suite, here)
        if suite_id is None:
            message, hint = suites.complaint(wanted.suite, here)
            flaws.append(Flaw("system", system.id, (*field, "suite"), message, hint))
            return None
        holding = [portfolio.benchmarks[suite_id]] if suite_id in portfolio.benchmarks else []
        if not holding:
            return None  # it is there and could not be read
    name = wanted.candidate or str(field[1])
    fitting = [suite for suite in holding if name in suite.candidates]
    if len(fitting) != 1:
        flaws.append(_which_candidate(system, field, name, holding, fitting))
        return None
    runtimes = fitting[0].candidates[name].runtime
    if wanted.runtime and wanted.runtime not in runtimes:
        message = f"the suite {fitting[0].id!r} does not run {name!r} on {wanted.runtime!r}; allowed: {listing(runtimes)}"
        hint = suggest(wanted.runtime, runtimes)
        flaws.append(Flaw("system", system.id, (*field, "runtime"), message, hint))
        return None
    return Binding(fitting[0].id, name, wanted.runtime or runtimes[0])


def _which_candidate(
    system: System, field: Field, name: str, holding: Sequence[Benchmark], fitting: Sequence[Benchmark]
) -> Flaw:
    if fitting:
        message = f"the candidate {name!r} is in several suites: {', '.join(suite.id for suite in fitting)}"
        return Flaw("system", system.id, field, message, "say which with `suite:`")
    allowed = sorted({candidate for suite in holding for candidate in suite.candidates})
    message = f"no such candidate: {name!r}; allowed: {listing(allowed) or 'none'}"
    return Flaw("system", system.id, field, message, suggest(name, allowed))


def place_options(
    portfolio: Portfolio,
    system_of: Mapping[str, str],
    binding_of: Mapping[tuple[str, str], Binding],
) -> dict[tuple[str, str], Placement]:
    """Gives (decision, option) to the deployment that the option stands for, for those that stand for one.

    It is the deployment that the option names; or, for what decides about one component, the deployment that is in
    operation, with the option's own measurements in place of the component's.
    """
    found = {}
    for decision in portfolio.decisions.values():
        system = portfolio.systems.get(system_of.get(decision.id, ""))
        if system is None:
            continue
        for option in decision.options:
            placement = _place(decision, option, system, binding_of.get((decision.id, option.id)))
            if placement is not None and placement.deployment in system.deployments:
                found[decision.id, option.id] = placement
    return found


def _place(decision: Decision, option: Option, system: System, binding: Binding | None) -> Placement | None:
    if option.deployment:
        return Placement(system.id, option.deployment)
    if not system.current_deployment or decision.component not in system.components or binding is None:
        return None
    return Placement(system.id, system.current_deployment, ((decision.component, binding),))


def system_constraints(portfolio: Portfolio) -> dict[str, tuple[BoundConstraint, ...]]:
    """Gives the constraints of each system that states any, on the deployment that is in operation."""
    return {
        system.id: tuple(
            BoundConstraint(system.id, constraint, system.current_deployment, index, "system")
            for index, constraint in enumerate(system.constraints)
        )
        for system in portfolio.systems.values()
        if system.constraints
    }


def deployments_asked(decision: Decision, linked: Linked) -> Iterator[Placement]:
    """Gives the deployments that the options of a decision stand for, without doubles."""
    found = (linked.placement_of.get((decision.id, option.id)) for option in decision.options)
    yield from dict.fromkeys(one for one in found if one is not None)
