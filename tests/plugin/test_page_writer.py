"""Pages written past MkDocs' loop: what MkDocs would have written, and to nobody's loss."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest

import making
import making_sites
from buttress.plugin.page_writer import PageWriter

PAGE = "decisions/shop/choice-3/index.html"
LISTS_PAGES = (
    "{% extends 'base.html' %}"
    "{% block footer %}<ol>{% for file in pages %}<li>{{ file.page.title }}</li>{% endfor %}</ol>{% endblock %}"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = making_sites.write_site(tmp_path_factory.mktemp("shop"), alike=4)
    making_sites.set_option(folder, enforce=False)
    making_sites.build_site(folder)
    return folder


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "shop"))


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses of the pages that were not left to MkDocs."""
    found: list[str] = []
    write = PageWriter.write

    def watch(self: PageWriter, file: object) -> None:
        found.append(file.page.url)
        write(self, file)

    monkeypatch.setattr(PageWriter, "write", watch)
    return found


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "mkdocs.yml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


@pytest.mark.parametrize("directory_urls", [True, False])
def test_a_site_without_an_address_is_the_same(site: Path, directory_urls: bool, written: list[str]) -> None:
    change(site, "site_url: https://example.org/shop/\n", "")
    fast = making_sites.build_site(site, use_directory_urls=directory_urls)
    assert len(written) > 50
    assert fast == making_sites.build_in_full(site, use_directory_urls=directory_urls)


def test_what_the_navigation_shows_is_left_to_mkdocs(site: Path, written: list[str]) -> None:
    change(
        site, "plugins:", "nav:\n  - about.md\n  - Third: decisions/shop/choice-3.md\n  - index.md\nplugins:"
    )
    fast = making_sites.build_site(site)
    assert "decisions/shop/choice-2/" in written
    assert "decisions/shop/choice-3/" not in written
    assert b"Third" in fast[PAGE]
    assert fast == making_sites.build_in_full(site)


@pytest.mark.parametrize("template", ["main.html", "404.html"])
def test_templates_list_every_page(site: Path, template: str) -> None:
    making.write_files(site, {f"own/{template}": LISTS_PAGES})
    change(site, "{name: material", "{name: material, custom_dir: own")
    fast = making_sites.build_site(site)
    listing = fast["404.html" if template == "404.html" else "about/index.html"]
    assert listing.count(b"<li>Use the small one</li>") >= 4
    assert fast == making_sites.build_in_full(site)


def test_a_plugin_that_looks_at_written_pages_sees_all(site: Path, written: list[str]) -> None:
    (site / "hook.py").write_text("def on_post_page(output, **_):\n    return output.upper()\n")
    change(site, "site_name", "hooks: [hook.py]\nsite_name")
    assert b"USE THE SMALL ONE" in making_sites.build_site(site)[PAGE]
    assert written == []


def test_a_plugin_that_changes_a_table_of_contents_has_its_way(site: Path, written: list[str]) -> None:
    hook = (
        "def on_env(env, config, files):\n"
        "    for file in files.documentation_pages():\n"
        "        file.page.toc.items[:] = []\n"
    )
    (site / "hook.py").write_text(hook)
    change(site, "site_name", "hooks: [hook.py]\nsite_name")
    fast = making_sites.build_site(site)
    assert written
    assert b'class="md-nav__link"' not in fast[PAGE].partition(b'data-md-component="toc"')[2]
    assert fast == making_sites.build_in_full(site)


def test_links_to_their_headings_are_checked(site: Path, caplog: pytest.LogCaptureFixture) -> None:
    (site / "docs/about.md").write_text(
        "# About\n\n[a](decisions/shop/choice-3.md#constraints) [b](decisions/shop/choice-3.md#nowhere)\n"
    )
    with caplog.at_level(logging.INFO):
        making_sites.build_site(site)
    told = [record.getMessage() for record in caplog.records if "choice-3.md#" in record.getMessage()]
    assert [text.partition("#")[2].partition("'")[0] for text in told] == ["nowhere"]


def test_files_are_pages_again_after_the_build(site: Path) -> None:
    hook = (
        "from pathlib import Path\n"
        "seen = []\n"
        "def on_files(files, config):\n"
        "    seen.append(files)\n"
        "def on_post_build(config):\n"
        "    uris = [file.src_uri for file in seen[-1].documentation_pages()]\n"
        "    Path(config.site_dir, 'uris.txt').write_text('\\n'.join(uris))\n"
    )
    (site / "hook.py").write_text(hook)
    change(site, "site_name", "hooks: [hook.py]\nsite_name")
    assert b"decisions/shop/choice-3.md" in making_sites.build_site(site)["uris.txt"].splitlines()
