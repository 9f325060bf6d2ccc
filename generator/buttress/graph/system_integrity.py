"""What must be right in a system: its names lead somewhere, its flows find a way, its constraints can be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.errors import listing, suggest
from buttress.graph.constraint_integrity import check_constraint
from buttress.graph.routes import route_flow
from buttress.records import Flaw, speaks_of_deployment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from buttress.graph.constraint_integrity import Field
    from buttress.records import Constraint, Portfolio, System


def check_system(system: System, portfolio: Portfolio) -> tuple[Flaw, ...]:
    """Gives every mistake in a system: names that do not exist, flows without a way, constraints on nothing."""
    named = (
        *_check_nodes(system, portfolio),
        *_check_links(system),
        *_check_flows(system),
        *_check_deployments(system),
    )
    # Ways are looked for only where all names lead somewhere.
    ways = () if named else tuple(_check_ways(system))
    return (*named, *ways, *_check_constraints(system, portfolio))


def _check_ways(system: System) -> Iterator[Flaw]:
    for deployment in system.deployments:
        for flow in system.flows:
            for tail, head in route_flow(system, deployment, flow).unjoined:
                message = f"the flow {flow.id!r} goes from {tail!r} to {head!r}, and no links join them"
                hint = f"add a link between {tail} and {head} to `links`"
                yield Flaw("system", system.id, ("deployments", deployment), message, hint)


def _check_constraints(system: System, portfolio: Portfolio) -> Iterator[Flaw]:
    if system.constraints and not system.current_deployment:
        message = "a system's constraints are judged on the deployment that is in operation; set `current_deployment`"
        yield Flaw("system", system.id, ("constraints",), message)
    seen: set[str] = set()
    for index, constraint in enumerate(system.constraints):
        field: Field = ("constraints", index)
        if constraint.id in seen:
            message = f"two constraints have the id {constraint.id!r}"
            yield Flaw("system", system.id, field, message, "give one of them an `id:` of its own")
        seen.add(constraint.id)
        yield from check_constraint(constraint, "system", system.id, field, portfolio, (), (system.id,))
        yield from _wrong_for_system(system, constraint, field, portfolio)


def _wrong_for_system(
    system: System, constraint: Constraint, field: Field, portfolio: Portfolio
) -> Iterator[Flaw]:
    quality = portfolio.qualities.get(constraint.quality)
    if quality is not None and not speaks_of_deployment(constraint, quality):
        message = f"{quality.id} is a quality of one component; limit it in a decision about that component"
        if quality.deployed is not None:
            message = f"{quality.id} of a deployment is told of a flow; add 'for FLOW'"
        yield Flaw("system", system.id, field, message)
    for name, said in (("of", constraint.of), ("against", constraint.compared_with)):
        if said:
            message = f"a system has no options; remove `{name}: {said}`"
            yield Flaw("system", system.id, field, message)


def _check_nodes(system: System, portfolio: Portfolio) -> Iterator[Flaw]:
    for name, node in system.nodes.items():
        if node.hardware and ("hardware", node.hardware) not in portfolio.unreadable:
            yield from _check_name(
                system, ("nodes", name, "hardware"), "hardware", node.hardware, portfolio.hardware
            )
        if node.stand_in is not None and ("hardware", node.stand_in.hardware) not in portfolio.unreadable:
            field: Field = ("nodes", name, "stand_in", "hardware")
            yield from _check_name(system, field, "hardware", node.stand_in.hardware, portfolio.hardware)


def _check_links(system: System) -> Iterator[Flaw]:
    for index, link in enumerate(system.links):
        for end, node in enumerate(link.between):
            yield from _check_name(system, ("links", index, "between", end), "node", node, system.nodes)


def _check_flows(system: System) -> Iterator[Flaw]:
    seen: set[str] = set()
    for index, flow in enumerate(system.flows):
        if flow.id in seen:
            yield Flaw("system", system.id, ("flows", index, "id"), f"two flows have the id {flow.id!r}")
        seen.add(flow.id)
        for step, component in enumerate(flow.path):
            yield from _check_name(
                system, ("flows", index, "path", step), "component", component, system.components
            )
        steps = [f"{tail}->{head}" for tail, head in zip(flow.path, flow.path[1:], strict=False)]
        for step_name in flow.payload:
            yield from _check_name(
                system, ("flows", index, "payload", step_name), "step of the flow", step_name, steps
            )


def _check_deployments(system: System) -> Iterator[Flaw]:
    for name, placement in system.deployments.items():
        for component, node in placement.items():
            field = ("deployments", name, component)
            yield from _check_name(system, field, "component", component, system.components)
            yield from _check_name(system, field, "node", node, system.nodes)
    if system.current_deployment:
        yield from _check_name(
            system, ("current_deployment",), "deployment", system.current_deployment, system.deployments
        )


def _check_name(
    system: System, field: Field, what: str, found: str, allowed: Collection[str]
) -> Iterator[Flaw]:
    if found not in allowed:
        message = f"there is no {what} {found!r}; allowed: {listing(sorted(allowed)) or 'none'}"
        yield Flaw("system", system.id, field, message, suggest(found, allowed))
