"""Pages without scripts, on paper, and under a policy that lets through nothing but what the site holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browsing import Witness, beyond_the_screen, in_browser, opened, served
from buttress.cli.commands import run
from our_pages import DECISION, EXPLORER, MAP, address_of

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = in_browser

# An A4 sheet between its margins.
PAPER = 688
READ = ("overview", "decisions", "map", "decision", "explorer", "system")

PARTS = """() => ({
    headings: [...document.querySelectorAll('article :is(h1, h2, h3)')].map((one) => one.firstChild.textContent.trim()),
    rows: [...document.querySelectorAll('article tbody tr')].filter((one) => one.checkVisibility()).length,
    drawings: document.querySelectorAll('article figure svg[role]').length,
})"""


@pytest.mark.parametrize("kind", READ)
def test_a_page_is_complete_without_scripts(
    site: str, site_folder: Path, browser: Browser, kind: str
) -> None:
    address = site + address_of(kind, site_folder)
    with opened(browser, address) as page:
        with_scripts = page.evaluate(PARTS)
    with opened(browser, address, java_script_enabled=False) as page:
        assert page.evaluate(PARTS) == with_scripts
        assert page.locator("article form:visible").count() == 0
        assert beyond_the_screen(page) <= 0


@pytest.mark.parametrize("kind", READ)
def test_paper_has_no_controls_and_cuts_nothing_off(
    site: str, site_folder: Path, browser: Browser, kind: str
) -> None:
    with opened(browser, site + address_of(kind, site_folder), PAPER, "dark") as page:
        page.emulate_media(media="print")
        controls = page.eval_on_selector_all(
            ".md-header, .md-tabs, .md-sidebar, .md-footer, .bt-filters, .bt-zoom, .bt-crumbs, article .headerlink",
            "all => all.filter((one) => one.checkVisibility()).map((one) => one.className)",
        )
        cut = page.eval_on_selector_all(
            "article :is(table, .bt-scroll, .bt-figure__scroll)",
            """all => all.filter((one) => one.checkVisibility() && (
                one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
                || (one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible')
            )).map((one) => one.outerHTML.slice(0, 120))""",
        )
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert controls == []
    assert cut == []
    assert background == "rgb(255, 255, 255)"


def _zoom(page: Page) -> None:
    page.locator(".bt-zoom:visible button").first.click()


def _filter(page: Page) -> None:
    page.locator("form.bt-filters select[name=system]").select_option(index=1)
    page.wait_for_function("location.hash.includes('system=')")


def _explore(page: Page) -> None:
    before = page.locator("main").inner_text()
    page.locator("main input[type=range]").first.focus()
    page.keyboard.press("Home")
    page.wait_for_function("before => document.querySelector('main').innerText !== before", arg=before)


def _search(page: Page) -> None:
    page.locator(".md-search__input").press_sequentially("recall")
    page.locator(".md-search-result__link").first.wait_for(state="attached")


def _copy(page: Page) -> None:
    page.locator(".md-code__button").first.click()


def test_pages_work_under_a_policy_that_lets_through_only_what_they_hold(
    site_folder: Path, browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["csp", "--value", str(site_folder)]) == 0
    policy = capsys.readouterr().out.strip()
    assert "unsafe" not in policy
    used = {
        "": _search,
        "decisions/": _filter,
        MAP: _zoom,
        DECISION: None,
        EXPLORER: _explore,
        "verdicts/": _copy,
    }
    with served(site_folder, {"Content-Security-Policy": policy}) as root:
        for path, use in used.items():
            witness = Witness(root)
            context = browser.new_context(viewport={"width": 400, "height": 900}, color_scheme="dark")
            page = context.new_page()
            witness.watch(page)
            page.goto(root + path, wait_until="load")
            if use:
                use(page)
            # What the theme's own script in the page does, which only its hash lets through.
            assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
            assert witness.complaints == []
            page.evaluate(
                """() => {
                    const bad = document.createElement('script');
                    bad.textContent = 'window.robbed = true';
                    document.body.append(bad);
                }"""
            )
            assert page.evaluate("window.robbed") is None
            context.close()


# What stands in a drawing beyond its edges, and names of points that lie over each other, by a few units of the drawing.
MISPLACED = """() => {
    const boxOf = (one) => one.getBoundingClientRect();
    const beyond = (text, edge) => Math.max(edge.left - text.left, text.right - edge.right, edge.top - text.top);
    const shared = (a, b) => Math.min(
        Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
    return [...document.querySelectorAll("article figure svg[role], article .bt-plot")].flatMap((drawing) => {
        const texts = [...drawing.querySelectorAll("text")].filter((one) => boxOf(one).width);
        const names = texts.filter((one) => one.closest(".bt-point"));
        const out = texts.filter((one) => beyond(boxOf(one), boxOf(drawing)) > 1);
        const over = names.filter((one, at) => names.slice(0, at).some((other) => shared(boxOf(one), boxOf(other)) > 3));
        return [...out, ...over].map((one) => one.textContent);
    });
}"""


@pytest.mark.parametrize("kind", ["decision", "explorer", "system"])
def test_drawings_cut_off_no_text_and_their_names_keep_apart(
    site: str, site_folder: Path, browser: Browser, kind: str
) -> None:
    with opened(browser, site + address_of(kind, site_folder)) as page:
        page.add_style_tag(content="* { content-visibility: visible !important; }")
        assert page.locator("article svg text").count() > 5
        assert page.evaluate(MISPLACED) == []


def test_the_navigation_is_drawn_and_reached_with_the_keyboard_only_while_its_drawer_is_open(
    site: str, browser: Browser
) -> None:
    with opened(browser, site + DECISION, 390, has_touch=True) as page:
        link = page.locator(".md-sidebar--primary .md-nav__link[href]").first
        drawn = "one => one.checkVisibility({ contentVisibilityAuto: true })"
        assert not link.evaluate(drawn)
        page.locator(".md-header__button[for=__drawer]").click()
        page.wait_for_timeout(400)
        assert link.evaluate(drawn)
        link.focus()
        assert link.evaluate("one => one === document.activeElement")
        page.locator(".md-overlay").click(position={"x": 380, "y": 400})
        page.wait_for_timeout(400)
        assert not link.evaluate(drawn)


def test_the_rules_of_a_language_are_loaded_when_a_table_is_sorted(site: str, browser: Browser) -> None:
    with opened(browser, site, 390) as page:
        page.add_init_script(
            "globalThis.asked = 0; const made = Intl.Collator;"
            "Intl.Collator = function (...all) { asked += 1; return new made(...all); };"
        )
        page.goto(f"{site}{DECISION}")
        page.wait_for_timeout(200)
        assert page.evaluate("asked") == 0
        page.goto(f"{site}decisions/")
        page.locator("th[data-bt-sort=text] .bt-sort").first.click()
        assert page.evaluate("asked") == 1


def test_text_is_set_in_the_readers_own_font_unless_the_site_names_one(site: str, browser: Browser) -> None:
    first = "() => getComputedStyle(document.body).fontFamily.split(',')[0]"
    with opened(browser, site + DECISION, 390) as page:
        assert page.evaluate(first) == "system-ui"
        # How Material writes the font of a configuration: before every sheet of ours.
        page.evaluate(
            "document.head.insertAdjacentHTML('afterbegin', '<style>:root { --md-text-font: Lato }</style>')"
        )
        assert page.evaluate(first) == "Lato"
