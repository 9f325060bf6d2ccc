"""Builds of a site that did not change: the same bytes and the same findings, and never those of another site."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

import making_sites

KEPT = ".cache/buttress/site"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    folder = making_sites.write_site(tmp_path_factory.mktemp("shop"), alike=1)
    making_sites.set_option(folder, enforce=False)
    return folder, making_sites.build_site(folder)


@pytest.fixture
def folder(built: tuple[Path, dict[str, bytes]], tmp_path: Path) -> Path:
    return Path(shutil.copytree(built[0], tmp_path / "shop"))


@pytest.fixture
def cold(built: tuple[Path, dict[str, bytes]]) -> dict[str, bytes]:
    return built[1]


def forbid_judging(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the records were judged again")

    monkeypatch.setattr("buttress.pipeline.judge_project", refuse)


def test_an_unchanged_site_is_not_judged_again_and_the_same(
    folder: Path, cold: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    forbid_judging(monkeypatch)
    assert making_sites.build_site(folder) == cold


def test_findings_of_an_unchanged_site_fail_the_build_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    forbid_judging(monkeypatch)
    making_sites.set_option(folder, enforce=True)
    with pytest.raises(Abort):
        making_sites.build_site(folder)
    assert "VIOLATED: shop/choice-0" in caplog.text


def test_a_damaged_file_is_written_anew(folder: Path, cold: dict[str, bytes]) -> None:
    path = folder / KEPT
    whole = path.read_bytes()
    path.write_bytes(whole[:5000])
    assert making_sites.build_site(folder) == cold
    assert path.read_bytes() == whole


def test_a_changed_record_changes_the_site_and_leaves_one_file(folder: Path, cold: dict[str, bytes]) -> None:
    path = folder / "decisions/shop/choice-0.yaml"
    path.write_text(path.read_text().replace("Use the small one", "Use the other one"))
    changed = making_sites.build_site(folder)
    shutil.rmtree(folder / ".cache")
    assert changed == making_sites.build_site(folder)
    assert changed != cold
    assert sorted(one.name for one in (folder / ".cache/buttress").iterdir()) == ["drawings", "site"]


def test_a_cache_that_comes_with_the_records_is_not_believed(folder: Path, cold: dict[str, bytes]) -> None:
    kept = (folder / KEPT).read_bytes()
    for command in (["init", "-q"], ["add", "-f", ".cache"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    with pytest.MonkeyPatch.context() as patch:
        forbid_judging(patch)
        with pytest.raises(AssertionError, match="judged again"):
            making_sites.build_site(folder)
    assert making_sites.build_site(folder) == cold
    assert (folder / KEPT).read_bytes() == kept


def test_a_cache_that_cannot_be_written_costs_only_time(folder: Path, cold: dict[str, bytes]) -> None:
    shutil.rmtree(folder / ".cache")
    (folder / ".cache").write_text("no folder")
    assert making_sites.build_site(folder) == cold


def test_another_plugin_that_looks_at_bodies_gets_them(folder: Path, cold: dict[str, bytes]) -> None:
    hook = (
        "def on_page_content(html, **_):\n    return html.replace('Use the small one', 'Use the SMALL one')\n"
    )
    (folder / "hook.py").write_text(hook)
    path = folder / "mkdocs.yml"
    path.write_text(path.read_text() + "hooks: [hook.py]\n")
    page = "decisions/shop/choice-0/index.html"
    assert b"<h1" in cold[page]
    assert b"Use the SMALL one" in making_sites.build_site(folder)[page]
