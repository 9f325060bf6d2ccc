"""DOT to finished inline SVG: laid out in batches, made fit to stand in a page.

The engine is `graphviz-pure`, a `dot` that pip installs and that draws the same bytes on every platform. It runs with
the command line that the `graphviz` package builds; that package's global ``DOT_BINARY`` stays untouched.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from graphviz.backend import dot_command, execute
from markupsafe import escape

from buttress.pages.figures.diagram_labels import clear_labels
from buttress.pages.figures.diagram_text import printable
from buttress.pages.prose import safe_link

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.pages.figures.diagrams import Diagram, Node

BATCH = 120
"""How many diagrams are drawn at once: starting the engine costs about as much as five of them."""
_SECONDS_PERBATCH = 120.0
_PROLOG = "<?xml "
_UNSAFE_IN_IDS = re.compile(r"[^A-Za-z0-9_-]+")
_MARKUP = re.compile("[&<>'\"]")
# A drawing shrinks until its text would be too small to read; from there on it scrolls. Widths in pixels.
_LEAST_WIDTHS = (320, 400, 480, 560, 640, 720, 800, 900, 1000, 1150, 1300, 1500, 1700, 2000, 2400)
_MOST_SHRINKING = 0.8
# Colours are the style sheet's; geometry, dashes and weights are the drawing's.
_KEPT = frozenset(
    {"cx", "cy", "d", "font-size", "height", "points", "r", "rx", "ry", "stroke-dasharray", "stroke-width"}
    | {"text-anchor", "transform", "width", "x", "y"}
)
_SHAPES = frozenset({"ellipse", "path", "polygon", "polyline"})


class DiagramError(RuntimeError):
    """A drawing could not be made: no engine is installed, or the engine failed on a diagram."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A program that lays out DOT.

    Attributes:
        executable: The program.
        version: What it says it is; part of every cache key.
    """

    executable: Path
    version: str


def find_engine(scripts: Path | None = None) -> Engine:
    """Gives the layout engine: `graphviz-pure` of this Python, else of PATH, else a system ``dot``.

    Args:
        scripts: Folder where programs are looked for first; None means that of this Python.

    Raises:
        DiagramError: There is none.
    """
    first = scripts or sysconfig.get_path("scripts")
    for name, path in (("graphviz-pure", first), ("graphviz-pure", None), ("dot", None)):
        found = shutil.which(name, path=path)
        if found:
            return Engine(Path(found), _version(found))
    raise DiagramError(
        "no layout engine for diagrams: install the package graphviz-pure (pip) or Graphviz (dot)"
    )


def _version(executable: str) -> str:
    said = subprocess.run([executable, "-V"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
    return (said.stdout or said.stderr).strip()


def lay_out(diagrams: Sequence[tuple[str, Diagram]], engine: Engine) -> list[str]:
    """Gives the engine's SVG of each diagram, in their order.

    Args:
        diagrams: The DOT of each, and the diagram itself, which an error names.
        engine: The layout engine.

    Raises:
        DiagramError: The engine failed on a diagram even alone.
    """
    raw: list[str] = []
    for start in range(0, len(diagrams), BATCH):
        batch = diagrams[start : start + BATCH]
        drawn = _run_engine([dot for dot, _ in batch], engine)
        # An error in one graph loses those behind it, so a short answer is asked for again one by one.
        raw += drawn if len(drawn) == len(batch) else [_lay_out_one(*one, engine) for one in batch]
    return raw


def _lay_out_one(dot: str, diagram: Diagram, engine: Engine) -> str:
    drawn = _run_engine([dot], engine)
    if len(drawn) != 1:
        raise DiagramError(f"the layout engine ({engine.version}) could not draw the diagram {diagram.id!r}")
    return drawn[0]


def _run_engine(sources: Sequence[str], engine: Engine) -> list[str]:
    """The drawings of several graphs; fewer than the graphs when the engine failed on one."""
    command = [engine.executable, *dot_command.command("dot", "svg")[1:]]
    try:
        done = execute.run_check(
            command,
            input="".join(sources).encode(),
            capture_output=True,
            quiet=True,
            timeout=_SECONDS_PERBATCH,
        )
    except (execute.CalledProcessError, subprocess.TimeoutExpired):
        return []
    except (execute.ExecutableNotFound, OSError) as error:
        raise DiagramError(f"cannot run the layout engine {engine.executable.name}: {error}") from error
    return [_PROLOG + part for part in done.stdout.decode("utf-8").split(_PROLOG)[1:]]


def finish_svg(raw: str, diagram: Diagram) -> str:
    """Gives the engine's SVG as an element for a page: no prolog, no ids, no colours, named and linked.

    Every element is written anew from an allow-list of names and attributes, so nothing that the engine or a label
    slips in survives. The drawing carries ``width`` and ``height`` in pixels; the style sheet lets it shrink.
    """
    source = ET.fromstring(raw[raw.index("<svg") :])  # noqa: S314 (written by the engine, doctype cut off)
    prefix = f"bt-{_UNSAFE_IN_IDS.sub('-', diagram.id)}-{hashlib.sha256(diagram.id.encode()).hexdigest()[:6]}"
    nodes = {f"n{index}": node for index, node in enumerate(diagram.nodes)}
    graph = next(child for child in source if _name(child) == "g")
    clear_labels(graph)
    return _element(
        "svg",
        _svg_attributes(source, prefix, any(node.link for node in diagram.nodes)),
        _element("title", {"id": f"{prefix}-title"}, _text(diagram.title)),
        _element("desc", {"id": f"{prefix}-desc"}, _text(diagram.description)),
        _group(graph, nodes),
    )


def _element(name: str, attributes: Mapping[str, str], *content: str) -> str:
    """An element as text; its content is markup already."""
    if _MARKUP.search("".join(attributes.values())):
        attributes = {key: escape(value) for key, value in attributes.items()}
    written = "".join([f' {key}="{value}"' for key, value in attributes.items()])
    inside = "".join(content)
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written} />"


def _text(text: str) -> str:
    return _escaped(printable(text))


def _escaped(text: str) -> str:
    """A text for markup; most are numbers, which `escape` would take apart one by one all the same."""
    return escape(text) if _MARKUP.search(text) else text


def _svg_attributes(source: ET.Element, prefix: str, linked: bool) -> dict[str, str]:
    view_box = source.get("viewBox", "0 0 0 0")
    width, height = (round(float(number)) for number in view_box.split()[2:])
    least = [index for index, least in enumerate(_LEAST_WIDTHS, 1) if least <= width * _MOST_SHRINKING]
    return {
        "class": f"bt-diagram bt-diagram--min-{least[-1]}" if least else "bt-diagram",
        "viewBox": view_box,
        "width": str(width),
        "height": str(height),
        # An image hides what is inside from assistive technology, which must not happen to links.
        "role": "group" if linked else "img",
        "aria-labelledby": f"{prefix}-title",
        "aria-describedby": f"{prefix}-desc",
        "fill": "currentColor",
        "font-family": "Helvetica, Arial, sans-serif",
        **({"xmlns:xlink": "http://www.w3.org/1999/xlink"} if linked else {}),
    }


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _group(source: ET.Element, nodes: Mapping[str, Node]) -> str:
    """A group of shapes and texts, and what is inside it."""
    attributes = _attributes(source)
    content = _children(source, nodes)
    if "bt-node" in attributes.get("class", ""):
        content = _described(nodes[source.findtext("{*}title", "")], content)
    return _element("g", attributes, content)


def _children(source: ET.Element, nodes: Mapping[str, Node]) -> str:
    """What is kept of a group's content; what the engine wrote for people who read its files is not."""
    parts: list[str] = []
    polygons = 0
    for child in source:
        name = _name(child)
        if name == "g":
            parts.append(_group(child, nodes))
        elif name == "text":
            parts.append(_element("text", _attributes(child), _escaped(child.text or "")))
        elif name in _SHAPES and child.get("fill") not in ("transparent", "white"):
            # A second border: filled, it would hide the first.
            inner = name == "polygon" and polygons > 0
            polygons += name == "polygon"
            parts.append(_element(name, _shape_attributes(child, inner=inner)))
    return "".join(parts)


def _shape_attributes(source: ET.Element, *, inner: bool) -> dict[str, str]:
    attributes = _attributes(source)
    attributes["fill"] = "none" if source.get("fill") == "none" else "currentColor"
    if source.get("stroke") not in (None, "none", "transparent"):
        attributes["stroke"] = "currentColor"
    if inner:
        attributes["class"] = "bt-border"
    return attributes


def _attributes(source: ET.Element) -> dict[str, str]:
    kept = {name: value for name, value in source.attrib.items() if name in _KEPT}
    named = source.get("class", "")
    if "bt-" not in named:
        return kept
    ours = " ".join([word for word in named.split() if word.startswith("bt-")])
    return {"class": ours, **kept} if ours else kept


def _described(node: Node, content: str) -> str:
    """A node's shapes with its tooltip, inside a link where the node has one."""
    tooltip = _element("title", {}, _text(node.tooltip)) if node.tooltip else ""
    address = safe_link(node.link) if node.link else ""
    # Not plain ``href``: Material's instant navigation writes to it, which SVG links do not allow.
    return _element("a", {"xlink:href": address}, tooltip, content) if address else tooltip + content
