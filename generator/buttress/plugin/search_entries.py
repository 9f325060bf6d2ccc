"""Our own capped entries for the search, whichever plugin provides it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from buttress.plugin.finished_page import FinishedPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File
    from mkdocs.structure.pages import Page as MkDocsPage

    from buttress.pages import SearchEntry

SEARCH_PLUGINS = ("material/search", "search")


def add_search_entries(pages: Iterable[FinishedPage], config: MkDocsConfig) -> bool:
    """Adds the entries of pages to the search; tells whether there is a search that takes them."""
    name, entries = find_entries(config)
    if entries is None:
        return False
    _leave_out_ours(getattr(config.plugins[name], "search_index", None))
    write = _for_material if name.startswith("material/") else _for_mkdocs
    entries += [write(entry, page) for page in pages for entry in page.finished.search]
    return True


def order_search_entries(pages: Iterable[File], config: MkDocsConfig) -> None:
    """Puts the entries in the order of the pages, whichever was written first.

    Args:
        pages: All pages of the site.
        config: The configuration of the site.
    """
    _, entries = find_entries(config)
    if entries is not None:
        places = {file.page.url: place for place, file in enumerate(pages) if file.page is not None}
        entries.sort(key=lambda entry: places.get(str(entry["location"]).partition("#")[0], len(places)))


def find_entries(config: MkDocsConfig) -> tuple[str, list[dict[str, object]] | None]:
    """Gives the name of the plugin that searches, and its entries; None where there are none to be found."""
    name = next((name for name in SEARCH_PLUGINS if name in config.plugins), "")
    index = getattr(config.plugins.get(name), "search_index", None)
    entries = getattr(index, "entries", getattr(index, "_entries", None))
    return name, entries if isinstance(entries, list) else None


def _leave_out_ours(index: object) -> None:
    """Keeps an index from reading our pages as well: MkDocs' own heeds no mark on a page, and would have all twice."""
    read: Callable[[MkDocsPage], None] | None = getattr(index, "add_entry_from_context", None)
    if read is None or "add_entry_from_context" in vars(index):
        return

    def read_others(page: MkDocsPage) -> None:
        if not isinstance(page, FinishedPage):
            read(page)

    vars(index)["add_entry_from_context"] = read_others


def _for_material(entry: SearchEntry, page: FinishedPage) -> dict[str, object]:
    """An entry for Material's search: it shows HTML, puts places below their page, and knows of weights."""
    shown: dict[str, object] = {
        "location": _location(entry, page),
        "title": escape(entry.title, quote=False),
        "text": escape(entry.text, quote=False),
    }
    return shown if entry.boost == 1 else {**shown, "boost": entry.boost}


def _for_mkdocs(entry: SearchEntry, page: FinishedPage) -> dict[str, object]:
    """An entry for MkDocs' own search: it escapes what it shows, and lists each place by itself."""
    title = f"{page.finished.title} › {entry.title}" if entry.location_fragment else entry.title
    return {"location": _location(entry, page), "title": title, "text": entry.text}


def _location(entry: SearchEntry, page: FinishedPage) -> str:
    return f"{page.url}#{entry.location_fragment}" if entry.location_fragment else page.url
