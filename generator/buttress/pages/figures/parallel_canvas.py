"""How large parallel coordinates become: their scales, the heads of their axes, and room for names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, floor, log10
from typing import TYPE_CHECKING

from buttress.pages.figures.axes import linear_ticks, make_scale
from buttress.pages.figures.plot_layout import axis_text, is_known
from buttress.pages.figures.text_lines import wrap_text
from buttress.pages.figures.text_sizes import text_room

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.pages.figures.axes import Scale
    from buttress.pages.figures.parallel_views import ParallelCoordinates, ParallelLine
    from buttress.pages.figures.plot_views import Axis

LINE_HEIGHT = 16.0
"""Height of a line of an axis' head."""
LABEL_HEIGHT = 18.0
"""Height of a name at the right end of a line."""
END_ROOM = 26.0
"""Between an axis and its head, for the value at its upper end."""
MOST_DODGE = 15.0
"""How far beside an axis a line may cross it."""
LEADER = 30.0
"""From where a line may cross the last axis to its name."""
LABEL_GAP = 6.0
"""Between a leader and its name."""

_LEAST_WIDTH, _LEAST_HEIGHT = 720.0, 250.0
_LEAST_STEP = 120.0
_MOST_HEAD = 150.0
_SMALL = 13.0
_LABEL_CHARACTERS = 42
_DODGE = 5.0
_HEAD_LINES = 6
_MANTISSAS = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class ParallelCanvas:
    """Parallel coordinates with their scales: everything that is placed is placed through this.

    Attributes:
        view: What is drawn.
        scales: One for each axis; the better end lies at the top.
        heads: The lines of each axis' head, each with its CSS class.
        left: Position of the first axis.
        step: Distance between two axes.
        top: Upper end of all axes.
        bottom: Lower end of all axes.
        width: Width of the whole drawing.
    """

    view: ParallelCoordinates
    scales: tuple[Scale, ...]
    heads: tuple[tuple[tuple[str, str], ...], ...]
    left: float
    step: float
    top: float
    bottom: float
    width: float

    def x(self, place: int, line: int) -> float:
        """Where a line crosses an axis: beside it, so that the intervals of two lines do not hide each other."""
        count = len(self.view.lines)
        apart = min(_DODGE, 2 * MOST_DODGE / max(count - 1, 1))
        return self.left + place * self.step + (line - (count - 1) / 2) * apart

    @property
    def reach(self) -> float:
        """Half the width of the band around an axis in which lines cross it."""
        count = len(self.view.lines)
        return min(_DODGE * (count - 1) / 2, MOST_DODGE) + 7


def make_parallel_canvas(view: ParallelCoordinates) -> ParallelCanvas:
    """Gives parallel coordinates their scales and enough room for heads above and for names on the right."""
    names = max((_label_width(line) for line in view.lines), default=0.0)
    right = LEADER + 2 * LABEL_GAP + names + MOST_DODGE
    spread = max(len(view.axes) - 1, 1)
    # The first head is centred above the first axis, so half of it must fit on its left.
    step = max(_LEAST_STEP, (_LEAST_WIDTH - right - _MOST_HEAD / 2) / spread)
    head = min(step - 14, _MOST_HEAD)
    left = head / 2 + 4
    heads = tuple(tuple(_head(axis, head)) for axis in view.axes)
    top = max(map(len, heads), default=0) * LINE_HEIGHT + END_ROOM + 4
    bottom = top + max(_LEAST_HEIGHT, LABEL_HEIGHT * len(view.lines))
    scales = tuple(_scale(view, place, top, bottom) for place in range(len(view.axes)))
    return ParallelCanvas(view, scales, heads, left, step, top, bottom, left + step * spread + right)


def label_text(line: ParallelLine) -> str:
    """Gives the name of a line as it stands at its right end: short, and saying so where the last value is missing."""
    label = line.label
    short = label if len(label) <= _LABEL_CHARACTERS else label[: _LABEL_CHARACTERS - 1].rstrip() + "…"
    gap = "" if is_known(line.spots[-1].value) else " (no value)"
    return short + line.name.removeprefix(label) + gap


def _label_width(line: ParallelLine) -> float:
    return text_room(label_text(line), _SMALL, bold=line.chosen)


def _scale(view: ParallelCoordinates, place: int, top: float, bottom: float) -> Scale:
    axis = view.axes[place]
    spots = [line.spots[place] for line in view.lines]
    values = [spot.value for spot in spots if spot.value is not None and is_known(spot.value)]
    extras = [end for spot in spots for end in (spot.low, spot.high) if end is not None]
    ends = (top, bottom) if axis.direction == "lower" else (bottom, top)
    scale = make_scale(values, extras, [limit.value for limit in axis.limits], axis.bounds, ends)
    return round_ends(scale, axis.bounds)


def round_ends(scale: Scale, bounds: tuple[float, float]) -> Scale:
    """Gives a scale that ends at round numbers, which its ends are labelled with, and never beyond its bounds."""
    low, high = _round_powers(scale) if scale.logarithmic else _round_steps(scale)
    return replace(scale, low=max(low, bounds[0]), high=min(high, bounds[1]))


def _round_steps(scale: Scale) -> tuple[float, float]:
    ticks = linear_ticks(scale.low, scale.high)
    step = ticks[1] - ticks[0]
    low, high = floor(scale.low / step + 1e-9) * step, ceil(scale.high / step - 1e-9) * step
    return _tidy(low), _tidy(high)


def _round_powers(scale: Scale) -> tuple[float, float]:
    below, above = 10.0 ** floor(log10(scale.low)), 10.0 ** floor(log10(scale.high))
    low = max(one * below for one in _MANTISSAS if one * below <= scale.low * (1 + 1e-9))
    high = min(one * above for one in _MANTISSAS if one * above >= scale.high * (1 - 1e-9))
    return _tidy(low), _tidy(high)


def _tidy(number: float) -> float:
    return float(f"{number:.10g}") + 0.0


def _head(axis: Axis, width: float) -> Iterator[tuple[str, str]]:
    """The lines above an axis: what it is, and what limits it."""
    for text in wrap_text(axis_text(axis), width, _SMALL, _HEAD_LINES):
        yield text, "bt-axis"
    for limit in dict.fromkeys(limit.text for limit in axis.limits):
        for text in wrap_text(limit, width, _SMALL, _HEAD_LINES):
            yield text, "bt-limit-text"
