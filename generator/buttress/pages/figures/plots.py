"""Plots as SVG: the design space of a decision, and the door to the other plots that share its templates.

Views hold numbers; this module turns them into positions, and a Jinja template turns those into SVG. Shapes carry
what colours say: a disc is feasible, a cross is not, a ring is not known, and a diamond is the option that the decision
names. A dagger behind its name says that an option is dominated, and so is dimmed.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from markupsafe import Markup

from buttress.pages.escaping import escaped
from buttress.pages.figures.marking import ANSWERS, NOT_JUDGED, STATE_WORDS, PointState
from buttress.pages.figures.parallel_plot import render_parallel
from buttress.pages.figures.plot_layout import (
    axis_text,
    is_known,
    lay_out,
    make_canvas,
    mark_path,
    placed_points,
    region_of,
    spans_of,
)
from buttress.pages.figures.plot_views import (
    DAGGER,
    Axis,
    DesignSpace,
    Limit,
    Point,
    Side,
)
from buttress.pages.figures.stacked_plot import render_bars
from buttress.pages.prose import safe_link

if TYPE_CHECKING:
    from jinja2 import Environment

    from buttress.pages.figures.parallel_views import ParallelCoordinates
    from buttress.pages.figures.plot_layout import Canvas
    from buttress.pages.figures.stacked_bars import BudgetBars

__all__ = ["Axis", "DesignSpace", "FigureRenderer", "Limit", "Point", "PointState", "Side"]


def _swatch(width: int, drawing: str, words: str) -> str:
    # Of constants only.
    return (
        f'<li><svg viewBox="0 0 {width} 18" width="{width}" height="18" aria-hidden="true" focusable="false">'
        f"{drawing}</svg> {words}</li>"
    )


def _mark_swatch(point: Point, css: str, words: str) -> str:
    path = mark_path(point, 9.0, 9.0)
    return _swatch(18, f'<g class="bt-point {css}"><path class="bt-mark" d="{path}"/></g>', words)


_DISC = mark_path(Point("", 0.0, 0.0, state="feasible"), 9.0, 9.0)
_LEGEND: dict[str, str] = (
    {
        answer: _mark_swatch(
            Point("", 0.0, 0.0, state="feasible", chosen=True), "bt-point--any", f"{answer} option (diamond)"
        )
        for answer in ANSWERS
    }
    | {
        state: _mark_swatch(Point("", 0.0, 0.0, state=state), f"bt-point--{state}", words)
        for state, words in STATE_WORDS.items()
    }
    | {
        NOT_JUDGED: _mark_swatch(Point("", 0.0, 0.0, state="unknown"), "bt-point--unknown", NOT_JUDGED),
        "dominated": _swatch(
            30,
            f'<g class="bt-point bt-point--feasible bt-point--dominated"><path class="bt-mark" d="{_DISC}"/>'
            f'<text x="20" y="14" font-size="14">{DAGGER}</text></g>',
            "dominated (dimmed)",
        ),
        "region": _swatch(30, '<path class="bt-region" d="M3 3h24v12h-24z"/>', "feasible region"),
        "limit": _swatch(30, '<path class="bt-limit" d="M3 9h24"/>', "limit"),
        "interval": _swatch(30, '<path class="bt-whisker" d="M4 9h22M4 5v8M26 5v8"/>', "interval"),
    }
)


class FigureRenderer:
    """Draws plots with a template that is compiled once.

    Args:
        environment: Where the templates ``partials/*.svg.jinja`` are found; it must escape.
    """

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._design_space = environment.get_template("partials/design_space.svg.jinja")

    def render_design_space(self, space: DesignSpace) -> Markup:
        """Gives the figure of a design space: caption, plot, legend, and the same as a table."""
        canvas = make_canvas(space)
        title = escaped(space.title)
        rows = "".join(_row(point, space) for point in space.points)
        # Escaped piece by piece, here and below: `Markup.format` takes several times as long.
        return Markup(  # noqa: S704
            '<figure class="bt-figure bt-figure--plot">\n'
            f"<figcaption>{title}</figcaption>\n"
            f'<div class="bt-figure__scroll" tabindex="0" role="group" aria-label="{title}">{self._draw(canvas)}</div>\n'
            f'<ul class="bt-legend">{_legend(canvas)}</ul>\n'
            '<details class="bt-figure__words"><summary>The same as a table</summary>\n'
            f"<p>{escaped(space.description)}</p>\n"
            f'<div class="bt-figure__scroll" tabindex="0" role="group" aria-label="{title}, table">'
            f'<table class="bt-figure__table"><caption class="bt-hidden">{title}</caption>'
            '<thead><tr><th scope="col">Option</th>'
            f'<th scope="col">{escaped(axis_text(space.x_axis))}</th>'
            f'<th scope="col">{escaped(axis_text(space.y_axis))}</th>'
            f"{space.marking.head()}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>\n</details>\n</figure>"
        )

    def draw_design_space(self, space: DesignSpace) -> Markup:
        """Gives the plot of a design space alone, as inline SVG."""
        return self._draw(make_canvas(space))

    def render_parallel_coordinates(self, view: ParallelCoordinates) -> Markup:
        """Gives the figure of parallel coordinates: caption, plot, legend, and the same as a table."""
        # Few sites have every kind of figure; the environment keeps what was compiled once.
        template = self._environment.get_template("partials/parallel_coordinates.svg.jinja")
        return render_parallel(view, template)

    def render_stacked_bars(self, view: BudgetBars) -> Markup:
        """Gives the figure of flow budgets: caption, one bar for each deployment, legend, and the same as a table."""
        return render_bars(view, self._environment.get_template("partials/stacked_bars.svg.jinja"))

    def _draw(self, canvas: Canvas) -> Markup:
        return Markup(self._design_space.render(**lay_out(canvas)))  # noqa: S704


def _legend(canvas: Canvas) -> Markup:
    """What the marks mean; only those that occur."""
    space = canvas.space
    marks = space.marking.explained(space.points)
    occurs = {
        "dominated": any(point.dominated_by for point in space.points),
        "region": region_of(canvas) is not None,
        "limit": bool(space.x_axis.limits or space.y_axis.limits),
        "interval": any(any(spans_of(point, canvas)) for point in placed_points(space)),
    }
    items = [item for key, item in _LEGEND.items() if key in marks or occurs.get(key)]
    items += [f'<li class="bt-legend__note">{escaped(text)}</li>' for text in _unseen(canvas)]
    return Markup("".join(items))  # noqa: S704


def _unseen(canvas: Canvas) -> list[str]:
    """What the plot leaves out, in words."""
    space = canvas.space
    far = [
        f"The limit {axis.label} {limit.text} lies outside the plot."
        for axis, scale in ((space.x_axis, canvas.x), (space.y_axis, canvas.y))
        for limit in axis.limits
        if not scale.shows(limit.value)
    ]
    absent = [point.label for point in space.points if not (is_known(point.x) and is_known(point.y))]
    return far + ([f"Not measured on both axes: {', '.join(absent)}."] if absent else [])


def _row(point: Point, space: DesignSpace) -> str:
    """One row of the table."""
    link = safe_link(point.link) if point.link else ""
    name = f'<a href="{escaped(link)}">{escaped(point.label)}</a>' if link else escaped(point.label)
    x = point.x_text or _value_text(space.x_axis, point.x, point.x_low, point.x_high)
    y = point.y_text or _value_text(space.y_axis, point.y, point.y_low, point.y_high)
    return (
        f'<tr><th scope="row">{name}{space.marking.note(point)}</th><td>{escaped(x)}</td><td>{escaped(y)}</td>'
        f"{space.marking.cell(point)}</tr>\n"
    )


def _value_text(axis: Axis, value: float | None, low: float | None, high: float | None) -> str:
    if value is None or not isfinite(value):
        return "not measured"
    ends = [axis.format(end) if end is not None and isfinite(end) else "open" for end in (low, high)]
    return axis.format(value) + (f" ({ends[0]} to {ends[1]})" if ends != ["open", "open"] else "")
