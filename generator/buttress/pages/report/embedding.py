"""Finished pages as parts of one document: their ids and headings make room for each other, dead links become text.

Only tags are looked at, so that no text of a record is ever changed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from buttress.pages.report.report_links import INSIDE, PART

if TYPE_CHECKING:
    from buttress.pages.page import Page

OWN = f"{INSIDE}own:"
"""What begins an address inside the same part: where that has gone, the part itself would be no help."""
_TAG = re.compile(r"<[a-zA-Z/][^>]*>")
_IDS = re.compile(r' (id|for|aria-labelledby|aria-describedby|aria-controls)="([^"]*)"')
_OWN_LINK = re.compile(r' (href|xlink:href)="#([^"]*)"')
_REFERENCE = re.compile(r"url\(#([^)]*)\)")
_HEADING = re.compile(r"^<(/?)h([1-6])\b")
_LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
_HREF = re.compile(r' (?:xlink:)?href="([^"]*)"')
_ID = re.compile(r' id="([^"]*)"')
_LEFT_OVER = re.compile(r"<!--bt:[\w.-]+-->")


def embed_page(page: Page, place: str) -> str:
    """Gives the body of a page as a part of a document: ids begin with its place, headings go one level down.

    Args:
        page: The page.
        place: Id of its part of the document.
    """
    return _LEFT_OVER.sub("", _TAG.sub(lambda tag: _embed_tag(tag[0], place), page.complete_html()))


def _embed_tag(tag: str, place: str) -> str:
    tag = _HEADING.sub(lambda found: f"<{found[1]}h{min(int(found[2]) + 1, 6)}", tag)
    tag = _IDS.sub(lambda found: f' {found[1]}="{_placed(found[2], place)}"', tag)
    tag = _OWN_LINK.sub(lambda found: f' {found[1]}="{OWN}{place}{PART}{found[2]}"', tag)
    return _REFERENCE.sub(lambda found: f"url(#{place}{PART}{found[1]})", tag)


def _placed(ids: str, place: str) -> str:
    return " ".join(f"{place}{PART}{one}" for one in ids.split())


def settle_links(html: str) -> str:
    """Gives a document in which links inside it lead somewhere: to their part, else to its place, else they are text."""
    known = {found for tag in _TAG.findall(html) for found in _ID.findall(tag)}
    return _LINK.sub(lambda found: _settle(found, known), html)


def _settle(found: re.Match[str], known: set[str]) -> str:
    href = _HREF.search(found[1])
    if href is None or not href[1].startswith(INSIDE):
        return found[0]
    own = href[1].startswith(OWN)
    target = href[1].removeprefix(OWN if own else INSIDE)
    for place in (target,) if own else (target, target.partition(PART)[0]):
        if place in known:
            settled = found[1].replace(href[1], f"#{place}")
            return f"<a{settled}>{found[2]}</a>"
    return "" if 'class="headerlink"' in found[1] else found[2]
