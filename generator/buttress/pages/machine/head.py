"""Metadata for the head of a page: what previews show of it, where the feeds are, and that it is one of ours."""

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
# The card falls back on the properties for all else. By the mark style sheets tell pages of ours.
_CARD = '<meta name="twitter:card" content="summary" data-bt-page>\n'


def render_head(draft: Draft, settings: SiteSettings) -> str:
    """Gives the metadata of a page as HTML: Open Graph, Twitter card, and where the feeds are.

    The title, the description and the canonical address for search engines are left to the theme, which prints them.

    Args:
        draft: The page in the making.
        settings: How the pages are made.
    """
    return "".join(
        (*(_property(*pair) for pair in _preview(draft, settings)), _CARD, *_feeds(draft, settings))
    )


def _preview(page: Draft, settings: SiteSettings) -> Iterator[tuple[str, str]]:
    section = page.uri.rpartition("/")[2] == "index.md" or page.uri == settings.overview_uri
    yield "og:type", "website" if section else "article"
    yield "og:title", page.title
    if page.description:
        yield "og:description", page.description
    yield "og:site_name", settings.name
    if settings.site_url:
        yield "og:url", published_page(page.uri, settings)
    if page.updated and not section:
        yield "article:modified_time", page.updated.isoformat()


def _property(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{escape(content)}">\n'


def _feeds(page: Draft, settings: SiteSettings) -> Iterator[str]:
    links = urls.Links(page.uri, settings.directory_urls)
    title = escape(f"{settings.name}: decisions and verdicts")
    for uri, media_type in _FEEDS:
        href = escape(links.file(uri))
        # With `alternate` alone, Material takes it for another language and has every page load the whole site map.
        yield f'<link rel="alternate home" type="{media_type}" title="{title}" href="{href}">\n'
