"""A site that is opened from a folder: its search works without a server, and still asks no other host."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

OFFLINE_PLUGINS = ("material/offline", "offline")
SHIM = "assets/buttress/iframe-worker.js"
"""Material's plugin looks for ``iframe-worker`` in a name, and else has every page ask a foreign host for a script."""


def search_without_server(config: MkDocsConfig) -> None:
    """Adds the script that stands in for a worker, where Material's plugin for offline use is on."""
    plugins = (config.plugins.get(name) for name in OFFLINE_PLUGINS)
    if any(plugin is not None and plugin.config.get("enabled", True) for plugin in plugins):
        config.extra["polyfills"] = [*config.extra.get("polyfills", ()), SHIM]
