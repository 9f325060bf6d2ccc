"""Where everything of parallel coordinates goes: from numbers to the finished attributes of their SVG."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from buttress.pages.figures.label_column import spread_apart
from buttress.pages.figures.parallel_canvas import (
    END_ROOM,
    LABEL_GAP,
    LABEL_HEIGHT,
    LEADER,
    LINE_HEIGHT,
    MOST_DODGE,
    label_text,
)
from buttress.pages.figures.plot_layout import is_known, mark_path, position_text
from buttress.pages.figures.plot_views import Point
from buttress.pages.prose import safe_link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.pages.figures.axes import Scale
    from buttress.pages.figures.parallel_canvas import ParallelCanvas
    from buttress.pages.figures.parallel_views import ParallelLine, ParallelSpot

HUES = 8
"""So many colours tell lines apart before they repeat; names and dashes tell them apart as well."""

_FOOT_ROOM = 66.0
_MARK_SIZE = 0.72
_CAP = 3.0


@dataclass(frozen=True, slots=True)
class _Text:
    x: str
    y: str
    text: str
    css: str = ""


@dataclass(frozen=True, slots=True)
class _DrawnSpot:
    tooltip: str
    whisker: str
    mark: str


@dataclass(frozen=True, slots=True)
class _DrawnLine:
    css: str
    link: str
    tooltip: str
    path: str
    leader: str
    swatch: str
    spots: tuple[_DrawnSpot, ...]
    text: _Text


def lay_out_parallel(canvas: ParallelCanvas) -> dict[str, object]:
    """Gives the finished attributes of the SVG of parallel coordinates, by the names that its template uses."""
    view = canvas.view
    label_places = spread_apart(
        [_label_height(canvas, line) for line in range(len(view.lines))],
        LABEL_HEIGHT,
        canvas.top,
        canvas.bottom,
    )
    lines = [_drawn(canvas, line, y) for line, y in enumerate(label_places)]
    return {
        "prefix": f"bt-{hashlib.sha256(view.id.encode()).hexdigest()[:10]}",
        "title": view.title,
        "description": view.description,
        "role": "group" if any(line.link for line in view.lines) else "img",
        "width": position_text(canvas.width),
        "height": position_text(canvas.bottom + _FOOT_ROOM),
        "size": "wider" if canvas.width > 1000 else "wide" if canvas.width > 800 else "plain",
        "axes": "".join(_axis_path(canvas, place) for place in range(len(view.axes))),
        "forbidden": "".join(_bands(canvas)),
        "brackets": "".join(_brackets(canvas)),
        "texts": [*_heads(canvas), *_ends(canvas)],
        "lines": sorted(lines, key=_drawing_order),
    }


def _heads(canvas: ParallelCanvas) -> Iterator[_Text]:
    for place, head in enumerate(canvas.heads):
        x = position_text(canvas.left + place * canvas.step)
        start = canvas.top - END_ROOM - (len(head) - 1) * LINE_HEIGHT
        for row, (text, css) in enumerate(head):
            yield _Text(x, position_text(start + row * LINE_HEIGHT), text, css)


def _ends(canvas: ParallelCanvas) -> Iterator[_Text]:
    """The values at both ends of each axis, and which way it runs."""
    for place, (axis, scale) in enumerate(zip(canvas.view.axes, canvas.scales, strict=True)):
        x = position_text(canvas.left + place * canvas.step)
        best, worst = (scale.low, scale.high) if axis.direction == "lower" else (scale.high, scale.low)
        yield _Text(x, position_text(canvas.top - 8), axis.format(best), "bt-ticks")
        yield _Text(x, position_text(canvas.bottom + 17), axis.format(worst), "bt-ticks")
        way = "low is up" if axis.direction == "lower" else "high is up"
        yield _Text(x, position_text(canvas.bottom + 35), way, "bt-ticks bt-parallel__way")
        if scale.logarithmic:
            yield _Text(x, position_text(canvas.bottom + 51), "log scale", "bt-ticks bt-parallel__way")


def _axis_path(canvas: ParallelCanvas, place: int) -> str:
    x = position_text(canvas.left + place * canvas.step)
    scale = canvas.scales[place]
    ticks = "".join(f"M{x} {position_text(scale.at(tick))}h-4" for tick in scale.ticks)
    ends = "".join(
        f"M{position_text(canvas.left + place * canvas.step - 5)} {position_text(end)}h10"
        for end in (canvas.top, canvas.bottom)
    )
    return f"M{x} {position_text(canvas.top)}V{position_text(canvas.bottom)}{ends}{ticks}"


def _limit_ends(canvas: ParallelCanvas) -> Iterator[tuple[float, float, float]]:
    """Each limit that is in sight: position of its axis, its own, and that of the end that it forbids."""
    for place, (axis, scale) in enumerate(zip(canvas.view.axes, canvas.scales, strict=True)):
        for limit in axis.limits:
            if scale.shows(limit.value):
                far = scale.at(scale.high if limit.feasible == "below" else scale.low)
                yield canvas.left + place * canvas.step, scale.at(limit.value), far


def _bands(canvas: ParallelCanvas) -> Iterator[str]:
    for x, near, far in _limit_ends(canvas):
        left, right = position_text(x - canvas.reach), position_text(x + canvas.reach)
        yield f"M{left} {position_text(near)}H{right}V{position_text(far)}H{left}z"


def _brackets(canvas: ParallelCanvas) -> Iterator[str]:
    """A bracket at each limit, open towards what it forbids."""
    for x, near, far in _limit_ends(canvas):
        arm = position_text(min(6.0, abs(far - near)) * (1 if far >= near else -1))
        left, width = position_text(x - canvas.reach), position_text(2 * canvas.reach)
        back = position_text(-float(arm))
        yield f"M{left} {position_text(near + float(arm))}v{back}h{width}v{arm}"


def _label_height(canvas: ParallelCanvas, line: int) -> float:
    """Where the name of a line would best be; below all others where it does not reach the last axis."""
    value = canvas.view.lines[line].spots[-1].value
    return canvas.bottom if value is None or not is_known(value) else canvas.scales[-1].at(value)


def _drawn(canvas: ParallelCanvas, place: int, label_y: float) -> _DrawnLine:
    line = canvas.view.lines[place]
    positions = [_position(canvas, axis, place) for axis in range(len(canvas.view.axes))]
    last = positions[-1]
    end = canvas.left + canvas.step * (len(positions) - 1) + MOST_DODGE + LEADER
    stub = f"M{position_text(end - 14)} {position_text(label_y)}H{position_text(end)}"
    return _DrawnLine(
        css=_line_class(line, place),
        link=safe_link(line.link) if line.link else "",
        tooltip=line.tooltip or line.label,
        path="".join(_stretches(positions)),
        leader=f"M{_pair(*last)}L{position_text(end - 14)} {position_text(label_y)}" if last else "",
        swatch=stub,
        spots=tuple(
            _drawn_spot(canvas, axis, line, *at) for axis, at in enumerate(positions) if at is not None
        ),
        text=_Text(position_text(end + LABEL_GAP), position_text(label_y + 4.5), label_text(line)),
    )


def _line_class(line: ParallelLine, place: int) -> str:
    standing = " bt-line--chosen" if line.chosen else " bt-line--dominated" if line.dominated_by else ""
    return f"bt-line bt-line--{line.state} bt-line--hue-{place % HUES}{standing}"


def _drawing_order(line: _DrawnLine) -> int:
    """What is dominated first and the chosen option last, so that nothing covers it."""
    return ("bt-line--chosen" in line.css) - ("bt-line--dominated" in line.css)


def _position(canvas: ParallelCanvas, axis: int, line: int) -> tuple[float, float] | None:
    value = canvas.view.lines[line].spots[axis].value
    if value is None or not is_known(value):
        return None
    return canvas.x(axis, line), canvas.scales[axis].at(value)


def _stretches(positions: Sequence[tuple[float, float] | None]) -> Iterator[str]:
    """The pieces of a line between neighbouring axes; it breaks where a value is missing."""
    for start, end in pairwise(positions):
        if start and end:
            yield f"M{_pair(*start)}L{_pair(*end)}"


def _drawn_spot(canvas: ParallelCanvas, axis: int, line: ParallelLine, x: float, y: float) -> _DrawnSpot:
    spot = line.spots[axis]
    point = Point("", 0.0, 0.0, state=line.state, chosen=line.chosen)
    return _DrawnSpot(
        f"{line.label}, {canvas.view.axes[axis].label}: {spot.text}",
        _whisker(spot, canvas.scales[axis], x),
        mark_path(point, x, y, _MARK_SIZE),
    )


def _whisker(spot: ParallelSpot, scale: Scale, x: float) -> str:
    if spot.low is None and spot.high is None:
        return ""
    first = scale.at(scale.low if spot.low is None else spot.low)
    last = scale.at(scale.high if spot.high is None else spot.high)
    if first == last:
        return ""
    left, width = position_text(x - _CAP), position_text(2 * _CAP)
    caps = "".join(f"M{left} {position_text(end)}h{width}" for end in (first, last))
    return f"M{_pair(x, first)}V{position_text(last)}{caps}"


def _pair(x: float, y: float) -> str:
    return f"{position_text(x)} {position_text(y)}"
