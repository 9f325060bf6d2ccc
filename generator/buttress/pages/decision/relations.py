"""Records -> diagrams: how decisions hang together, and what evidence stands behind one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from buttress.explanation import (
    as_judged,
    counted,
    listed,
    name_of,
    say,
    show_claim,
    tell_selectors,
)
from buttress.graph import trace_evidence
from buttress.pages import urls
from buttress.pages.draft import shortened
from buttress.pages.figures.diagrams import Diagram, Edge, LegendEntry, Node
from buttress.pages.wording import RELATION_WORDS, STATE_TERMS, STATUS_TERMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from buttress.graph import ChainNode
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Constraint, Decision, Quality, Status
    from buttress.verdicts import State

MOST_NEIGHBOURS = 14
EDGE_KINDS: Mapping[str, str] = {
    "supersedes": "supersedes",
    "amends": "refines",
    "depends_on": "depends",
    "relates_to": "relates",
    "conflicts_with": "conflicts",
}
"""How the links between decisions are drawn."""
NODE_KINDS: Mapping[Status, str] = {"proposed": "proposed", "accepted": "decision"}
"""The shape of a decision by its status; all others are those of decisions that are not in force, or never were."""
_FORWARD = {"superseded_by": "supersedes", "amended_by": "amends", "required_by": "depends_on"}
NODE_TEXTS = {
    "decision": say("decision in force"),
    "proposed": say("proposed decision"),
    "superseded": say("decision not in force"),
}
_CHAIN_TEXTS = {
    "data": say("test data"),
    "artifact": say("artefact that was measured"),
    "run": say("benchmark run"),
    "holds": say("constraint that holds"),
    "violated": say("constraint that is violated"),
    "undecided": say("constraint that is open, stale or waived"),
    "constraint": say("constraint that is not judged"),
    "decision": say("this decision"),
}


def draw_relations(decision: Decision, index: SiteIndex, links: urls.Links) -> Diagram | None:
    """Gives the diagram of a decision and its neighbours; None where it has no links."""
    neighbours = index.neighbours.get(decision.id, ())
    if not neighbours:
        return None
    shown = neighbours[:MOST_NEIGHBOURS]
    others = dict.fromkeys(other for _, other in shown)
    nodes = (
        _decision_node(decision, links, emphasis=True),
        *(_decision_node(index.portfolio.decisions[other], links) for other in others),
    )
    edges = dict.fromkeys(_edge(decision.id, relation, other) for relation, other in shown)
    left_out = len(neighbours) - len(shown)
    told = listed(
        [
            f"{RELATION_WORDS[relation]} “{index.portfolio.decisions[other].title}”"
            for relation, other in shown
        ]
    )
    more = say(", and {more_links}", more_links=counted(left_out, "more link")) if left_out else ""
    return Diagram(
        id=f"relations-{decision.id}",
        title=say("This decision and its neighbours"),
        description=say("This decision {told}{more}.", told=told, more=more),
        nodes=nodes,
        edges=tuple(edges),
        legend=tell_kinds(nodes, edges),
        direction="LR",
    )


def draw_chain(decision: Decision, index: SiteIndex, links: urls.Links) -> Diagram | None:
    """Gives the evidence chain of a decision; None where nothing was measured for it."""
    verdicts = {verdict.bound.constraint.id: verdict for verdict in index.verdicts(decision.id)}
    runs = {
        name: verdict.assessment.runs
        for name, verdict in verdicts.items()
        if verdict.assessment and verdict.assessment.runs
    }
    if not runs:
        return None
    chain = trace_evidence(index.linked, decision.id, runs)
    states = {name: verdict.state for name, verdict in verdicts.items()}
    anchors = urls.anchors_of(
        "constraint", (bound.constraint.id for bound in index.linked.constraints[decision.id])
    )
    labels = _chain_labels(decision, {run for found in runs.values() for run in found}, index)
    nodes = tuple(
        _chain_node(replace(one, label=labels.get(_key(one), one.label)), states, anchors, links)
        for one in chain.nodes
    )
    kinds = dict.fromkeys(node.kind for node in nodes)
    return Diagram(
        id=f"chain-{decision.id}",
        title=say("From data to decision"),
        description=(
            f"{counted(len(runs), 'constraint')} of this decision {'rests' if len(runs) == 1 else 'rest'} on "
            f"{counted(len({run for found in runs.values() for run in found}), 'run')}. "
            "Arrows lead from what is relied on to what relies on it."
        ),
        nodes=nodes,
        edges=tuple(Edge(_key(tail), _key(head), kind="evidence") for tail, head in chain.edges),
        legend=(
            *(LegendEntry(kind, _CHAIN_TEXTS[kind]) for kind in _CHAIN_TEXTS if kind in kinds),
            LegendEntry("evidence", say("is relied on by"), edge=True),
        ),
        direction="LR",
    )


def _decision_node(decision: Decision, links: urls.Links, *, emphasis: bool = False) -> Node:
    return Node(
        decision.id,
        shortened(decision.title, 70),
        NODE_KINDS.get(decision.status, "superseded"),
        link="" if emphasis else links.to(urls.decision_uri(decision.id)),
        tooltip=f"{STATUS_TERMS[decision.status].word}: {decision.title}",
        emphasis=emphasis,
    )


def _edge(decision: str, relation: str, other: str) -> Edge:
    forward = _FORWARD.get(relation)
    if forward:
        return Edge(other, decision, kind=EDGE_KINDS[forward])
    mutual = relation in ("relates_to", "conflicts_with")
    first, second = sorted((decision, other)) if mutual else (decision, other)
    return Edge(first, second, kind=EDGE_KINDS[relation])


def tell_kinds(nodes: Sequence[Node], edges: Iterable[Edge]) -> tuple[LegendEntry, ...]:
    """Gives the legend of decisions and their links: the kinds that occur."""
    kinds = {node.kind for node in nodes}
    drawn = {edge.kind for edge in edges}
    return (
        *(LegendEntry(kind, text) for kind, text in NODE_TEXTS.items() if kind in kinds),
        *(
            LegendEntry(kind, RELATION_WORDS[relation], edge=True)
            for relation, kind in EDGE_KINDS.items()
            if kind in drawn
        ),
    )


def _key(node: ChainNode) -> str:
    return f"{node.kind}:{node.id}"


def _chain_labels(decision: Decision, runs: Iterable[str], index: SiteIndex) -> dict[str, str]:
    """Key to what readers call a node: claims in words with their parts, runs and data by their suite."""
    found = {
        f"constraint:{one.id}": _tell_claim(one, index.portfolio.qualities[one.quality])
        for one in decision.constraints
        if one.quality in index.portfolio.qualities
    }
    for name in sorted(runs):
        run = index.portfolio.runs[name]
        suite = index.portfolio.benchmarks.get(run.suite)
        title = suite.title if suite else run.suite
        found[f"run:{name}"] = f"{title}, {run.measured_at:%Y-%m-%d}"
        if run.data:
            found[f"data:{run.data.sha256}"] = say(
                "{examples} of {title}", examples=counted(run.data.ids.count, "example"), title=title
            )
    return found


def _tell_claim(constraint: Constraint, quality: Quality) -> str:
    judged = as_judged(constraint, quality)
    words = " ".join((name_of(judged), show_claim(constraint.require, judged), *tell_selectors(constraint)))
    return f"{words[:1].upper()}{words[1:]}"


def _chain_node(
    node: ChainNode, states: Mapping[str, State], anchors: Mapping[str, str], links: urls.Links
) -> Node:
    key = _key(node)
    match node.kind:
        case "run":
            return Node(key, node.label, "run", links.to(urls.run_uri(node.id)), say("Run {id}", id=node.id))
        case "constraint":
            state = states.get(node.id)
            kind = "constraint" if state is None else state if state in ("holds", "violated") else "undecided"
            word = f"{STATE_TERMS[state].word}: " if state else ""
            return Node(key, node.label, kind, f"#{anchors[node.id]}", f"{word}{node.label}")
        case "decision":
            return Node(key, shortened(node.label, 70), "decision", emphasis=True)
        case _:
            return Node(key, node.label, node.kind, tooltip=f"SHA-256 {node.id}")
