"""What a preview needs: a base that may fail to be read, and a site that works when it is opened from a folder."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

import making
from buttress.plugin import ButtressConfig

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project with its records, and the same as they were."""
    for folder in ("before", "decisions"):
        making.record_run(making.write_files(tmp_path / folder, making.FILES))
    path = tmp_path / "decisions/shop/choice.yaml"
    path.write_text(path.read_text().replace("<= 5 ms", "<= 4 ms"))
    (tmp_path / "docs").mkdir()
    return tmp_path


def build_site(folder: Path, *plugins: str, **options: Any) -> Path:
    config = {
        "site_name": "Shop",
        "theme": {"name": "material", "font": False, "features": ["navigation.instant", "search.suggest"]},
        "plugins": ["search", *plugins, {"buttress": {"as_of": "2026-11-20", **options}}],
    }
    (folder / "mkdocs.yml").write_text(json.dumps(config))
    loaded = load_config(str(folder / "mkdocs.yml"))
    loaded.plugins.on_startup(command="build", dirty=False)
    build(loaded)
    return folder / "site"


def test_a_base_beside_the_site_is_compared_with(shop: Path) -> None:
    # Its own folder has another name than the records', and is taken from where the configuration lies.
    site = build_site(shop, base="./before")
    assert "tightened from ≤\u00a05\u00a0ms to ≤\u00a04\u00a0ms" in (site / "changes/index.html").read_text()
    assert "This preview changes 1 decision." in (site / "index.html").read_text()
    assert "Changed in this preview." in (site / "decisions/shop/choice/index.html").read_text()


@pytest.mark.parametrize(
    ("written", "read"),
    [("main...", "main..."), ("", ""), (None, ""), (1234567, "1234567")],
)
def test_a_base_comes_as_a_variable_holds_it(written: object, read: str) -> None:
    """An empty variable is read as nothing, and the beginning of a commit's id may look like a number."""
    config = ButtressConfig()
    config.load_dict({"base": written})
    assert config.validate() == ([], [])
    assert config.base == read


def test_a_base_with_mistakes_is_told_and_the_site_is_built(shop: Path) -> None:
    (shop / "before/shop/choice.yaml").write_text("kind: decision\n")
    page = (build_site(shop, base="./before") / "changes/index.html").read_text()
    assert "./before:before/shop/choice.yaml" in page
    assert "November 2026" in page


def test_an_offline_site_asks_no_other_host_and_has_its_search(shop: Path) -> None:
    site = build_site(shop, "offline")
    page = (site / "decisions/shop/choice.html").read_text()
    assert 'src="../../assets/buttress/iframe-worker.js"' in page
    assert "unpkg.com" not in page
    assert "navigation.instant" not in page
    assert "search.suggest" in page
    assert (site / "assets/buttress/iframe-worker.js").is_file()
    index = (site / "search/search_index.js").read_text().removeprefix("var __index = ")
    assert "decisions/shop/choice.html" in {one["location"] for one in json.loads(index)["docs"]}


def test_a_served_site_loads_no_more_than_before(shop: Path) -> None:
    shutil.rmtree(shop / "before")
    page = (build_site(shop) / "decisions/shop/choice/index.html").read_text()
    assert "iframe-worker" not in page
    assert "navigation.instant" in page
