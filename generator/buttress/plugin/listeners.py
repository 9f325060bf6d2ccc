"""Who else has a say in a build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.plugin.search_entries import SEARCH_PLUGINS

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

_LOOKING = ("page_content", "page_context")


def look_at_bodies(config: MkDocsConfig, own: object) -> bool:
    """Says whether another plugin may look at the bodies of our pages; a search plugin gets entries of ours instead.

    Args:
        config: The configuration of the site.
        own: Our plugin.
    """
    known = [own, *(config.plugins[name] for name in SEARCH_PLUGINS if name in config.plugins)]
    listening = (method for event in _LOOKING for method in config.plugins.events[event])
    return any(getattr(method, "__self__", None) not in known for method in listening)
