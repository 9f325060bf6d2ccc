"""The site as a reader meets it: our own decisions, built for real and opened in a headless Chromium."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="needs a Chromium on the PATH (Debian: apt-get install chromium)"
    ),
]

PAGES = (
    "",
    "decisions/",
    "decisions/cancer-prognosis/diagnosis-model/",
    "decisions/buttress/page-generation/",
    "models/cancer-prognosis/cards/sparse-logistic-regression/",
    "evidence/",
    "evidence/hardware/cloud-vm-2core/",
    "qualities/",
    "qualities/recall/",
)
WIDTHS = (360, 1440)


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing: the test's own messages count."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True)
    with _served(folder) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield started
        started.close()


@contextmanager
def _opened(browser: Browser, address: str, width: int = 1440, scheme: str = "light") -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(address, wait_until="load")
    try:
        yield page
    finally:
        context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_the_screen(site: str, browser: Browser, path: str, width: int) -> None:
    with _opened(browser, site + path, width) as page:
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0


def test_an_argument_opens_without_widening_a_phone_and_is_open_on_paper(site: str, browser: Browser) -> None:
    with _opened(browser, site + "decisions/cancer-prognosis/diagnosis-model/", width=360) as page:
        text = page.locator("details.bt-argument > p").first
        assert not text.is_visible()
        page.emulate_media(media="print")
        assert text.is_visible()
        page.emulate_media(media="screen")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert text.is_visible()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0


@pytest.mark.parametrize("path", PAGES)
def test_no_page_asks_another_host_or_complains(site: str, browser: Browser, path: str) -> None:
    foreign: list[str] = []
    complaints: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on(
        "request",
        lambda one: foreign.append(one.url) if not one.url.startswith((site, "data:", "blob:")) else None,
    )
    page.on("console", lambda one: complaints.append(one.text) if one.type in ("error", "warning") else None)
    page.on("pageerror", lambda one: complaints.append(str(one)))
    page.on(
        "response", lambda one: complaints.append(f"{one.status} {one.url}") if one.status >= 400 else None
    )
    page.goto(site + path, wait_until="networkidle")
    context.close()
    assert foreign == []
    assert complaints == []


@pytest.mark.parametrize("path", PAGES)
def test_headings_stand_in_order(site: str, browser: Browser, path: str) -> None:
    with _opened(browser, site + path) as page:
        levels = page.eval_on_selector_all(
            "article h1, article h2, article h3, article h4", "all => all.map(one => Number(one.tagName[1]))"
        )
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_diagram_has_a_name_a_description_and_a_legend(site: str, browser: Browser) -> None:
    with _opened(browser, site + "decisions/cancer-prognosis/diagnosis-model/") as page:
        figures = page.eval_on_selector_all(
            "figure.bt-figure",
            """all => all.map(one => ({
                name: one.querySelector('svg title')?.textContent ?? '',
                description: one.querySelector('svg desc')?.textContent ?? '',
                role: one.querySelector('svg')?.getAttribute('role'),
                legend: one.querySelectorAll('.bt-legend li').length,
            }))""",
        )
        assert len(figures) >= 3
        for figure in figures:
            assert figure["name"]
            assert figure["description"]
            assert figure["role"] in ("img", "group")
            assert figure["legend"] >= 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_in_figures_stands_out_from_the_page(site: str, browser: Browser, scheme: str) -> None:
    with _opened(browser, site + "decisions/cancer-prognosis/diagnosis-model/", scheme=scheme) as page:
        contrasts = page.evaluate(
            """() => {
                const channel = c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
                const parse = text => text.match(/[\\d.]+/g).map(Number);
                const back = parse(getComputedStyle(document.body).backgroundColor);
                const over = ([r, g, b, a = 1]) => [r, g, b].map((c, i) => c * a + back[i] * (1 - a));
                const light = rgb => { const [r, g, b] = rgb.map(channel); return .2126 * r + .7152 * g + .0722 * b; };
                return [...document.querySelectorAll('figure.bt-figure svg text')].map(one => {
                    const pair = [light(over(parse(getComputedStyle(one).fill))), light(back.slice(0, 3))];
                    return (Math.max(...pair) + .05) / (Math.min(...pair) + .05);
                });
            }"""
        )
        assert len(contrasts) > 20
        assert min(contrasts) >= 4.5


def test_a_reader_gets_from_a_verdict_to_its_raw_run_in_two_clicks(site: str, browser: Browser) -> None:
    with _opened(browser, site + "decisions/cancer-prognosis/diagnosis-model/") as page:
        page.locator("article a[href*='evidence/runs/']").first.click()
        page.wait_for_load_state("load")
        assert "evidence/runs/" in page.url
        assert page.locator("article", has_text="digest").count() == 1


def test_search_finds_a_decision_by_a_word_of_its_question(site: str, browser: Browser) -> None:
    with _opened(browser, site) as page:
        # The theme's search runs in a worker that a busy machine starts late, and forgets what was typed before.
        page.locator(".md-search__input").focus()
        result = page.locator(".md-search-result__link").first
        for _ in range(10):
            page.locator(".md-search__input").fill("")
            page.locator(".md-search__input").press_sequentially("aspirate malignant")
            page.wait_for_timeout(2_000)
            if result.count():
                break
        assert "cancer-prognosis" in (result.get_attribute("href") or "")
