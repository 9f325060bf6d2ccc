"""The glossary: every term, quality and pattern from A to Z, each with a place of its own to link to."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup

from buttress.explanation import counted, say
from buttress.pages import urls
from buttress.pages.draft import Crumb, Draft, search_page, shortened
from buttress.pages.glossary_marks import place_terms
from buttress.pages.page import SearchEntry
from buttress.pages.record_links import Link, link_references
from buttress.pages.search_entries import PLACE_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.pages.site_index import SiteIndex
    from buttress.records import GlossaryTerm

OTHERS = "0-9"
"""What stands for everything that does not begin with a letter from A to Z."""


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """One word.

    Attributes:
        title: The word.
        anchor: Its place on the page.
        also: Other spellings.
        definition: What it means.
        sources: Where that is said.
        page: The page that says more, for qualities and patterns; None for terms.
        kind: What has that page: a quality, a pattern.
    """

    title: str
    anchor: str
    also: str
    definition: Markup
    sources: tuple[Link, ...]
    page: Link | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class GlossaryLetter:
    """The words with one initial."""

    letter: str
    anchor: str
    entries: tuple[GlossaryEntry, ...]


@dataclass(frozen=True, slots=True)
class GlossaryView:
    """Everything that the template of the glossary prints."""

    told: str
    letters: tuple[GlossaryLetter, ...]


def draft_glossary(index: SiteIndex) -> Draft:
    """Gives the page of the glossary, to be rendered."""
    links = index.links(urls.GLOSSARY)
    terms = index.portfolio.terms
    entries = sorted(_entries(index, links), key=lambda one: (_letter(one), one.title.casefold(), one.anchor))
    letters = tuple(
        GlossaryLetter(letter, urls.anchor_of("letter", letter), tuple(ours))
        for letter, ours in groupby(entries, key=_letter)
    )
    told = say(
        "{terms} of the field, with the names of {qualities} and {patterns}.",
        terms=counted(len(terms), "term"),
        qualities=counted(len(index.portfolio.qualities), "quality", "qualities"),
        patterns=counted(len(index.portfolio.patterns), "pattern"),
    )
    return Draft(
        uri=urls.GLOSSARY,
        title=say("Glossary"),
        template="glossary.html",
        view=GlossaryView(told, letters),
        crumbs=(Crumb(say("Catalogue"), links.to(urls.CATALOGUE)),),
        search=(search_page(say("Glossary"), told), *(_search_entry(one, index) for one in terms.values())),
        description=told,
    )


def _entries(index: SiteIndex, links: urls.Links) -> Iterator[GlossaryEntry]:
    portfolio, prose = index.portfolio, index.prose
    for term in portfolio.terms.values():
        yield _term_entry(term, index)
    for quality in portfolio.qualities.values():
        page = Link(quality.id, links.to(urls.quality_uri(quality.id)))
        told = Markup.escape(prose.plain_text(quality.definition))
        yield GlossaryEntry(quality.title, f"quality-{quality.id}", "", told, (), page, "quality")
    for pattern in portfolio.patterns.values():
        page = Link(pattern.title, links.to(urls.pattern_uri(pattern.id)))
        told = Markup.escape(prose.plain_text(pattern.intent))
        kind = "anti-pattern" if pattern.anti else "pattern"
        yield GlossaryEntry(pattern.title, f"pattern-{pattern.id}", "", told, (), page, kind)


def _term_entry(term: GlossaryTerm, index: SiteIndex) -> GlossaryEntry:
    definition = place_terms(
        index.prose.render_prose(term.definition), index.prose.glossary, urls.GLOSSARY, own=term.id
    )
    return GlossaryEntry(
        term.title,
        urls.term_anchor(term.id),
        ", ".join(term.also),
        Markup(definition),  # noqa: S704 - links of ours in what was sanitised
        link_references(term.sources),
    )


def _search_entry(term: GlossaryTerm, index: SiteIndex) -> SearchEntry:
    text = shortened(index.prose.plain_text(term.definition), PLACE_TEXT)
    return SearchEntry(urls.term_anchor(term.id), term.title, text)


def _letter(entry: GlossaryEntry) -> str:
    first = entry.title[:1].upper()
    return first if first.isascii() and first.isalpha() else OTHERS
