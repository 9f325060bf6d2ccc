"""Addresses as the world outside sees them: absolute where the site knows where it is published."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from buttress.pages.urls import public_path

if TYPE_CHECKING:
    from buttress.pages.page import SiteSettings

FEED = "feed.xml"
JSON_FEED = "feed.json"
DECISION_LIST = "decisions.json"
LLMS = "llms.txt"
LLMS_FULL = "llms-full.txt"


def published_page(uri: str, settings: SiteSettings, fragment: str = "") -> str:
    """Gives the address of a page: absolute where the site's own is known, else as seen from the site's root."""
    path = public_path(uri, directory_urls=settings.directory_urls)
    suffix = f"#{fragment}" if fragment else ""
    return (f"{settings.site_url}{path}" or "./") + suffix


def published_file(uri: str, settings: SiteSettings) -> str:
    """Gives the address of a file that is no page, likewise."""
    return f"{settings.site_url}{quote(uri)}"
