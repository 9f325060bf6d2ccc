"""Parallel coordinates as a figure: caption, plot, legend, and the same as a table.

Dashes and shapes carry what colours say: a solid line meets every must, a dashed one misses one, a dotted one is not
decided, a thick one is chosen. Colours only help the eye to follow a line to its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from buttress.explanation import listed
from buttress.pages.escaping import escaped
from buttress.pages.figures.marking import ANSWERS, NOT_JUDGED, STATE_WORDS
from buttress.pages.figures.parallel_canvas import make_parallel_canvas
from buttress.pages.figures.parallel_layout import lay_out_parallel
from buttress.pages.figures.plot_layout import axis_text, is_known, mark_path
from buttress.pages.figures.plot_views import DAGGER, Point
from buttress.pages.prose import safe_link

if TYPE_CHECKING:
    from jinja2 import Template

    from buttress.pages.figures.marking import Marking, PointState
    from buttress.pages.figures.parallel_canvas import ParallelCanvas
    from buttress.pages.figures.parallel_views import ParallelCoordinates, ParallelLine


def render_parallel(view: ParallelCoordinates, template: Template) -> Markup:
    """Gives the figure of parallel coordinates.

    Args:
        view: What it shows.
        template: ``partials/parallel_coordinates.svg.jinja``, from an environment that escapes.
    """
    canvas = make_parallel_canvas(view)
    title = escaped(view.title)
    plot = template.render(**lay_out_parallel(canvas))
    heads = "".join(f'<th scope="col">{escaped(axis_text(axis))}</th>' for axis in view.axes)
    heads += view.marking.head()
    rows = "".join(_row(line, view.marking) for line in view.lines)
    return Markup(  # noqa: S704 - escaped piece by piece
        '<figure class="bt-figure bt-figure--plot">\n'
        f"<figcaption>{title}</figcaption>\n"
        f'<div class="bt-figure__scroll" tabindex="0" role="group" aria-label="{title}">{plot}</div>\n'
        f'<ul class="bt-legend">{_legend(canvas)}</ul>\n'
        '<details class="bt-figure__words"><summary>The same as a table</summary>\n'
        f"<p>{escaped(view.description)}</p>\n"
        f'<div class="bt-figure__scroll" tabindex="0" role="group" aria-label="{title}, table">'
        f'<table class="bt-figure__table"><caption class="bt-hidden">{title}</caption>'
        f'<thead><tr><th scope="col">Option</th>{heads}</tr></thead>\n'
        f"<tbody>\n{rows}</tbody></table></div>\n</details>\n</figure>"
    )


def _swatch(width: int, drawing: str, words: str) -> str:
    # Of constants only.
    return (
        f'<li><svg viewBox="0 0 {width} 18" width="{width}" height="18" aria-hidden="true" focusable="false">'
        f"{drawing}</svg> {words}</li>"
    )


def _line_swatch(css: str, words: str, *, state: PointState, chosen: bool = False, more: str = "") -> str:
    mark = mark_path(Point("", 0.0, 0.0, state=state, chosen=chosen), 18.0, 9.0, 0.72)
    drawing = f'<path class="bt-line__path" d="M2 9h32"/><path class="bt-mark" d="{mark}"/>{more}'
    return _swatch(46 if more else 36, f'<g class="bt-line {css}">{drawing}</g>', words)


_LEGEND: dict[str, str] = (
    {
        answer: _line_swatch(
            "bt-line--feasible bt-line--chosen",
            f"{answer} option (thick, diamond)",
            state="feasible",
            chosen=True,
        )
        for answer in ANSWERS
    }
    | {
        state: _line_swatch(f"bt-line--{state} bt-line--any", words, state=state)
        for state, words in STATE_WORDS.items()
    }
    | {
        NOT_JUDGED: _line_swatch("bt-line--unknown bt-line--any", NOT_JUDGED, state="unknown"),
        "dominated": _line_swatch(
            "bt-line--feasible bt-line--any bt-line--dominated",
            "dominated (dimmed)",
            state="feasible",
            more=f'<text x="38" y="14" font-size="13">{DAGGER}</text>',
        ),
        "interval": _swatch(18, '<path class="bt-whisker" d="M9 3v12M6 3h6M6 15h6"/>', "interval"),
        "limit": _swatch(
            30,
            '<path class="bt-parallel__forbidden" d="M5 6h20v12h-20z"/>'
            '<path class="bt-parallel__bracket" d="M5 12v-6h20v6"/>',
            "limit, and what it forbids",
        ),
    }
)


def _legend(canvas: ParallelCanvas) -> str:
    """What lines and marks mean; only those that occur."""
    view = canvas.view
    shown = [
        limit
        for axis, scale in zip(view.axes, canvas.scales, strict=True)
        for limit in axis.limits
        if scale.shows(limit.value)
    ]
    occurs = {
        "dominated": any(line.dominated_by and not line.chosen for line in view.lines),
        "interval": any(spot.low != spot.high for line in view.lines for spot in line.spots),
        "limit": bool(shown),
    }
    marks = view.marking.explained(view.lines)
    items = [item for key, item in _LEGEND.items() if key in marks or occurs.get(key)]
    return "".join(items + [f'<li class="bt-legend__note">{escaped(text)}</li>' for text in _unseen(canvas)])


def _unseen(canvas: ParallelCanvas) -> list[str]:
    """What the plot leaves out, in words."""
    view = canvas.view
    far = [
        f"The limit {axis.label} {limit.text} lies outside the plot."
        for axis, scale in zip(view.axes, canvas.scales, strict=True)
        for limit in axis.limits
        if not scale.shows(limit.value)
    ]
    broken = [
        f"{line.label} ({listed(missing)})" for line in view.lines if (missing := missing_axes(line, view))
    ]
    return far + ([f"A line is broken where nothing was measured: {', '.join(broken)}."] if broken else [])


def missing_axes(line: ParallelLine, view: ParallelCoordinates) -> list[str]:
    """Gives the axes on which a line has no place."""
    return [axis.label for axis, spot in zip(view.axes, line.spots, strict=True) if not is_known(spot.value)]


def _row(line: ParallelLine, marking: Marking) -> str:
    """One row of the table."""
    link = safe_link(line.link) if line.link else ""
    name = f'<a href="{escaped(link)}">{escaped(line.label)}</a>' if link else escaped(line.label)
    cells = "".join(f"<td>{escaped(spot.text)}</td>" for spot in line.spots)
    return f'<tr><th scope="row">{name}{marking.note(line)}</th>{cells}{marking.cell(line)}</tr>\n'
