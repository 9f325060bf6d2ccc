"""Interval bars: a value, its interval and its limits in the space of a table cell."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from markupsafe import Markup

from buttress.pages.escaping import escaped
from buttress.pages.figures.plot_layout import position_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from buttress.pages.figures.plot_views import IntervalBar, Limit

_START, _END = 6.0, 114.0
_CROSSED = frozenset({"violated", "infeasible"})


def render_bar(bar: IntervalBar) -> Markup:
    """Gives the inline SVG of a bar, named by its ``label``."""
    low, high = bar.scale or _fitting(bar)
    stretch = (_END - _START) / (high - low or 1.0)

    def at(value: float) -> float:
        return _START + (min(max(value, low), high) - low) * stretch

    first = _START if bar.low is None else at(bar.low)
    last = _END if bar.high is None else at(bar.high)
    inside = [limit for limit in bar.limits if low <= limit.value <= high]
    allowed = _allowed_track(bar.limits, at, low, high)
    limits = "".join(f"M{position_text(at(limit.value))} 2V16" for limit in inside)
    # A page has a dozen bars, and a template would take twice the time of all the rest of one.
    return Markup(  # noqa: S704 - the paths are numbers
        f'<svg class="bt-bar bt-bar--{escaped(bar.state)}" viewBox="0 0 120 18" width="120" height="18" role="img" '
        f'aria-label="{escaped(bar.label)}"><path class="bt-bar__track" d="M6 9H114"/>'
        f"{_path('allowed', allowed)}{_path('interval', f'M{position_text(first)} 9H{position_text(last)}')}"
        f"{_path('limit', limits)}{_path('mark', _bar_mark(bar.state, at(bar.value)))}</svg>"
    )


def _path(part: str, d: str) -> str:
    return f'<path class="bt-bar__{part}" d="{d}"/>' if d else ""


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
    return f"M{position_text(at(first))} 9H{position_text(at(last))}" if first < last else ""


def _bar_mark(state: str, x: float) -> str:
    if state in _CROSSED:
        return f"M{position_text(x - 4)} 5l8 8m0-8l-8 8"
    return f"M{position_text(x - 4)} 9a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"
