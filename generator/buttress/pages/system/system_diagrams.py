"""Systems -> diagrams: what is made of what, and what runs where."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from buttress.explanation import counted, listed, say
from buttress.graph import route_flow
from buttress.pages import urls
from buttress.pages.declared_view import show_range, tell_node
from buttress.pages.figures.diagrams import Diagram, Edge, Group, LegendEntry, Node
from buttress.records import format_quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from buttress.graph import Route
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Flow, Link, Quantity, System

FLOW_KINDS = ("flow", "second-flow", "third-flow")
"""Arrows of so many flows differ in their dashes; where there are more, their labels name the flow."""
_RELAY = say("relay of ")
_NODE_TEXTS = {
    "component": "component",
    "model": say("learned component"),
    "external": say("passes data on"),
}
# They stand in the legend, and in sentences between the names of both ends.
_LINK_TEXTS = {"link": say("is linked to"), "spare-link": say("is linked, unused by any flow, to")}


def draw_components(system: System, index: SiteIndex, links: urls.Links) -> Diagram | None:
    """Gives the diagram of a system's components and of what its flows send from one to the next; None without any.

    Args:
        system: The system.
        index: The site.
        links: Addresses as seen from the page.
    """
    if not system.components:
        return None
    nodes = tuple(_component(name, system, index, links) for name in _in_order(system))
    edges = tuple(
        dict.fromkeys(
            _arrow(tail, head, flow, flow.payload.get(f"{tail}->{head}"), system)
            for flow in system.flows
            for tail, head in pairwise(flow.path)
        )
    )
    learned = sum(part.ml for part in system.components.values())
    told = (
        say(
            "{components}, {learned} of them learned",
            components=counted(len(nodes), "component"),
            learned=learned,
        )
        if learned
        else counted(len(nodes), "component")
    )
    flows = say("; {flows} through them", flows=counted(len(system.flows), "flow")) if system.flows else ""
    return Diagram(
        id=f"components-{system.id}",
        title=say("Components and what they send each other") if edges else say("Components"),
        description=f"{told}{flows}.",
        nodes=nodes,
        edges=edges,
        legend=(*_node_legend(nodes), *_flow_legend(edges, system)),
        direction="LR",
    )


def draw_deployment(system: System, deployment: str, index: SiteIndex, links: urls.Links) -> Diagram:
    """Gives the diagram of one deployment: frames are nodes with the components that run there, joined by links.

    Args:
        system: The system.
        deployment: Name of one of its deployments.
        index: The site.
        links: Addresses as seen from the page.
    """
    placed = system.deployments[deployment]
    routes = tuple(route_flow(system, deployment, flow) for flow in system.flows)
    ways = [(route, way) for route in routes for way in _ways(route, system, deployment)]
    relays = dict.fromkeys(name for _, way in ways for name in way[1:-1] if name.startswith(_RELAY))
    nodes = (
        *(_component(name, system, index, links) for name in _in_order(system) if name in placed),
        *(Node(name, say("passes data on"), "external", name=name.removeprefix(_RELAY)) for name in relays),
    )
    visits = (placed.get(name, name.removeprefix(_RELAY)) for _, way in ways for name in way)
    inside = _inside(system, deployment, relays, visits)
    arrows = tuple(
        dict.fromkeys(
            _arrow(tail, head, route.flow, _payload(way, route.flow), system)
            for route, way in ways
            for tail, head in pairwise(way)
        )
    )
    edges = (*arrows, *_joints(system, routes, inside))
    return Diagram(
        id=f"deployment-{system.id}-{deployment}",
        title=say("What runs where in “{deployment}”", deployment=deployment),
        description=_tell_deployment(inside),
        nodes=nodes,
        edges=edges,
        groups=tuple(
            Group(name, members, tell_node(system.nodes[name], index)) for name, members in inside.items()
        ),
        legend=(
            *_node_legend(nodes),
            *_flow_legend(arrows, system),
            *(
                LegendEntry(kind, text, edge=True)
                for kind, text in _LINK_TEXTS.items()
                if any(edge.kind == kind for edge in edges)
            ),
        ),
        direction="LR",
    )


def tell_unplaced(system: System, deployment: str) -> str:
    """Gives which components a deployment places nowhere, as a sentence; empty where it places all."""
    left = [name for name in system.components if name not in system.deployments[deployment]]
    return say("Placed nowhere: {left}.", left=listed(left)) if left else ""


def _in_order(system: System) -> list[str]:
    """Components in the order of the flows, so that the layout meets them as data does; then the others."""
    met = dict.fromkeys(name for flow in system.flows for name in flow.path if name in system.components)
    return [*met, *(name for name in system.components if name not in met)]


def _component(name: str, system: System, index: SiteIndex, links: urls.Links) -> Node:
    part = system.components[name]
    card = index.component_card(system, name)
    kind = "model" if part.ml else "component"
    link = links.to(urls.model_uri(card)) if card else ""
    return Node(name, name, kind, link, part.does)


def _arrow(tail: str, head: str, flow: Flow, payload: Quantity | None, system: System) -> Edge:
    many = len(system.flows) > len(FLOW_KINDS)
    kind = FLOW_KINDS[0] if many else FLOW_KINDS[system.flows.index(flow)]
    volume = format_quantity(payload) if payload is not None else ""
    return Edge(tail, head, ": ".join(text for text in (flow.id if many else "", volume) if text), kind)


def _ways(route: Route, system: System, deployment: str) -> list[tuple[str, ...]]:
    """For each step of a flow that can be walked: its tail, the relays on the way, its head."""
    placed = system.deployments[deployment]
    found = []
    for tail, head in pairwise(route.flow.path):
        if tail not in placed or head not in placed:
            continue
        crossed = list(dict.fromkeys(hop.link for hop in route.hops if hop.step == f"{tail}->{head}"))
        here, passed = placed[tail], []
        for place in crossed:
            ends = system.links[place].between
            here = ends[ends[0] == here]
            passed.append(f"{_RELAY}{here}")
        if here == placed[head]:
            found.append((tail, *passed[:-1], head))
    return found


def _payload(way: Sequence[str], flow: Flow) -> Quantity | None:
    return flow.payload.get(f"{way[0]}->{way[-1]}")


def _inside(
    system: System, deployment: str, relays: Iterable[str], visits: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """Node to what is drawn inside it, for nodes that have something to do, in the order in which data comes by."""
    placed = system.deployments[deployment]
    passing = {name.removeprefix(_RELAY): name for name in relays}
    visited = dict.fromkeys(node for node in visits if node in system.nodes)
    found = {
        node: (
            *([passing[node]] if node in passing else []),
            *(name for name in _in_order(system) if placed.get(name) == node),
        )
        for node in (*visited, *(node for node in system.nodes if node not in visited))
    }
    return {node: members for node, members in found.items() if members}


def _joints(system: System, routes: Iterable[Route], inside: dict[str, tuple[str, ...]]) -> Iterator[Edge]:
    """The links between the frames that are drawn."""
    used = {hop.link for route in routes for hop in route.hops}
    order = list(inside)
    for place, link in enumerate(system.links):
        ends = sorted((node for node in link.between if node in inside), key=order.index)
        if len(set(ends)) == 2:
            # From the last inside one frame to the first inside the next, so that the layout gives each a column.
            tail, head = inside[ends[0]][-1], inside[ends[1]][0]
            kind = "link" if place in used else "spare-link"
            yield Edge(tail, head, link.name, kind, _link_notes(link), framed=True)


def _link_notes(link: Link) -> tuple[str, ...]:
    facts = (
        show_range(link.latency) if link.latency else "",
        show_range(link.bandwidth) if link.bandwidth else "",
        show_range(link.price) if link.price else "",
        "local" if link.local else "",
    )
    return tuple(text for text in facts if text)


def _node_legend(nodes: Iterable[Node]) -> tuple[LegendEntry, ...]:
    kinds = {node.kind for node in nodes}
    return tuple(LegendEntry(kind, text) for kind, text in _NODE_TEXTS.items() if kind in kinds)


def _flow_legend(arrows: Iterable[Edge], system: System) -> tuple[LegendEntry, ...]:
    drawn = {edge.kind for edge in arrows}
    if not 1 < len(system.flows) <= len(FLOW_KINDS):
        return (LegendEntry(FLOW_KINDS[0], say("sends to"), edge=True),) if drawn else ()
    return tuple(
        LegendEntry(kind, say("sends, in “{name}”, to", name=flow.name), edge=True)
        for kind, flow in zip(FLOW_KINDS, system.flows, strict=False)
        if kind in drawn
    )


def _tell_deployment(inside: dict[str, tuple[str, ...]]) -> str:
    parts = [
        f"{listed([name for name in members if not name.startswith(_RELAY)]) or 'nothing'} on {node}"
        for node, members in inside.items()
    ]
    return f"{listed(parts)[:1].upper()}{listed(parts)[1:]}." if parts else say("Nothing is placed.")
