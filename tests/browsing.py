"""A real browser for tests: which one, sites that it asks over the network, and pages that tell what they complain of."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

# The shell has no windows to keep alive, and shows pages in half the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]

in_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None,
        reason="needs a Chromium on the PATH (Debian: apt-get install chromium-headless-shell)",
    ),
]


@contextmanager
def served(folder: Path, headers: Mapping[str, str] | None = None) -> Iterator[str]:
    """Serves a folder on this machine and gives its address, which ends with a slash."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Says nothing: the test's own messages count."""

        def end_headers(self) -> None:
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            super().end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Witness:
    """What a page did that no page of ours may do.

    Args:
        root: Where everything comes from that it may ask for.
    """

    root: str
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Listens to a page from now on."""
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._follow)
        page.on("response", self._judge)

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)

    def _follow(self, request: Request) -> None:
        if not request.url.startswith((self.root, "data:", "blob:")):
            self.foreign.append(request.url)

    def _judge(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")


@contextmanager
def opened(
    browser: Browser, address: str, width: int = 1440, scheme: str = "light", **settings: Any
) -> Iterator[Page]:
    """A page in a context of its own, so that nothing that another one kept matters."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", **settings
    )
    page = context.new_page()
    page.goto(address, wait_until="load")
    try:
        yield page
    finally:
        context.close()


def ask_axe(page: Page) -> list[dict[str, Any]]:
    """The rules of axe-core that a page breaks, each with the elements that do."""
    import axe_playwright_python

    # Parts out of sight grow once they are laid out, and axe would compare places from before and after.
    page.add_style_tag(content="* { content-visibility: visible !important; }")
    script = Path(axe_playwright_python.__file__).parent / "axe.min.js"
    page.evaluate(script.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        "axe.run(document, { resultTypes: ['violations'] }).then(results => results.violations)"
    )
    return found


def beyond_the_screen(page: Page) -> int:
    """How many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
