from __future__ import annotations

import gc
import json
import logging
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

import making

CONFIG = """
    site_name: Shop
    theme: {name: material, font: false}
    plugins:
      - search
      - buttress: {as_of: "2026-11-20"}
    validation: {links: {unrecognized_links: warn, anchors: warn}}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A site whose portfolio holds."""
    making.write_files(
        tmp_path, {"mkdocs.yml": CONFIG, "docs/about.md": "# About\n\nSee [all](decisions/index.md).\n"}
    )
    root = making.write_files(tmp_path / "decisions", making.FILES)
    making.record_run(root)
    return tmp_path


def build_site(folder: Path, command: str = "build", **changes: Any) -> Path:
    config = load_config(str(folder / "mkdocs.yml"), **changes)
    config.plugins.on_startup(command=command, dirty=False)
    build(config)
    return folder / "site"


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "decisions/shop/choice.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def configure(folder: Path, **options: object) -> None:
    path = folder / "mkdocs.yml"
    text = dedent(CONFIG).replace('{as_of: "2026-11-20"}', json.dumps({"as_of": "2026-11-20", **options}))
    path.write_text(text)


def contents(site: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}


def pages(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def test_a_portfolio_that_holds_becomes_a_site(shop: Path) -> None:
    found = pages(build_site(shop))
    for page in (
        "index.html",
        "decisions/index.html",
        "decisions/shop/choice/index.html",
        "evidence/index.html",
    ):
        assert page in found
    decision = (shop / "site/decisions/shop/choice/index.html").read_text()
    assert "Use the small one" in decision
    assert "<svg" in decision
    assert "<!--bt:" not in decision


def test_a_violated_constraint_fails_the_build_after_the_whole_site_is_written(
    shop: Path, caplog: pytest.LogCaptureFixture
) -> None:
    good = pages(build_site(shop))
    index = (shop / "site/search/search_index.json").stat().st_size
    edit(shop, "model.size <= 10 kB", "model.size <= 1 kB")
    with caplog.at_level(logging.ERROR), pytest.raises(Abort):
        build_site(shop)
    assert pages(shop / "site") == good
    assert (shop / "site/search/search_index.json").stat().st_size > 0.9 * index
    for words in (
        "VIOLATED",
        "shop/choice",
        "model.size <= 1 kB",
        "4.096 kB",
        "decisions/shop/choice.yaml:10:5",
    ):
        assert words in caplog.text
    assert "violated" in (shop / "site/index.html").read_text().lower()


def test_a_preview_does_not_enforce(shop: Path) -> None:
    edit(shop, "model.size <= 10 kB", "model.size <= 1 kB")
    configure(shop, enforce=False)
    assert "index.html" in pages(build_site(shop))


def test_warnings_fail_only_a_strict_build(shop: Path) -> None:
    edit(shop, "recall >= 0.80", "recall >= 0.97")
    build_site(shop)
    with pytest.raises(Abort):
        build_site(shop, strict=True)


def test_problems_fail_the_build_with_all_of_them(shop: Path, caplog: pytest.LogCaptureFixture) -> None:
    edit(shop, "status: accepted", "status: acepted\nreveiw_by: 2026-01-01")
    with pytest.raises(Abort):
        build_site(shop)
    assert "decisions/shop/choice.yaml:3:9" in caplog.text
    assert "decisions/shop/choice.yaml:4:1" in caplog.text


def test_serving_shows_problems_as_a_page_and_keeps_the_last_good_state(shop: Path) -> None:
    config = load_config(str(shop / "mkdocs.yml"))
    config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url="http://localhost/")
    edit(shop, "status: accepted", "status: acepted")
    build(config, serve_url="http://localhost/")
    overview = (shop / "site/index.html").read_text()
    assert "acepted" in overview
    assert "choice.yaml" in overview
    assert "Use the small one" in (shop / "site/decisions/shop/choice/index.html").read_text()


def test_serving_survives_a_portfolio_that_is_broken_from_the_start(shop: Path) -> None:
    edit(shop, "status: accepted", "status: acepted")
    assert "acepted" in (build_site(shop, "serve") / "index.html").read_text()


def test_serving_never_raises_for_findings(shop: Path) -> None:
    edit(shop, "model.size <= 10 kB", "model.size <= 1 kB")
    assert "index.html" in pages(build_site(shop, "serve", strict=True))


def test_records_and_templates_are_watched(shop: Path) -> None:
    config = load_config(str(shop / "mkdocs.yml"))
    config = config.plugins.on_config(config)
    watched = [Path(path).name for path in config.watch]
    assert "decisions" in watched
    assert "templates" in watched


def test_a_page_of_the_site_itself_wins_over_a_generated_one(shop: Path) -> None:
    (shop / "docs/index.md").write_text("# My own home\n")
    assert "My own home" in (build_site(shop) / "index.html").read_text()
    configure(shop, overview="overview.md")
    site = build_site(shop)
    assert "overview/index.html" in pages(site)
    assert "My own home" in (site / "index.html").read_text()


def test_search_finds_decisions_without_parsing_their_pages(shop: Path) -> None:
    index = json.loads((build_site(shop) / "search/search_index.json").read_text())
    found = [entry for entry in index["docs"] if entry["location"].startswith("decisions/shop/choice/")]
    assert any("Use the small one" in entry["title"] for entry in found)
    assert not any("<svg" in entry["text"] for entry in found)


def test_markup_in_a_title_stays_text_wherever_the_theme_prints_it(shop: Path) -> None:
    path = shop / "decisions/shop/choice.yaml"
    text = path.read_text()
    evil = '"><img src=x onerror=alert(1)></title>'
    path.write_text(re.sub("^title: .*$", f"title: '{evil}'", text, count=1, flags=re.MULTILINE))
    site = build_site(shop)
    assert "<img src=x" not in "".join(page.read_text() for page in site.rglob("*.html"))
    assert "<img src=x" not in (site / "search/search_index.json").read_text()
    assert "<title>&#34;&gt;&lt;img" in (site / "decisions/shop/choice/index.html").read_text()


def test_two_records_of_one_address_give_one_page_and_a_warning(
    shop: Path, caplog: pytest.LogCaptureFixture
) -> None:
    configure(shop, overview="decisions/index.md")
    build_site(shop)
    assert "share the address decisions/index.md" in caplog.text


def test_schemas_are_published(shop: Path) -> None:
    schema = json.loads((build_site(shop) / "schemas/decision.json").read_text())
    assert "constraints" in schema["properties"]


def test_two_builds_are_byte_identical(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795132800")
    first = contents(build_site(shop))
    assert contents(build_site(shop)) == first


@pytest.mark.parametrize("directory_urls", [True, False])
def test_every_internal_link_leads_to_a_file(shop: Path, directory_urls: bool) -> None:
    site = build_site(shop, use_directory_urls=directory_urls)
    dead = [
        (page, link)
        for page in pages(site)
        if page != "404.html"
        for link in re.findall(r'(?:href|src)="([^"#?]+)', (site / page).read_text())
        if not re.match(r"[a-z]+:|//", link)
        and not _exists((site / page).parent / link.replace("%20", " "), directory_urls)
    ]
    assert dead == []


def _exists(path: Path, directory_urls: bool) -> bool:
    resolved = path.resolve()
    return resolved.is_file() or (directory_urls and (resolved / "index.html").is_file())


def test_the_command_fails_with_1_and_says_why(shop: Path) -> None:
    edit(shop, "recall >= 0.80", "recall >= 0.999")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build"], cwd=shop, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "VIOLATED" in done.stderr
    assert (shop / "site/index.html").is_file()


def test_garbage_is_looked_for_rarely_during_a_build_and_as_before_after_one(shop: Path) -> None:
    pace = shop / "pace"
    (shop / "mkdocs.yml").write_text(f"{dedent(CONFIG)}hooks: [hook.py]\n")
    (shop / "hook.py").write_text(
        "import gc\nfrom pathlib import Path\n\n\n"
        "def on_nav(nav, **others):\n"
        f"    Path({str(pace)!r}).write_text(str(gc.get_threshold()[0]))\n"
    )
    # Other tests of the same process may have begun a build that they did not end.
    gc.set_threshold(700, 10, 10)
    before = gc.get_threshold()
    build_site(shop)
    assert int(pace.read_text()) > before[0]
    assert gc.get_threshold() == before
    edit(shop, "status: accepted", "status: acepted")
    with pytest.raises(Abort):
        build_site(shop)
    assert gc.get_threshold() == before
