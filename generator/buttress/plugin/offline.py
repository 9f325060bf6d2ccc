"""A site that is opened from a folder: its search and its scripts work without a server, and ask no other host."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

OFFLINE_PLUGINS = ("material/offline", "offline")
SHIM = "assets/buttress/iframe-worker.js"
"""Material's plugin looks for ``iframe-worker`` in a name, and else has every page ask a foreign host for a script."""
INSTANT = "navigation.instant"


def prepare_offline(config: MkDocsConfig) -> None:
    """Makes a build ready for folders, where Material's plugin for offline use is on.

    Instant navigation cannot work there; where it is on all the same, Material never tells any script that a page is
    ready.
    """
    plugins = (config.plugins.get(name) for name in OFFLINE_PLUGINS)
    if not any(plugin is not None and plugin.config.get("enabled", True) for plugin in plugins):
        return
    config.extra["polyfills"] = [*config.extra.get("polyfills", ()), SHIM]
    features = config.theme.get("features") or ()
    config.theme["features"] = [one for one in features if not one.startswith(INSTANT)]
