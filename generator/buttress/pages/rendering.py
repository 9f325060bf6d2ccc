"""Drafts -> pages: templates filled, diagrams drawn in one batch, headings gathered."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from buttress.pages.diagram_figure import render_figure
from buttress.pages.diagram_svg import render_diagrams
from buttress.pages.page import Page, TocEntry
from buttress.pages.urls import anchor_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jinja2 import Environment

    from buttress.pages.draft import Draft

_HEADING = re.compile(r'<h([23]) id="([^"]+)">(.*?)<a class="headerlink"', re.DOTALL)


def render_drafts(
    drafts: Sequence[Draft], environment: Environment, cache: Path | None = None
) -> tuple[Page, ...]:
    """Gives the finished pages, in the order of their drafts.

    Args:
        drafts: The pages in the making.
        environment: Where the templates are.
        cache: Folder of earlier drawings; None draws all anew.
    """
    # The layout engine is cheapest when asked once for all pages.
    drawings = render_diagrams([diagram for draft in drafts for diagram in draft.diagrams.values()], cache)
    return tuple(_render(draft, environment, drawings) for draft in drafts)


def _render(draft: Draft, environment: Environment, drawings: Mapping[str, str]) -> Page:
    template = environment.get_template(draft.template)
    body = template.render(draft=draft, view=draft.view, top=anchor_of(draft.title)).strip()
    drawn = {place: render_figure(diagram, drawings[diagram.id]) for place, diagram in draft.diagrams.items()}
    return Page(
        uri=draft.uri,
        title=draft.title,
        html=body,
        figures={**draft.figures, **drawn},
        toc=read_headings(body),
        search=draft.search,
        description=draft.description,
        source=draft.source,
        updated=draft.updated,
    )


def read_headings(body: str) -> tuple[TocEntry, ...]:
    """Gives the headings of a body that carry a permanent link, so that those of a site's own templates count too."""
    return tuple(
        TocEntry(anchor, html.unescape(Markup(title).striptags()), int(level))  # noqa: S704 - text comes out
        for level, anchor, title in _HEADING.findall(body)
    )
