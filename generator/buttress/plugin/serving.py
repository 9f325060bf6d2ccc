"""`mkdocs serve` with records: an edit is shown at once, and never builds more than it changed.

MkDocs asks its builder for the whole site after every change, and looks for changes twice a second. Here the builder
looks at the records alone where nothing else changed, and the operating system tells of changes to them at once. Both
lean on private names of MkDocs; where one is missing, MkDocs serves as it always does.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.commands import build as mkdocs_build
from mkdocs.plugins import get_plugin_logger

from buttress.garbage import rare_garbage_collection
from buttress.plugin.live_requests import LiveRequests
from buttress.plugin.watching import look_at, watch_natively

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer

    from buttress.plugin.live_site import LiveSite

log = get_plugin_logger(__name__)

_SERVER_NAMES = (
    "_epoch_cond",
    "_rebuild_cond",
    "_visible_epoch",
    "_want_rebuild",
    "_wanted_epoch",
    "build_delay",
    "builder",
    "mount_path",
    "serve_request",
    "set_app",
)
_BUILD_NAMES = ("_build_page", "_populate_page")
_SETTLE_S = 0.02
"""A file is taken for written when nothing happened to it for so long."""
_QUIET_S = 0.3
"""So long browsers have to ask for pages before the others are finished."""
_BREATH_S = 0.002
"""Between two pages, so that whoever waits for the site comes first."""


def serve_live(
    server: LiveReloadServer,
    live: LiveSite,
    config: MkDocsConfig,
    records: Path,
    today: Callable[[], date],
) -> None:
    """Has a server show edits of records at once.

    Args:
        server: The server of MkDocs, before it serves.
        live: The site as it was built last.
        config: The configuration with which it was built.
        records: The folder of the records.
        today: Gives the day that counts as today.
    """
    missing = [name for name in _SERVER_NAMES if not hasattr(server, name)]
    missing += [name for name in _BUILD_NAMES if not hasattr(mkdocs_build, name)]
    if missing:
        log.info("every edit builds the whole site: this MkDocs has no %s", ", ".join(missing))
        return
    stop_watching = watch_natively(records, lambda: _wake(server))
    if stop_watching is not None:
        config.watch[:] = [path for path in config.watch if Path(path).resolve() != records]
        server.build_delay = _SETTLE_S
        live.call_at_end(stop_watching)
    others = _other_paths(config, records)
    server.builder = _Builder(live, server.builder, others, records, today)
    server.set_app(LiveRequests(server, live))
    finisher = _Finisher(live)
    finisher.start()
    live.call_at_end(finisher.stop)


def _wake(server: LiveReloadServer) -> None:
    with server._rebuild_cond:
        server._want_rebuild = True
        server._rebuild_cond.notify_all()


class _Builder:
    """Stands in for the builder of MkDocs: looks at the records, and builds everything where that is not enough."""

    def __init__(
        self,
        live: LiveSite,
        build_all: Callable[[], None],
        others: Sequence[Path],
        records: Path,
        today: Callable[[], date],
    ) -> None:
        self._live = live
        self._build_all = build_all
        self._others = others
        self._records = records
        self._today = today
        self._seen = look_at(others, records)

    def __call__(self) -> None:
        with self._live.turn(), rare_garbage_collection():
            now = look_at(self._others, self._records)
            if now == self._seen and self._update():
                return
            self._seen = now
            self._build_all()

    def _update(self) -> bool:
        try:
            return self._live.update(self._today())
        except Exception:  # whatever goes wrong, an exception here would hang every request
            log.info("an edit could not be taken in alone, so the whole site is built", exc_info=True)
            return False


class _Finisher(threading.Thread):
    """Makes the pages that nobody asked for, one by one, once the browsers had their turn."""

    def __init__(self, live: LiveSite) -> None:
        super().__init__(name="finish-site", daemon=True)
        self._live = live
        self._stopped = threading.Event()

    def run(self) -> None:
        """Works until it is stopped."""
        live = self._live
        while not self._stopped.is_set():
            with live.lock:
                live.changed.wait_for(lambda: live.has_more() or self._stopped.is_set())
                live.changed.wait_for(lambda: live.hurried or self._stopped.is_set(), _QUIET_S)
            while not self._stopped.is_set() and (live.is_awaited() or self._step()):
                self._stopped.wait(_BREATH_S)

    def _step(self) -> bool:
        with self._live.lock:
            try:
                return self._live.step()
            except Exception:  # the site must go on being served
                log.info("a page could not be made anew; it stays as it was", exc_info=True)
                return True

    def stop(self) -> None:
        """Ends the work."""
        self._stopped.set()
        with self._live.lock:
            self._live.changed.notify_all()


def _other_paths(config: MkDocsConfig, records: Path) -> list[Path]:
    """Everything beside the records that a site is built from."""
    named = [config.docs_dir, *config.watch, *filter(None, [config.config_file_path])]
    return [path for path in dict.fromkeys(Path(name).resolve() for name in named) if path != records]
