"""A site as a host publishes it: entries for its search, metadata once each, and the files for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

import making
import making_news

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """
    site_name: Shop
    site_url: https://example.org/adr/
    theme: {name: %s}
    plugins:
      - search
      - buttress: {as_of: "2026-11-20", enforce: false}
"""


def site_of(folder: Path, theme: str) -> Path:
    making_news.judge_shop(folder / "decisions")
    making.write_files(folder, {"mkdocs.yml": CONFIG % theme, "docs/about.md": "# About\n"})
    build(load_config(str(folder / "mkdocs.yml")))
    return folder / "site"


def test_a_page_of_the_sites_own_wins_in_whichever_form_it_is_written(tmp_path: Path) -> None:
    making.write_files(tmp_path, {"docs/tags.md": "# Our own tags\n"})
    site = site_of(tmp_path, "mkdocs")
    assert "Our own tags" in (site / "tags/index.html").read_text(encoding="utf-8")
    assert "tag-speed" not in (site / "tags/index.html").read_text(encoding="utf-8")


def index_of(site: Path) -> dict[str, dict[str, Any]]:
    found = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    entries = {entry["location"]: entry for entry in found["docs"]}
    # Searches take the place for the name of an entry.
    assert len(entries) == len(found["docs"])
    return entries


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site_of(tmp_path_factory.mktemp("material"), "material")


@pytest.fixture(scope="module")
def material(site: Path) -> dict[str, dict[str, Any]]:
    return index_of(site)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return index_of(site_of(tmp_path_factory.mktemp("plain"), "mkdocs"))


def test_material_gets_html_weights_and_places_below_their_page(material: dict[str, dict[str, Any]]) -> None:
    page = material["decisions/shop/choice/"]
    assert page["title"] == "Use the small &amp; quick one"
    assert "R&amp;D &lt;b&gt;" in page["text"]
    assert page["boost"] > 1
    assert material["decisions/shop/choice/#constraint-finds"]["title"].startswith("Recall")
    assert "boost" not in material["decisions/shop/choice/#options"]


def test_mkdocs_gets_text_and_places_that_name_their_page(plain: dict[str, dict[str, Any]]) -> None:
    page = plain["decisions/shop/choice/"]
    assert page["title"] == "Use the small & quick one"
    assert "boost" not in page
    place = plain["decisions/shop/choice/#constraint-finds"]
    assert place["title"].startswith("Use the small & quick one › Recall")


def test_both_find_the_same_places(
    material: dict[str, dict[str, Any]], plain: dict[str, dict[str, Any]]
) -> None:
    ours = {place for place in plain if not place.startswith("about/")}
    assert ours == {place for place in material if not place.startswith("about/")}
    assert "about/" in material
    assert "about/" in plain


def test_a_page_has_each_metadata_once(site: Path) -> None:
    page = (site / "decisions/shop/choice/index.html").read_text(encoding="utf-8")
    head = page[: page.index("</head>")]
    for found in (
        'name="description"',
        'rel="canonical" href="https://example.org/adr/decisions/shop/choice/"',
        'property="og:url" content="https://example.org/adr/decisions/shop/choice/"',
        'property="og:site_name" content="Shop"',
        'type="application/atom+xml"',
        'type="application/feed+json"',
    ):
        assert head.count(found) == 1, found
    assert "og:" not in (site / "about/index.html").read_text(encoding="utf-8")


def test_the_files_for_machines_are_published_and_no_page_of_the_sitemap(site: Path) -> None:
    for name in (
        "feed.xml",
        "feed.json",
        "decisions.json",
        "llms.txt",
        "llms-full.txt",
        "schemas/decision-list.json",
    ):
        assert (site / name).is_file(), name
    assert (site / "decisions/shop/first-choice/index.html").is_file()
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert "decisions/shop/choice/" in sitemap
    assert "first-choice" not in sitemap
    assert "feed." not in sitemap
