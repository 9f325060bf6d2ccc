"""A goal structure as SVG, in the shapes of the notation, with a legend of the shapes that occur."""

from __future__ import annotations

# Thousands of short texts a site, and markupsafe's own makes an object of each.
from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

from buttress.pages.figures.assurance_terms import KIND_MEANINGS, STANDING_TERMS
from buttress.pages.figures.goal_layout import DISC, FOOT, HEADER, LINE, SKEW

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from buttress.assurance import Element
    from buttress.pages.figures.goal_layout import Arrow, Box, GoalLayout, Point, Relation

_HEADS: Mapping[Relation, str] = {
    "supported by": "bt-gsn-supports",
    "in context of": "bt-gsn-context",
    "challenges": "bt-gsn-challenges",
}
_HEAD = 8
"""Length of an arrow's head."""
_PAD = 10
_BASE = 12
"""How far below the upper end of its line a text stands."""


def draw_goals(
    layout: GoalLayout, elements: Mapping[str, Element], href: Callable[[Element], str], title: str, told: str
) -> Markup:
    """Gives the drawing of a goal structure, as inline SVG.

    Args:
        layout: Where everything goes.
        elements: The elements by their ids.
        href: Gives the address that an element links to; empty for none.
        title: Name of the drawing.
        told: What it shows, in words.
    """
    boxes = "".join(_box(box, elements.get(box.id), href) for box in layout.boxes)
    # Texts are escaped where they are put in, the rest is numbers and constants of ours.
    return Markup(  # noqa: S704
        f'<svg class="bt-diagram bt-gsn" viewBox="0 0 {layout.width} {layout.height}" width="{layout.width}" '
        f'height="{layout.height}" role="group" aria-label="{escape(title)}: {escape(told)}" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" font-size="13">\n'
        f"{_arrows(layout.arrows)}{boxes}</svg>"
    )


def _arrows(arrows: tuple[Arrow, ...]) -> str:
    """All arrows of one kind as two paths: lines, and heads."""
    found = []
    for relation, css in _HEADS.items():
        ours = [arrow.points for arrow in arrows if arrow.relation == relation]
        if ours:
            lines = "".join(map(_line, _once(ours) if relation == "challenges" else ours))
            heads = "".join(_head(relation, points) for points in ours)
            found.append(f'<g class="{css}"><path d="{lines}"/><path class="bt-gsn-head" d="{heads}"/></g>\n')
    return "".join(found)


def _once(lines: Sequence[tuple[Point, ...]]) -> list[tuple[Point, ...]]:
    """Lines that end in one place, with what they share drawn once: dashes over dashes look like no dashes."""
    longest = {points[-1]: points for points in lines}  # they come from above to below
    return [points if longest[points[-1]] == points else points[:2] for points in lines]


def _line(points: tuple[Point, ...]) -> str:
    start, *rest = points
    path = [f"M{start[0]} {start[1]}"]
    last = start
    for x, y in rest:
        path.append(f"H{x}" if y == last[1] else f"V{y}")
        last = (x, y)
    return "".join(path)


def _head(relation: Relation, points: tuple[Point, ...]) -> str:
    (x0, y0), (x, y) = points[-2], points[-1]
    closed = "" if relation == "challenges" else "z"
    if y == y0:
        back = x - _HEAD if x > x0 else x + _HEAD
        return f"M{back} {y - 4}L{x} {y}L{back} {y + 4}{closed}"
    back = y - _HEAD if y > y0 else y + _HEAD
    return f"M{x - 4} {back}L{x} {y}L{x + 4} {back}{closed}"


def _box(box: Box, element: Element | None, href: Callable[[Element], str]) -> str:
    own, link = "", ""
    if element is not None:
        own = f" bt-is-{STANDING_TERMS[element.standing].key}" if element.standing else ""
        link = href(element)
    inside = f"{_SHAPES[box.kind](box)}{_marks(box)}{_texts(box, element)}"
    if link:
        # Not plain href: Material's instant navigation writes to it, which SVG links do not allow.
        inside = f'<a xlink:href="{escape(link)}">{inside}</a>'
    return f'<g class="bt-gsn-{box.kind}{own}">{inside}</g>\n'


def _texts(box: Box, element: Element | None) -> str:
    if box.kind in ("solution", "counter-solution"):
        return _disc_texts(box)
    name = f'<tspan class="bt-gsn-id">{box.id}</tspan>' if box.id else ""
    middle = box.kind in ("assumption", "justification", "more")
    x = (
        box.left + box.width // 2
        if middle
        else box.left + _PAD + (SKEW // 2 + 2 if box.kind == "strategy" else 0)
    )
    top = box.top + (box.height - LINE * len(box.lines)) // 2
    lines = list(box.lines)
    texts = []
    if box.kind in ("goal", "counter-goal"):
        texts.append(_header(box, element, name))
        top = box.top + HEADER + 8
    elif name:
        lines[0] = f"{name} {escape(lines[0])}"
    start = 1 if name and not texts else 0
    anchor = ' text-anchor="middle"' if middle else ""
    texts += [
        f'<text x="{x}" y="{top + LINE * place + _BASE}"{anchor}>{line if place < start else escape(line)}</text>'
        for place, line in enumerate(lines)
    ]
    return "".join(texts)


def _header(box: Box, element: Element | None, name: str) -> str:
    y = box.top + 7 + _BASE
    texts = f'<text x="{box.left + _PAD}" y="{y}">{name}</text>'
    if element is None or element.standing is None:
        return texts
    term = STANDING_TERMS[element.standing]
    return (
        f'{texts}<text class="bt-gsn-standing" x="{box.left + box.width - _PAD}" y="{y}" text-anchor="end">'
        f"{term.symbol} {term.word}</text>"
    )


def _disc_texts(box: Box) -> str:
    x, half = box.left + DISC // 2, LINE * len(box.lines) // 2
    name = f'<text class="bt-gsn-id" x="{x}" y="{box.middle + 5}" text-anchor="middle">{box.id}</text>'
    return name + "".join(
        f'<text x="{box.left + DISC + 8}" y="{box.middle - half + LINE * place + _BASE}">{escape(line)}</text>'
        for place, line in enumerate(box.lines)
    )


def _marks(box: Box) -> str:
    x, y = box.left + box.width // 2, box.top + box.height
    if box.mark == "undeveloped":
        half = FOOT // 2
        return f'<path class="bt-gsn-diamond" d="M{x} {y}l{half + 3} {half}l{-half - 3} {half}l{-half - 3} {-half}z"/>'
    if box.mark == "defeated":
        right = box.left + box.width
        return f'<path class="bt-gsn-cross" d="M{box.left} {box.top}L{right} {y}M{right} {box.top}L{box.left} {y}"/>'
    return ""


def _rectangle(box: Box) -> str:
    return f'<path d="M{box.left} {box.top}h{box.width}v{box.height}h{-box.width}z"/>'


def _leaning(box: Box) -> str:
    wide = box.width - SKEW
    return f'<path d="M{box.left + SKEW} {box.top}h{wide}l{-SKEW} {box.height}h{-wide}z"/>'


def _rounded(box: Box) -> str:
    return f'<rect x="{box.left}" y="{box.top}" width="{box.width}" height="{box.height}" rx="{box.height // 2}"/>'


def _oval(box: Box) -> str:
    """An ellipse that bulges towards the corners, so that its text needs less room; with the letter of its kind."""
    a, b = box.width / 2, box.height / 2
    y = box.top + b
    i, j = 0.8 * a, 0.8 * b
    letter = "A" if box.kind == "assumption" else "J"
    return (
        f'<path d="M{box.left} {y:g}c0 {-j:g} {a - i:g} {-b:g} {a:g} {-b:g}s{a:g} {b - j:g} {a:g} {b:g}'
        f's{i - a:g} {b:g} {-a:g} {b:g}s{-a:g} {j - b:g} {-a:g} {-b:g}z"/>'
        f'<text class="bt-gsn-letter" x="{box.left + box.width}" y="{box.top + box.height}" text-anchor="end">'
        f"{letter}</text>"
    )


def _disc(box: Box) -> str:
    radius = DISC // 2
    return f'<circle cx="{box.left + radius}" cy="{box.middle}" r="{radius}"/>'


def _nothing(box: Box) -> str:  # noqa: ARG001 - one of the shapes
    return ""


_SHAPES: Mapping[str, Callable[[Box], str]] = {
    "goal": _rectangle,
    "counter-goal": _rectangle,
    "strategy": _leaning,
    "solution": _disc,
    "counter-solution": _disc,
    "context": _rounded,
    "assumption": _oval,
    "justification": _oval,
    "more": _nothing,
}
_SWATCHES: Mapping[str, str] = {
    "goal": '<path d="M2 3h26v12H2z"/>',
    "counter-goal": '<path d="M2 3h26v12H2z"/>',
    "strategy": '<path d="M7 3h21l-5 12H2z"/>',
    "solution": '<circle cx="15" cy="9" r="7"/>',
    "counter-solution": '<circle cx="15" cy="9" r="7"/>',
    "context": '<rect x="2" y="3" width="26" height="12" rx="6"/>',
    "assumption": '<ellipse cx="15" cy="9" rx="13" ry="6.5"/>',
    "justification": '<ellipse cx="15" cy="9" rx="13" ry="6.5"/>',
}
_SIGNS: Mapping[str, tuple[str, str]] = {
    "defeated": (
        '<g class="bt-gsn-goal bt-is-violated"><path d="M2 3h26v12H2z"/>'
        '<path class="bt-gsn-cross" d="M2 3L28 15M28 3L2 15"/></g>',
        "defeated: evidence speaks against it",
    ),
    "undeveloped": (
        '<g class="bt-gsn-goal"><path class="bt-gsn-diamond" d="M15 4l8 5l-8 5l-8-5z"/></g>',
        "undeveloped: nothing supports it yet",
    ),
}
_LINES: Mapping[Relation, tuple[str, str]] = {
    "supported by": (
        '<g class="bt-gsn-supports"><path d="M1 9h20"/><path class="bt-gsn-head" d="M20 5l8 4l-8 4z"/></g>',
        "is supported by",
    ),
    "in context of": (
        '<g class="bt-gsn-context"><path d="M1 9h20"/><path class="bt-gsn-head" d="M20 5l8 4l-8 4z"/></g>',
        "is to be read in the context of",
    ),
    "challenges": (
        '<g class="bt-gsn-challenges"><path d="M1 9h27"/><path class="bt-gsn-head" d="M20 5l8 4l-8 4"/></g>',
        "challenges",
    ),
}


def draw_legend(layout: GoalLayout) -> Markup:
    """Gives what the shapes, marks and arrows of a drawing mean, as a list; only those that occur."""
    kinds = {box.kind for box in layout.boxes}
    marks = {box.mark for box in layout.boxes}
    relations = {arrow.relation for arrow in layout.arrows}
    items = [
        _item(f'<g class="bt-gsn-{kind}">{_SWATCHES[kind]}</g>', meaning)
        for kind, meaning in KIND_MEANINGS.items()
        if kind in kinds
    ]
    items += [_item(*sign) for mark, sign in _SIGNS.items() if mark in marks]
    items += [_item(*line) for relation, line in _LINES.items() if relation in relations]
    return Markup(f'<ul class="bt-legend">{"".join(items)}</ul>\n')  # noqa: S704 - constants only


def _item(drawing: str, words: str) -> str:
    return (
        '<li><svg class="bt-gsn" viewBox="0 0 30 18" width="30" height="18" aria-hidden="true" focusable="false">'
        f"{drawing}</svg> {words}</li>"
    )
