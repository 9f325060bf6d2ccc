"""The three ways to look at all decisions: as a table, over time, and by their links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from buttress.explanation import say
from buttress.pages import urls

if TYPE_CHECKING:
    from buttress.pages.site_index import SiteIndex


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to look at all decisions."""

    text: str
    href: str
    here: bool


def link_tabs(here: str, index: SiteIndex) -> tuple[Tab, ...]:
    """Gives the ways to look at all decisions, as seen from one of them; a map needs links to draw."""
    links = index.links(here)
    ways = ((say("Table"), urls.DECISIONS), (say("Timeline"), urls.TIMELINE), (say("Map"), urls.MAP))
    return tuple(
        Tab(text, links.to(uri), uri == here) for text, uri in ways if uri != urls.MAP or index.linked.edges
    )


def link_filtered(links: urls.Links, **filters: str) -> str:
    """Gives the address of the table of decisions with filters set, such as ``verdict="undecided"``."""
    chosen = {name: value for name, value in filters.items() if value}
    return links.to(urls.DECISIONS, urlencode(chosen))
