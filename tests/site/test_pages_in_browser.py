"""The site as a reader meets it: our own decisions, built for real and opened in a headless Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browsing import Witness, beyond_the_screen, in_browser, opened
from our_pages import DECISION, KINDS, address_of

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = in_browser

WIDTHS = (1440, 768, 360)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_every_screen_complains_of_nothing_and_asks_no_other_host(
    site: str, site_folder: Path, browser: Browser, kind: str
) -> None:
    witness = Witness(site)
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": 900})
    page = context.new_page()
    witness.watch(page)
    page.goto(site + address_of(kind, site_folder), wait_until="load")
    wide = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide[width] = beyond_the_screen(page)
    page.emulate_media(color_scheme="dark")
    page.evaluate("document.querySelectorAll('article details').forEach(one => { one.open = true })")
    wide[0] = beyond_the_screen(page)
    context.close()
    assert max(wide.values()) <= 0, wide
    assert witness.foreign == []
    assert witness.complaints == []


def test_an_argument_opens_without_widening_a_phone_and_is_open_on_paper(site: str, browser: Browser) -> None:
    with opened(browser, site + DECISION, width=360) as page:
        text = page.locator("details.bt-argument > p").first
        assert not text.is_visible()
        page.emulate_media(media="print")
        assert text.is_visible()
        page.emulate_media(media="screen")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert text.is_visible()
        assert beyond_the_screen(page) <= 0


def test_every_diagram_has_a_name_a_description_and_a_legend(site: str, browser: Browser) -> None:
    with opened(browser, site + DECISION) as page:
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
    with opened(browser, site + DECISION, scheme=scheme) as page:
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
    with opened(browser, site + DECISION) as page:
        page.locator("article a[href*='evidence/runs/']").first.click()
        page.wait_for_load_state("load")
        assert "evidence/runs/" in page.url
        assert page.locator("article", has_text="digest").count() == 1


def test_search_finds_a_decision_by_a_word_of_its_question(site: str, browser: Browser) -> None:
    with opened(browser, site) as page:
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
