"""Requests to a served site: a page that an edit made stale is made before it is sent."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

from mkdocs.plugins import get_plugin_logger

from buttress.explanation import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mkdocs.livereload import LiveReloadServer

    from buttress.errors import Problem
    from buttress.plugin.live_site import LiveSite

log = get_plugin_logger(__name__)

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Respond = Callable[..., Any]

_LONGEST_WAIT_S = 60.0
_SHOWN_PROBLEMS = 3
# The style stands in the banner itself: it is no part of the site, which has no style for it.
_BANNER = """\
<div role="alert" style="position:fixed;inset:auto 0 0 0;z-index:9;padding:.6rem 1.2rem;background:#8c1d18;color:#fff;\
font:14px/1.5 system-ui,sans-serif;max-height:40vh;overflow:auto">
<strong>Something needs mending. This page shows how it was before.</strong>
<ul style="margin:.3rem 0;padding-left:1.2rem">{items}</ul>
<a style="color:#fff;text-decoration:underline" href="{href}">{more}</a></div>"""


class LiveRequests:
    """Answers requests as MkDocs does, of a site that is finished page by page.

    Args:
        server: The server of MkDocs.
        live: The site.
    """

    def __init__(self, server: LiveReloadServer, live: LiveSite) -> None:
        self._server = server
        self._answer = server.serve_request
        self._live = live

    def __call__(self, environ: Environ, respond: Respond) -> Iterable[bytes]:
        """Answers a request of the web server gateway interface."""
        place = self._place(str(environ["PATH_INFO"]))
        if place is None:
            return self._answer(environ, respond)
        while True:
            self._wait_for_build()
            self._bring(place)
            answer = _Answer()
            content = answer.read(self._answer(environ, answer))
            # Another edit may have come between: its number would be sent with a page from before it.
            if not self._is_behind(place):
                return answer.send(self._with_banner(answer, content, place), respond)

    def _place(self, path: str) -> str | None:
        """Where the answer lies below the site; None for what is no part of the site."""
        path = path.encode("latin-1").decode("utf-8", "ignore")
        mount = self._server.mount_path
        if path.startswith("/livereload/") or not f"{path}/".startswith(mount):
            return None
        name = f"{path[len(mount) :]}index.html" if path.endswith("/") else path[len(mount) :]
        return posixpath.normpath(f"/{name}").lstrip("/")

    def _wait_for_build(self) -> None:
        server = self._server
        with server._epoch_cond:
            server._epoch_cond.wait_for(lambda: server._visible_epoch == server._wanted_epoch)

    def _bring(self, place: str) -> None:
        live = self._live
        with live.turn():
            if uri := live.stale_uri(place):
                try:
                    live.bring(uri)
                except Exception:  # a reader is better served with the page as it was
                    log.info("%s could not be made anew; it stays as it was", uri, exc_info=True)
            if not live.is_written_last(place):
                return
        # Whoever asks for what comes last hurries all the rest, page by page, so that others are answered between.
        with live.lock:
            if live.is_written_last(place):
                live.hurried = True
                live.changed.notify_all()
                live.changed.wait_for(lambda: not live.is_written_last(place), _LONGEST_WAIT_S)

    def _is_behind(self, place: str) -> bool:
        with self._live.turn():
            return bool(self._live.stale_uri(place)) or self._live.is_written_last(place)

    def _with_banner(self, answer: _Answer, content: bytes, place: str) -> bytes:
        problems = self._live.problems
        if not problems or not answer.is_page() or place == self._live.overview_place():
            return content
        body, mark, rest = content.rpartition(b"</body>")
        return b"".join((body, self._banner(problems).encode(), mark, rest)) if mark else content

    def _banner(self, problems: Sequence[Problem]) -> str:
        items = "".join(f"<li>{escape(str(problem))}</li>" for problem in problems[:_SHOWN_PROBLEMS])
        place = self._live.overview_place().removesuffix("index.html")
        more = f"See {counted(len(problems), 'problem')}"
        return _BANNER.format(items=items, href=escape(f"{self._server.mount_path}{place}"), more=more)


class _Answer:
    """Holds an answer back until it is certain that it is the one to send."""

    def __init__(self) -> None:
        self._status = ""
        self._headers: Headers = []

    def __call__(self, status: str, headers: Headers, *_: object) -> None:
        """Takes the beginning of the answer."""
        self._status, self._headers = status, headers

    def is_page(self) -> bool:
        """Says whether the answer is a page for a reader."""
        return any(name.lower() == "content-type" and "html" in value for name, value in self._headers)

    def read(self, content: Iterable[bytes]) -> bytes:
        """Gives all of the content."""
        try:
            return b"".join(content)
        finally:
            close = getattr(content, "close", None)
            if close is not None:
                close()

    def send(self, content: bytes, respond: Respond) -> Iterable[bytes]:
        """Sends the answer on."""
        headers = [one for one in self._headers if one[0].lower() != "content-length"]
        respond(self._status, [*headers, ("Content-Length", str(len(content)))])
        return [content]
