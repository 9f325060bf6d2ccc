"""Whether links and machines of a flow can do what is asked of them at all: if not, items pile up."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from math import isfinite
from typing import TYPE_CHECKING

from buttress.verdicts.deployed.component_figures import find_alone, service_time
from buttress.verdicts.deployed.links import load_of_link
from buttress.verdicts.deployed.terms import computed, linear
from buttress.verdicts.deployed.usage import rate_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.graph import Route
    from buttress.verdicts.deployed.figure import Setting
    from buttress.verdicts.deployed.terms import Term

WAITING = "waiting for links and machines is not counted"
"""The condition of every latency of items that come at a rate."""


def why_crowded(setting: Setting, route: Route) -> str:
    """Says which link or machine of a flow may be asked for more than it can do; empty where each keeps up.

    That is the load at the worst end of what is declared, by all flows of the deployment: data over bandwidth, and rate
    times time per item over instances (`service_time`), at its upper bound where it has one. What is not known adds
    nothing. What is paid by use is taken to be there as it is needed.

    Args:
        setting: The deployment.
        route: The flow in it.
    """
    # Mean times are the same at any level and for any flow, so that they are asked for but once.
    quality = setting.question.quality.model_copy(update={"id": "mean time", "level": None})
    of_means = replace(setting.question, quality=quality, flow="", scope="typical")
    return next(_too_much(replace(setting, question=of_means), route), "")


def is_at_a_rate(setting: Setting) -> bool:
    """Says whether items of any flow come at a rate, so that they may have to wait."""
    return any(route.flow.rate is not None for route in setting.all_routes)


def _too_much(setting: Setting, route: Route) -> Iterator[str]:
    for place in dict.fromkeys(hop.link for hop in route.hops):
        load = load_of_link(setting, place).high
        if load >= 1:
            title = setting.system.links[place].title
            yield f"data piles up: {title} would have to carry {load:.4g} times what it can"
    for name in dict.fromkeys(stop.node for stop in route.stops):
        instances = setting.system.nodes[name].instances
        load = _load_once(setting, name) / instances
        if load >= 1:
            yield (
                f"items pile up: {name} would have to work for {load:.4g} times the time of its instances "
                f"({instances})"
            )


def _load_once(setting: Setting, name: str) -> float:
    if setting.assessor is None:
        return _load_of_node(setting, name)
    return setting.assessor.compute_once(
        ("load of node", name, *setting.question.key), partial(_load_of_node, setting, name)
    )


def _load_of_node(setting: Setting, name: str) -> float:
    """The load in erlangs at its worst end; 0 where nothing is known, or instances come as they are needed."""
    if setting.system.nodes[name].billing == "use":
        return 0.0
    terms = [term for term in _loads(setting, name) if not term.missing]
    estimate = computed(*linear(terms, "high")).estimate(setting.question.confidence)
    return estimate.upper if isfinite(estimate.upper) else estimate.value or 0.0


def _loads(setting: Setting, name: str) -> Iterator[Term]:
    for route in setting.all_routes:
        if route.flow.rate is None:
            continue
        for stop in route.stops:
            if stop.node == name:
                yield service_time(setting, find_alone(setting, stop)).times(rate_of(route.flow))
