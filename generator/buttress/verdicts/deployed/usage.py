"""What the flows of a deployment use: nodes, links, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.graph import Hop
from buttress.verdicts.deployed.setting import name_unplaced
from buttress.verdicts.deployed.terms import Term, lacking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.graph import Route
    from buttress.records import Flow, Node
    from buttress.verdicts.deployed.figure import Setting


def rate_of(flow: Flow) -> Term:
    """Gives how often a flow happens, per s."""
    if flow.rate is None:
        return lacking(f"no rate is declared of the flow {flow.id!r}")
    rate = flow.rate.magnitude_in("/s")
    return Term(rate, rate, conditions=(f"{flow.id} happens {flow.rate}, as declared",))


def gaps_of(setting: Setting) -> tuple[Term, ...]:
    """Gives what keeps the flows that are asked for from happening at all."""
    if not setting.routes:
        asked = setting.question.flow
        return (lacking(f"the system has no flow {asked!r}" if asked else "the deployment has no flow"),)
    return tuple(lacking(gap) for gap in name_unplaced(setting))


def nodes_used(setting: Setting) -> tuple[str, ...]:
    """Gives the nodes on which the flows that are asked for work, and those that only pass their data on."""
    return tuple(dict.fromkeys(node for route in setting.routes for node in _nodes(setting, route)))


def links_used(setting: Setting) -> tuple[int, ...]:
    """Gives the places of the links that the flows which are asked for cross, in order of first use."""
    return tuple(dict.fromkeys(hop.link for route in setting.routes for hop in route.hops))


def busy_together(node: Node) -> int:
    """Gives how many instances are busy with one item: all of a node that is paid by use, one of any other.

    What is paid by use is taken for a group of machines that work on one job together, such as the eight accelerators
    of a training. Where they answer one by one instead, the price of an item does not depend on how many there are, and
    the node says one instance.
    """
    return node.instances if node.billing == "use" else 1


def _nodes(setting: Setting, route: Route) -> Iterator[str]:
    for leg in route.legs:
        if isinstance(leg, Hop):
            yield from setting.system.links[leg.link].between
        else:
            yield leg.node
