"""The key of a site: another one as soon as anything that pages are made from is another."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

import making
from buttress.pages import SiteSettings, key_of_site

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 2, 1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = making.write_files(tmp_path / "decisions", {**making.FILES, ".data/hidden.csv": "1\n"})
    making.record_run(root)
    return root


@pytest.fixture
def settings(tmp_path: Path) -> SiteSettings:
    making.write_files(tmp_path / "templates", {"decision.html": "own"})
    return SiteSettings(overrides=tmp_path / "templates", cache=tmp_path / ".cache")


def test_nothing_changed_means_the_same_key(root: Path, settings: SiteSettings) -> None:
    key = key_of_site(root, DAY, settings)
    (root / "shop/choice.yaml").touch()
    (root / "__pycache__").mkdir()
    (root / "__pycache__/data.pyc").write_bytes(b"1")
    assert key_of_site(root, DAY, settings) == key


def test_every_file_counts(root: Path, settings: SiteSettings) -> None:
    seen = {key_of_site(root, DAY, settings)}
    assert settings.overrides is not None
    files = [
        path for folder in (root, settings.overrides) for path in sorted(folder.rglob("*")) if path.is_file()
    ]
    assert len(files) > len(making.FILES)
    for path in files:
        path.write_bytes(path.read_bytes() + b" ")
        seen.add(key_of_site(root, DAY, settings))
    (root / "shop/new.txt").write_text("")
    seen.add(key_of_site(root, DAY, settings))
    (root / "shop/new.txt").rename(root / "shop/newer.txt")
    seen.add(key_of_site(root, DAY, settings))
    assert len(seen) == len(files) + 3


def test_every_setting_and_the_day_count(root: Path, settings: SiteSettings) -> None:
    others = {"bool": lambda value: not value, "str": lambda value: f"{value}x"}
    changed = [
        replace(settings, **{one.name: others[str(one.type)](getattr(settings, one.name))})
        for one in fields(settings)
        if str(one.type) in others
    ]
    assert len(changed) > 4
    keys = {key_of_site(root, DAY, one) for one in (settings, *changed)}
    keys.add(key_of_site(root, date(2026, 2, 2), settings))
    assert len(keys) == len(changed) + 2


def test_what_the_build_writes_does_not_count(root: Path, settings: SiteSettings) -> None:
    inside = replace(settings, cache=root / "kept")
    key = key_of_site(root, DAY, inside, [root / "site"])
    making.write_files(root, {"site/index.html": "x", "kept/drawings": "y"})
    assert key_of_site(root, DAY, inside, [root / "site"]) == key
