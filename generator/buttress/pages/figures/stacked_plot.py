"""Stacked bars as a figure: caption, plot, legend, and the same as a table.

Shapes and hatching carry what colours say: components are thick and links are thin, outlines tell what was measured
from what was scaled or assumed, and what declared ranges add is hatched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from buttress.explanation import NBSP
from buttress.pages.figures.stacked_bars import number_text
from buttress.pages.figures.stacked_layout import KINDS, lay_out_bars, make_bar_canvas, unseen_limits

if TYPE_CHECKING:
    from jinja2 import Template

    from buttress.pages.figures.stacked_bars import BudgetBar, BudgetBars, Segment, SegmentKind
    from buttress.pages.figures.stacked_layout import BarCanvas

_KIND_WORDS: dict[SegmentKind, str] = {
    "measured": "component, measured",
    "scaled": "component, scaled from another machine",
    "assumed": "component, assumed",
    "link": "link: latency and transfer",
    "missing": "not known",
}


def render_bars(view: BudgetBars, template: Template) -> Markup:
    """Gives the figure of stacked bars.

    Args:
        view: What it shows.
        template: ``partials/stacked_bars.svg.jinja``, from an environment that escapes.
    """
    canvas = make_bar_canvas(view)
    title = escape(view.title)
    plot = template.render(**lay_out_bars(canvas))
    rows = "".join(_rows(bar, view.unit) for bar in view.bars)
    return Markup(  # noqa: S704 - escaped piece by piece
        '<figure class="bt-figure bt-figure--plot">\n'
        f"<figcaption>{title}</figcaption>\n"
        f'<div class="bt-figure__scroll" tabindex="0" role="group" aria-label="{title}">{plot}</div>\n'
        f'<ul class="bt-legend">{_legend(canvas)}</ul>\n'
        '<details class="bt-figure__words"><summary>The same as a table</summary>\n'
        f"<p>{escape(view.description)}</p>\n"
        f'<div class="bt-figure__scroll" tabindex="0" role="group" aria-label="{title}, table">'
        f'<table class="bt-figure__table bt-budget__table"><caption class="bt-hidden">{title}</caption>'
        '<thead><tr><th scope="col">Step</th>'
        f'<th scope="col">At best ({escape(view.unit)})</th><th scope="col">At worst ({escape(view.unit)})</th>'
        f'<th scope="col">How it is known</th></tr></thead>\n{rows}</table></div>\n</details>\n</figure>'
    )


def _swatch(drawing: str, words: str, width: int = 30) -> str:
    # Of constants only.
    return (
        f'<li><svg viewBox="0 0 {width} 18" width="{width}" height="18" aria-hidden="true" focusable="false">'
        f"{drawing}</svg> {words}</li>"
    )


def _kind_swatch(kind: SegmentKind) -> str:
    path = "M3 6h24v6h-24z" if kind == "link" else "M3 2h24v14h-24z"
    drawing = (
        f'<g class="bt-budget__part bt-budget__part--{kind}"><path class="bt-budget__solid" d="{path}"/></g>'
    )
    return _swatch(drawing, _KIND_WORDS[kind])


_LEGEND: dict[str, str] = {kind: _kind_swatch(kind) for kind in KINDS} | {
    "range": _swatch(
        '<g class="bt-budget__part bt-budget__part--any"><path class="bt-budget__range" fill="none" d="M3 2h24v14h-24z"/>'
        '<path class="bt-budget__hatch" d="M3 11l9-9M4 16l14-14M11 16l14-14M18 16l9-9"/></g>',
        "what declared ranges add at worst",
    ),
    "missing": _swatch(
        '<path class="bt-budget__unknown" d="M5 2h20v14h-20z"/>'
        '<text class="bt-budget__query" x="15" y="14" text-anchor="middle" font-size="13">?</text>',
        "not known, so of no length",
    ),
    "whole": _swatch(
        '<path class="bt-budget__whole" d="M4 9h22M4 5v8M26 5v8"/>'
        '<path class="bt-budget__whole-mark" d="M11 9a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"/>',
        "the whole flow, which the limit is about: no sum of medians",
    ),
    "limit": _swatch('<path class="bt-limit" d="M15 1v16"/>', "limit"),
    "torn": _swatch('<path class="bt-budget__torn" d="M18 1l-6 5l6 5l-6 5"/>', "goes on beyond the plot"),
}


def _legend(canvas: BarCanvas) -> str:
    """What blocks and lines mean; only those that occur."""
    view = canvas.view
    segments = [segment for bar in view.bars for segment in bar.segments]
    occurs = {
        "range": any(segment.most > segment.least for segment in segments),
        "missing": any(bar.missing for bar in view.bars),
        "whole": any(bar.whole for bar in view.bars),
        "limit": any(limit.value <= canvas.end for limit in view.limits),
        "torn": any(bar.most > canvas.end for bar in view.bars),
    }
    kinds = {segment.kind for segment in segments if segment.is_known}
    items = [item for key, item in _LEGEND.items() if key in kinds or occurs.get(key)]
    return "".join(
        items + [f'<li class="bt-legend__note">{escape(text)}</li>' for text in unseen_limits(canvas)]
    )


def _rows(bar: BudgetBar, unit: str) -> str:
    """The rows of one deployment: its name, its steps, and their sum."""
    note = "".join(
        f" {escape(text)}" for text in (bar.whole.text + "." if bar.whole else "", bar.note) if text
    )
    steps = "".join(_row(place, segment) for place, segment in enumerate(bar.segments, 1))
    missing = f", without {len(bar.missing)} of {len(bar.segments)}" if bar.missing else ""
    low, high = (
        (number_text(bar.least), number_text(bar.most))
        if len(bar.missing) < len(bar.segments)
        else ("?", "?")
    )
    return (
        f'<tbody><tr><th scope="rowgroup" colspan="4">{escape(bar.label)}</th></tr>\n{steps}'
        f'<tr><th scope="row">All medians{missing}</th><td>{low}</td>'
        f"<td>{high}</td><td>added up, in {escape(unit)}.{note}</td></tr></tbody>\n"
    )


def _row(place: int, segment: Segment) -> str:
    known = _KIND_WORDS[segment.kind]
    told = f"{known}; {segment.told}" if segment.told else known
    low, high = (number_text(segment.least), number_text(segment.most)) if segment.is_known else ("?", "?")
    return (
        f'<tr><th scope="row">{place}{NBSP}{escape(segment.label)}</th><td>{low}</td><td>{high}</td>'
        f"<td>{escape(told)}</td></tr>\n"
    )
