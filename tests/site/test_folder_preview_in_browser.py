"""A preview that was downloaded, unpacked and opened from its folder: no server, no other host, everything works."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

import making
from browsing import in_browser
from page_parts import WholeSite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = in_browser

CHOICE = """
    kind: decision
    title: Use the small one
    status: accepted
    date: 2026-11-01
    question: Which one sorts apples?
    options: [{id: small}, {id: large}]
    chosen: small
    constraints: [latency.p50 <= 5 ms on bench-box in single-stream, recall >= 0.80]
"""


def write_project(top: Path) -> Path:
    """A project with enough decisions for a filter, and a base that one of them differs from.

    Its site asks for instant navigation, which cannot work in a folder and must not do harm there.
    """
    base = {**making.FILES, "shop/choice.yaml": CHOICE}
    base |= {f"shop/more-{place}.yaml": CHOICE.replace("small one", f"kind {place}") for place in range(6)}
    head = {**base, "shop/choice.yaml": CHOICE.replace("<= 5 ms", "<= 4 ms")}
    for folder, files in (("before/decisions", base), ("decisions", head)):
        making.write_files(top / folder, files)
        root = top / folder
        found = making.predictions(97, 3, 18, 2)
        large = {"runtime": "sklearn", "candidate": "large"}
        making.record_run(
            root,
            [
                making.measurement(root, predictions=found),
                making.measurement(root, **large, predictions=making.predictions(99, 1, 19, 1)),
            ],
        )
    (top / "docs").mkdir()
    config = {
        "site_name": "Shop",
        "theme": {"name": "material", "font": False, "features": ["navigation.instant", "search.highlight"]},
        "plugins": ["search", "offline", {"buttress": {"enforce": False, "base": "./before"}}],
    }
    (top / "mkdocs.yml").write_text(json.dumps(config))
    return top


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = write_project(tmp_path_factory.mktemp("preview"))
    # A folder that people unpack to may be called anything.
    site = top / "site preview (1)"
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)]
    subprocess.run(command, cwd=top, check=True, capture_output=True)
    return site


@contextmanager
def opened(browser: Browser, folder: Path, name: str) -> Iterator[Page]:
    """A page from the folder; whatever it complains of, or asks another host for, fails."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda told: wrong.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith("file:") else wrong.append(f"asked for: {request.url}")
        ),
    )
    page.goto((folder / name).as_uri(), wait_until="load")
    try:
        yield page
        assert wrong == []
    finally:
        context.close()


def test_links_lead_to_files(browser: Browser, folder: Path) -> None:
    with opened(browser, folder, "index.html") as page:
        page.get_by_role("link", name="Use the small one").first.click()
        page.wait_for_url("**/decisions/shop/choice.html*")
        assert page.locator("h1").inner_text().strip().startswith("Use the small one")
        page.get_by_role("link", name="All changes").click()
        page.wait_for_url("**/changes/index.html")


def test_every_link_names_a_file_and_a_place_in_it(folder: Path) -> None:
    assert WholeSite(folder).broken_ways() == []


def test_the_search_finds_our_entries_without_a_server(browser: Browser, folder: Path) -> None:
    with opened(browser, folder, "decisions/shop/choice.html") as page:
        page.locator("input.md-search__input").press_sequentially("apples")
        first = page.locator(".md-search-result__link").first
        first.wait_for()
        assert "Use the" in first.inner_text()
        first.click()
        page.wait_for_url("**/decisions/shop/*.html*")


def test_tables_filter_and_sort(browser: Browser, folder: Path) -> None:
    with opened(browser, folder, "decisions/index.html") as page:
        rows = page.locator("table[data-bt-table] tbody tr:visible")
        assert rows.count() == 7
        page.locator(".bt-filters input").first.fill("kind 3")
        assert rows.count() == 1


def test_the_explorer_works(browser: Browser, folder: Path) -> None:
    with opened(browser, folder, "explorer/shop/choice.html") as page:
        slider = page.locator("main input[type=range]").first
        before = page.locator("main").inner_text()
        slider.focus()
        page.keyboard.press("Home")
        page.wait_for_function("before => document.querySelector('main').innerText !== before", arg=before)


def test_the_preview_tells_what_it_changes(browser: Browser, folder: Path) -> None:
    with opened(browser, folder, "changes/index.html") as page:
        told = page.locator("main").inner_text().replace("\u00a0", " ")
        assert "tightened from ≤ 5 ms to ≤ 4 ms" in told


def test_nothing_names_another_host(folder: Path) -> None:
    assert "unpkg" not in (folder / "index.html").read_text()
    assert "iframe-worker" in (folder / "index.html").read_text()
