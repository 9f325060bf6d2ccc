"""Links between decisions: resolved, reversed, supersession mutual and acyclic."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, cast

from buttress.graph.linked import REVERSE, Edge, Relation
from buttress.records import Flaw

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from buttress.graph.references import Directory
    from buttress.records import Decision

# The order of links, told by key: comparing them one with another takes several times as long.
_BY_ENDS = attrgetter("tail", "head", "relation")
_FORWARD: dict[str, Relation] = {reverse: relation for relation, reverse in REVERSE.items()}


def link_decisions(
    decisions: Mapping[str, Decision], directory: Directory
) -> tuple[tuple[Edge, ...], tuple[Flaw, ...]]:
    """Gives all links between decisions in their forward direction, and what is wrong with them."""
    edges: dict[Edge, tuple[str, str, int]] = {}
    flaws: list[Flaw] = []
    for decision in decisions.values():
        for name, index, reference in _references_of(decision):
            head = directory.resolve(reference, decision.id)
            if head is None:
                message, hint = directory.complaint(reference, decision.id)
                flaws.append(Flaw("decision", decision.id, ("links", name, index), message, hint))
            elif head == decision.id:
                message = "a decision cannot be linked to itself"
                flaws.append(Flaw("decision", decision.id, ("links", name, index), message))
            else:
                edges.setdefault(_edge(name, decision.id, head), (decision.id, name, index))
    flaws += _contradictions(edges)
    flaws += _cycles(edges)
    flaws += _states_of_superseded(decisions, edges, directory.ids - directory.readable)
    return tuple(sorted(edges, key=_BY_ENDS)), tuple(flaws)


def _references_of(decision: Decision) -> Iterable[tuple[str, int, str]]:
    for name in type(decision.links).model_fields:
        references = getattr(decision.links, name)
        if isinstance(references, tuple):
            for index, reference in enumerate(references):
                yield name, index, reference


def _edge(name: str, home: str, other: str) -> Edge:
    if name in REVERSE:
        relation = cast("Relation", name)
        # A relation that is its own reverse is kept once, whoever wrote it.
        tail, head = sorted((home, other)) if REVERSE[relation] == name else (home, other)
        return Edge(tail, head, relation)
    return Edge(other, home, _FORWARD[name])


def _contradictions(edges: Mapping[Edge, tuple[str, str, int]]) -> Iterable[Flaw]:
    for edge, (home, name, index) in sorted(edges.items()):
        mirrored = Edge(edge.head, edge.tail, edge.relation)
        if edge.relation == "depends_on" and mirrored in edges and edge < mirrored:
            message = f"{edge.tail!r} and {edge.head!r} depend on each other"
            yield Flaw("decision", home, ("links", name, index), message)


def _cycles(edges: Mapping[Edge, tuple[str, str, int]]) -> Iterable[Flaw]:
    successors: dict[str, list[str]] = {}
    for edge in sorted(edges, key=_BY_ENDS):
        if edge.relation == "supersedes":
            successors.setdefault(edge.tail, []).append(edge.head)
    for cycle in _find_cycles(successors):
        edge = next(
            one
            for one in sorted(edges, key=_BY_ENDS)
            if one.relation == "supersedes" and one.tail == cycle[0]
        )
        home, name, index = edges[edge]
        circle = " -> ".join([*cycle, cycle[0]])
        message = f"decisions supersede each other in a circle: {circle}"
        yield Flaw("decision", home, ("links", name, index), message)


def _find_cycles(successors: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """Every circle once, starting at its smallest id; depth first without recursion, chains may be long."""
    cycles: set[tuple[str, ...]] = set()
    done: set[str] = set()
    for start in sorted(successors):
        trail = [start]
        stack = [iter(successors.get(start, ()))]
        while stack:
            following = next(stack[-1], None)
            if following is None:
                stack.pop()
                done.add(trail.pop())
            elif following in trail:
                cycles.add(_from_smallest(trail[trail.index(following) :]))
            elif following not in done:
                trail.append(following)
                stack.append(iter(successors.get(following, ())))
    return sorted(cycles)


def _from_smallest(circle: Sequence[str]) -> tuple[str, ...]:
    start = circle.index(min(circle))
    return (*circle[start:], *circle[:start])


def _states_of_superseded(
    decisions: Mapping[str, Decision], edges: Mapping[Edge, tuple[str, str, int]], unreadable: frozenset[str]
) -> Iterable[Flaw]:
    successors: dict[str, list[Edge]] = {}
    for edge in sorted(edges, key=_BY_ENDS):
        if edge.relation == "supersedes":
            successors.setdefault(edge.head, []).append(edge)
    for decision in decisions.values():
        superseding = successors.get(decision.id, [])
        in_force = [edge.tail for edge in superseding if _in_force(decisions, edge.tail)]
        # A successor may be among the decisions that could not be read.
        if decision.status == "superseded" and not superseding and not unreadable:
            message = "a superseded decision names its successor in `links.superseded_by`, or the successor names it"
            yield Flaw("decision", decision.id, ("status",), message)
        if decision.status == "superseded" and superseding and not in_force and not unreadable:
            names = ", ".join(edge.tail for edge in superseding)
            message = f"it is superseded by {names}, which is not in force; allowed: an accepted successor"
            yield Flaw("decision", decision.id, ("status",), message)
        if decision.status != "superseded" and in_force:
            names = ", ".join(edge.tail for edge in superseding)
            message = f"found {decision.status!r}, but it is superseded by {names}; allowed: 'superseded'"
            yield Flaw("decision", decision.id, ("status",), message)


def _in_force(decisions: Mapping[str, Decision], decision_id: str) -> bool:
    # A proposal may announce what it would supersede without changing anything yet.
    successor = decisions.get(decision_id)
    return successor is not None and successor.status in ("accepted", "deprecated", "superseded")
