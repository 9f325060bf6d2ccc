"""Labels beside arrows that the layout engine put on other words: moved to the nearest free place.

The engine keeps labels clear of boxes. Of the words in the corner of a frame it knows nothing when an arrow joins the
frame itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from buttress.pages.figures.label_placement import Box
from buttress.pages.figures.text_sizes import text_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.etree import ElementTree as ET

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_STEP = 6.0
_REACH = 34
"""So many steps away a place is looked for."""
_CLEAR = 2.0
_SHARES = {"start": 0.0, "middle": 0.5, "end": 1.0}


def clear_labels(graph: ET.Element) -> None:
    """Moves the labels of arrows off frames' words, off boxes and off each other; what finds no place stays.

    Args:
        graph: The group that holds the engine's drawing; it is changed.
    """
    parts: dict[str, list[ET.Element]] = {"cluster": [], "node": [], "edge": []}
    for child in graph:
        kind = child.get("class", "").partition(" ")[0]
        if kind in parts:
            parts[kind].append(child)
    if not parts["cluster"]:
        return
    taken = [box for frame in parts["cluster"] for box in _text_boxes(frame)]
    taken += [box for node in parts["node"] for box in _shape_boxes(node)]
    outer = _around([*taken, *(box for frame in parts["cluster"] for box in _shape_boxes(frame))])
    for edge in parts["edge"]:
        texts = list(_texts(edge))
        if texts:
            taken.append(_place(texts, taken, outer))


def _place(texts: Sequence[ET.Element], taken: Sequence[Box], outer: Box) -> Box:
    """Moves a label where it covers nothing, and gives where it stands then."""
    here = _around([_text_box(text) for text in texts])
    if _is_free(here, taken, outer):
        return here
    for across, down in _shifts():
        there = Box(here.left + across, here.top + down, here.right + across, here.bottom + down)
        if _is_free(there, taken, outer):
            for text in texts:
                text.set("x", f"{float(text.get('x', '0')) + across:g}")
                text.set("y", f"{float(text.get('y', '0')) + down:g}")
            return there
    return here


def _shifts() -> list[tuple[float, float]]:
    """Ways to move a label, the shortest first."""
    steps = [step * _STEP for step in range(-_REACH, _REACH + 1)]
    return sorted(
        ((across, down) for across in steps for down in steps),
        key=lambda one: (one[0] ** 2 + one[1] ** 2, one),
    )


def _is_free(box: Box, taken: Sequence[Box], outer: Box) -> bool:
    inside = outer.left <= box.left and box.right <= outer.right
    return (
        inside
        and outer.top <= box.top
        and box.bottom <= outer.bottom
        and not any(
            box.left < other.right + _CLEAR
            and other.left < box.right + _CLEAR
            and box.top < other.bottom
            and other.top < box.bottom
            for other in taken
        )
    )


def _around(boxes: Sequence[Box]) -> Box:
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _texts(part: ET.Element) -> Iterator[ET.Element]:
    return (text for text in part.iter() if text.tag.rpartition("}")[2] == "text")


def _text_boxes(part: ET.Element) -> Iterator[Box]:
    return map(_text_box, _texts(part))


def _text_box(text: ET.Element) -> Box:
    size = float(text.get("font-size", "12"))
    width = text_width((text.text or "").strip(), size)
    left = float(text.get("x", "0")) - width * _SHARES.get(text.get("text-anchor", "start"), 0.0)
    base = float(text.get("y", "0"))
    return Box(left, base - 0.8 * size, left + width, base + 0.22 * size)


def _shape_boxes(part: ET.Element) -> Iterator[Box]:
    for shape in part.iter():
        numbers = [float(one) for one in _NUMBER.findall(shape.get("points") or shape.get("d") or "")]
        if len(numbers) >= 4:
            xs, ys = numbers[::2], numbers[1::2]
            yield Box(min(xs), min(ys), max(xs), max(ys))
