"""The explorer as a reader meets it: opened from a folder in a headless Chromium, and moved by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import pytest

import making
from browsing import in_browser
from buttress.pipeline import judge_project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from buttress.tradeoff import Comparison

pytestmark = in_browser

HOSTILE = "</script><script>window.robbed=1</script><img src=x onerror=window.robbed=2>"
CANDIDATES = "def small():\n    return 1\n\n\ndef large():\n    return 2\n\n\ndef quick():\n    return 3\n"
SUITE = """
    kind: benchmark
    title: Speed and sense
    data: {build: data.py:examples, positive: bad, slices: {size: {big: "size > 10"}}}
    candidates:
      small: {build: candidates.py:small}
      large: {build: candidates.py:large, runtime: [sklearn]}
      quick: {build: candidates.py:quick, runtime: [sklearn]}
    measures: [latency.p50, recall, model.size]
    load: {single-stream: {}}
"""
CHOICE = f"""
    kind: decision
    title: Use the small one
    status: accepted
    date: 2026-11-01
    options:
      - {{id: small, title: Small one, ratings: {{interpretability: high}}}}
      - {{id: large, title: Large one, ratings: {{interpretability: low}}}}
      - {{id: quick, title: "{HOSTILE}"}}
      - {{id: paper, title: On paper}}
    chosen: small
    drivers: [model.size]
    constraints:
      - latency.p50 <= 5 ms on bench-box in single-stream
      - recall >= 85 %
      - {{require: recall >= 50 %, slice: {{size: big}}, severity: should}}
    preferences:
      - {{quality: recall, weight: 1, worst: 0.8, best: 1}}
      - {{quality: latency.p50, weight: 3, worst: 5 ms, best: 0.5 ms}}
"""
# 930 of 1000 against 94.2 %: beyond the limit at its own risk of 0.1, and not at the half of it that Holm asks of two.
SLIM = """
    kind: decision
    title: Use the quick one
    status: accepted
    date: 2026-11-01
    options: [{id: small}, {id: quick}]
    chosen: small
    constraints:
      - latency.p50 <= 5 ms on bench-box in single-stream
      - {require: recall >= 94.2 %, confidence: 0.9}
"""
MKDOCS = """
    site_name: Shop decisions
    use_directory_urls: false
    theme: {name: material, font: false, features: [navigation.instant]}
    plugins: [buttress: {as_of: '2026-11-20', enforce: false}]
"""
PAGE = "explorer/shop/choice.html"


def record(root: Path) -> None:
    """Three candidates: one quick and forgetful, one slow and sharp, one between."""
    measured = [
        ("small", 1.2, (970, 30), 4096),
        ("large", 3.0, (995, 5), 90_000),
        ("quick", 1.0, (930, 70), 2048),
    ]
    measurements = [
        making.measurement(
            root,
            name,
            predictions=making.predictions(*found, 18, 2),
            processes=[making.process(order, latency) for order in range(10)],
            figures={"model.size": {"value": size, "unit": "B"}},
        )
        for name, latency, found, size in measured
    ]
    making.record_run(root, measurements, data=making.facts(root, 1000, 20))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explorer")
    files = {
        **making.FILES,
        "shop/candidates.py": CANDIDATES,
        "shop/suite.yaml": SUITE,
        "shop/choice.yaml": CHOICE,
        "shop/slim.yaml": SLIM,
    }
    root = making.write_files(folder / "decisions", files)
    record(root)
    making.write_files(folder, {"mkdocs.yml": MKDOCS, "docs/about.md": "# About"})
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    subprocess.run(command, cwd=folder, check=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
    return folder


@pytest.fixture(scope="module")
def comparison(folder: Path) -> Comparison:
    return judge_project(folder / "decisions", making.TODAY).comparisons["shop/choice"]


@pytest.fixture(scope="module")
def address(folder: Path) -> str:
    return (folder / "site" / PAGE).as_uri()


@contextmanager
def opened(browser: Browser, address: str, width: int = 1440, **settings: Any) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
    context.set_default_timeout(5_000)
    page = context.new_page()
    page.goto(address, wait_until="load")
    try:
        yield page
    finally:
        context.close()


def states(page: Page) -> list[str]:
    return [
        text.split()[0]
        for text in page.locator("table[data-bt-options] tbody td:nth-child(2)").all_inner_texts()
    ]


def said(page: Page) -> str:
    return page.locator("[data-bt-say]").inner_text().replace("\u00a0", " ")


def control(page: Page, name: str) -> Any:
    return page.get_by_role("group", name=name, exact=name == "Limit on Recall")


def settle(page: Page, text: str) -> None:
    """Waits until the line on top says it."""
    page.wait_for_function(
        "text => document.querySelector('[data-bt-say]').textContent.replaceAll('\\u00a0', ' ').includes(text)",
        arg=text,
        timeout=5_000,
    )


def test_it_opens_with_the_record_and_says_what_it_says(
    comparison: Comparison, browser: Browser, address: str
) -> None:
    words = {"feasible": "Feasible", "infeasible": "Infeasible", "unknown": "Open"}
    with opened(browser, address) as page:
        assert states(page) == [words[row.feasibility] for row in comparison.rows]
        assert states(page) == ["Feasible", "Feasible", "Feasible", "Open"]
        assert comparison.ranking
        leader = comparison.row(comparison.ranking.leader)
        assert leader
        assert f"best by the weights: {leader.option.name}" in said(page)
        assert page.evaluate("location.hash") == ""


def test_its_chances_agree_with_those_of_the_record(
    comparison: Comparison, browser: Browser, address: str
) -> None:
    assert comparison.ranking
    recorded = {row.option.name: comparison.ranking.standing(row.option.id) for row in comparison.rows[:3]}
    with opened(browser, address) as page:
        found = page.evaluate(
            """() => {
                const kept = document.querySelector('template[data-bt-explorer-data]').content;
                const data = JSON.parse(kept.querySelector('script').textContent);
                const explorer = window.buttressExplorer;
                const state = explorer.startState(data);
                const { feasible, scales } = explorer.conclude(state, data);
                const chances = explorer.chances(feasible, scales, 20000);
                const stands = ({ low, value, high }) => [low, value, high];
                return feasible.map((option, at) => [option.name, chances[at], ...stands(option.stands)]);
            }"""
        )
    assert [one[0] for one in found] == list(recorded)
    for name, chance, *stands in found:
        standing = recorded[name]
        assert standing
        assert chance == pytest.approx(standing.best, abs=0.035)
        assert stands == pytest.approx([standing.low, standing.value, standing.high], abs=1e-9)
    assert 0.05 < found[0][1] < 0.95


def test_what_rests_on_the_same_processes_or_examples_is_lucky_together(
    browser: Browser, address: str
) -> None:
    """A lead of 1.2 standard deviations: alike once or four times over, and surer where half rests on something else."""
    with opened(browser, address) as page:
        once, four_times, of_examples, of_both = page.evaluate(
            """() => {
                const known = (centre, processes) => ({ fresh: true, stated: false, processes, value: centre,
                    lower: centre - 0.05 * 1.6449, upper: centre + 0.05 * 1.6449, quantile: 1.6449 });
                const option = (centre, rests) => ({ cells: rests.map((one) => ({ known: known(centre, one) })) });
                return [[true], [true, true, true, true], [false, false], [true, false]].map((rests) => {
                    const scales = rests.map((_, column) => ({ column, worst: 0, best: 1, share: 1 / rests.length }));
                    return window.buttressExplorer.chances([option(0.56, rests), option(0.5, rests)], scales, 20000)[0];
                });
            }"""
        )
    normal = NormalDist()
    assert [once, four_times, of_examples] == pytest.approx([normal.cdf(1.2 / 2**0.5)] * 3, abs=0.012)
    assert of_both == pytest.approx(normal.cdf(1.2), abs=0.012)


def test_a_limit_that_moves_rules_options_out_by_their_intervals(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        limit = control(page, "Limit on Latency, median")
        number = limit.get_by_role("spinbutton")
        number.fill("2")
        settle(page, "2 of 4 options feasible")
        assert states(page) == ["Feasible", "Infeasible", "Feasible", "Open"]
        assert "misses Latency, median ≤ 2 ms" in page.locator("tbody tr").nth(1).inner_text().replace(
            "\u00a0", " "
        )
        number.fill("1.2")
        settle(page, "1 of 4 options feasible, 2 open")
        assert states(page) == ["Open", "Infeasible", "Feasible", "Open"]
        number.fill("")
        settle(page, "3 of 4 options feasible")
        assert "no limit" in limit.inner_text()


def test_a_looser_limit_never_rules_out_what_the_record_leaves_open(browser: Browser, address: str) -> None:
    with opened(browser, address.replace("choice", "slim")) as page:
        assert states(page) == ["Feasible", "Open"]
        number = control(page, "Limit on Recall").get_by_role("spinbutton")
        for limit, found in ((94.1, "Open"), (94.3, "Infeasible"), (93.5, "Open"), (90.5, "Feasible")):
            number.fill(f"{limit}")
            page.wait_for_function(f"location.hash === '#limit.recall={limit / 100:g}'")
            assert states(page) == ["Feasible", found], limit


def test_a_weight_that_moves_makes_another_option_best(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        before = said(page)
        assert "Large one" not in before
        control(page, "Weight of Latency, median").get_by_role("spinbutton").fill("0")
        settle(page, "best by the weights: Large one (100 %)")
        page.wait_for_function("location.hash === '#weight.latency.p50=0'")
        page.get_by_role("button", name="Reset all").click()
        settle(page, before)
        page.wait_for_function("location.hash === ''")


def test_what_is_not_limited_can_be_and_what_is_not_weighed_too(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.get_by_text("Limit another quality").click()
        added = control(page, "Limit on Model size")
        assert "no limit" in added.inner_text()
        added.get_by_role("spinbutton").fill("50")
        settle(page, "2 of 4 options feasible")
        assert states(page)[1] == "Infeasible"
        page.get_by_text("Weigh another quality").click()
        control(page, "Weight of Model size").get_by_role("spinbutton").fill("9")
        page.wait_for_function("location.hash.includes('weight.model.size=9')")
        # A level that somebody states informs, and proves nothing.
        control(page, "Limit on Interpretability").get_by_role("combobox").select_option("high")
        settle(page, "0 of 4 options feasible, 3 open")


def test_dominance_follows_the_limits(browser: Browser, address: str) -> None:
    dominated = "table[data-bt-options] tbody td:nth-child(3)"
    with opened(browser, address) as page:
        known = page.evaluate(
            """() => {
                const range = (lower, upper, proves = true) => (
                    { value: lower, lower, upper, fresh: true, proves, stated: false });
                const exact = (value) => range(value, value);
                const option = (...cells) => ({ cells: cells.map((known) => ({ known })) });
                const columns = [{ direction: 'lower' }, { direction: 'higher' }];
                const beats = (one, other) => window.buttressExplorer.dominates(one, other, columns);
                return [
                    beats(option(range(1, 2), exact(5)), option(range(3, 4), exact(5))),
                    beats(option(range(1, 3), exact(5)), option(range(2, 4), exact(5))),
                    beats(option(range(1, 2, false), exact(5)), option(range(3, 4), exact(5))),
                    beats(option(range(1, 2), range(1, null)), option(range(3, 4), exact(5))),
                    beats(option(range(1, 2), { ...exact(1), fresh: false }), option(range(3, 4), exact(5))),
                ];
            }"""
        )
        assert known == [True, False, False, False, True]
        assert page.locator(dominated).all_inner_texts() == ["–"] * 4


def test_what_is_set_comes_back_with_its_address(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        control(page, "Limit on Recall").get_by_role("spinbutton").fill("97.5")
        control(page, "Weight of Recall").get_by_role("spinbutton").fill("4")
        page.locator("[data-bt-x]").select_option("Model size")
        settle(page, "1 of 4 options feasible")
        page.wait_for_function("location.hash.includes('x=model.size')")
        assert page.evaluate("location.hash") == "#limit.recall=0.975&weight.recall=4&x=model.size"
        again, told, table = page.url, said(page), page.locator("table[data-bt-options]").inner_text()
    with opened(browser, again) as page:
        assert said(page) == told
        assert page.locator("table[data-bt-options]").inner_text() == table
        assert page.locator("[data-bt-x] option:checked").inner_text() == "Model size"
        page.evaluate(
            "location.hash = '#limit.latency.p50=none&limit.recall=soon&weight.recall=-1&limit.no=3&y=no'"
        )
        settle(page, "3 of 4 options feasible")
        page.evaluate("location.hash = '#limits'")
        page.wait_for_timeout(100)
        assert "no limit" in control(page, "Limit on Latency, median").inner_text()


def test_a_limit_on_a_slice_moves_by_itself_and_comes_back_with_its_address(
    browser: Browser, address: str
) -> None:
    of_big = "Limit on Recall where size\u00a0=\u00a0big"
    with opened(browser, address) as page:
        control(page, of_big).get_by_role("spinbutton").fill("99.9")
        page.wait_for_function("location.hash.includes('big')")
        assert page.evaluate("location.hash") == "#limit.recall+where+size%3Dbig=0.999"
        assert "85" in control(page, "Limit on Recall").inner_text()
        again, told = page.url, control(page, of_big).inner_text()
    with opened(browser, again) as page:
        assert control(page, of_big).inner_text() == told
        assert control(page, of_big).get_by_role("spinbutton").input_value() == "99.9"


def test_a_link_can_be_copied(browser: Browser, address: str) -> None:
    with opened(
        browser, f"{address}#limit.recall=0.9", permissions=["clipboard-read", "clipboard-write"]
    ) as page:
        page.get_by_role("button", name="Copy link").click()
        page.wait_for_function("document.querySelector('[data-bt-live]').textContent.includes('ink')")
        field = page.locator("[data-bt-link]")
        assert field.input_value() == f"{address}#limit.recall=0.9"


def test_the_keyboard_reaches_and_moves_everything(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        slider = control(page, "Limit on Latency, median").get_by_role("slider")
        slider.focus()
        before = float(slider.input_value())
        page.keyboard.press("ArrowLeft")
        assert float(slider.input_value()) == before - 1
        page.keyboard.press("Home")
        settle(page, "0 of 4 options feasible")
        assert "at most" in (slider.get_attribute("aria-valuetext") or "")
        page.wait_for_function(
            "document.querySelector('[data-bt-live]').textContent.includes('Small one is infeasible now')"
        )
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.type") == "number"
        names = page.eval_on_selector_all(
            ".bt-explorer :is(input, select, button)",
            """all => all.filter(one => one.checkVisibility())
                .map(one => one.getAttribute('aria-label') || one.labels?.[0]?.textContent || one.textContent)""",
        )
        assert len(names) > 12
        assert all(name.strip() for name in names)
        reset = control(page, "Limit on Latency, median").get_by_role("button", name="Reset")
        reset.focus()
        page.keyboard.press("Enter")
        settle(page, "3 of 4 options feasible")
        assert page.evaluate("document.activeElement.type") == "range"


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1440, "dark")])
def test_it_fits_the_screen_and_asks_for_nothing(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.set_default_timeout(5_000)
    page = context.new_page()
    page.on("request", lambda one: asked.append(one.url) if "favicon" not in one.url else None)
    page.on("console", lambda one: complaints.append(one.text) if one.type in ("error", "warning") else None)
    page.on("pageerror", lambda one: complaints.append(str(one)))
    page.goto(address, wait_until="networkidle")
    assert all(one.startswith(("file:", "data:", "blob:")) for one in asked)
    loaded = len(asked)
    page.locator("details.bt-more > summary").first.click()
    control(page, "Limit on Latency, median").get_by_role("spinbutton").fill("1.3")
    settle(page, "of 4 options feasible")
    page.wait_for_timeout(700)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    contrasts = page.evaluate(
        """() => {
            const channel = c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
            const parse = text => text.match(/[\\d.]+/g).map(Number);
            const back = parse(getComputedStyle(document.body).backgroundColor);
            const over = ([r, g, b, a = 1]) => [r, g, b].map((c, i) => c * a + back[i] * (1 - a));
            const light = rgb => { const [r, g, b] = rgb.map(channel); return .2126 * r + .7152 * g + .0722 * b; };
            const told = '.bt-control, .bt-control p, .bt-count, .bt-note, .bt-explorer__say';
            return [...document.querySelectorAll(told)].map(one => {
                const pair = [light(over(parse(getComputedStyle(one).color))), light(back.slice(0, 3))];
                return (Math.max(...pair) + .05) / (Math.min(...pair) + .05);
            });
        }"""
    )
    robbed = page.evaluate("window.robbed")
    context.close()
    assert wide <= 0
    assert len(contrasts) > 15
    assert min(contrasts) >= 4.5
    assert robbed is None
    assert asked[loaded:] == []
    assert complaints == []


def test_without_a_script_it_shows_the_record(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        told = said(page)
    with opened(browser, address, java_script_enabled=False) as page:
        assert said(page) == told
        assert states(page) == ["Feasible", "Feasible", "Feasible", "Open"]
        assert "takes JavaScript" in page.locator("[data-bt-off]").inner_text()
        assert page.locator("[data-bt-limits] li").count() == 3
        assert page.locator("[data-bt-tools]").is_hidden()
        assert page.locator("input[type=range]").count() == 0
