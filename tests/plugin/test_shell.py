"""The theme's shell: what is joined from it is what the theme renders, byte for byte, or it is not joined."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest

import making
import making_sites
from buttress.plugin.shell import Shell

TITLE_IS_CUT = (
    "{% extends 'base.html' %}"
    "{% block htmltitle %}<title>{{ page.title | truncate(40) }}</title>{% endblock %}"
)
ADDRESS_IS_PRINTED = "{% extends 'base.html' %}{% block footer %}<p>{{ page.url }}</p>{% endblock %}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that was built once, so that its pages are at hand."""
    folder = making_sites.write_site(tmp_path_factory.mktemp("shop"), alike=4)
    making_sites.set_option(folder, enforce=False)
    making_sites.build_site(folder)
    return folder


@pytest.fixture
def site(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "shop"))


@pytest.fixture
def joined(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of pages that were joined and not rendered."""
    found: list[str] = []
    in_full = Shell._in_full
    render = Shell._render
    join_finished = Shell.join_finished

    def count(self: Shell, context: object, page: object, kind: object) -> str:
        before = len(rendered)
        text = render(self, context, page, kind)
        if len(rendered) == before:
            found.append(page.url)
        return text

    def count_finished(self: Shell, context: object, page: object, *others: object) -> bytes | None:
        written = join_finished(self, context, page, *others)
        if written is not None:
            found.append(page.url)
        return written

    rendered: list[object] = []
    monkeypatch.setattr(Shell, "join_finished", count_finished)
    monkeypatch.setattr(Shell, "_render", count)
    monkeypatch.setattr(Shell, "_in_full", lambda self, context: rendered.append(1) or in_full(self, context))
    return found


@pytest.mark.parametrize("directory_urls", [True, False])
def test_joined_pages_are_what_the_theme_renders(site: Path, directory_urls: bool, joined: list[str]) -> None:
    fast = making_sites.build_site(site, use_directory_urls=directory_urls)
    assert any(url.startswith("decisions/shop/") for url in joined)
    assert len(joined) > 50
    assert fast == making_sites.build_in_full(site, use_directory_urls=directory_urls)


def test_a_title_with_markup_is_joined_as_the_theme_prints_it(site: Path) -> None:
    path = site / "decisions/shop/choice-3.yaml"
    path.write_text(path.read_text().replace("Use the small one", 'R&D <b>"quoted"</b> isn\'t Größe'))
    assert making_sites.build_site(site) == making_sites.build_in_full(site)


@pytest.mark.parametrize("template", [TITLE_IS_CUT, ADDRESS_IS_PRINTED])
def test_a_theme_that_prints_more_is_rendered_in_full(
    site: Path, template: str, joined: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    making.write_files(site, {"own/main.html": template})
    path = site / "mkdocs.yml"
    path.write_text(path.read_text().replace("{name: material", "{name: material, custom_dir: own"))
    with caplog.at_level(logging.INFO):
        fast = making_sites.build_site(site)
    assert not any(url.startswith("decisions/shop/") for url in joined)
    assert "the theme is rendered in full for pages such as" in caplog.text
    assert fast == making_sites.build_in_full(site)


def test_a_theme_without_a_search_or_a_table_of_contents_is_joined_too(
    site: Path, joined: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795132800")
    path = site / "mkdocs.yml"
    path.write_text(
        path.read_text().replace("{name: material, font: false}", "mkdocs").replace("  - search\n", "")
    )
    fast = making_sites.build_site(site)
    assert joined
    assert fast == making_sites.build_in_full(site)


def test_off_needs_no_quotes(site: Path, joined: list[str]) -> None:
    path = site / "mkdocs.yml"
    path.write_text(path.read_text().replace('"enforce": false', '"enforce": false, "shell": off'))
    making_sites.build_site(site)
    assert joined == []
