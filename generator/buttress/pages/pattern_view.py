"""Patterns and anti-patterns, with the decisions that apply them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import (
    counted,
)
from buttress.pages import urls
from buttress.pages.draft import Crumb, Draft, search_page, shortened
from buttress.pages.record_links import Link, link_decision, link_references

if TYPE_CHECKING:
    from markupsafe import Markup

    from buttress.pages.site_index import SiteIndex
    from buttress.records import Pattern


@dataclass(frozen=True, slots=True)
class PatternView:
    """Everything that the template of a pattern prints."""

    title: str
    kind: str
    intent: Markup
    motivation: Markup
    solution: Markup
    benefits: tuple[Markup, ...]
    costs: tuple[Markup, ...]
    sources: tuple[Link, ...]
    decisions: tuple[Link, ...]
    source: str


@dataclass(frozen=True, slots=True)
class PatternRow:
    """One pattern of the table."""

    pattern: Link
    kind: str
    intent: Markup
    decisions: int


@dataclass(frozen=True, slots=True)
class PatternIndexView:
    """Everything that the template of all patterns prints."""

    rows: tuple[PatternRow, ...]


def draft_pattern(pattern: Pattern, index: SiteIndex) -> Draft:
    """Gives the page of a pattern, to be rendered."""
    uri = urls.pattern_uri(pattern.id)
    links = index.links(uri)
    prose = index.prose
    view = PatternView(
        pattern.title,
        _kind(pattern),
        prose.render_prose(pattern.intent),
        prose.render_prose(pattern.motivation),
        prose.render_prose(pattern.solution),
        tuple(map(prose.render_inline, pattern.benefits)),
        tuple(map(prose.render_inline, pattern.costs)),
        link_references(pattern.sources),
        tuple(link_decision(name, index, links) for name in index.used_by.get(pattern.id, ())),
        index.source("pattern", pattern.id),
    )
    intent = prose.plain_text(pattern.intent)
    return Draft(
        uri=uri,
        title=pattern.title,
        template="pattern.html",
        view=view,
        crumbs=(Crumb("Patterns", links.to(urls.PATTERNS)),),
        search=(search_page(pattern.title, view.kind, intent),),
        description=shortened(intent or pattern.title, 200),
        source=view.source,
    )


def draft_pattern_index(index: SiteIndex) -> Draft:
    """Gives the page of all patterns, to be rendered."""
    links = index.links(urls.PATTERNS)
    rows = [
        PatternRow(
            Link(pattern.title, links.to(urls.pattern_uri(pattern.id))),
            _kind(pattern),
            index.prose.render_inline(pattern.intent),
            len(index.used_by.get(pattern.id, ())),
        )
        for pattern in index.portfolio.patterns.values()
    ]
    rows.sort(key=lambda row: (-row.decisions, row.pattern.text))
    text = f"{counted(len(rows), 'pattern')} and anti-patterns that decisions refer to."
    return Draft(
        uri=urls.PATTERNS,
        title="Patterns",
        template="pattern_index.html",
        view=PatternIndexView(tuple(rows)),
        search=(search_page("Patterns", text),),
        description=text,
    )


def _kind(pattern: Pattern) -> str:
    return "Anti-pattern" if pattern.anti else "Pattern"
