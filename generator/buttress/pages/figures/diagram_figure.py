"""Diagrams as figures: the drawing, what its shapes mean, and the same in words."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from markupsafe import Markup

from buttress.pages.escaping import escaped
from buttress.pages.figures.diagram_styles import EDGE_STYLES, NODE_STYLES
from buttress.pages.prose import safe_link

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.pages.figures.diagrams import Diagram, Edge, LegendEntry

# Small stand-ins for Graphviz's shapes in a box of 30 x 18; the same words of style as there.
_SHAPES: Mapping[str, str] = MappingProxyType(
    {
        "box": "M3 3h24v12h-24z",
        "rounded": "M7 3h16a4 4 0 0 1 4 4v4a4 4 0 0 1-4 4h-16a4 4 0 0 1-4-4v-4a4 4 0 0 1 4-4z",
        "folder": "M3 4h13l2-2h7l2 2v12h-24z",
        "component": "M5 3h22v12h-22v-2h-2v-2h2v-4h-2v-2h2zM5 5h2v2h-2M5 11h2v2h-2",
        "box3d": "M3 5l3-3h21v11l-3 3h-21zM3 5h21v11M24 5l3-3",
        "cylinder": "M4 5c0-3.3 22-3.3 22 0v8c0 3.3-22 3.3-22 0zM4 5c0 3.3 22 3.3 22 0",
        "tab": "M3 2h8v3h16v11h-24zM3 5h8",
        "note": "M3 3h20l4 4v8h-24zM23 3v4h4",
        "cds": "M3 4h19l5 5-5 5h-19z",
        "ellipse": "M3 9a12 6.5 0 0 1 24 0a12 6.5 0 0 1-24 0z",
        "octagon": "M8 2h14l5 4v6l-5 4h-14l-5-4v-6z",
        "plaintext": "M9 5h12M15 5v9",
    }
)
_INNER_BORDER = "M9 4.5h12l3.5 2.7v3.6l-3.5 2.7h-12l-3.5-2.7v-3.6z"
_HEADS: Mapping[str, str] = MappingProxyType(
    {
        "normal": '<path class="bt-solid" d="M20 5l8 4-8 4z"/>',
        "empty": '<path class="bt-hollow" d="M20 5l8 4-8 4z"/>',
        "vee": '<path class="bt-solid" d="M28 9l-9-4 3 4-3 4z"/>',
        "dot": '<circle class="bt-solid" cx="24" cy="9" r="3.5"/>',
        "odiamond": '<path class="bt-hollow" d="M28 9l-5-3.5-5 3.5 5 3.5z"/>',
        "tee": '<path d="M27 4v10"/>',
        "none": "",
    }
)
_DASHES: Mapping[str, str] = MappingProxyType({"dashed": "5 2.5", "dotted": "1.5 2.5"})


def render_figure(diagram: Diagram, svg: str) -> Markup:
    """Gives the figure of a diagram: caption, drawing, legend, and every node and edge in words.

    Args:
        diagram: What the drawing shows.
        svg: Its drawing, from `buttress.pages.figures.drawings.render_diagrams`.
    """
    title = escaped(diagram.title)
    # The drawing was built element by element from an allow-list, and all else is escaped piece by piece here and
    # below: `Markup.format` would take most of a figure's time.
    return Markup(  # noqa: S704
        '<figure class="bt-figure">\n'
        f"<figcaption>{title}</figcaption>\n"
        f'<div class="bt-figure__scroll" tabindex="0" role="group" aria-label="{title}">{svg}</div>\n'
        f"{render_legend(diagram)}"
        '<details class="bt-figure__words"><summary>The diagram in words</summary>\n'
        f"{render_words(diagram)}</details>\n"
        "</figure>"
    )


def render_legend(diagram: Diagram) -> Markup:
    """Gives the legend as a list that wraps beside or below the drawing; empty where nothing needs explaining."""
    if not diagram.legend:
        return Markup("")
    items = "".join(f"<li>{_swatch(entry)} {escaped(entry.text)}</li>" for entry in diagram.legend)
    return Markup(f'<ul class="bt-legend">{items}</ul>\n')  # noqa: S704


def _swatch(entry: LegendEntry) -> str:
    drawing = _edge_swatch(entry.kind) if entry.edge else _node_swatch(entry.kind)
    return (
        '<svg viewBox="0 0 30 18" width="30" height="18" aria-hidden="true" focusable="false">'
        f"{drawing}</svg>"
    )


# Every part of the swatches is one of the constants above.
def _node_swatch(kind: str) -> str:
    style = NODE_STYLES[kind]
    words = style.style.split(",")
    path = _SHAPES["rounded" if "rounded" in words else style.shape]
    inner = f'<path d="{_INNER_BORDER}"/>' if style.borders > 1 else ""
    dashes = _dashes(words[-1])
    return f'<g class="bt-node bt-node--{kind}"><path d="{path}"{dashes}/>{inner}</g>'


def _edge_swatch(kind: str) -> str:
    style = EDGE_STYLES[kind]
    line = f'<path d="M2 9h{18 if style.head in ("normal", "empty", "odiamond") else 24}"{_dashes(style.style)}/>'
    return f'<g class="bt-edge bt-edge--{kind or "plain"}">{line}{_HEADS[style.head]}</g>'


def _dashes(style: str) -> str:
    return f' stroke-dasharray="{_DASHES[style]}"' if style in _DASHES else ""


def render_words(diagram: Diagram) -> Markup:
    """Gives a diagram as text: its description, its groups, and one sentence for each edge."""
    labels = {node.id: _named(node.label, node.link) for node in diagram.nodes}
    names = labels | {node.id: escaped(node.name) for node in diagram.nodes if node.name}
    meanings = _meanings(diagram)
    frames = {name: escaped(group.label) for group in diagram.groups for name in group.nodes}
    sentences = [
        _sentence(edge, {**names, **frames} if edge.framed else names, meanings) for edge in diagram.edges
    ]
    joined = {name for edge in diagram.edges for name in (edge.tail, edge.head)}
    sentences += [labels[node.id] for node in diagram.nodes if node.id not in joined]
    sentences += [
        f"{_told(group.label, group.notes)}: {', '.join(labels[name] for name in group.nodes)}"
        for group in diagram.groups
    ]
    items = "".join(f"<li>{sentence}</li>\n" for sentence in sentences)
    return Markup(f"<p>{escaped(diagram.description)}</p>\n<ul>\n{items}</ul>\n")  # noqa: S704


def _meanings(diagram: Diagram) -> dict[str, str]:
    """What each kind of edge says, escaped: the legend's own word where it has one."""
    verbs = {kind: style.verb for kind, style in EDGE_STYLES.items()}
    return verbs | {entry.kind: escaped(entry.text) for entry in diagram.legend if entry.edge}


def _sentence(edge: Edge, labels: dict[str, str], meanings: dict[str, str]) -> str:
    about = ", ".join(text for text in (edge.label, *edge.notes) if text)
    label = f" ({escaped(about)})" if about else ""
    return f"{labels[edge.tail]} <em>{meanings[edge.kind]}</em> {labels[edge.head]}{label}"


def _told(label: str, notes: tuple[str, ...]) -> str:
    return f"{escaped(label)} ({escaped(', '.join(notes))})" if notes else escaped(label)


def _named(label: str, link: str) -> str:
    address = safe_link(link) if link else ""
    return f'<a href="{escaped(address)}">{escaped(label)}</a>' if address else escaped(label)
