"""Who else has a say in a build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.plugin.search_entries import SEARCH_PLUGINS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs.config.defaults import MkDocsConfig

_BODIES = ("page_content", "page_context")
_PAGES = (*_BODIES, "post_page")


def look_at_bodies(config: MkDocsConfig, own: object) -> bool:
    """Says whether another plugin may look at the bodies of our pages; a search plugin gets entries of ours instead.

    Args:
        config: The configuration of the site.
        own: Our plugin.
    """
    return _listen(_BODIES, config, own)


def look_at_pages(config: MkDocsConfig, own: object) -> bool:
    """Says whether another plugin may look at our pages at all, with the theme around them or without.

    Args:
        config: The configuration of the site.
        own: Our plugin.
    """
    return _listen(_PAGES, config, own)


def _listen(events: Sequence[str], config: MkDocsConfig, own: object) -> bool:
    known = [own, *(config.plugins[name] for name in SEARCH_PLUGINS if name in config.plugins)]
    listening = (method for event in events for method in config.plugins.events[event])
    return any(getattr(method, "__self__", None) not in known for method in listening)
