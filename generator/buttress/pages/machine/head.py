"""Metadata for the head of a page: what previews show of it, and where the feeds are."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from buttress.pages import urls
from buttress.pages.machine.addresses import FEED, JSON_FEED, published_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.pages.draft import Draft
    from buttress.pages.page import SiteSettings

_FEEDS = ((FEED, "application/atom+xml"), (JSON_FEED, "application/feed+json"))


def render_head(draft: Draft, settings: SiteSettings) -> str:
    """Gives the metadata of a page as HTML: Open Graph, Twitter card, and where the feeds are.

    The title, the description and the canonical address for search engines are left to the theme, which prints them.

    Args:
        draft: The page in the making.
        settings: How the pages are made.
    """
    return "".join((*(_named(*pair) for pair in _preview(draft, settings)), *_feeds(draft, settings)))


def _preview(page: Draft, settings: SiteSettings) -> Iterator[tuple[str, str, str]]:
    section = page.uri.rpartition("/")[2] == "index.md" or page.uri == settings.overview_uri
    yield "property", "og:type", "website" if section else "article"
    yield "property", "og:title", page.title
    if page.description:
        yield "property", "og:description", page.description
    yield "property", "og:site_name", settings.name
    if settings.site_url:
        yield "property", "og:url", published_page(page.uri, settings)
    if page.updated and not section:
        yield "property", "article:modified_time", page.updated.isoformat()
    # The card falls back on the properties for all else.
    yield "name", "twitter:card", "summary"


def _named(attribute: str, name: str, content: str) -> str:
    return f'<meta {attribute}="{name}" content="{escape(content)}">\n'


def _feeds(page: Draft, settings: SiteSettings) -> Iterator[str]:
    links = urls.Links(page.uri, settings.directory_urls)
    title = escape(f"{settings.name}: decisions and verdicts")
    for uri, media_type in _FEEDS:
        href = escape(links.file(uri))
        # With `alternate` alone, Material takes it for another language and has every page load the whole site map.
        yield f'<link rel="alternate home" type="{media_type}" title="{title}" href="{href}">\n'
