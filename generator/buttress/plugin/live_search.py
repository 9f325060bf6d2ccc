"""The search index of a served site: entries of pages that were built again take the place of earlier ones."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from mkdocs.plugins import BasePlugin

from buttress.plugin.search_entries import find_entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig

Entry = dict[str, object]


class SearchIndex:
    """The index of whichever plugin searches; of one that does not show its entries nothing is ever changed.

    Args:
        config: The configuration of the build that made it.
    """

    DESTINATION: Final = "search/search_index.json"

    def __init__(self, config: MkDocsConfig) -> None:
        self._config = config
        self._name, self._entries = find_entries(config)
        self._changed: dict[str, list[Entry]] = {}

    @contextmanager
    def entries_of(self, url: str) -> Iterator[None]:
        """Takes the entries that are added meanwhile for those of a page, instead of what it had."""
        entries = self._entries if self._entries is not None else []
        before = len(entries)
        yield
        self._changed[url] = entries[before:]
        del entries[before:]

    def forget(self, url: str) -> None:
        """Removes the entries of a page."""
        self._changed[url] = []

    def write(self) -> None:
        """Writes the index, if anything in it changed."""
        if self._entries is None or not self._changed:
            return
        self._entries[:] = self._merged(self._entries)
        self._changed = {}
        plugin = self._config.plugins[self._name]
        assert isinstance(plugin, BasePlugin)  # noqa: S101 - it was found by its name
        plugin.on_post_build(config=self._config)

    def _merged(self, entries: list[Entry]) -> Iterator[Entry]:
        """The entries with new ones in the places of old ones, and those of new pages at the end."""
        waiting = dict(self._changed)
        for entry in entries:
            url = str(entry["location"]).partition("#")[0]
            if url not in self._changed:
                yield entry
            else:
                yield from waiting.pop(url, ())
        for added in waiting.values():
            yield from added
