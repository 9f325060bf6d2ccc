"""Drafts -> pages: templates filled, diagrams drawn in one batch, headings gathered."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from buttress.pages.figures.diagram_figure import render_figure
from buttress.pages.figures.diagram_svg import BATCH
from buttress.pages.figures.drawings import Drawings
from buttress.pages.glossary_marks import NO_GLOSSARY, place_terms
from buttress.pages.page import Page, TocEntry
from buttress.pages.translating import translation_of
from buttress.pages.urls import anchor_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from jinja2 import Environment

    from buttress.pages.draft import Draft
    from buttress.pages.glossary_marks import Glossary

_MOST_PAGES = 200
_HEADING = re.compile(r'<h([23]) id="([^"]+)">(.*?)<a class="headerlink"', re.DOTALL)


def render_drafts(
    drafts: Iterable[Draft],
    environment: Environment,
    drawings: Drawings | None = None,
    glossary: Glossary = NO_GLOSSARY,
    head: Callable[[Draft], str] = lambda _: "",
) -> tuple[Page, ...]:
    """Gives the finished pages, in the order of their drafts; see `stream_drafts`."""
    return tuple(stream_drafts(drafts, environment, drawings or Drawings(), glossary, head))


def stream_drafts(
    drafts: Iterable[Draft],
    environment: Environment,
    drawings: Drawings,
    glossary: Glossary = NO_GLOSSARY,
    head: Callable[[Draft], str] = lambda _: "",
) -> Iterator[Page]:
    """Gives the finished pages one by one, in the order of their drafts, of which it holds a few at a time.

    Args:
        drafts: The pages in the making.
        environment: Where the templates are.
        drawings: Where the diagrams are drawn.
        glossary: What the marked words in templates and prose lead to.
        head: Metadata of a page, as HTML.
    """
    for batch in _batches(drafts):
        drawn = drawings.draw([diagram for draft in batch for diagram in draft.diagrams.values()])
        yield from (_render(draft, environment, drawn, glossary, head(draft)) for draft in batch)


def _batches(drafts: Iterable[Draft]) -> Iterator[list[Draft]]:
    """Drafts that are drawn together: the layout engine costs as much to start as some diagrams cost to draw."""
    batch: list[Draft] = []
    diagrams = 0
    for draft in drafts:
        batch.append(draft)
        diagrams += len(draft.diagrams)
        if diagrams >= BATCH or len(batch) == _MOST_PAGES:
            yield batch
            batch, diagrams = [], 0
    yield batch


def _render(
    draft: Draft, environment: Environment, drawings: Mapping[str, str], glossary: Glossary, head: str
) -> Page:
    template = environment.get_template(draft.template)
    top = anchor_of(draft.title)
    translation = translation_of(environment)
    if translation is not None:
        draft = translation.say_draft(draft)
    body = template.render(draft=draft, view=draft.view, top=top).strip()
    body = place_terms(body, glossary, draft.uri)
    drawn = {place: render_figure(diagram, drawings[diagram.id]) for place, diagram in draft.diagrams.items()}
    figures = {**draft.figures, **drawn}
    if translation is not None:
        figures = {place: translation.say_texts(figure) for place, figure in figures.items()}
    return Page(
        uri=draft.uri,
        title=draft.title,
        html=body,
        figures=figures,
        # With the title, to which themes lead who skips the navigation.
        toc=(TocEntry(top, draft.title, 1), *read_headings(body)),
        search=draft.search,
        description=draft.description,
        source=draft.source,
        updated=draft.updated,
        head=head,
    )


def read_headings(body: str) -> tuple[TocEntry, ...]:
    """Gives the headings of a body that carry a permanent link, so that those of a site's own templates count too."""
    return tuple(
        TocEntry(anchor, _words_of(title), int(level)) for level, anchor, title in _HEADING.findall(body)
    )


@lru_cache(maxsize=1024)
def _words_of(heading: str) -> str:
    """The plain text of a heading; most stand on every page of a kind."""
    return html.unescape(Markup(heading).striptags())  # noqa: S704 - text comes out
