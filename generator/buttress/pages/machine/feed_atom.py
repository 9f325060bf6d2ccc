"""The news as an Atom feed (RFC 4287)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from buttress.pages.machine.addresses import FEED, published_file
from buttress.pages.machine.feed_entries import feed_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from buttress.pages.machine.feed_entries import FeedEntry
    from buttress.pages.page import SiteSettings

_ATOM = "http://www.w3.org/2005/Atom"
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot say, not even escaped."""


def write_atom(entries: Sequence[FeedEntry], settings: SiteSettings) -> bytes:
    """Gives a feed of at least one entry as an Atom document.

    Addresses are relative where the site's own is not known: the standard lets a link be relative to its document, and
    demands absolute names only of the ids, which are none of an address then.
    """
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    _text(feed, "id", feed_id(settings))
    _text(feed, "title", settings.name)
    _text(feed, "subtitle", "Decisions, and runs that turned a verdict")
    _text(feed, "updated", _moment(max(entry.moment for entry in entries)))
    _text(ET.SubElement(feed, "author"), "name", settings.name)
    _link(feed, "self", published_file(FEED, settings), "application/atom+xml")
    _link(feed, "alternate", settings.site_url or "./", "text/html")
    _text(feed, "generator", "Buttress")
    for entry in entries:
        _entry(feed, entry)
    ET.indent(feed)
    text: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _entry(feed: ET.Element, entry: FeedEntry) -> None:
    item = ET.SubElement(feed, "entry")
    _text(item, "id", entry.id)
    _text(item, "title", entry.title)
    _text(item, "updated", _moment(entry.moment))
    _link(item, "alternate", entry.url, "text/html")
    for topic in entry.topics:
        ET.SubElement(item, "category", {"term": _writable(topic)})
    _text(item, "summary", entry.text)


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = _writable(text)


def _link(parent: ET.Element, relation: str, address: str, media_type: str) -> None:
    ET.SubElement(parent, "link", {"rel": relation, "type": media_type, "href": _writable(address)})


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)
