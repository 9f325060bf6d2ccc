"""How often all that a flow needs is up."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from buttress.estimation import exact_between
from buttress.verdicts.deployed.terms import Term, declared, figure_of, lacking
from buttress.verdicts.deployed.usage import busy_together, gaps_of, links_used, nodes_used

if TYPE_CHECKING:
    from buttress.records import Node
    from buttress.verdicts.deployed.figure import Figure, Setting


def availability_of(setting: Setting) -> Figure:
    """Gives the share of time in which all nodes and links are up that the flows which are asked for need.

    It is the product over distinct nodes and links (in series, each once, those that only pass data on included); a
    node is up while at least as many of its instances are as it needs (see `availability_of_node`). Failures are taken
    as independent. What declares no availability is missing: nothing is always up.
    """
    nodes = [_of_node(setting, name) for name in nodes_used(setting)]
    links = [_of_link(setting, place) for place in links_used(setting)]
    parts = [*nodes, *links]
    low, high = prod(part.low for part in parts), prod(part.high for part in parts)
    return figure_of([*gaps_of(setting), *parts], exact_between(low, high))


def availability_of_node(node: Node, instance: float) -> float:
    """Gives the probability that at least as many instances of a node are up as it needs.

    All that work on an item together are needed (see `busy_together`). It is a sum of binomial probabilities, computed as
    the incomplete beta function that it equals.

    Args:
        node: The node, which says how many instances it has and how many it needs.
        instance: The share of time in which one of them is up.
    """
    from scipy.special import betainc

    needed = _needed(node)
    return float(betainc(needed, node.instances - needed + 1, instance))


def _needed(node: Node) -> int:
    return max(node.needed, busy_together(node))


def _of_node(setting: Setting, name: str) -> Term:
    node = setting.system.nodes[name]
    if node.availability is None:
        return lacking(f"the availability of {name!r} is not declared")
    said = f"up {node.availability} of the time, as declared"
    if node.instances == 1:
        return declared(node.availability, "", f"{name} is {said}")
    low, high = (end.magnitude_in("") for end in (node.availability.low, node.availability.high))
    return Term(
        availability_of_node(node, low),
        availability_of_node(node, high),
        conditions=(f"{name} needs {_needed(node)} of its {node.instances} instances, each {said}",),
    )


def _of_link(setting: Setting, place: int) -> Term:
    link = setting.system.links[place]
    if link.availability is None:
        return lacking(f"the availability of {link.title!r} is not declared")
    return declared(link.availability, "", f"{link.title} is up {link.availability} of the time, as declared")
