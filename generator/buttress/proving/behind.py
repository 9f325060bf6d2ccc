"""What stands behind a constraint: the measurements that are mutated to prove it, and the quality that they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.graph import Placement
from buttress.records import speaks_of_deployment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.graph import Binding, BoundConstraint, Linked
    from buttress.records import Quality

_SHOWN_BY: Mapping[str, str] = {
    "instances": "throughput",
    "energy_per_item": "energy.per_item",
    "carbon_per_million": "energy.per_item",
}
"""What is measured of components for a computed quality, besides their latency."""


def bindings_behind(bound: BoundConstraint, linked: Linked) -> tuple[Binding, ...]:
    """Gives the measurements that a constraint rests on: those of its option, or of the components of its deployment."""
    quality = linked.portfolio.qualities[bound.constraint.quality]
    if not speaks_of_deployment(bound.constraint, quality):
        binding = linked.binding_of.get((bound.decision, bound.option))
        return (binding,) if binding else ()
    placement = placement_of(bound, linked)
    if placement is None:
        return ()
    swaps = dict(placement.swaps)
    system = linked.portfolio.systems[placement.system]
    placed = system.deployments.get(placement.deployment, {})
    found = (swaps.get(name) or linked.component_binding.get((system.id, name)) for name in placed)
    return tuple(dict.fromkeys(binding for binding in found if binding is not None))


def placement_of(bound: BoundConstraint, linked: Linked) -> Placement | None:
    """Gives the deployment that a constraint is judged on; None where its option stands for none."""
    if bound.kind == "system":
        return Placement(bound.decision, bound.option)
    return linked.placement_of.get((bound.decision, bound.option))


def qualities_shown(bound: BoundConstraint, linked: Linked) -> tuple[Quality, ...]:
    """Gives the qualities whose recorded figures move what a constraint limits: its own, or those of components.

    What is not recorded of a component is computed from its latency, which therefore comes last.
    """
    qualities = linked.portfolio.qualities
    quality = qualities[bound.constraint.quality]
    if not speaks_of_deployment(bound.constraint, quality):
        return (quality,)
    names = (_SHOWN_BY.get(quality.deployed or "", ""), "latency.p50")
    return tuple(qualities[name] for name in names if name in qualities)
