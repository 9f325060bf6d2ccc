"""Where everything of a trend goes: from runs in time order to the finished attributes of its SVG."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import ceil, inf, isfinite
from typing import TYPE_CHECKING

from buttress.pages.figures.axes import make_scale
from buttress.pages.figures.label_placement import Box
from buttress.pages.figures.plot_layout import axis_text, is_known, position_text
from buttress.pages.figures.text_sizes import text_room
from buttress.pages.prose import safe_link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.pages.figures.axes import Scale
    from buttress.pages.figures.label_placement import TextAnchor
    from buttress.pages.figures.plot_views import Limit
    from buttress.pages.figures.trend_figure import Trend, TrendPoint
    from buttress.verdicts import Said

_WIDTH, _HEIGHT = 720.0, 360.0
_SMALL = 13.0
_TITLE, _ROW, _BOTTOM = 32.0, 18.0, 56.0
_LEAST_RIGHT, _MOST_SIDE = 14.0, 120.0
_GAP = 8.0
_CAP = 4.0
_MARK = 5.5
_ARM = 0.36  # half the width of a cross's arms, in their length
_UPRIGHT = ((_ARM, 1.0), (_ARM, _ARM), (1.0, _ARM), (1.0, -_ARM), (_ARM, -_ARM), (_ARM, -1.0))
_SQUARE = ((-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88))
_TRIANGLE = ((0.0, -1.0), (1.0, 0.8), (-1.0, 0.8))
_CROSS = tuple((sign * (x - y) * 0.8, sign * (x + y) * 0.8) for sign in (1.0, -1.0) for x, y in _UPRIGHT)
_BETTER = {"lower": " ↓ lower is better", "higher": " ↑ higher is better"}


@dataclass(frozen=True, slots=True)
class TrendCanvas:
    """A trend with its scale: everything that is placed is placed through this.

    Attributes:
        trend: What is drawn.
        frame: The area between the axes.
        y: The vertical scale; its lowest value lies at the frame's bottom.
    """

    trend: Trend
    frame: Box
    y: Scale

    @property
    def step(self) -> float:
        """The width of the strip of one run."""
        return (self.frame.right - self.frame.left) / max(len(self.trend.points), 1)

    def edge(self, place: int) -> float:
        """Where the strip of a run starts."""
        return self.frame.left + place * self.step

    def x(self, place: int) -> float:
        """Where a run stands."""
        return self.edge(place) + self.step / 2

    @property
    def region(self) -> Box | None:
        """The part of the frame that the limits allow; None without limits or where they leave nothing."""
        band = allowed_band(self.trend.axis.limits, self.y)
        return Box(self.frame.left, band[0], self.frame.right, band[1]) if band else None

    def span_of(self, point: TrendPoint) -> tuple[float, float] | None:
        """Where the whisker of a point ends, the upper end first; None where it has none."""
        ends = (point.low, point.high)
        if not is_known(point.value) or not any(is_known(end) for end in ends):
            return None
        low, high = (end if end is not None and isfinite(end) else None for end in ends)
        top = self.y.at(self.y.high if high is None else high)
        bottom = self.y.at(self.y.low if low is None else low)
        return (top, bottom) if top != bottom else None


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
    whisker: str
    mark: str


def make_trend_canvas(trend: Trend) -> TrendCanvas:
    """Gives a trend its frame and scale; the frame leaves room for ticks on the left and for limits on the right."""
    values = [point.value for point in trend.points if point.value is not None and isfinite(point.value)]
    ends = [end for point in trend.points for end in (point.low, point.high) if end is not None]
    limits = [limit.value for limit in trend.axis.limits]
    rows = (trend.broken is not None) + bool(trend.changes)
    top, bottom = _TITLE + rows * _ROW, _HEIGHT - _BOTTOM
    y = make_scale(values, ends, limits, trend.axis.bounds, (bottom, top))
    ticks = max((text_room(trend.axis.format(tick), _SMALL) for tick in y.ticks), default=0.0)
    beside = max(
        (text_room(one.text, _SMALL) for one in trend.axis.limits if y.shows(one.value)), default=0.0
    )
    left = min(ticks + 2 * _GAP + 4, _MOST_SIDE)
    right = _WIDTH - min(max(beside + 2 * _GAP, _LEAST_RIGHT), _MOST_SIDE)
    return TrendCanvas(trend, Box(left, top, right, bottom), y)


def lay_out_trend(canvas: TrendCanvas) -> dict[str, object]:
    """Gives the finished attributes of a trend's SVG, by the names that its template uses."""
    trend, frame, y = canvas.trend, canvas.frame, canvas.y
    limits = [limit for limit in trend.axis.limits if y.shows(limit.value)]
    better = _BETTER.get(trend.axis.direction, "")
    return {
        "prefix": f"bt-{hashlib.sha256(trend.id.encode()).hexdigest()[:10]}",
        "title": trend.title,
        "description": trend.description,
        "role": "group" if any(point.link for point in trend.points) else "img",
        "width": position_text(_WIDTH),
        "height": position_text(_HEIGHT),
        "frame": _rectangle(frame),
        "region": _rectangle(canvas.region) if canvas.region else "",
        "broken": _broken(canvas),
        "broken_edge": _broken_edge(canvas),
        "broken_text": _broken_text(canvas),
        "grid": "".join(_level_line(canvas, tick) for tick in y.ticks),
        "y_ticks": [
            _text(frame.left - _GAP, y.at(tick) + 4.5, "end", trend.axis.format(tick)) for tick in y.ticks
        ],
        "x_ticks": _days(canvas),
        "y_title": _text(_GAP, 18, "start", f"{axis_text(trend.axis)}{better}"),
        "x_title": _text(frame.right, _HEIGHT - 10, "end", "Runs in time order"),
        "limits": "".join(_level_line(canvas, limit.value) for limit in limits),
        "limit_texts": [
            _text(frame.right + _GAP, y.at(limit.value) + 4.5, "start", limit.text) for limit in limits
        ],
        "changes": "".join(
            f"M{_place(canvas.edge(change.place), frame.top - 2)}V{position_text(frame.bottom)}"
            for change in trend.changes
        ),
        "change_texts": list(_change_texts(canvas)),
        "levels": "".join(_levels(canvas)),
        "line": "".join(line_of([_position(canvas, place) for place in range(len(trend.points))])),
        "touched": "".join(
            f"M{_place(canvas.x(place), frame.bottom + 1)}l3.5 3.5l-3.5 3.5l-3.5 -3.5z"
            for place, point in enumerate(trend.points)
            if point.touched
        ),
        "points": [_drawn(canvas, place) for place in range(len(trend.points))],
    }


def trend_mark(said: Said, x: float, y: float, radius: float = _MARK) -> str:
    """Gives the outline of a point's mark, whose shape tells what its run says."""
    if said == "holds":
        r, d = position_text(radius), position_text(2 * radius)
        return f"M{position_text(x - radius)} {position_text(y)}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0z"
    corners = {"violated": _CROSS, "undecided": _SQUARE}.get(said, _TRIANGLE)
    return "M" + "L".join(_place(x + dx * radius, y + dy * radius) for dx, dy in corners) + "z"


def allowed_band(limits: Sequence[Limit], scale: Scale) -> tuple[float, float] | None:
    """Gives top and bottom of the band that limits allow on a vertical scale; None where they leave nothing."""
    low = max([scale.low, *(one.value for one in limits if one.feasible == "above")])
    high = min([scale.high, *(one.value for one in limits if one.feasible == "below")])
    return (scale.at(high), scale.at(low)) if limits and low < high else None


def line_of(places: Sequence[tuple[float, float] | None]) -> Iterator[str]:
    """Gives the pieces of the line through places, broken where there is none; a lone place becomes a dot."""
    pen_down = False
    for place in places:
        if place is not None:
            x, y = map(position_text, place)
            yield f"L{x} {y}" if pen_down else f"M{x} {y}h0"
        pen_down = place is not None


def _broken(canvas: TrendCanvas) -> str:
    """What the limits forbid, from the first run of the stretch on in which they are violated."""
    if canvas.trend.broken is None:
        return ""
    frame, region, left = canvas.frame, canvas.region, canvas.edge(canvas.trend.broken)
    bands = (
        ((frame.top, region.top), (region.bottom, frame.bottom)) if region else ((frame.top, frame.bottom),)
    )
    return "".join(_rectangle(Box(left, top, frame.right, bottom)) for top, bottom in bands if top < bottom)


def _broken_edge(canvas: TrendCanvas) -> str:
    if canvas.trend.broken is None:
        return ""
    return (
        f"M{_place(canvas.edge(canvas.trend.broken), canvas.frame.top)}V{position_text(canvas.frame.bottom)}"
    )


def _broken_text(canvas: TrendCanvas) -> _Text | None:
    """The words above the stretch in which the limit is violated."""
    place = canvas.trend.broken
    if place is None:
        return None
    words = f"violated since {canvas.trend.points[place].label}"
    start = min(canvas.edge(place), canvas.frame.right - text_room(words, _SMALL))
    return _text(start, canvas.frame.top - 6 - _ROW * bool(canvas.trend.changes), "start", words)


def _change_texts(canvas: TrendCanvas) -> Iterator[_Text]:
    """The sizes of changes above their lines, pushed apart; what finds no room is left to the table."""
    taken = -inf
    for change in canvas.trend.changes:
        width = text_room(change.text, _SMALL)
        start = max(canvas.edge(change.place) - width / 2, taken + _GAP)
        if start + width <= _WIDTH:
            yield _text(start, canvas.frame.top - 6, "start", change.text)
            taken = start + width


def _levels(canvas: TrendCanvas) -> Iterator[str]:
    """The median of each level, from its first run to its last."""
    changes = canvas.trend.changes
    starts = [0, *(change.place for change in changes), len(canvas.trend.points)]
    levels = [change.before for change in changes[:1]] + [change.after for change in changes]
    for level, first, last in zip(levels, starts, starts[1:], strict=False):
        left, right = position_text(canvas.edge(first) + 2), position_text(canvas.edge(last) - 2)
        yield f"M{left} {position_text(canvas.y.at(level))}H{right}"


def _days(canvas: TrendCanvas) -> list[_Text]:
    """The day of every run, or of every second or third, so that they do not touch; always of the latest."""
    points = canvas.trend.points
    widest = max((text_room(point.label, _SMALL) for point in points), default=0.0)
    every = max(1, ceil((widest + _GAP) / canvas.step))
    places = range(len(points) - 1, -1, -every)
    return [
        _text(canvas.x(place), canvas.frame.bottom + 22, "middle", points[place].label)
        for place in reversed(places)
    ]


def _drawn(canvas: TrendCanvas, place: int) -> _DrawnPoint:
    point = canvas.trend.points[place]
    x, y = _position(canvas, place) or (canvas.x(place), canvas.frame.bottom - _GAP)
    link = safe_link(point.link) if point.link else ""
    return _DrawnPoint(
        f"bt-trend__point bt-trend__point--{point.said}" + ("" if point.fresh else " bt-trend__point--stale"),
        link,
        f"{point.label}: {point.text or 'no value'}, {point.said}{'' if point.fresh else ', stale'}",
        _whisker(x, canvas.span_of(point)),
        trend_mark(point.said if is_known(point.value) else "invalid", x, y),
    )


def _position(canvas: TrendCanvas, place: int) -> tuple[float, float] | None:
    value = canvas.trend.points[place].value
    return (canvas.x(place), canvas.y.at(value)) if value is not None and isfinite(value) else None


def _whisker(x: float, span: tuple[float, float] | None) -> str:
    if span is None:
        return ""
    left, width = position_text(x - _CAP), position_text(2 * _CAP)
    caps = "".join(f"M{left} {position_text(end)}h{width}" for end in span)
    return f"M{_place(x, span[0])}V{position_text(span[1])}{caps}"


def _rectangle(box: Box) -> str:
    left, top, right, bottom = map(position_text, box)
    return f"M{left} {top}H{right}V{bottom}H{left}z"


def _level_line(canvas: TrendCanvas, value: float) -> str:
    left, right = position_text(canvas.frame.left), position_text(canvas.frame.right)
    return f"M{left} {position_text(canvas.y.at(value))}H{right}"


def _text(x: float, y: float, anchor: TextAnchor, text: str) -> _Text:
    return _Text(position_text(x), position_text(y), anchor, text)


def _place(x: float, y: float) -> str:
    return f"{position_text(x)} {position_text(y)}"
