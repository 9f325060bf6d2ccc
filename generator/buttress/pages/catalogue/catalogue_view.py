"""The catalogue: the way to qualities, patterns, anti-patterns and the glossary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import counted, say
from buttress.pages import urls
from buttress.pages.draft import Draft, search_page
from buttress.pages.record_links import Link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from buttress.pages.site_index import SiteIndex
    from buttress.records import Pattern

SHOWN = 6
"""So many entries of each part are named."""


@dataclass(frozen=True, slots=True)
class CataloguePart:
    """One part of the catalogue.

    Attributes:
        part: Its page.
        count: How much it holds.
        about: What it is for.
        examples: The entries that decisions use most.
    """

    part: Link
    count: str
    about: str
    examples: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class CatalogueView:
    """Everything that the template of the catalogue prints."""

    parts: tuple[CataloguePart, ...]


def draft_catalogue(index: SiteIndex) -> Draft:
    """Gives the page of the catalogue, to be rendered."""
    links = index.links(urls.CATALOGUE)
    text = say(
        "What decisions are made of: qualities with their measurement, patterns and "
        "anti-patterns, and the words."
    )
    return Draft(
        uri=urls.CATALOGUE,
        title=say("Catalogue"),
        template="catalogue.html",
        view=CatalogueView((_qualities(index, links), *_patterns(index, links), _glossary(index, links))),
        search=(search_page(say("Catalogue"), text),),
        description=text,
    )


def _qualities(index: SiteIndex, links: urls.Links) -> CataloguePart:
    qualities = index.portfolio.qualities.values()
    most = sorted(qualities, key=lambda one: (-len(index.constrained_by.get(one.id, ())), one.title))
    return CataloguePart(
        Link(say("Qualities"), links.to(urls.QUALITIES)),
        counted(len(most), "quality", "qualities"),
        say(
            "What can be limited: each with its unit, its measure and its bounds, in the "
            "order of ISO/IEC 25010."
        ),
        tuple(Link(one.title, links.to(urls.quality_uri(one.id))) for one in most[:SHOWN]),
    )


def _patterns(index: SiteIndex, links: urls.Links) -> tuple[CataloguePart, ...]:
    patterns = sorted(
        index.portfolio.patterns.values(), key=lambda one: (-len(index.used_by.get(one.id, ())), one.title)
    )
    good, bad = ([one for one in patterns if one.anti == anti] for anti in (False, True))
    return (
        CataloguePart(
            Link(say("Patterns"), links.to(urls.PATTERNS)),
            counted(len(good), "pattern"),
            say("Solutions that are known to work, each with what it costs."),
            _examples(good, links),
        ),
        CataloguePart(
            Link(say("Anti-patterns"), links.to(urls.ANTI_PATTERNS)),
            counted(len(bad), "anti-pattern"),
            say("What goes wrong time and again in systems with learned components."),
            _examples(bad, links),
        ),
    )


def _examples(patterns: Iterable[Pattern], links: urls.Links) -> tuple[Link, ...]:
    return tuple(Link(one.title, links.to(urls.pattern_uri(one.id))) for one in list(patterns)[:SHOWN])


def _glossary(index: SiteIndex, links: urls.Links) -> CataloguePart:
    terms = index.portfolio.terms
    shown = [
        name for name in ("verdict", "interval", "slice", "dominated", "holm", "waiver") if name in terms
    ]
    return CataloguePart(
        Link(say("Glossary"), links.to(urls.GLOSSARY)),
        counted(len(terms), "term"),
        say("The words of the field, as this site uses them, with their sources."),
        tuple(Link(terms[name].title, links.to(urls.GLOSSARY, urls.term_anchor(name))) for name in shown),
    )
