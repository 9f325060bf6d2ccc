"""The archive of a site: all of it comes back, and nothing that somebody else could have written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from buttress.pages import Page, PageArchive, SearchEntry, Site, SiteFile, TocEntry, open_archive

if TYPE_CHECKING:
    from pathlib import Path

FULL = Page(
    uri="decisions/shop/choice.md",
    title="R&D “quoted”",
    html="<h1>Größe 文字 \ud800</h1>\n<!--bt:one-->",
    figures={"one": "<svg/>", "two": ""},
    toc=(TocEntry("a", "A", 2), TocEntry("b", "B", 3)),
    search=(SearchEntry("", "A", "text"), SearchEntry("a", "B", "text", 2.5)),
    description="A sentence.",
    source="decisions/shop/choice.yaml",
    updated=date(2026, 2, 1),
    head="<meta>",
)
PLAIN = Page("index.md", "Home", "<h1>Home</h1>")
FILE = SiteFile("decisions.json", b"\x00\xff{}")


def write(cache: Path | None, key: str = "k", *pages: Page) -> Site:
    with PageArchive(cache, key) as archive:
        kept = tuple(map(archive.keep, pages or (FULL, PLAIN)))
        return archive.finish(Site(kept, (FILE, FILE)), {"told": "something"})


def complete(site: Site) -> tuple[Page, ...]:
    return tuple(map(site.complete, site.pages))


def test_every_field_of_a_page_comes_back(tmp_path: Path) -> None:
    defaults = Page("", "", "")
    assert all(getattr(FULL, one.name) != getattr(defaults, one.name) for one in fields(Page))
    assert complete(write(tmp_path)) == (FULL, PLAIN)
    found = open_archive(tmp_path, "k")
    assert found is not None
    site, told = found
    assert complete(site) == (FULL, PLAIN)
    assert site.files == (FILE, FILE)
    assert told == {"told": "something"}


def test_bodies_come_back_as_they_are_written(tmp_path: Path) -> None:
    whole = "<h1>Größe 文字 &#55296;</h1>\n<svg/>".encode()
    assert FULL.complete_bytes() == whole
    hangul = Page("hangul.md", "Hangul", "<h1>\ud55c\uad6d\uc5b4 <!--bt:other--></h1>", {"one": "<svg/>"})
    kept = write(tmp_path, "k", FULL, PLAIN, hangul)
    found = open_archive(tmp_path, "k")
    assert found is not None
    for site in (kept, found[0]):
        assert [site.whole(page) for page in site.pages] == [whole, b"<h1>Home</h1>", hangul.html.encode()]
    assert Site((FULL,)).whole(FULL) == whole


def test_a_figure_may_stand_in_several_places(tmp_path: Path) -> None:
    twice = Page("twice.md", "Twice", "<h1/><!--bt:one-->a<!--bt:one--><!--bt:", {"one": "<svg/>"})
    site = write(tmp_path, "k", twice)
    assert complete(site) == (twice,)
    assert site.whole(site.pages[0]) == twice.complete_bytes() == b"<h1/><svg/>a<svg/><!--bt:"


def test_pages_are_held_without_their_bodies(tmp_path: Path) -> None:
    assert [page.html for page in write(tmp_path).pages] == ["", ""]


def test_there_is_nothing_under_another_key(tmp_path: Path) -> None:
    write(tmp_path)
    assert open_archive(tmp_path, "other") is None
    assert open_archive(tmp_path / "nowhere", "k") is None


def test_only_the_last_site_is_kept(tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, "next")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert open_archive(tmp_path, "next") is not None


def test_what_was_not_finished_leaves_nothing(tmp_path: Path) -> None:
    with PageArchive(tmp_path, "k") as archive:
        archive.keep(FULL)
        assert list(tmp_path.iterdir()) != []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", ["cut", "byte", "empty", "foreign"])
def test_a_damaged_file_counts_as_missing(tmp_path: Path, damage: str) -> None:
    write(tmp_path)
    whole = (tmp_path / "site").read_bytes()
    middle = len(whole) // 2
    (tmp_path / "site").write_bytes(
        {
            "cut": whole[:middle],
            "byte": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
            "empty": b"",
            "foreign": b"\x80\x05cos\nsystem\n.",
        }[damage]
    )
    assert open_archive(tmp_path, "k") is None


@pytest.mark.parametrize("key", ["", "k"])
def test_without_a_place_pages_come_back_all_the_same(tmp_path: Path, key: str) -> None:
    assert complete(write(None, key)) == (FULL, PLAIN)
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert complete(write(blocked / "cache", key)) == (FULL, PLAIN)


def test_two_pages_of_one_address_keep_their_own_bodies_and_are_not_left_behind(tmp_path: Path) -> None:
    twin = Page("index.md", "Other", "<h1>Other</h1>")
    assert complete(write(tmp_path, "k", PLAIN, twin)) == (PLAIN, twin)
    assert open_archive(tmp_path, "k") is None


def rewrite(path: Path, change: dict[str, Any]) -> None:
    """Writes the archive with another index, sealed as the right one is."""
    body, start, _ = path.read_bytes().rsplit(b"\n", 2)
    index = json.loads(body[int(start) :])
    index["pages"][0].update(change.get("page", {}))
    index.update({key: value for key, value in change.items() if key != "page"})
    body = body[: int(start)] + json.dumps(index).encode()
    path.write_bytes(body + b"\n" + start + b"\n" + hashlib.sha256(body).hexdigest().encode())


def test_the_archive_of_a_stranger_is_read_where_it_is_sound(tmp_path: Path) -> None:
    write(tmp_path)
    rewrite(tmp_path / "site", {"page": {"title": "Other"}})
    found = open_archive(tmp_path, "k")
    assert found is not None
    assert found[0].pages[0].title == "Other"


@pytest.mark.parametrize(
    "change",
    [
        *(
            {"page": {"uri": uri}}
            for uri in ("../up.md", "a/../../b.md", "/etc/x.md", "C:x.md", "a\\..\\b", "", "a//b")
        ),
        *({"files": [[uri, 0, 1]]} for uri in ("../up", "/etc/x", "a/./b", "x\n")),
        {"page": {"uri": 7}},
        {"page": {"body": [0, [10**12], []]}},
        {"page": {"body": [-5, [5], []]}},
        {"page": {"body": [0, [1, 1], []]}},
        {"page": {"unknown": "field"}},
        {"page": {"toc": [["a", "b"]]}},
        {"page": {"updated": "soon"}},
        {"files": [["a.json", 0, 10**12]]},
        {"told": []},
        {"pages": None},
    ],
    ids=str,
)
def test_what_leads_out_of_the_site_or_is_no_site_counts_as_missing(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    write(tmp_path)
    rewrite(tmp_path / "site", change)
    assert open_archive(tmp_path, "k") is None
