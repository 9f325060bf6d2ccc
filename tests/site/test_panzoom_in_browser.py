"""Zoom and pan of wide drawings in a headless Chromium: buttons, keys, wheel, mouse, and a page that still scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browsing import in_browser
from buttress.pages.templates_folder import templates_root

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

pytestmark = in_browser

FIGURE = """
<figure class="bt-figure" id="{name}"><figcaption>{name}</figcaption>
<div class="bt-figure__scroll" tabindex="0" role="group" aria-label="{name}">
<svg class="bt-diagram bt-diagram--min-4" viewBox="0 0 {width} 200" width="{width}" height="200" role="group"
 xmlns:xlink="http://www.w3.org/1999/xlink"><a xlink:href="#gone"><rect width="{width}" height="200"/></a></svg>
</div></figure>
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Page]:
    assets = templates_root() / "assets" / "buttress"
    style = "".join(part.read_text(encoding="utf-8") for part in sorted(assets.glob("*.css")))
    script = (assets / "20-panzoom.js").read_text(encoding="utf-8")
    figures = FIGURE.format(name="wide", width=700) + FIGURE.format(name="narrow", width=200)
    file: Path = tmp_path_factory.mktemp("page") / "index.html"
    file.write_text(
        f"<!doctype html><title>Drawings</title><style>{style}</style>"
        f'<body class="md-typeset"><h1 class="bt-title">Drawings</h1>{figures}<p style="height: 6000px"></p>'
        f"{FIGURE.format(name='far', width=700)}<script>{script}</script>",
        encoding="utf-8",
    )
    opened = browser.new_page(viewport={"width": 400, "height": 700})
    opened.goto(file.as_uri())
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _as_opened(page: Page) -> None:
    page.locator("#wide").get_by_role("button", name="As drawn").click()
    page.evaluate("scrollTo(0, 0); location.hash = ''")
    page.evaluate("document.querySelector('#wide > .bt-figure__scroll').scrollLeft = 0")


def drawing(page: Page) -> Locator:
    return page.locator("#wide svg.bt-diagram")


def width(page: Page) -> float:
    return float(drawing(page).evaluate("one => one.getBoundingClientRect().width"))


def shift(page: Page) -> float:
    return float(page.locator("#wide > .bt-figure__scroll").evaluate("one => one.scrollLeft"))


def test_only_a_drawing_that_is_wider_than_its_column_gets_buttons(page: Page) -> None:
    assert page.locator("#wide .bt-zoom").is_visible()
    assert page.locator("#narrow .bt-zoom").is_hidden()


def test_what_lies_below_the_screen_is_not_laid_out_to_ask_for_its_width(page: Page) -> None:
    tools = page.locator("#far .bt-zoom")
    assert tools.evaluate("one => one.hidden")
    page.locator("#far").scroll_into_view_if_needed()
    tools.get_by_role("button", name="Larger").wait_for()


def test_buttons_and_keys_zoom_between_the_column_and_four_times_the_drawing(page: Page) -> None:
    start = width(page)
    page.locator("#wide").get_by_role("button", name="Larger").click()
    assert width(page) == pytest.approx(start * 1.25, abs=1)
    page.locator("#wide > .bt-figure__scroll").focus()
    page.keyboard.press("-")
    assert width(page) == pytest.approx(start, abs=1)
    for _ in range(20):
        page.keyboard.press("-")
    assert width(page) == page.locator("#wide > .bt-figure__scroll").evaluate("one => one.clientWidth")
    for _ in range(30):
        page.keyboard.press("+")
    assert width(page) == 2800
    page.keyboard.press("0")
    assert width(page) == start


def test_a_plain_wheel_scrolls_the_page_even_over_a_zoomed_drawing(page: Page) -> None:
    page.locator("#wide").get_by_role("button", name="Larger").click()
    drawing(page).hover(position={"x": 50, "y": 50})
    zoomed = width(page)
    page.mouse.wheel(0, 200)
    page.wait_for_function("scrollY > 100")
    assert width(page) == zoomed


def test_the_wheel_with_ctrl_zooms_where_the_pointer_is(page: Page) -> None:
    drawing(page).hover(position={"x": 300, "y": 50})
    before = drawing(page).bounding_box()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -120)
    page.keyboard.up("Control")
    page.wait_for_function(
        f"document.querySelector('#wide svg').getBoundingClientRect().width > {before['width']}"
    )
    after = drawing(page).bounding_box()
    share = (before["x"] + 300 - after["x"]) / after["width"]
    assert share == pytest.approx(300 / before["width"], abs=0.02)


def test_a_mouse_drags_the_drawing_without_following_a_link_and_a_click_follows_it(page: Page) -> None:
    box = page.locator("#wide > .bt-figure__scroll").bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 60, steps=5)
    page.mouse.up()
    assert shift(page) == pytest.approx(100, abs=2)
    assert not page.evaluate("location.hash")
    page.mouse.click(box["x"] + 200, box["y"] + 60)
    assert page.evaluate("location.hash") == "#gone"
