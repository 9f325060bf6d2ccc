"""The search as a reader uses it: words typed into a headless Chromium, and the first thing that comes up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

import making
import making_news
from browsing import in_browser, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = in_browser

CONFIG = """
    site_name: Shop
    theme: {name: %s}
    plugins:
      - search
      - buttress: {as_of: "2026-11-20", enforce: false}
"""
MATERIAL = "material, font: false"
PLAIN = "mkdocs, highlightjs: false"

PATIENCE = 300
QUERIES = {
    "accepted latency p50 bench": "decisions/shop/choice/",
    "quick": "decisions/shop/choice/",
    "small model": "decisions/shop/choice/",
    "proposed shop": "decisions/shop/place/",
    "recall": "qualities/recall/",
    "latency.p99": "qualities/latency.p99/",
    "learned labels": "systems/shop/",
    "tag r&d": "tags/",
}


def _built(folder: Path, theme: str) -> Path:
    making_news.judge_shop(folder / "decisions")
    making.write_files(folder, {"mkdocs.yml": CONFIG % theme, "docs/about.md": "# About\n"})
    build(load_config(str(folder / "mkdocs.yml")))
    return folder / "site"


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Page]:
    with served(_built(tmp_path_factory.mktemp("material"), MATERIAL)) as address:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address)
        yield page


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Page]:
    with served(_built(tmp_path_factory.mktemp("plain"), PLAIN)) as address:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}about/")
        yield page


def _found(page: Page, field: str, query: str, links: str) -> list[str]:
    """The addresses that come up for a query, best first, relative to the site's root."""
    page.locator(field).click()
    page.locator(field).fill("")
    page.wait_for_function("links => !document.querySelector(links)", arg=links)
    page.locator(field).press_sequentially(query)
    _wait_for_answers(page, field, links)
    # The answers to the first letters give way to those to the whole query.
    page.wait_for_timeout(300)
    root = page.evaluate("() => location.origin + '/'")
    found = page.eval_on_selector_all(links, "all => all.map(one => one.href)")
    return [str(one).removeprefix(root).partition("?")[0].partition("#")[0] for one in found]


def _wait_for_answers(page: Page, field: str, links: str) -> None:
    """A search whose index arrives after the last key answers the next one, whatever it is."""
    for _ in range(PATIENCE):
        if page.locator(links).count():
            return
        page.locator(field).press("Shift")
        page.wait_for_timeout(100)
    pytest.fail("nothing was found")


@pytest.mark.parametrize("query", QUERIES)
def test_the_right_page_comes_first(material: Page, query: str) -> None:
    found = _found(material, "input.md-search__input", query, "a.md-search-result__link")
    assert found[0] == QUERIES[query]


def test_a_constraint_stands_below_its_decision(material: Page) -> None:
    _found(material, "input.md-search__input", "accepted latency p50", "a.md-search-result__link")
    first = material.locator(".md-search-result__item").first
    assert first.locator("h1").inner_text() == "Use the small & quick one"
    assert first.locator("h2").first.inner_text() == "Latency, median ≤ 5 ms on bench-box in single-stream"


@pytest.mark.parametrize(
    ("query", "wanted"), [("quick", "decisions/shop/choice/"), ("labels", "systems/shop/"), ("R&D", "tags/")]
)
def test_the_search_of_mkdocs_finds_them_too(plain: Page, query: str, wanted: str) -> None:
    plain.evaluate("() => document.querySelector('#mkdocs_search_modal').classList.add('show')")
    plain.evaluate("() => { document.querySelector('#mkdocs_search_modal').style.display = 'block' }")
    assert wanted in _found(plain, "#mkdocs-search-query", query, "#mkdocs-search-results a")


def test_an_old_address_leads_to_the_decision(material: Page, browser: Browser) -> None:
    root = material.evaluate("() => location.origin + '/'")
    page = browser.new_page()
    page.goto(f"{root}decisions/shop/first-choice/")
    page.wait_for_url(f"{root}decisions/shop/choice/")
    assert page.locator("h1").first.inner_text() == "Use the small & quick one"
    page.close()
