"""The news as a JSON Feed (version 1.1)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from buttress.pages.machine.addresses import JSON_FEED, published_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.pages.machine.feed_entries import FeedEntry
    from buttress.pages.page import SiteSettings

_VERSION = "https://jsonfeed.org/version/1.1"


def write_json_feed(entries: Sequence[FeedEntry], settings: SiteSettings) -> bytes:
    """Gives a feed as a JSON Feed document; the feed's own addresses are left out where the site's is not known."""
    own = (
        {"home_page_url": settings.site_url, "feed_url": published_file(JSON_FEED, settings)}
        if settings.site_url
        else {}
    )
    document = {
        "version": _VERSION,
        "title": settings.name,
        **own,
        "description": "Decisions, and runs that turned a verdict",
        "language": "en",
        "authors": [{"name": settings.name}],
        "items": [_item(entry) for entry in entries],
    }
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def _item(entry: FeedEntry) -> dict[str, Any]:
    item = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_text": entry.text,
        "date_published": f"{entry.moment:%Y-%m-%dT%H:%M:%SZ}",
    }
    return {**item, "tags": list(entry.topics)} if entry.topics else item
