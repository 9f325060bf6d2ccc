"""The evidence chain: data -> artefact -> run -> constraint -> decision, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from buttress.graph.linked import Linked

LinkKind = Literal["data", "artifact", "run", "constraint", "decision"]


@dataclass(frozen=True, slots=True, order=True)
class ChainNode:
    """One thing in the chain.

    Attributes:
        kind: What it is.
        id: Digest for data and artefacts, record id for runs and decisions, constraint id for constraints.
        label: What readers call it.
    """

    kind: LinkKind
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class EvidenceChain:
    """What stands behind a decision's chosen option.

    Attributes:
        nodes: Everything in the chain, sorted, without doubles.
        edges: From what is relied on to what relies on it.
    """

    nodes: tuple[ChainNode, ...]
    edges: tuple[tuple[ChainNode, ChainNode], ...]


def trace_evidence(linked: Linked, decision: str, runs_of: dict[str, tuple[str, ...]]) -> EvidenceChain:
    """Gives the chain behind a decision.

    Args:
        linked: The linked portfolio.
        decision: Id of the decision.
        runs_of: Constraint id to the ids of the runs that it rests on.
    """
    end = ChainNode("decision", decision, linked.portfolio.decisions[decision].title)
    edges: list[tuple[ChainNode, ChainNode]] = []
    for bound in linked.constraints[decision]:
        constraint = ChainNode("constraint", bound.constraint.id, str(bound.constraint.require))
        edges.append((constraint, end))
        for run in runs_of.get(bound.constraint.id, ()):
            edges += _behind_run(linked, bound.decision, bound.option, run, constraint)
    unique = tuple(sorted(set(edges)))
    nodes = tuple(sorted({node for edge in unique for node in edge} | {end}))
    return EvidenceChain(nodes, unique)


def _behind_run(
    linked: Linked, decision: str, option: str, run_id: str, constraint: ChainNode
) -> list[tuple[ChainNode, ChainNode]]:
    run = linked.portfolio.runs[run_id]
    node = ChainNode("run", run_id, f"{run.started:%Y-%m-%d}, {run.machine.cpu_model or 'unknown machine'}")
    edges = [(node, constraint)]
    binding = linked.binding_of.get((decision, option))
    measured = run.measurement(binding.candidate, binding.runtime) if binding else None
    data = ChainNode("data", run.data.sha256, f"{run.data.ids.count} examples") if run.data else None
    if measured and measured.artifact_sha256:
        artifact = ChainNode(
            "artifact", measured.artifact_sha256, f"{measured.candidate} ({measured.runtime})"
        )
        edges.append((artifact, node))
        if data:
            edges.append((data, artifact))
    elif data:
        edges.append((data, node))
    return edges
