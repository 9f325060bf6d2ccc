"""Plots as SVG: the design space of a decision, and intervals in the cells of a table.

Views hold numbers; this module turns them into positions, and Jinja templates turn those into SVG. Shapes carry
what colours say: a disc is feasible, a cross is not, a ring is not known, and a diamond is the chosen option.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from math import inf, isfinite
from typing import TYPE_CHECKING

from markupsafe import Markup

from buttress.pages.axes import make_scale
from buttress.pages.label_placement import Box, Label, Obstacle, Place, place_labels, text_width
from buttress.pages.plot_views import Axis, DesignSpace, IntervalBar, Limit, Point, PointState, Side
from buttress.pages.prose import safe_link

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jinja2 import Environment

    from buttress.pages.axes import Scale
    from buttress.pages.label_placement import TextAnchor

__all__ = [
    "Axis",
    "DesignSpace",
    "FigureRenderer",
    "IntervalBar",
    "Limit",
    "Point",
    "PointState",
    "Side",
]

_WIDTH, _HEIGHT = 720.0, 440.0
_FONT_SIZE = 14.0
_SMALL = 13.0
_TOP, _BOTTOM, _RIGHT = 54.0, 56.0, 22.0
_MOST_LEFT = 120.0
_GAP = 8.0
_MARK = 6.0
_CAP = 3.5
_LABEL_CHARACTERS = 34
_COST_OF_LABEL = 30.0
_COST_OF_LINE = 6.0
_COST_OF_WHISKER = 3.0
_MARKS = {
    "disc": "M{w} {y}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0z",
    "cross": "M{w} {n}L{e} {s}M{w} {s}L{e} {n}",
    "diamond": "M{W} {y}L{x} {N}L{E} {y}L{x} {S}z",
}
_STATE_WORDS: dict[PointState, str] = {
    "feasible": "meets every must",
    "infeasible": "misses a must",
    "unknown": "not decided yet",
}
_BETTER = {"lower": "lower is better", "higher": "higher is better"}

_BAR_WIDTH, _BAR_MIDDLE = 120.0, 9.0
_CROSSED = frozenset({"violated", "infeasible"})

_FIGURE = Markup(
    '<figure class="bt-figure bt-figure--plot">\n'
    "<figcaption>{title}</figcaption>\n"
    '<div class="bt-figure__scroll" tabindex="0" role="group" aria-label="{title}">{svg}</div>\n'
    '<ul class="bt-legend">{legend}</ul>\n'
    '<details class="bt-figure__words"><summary>The same as a table</summary>\n<p>{description}</p>\n'
    '<div class="bt-figure__scroll" tabindex="0" role="group" aria-label="{title}, table">'
    '<table class="bt-figure__table"><thead><tr><th scope="col">Option</th>'
    '<th scope="col">{x}</th><th scope="col">{y}</th><th scope="col">Musts</th></tr></thead>\n'
    "<tbody>\n{rows}</tbody></table></div>\n</details>\n</figure>"
)
_ROW = Markup('<tr><th scope="row">{}{}</th><td>{}</td><td>{}</td><td>{}</td></tr>\n')
_SWATCH = Markup(
    '<li><svg viewBox="0 0 {0} 18" width="{0}" height="18" aria-hidden="true" focusable="false">{1}</svg> {2}</li>'
)


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
class _Canvas:
    """A design space with its scales: everything that is placed is placed through this."""

    space: DesignSpace
    frame: Box
    x: Scale
    y: Scale


class FigureRenderer:
    """Draws plots with templates that are compiled once.

    Args:
        environment: Where the templates ``partials/design_space.svg.jinja`` and ``partials/interval_bar.svg.jinja``
            are found; it must escape.
    """

    def __init__(self, environment: Environment) -> None:
        self._design_space = environment.get_template("partials/design_space.svg.jinja")
        self._interval_bar = environment.get_template("partials/interval_bar.svg.jinja")

    def render_design_space(self, space: DesignSpace) -> Markup:
        """Gives the figure of a design space: caption, plot, legend, and the same as a table."""
        canvas = _canvas(space)
        return _FIGURE.format(
            title=space.title,
            svg=self._draw(canvas),
            legend=_legend(canvas),
            description=space.description,
            x=_axis_text(space.x_axis),
            y=_axis_text(space.y_axis),
            rows=Markup("").join(_row(point, space) for point in space.points),
        )

    def draw_design_space(self, space: DesignSpace) -> Markup:
        """Gives the plot of a design space alone, as inline SVG."""
        return self._draw(_canvas(space))

    def render_interval_bar(self, bar: IntervalBar) -> Markup:
        """Gives the inline SVG of an interval bar, named by its ``label``."""
        # The template escapes.
        return Markup(self._interval_bar.render(**_bar_parts(bar)))  # noqa: S704

    def _draw(self, canvas: _Canvas) -> Markup:
        return Markup(self._design_space.render(**_parts(canvas)))  # noqa: S704


def _canvas(space: DesignSpace) -> _Canvas:
    xs = _scale(space.x_axis, [(p.x, p.x_low, p.x_high) for p in _placed(space)], (0.0, 1.0))
    ys = _scale(space.y_axis, [(p.y, p.y_low, p.y_high) for p in _placed(space)], (_HEIGHT - _BOTTOM, _TOP))
    widest = max((text_width(space.y_axis.format(tick), _SMALL) for tick in ys.ticks), default=0.0)
    frame = Box(min(widest + 2 * _GAP + 4, _MOST_LEFT), _TOP, _WIDTH - _RIGHT, _HEIGHT - _BOTTOM)
    return _Canvas(space, frame, replace(xs, start=frame.left, end=frame.right), ys)


def _placed(space: DesignSpace) -> list[Point]:
    """The points that have a place: both values are known."""
    return [point for point in space.points if _known(point.x) and _known(point.y)]


def _known(value: float | None) -> bool:
    return value is not None and isfinite(value)


def _scale(
    axis: Axis, triples: list[tuple[float | None, float | None, float | None]], ends: tuple[float, float]
) -> Scale:
    values = [value for value, _, _ in triples if value is not None]
    extras = [end for _, low, high in triples for end in (low, high) if end is not None]
    return make_scale(values, extras, [limit.value for limit in axis.limits], axis.bounds, ends)


def _parts(canvas: _Canvas) -> dict[str, object]:
    """What the template needs, as finished text."""
    space, frame = canvas.space, canvas.frame
    points = _placed(space)
    lines, line_texts, line_boxes = _limit_lines(canvas)
    region = _region(canvas)
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
        "x_ticks": [_Tick(_n(canvas.x.at(tick)), space.x_axis.format(tick)) for tick in canvas.x.ticks],
        "y_ticks": [_Tick(_n(canvas.y.at(tick) + 4.5), space.y_axis.format(tick)) for tick in canvas.y.ticks],
        "y_ticks_right": _n(frame.left - _GAP),
        "x_ticks_top": _n(frame.bottom + 20),
        "x_title": _Text(_n(frame.right), _n(_HEIGHT - 10), "end", _axis_title(space.x_axis, "←", "→")),
        "y_title": _Text(_n(_GAP), "18", "start", _axis_title(space.y_axis, "↓", "↑")),
        "limits": lines,
        "limit_texts": line_texts,
        "points": _in_drawing_order(
            [_drawn(p, place, canvas) for p, place in zip(points, places, strict=True)]
        ),
    }


def _in_drawing_order(points: list[_DrawnPoint]) -> list[_DrawnPoint]:
    """The chosen option last, so that nothing covers it."""
    return sorted(points, key=lambda point: "bt-point--chosen" in point.css)


def _axis_text(axis: Axis) -> str:
    return f"{axis.label} ({axis.unit})" if axis.unit else axis.label


def _axis_title(axis: Axis, low: str, high: str) -> str:
    arrow = {"lower": low, "higher": high}.get(axis.direction, "")
    better = f" {arrow} {_BETTER[axis.direction]}" if axis.direction else ""
    return _axis_text(axis) + better


def _grid(canvas: _Canvas) -> str:
    left, top, right, bottom = map(_n, canvas.frame)
    columns = [f"M{_n(canvas.x.at(tick))} {top}V{bottom}" for tick in canvas.x.ticks]
    rows = [f"M{left} {_n(canvas.y.at(tick))}H{right}" for tick in canvas.y.ticks]
    return "".join(columns + rows)


def _region(canvas: _Canvas) -> Box | None:
    """The part of the frame that every limit allows; None without limits or when they contradict each other."""
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


def _limit_lines(canvas: _Canvas) -> tuple[str, list[_Text], list[Obstacle]]:
    """The lines as one path, their texts, and the space that both take."""
    left, top, right, bottom = canvas.frame
    path, texts, boxes = "", [], []
    taken = -inf
    for limit in sorted(canvas.space.x_axis.limits, key=lambda limit: limit.value):
        if canvas.x.shows(limit.value):
            at = canvas.x.at(limit.value)
            path += f"M{_n(at)} {_n(top - 4)}V{_n(bottom)}"
            boxes.append(Obstacle(Box(at - 1.5, top, at + 1.5, bottom), _COST_OF_LINE))
            width = text_width(limit.text, _SMALL)
            start = min(max(at - width / 2, left, taken + _GAP), right - width)
            taken = start + width
            texts.append(_Text(_n(start), _n(top - 10), "start", limit.text))
    for limit in canvas.space.y_axis.limits:
        if canvas.y.shows(limit.value):
            at = canvas.y.at(limit.value)
            path += f"M{_n(left)} {_n(at)}H{_n(right)}"
            box = _beside_line(limit, at, canvas.frame)
            boxes += [
                Obstacle(Box(left, at - 1.5, right, at + 1.5), _COST_OF_LINE),
                Obstacle(box, _COST_OF_LABEL),
            ]
            texts.append(_Text(_n(box.right), _n(box.bottom - 4), "end", limit.text))
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
    return Box(frame.right - _GAP - text_width(limit.text, _SMALL), top, frame.right - _GAP, top + height)


def _inner(frame: Box) -> Box:
    return Box(frame.left + 4, frame.top + 3, frame.right - 4, frame.bottom - 3)


def _radius(point: Point) -> float:
    return _MARK + 3 if point.chosen else _MARK


def _wanted(point: Point, canvas: _Canvas) -> Label:
    x, y = _position(point, canvas)
    width = text_width(_short(point.label), _FONT_SIZE) * (1.06 if point.chosen else 1.0) + 2
    return Label(x, y, _radius(point), width, _FONT_SIZE + 3, first=point.chosen)


def _position(point: Point, canvas: _Canvas) -> tuple[float, float]:
    return canvas.x.at(point.x or 0.0), canvas.y.at(point.y or 0.0)


def _short(text: str) -> str:
    return text if len(text) <= _LABEL_CHARACTERS else text[: _LABEL_CHARACTERS - 1].rstrip() + "…"


def _spans(point: Point, canvas: _Canvas) -> tuple[tuple[float, float] | None, tuple[float, float] | None]:
    """Where the whiskers of a point start and end, across and down."""
    return _span(point.x_low, point.x_high, point.x, canvas.x), _span(
        point.y_low, point.y_high, point.y, canvas.y
    )


def _span(
    low: float | None, high: float | None, value: float | None, scale: Scale
) -> tuple[float, float] | None:
    if low is None and high is None:
        return None
    first = scale.at(-inf if low is None and not scale.logarithmic else scale.low if low is None else low)
    last = scale.at(scale.high if high is None else high)
    return (min(first, last), max(first, last)) if value is not None and first != last else None


def _whisker_boxes(point: Point, canvas: _Canvas) -> list[Obstacle]:
    x, y = _position(point, canvas)
    across, down = _spans(point, canvas)
    boxes = []
    if across:
        boxes.append(Obstacle(Box(across[0], y - 2, across[1], y + 2), _COST_OF_WHISKER))
    if down:
        boxes.append(Obstacle(Box(x - 2, down[0], x + 2, down[1]), _COST_OF_WHISKER))
    return boxes


def _whiskers(point: Point, canvas: _Canvas) -> str:
    x, y = _position(point, canvas)
    across, down = _spans(point, canvas)
    path = ""
    if across:
        caps = "".join(f"M{_n(end)} {_n(y - _CAP)}v{_n(2 * _CAP)}" for end in across)
        path += f"M{_n(across[0])} {_n(y)}H{_n(across[1])}{caps}"
    if down:
        caps = "".join(f"M{_n(x - _CAP)} {_n(end)}h{_n(2 * _CAP)}" for end in down)
        path += f"M{_n(x)} {_n(down[0])}V{_n(down[1])}{caps}"
    return path


def _drawn(point: Point, place: Place | None, canvas: _Canvas) -> _DrawnPoint:
    x, y = _position(point, canvas)
    text, leader = None, ""
    if place:
        at = {"start": place.box.left, "end": place.box.right}.get(
            place.anchor, (place.box.left + place.box.right) / 2
        )
        text = _Text(_n(at), _n(place.box.bottom - 4.5), place.anchor, _short(point.label))
    if place and place.leader:
        x0, y0, x1, y1 = map(_n, place.leader)
        leader = f"M{x0} {y0}L{x1} {y1}"
    css = f"bt-point bt-point--{point.state}" + (" bt-point--chosen" if point.chosen else "")
    link = safe_link(point.link) if point.link else ""
    return _DrawnPoint(
        css, link, point.tooltip or point.label, _whiskers(point, canvas), _mark(point, x, y), leader, text
    )


def _mark(point: Point, x: float, y: float) -> str:
    r = _radius(point)
    c = _MARK - 1.5
    shape = _MARKS["diamond"] if point.chosen else _MARKS["cross" if point.state == "infeasible" else "disc"]
    if point.chosen and point.state == "infeasible":
        shape, c = _MARKS["diamond"] + _MARKS["cross"], 2.5
    w = x - (r if shape == _MARKS["disc"] else c)
    return shape.format(
        x=_n(x),
        y=_n(y),
        r=_n(r),
        d=_n(2 * r),
        w=_n(w),
        e=_n(x + c),
        n=_n(y - c),
        s=_n(y + c),
        W=_n(x - r),
        E=_n(x + r),
        N=_n(y - r),
        S=_n(y + r),
    )


def _region_text(
    region: Box | None,
    points: Sequence[Point],
    places: Sequence[Place | None],
    canvas: _Canvas,
    obstacles: Sequence[Obstacle],
) -> _Text | None:
    """The words "feasible region" in a free corner of the region, if there is one."""
    if region is None:
        return None
    width, height = text_width("feasible region", _SMALL) + 2, _SMALL + 4
    marks = [Box(x - 9, y - 9, x + 9, y + 9) for x, y in (_position(point, canvas) for point in points)]
    taken = [*marks, *(place.box for place in places if place), *(obstacle.box for obstacle in obstacles)]
    for left in (region.left + 7, region.right - 7 - width):
        for top in (region.top + 5, region.bottom - 5 - height):
            box = Box(left, top, left + width, top + height)
            fits = region.left <= box.left and box.right <= region.right and box.bottom <= region.bottom
            if fits and top >= region.top and not any(_meet(box, other) for other in taken):
                return _Text(_n(left), _n(box.bottom - 4), "start", "feasible region")
    return None


def _meet(one: Box, other: Box) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )


def _rectangle(box: Box) -> str:
    left, top, right, bottom = map(_n, box)
    return f"M{left} {top}H{right}V{bottom}H{left}z"


def _n(number: float) -> str:
    """A position as text: a tenth of a pixel is enough."""
    return f"{number:.1f}".removesuffix(".0")


def _legend(canvas: _Canvas) -> Markup:
    """What the marks mean; only those that occur."""
    points = canvas.space.points
    items = []
    if any(point.chosen for point in points):
        diamond = Point("", 0.0, 0.0, state="feasible", chosen=True)
        items.append(_swatch(diamond, "bt-point--any", "chosen option (diamond)"))
    for state, words in _STATE_WORDS.items():
        if any(point.state == state for point in points):
            items.append(_swatch(Point("", 0.0, 0.0, state=state), f"bt-point--{state}", words))
    if _region(canvas):
        items.append(
            _SWATCH.format(30, Markup('<path class="bt-region" d="M3 3h24v12h-24z"/>'), "feasible region")
        )
    if canvas.space.x_axis.limits or canvas.space.y_axis.limits:
        items.append(_SWATCH.format(30, Markup('<path class="bt-limit" d="M3 9h24"/>'), "limit"))
    if any(any(_spans(point, canvas)) for point in _placed(canvas.space)):
        items.append(
            _SWATCH.format(30, Markup('<path class="bt-whisker" d="M4 9h22M4 5v8M26 5v8"/>'), "interval")
        )
    items += [Markup("<li>{}</li>").format(text) for text in _unseen(canvas)]
    return Markup("").join(items)


def _swatch(point: Point, css: str, words: str) -> Markup:
    mark = Markup('<g class="bt-point {}"><path class="bt-mark" d="{}"/></g>').format(
        css, _mark(point, 9.0, 9.0)
    )
    return _SWATCH.format(18, mark, words)


def _unseen(canvas: _Canvas) -> list[str]:
    """What the plot leaves out, in words."""
    space = canvas.space
    far = [
        f"limit {axis.label} {limit.text} lies outside the plot"
        for axis, scale in ((space.x_axis, canvas.x), (space.y_axis, canvas.y))
        for limit in axis.limits
        if not scale.shows(limit.value)
    ]
    absent = [point.label for point in space.points if not (_known(point.x) and _known(point.y))]
    return far + ([f"not measured on both axes: {', '.join(absent)}"] if absent else [])


def _row(point: Point, space: DesignSpace) -> Markup:
    link = safe_link(point.link) if point.link else ""
    name = Markup('<a href="{}">{}</a>').format(link, point.label) if link else point.label
    x = point.x_text or _value_text(space.x_axis, point.x, point.x_low, point.x_high)
    y = point.y_text or _value_text(space.y_axis, point.y, point.y_low, point.y_high)
    return _ROW.format(name, " (chosen)" if point.chosen else "", x, y, _STATE_WORDS[point.state])


def _value_text(axis: Axis, value: float | None, low: float | None, high: float | None) -> str:
    if value is None or not isfinite(value):
        return "not measured"
    ends = [axis.format(end) if end is not None and isfinite(end) else "open" for end in (low, high)]
    return axis.format(value) + (f" ({ends[0]} to {ends[1]})" if ends != ["open", "open"] else "")


def _bar_parts(bar: IntervalBar) -> dict[str, object]:
    low, high = bar.scale or _fitting(bar)
    stretch = (_BAR_WIDTH - 12) / (high - low or 1.0)

    def at(value: float) -> float:
        return 6 + (min(max(value, low), high) - low) * stretch

    first = at(bar.low) if bar.low is not None else 6.0
    last = at(bar.high) if bar.high is not None else _BAR_WIDTH - 6
    x = at(bar.value)
    inside = [limit for limit in bar.limits if low <= limit.value <= high]
    return {
        "css": f"bt-bar bt-bar--{bar.state}",
        "label": bar.label,
        "allowed": _allowed_track(bar.limits, at, low, high),
        "interval": f"M{_n(first)} 9H{_n(last)}",
        "limits": "".join(f"M{_n(at(limit.value))} 2V16" for limit in inside),
        "mark": _bar_mark(bar.state, x),
    }


def _fitting(bar: IntervalBar) -> tuple[float, float]:
    """A scale for one bar alone."""
    ends = [end for end in (bar.value, bar.low, bar.high) if end is not None and isfinite(end)]
    ends += [limit.value for limit in bar.limits]
    room = (max(ends) - min(ends) or abs(ends[0]) or 1.0) * 0.12
    return min(ends) - room, max(ends) + room


def _allowed_track(limits: Sequence[Limit], at: Callable[[float], float], low: float, high: float) -> str:
    """The part of the track that the limits allow."""
    if not limits:
        return ""
    first = max([low, *(limit.value for limit in limits if limit.feasible == "above")])
    last = min([high, *(limit.value for limit in limits if limit.feasible == "below")])
    return f"M{_n(at(first))} 9H{_n(at(last))}" if first < last else ""


def _bar_mark(state: str, x: float) -> str:
    if state in _CROSSED:
        return f"M{_n(x - 4)} 5l8 8m0-8l-8 8"
    return f"M{_n(x - 4)} 9a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"
