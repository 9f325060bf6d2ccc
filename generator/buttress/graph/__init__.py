"""How it hangs together: references, links, bindings, integrity and the evidence chain."""

from __future__ import annotations

from buttress.graph.evidence_chain import ChainNode, EvidenceChain, trace_evidence
from buttress.graph.linked import REVERSE, Binding, BoundConstraint, Edge, Linked, Placement, Relation
from buttress.graph.linking import link_portfolio
from buttress.graph.references import Directory, open_directory
from buttress.graph.resting import Resting, find_resting
from buttress.graph.routes import Hop, Route, Stop, route_flow

__all__ = [
    "REVERSE",
    "Binding",
    "BoundConstraint",
    "ChainNode",
    "Directory",
    "Edge",
    "EvidenceChain",
    "Hop",
    "Linked",
    "Placement",
    "Relation",
    "Resting",
    "Route",
    "Stop",
    "find_resting",
    "link_portfolio",
    "open_directory",
    "route_flow",
    "trace_evidence",
]
