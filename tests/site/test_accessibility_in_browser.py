"""Readers who use the keyboard, hear the page, or ask for less motion: axe-core, the keys, and what is announced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import making
from browsing import ask_axe, in_browser, opened, served
from our_pages import DECISION, EXPLORER, MAP, address_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = in_browser

SETTINGS = ((360, "light"), (1440, "dark"))
# Those that differ most, the first two in both settings; `benchmarks/site_quality.py` looks at all kinds in all.
LOOKED_AT = (
    *("overview", "decision", "decisions", "map", "explorer", "assurance"),
    *("system", "factsheet", "run", "guide"),
)
BARE = {
    "mkdocs.yml": """
        site_name: Bare
        theme:
          name: material
          font: false
          features: [navigation.tabs, navigation.top, search.suggest, search.highlight, content.code.copy, toc.follow]
          palette:
            - {media: "(prefers-color-scheme: light)", scheme: default, primary: white, accent: indigo}
            - {media: "(prefers-color-scheme: dark)", scheme: slate, primary: black, accent: indigo}
        markdown_extensions: [tables, {toc: {permalink: true}}, pymdownx.highlight, pymdownx.superfences]
    """,
    "docs/index.md": """
        # One

        A [link](other.md) in a text.

        ```yaml
        one: 1
        ```

        ```yaml
        two: 2
        ```

        | a | b | c | d |
        | --- | --- | --- | --- |
        | a_word_that_is_wide | a_word_that_is_wide | a_word_that_is_wide | a_word_that_is_wide |
    """,
    "docs/other.md": "# Other\n",
}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page of the theme without anything of ours."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    folder = making.write_files(tmp_path_factory.mktemp("bare"), BARE)
    build(load_config(str(folder / "mkdocs.yml")))
    with served(folder / "site") as address:
        yield address


def violations(page: Page) -> dict[tuple[str, str], str]:
    """What axe finds: a rule, where in the theme it is broken (nowhere: in the text), and the first element."""
    told: dict[tuple[str, str], str] = {}
    for rule in ask_axe(page):
        for node in rule["nodes"]:
            part = re.match(r"[^>]*?(\.md-[\w-]+)", node["target"][-1].rpartition(">")[2])
            key = (rule["id"], part[1] if part else "")
            told.setdefault(key, f"{node['target']} {node['html'][:200]} {node.get('failureSummary', '')}")
    return told


@pytest.fixture(scope="module")
def of_the_theme(bare: str, browser: Browser) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for width, scheme in SETTINGS:
        with opened(browser, bare, width, scheme) as page:
            found |= {key for key in violations(page) if key[1]}
    return found


@pytest.mark.parametrize("kind", LOOKED_AT)
def test_axe_finds_nothing_that_is_not_the_themes(
    site: str, site_folder: Path, browser: Browser, of_the_theme: set[tuple[str, str]], kind: str
) -> None:
    place = LOOKED_AT.index(kind)
    every = SETTINGS if place < 2 else (SETTINGS[place % 2],)
    for width, scheme in every:
        with opened(browser, site + address_of(kind, site_folder), width, scheme) as page:
            found = violations(page)
        assert not {key: found[key] for key in found.keys() - of_the_theme}


def test_the_first_key_offers_to_skip_the_navigation(site: str, browser: Browser) -> None:
    for path in ("", "decisions/", DECISION):
        with opened(browser, site + path) as page:
            page.keyboard.press("Tab")
            assert "md-skip" in page.evaluate("document.activeElement.className")
            page.keyboard.press("Enter")
            page.wait_for_function("location.hash")
            assert page.evaluate("document.querySelector(':target').tagName") == "H1"
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.closest('article') !== null")


@pytest.mark.parametrize("path", ["", DECISION, EXPLORER, MAP])
def test_what_has_the_focus_shows_it(site: str, browser: Browser, path: str) -> None:
    with opened(browser, site + path) as page:
        page.evaluate("location.hash = document.querySelector('article h1').id")
        unseen = []
        for _ in range(20):
            page.keyboard.press("Tab")
            outlined, told = page.evaluate(
                """() => {
                    const one = document.activeElement, style = getComputedStyle(one);
                    const shape = one.querySelector(':is(path, polygon, ellipse, rect, circle)');
                    const line = () => shape && getComputedStyle(shape).strokeWidth;
                    const around = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
                    const now = line();
                    one.blur();
                    const drawn = now !== line();
                    one.focus({ focusVisible: true });
                    return [around || drawn, one.outerHTML.slice(0, 120)];
                }"""
            )
            if not outlined:
                unseen.append(told)
        assert unseen == []


def test_the_table_of_decisions_is_filtered_and_sorted_by_keys_and_its_address_keeps_it(
    site: str, browser: Browser
) -> None:
    with opened(browser, site + "decisions/") as page:
        rows = page.locator("table.bt-decisions tbody tr:visible")
        every = rows.count()
        page.locator("form.bt-filters select[name=system]").focus()
        page.keyboard.press("ArrowDown")
        page.wait_for_function("location.hash.includes('system=')")
        some = rows.count()
        assert 0 < some < every
        assert f"{some} of {every}" in page.get_by_role("status").first.inner_text()
        page.locator("th .bt-sort").first.focus()
        page.keyboard.press("Enter")
        head = page.locator("th[aria-sort]")
        assert (head.count(), head.get_attribute("aria-sort")) == (1, "ascending")
        first, address = rows.first.inner_text(), page.url
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == "descending"
    with opened(browser, address) as page:
        rows = page.locator("table.bt-decisions tbody tr:visible")
        assert (rows.count(), rows.first.inner_text()) == (some, first)
        page.get_by_role("button", name="Clear filters").focus()
        page.keyboard.press("Enter")
        page.wait_for_function("document.activeElement.name === 'words'")
        assert rows.count() == every


def test_the_map_dims_what_does_not_match_and_its_address_keeps_it(site: str, browser: Browser) -> None:
    with opened(browser, site + MAP) as page:
        assert page.locator(".bt-is-faded").count() == 0
        page.locator("form[data-bt-dim] select").first.focus()
        page.keyboard.press("ArrowDown")
        page.wait_for_function("location.hash.includes('=')")
        faded, address = page.locator(".bt-is-faded").count(), page.url
        assert faded > 0
    with opened(browser, address) as page:
        assert page.locator(".bt-is-faded").count() == faded


def test_a_word_is_explained_where_it_stands_and_escape_hides_it(site: str, browser: Browser) -> None:
    shown = "one => getComputedStyle(one, '::after').content"
    with opened(browser, site + DECISION) as page:
        word = page.locator("article p a.bt-term, article li a.bt-term").first
        page.keyboard.press("Tab")
        word.focus()
        assert word.get_attribute("data-bt-term") in str(word.evaluate(shown)).replace('\\"', '"')
        page.keyboard.press("Escape")
        assert word.evaluate(shown) == "none"
        assert "glossary" in (word.get_attribute("href") or "")


@pytest.mark.parametrize("path", ["", "decisions/", DECISION, EXPLORER, MAP, "timeline/"])
def test_nothing_of_ours_moves_or_speaks_unasked(site: str, browser: Browser, path: str) -> None:
    with opened(browser, site + path) as page:
        moving = page.eval_on_selector_all(
            "article [class*='bt-']",
            """all => all.filter((one) => {
                const style = getComputedStyle(one);
                const own = !style.transitionProperty.split(', ').every((name) => name === 'color' || name === 'all');
                const lasts = style.transitionDuration.split(', ').some((time) => parseFloat(time) > 0);
                return (own && lasts) || style.animationName !== 'none';
            }).map((one) => one.outerHTML.slice(0, 100))""",
        )
        said = page.eval_on_selector_all(
            "article [role=status], article [aria-live]", "all => all.map((one) => one.textContent.trim())"
        )
    assert moving == []
    assert [one for one in said if one] == []
