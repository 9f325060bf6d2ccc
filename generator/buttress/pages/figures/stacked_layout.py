"""Where everything of stacked bars goes: from numbers to the finished attributes of their SVG."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from buttress.explanation import NBSP, say
from buttress.pages.figures.axes import linear_ticks, plain_number
from buttress.pages.figures.label_placement import Box
from buttress.pages.figures.plot_layout import position_text
from buttress.pages.figures.stacked_bars import number_text, span_text, tell_bar
from buttress.pages.figures.text_lines import cut_text, wrap_text
from buttress.pages.figures.text_sizes import text_room

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.pages.figures.label_placement import TextAnchor
    from buttress.pages.figures.stacked_bars import BudgetBar, BudgetBars, Segment, SegmentKind, Whole

KINDS: tuple[SegmentKind, ...] = ("measured", "scaled", "assumed", "link")

_WIDTH = 720.0
_LEFT, _RIGHT = 8.0, 74.0
_SIZE, _SMALL = 14.0, 13.0
_LIMIT_ROOM = 24.0
_HEAD, _BAR, _LINK = 20.0, 26.0, 12.0
_WHOLE, _LINE, _APART = 26.0, 17.0, 20.0
_FOOT = 44.0
_GAP = 8.0
_CAP = 4.0
_WORDS_LINES = 3
_NOTE_LINES = 2
_FAR = 4.0
_UNKNOWN, _MOST_UNKNOWN = 20.0, 2


@dataclass(frozen=True, slots=True)
class _Text:
    x: str
    y: str
    anchor: TextAnchor
    text: str
    css: str = ""


@dataclass(frozen=True, slots=True)
class _DrawnSegment:
    css: str
    tooltip: str
    solid: str
    hatched: str
    hatch: str


@dataclass(frozen=True, slots=True)
class _DrawnBar:
    segments: tuple[_DrawnSegment, ...]
    unknown: str
    unknown_tooltip: str
    torn: str
    whole: str
    whole_mark: str
    texts: tuple[_Text, ...]


@dataclass(frozen=True, slots=True)
class BarCanvas:
    """Stacked bars with their scale: everything that is placed is placed through this.

    Attributes:
        view: What is drawn.
        end: The value at the right end of the frame; bars that are longer are cut there.
        frame: The area of the bars.
        tops: Where each bar's row starts.
    """

    view: BudgetBars
    end: float
    frame: Box
    tops: tuple[float, ...]

    def x(self, value: float) -> float:
        """The position of a value; what lies beyond the end sits there."""
        share = min(max(value / self.end, 0.0), 1.0)
        return self.frame.left + share * (self.frame.right - self.frame.left)


def make_bar_canvas(view: BudgetBars) -> BarCanvas:
    """Gives stacked bars their scale and the height that their words need."""
    top = _LIMIT_ROOM if view.limits else 6.0
    tops, y = [], top
    for bar in view.bars:
        tops.append(y)
        y += _row_height(bar, view.unit)
    frame = Box(_LEFT, top, _WIDTH - _RIGHT, y)
    return BarCanvas(view, end_of(view), frame, tuple(tops))


def end_of(view: BudgetBars) -> float:
    """Gives the value where the frame ends.

    That is the longest bar, or the greatest limit. Where a bar is several times as long as the limit while another is
    not, the longest would squeeze what matters into a corner: the frame then ends at four times the greatest limit.
    """
    lengths = [max(bar.most, _reach(bar)) for bar in view.bars]
    longest = max(lengths, default=0.0)
    limit = max((limit.value for limit in view.limits), default=0.0)
    if limit > _FAR * longest > 0:
        limit = 0.0
    far = _FAR * limit
    if 0 < far < longest and min(lengths) <= far:
        return far
    return max(longest, limit) * 1.02 or 1.0


def _reach(bar: BudgetBar) -> float:
    ends = (bar.whole.low, bar.whole.value, bar.whole.high) if bar.whole else ()
    return max((end for end in ends if end is not None), default=0.0)


def lay_out_bars(canvas: BarCanvas) -> dict[str, object]:
    """Gives the finished attributes of the SVG of stacked bars, by the names that its template uses."""
    view, frame = canvas.view, canvas.frame
    ticks = [tick for tick in linear_ticks(0.0, canvas.end) if tick <= canvas.end]
    limits = [limit for limit in view.limits if limit.value <= canvas.end]
    return {
        "prefix": f"bt-{hashlib.sha256(view.id.encode()).hexdigest()[:10]}",
        "title": view.title,
        "description": view.description,
        "width": position_text(_WIDTH),
        "height": position_text(frame.bottom + _FOOT),
        "kinds": KINDS,
        "grid": "".join(_upright(canvas.x(tick), frame.top, frame.bottom) for tick in ticks),
        "baseline": f"M{_pair(frame.left, frame.bottom)}H{position_text(frame.right)}",
        "ticks": [
            _text(canvas.x(tick), frame.bottom + 18, "middle" if tick else "start", plain_number(tick))
            for tick in ticks
        ],
        "axis": _text(
            frame.right, frame.bottom + 38, "end", say("Time ({unit}) ← lower is better", unit=view.unit)
        ),
        "guides": "".join(_upright(canvas.x(limit.value), frame.top - 4, frame.bottom) for limit in limits),
        "limits": "".join(_limit_lines(canvas, canvas.x(limit.value)) for limit in limits),
        "limit_texts": list(_limit_texts(canvas)),
        "bars": [_drawn(canvas, bar, top) for bar, top in zip(view.bars, canvas.tops, strict=True)],
    }


def _limit_lines(canvas: BarCanvas, x: float) -> str:
    """A strong line through each bar and what stands for the whole flow; words between them stay free of it."""
    lines = [_upright(x, canvas.frame.top - 4, canvas.frame.top + 2)]
    for bar, top in zip(canvas.view.bars, canvas.tops, strict=True):
        end = top + _HEAD + _BAR + (_WHOLE - 8 if bar.whole else 4)
        lines.append(_upright(x, top + _HEAD - 3, end))
    return "".join(lines)


def _limit_texts(canvas: BarCanvas) -> Iterator[_Text]:
    """The words of limits above their lines, pushed apart."""
    taken = -inf
    for limit in sorted(canvas.view.limits, key=lambda limit: limit.value):
        if limit.value <= canvas.end:
            width = text_room(limit.text, _SMALL)
            start = max(canvas.x(limit.value) - width / 2, canvas.frame.left, taken + _GAP)
            start = min(start, _WIDTH - width - 2)
            taken = start + width
            yield _text(start, canvas.frame.top - 10, "start", limit.text, "bt-limit-text")


def _words(bar: BudgetBar, unit: str) -> list[str]:
    """What each segment takes, by its number, in lines below the bar."""
    told = [
        f"{place}{NBSP}{_held(segment.label)}{NBSP}{_length(segment, unit)}"
        for place, segment in enumerate(bar.segments, 1)
    ]
    lines = wrap_text(f"{NBSP}· ".join(told), _WIDTH - 2 * _LEFT, _SMALL, _WORDS_LINES)
    return [line.removesuffix(f"{NBSP}·") for line in lines]


def _held(text: str) -> str:
    return text.replace(" ", NBSP)


def _length(segment: Segment, unit: str) -> str:
    return span_text(segment.least, segment.most, unit) if segment.is_known else "?"


def _note(bar: BudgetBar) -> list[str]:
    return wrap_text(bar.note, _WIDTH - 2 * _LEFT, _SMALL, _NOTE_LINES) if bar.note else []


def _row_height(bar: BudgetBar, unit: str) -> float:
    lines = len(_words(bar, unit)) + len(_note(bar))
    return _HEAD + _BAR + (_WHOLE + 4) * (bar.whole is not None) + 4 + lines * _LINE + _APART


def _drawn(canvas: BarCanvas, bar: BudgetBar, top: float) -> _DrawnBar:
    middle = top + _HEAD + _BAR / 2
    below = top + _HEAD + _BAR
    cut = bar.most > canvas.end
    unknown_at = canvas.x(bar.most) + (10 if cut else 3)
    return _DrawnBar(
        segments=tuple(_drawn_segments(canvas, bar, middle)),
        unknown="".join(_unknown_boxes(bar, unknown_at, middle)),
        unknown_tooltip=say("Not known: ") + ", ".join(segment.label for segment in bar.missing),
        torn=_torn_edge(canvas.frame.right, middle) if cut else "",
        whole=_whole_whisker(canvas, bar, below + 10),
        whole_mark=_whole_mark(canvas, bar, below + 10),
        texts=(*_row_texts(canvas, bar, top), *_inner_texts(canvas, bar, middle, unknown_at)),
    )


def _drawn_segments(canvas: BarCanvas, bar: BudgetBar, middle: float) -> Iterator[_DrawnSegment]:
    """All segments at best, one after the other; then what each takes at most beyond that, in the same order."""
    solid, extra = 0.0, bar.least
    for place, segment in enumerate(bar.segments, 1):
        if not segment.is_known:
            continue
        more = segment.most - segment.least
        yield _DrawnSegment(
            f"bt-budget__part bt-budget__part--{segment.kind}",
            f"{place} {segment.label}: {_length(segment, canvas.view.unit)}"
            + (f" ({segment.told})" if segment.told else ""),
            _block(canvas, solid, solid + segment.least, middle, segment.kind),
            _block(canvas, extra, extra + more, middle, segment.kind) if more > 0 else "",
            segment.kind,
        )
        solid, extra = solid + segment.least, extra + more


def _block(canvas: BarCanvas, start: float, end: float, middle: float, kind: SegmentKind) -> str:
    if start >= canvas.end:
        return ""
    half = (_LINK if kind == "link" else _BAR) / 2
    left, right = canvas.x(start), canvas.x(end)
    return f"M{_pair(left, middle - half)}H{position_text(right)}V{position_text(middle + half)}H{position_text(left)}z"


def _unknown_boxes(bar: BudgetBar, left: float, middle: float) -> Iterator[str]:
    """A dashed box behind the bar for each segment of which nothing is known; one for all where there are many."""
    for place in range(_unknown_count(bar)):
        start = left + place * (_UNKNOWN + 3)
        yield (
            f"M{_pair(start, middle - _BAR / 2)}h{position_text(_UNKNOWN)}"
            f"v{position_text(_BAR)}h{position_text(-_UNKNOWN)}z"
        )


def _unknown_count(bar: BudgetBar) -> int:
    return len(bar.missing) if len(bar.missing) <= _MOST_UNKNOWN else 1


def _torn_edge(right: float, middle: float) -> str:
    top = middle - _BAR / 2 - 2
    return f"M{_pair(right + 1, top)}" + "l-6 5l6 5" * 3


def _whole_whisker(canvas: BarCanvas, bar: BudgetBar, y: float) -> str:
    whole = bar.whole
    if whole is None or (whole.low is None and whole.high is None):
        return ""
    first = canvas.x(whole.low or 0.0)
    last = canvas.x(canvas.end if whole.high is None else whole.high)
    ends = [end for end in (whole.low, whole.high) if end is not None and end <= canvas.end]
    caps = "".join(f"M{_pair(canvas.x(end), y - _CAP)}v{position_text(2 * _CAP)}" for end in ends)
    onwards = whole.high is None or whole.high > canvas.end
    # Where it lies beyond the frame altogether, the arrow needs a shaft.
    shaft = f"M{_pair(min(first, last - 12) if onwards else first, y)}H{position_text(last)}"
    return shaft + caps + (f"M{_pair(last - 4, y - _CAP)}l4 4l-4 4" if onwards else "")


def _whole_mark(canvas: BarCanvas, bar: BudgetBar, y: float) -> str:
    value = bar.whole.value if bar.whole else None
    if value is None or value > canvas.end:
        return ""
    return f"M{_pair(canvas.x(value) - 4, y)}a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"


def _row_texts(canvas: BarCanvas, bar: BudgetBar, top: float) -> Iterator[_Text]:
    total = tell_bar(bar, canvas.view.unit)
    room = _WIDTH - 2 * _LEFT - text_room(total, _SMALL) - 3 * _GAP
    yield _text(_LEFT, top + 14, "start", cut_text(bar.label, room / 1.12, _SIZE), "bt-budget__name")
    yield _text(_WIDTH - _LEFT, top + 14, "end", total, "bt-budget__total")
    y = top + _HEAD + _BAR
    if bar.whole is not None:
        y += _WHOLE
        yield _whole_text(canvas, bar.whole, y + 4)
        y += 4
    for line in _words(bar, canvas.view.unit):
        y += _LINE
        yield _text(_LEFT, y, "start", line, "bt-budget__words")
    for line in _note(bar):
        y += _LINE
        yield _text(_LEFT, y, "start", line, "bt-budget__note")


def _whole_text(canvas: BarCanvas, whole: Whole, y: float) -> _Text:
    """Below the whisker, from its lower end on where there is room."""
    start = min(canvas.x(whole.low or 0.0), _WIDTH - _LEFT - text_room(whole.text, _SMALL))
    return _text(max(start, _LEFT), y, "start", whole.text, "bt-budget__whole-text")


def _inner_texts(canvas: BarCanvas, bar: BudgetBar, middle: float, unknown_at: float) -> Iterator[_Text]:
    """The name of a segment where it fits, else its number where that does; question marks for what is missing."""
    start = 0.0
    for place, segment in enumerate(bar.segments, 1):
        left, right = canvas.x(start), canvas.x(start + segment.least)
        start += segment.least
        text = _inner_text(place, segment, right - left)
        if text:
            css = f"bt-budget__inner bt-budget__part--{segment.kind}"
            yield _text((left + right) / 2, middle + 4.5, "middle", text, css)
    many = len(bar.missing) > _MOST_UNKNOWN
    for place in range(_unknown_count(bar)):
        x = unknown_at + place * (_UNKNOWN + 3) + _UNKNOWN / 2
        yield _text(x, middle + 5, "middle", "?", "bt-budget__query")
        if many:
            count = f"× {len(bar.missing)}"
            yield _text(x + _UNKNOWN / 2 + 4, middle + 5, "start", count, "bt-budget__query")


def _inner_text(place: int, segment: Segment, width: float) -> str:
    if not segment.is_known or segment.kind == "link":
        return ""
    named = f"{place} {segment.label}"
    if text_room(named, _SMALL) + 10 <= width:
        return named
    return str(place) if text_room(str(place), _SMALL) + 6 <= width else ""


def _upright(x: float, top: float, bottom: float) -> str:
    return f"M{_pair(x, top)}V{position_text(bottom)}"


def _text(x: float, y: float, anchor: TextAnchor, text: str, css: str = "") -> _Text:
    return _Text(position_text(x), position_text(y), anchor, text, css)


def _pair(x: float, y: float) -> str:
    return f"{position_text(x)} {position_text(y)}"


def unseen_limits(canvas: BarCanvas) -> Sequence[str]:
    """Gives the limits that lie outside the frame, and the bars that it cuts, as sentences."""
    view = canvas.view
    far = [
        say("The limit {text} lies outside the plot.", text=limit.text)
        for limit in view.limits
        if limit.value > canvas.end
    ]
    cut = [
        f"The bar of {bar.label} is cut off: it goes on to {number_text(bar.most)}{NBSP}{view.unit}."
        for bar in view.bars
        if bar.most > canvas.end
    ]
    return far + cut
