"""Bars beside measured values: the value with its bounds, and the limits that decisions set."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from markupsafe import Markup

from buttress.explanation import say, show_claim, show_estimate
from buttress.pages.figures.interval_bars import render_bar
from buttress.pages.figures.plot_views import IntervalBar, Limit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from buttress.estimation import Estimate
    from buttress.records import Quality
    from buttress.verdicts import Verdict

Scale = tuple[float, float]
_PADDING = 0.08
"""Share of a scale that stays free at each end, so that no mark sits on the edge."""
_FAR = 12
"""A limit so many times the spread away would squeeze all intervals into one pixel; words beside them still name it."""


def limits_of_verdict(verdict: Verdict, quality: Quality) -> tuple[Limit, ...]:
    """Gives the limits of one constraint as lines, in the unit of its assessment; none for a level or an equality."""
    text = show_claim(verdict.bound.constraint.require, quality)
    operator = verdict.bound.constraint.require.operator
    if not verdict.limits or operator == "=":
        return ()
    low, high = verdict.limits[0], verdict.limits[-1]
    if operator == "between":
        return Limit(low, text, "above"), Limit(high, text, "below")
    return (Limit(low, text, "below" if operator in ("<=", "<") else "above"),)


def scale_of(estimates: Iterable[Estimate | None], limits: Sequence[Limit] = ()) -> Scale | None:
    """Gives the ends that bars share so that they compare; None where there is no interval to draw."""
    drawn = [one for one in estimates if one is not None and one.value is not None and one.lower < one.upper]
    ends = [
        end for one in drawn for end in (one.lower, one.value, one.upper) if end is not None and isfinite(end)
    ]
    if not ends:
        return None
    with_limits = [*ends, *(limit.value for limit in limits)]
    low, high = min(with_limits), max(with_limits)
    if high - low > _FAR * (max(ends) - min(ends)):
        low, high = min(ends), max(ends)
    room = (high - low or abs(high) or 1.0) * _PADDING
    return low - room, high + room


def draw_measured(
    estimate: Estimate | None,
    quality: Quality,
    scale: Scale | None,
    limits: tuple[Limit, ...] = (),
    state: str = "unlimited",
) -> Markup:
    """Gives the bar of an estimate; nothing where it has no interval.

    Args:
        estimate: The estimate, in the unit of the scale and the limits.
        quality: The quality.
        scale: The ends that it shares with other bars.
        limits: The limits on it.
        state: The verdict; ``unlimited`` where there is none.
    """
    shown = show_estimate(estimate, quality) if estimate else None
    if estimate is None or estimate.value is None or shown is None or scale is None:
        return Markup()
    words = [shown.text]
    words += [say("bounds {interval}", interval=shown.interval)] if shown.interval else []
    words += [say("limit {text}", text=text) for text in dict.fromkeys(limit.text for limit in limits)]
    label = ", ".join(words)
    return render_bar(
        IntervalBar(estimate.value, estimate.lower, estimate.upper, limits, state, label, scale)
    )
