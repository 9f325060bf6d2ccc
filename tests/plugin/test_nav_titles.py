"""A site names pages in its navigation as it likes, ours included."""

from __future__ import annotations

from mkdocs.commands.build import build
from mkdocs.config import load_config

import making

CONFIG = """
site_name: Shop
theme: {name: material, font: false}
plugins: [buttress: {as_of: "2026-11-25", enforce: false}]
nav:
  - Start: index.md
  - What we decided:
      - Table: decisions/index.md
  - docs.md
"""


def test_a_page_goes_by_the_title_of_the_navigation_and_keeps_its_own(tmp_path, monkeypatch):
    making.write_files(tmp_path, {"mkdocs.yml": CONFIG, "docs/docs.md": "# Docs"})
    making.record_run(making.write_files(tmp_path / "decisions", making.FILES))
    monkeypatch.chdir(tmp_path)
    config = load_config("mkdocs.yml")
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    start = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    table = (tmp_path / "site/decisions/index.html").read_text(encoding="utf-8")
    for page in (start, table):
        words = " ".join(page.split())
        assert '<span class="md-ellipsis"> Start </span>' in words
        assert '<span class="md-ellipsis"> Table </span>' in words
    assert "<title>Decisions - Shop</title>" in table
