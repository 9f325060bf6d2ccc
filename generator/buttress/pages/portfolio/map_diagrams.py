"""Decisions and links -> the drawings of the map: decisions by system, or, of many, the systems alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import counted, say
from buttress.pages import urls
from buttress.pages.decision.relations import EDGE_KINDS, NODE_KINDS, tell_kinds
from buttress.pages.draft import shortened
from buttress.pages.figures.diagrams import Diagram, Edge, Group, Node
from buttress.pages.verdict_summary import summarise
from buttress.pages.wording import STATUS_TERMS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.graph import Edge as DecisionLink
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision

MOST_DRAWN = 120
"""More decisions than these make a drawing that nobody scrolls through."""
MOST_SYSTEMS = 40


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing of the map.

    Attributes:
        diagram: What is to be drawn.
        places: Decision to the class of its node, by which a script finds it.
        left_out: How many decisions found no room.
    """

    diagram: Diagram
    places: Mapping[str, str]
    left_out: int


def draw_decisions(names: Sequence[str], title: str, index: SiteIndex, links: urls.Links) -> Drawing:
    """Gives the drawing of decisions and the links between them, those with the most links first.

    Args:
        names: The decisions.
        title: Caption of the drawing.
        index: The site.
        links: Addresses as seen from the page of the drawing.
    """
    by_weight = sorted(names, key=lambda name: (-len(index.neighbours.get(name, ())), name))
    shown = sorted(by_weight[:MOST_DRAWN])
    places = {name: f"bt-map-n{place}" for place, name in enumerate(shown)}
    nodes = tuple(_node(index.portfolio.decisions[name], places[name], index, links) for name in shown)
    drawn = [edge for edge in index.linked.edges if edge.tail in places and edge.head in places]
    edges = tuple(dict.fromkeys(_edge(edge, places) for edge in drawn))
    diagram = Diagram(
        id=f"decision-map-{links.page}",
        title=title,
        description=say(
            "{decisions} and {links} between them.",
            decisions=counted(len(nodes), "decision"),
            links=counted(len(edges), "link"),
        ),
        nodes=nodes,
        edges=edges,
        groups=_groups(shown, index),
        legend=tell_kinds(nodes, edges),
        direction="LR",
    )
    return Drawing(diagram, places, len(by_weight) - len(shown))


def draw_systems(index: SiteIndex, links: urls.Links) -> Diagram | None:
    """Gives the drawing of the systems whose decisions are linked to others'; None where none are."""
    across = count_across(index)
    weights: Counter[str] = Counter()
    for (tail, head, _), number in across.items():
        weights[tail] += number
        weights[head] += number
    shown = sorted(sorted(weights, key=lambda name: (-weights[name], name))[:MOST_SYSTEMS])
    if not shown:
        return None
    nodes = tuple(_system_node(name, index, links) for name in shown)
    edges = tuple(
        Edge(tail, head, label=str(number) if number > 1 else "", kind=EDGE_KINDS[relation])
        for (tail, head, relation), number in across.items()
        if tail in shown and head in shown
    )
    return Diagram(
        id="system-map",
        title=say("Systems and the links between their decisions"),
        description=(
            say(
                "{systems} and {kinds} of links between them; a number tells how many links of a "
                "kind there are.",
                systems=counted(len(nodes), "system"),
                kinds=counted(len(edges), "kind"),
            )
        ),
        nodes=nodes,
        edges=edges,
        legend=tell_kinds((), edges),
        direction="LR",
    )


def count_across(index: SiteIndex) -> dict[tuple[str, str, str], int]:
    """Gives how many links of each relation lead from the decisions of one system to those of another."""
    of = index.linked.system_of
    found: Counter[tuple[str, str, str]] = Counter()
    for edge in index.linked.edges:
        tail, head = of.get(edge.tail, ""), of.get(edge.head, "")
        if tail and head and tail != head:
            found[tail, head, edge.relation] += 1
    return dict(sorted(found.items()))


def _node(decision: Decision, place: str, index: SiteIndex, links: urls.Links) -> Node:
    in_force = decision.status in NODE_KINDS
    summary = summarise(decision, index)
    status = STATUS_TERMS[decision.status].word.lower()
    note = f"{summary.term.symbol} {summary.text}".strip() if in_force else status
    states = sorted({f"bt-map-{verdict.state}" for verdict in index.verdicts(decision.id)})
    return Node(
        decision.id,
        decision.title,
        NODE_KINDS.get(decision.status, "superseded"),
        link=links.to(urls.decision_uri(decision.id)),
        tooltip=f"{status}, {summary.in_words}: {decision.title}",
        notes=(note,) if note else (),
        marks=(
            place,
            f"bt-map-{decision.status}",
            mark_of_system(index.linked.system_of.get(decision.id, ""), index),
            *states,
            f"bt-is-{summary.term.key}",
        ),
    )


def mark_of_system(system: str, index: SiteIndex) -> str:
    """Gives the class of the nodes of one system's decisions; a system's name might not do for one."""
    return f"bt-map-s{list(index.siblings).index(system)}"


def _edge(link: DecisionLink, places: Mapping[str, str]) -> Edge:
    ends = (places[link.tail].replace("-n", "-from-n"), places[link.head].replace("-n", "-to-n"))
    return Edge(link.tail, link.head, kind=EDGE_KINDS[link.relation], marks=ends)


def _groups(shown: Sequence[str], index: SiteIndex) -> tuple[Group, ...]:
    found: dict[str, list[str]] = {}
    for name in shown:
        found.setdefault(index.linked.system_of.get(name, ""), []).append(name)
    return tuple(
        Group(index.portfolio.systems[system].title, tuple(names))
        for system, names in sorted(found.items())
        if system in index.portfolio.systems
    )


def _system_node(name: str, index: SiteIndex, links: urls.Links) -> Node:
    system = index.portfolio.systems[name]
    number = counted(len(index.siblings.get(name, ())), "decision")
    return Node(
        name,
        shortened(system.title, 60),
        "system",
        link=links.to(urls.system_map_uri(name)),
        tooltip=f"{system.title}: {number}",
        notes=(number,),
    )
