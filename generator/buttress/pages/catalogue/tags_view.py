"""The page of all tags: what bears each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import counted, say
from buttress.pages import urls
from buttress.pages.draft import Draft, search_page, shortened
from buttress.pages.page import SearchEntry
from buttress.pages.record_links import Link, link_system
from buttress.pages.search_entries import PLACE_TEXT
from buttress.pages.verdict_summary import VerdictSummary, summarise
from buttress.pages.wording import STATUS_TERMS, Term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.pages.site_index import SiteIndex
    from buttress.pages.tags_index import Tag
    from buttress.records import Decision

MOST_LISTED = 60
"""Most decisions listed under one tag: the table of all decisions has the rest."""


@dataclass(frozen=True, slots=True)
class TaggedDecision:
    """One decision under a tag."""

    decision: Link
    status: Term
    summary: VerdictSummary
    system: str
    date: str


@dataclass(frozen=True, slots=True)
class TagSection:
    """One tag with what bears it."""

    name: str
    anchor: str
    counted: str
    decisions: tuple[TaggedDecision, ...]
    left_out: str
    systems: tuple[Link, ...]
    models: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class TagsView:
    """Everything that the template of the tags prints."""

    intro: str
    tags: tuple[tuple[Link, int], ...]
    sections: tuple[TagSection, ...]
    all_decisions: str


def draft_tags(index: SiteIndex) -> Draft | None:
    """Gives the page of all tags, to be rendered; None where nothing bears a tag."""
    if not index.tags:
        return None
    links = index.links(urls.TAGS)
    tags = tuple(index.tags.values())
    intro = say(
        "{tags} of {decisions}.",
        tags=counted(len(tags), "tag"),
        decisions=counted(len(_tagged(index)), "decision"),
    )
    view = TagsView(
        intro,
        tuple((Link(tag.name, f"#{tag.anchor}"), len(tag.decisions)) for tag in tags),
        tuple(_section(tag, index, links) for tag in tags),
        links.to(urls.DECISIONS),
    )
    return Draft(
        uri=urls.TAGS,
        title=say("Tags"),
        template="tags.html",
        view=view,
        search=(search_page(say("Tags")), *map(_entry, tags)),
        description=intro,
    )


def link_tags(decision: Decision, tags: Mapping[str, Tag], links: urls.Links) -> tuple[Link, ...]:
    """Gives the tags of a decision as links to what else bears them; ``links`` are addresses as seen from its page."""
    return tuple(Link(name, links.to(urls.TAGS, tags[name].anchor)) for name in dict.fromkeys(decision.tags))


def _tagged(index: SiteIndex) -> list[Decision]:
    return [decision for decision in index.portfolio.decisions.values() if decision.tags]


def _section(tag: Tag, index: SiteIndex, links: urls.Links) -> TagSection:
    left_out = len(tag.decisions) - MOST_LISTED
    systems = _systems(tag, index, links)
    return TagSection(
        tag.name,
        tag.anchor,
        counted(len(tag.decisions), "decision"),
        tuple(_row(one, index, links, one_system=len(systems) == 1) for one in tag.decisions[:MOST_LISTED]),
        say("{earlier_ones} not listed here", earlier_ones=counted(left_out, "earlier one"))
        if left_out > 0
        else "",
        systems,
        _models(tag, index, links),
    )


def _row(decision: Decision, index: SiteIndex, links: urls.Links, *, one_system: bool) -> TaggedDecision:
    # The status stands beside the title, so the link needs no note of it; a system that all share stands above.
    return TaggedDecision(
        Link(decision.title, links.to(urls.decision_uri(decision.id))),
        STATUS_TERMS[decision.status],
        summarise(decision, index),
        "" if one_system else index.system_title(decision.id),
        decision.date.isoformat(),
    )


def _systems(tag: Tag, index: SiteIndex, links: urls.Links) -> tuple[Link, ...]:
    found = (index.linked.system_of.get(decision.id, "") for decision in tag.decisions)
    systems = index.portfolio.systems
    return tuple(link_system(name, index, links) for name in dict.fromkeys(found) if name in systems)


def _models(tag: Tag, index: SiteIndex, links: urls.Links) -> tuple[Link, ...]:
    """The model cards of what these decisions chose."""
    found = (index.linked.card_of.get((decision.id, decision.chosen), "") for decision in tag.decisions)
    cards = [name for name in dict.fromkeys(found) if name]
    return tuple(
        Link(index.portfolio.model_cards[name].title, links.to(urls.model_uri(name)))
        for name in cards[:MOST_LISTED]
    )


def _entry(tag: Tag) -> SearchEntry:
    titles = "; ".join(decision.title for decision in tag.decisions[:3])
    return SearchEntry(tag.anchor, say("Tag: {name}", name=tag.name), shortened(titles, PLACE_TEXT))
