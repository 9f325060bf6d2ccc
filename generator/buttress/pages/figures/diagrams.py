"""Diagrams as data: what boxes and arrows there are, and the DOT text that lays them out.

A diagram carries its meaning three times: in the shape or border of a node and the head or dashes of an edge,
in its colour, and in words in the legend. Nothing hangs on colour alone.

DOT holds generated names and escaped labels only. Links and tooltips, which come from a stranger's files,
never pass through it: `buttress.pages.figures.diagram_svg` adds them to the finished drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Literal

import graphviz

from buttress.errors import suggest
from buttress.pages.figures.diagram_styles import EDGE_STYLES, NODE_STYLES
from buttress.pages.figures.diagram_text import display_units, shortfall_em, wide_characters, wrap_label
from buttress.pages.figures.text_sizes import text_width

if TYPE_CHECKING:
    from collections.abc import Mapping

Direction = Literal["TB", "LR"]

# Layout and the style sheet must agree on a font, or labels outgrow their boxes. Helvetica is the one sans-serif
# whose widths the embedded engine knows; Arial, Liberation Sans and Nimbus Sans share them.
_FONT = "Helvetica"
_NODE_SIZE = 13.0
_EDGE_SIZE = 12.0
_LINE_UNITS = {"TB": 24, "LR": 19}
_FRAME_UNITS = 44  # a frame is mostly wider than its name
_POINTS_PER_INCH = 72.0
_BOLD_SHORTFALL = 0.09
# Shapes that the engine makes far too large, so that they get a size of their own.
_FIXED_SHAPES = frozenset({"octagon", "ellipse"})
_ELLIPSE = 1.28  # how much larger than its label's box
# An octagon's corners are cut off over this share of its width and of its height.
_CUT = 1 - 0.5**0.5
_CLEAR = 5.0
# The point of an arrow takes room beside the label, which the engine does not know.
_SHAPE_MARGINS = {"cds": (0.11, 0.1)}


@dataclass(frozen=True, slots=True)
class Node:
    """One box of a diagram.

    Attributes:
        id: The name by which edges and groups refer to it, unique in its diagram.
        label: The text in the box; wrapped, and cut after a few lines.
        kind: One of `buttress.pages.figures.diagram_styles.NODE_STYLES`.
        link: Where a click leads; dropped unless relative, ``http``, ``https`` or ``mailto``.
        tooltip: What a pointer that rests on it reads.
        emphasis: Whether this is the node that the page is about.
        notes: Further lines below the label, short.
        marks: Further classes, each starting with ``bt-``, by which a script finds it.
        name: What sentences call it, where the label only says what it does.
    """

    id: str
    label: str
    kind: str
    link: str = ""
    tooltip: str = ""
    emphasis: bool = False
    notes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """One arrow of a diagram.

    Attributes:
        tail: The node where it starts.
        head: The node that it points at.
        label: Short text beside it.
        kind: One of `buttress.pages.figures.diagram_styles.EDGE_STYLES`.
        notes: Further lines below the label.
        framed: Whether it joins the frames around the two nodes, rather than the nodes.
        marks: Further classes, each starting with ``bt-``, by which a script finds it.
    """

    tail: str
    head: str
    label: str = ""
    kind: str = ""
    notes: tuple[str, ...] = ()
    framed: bool = False
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A labelled frame around some nodes (a device, a zone).

    Attributes:
        label: The text in the frame's corner.
        nodes: The ids inside; a node is in one group at most.
        notes: Further lines below the label.
    """

    label: str
    nodes: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of a legend.

    Attributes:
        kind: The kind of node or edge that it explains.
        text: What that kind means.
        edge: Whether ``kind`` is a kind of edge.
    """

    kind: str
    text: str
    edge: bool = False


@dataclass(frozen=True, slots=True)
class Diagram:
    """A diagram as data: nothing in it is drawn yet.

    Attributes:
        id: Unique among the diagrams of a page; prefixes every id of the drawing.
        title: Its caption and accessible name.
        description: One or two sentences that say what there is to see.
        nodes: The boxes, in the order in which the layout meets them.
        edges: The arrows.
        groups: Frames around nodes.
        legend: What the kinds mean.
        direction: Whether arrows mainly run down (``TB``) or right (``LR``).

    Raises:
        ValueError: A kind is unknown, an id occurs twice, or an edge or group names no node.
    """

    id: str
    title: str
    description: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...] = ()
    groups: tuple[Group, ...] = ()
    legend: tuple[LegendEntry, ...] = ()
    direction: Direction = "TB"

    def __post_init__(self) -> None:
        _check_unique("node", [node.id for node in self.nodes])
        _check_unique("grouped node", [name for group in self.groups for name in group.nodes])
        known = {node.id for node in self.nodes}
        for name in self._references():
            if name not in known:
                raise ValueError(f"diagram {self.id!r}: no node {name!r} {suggest(name, known)}".rstrip())
        for node in self.nodes:
            _check_kind(node.kind, NODE_STYLES)
        for edge in self.edges:
            _check_kind(edge.kind, EDGE_STYLES)
        for entry in self.legend:
            _check_kind(entry.kind, EDGE_STYLES if entry.edge else NODE_STYLES)

    def _references(self) -> list[str]:
        ends = [name for edge in self.edges for name in (edge.tail, edge.head)]
        return ends + [name for group in self.groups for name in group.nodes]


def _check_unique(what: str, names: list[str]) -> None:
    doubles = (
        sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    )
    if doubles:
        raise ValueError(f"{what} ids occur twice: {', '.join(doubles)}")


def _check_kind(kind: str, styles: Mapping[str, object]) -> None:
    if kind not in styles:
        raise ValueError(f"unknown kind {kind!r}; allowed: {', '.join(map(repr, styles))}")


def to_dot(diagram: Diagram) -> str:
    """Gives the DOT text of a diagram; the same diagram gives the same text.

    The n-th node is called ``n0``, ``n1``, ... there, so that no word of a record becomes DOT syntax.
    """
    names = {node.id: f"n{index}" for index, node in enumerate(diagram.nodes)}
    # Arrows to the right add up the widths of boxes, so there the labels are narrower.
    units = _LINE_UNITS[diagram.direction]
    grouped = {name: index for index, group in enumerate(diagram.groups) for name in group.nodes}
    dot = graphviz.Digraph()
    for index, group in enumerate(diagram.groups):
        with dot.subgraph(name=f"cluster_{index}") as frame:
            frame.attr(label=graphviz.nohtml(_frame_label(group)), **_GROUP_ATTRIBUTES)
            _add_nodes(frame, [node for node in diagram.nodes if grouped.get(node.id) == index], names, units)
    _add_nodes(dot, [node for node in diagram.nodes if node.id not in grouped], names, units)
    dot.body += [
        _statement(f"{names[edge.tail]} -> {names[edge.head]}", _edge_attributes(edge, grouped))
        for edge in diagram.edges
    ]
    opening, closing = _around(tuple(_graph_attributes(diagram).items()))
    return "".join((opening, *dot.body, closing))


@lru_cache(maxsize=32)
def _around(attributes: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    """What stands before and behind the statements of a graph: few differ, and quoting them takes a while."""
    empty = graphviz.Digraph(
        "d", graph_attr=dict(attributes), node_attr=_NODE_DEFAULTS, edge_attr=_EDGE_DEFAULTS
    )
    opening, brace, end = str(empty.source).rpartition("}")
    return opening, brace + end


def _statement(subject: str, attributes: Mapping[str, str]) -> str:
    """A line of DOT whose values need no quoting but quotation marks around them.

    The package would look again at each name and value whether it needs them: that is most of a diagram's DOT.
    """
    written = " ".join([f'{name}="{value}"' for name, value in attributes.items()])
    return f"\t{subject} [{written}]\n"


def _graph_attributes(diagram: Diagram) -> dict[str, str]:
    # Labels beside edges need room along the direction of the arrows, or they collide with boxes.
    labelled = any(edge.label or edge.notes for edge in diagram.edges)
    return {
        "bgcolor": "transparent",
        "rankdir": diagram.direction,
        "nodesep": "0.35",
        "ranksep": "0.55" if labelled else "0.45",
        "pad": "0.06",
        **({"compound": "true"} if any(edge.framed for edge in diagram.edges) else {}),
    }


_NODE_DEFAULTS = {"fontname": _FONT, "fontsize": f"{_NODE_SIZE:g}", "height": "0.42"}
_EDGE_DEFAULTS = {"fontname": _FONT, "fontsize": f"{_EDGE_SIZE:g}", "arrowsize": "0.85"}
_GROUP_ATTRIBUTES = {
    "class": "bt-group",
    "fontname": _FONT,
    "fontsize": "12",
    "labeljust": "l",
    "style": "rounded",
    "margin": "14",
}


def _add_nodes(dot: graphviz.Digraph, nodes: list[Node], names: Mapping[str, str], units: int) -> None:
    dot.body += [
        _statement(names[node.id], _node_attributes(node, [*wrap_label(node.label, units), *node.notes]))
        for node in nodes
    ]


def _node_attributes(node: Node, lines: list[str]) -> dict[str, str]:
    style = NODE_STYLES[node.kind]
    attributes = {
        "label": _label_lines(lines),
        "shape": style.shape,
        "class": " ".join(
            (
                "bt-node",
                f"bt-node--{node.kind}",
                *(["bt-node--emphasis"] if node.emphasis else []),
                *node.marks,
            )
        ),
        **_size(lines, node),
    }
    if style.style:
        attributes["style"] = style.style
    if style.borders > 1:
        attributes["peripheries"] = str(style.borders)
    return attributes


def _size(lines: list[str], node: Node) -> dict[str, str]:
    """Room for a label: as margins, or as a fixed size for shapes that the engine makes far too large."""
    shape = NODE_STYLES[node.kind].shape
    if shape not in _FIXED_SHAPES:
        more, down = _SHAPE_MARGINS.get(shape, (0.0, 0.09))
        return {"margin": f"{_side_margin(lines, node.emphasis) + more:.2f},{down:.2f}"}
    bold = 1 + _BOLD_SHORTFALL * node.emphasis
    widths = [text_width(line, _NODE_SIZE) * bold for line in lines]
    across, down = _octagon(widths) if shape == "octagon" else _ellipse(widths)
    return {
        "fixedsize": "true",
        "width": f"{across / _POINTS_PER_INCH:.3f}",
        "height": f"{down / _POINTS_PER_INCH:.3f}",
    }


def _ellipse(widths: list[float]) -> tuple[float, float]:
    return max(widths) * _ELLIPSE + 32, len(widths) * _NODE_SIZE * 1.2 * _ELLIPSE + 12


def _octagon(widths: list[float]) -> tuple[float, float]:
    """Width and height of an octagon whose slanted sides stay clear of the first and the last line."""
    beside, above = 12.0, 8.0
    height = len(widths) * _NODE_SIZE * 1.2 + 2 * above
    # Where the outer lines begin, the octagon is narrower than its width by this share of it on each side.
    narrowed = max(_CUT - above / height, 0.0)
    outer = (max(widths[0], widths[-1]) / 2 + _CLEAR) / (0.5 - narrowed)
    return max(outer, max(widths) + 2 * beside), height


def _edge_attributes(edge: Edge, grouped: Mapping[str, int]) -> dict[str, str]:
    style = EDGE_STYLES[edge.kind]
    classes = " ".join(("bt-edge", f"bt-edge--{edge.kind or 'plain'}", *edge.marks))
    attributes = {"class": classes, "arrowhead": style.head}
    if style.style != "solid":
        attributes["style"] = style.style
    if edge.label or edge.notes:
        attributes["label"] = _padded(_all_lines(edge.label, edge.notes))
    if edge.framed and grouped.get(edge.tail) != grouped.get(edge.head):
        ends = (("ltail", edge.tail), ("lhead", edge.head))
        attributes.update({end: f"cluster_{grouped[node]}" for end, node in ends if node in grouped})
    return attributes


def _frame_label(group: Group) -> str:
    lines = [*wrap_label(group.label, _FRAME_UNITS), *_all_lines("", group.notes)]
    return "".join(f"{_label_lines([line + _room_beside(line)])}\\l" for line in lines)


def _room_beside(line: str) -> str:
    """What the engine does not count: wide characters are wider than it takes them for, and so is a bold name."""
    return " " * ceil(wide_characters(line) * 0.75 + display_units(line) * 0.18)


def _all_lines(label: str, notes: tuple[str, ...]) -> list[str]:
    return [line for text in (label, *notes) if text for line in wrap_label(text)]


def _side_margin(lines: list[str], bold: bool) -> float:
    """Inches beside a label, wide enough for what the engine underestimates."""
    wide = max(map(shortfall_em, lines))
    extra = wide + (max(map(display_units, lines)) * 0.56 * _BOLD_SHORTFALL if bold else 0.0)
    return 0.17 + extra * _NODE_SIZE / _POINTS_PER_INCH / 2


def _padded(lines: list[str]) -> str:
    # Spaces keep the text off its line; more of them make up for wide characters.
    return _label_lines(
        [f"{pad} {line} {pad}" for line in lines for pad in [" " * (wide_characters(line) // 3)]]
    )


def _label_lines(lines: list[str]) -> str:
    """The lines as the inside of a quoted DOT string that stands for exactly these characters."""
    escaped = [line.replace("\\", "\\\\").replace("&", "&amp;").replace('"', '\\"') for line in lines]
    return "\\n".join(escaped)
