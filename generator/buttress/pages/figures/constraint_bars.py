"""The bar of a constraint: value and bounds against the limit, which stands at the same place in every row of a table."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from markupsafe import Markup

from buttress.explanation import say, show_claim, show_estimate
from buttress.pages.figures.interval_bars import render_bar
from buttress.pages.figures.plot_views import IntervalBar, Limit
from buttress.pages.figures.trend_words import show_level

if TYPE_CHECKING:
    from buttress.records import Quality
    from buttress.verdicts import Verdict

_ROOM = 1.14
"""How much wider a scale is than what it must show, so that no mark sits on the edge."""


def limit_lines(verdict: Verdict, quality: Quality, factor: float = 1.0) -> tuple[Limit, ...]:
    """Gives the limits that a verdict was judged by, each with the side of it that is allowed.

    Args:
        verdict: The verdict.
        quality: Its quality, as judged.
        factor: What numbers in the quality's unit are multiplied by.
    """
    if not verdict.limits:
        return ()
    require = verdict.bound.constraint.require
    low, high = verdict.limits[0] * factor, verdict.limits[-1] * factor
    text = show_claim(require, quality)
    match require.operator:
        case "<=" | "<":
            return (Limit(high, text, "below"),)
        case ">=" | ">":
            return (Limit(low, text, "above"),)
        case "=":
            # No side of it is feasible.
            return Limit(low, text, "above"), Limit(low, "", "below")
        case "between":
            first, last = (show_level(limit, quality) for limit in verdict.limits)
            return Limit(low, f"≥ {first}", "above"), Limit(high, f"≤ {last}", "below")


def draw_constraint_bar(verdict: Verdict, quality: Quality) -> Markup:
    """Gives the inline SVG of a constraint's bar; empty where there is no number or no limit to draw.

    The scale is the bar's own, since constraints differ in their units; the limit is its middle.
    """
    estimate = verdict.assessment.estimate if verdict.assessment else None
    shown = show_estimate(estimate, quality, verdict.limits) if estimate else None
    if estimate is None or estimate.value is None or shown is None or quality.levels or not verdict.limits:
        return Markup("")
    # A maximum has no bounds that a reader could use.
    bounded = quality.estimator != "maximum"
    low, high = (estimate.lower, estimate.upper) if bounded else (estimate.value, estimate.value)
    words = [
        shown.text,
        *([say("bounds {interval}", interval=shown.interval)] if shown.interval and bounded else []),
    ]
    limits = limit_lines(verdict, quality)
    label = ", ".join([*words, *(say("limit {text}", text=limit.text) for limit in limits if limit.text)])
    ends = [end for end in (low, estimate.value, high) if isfinite(end)]
    scale = _around(verdict.limits, ends)
    return render_bar(IntervalBar(estimate.value, low, high, limits, verdict.state, label, scale))


def _around(limits: tuple[float, ...], ends: list[float]) -> tuple[float, float]:
    """A scale with the limit, or the middle of both, in the middle."""
    middle = (limits[0] + limits[-1]) / 2
    reach = max(abs(end - middle) for end in (*ends, *limits)) or abs(middle) or 1.0
    return middle - reach * _ROOM, middle + reach * _ROOM
