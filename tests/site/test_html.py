"""Every page of our own site, read without a browser: ways that lead somewhere, and what helpers of readers need."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

import making
from page_parts import PageParts, WholeSite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from page_parts import Element

WHEN = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?)?)?")
SHOWN = 20


@pytest.fixture(scope="module")
def whole(site_folder: Path) -> WholeSite:
    return WholeSite(site_folder)


def listed(faults: Iterator[str]) -> str:
    """The first faults, each once, as they are shown when there are any."""
    return "\n".join(list(dict.fromkeys(faults))[:SHOWN])


def in_all(pages: dict[str, PageParts], fault: Callable[[PageParts], Iterator[object]]) -> str:
    return listed(f"{uri}: {found}" for uri, page in pages.items() for found in fault(page))


def test_ways_that_lead_nowhere_are_found(tmp_path: Path) -> None:
    ways = (
        "b/#there",
        "b/",
        "b/#gone",
        "c/",
        "../",
        "b/index.html#words=x",
        "#here",
        "#",
        "https://a.org/",
        "a.png",
    )
    text = "".join(f'<a href="{way}">x</a>' for way in ways)
    making.write_files(tmp_path, {"index.html": f'<p id="here">{text}</p>', "b/index.html": '<i id="there">'})
    site = WholeSite(tmp_path)
    assert site.broken_ways() == [
        "index.html: b/#gone: b/index.html has no such place",
        "index.html: c/: there is no c/index.html",
        "index.html: ../: there is no above the site (../)",
        "index.html: a.png: there is no a.png",
    ]


def test_every_link_and_every_place_in_a_link_exists(whole: WholeSite) -> None:
    assert len(whole.pages) > 100
    assert whole.broken_ways()[:SHOWN] == []


def test_nothing_is_loaded_from_elsewhere(whole: WholeSite) -> None:
    def fault(page: PageParts) -> Iterator[str]:
        for address, element in page.ways():
            loads = element.tag != "a" and element.attributes.get("rel") not in ("canonical", "prev", "next")
            if loads and address.startswith(("http:", "https:", "//")):
                yield str(element)

    assert not in_all(whole.pages, fault)


def test_an_id_names_one_place(whole: WholeSite) -> None:
    assert not in_all(whole.pages, lambda page: (one for one, n in Counter(page.ids).items() if n > 1))


def test_headings_stand_in_order_below_one_of_the_first_level(whole: WholeSite) -> None:
    def fault(page: PageParts) -> Iterator[str]:
        levels = [int(one.tag[1]) for one in page.own("h1", "h2", "h3", "h4", "h5", "h6")]
        if levels[:1] != [1] or levels.count(1) != 1:
            yield f"the levels are {levels}"
        yield from (f"{below} follows {above}" for above, below in pairwise(levels) if below > above + 1)

    assert not in_all({uri: one for uri, one in whole.pages.items() if uri != "404.html"}, fault)


def test_a_page_tells_its_language_and_has_one_main_part(whole: WholeSite) -> None:
    def fault(page: PageParts) -> Iterator[str]:
        if not page.all("html")[0].has("lang"):
            yield "no language"
        if len(page.all("main")) != 1:
            yield "not one main part"
        yield from (f"a nav without a name: {one}" for one in page.own("nav") if not one.is_named())

    assert not in_all(whole.pages, fault)


def is_told(drawing: Element) -> bool:
    return drawing.attributes.get("role") in ("img", "group", "graphics-document") and drawing.is_named()


def test_what_is_drawn_is_told_or_left_out_for_readers_who_do_not_see(whole: WholeSite) -> None:
    def fault(page: PageParts) -> Iterator[object]:
        yield from (one for one in page.own("img") if "alt" not in one.attributes)
        whole_drawings = [one for one in page.own("svg") if not one.is_within("svg")]
        yield from (one for one in whole_drawings if not (one.is_hidden() or is_told(one)))

    assert not in_all(whole.ours(), fault)


def test_tables_have_captions_and_their_heads_say_what_they_head(whole: WholeSite) -> None:
    def of_ours(table: Element) -> bool:
        return not (table.above and table.above.attributes.get("aria-label") == "Table")

    def fault(page: PageParts) -> Iterator[object]:
        tables = [one for one in page.own("table") if of_ours(one)]
        yield from (one for one in tables if "caption" not in one.children)
        for head in page.own("th"):
            table = head.above
            while table is not None and table.tag != "table":
                table = table.above
            if table in tables and head.attributes.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                yield head

    assert not in_all(whole.ours(), fault)


def test_a_day_is_told_to_machines_too(whole: WholeSite) -> None:
    def fault(page: PageParts) -> Iterator[object]:
        yield from (one for one in page.own("time") if not WHEN.fullmatch(one.attributes.get("datetime", "")))

    assert not in_all(whole.ours(), fault)


def test_nothing_of_ours_needs_a_policy_that_allows_code_or_style_in_a_page(whole: WholeSite) -> None:
    def fault(page: PageParts) -> Iterator[object]:
        for one in page.elements:
            if "style" in one.attributes or any(name.startswith("on") for name in one.attributes):
                yield one
            if one.is_within("article") and (
                one.tag == "style"
                or (
                    one.tag == "script"
                    and not one.has("src")
                    and "json" not in one.attributes.get("type", "")
                )
            ):
                yield one

    assert not in_all(whole.pages, fault)
