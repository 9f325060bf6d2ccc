"""What each kind of node and edge looks like: shapes, borders, dashes and heads, which say as much as colours do.

Colours are the style sheet's: a node of kind ``data`` has the class ``bt-node--data``, an edge ``bt-edge--...``.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class NodeStyle:
    """How nodes of one kind are drawn.

    Attributes:
        shape: A Graphviz node shape.
        style: Graphviz border styles, comma separated.
        borders: Number of nested borders.
    """

    shape: str
    style: str = ""
    borders: int = 1


@dataclass(frozen=True, slots=True)
class EdgeStyle:
    """How edges of one kind are drawn.

    Attributes:
        head: A Graphviz arrow head.
        style: ``solid``, ``dashed`` or ``dotted``.
        verb: What an edge of this kind says in words ("supersedes").
    """

    head: str
    style: str
    verb: str


NODE_STYLES: Mapping[str, NodeStyle] = MappingProxyType(
    {
        "decision": NodeStyle("box", "rounded"),
        "proposed": NodeStyle("box", "rounded,dotted"),
        "superseded": NodeStyle("box", "rounded,dashed"),
        "system": NodeStyle("folder"),
        "component": NodeStyle("component"),
        "external": NodeStyle("box", "dashed"),
        "node": NodeStyle("box3d"),
        "data": NodeStyle("cylinder"),
        "model": NodeStyle("tab"),
        "artifact": NodeStyle("note"),
        "run": NodeStyle("cds"),
        "suite": NodeStyle("box"),
        "quality": NodeStyle("ellipse"),
        "constraint": NodeStyle("octagon"),
        "holds": NodeStyle("octagon"),
        "violated": NodeStyle("octagon", borders=2),
        "undecided": NodeStyle("octagon", "dashed"),
        "text": NodeStyle("plaintext"),
    }
)
"""What each kind of node looks like; the keys are the kinds there are."""

EDGE_STYLES: Mapping[str, EdgeStyle] = MappingProxyType(
    {
        "": EdgeStyle("normal", "solid", "leads to"),
        "flow": EdgeStyle("normal", "solid", "sends to"),
        "second-flow": EdgeStyle("normal", "dashed", "sends to"),
        "third-flow": EdgeStyle("normal", "dotted", "sends to"),
        "link": EdgeStyle("none", "solid", "is joined to"),
        "spare-link": EdgeStyle("none", "dashed", "is joined to"),
        "evidence": EdgeStyle("vee", "solid", "is evidence for"),
        "depends": EdgeStyle("vee", "dashed", "depends on"),
        "supersedes": EdgeStyle("empty", "solid", "supersedes"),
        "refines": EdgeStyle("empty", "dashed", "refines"),
        "enables": EdgeStyle("dot", "solid", "enables"),
        "conflicts": EdgeStyle("tee", "solid", "conflicts with"),
        "constrains": EdgeStyle("odiamond", "solid", "constrains"),
        "relates": EdgeStyle("none", "dotted", "relates to"),
    }
)
"""What each kind of edge looks like and says; the keys are the kinds there are."""
