"""Patterns, and anti-patterns told apart from them, with the decisions that refer to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import counted, say
from buttress.pages import urls
from buttress.pages.draft import Crumb, Draft, search_page, shortened
from buttress.pages.record_links import Link, link_decision, link_references
from buttress.pages.verdict_summary import VerdictSummary, summarise
from buttress.pages.wording import ANTI_PATTERN, PATTERN, Term

if TYPE_CHECKING:
    from markupsafe import Markup

    from buttress.pages.site_index import SiteIndex
    from buttress.records import Pattern

MOST_DECISIONS = 40
"""So many decisions are named on a pattern's page; their number tells of the rest."""


@dataclass(frozen=True, slots=True)
class PatternUse:
    """A decision that refers to a pattern."""

    decision: Link
    system: str
    summary: VerdictSummary


@dataclass(frozen=True, slots=True)
class PatternView:
    """Everything that the template of a pattern prints."""

    title: str
    kind: Term
    intent: Markup
    motivation: Markup
    solution: Markup
    benefits: tuple[Markup, ...]
    costs: tuple[Markup, ...]
    sources: tuple[Link, ...]
    decisions: tuple[PatternUse, ...]
    left_out: int
    source: str


@dataclass(frozen=True, slots=True)
class PatternRow:
    """One pattern of the list."""

    pattern: Link
    intent: Markup
    used: str


@dataclass(frozen=True, slots=True)
class PatternIndexView:
    """Everything that the template of all patterns, or of all anti-patterns, prints."""

    kind: Term
    rows: tuple[PatternRow, ...]
    others: Link | None


def draft_pattern(pattern: Pattern, index: SiteIndex) -> Draft:
    """Gives the page of a pattern, to be rendered."""
    uri = urls.pattern_uri(pattern.id)
    links = index.links(uri)
    prose = index.prose
    used = index.used_by.get(pattern.id, ())
    view = PatternView(
        pattern.title,
        _kind(pattern),
        prose.render_prose(pattern.intent),
        prose.render_prose(pattern.motivation),
        prose.render_prose(pattern.solution),
        tuple(map(prose.render_inline, pattern.benefits)),
        tuple(map(prose.render_inline, pattern.costs)),
        link_references(pattern.sources),
        tuple(_use(name, index, links) for name in used[:MOST_DECISIONS]),
        len(used[MOST_DECISIONS:]),
        index.source("pattern", pattern.id),
    )
    intent = prose.plain_text(pattern.intent)
    return Draft(
        uri=uri,
        title=pattern.title,
        template="pattern.html",
        view=view,
        crumbs=(
            Crumb(say("Catalogue"), links.to(urls.CATALOGUE)),
            Crumb(say("Anti-patterns"), links.to(urls.ANTI_PATTERNS))
            if pattern.anti
            else Crumb(say("Patterns"), links.to(urls.PATTERNS)),
        ),
        search=(search_page(pattern.title, f"{view.kind.word}.", intent),),
        description=shortened(intent or pattern.title, 200),
        source=view.source,
        extensions=pattern.extensions,
    )


def draft_pattern_index(index: SiteIndex) -> Draft:
    """Gives the page of all patterns, to be rendered."""
    return _draft_index(index, anti=False)


def draft_anti_pattern_index(index: SiteIndex) -> Draft:
    """Gives the page of all anti-patterns, to be rendered."""
    return _draft_index(index, anti=True)


def _draft_index(index: SiteIndex, *, anti: bool) -> Draft:
    uri, title = (urls.ANTI_PATTERNS, say("Anti-patterns")) if anti else (urls.PATTERNS, say("Patterns"))
    links = index.links(uri)
    patterns = index.portfolio.patterns.values()
    ours = [pattern for pattern in patterns if pattern.anti == anti]
    others = (
        Link(say("Patterns"), links.to(urls.PATTERNS))
        if anti
        else Link(say("Anti-patterns"), links.to(urls.ANTI_PATTERNS))
    )
    ours.sort(key=lambda one: (-len(index.used_by.get(one.id, ())), one.title))
    kind = ANTI_PATTERN if anti else PATTERN
    text = f"{counted(len(ours), kind.word.lower())}. {kind.explanation}"
    return Draft(
        uri=uri,
        title=title,
        template="pattern_index.html",
        view=PatternIndexView(kind, tuple(_row(one, index, links) for one in ours), others),
        crumbs=(Crumb(say("Catalogue"), links.to(urls.CATALOGUE)),),
        search=(search_page(title, text),),
        description=text,
    )


def _row(pattern: Pattern, index: SiteIndex, links: urls.Links) -> PatternRow:
    used = len(index.used_by.get(pattern.id, ()))
    return PatternRow(
        Link(pattern.title, links.to(urls.pattern_uri(pattern.id))),
        index.prose.render_inline(pattern.intent),
        say("in {decisions}", decisions=counted(used, "decision")) if used else "",
    )


def _use(decision: str, index: SiteIndex, links: urls.Links) -> PatternUse:
    record = index.portfolio.decisions[decision]
    return PatternUse(
        link_decision(decision, index, links), index.system_title(decision), summarise(record, index)
    )


def _kind(pattern: Pattern) -> Term:
    return ANTI_PATTERN if pattern.anti else PATTERN
