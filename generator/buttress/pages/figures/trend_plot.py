"""Trends as SVG: a quality over its runs, as a line for the cell of a table and as a figure of its own.

Shapes carry what colours say: a disc holds, a cross is violated, a square is undecided, and a triangle at the bottom has
no value. What is hollow is stale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from buttress.pages.figures.axes import make_scale
from buttress.pages.figures.plot_layout import axis_text, is_known, position_text
from buttress.pages.figures.trend_layout import (
    allowed_band,
    lay_out_trend,
    line_of,
    make_trend_canvas,
    trend_mark,
)
from buttress.pages.prose import safe_link
from buttress.pages.wording import STATE_TERMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

    from buttress.pages.figures.axes import Scale
    from buttress.pages.figures.plot_views import Limit
    from buttress.pages.figures.trend_figure import Sparkline, Trend, TrendPoint
    from buttress.pages.figures.trend_layout import TrendCanvas
    from buttress.verdicts import Said

_WIDTH, _HEIGHT = 120, 28
_START, _END = 5.0, 112.0
_LOWEST, _HIGHEST = 23.0, 5.0
_SPARK_MARK = 3.6


def render_sparkline(spark: Sparkline) -> Markup:
    """Gives the inline SVG of a sparkline, named by its ``label``; the latest value bears a mark."""
    known = [value for value in spark.values if value is not None and is_known(value)]
    stated = [limit.value for limit in spark.limits]
    unbounded = (float("-inf"), float("inf"))
    scale = make_scale(known, (), stated, unbounded, (_LOWEST, _HIGHEST))
    step = (_END - _START) / max(len(spark.values) - 1, 1)
    places = [
        (_START + place * step, scale.at(value)) if value is not None and is_known(value) else None
        for place, value in enumerate(spark.values)
    ]
    last = next((place for place in reversed(places) if place), None)
    said, hollow = spark.said, "" if spark.fresh else " bt-trend__point--stale"
    mark = trend_mark(said, *last, _SPARK_MARK) if last else ""
    lines = "".join(
        f"M{position_text(_START)} {position_text(scale.at(value))}H{position_text(_END)}"
        for value in stated
        if scale.shows(value)
    )
    return Markup(  # noqa: S704 - the paths are numbers
        f'<svg class="bt-spark" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" role="img" '
        f'aria-label="{escape(spark.label)}">'
        f"{_path('bt-spark__allowed', _allowed(spark.limits, scale))}{_path('bt-spark__limit', lines)}"
        f"{_path('bt-trend__line', ''.join(line_of(places)))}"
        f'<g class="bt-trend__point bt-trend__point--{escape(said)}{hollow}">{_path("bt-mark", mark)}</g></svg>'
    )


class TrendRenderer:
    """Draws trends with a template that is compiled once.

    Args:
        environment: Where the template ``partials/trend.svg.jinja`` is found; it must escape.
    """

    def __init__(self, environment: Environment) -> None:
        self._trend = environment.get_template("partials/trend.svg.jinja")

    def render_trend(self, trend: Trend) -> Markup:
        """Gives the figure of a trend: caption, plot, legend, and the same as a table with a link to each run."""
        canvas = make_trend_canvas(trend)
        title = escape(trend.title)
        plot = self._trend.render(**lay_out_trend(canvas))
        rows = "".join(_row(point) for point in trend.points)
        return Markup(  # noqa: S704 - escaped piece by piece
            '<figure class="bt-figure bt-figure--plot">\n'
            f"<figcaption>{title}</figcaption>\n"
            f'<div class="bt-figure__scroll" tabindex="0" role="group" aria-label="{title}">{plot}</div>\n'
            f'<ul class="bt-legend">{_legend(canvas)}</ul>\n'
            '<details class="bt-figure__words"><summary>The same as a table</summary>\n'
            f'<div class="bt-figure__scroll" tabindex="0" role="group" aria-label="{title}, table">'
            f'<table class="bt-figure__table bt-trend__table"><caption class="bt-hidden">{title}</caption>'
            '<thead><tr><th scope="col">Run of</th>'
            f'<th scope="col">{escape(axis_text(trend.axis))}</th><th scope="col">By itself it says</th>'
            '<th scope="col">Evidence</th><th scope="col">Remark</th></tr></thead>\n'
            f"<tbody>\n{rows}</tbody></table></div>\n</details>\n</figure>"
        )


def _path(css: str, d: str) -> str:
    return f'<path class="{css}" d="{d}"/>' if d else ""


def _allowed(limits: Sequence[Limit], scale: Scale) -> str:
    band = allowed_band(limits, scale)
    if band is None:
        return ""
    left, right, top, bottom = map(position_text, (_START, _END, *band))
    return f"M{left} {top}H{right}V{bottom}H{left}z"


def _swatch(width: int, drawing: str, words: str) -> str:
    # Of constants only.
    return (
        f'<li><svg viewBox="0 0 {width} 18" width="{width}" height="18" aria-hidden="true" focusable="false">'
        f"{drawing}</svg> {words}</li>"
    )


def _mark_swatch(said: Said, words: str, more: str = "") -> str:
    css = f"bt-trend__point bt-trend__point--{said}{more}"
    return _swatch(
        18, f'<g class="{css}"><path class="bt-mark" d="{trend_mark(said, 9.0, 9.0)}"/></g>', words
    )


_LEGEND: dict[str, str] = {
    "holds": _mark_swatch("holds", "holds by this run alone"),
    "violated": _mark_swatch("violated", "violated by this run alone"),
    "undecided": _mark_swatch("undecided", "undecided by this run alone"),
    "none": _mark_swatch("invalid", "no value"),
    "stale": _mark_swatch("holds", "hollow: stale", " bt-trend__point--stale"),
    "interval": _swatch(18, '<path class="bt-whisker" d="M9 3v12M5 3h8M5 15h8"/>', "interval"),
    "limit": _swatch(30, '<path class="bt-limit" d="M3 9h24"/>', "limit"),
    "region": _swatch(30, '<path class="bt-region" d="M3 3h24v12h-24z"/>', "feasible side"),
    "broken": _swatch(
        30,
        '<path class="bt-trend__broken" d="M3 3h24v12h-24z"/><path class="bt-trend__broken-edge" d="M3 2v14"/>',
        "violated since then",
    ),
    "change": _swatch(
        30,
        '<path class="bt-trend__change" d="M15 2v14"/><path class="bt-trend__level" d="M2 5h13M15 13h13"/>',
        "change of level, with the medians before and after",
    ),
    "touched": _swatch(
        18, '<path class="bt-trend__touched" d="M9 5l4 4l-4 4l-4 -4z"/>', "code or data changed before it"
    ),
}


def _legend(canvas: TrendCanvas) -> str:
    """What the marks mean; only those that occur."""
    trend = canvas.trend
    said = {point.said if is_known(point.value) else "none" for point in trend.points}
    occurs = {
        "stale": any(not point.fresh for point in trend.points),
        "interval": any(canvas.span_of(point) for point in trend.points),
        "limit": any(canvas.y.shows(limit.value) for limit in trend.axis.limits),
        "region": canvas.region is not None,
        "broken": trend.broken is not None,
        "change": bool(trend.changes),
        "touched": any(point.touched for point in trend.points),
    }
    items = [item for key, item in _LEGEND.items() if key in said or occurs.get(key)]
    items += [
        f'<li class="bt-legend__note">{escape(f"The limit {limit.text} lies outside the plot.")}</li>'
        for limit in trend.axis.limits
        if limit.text and not canvas.y.shows(limit.value)
    ]
    return "".join(items)


def _row(point: TrendPoint) -> str:
    """One row of the table."""
    link = safe_link(point.link) if point.link else ""
    name = f'<a href="{escape(link)}">{escape(point.label)}</a>' if link else escape(point.label)
    return (
        f'<tr><th scope="row">{name}</th><td>{escape(point.text or "no value")}</td>'
        f"<td>{STATE_TERMS[point.said].word.lower()}</td><td>{'fresh' if point.fresh else 'stale'}</td>"
        f"<td>{escape(point.remark)}</td></tr>\n"
    )
