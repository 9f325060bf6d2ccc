"""Where everything of a design space goes: from numbers to the finished attributes of its SVG."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from math import inf, isfinite
from typing import TYPE_CHECKING

from buttress.pages.figures.axes import make_scale, spaced_ticks
from buttress.pages.figures.label_placement import COST_OF_LABEL, Box, Label, Obstacle, place_labels
from buttress.pages.figures.text_sizes import text_room
from buttress.pages.prose import safe_link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.pages.figures.axes import Scale
    from buttress.pages.figures.label_placement import Place, TextAnchor
    from buttress.pages.figures.plot_views import Axis, DesignSpace, Limit, Point

_WIDTH, _HEIGHT = 720.0, 440.0
_FONT_SIZE = 14.0
_SMALL = 13.0
_TOP, _BOTTOM, _RIGHT = 54.0, 56.0, 22.0
_MOST_LEFT = 120.0
_GAP = 8.0
_MARK, _CAP = 6.0, 3.5
_LABEL_CHARACTERS = 42
_COST_OF_LINE = 6.0
_COST_OF_WHISKER = 3.0
_BETTER = {"lower": "lower is better", "higher": "higher is better"}


@dataclass(frozen=True, slots=True)
class _Tick:
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class _Text:
    x: str
    y: str
    anchor: TextAnchor
    text: str


@dataclass(frozen=True, slots=True)
class _DrawnPoint:
    css: str
    link: str
    tooltip: str
    whiskers: str
    mark: str
    leader: str
    text: _Text | None


@dataclass(frozen=True, slots=True)
class Canvas:
    """A design space with its scales: everything that is placed is placed through this.

    Attributes:
        space: What is drawn.
        frame: The area between the axes.
        x: The horizontal scale.
        y: The vertical scale; its lowest value lies at the frame's bottom.
    """

    space: DesignSpace
    frame: Box
    x: Scale
    y: Scale


def make_canvas(space: DesignSpace) -> Canvas:
    """Gives a design space its frame and scales; the frame leaves room for the longest tick on the left."""
    xs = _scale(space.x_axis, [(p.x, p.x_low, p.x_high) for p in placed_points(space)], (0.0, 1.0))
    ys = _scale(
        space.y_axis, [(p.y, p.y_low, p.y_high) for p in placed_points(space)], (_HEIGHT - _BOTTOM, _TOP)
    )
    widest = max((text_room(space.y_axis.format(tick), _SMALL) for tick in ys.ticks), default=0.0)
    frame = Box(min(widest + 2 * _GAP + 4, _MOST_LEFT), _TOP, _WIDTH - _RIGHT, _HEIGHT - _BOTTOM)
    return Canvas(space, frame, replace(xs, start=frame.left, end=frame.right), ys)


def placed_points(space: DesignSpace) -> list[Point]:
    """Gives the points that have a place: both values are known."""
    return [point for point in space.points if is_known(point.x) and is_known(point.y)]


def is_known(value: float | None) -> bool:
    """Whether there is a number to draw."""
    return value is not None and isfinite(value)


def _scale(
    axis: Axis, triples: list[tuple[float | None, float | None, float | None]], ends: tuple[float, float]
) -> Scale:
    values = [value for value, _, _ in triples if value is not None]
    extras = [end for _, low, high in triples for end in (low, high) if end is not None]
    return make_scale(values, extras, [limit.value for limit in axis.limits], axis.bounds, ends)


def lay_out(canvas: Canvas) -> dict[str, object]:
    """Gives the finished attributes of a design space's SVG, by the names that its template uses."""
    space, frame = canvas.space, canvas.frame
    points = placed_points(space)
    lines, line_texts, line_boxes = _limit_lines(canvas)
    region = region_of(canvas)
    obstacles = line_boxes + [box for point in points for box in _whisker_boxes(point, canvas)]
    places = place_labels([_wanted(point, canvas) for point in points], obstacles, _inner(frame))
    region_text = _region_text(region, points, places, canvas, obstacles)
    return {
        "prefix": f"bt-{hashlib.sha256(space.id.encode()).hexdigest()[:10]}",
        "title": space.title,
        "description": space.description,
        "role": "group" if any(point.link for point in points) else "img",
        "frame": _rectangle(frame),
        "region": _rectangle(region) if region else "",
        "region_text": region_text,
        "grid": _grid(canvas),
        "x_ticks": [
            _Tick(position_text(canvas.x.at(tick)), space.x_axis.format(tick))
            for tick in spaced_ticks(canvas.x, space.x_axis.format, _SMALL)
        ],
        "y_ticks": [
            _Tick(position_text(canvas.y.at(tick) + 4.5), space.y_axis.format(tick))
            for tick in canvas.y.ticks
        ],
        "y_ticks_right": position_text(frame.left - _GAP),
        "x_ticks_top": position_text(frame.bottom + 20),
        "x_title": _Text(
            position_text(frame.right),
            position_text(_HEIGHT - 10),
            "end",
            _axis_title(space.x_axis, "←", "→"),
        ),
        "y_title": _Text(position_text(_GAP), "18", "start", _axis_title(space.y_axis, "↓", "↑")),
        "limits": lines,
        "limit_texts": line_texts,
        "points": _in_drawing_order(
            [_drawn(p, place, canvas) for p, place in zip(points, places, strict=True)]
        ),
    }


def _in_drawing_order(points: list[_DrawnPoint]) -> list[_DrawnPoint]:
    """What is dominated first and the chosen option last, so that nothing covers it."""
    return sorted(
        points, key=lambda point: ("bt-point--chosen" in point.css) - ("bt-point--dominated" in point.css)
    )


def axis_text(axis: Axis) -> str:
    """Gives an axis' name with its unit."""
    return f"{axis.label} ({axis.unit})" if axis.unit else axis.label


def _axis_title(axis: Axis, low: str, high: str) -> str:
    arrow = {"lower": low, "higher": high}.get(axis.direction, "")
    better = f" {arrow} {_BETTER[axis.direction]}" if axis.direction else ""
    return axis_text(axis) + better


def _grid(canvas: Canvas) -> str:
    left, top, right, bottom = map(position_text, canvas.frame)
    columns = [f"M{position_text(canvas.x.at(tick))} {top}V{bottom}" for tick in canvas.x.ticks]
    rows = [f"M{left} {position_text(canvas.y.at(tick))}H{right}" for tick in canvas.y.ticks]
    return "".join(columns + rows)


def region_of(canvas: Canvas) -> Box | None:
    """Gives the part of the frame that every limit allows; None without limits or when they contradict each other."""
    if not (canvas.space.x_axis.limits or canvas.space.y_axis.limits):
        return None
    x_low, x_high = _allowed(canvas.space.x_axis, canvas.x)
    y_low, y_high = _allowed(canvas.space.y_axis, canvas.y)
    if x_low >= x_high or y_low >= y_high:
        return None
    return Box(canvas.x.at(x_low), canvas.y.at(y_high), canvas.x.at(x_high), canvas.y.at(y_low))


def _allowed(axis: Axis, scale: Scale) -> tuple[float, float]:
    low = max([scale.low, *(limit.value for limit in axis.limits if limit.feasible == "above")])
    high = min([scale.high, *(limit.value for limit in axis.limits if limit.feasible == "below")])
    return low, high


def _limit_lines(canvas: Canvas) -> tuple[str, list[_Text], list[Obstacle]]:
    """The lines as one path, their texts, and the space that both take."""
    left, top, right, bottom = canvas.frame
    path, texts, boxes = "", [], []
    taken = -inf
    for limit in sorted(canvas.space.x_axis.limits, key=lambda limit: limit.value):
        if canvas.x.shows(limit.value):
            at = canvas.x.at(limit.value)
            path += f"M{position_text(at)} {position_text(top - 4)}V{position_text(bottom)}"
            boxes.append(Obstacle(Box(at - 1.5, top, at + 1.5, bottom), _COST_OF_LINE))
            width = text_room(limit.text, _SMALL)
            start = min(max(at - width / 2, left, taken + _GAP), right - width)
            taken = start + width
            texts.append(_Text(position_text(start), position_text(top - 10), "start", limit.text))
    for limit in canvas.space.y_axis.limits:
        if canvas.y.shows(limit.value):
            at = canvas.y.at(limit.value)
            path += f"M{position_text(left)} {position_text(at)}H{position_text(right)}"
            box = _beside_line(limit, at, canvas.frame)
            boxes += [
                Obstacle(Box(left, at - 1.5, right, at + 1.5), _COST_OF_LINE),
                Obstacle(box, COST_OF_LABEL),
            ]
            texts.append(_Text(position_text(box.right), position_text(box.bottom - 4), "end", limit.text))
    return path, texts, boxes


def _beside_line(limit: Limit, at: float, frame: Box) -> Box:
    """The space of a text at the right end of a level line, on the forbidden side where that has room."""
    height = _SMALL + 5
    above = (
        (limit.feasible == "below")
        if at - height > frame.top and at + height < frame.bottom
        else at > _HEIGHT / 2
    )
    top = at - height if above else at + 1
    return Box(frame.right - _GAP - text_room(limit.text, _SMALL), top, frame.right - _GAP, top + height)


def _inner(frame: Box) -> Box:
    return Box(frame.left + 4, frame.top + 3, frame.right - 4, frame.bottom - 3)


def _radius(point: Point) -> float:
    return _MARK + 3 if point.chosen else _MARK


def _wanted(point: Point, canvas: Canvas) -> Label:
    x, y = _position(point, canvas)
    width = text_room(_shown(point), _FONT_SIZE, bold=point.chosen) + 2
    return Label(x, y, _radius(point), width, _FONT_SIZE + 3, first=point.chosen)


def _position(point: Point, canvas: Canvas) -> tuple[float, float]:
    return canvas.x.at(point.x or 0.0), canvas.y.at(point.y or 0.0)


def _shown(point: Point) -> str:
    """The name of a point, short enough for the plot; a dagger is never cut off."""
    return _short(point.label) + point.name.removeprefix(point.label)


def _short(text: str) -> str:
    return text if len(text) <= _LABEL_CHARACTERS else text[: _LABEL_CHARACTERS - 1].rstrip() + "…"


def spans_of(point: Point, canvas: Canvas) -> tuple[tuple[float, float] | None, tuple[float, float] | None]:
    """Gives where the whiskers of a point start and end, across and down; None where it has none."""
    return _span(point.x_low, point.x_high, point.x, canvas.x), _span(
        point.y_low, point.y_high, point.y, canvas.y
    )


def _span(
    low: float | None, high: float | None, value: float | None, scale: Scale
) -> tuple[float, float] | None:
    if low is None and high is None:
        return None
    first = scale.at(scale.low if low is None else low)
    last = scale.at(scale.high if high is None else high)
    return (min(first, last), max(first, last)) if value is not None and first != last else None


def _whisker_boxes(point: Point, canvas: Canvas) -> list[Obstacle]:
    x, y = _position(point, canvas)
    across, down = spans_of(point, canvas)
    boxes = []
    if across:
        boxes.append(Obstacle(Box(across[0], y - 2, across[1], y + 2), _COST_OF_WHISKER))
    if down:
        boxes.append(Obstacle(Box(x - 2, down[0], x + 2, down[1]), _COST_OF_WHISKER))
    return boxes


def _whiskers(point: Point, canvas: Canvas) -> str:
    x, y = _position(point, canvas)
    across, down = spans_of(point, canvas)
    path = ""
    if across:
        caps = "".join(
            f"M{position_text(end)} {position_text(y - _CAP)}v{position_text(2 * _CAP)}" for end in across
        )
        path += f"M{position_text(across[0])} {position_text(y)}H{position_text(across[1])}{caps}"
    if down:
        caps = "".join(
            f"M{position_text(x - _CAP)} {position_text(end)}h{position_text(2 * _CAP)}" for end in down
        )
        path += f"M{position_text(x)} {position_text(down[0])}V{position_text(down[1])}{caps}"
    return path


def _drawn(point: Point, place: Place | None, canvas: Canvas) -> _DrawnPoint:
    x, y = _position(point, canvas)
    text, leader = None, ""
    if place:
        at = {"start": place.box.left, "end": place.box.right}.get(
            place.anchor, (place.box.left + place.box.right) / 2
        )
        text = _Text(position_text(at), position_text(place.box.bottom - 4.5), place.anchor, _shown(point))
    if place and place.leader:
        x0, y0, x1, y1 = map(position_text, place.leader)
        leader = f"M{x0} {y0}L{x1} {y1}"
    css = f"bt-point bt-point--{point.state}{_standing_class(point)}"
    link = safe_link(point.link) if point.link else ""
    return _DrawnPoint(
        css,
        link,
        point.tooltip or point.label,
        _whiskers(point, canvas),
        mark_path(point, x, y),
        leader,
        text,
    )


def _standing_class(point: Point) -> str:
    # What was chosen stays in full view, dominated or not.
    return " bt-point--chosen" if point.chosen else " bt-point--dominated" if point.dominated_by else ""


def mark_path(point: Point, x: float, y: float, size: float = 1.0) -> str:
    """Gives the outline of a point's mark, whose shape says its state; ``size`` makes it larger or smaller."""
    crossed = point.state == "infeasible"
    if point.chosen:
        return _diamond(x, y, _radius(point) * size) + (_cross(x, y, 2.5 * size) if crossed else "")
    return _cross(x, y, (_MARK - 1.5) * size) if crossed else _disc(x, y, _radius(point) * size)


def _disc(x: float, y: float, r: float) -> str:
    left, middle = position_text(x - r), position_text(y)
    radius, across = position_text(r), position_text(2 * r)
    return f"M{left} {middle}a{radius} {radius} 0 1 0 {across} 0a{radius} {radius} 0 1 0 -{across} 0z"


def _cross(x: float, y: float, arm: float) -> str:
    left, top, right, bottom = map(position_text, (x - arm, y - arm, x + arm, y + arm))
    return f"M{left} {top}L{right} {bottom}M{left} {bottom}L{right} {top}"


def _diamond(x: float, y: float, r: float) -> str:
    left, top, right, bottom = map(position_text, (x - r, y - r, x + r, y + r))
    across, middle = position_text(x), position_text(y)
    return f"M{left} {middle}L{across} {top}L{right} {middle}L{across} {bottom}z"


def _region_text(
    region: Box | None,
    points: Sequence[Point],
    places: Sequence[Place | None],
    canvas: Canvas,
    obstacles: Sequence[Obstacle],
) -> _Text | None:
    """The words "feasible region" in a free corner of the region, if there is one."""
    if region is None:
        return None
    width, height = text_room("feasible region", _SMALL) + 2, _SMALL + 4
    marks = [Box(x - 9, y - 9, x + 9, y + 9) for x, y in (_position(point, canvas) for point in points)]
    taken = [*marks, *(place.box for place in places if place), *(obstacle.box for obstacle in obstacles)]
    for left in (region.left + 7, region.right - 7 - width):
        for top in (region.top + 5, region.bottom - 5 - height):
            box = Box(left, top, left + width, top + height)
            fits = region.left <= box.left and box.right <= region.right and box.bottom <= region.bottom
            if fits and top >= region.top and not any(_meet(box, other) for other in taken):
                return _Text(position_text(left), position_text(box.bottom - 4), "start", "feasible region")
    return None


def _meet(one: Box, other: Box) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )


def _rectangle(box: Box) -> str:
    left, top, right, bottom = map(position_text, box)
    return f"M{left} {top}H{right}V{bottom}H{left}z"


def position_text(number: float) -> str:
    """Gives a position as text: a tenth of a pixel is enough."""
    return f"{number:.1f}".removesuffix(".0")
