"""A site's own templates in a build of MkDocs: their assets, and how a build tells of their mistakes."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

import making

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """
    site_name: Shop
    theme: {name: material, font: false}
    plugins:
      - buttress: {as_of: "2026-11-20", templates: templates}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    making.write_files(tmp_path, {"mkdocs.yml": CONFIG, "docs/about.md": "# About\n"})
    making.record_run(making.write_files(tmp_path / "decisions", making.FILES))
    return tmp_path


def test_own_style_sheets_are_part_of_ours(shop: Path) -> None:
    making.write_files(shop / "templates", {"assets/buttress/99-own.css": ".bt-own { color: red }"})
    build(load_config(str(shop / "mkdocs.yml")))
    assert (shop / "site/assets/buttress/buttress.css").read_text().endswith(".bt-own { color: red }")


def test_a_mistake_in_a_template_fails_the_command_with_its_place_and_no_traceback(shop: Path) -> None:
    making.write_files(shop / "templates", {"decision.html": "<p>\n{{ view.titel }}</p>"})
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build"], cwd=shop, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "problems in templates:\ntemplates/decision.html:2:1: a DecisionView has no 'titel'" in done.stderr
    assert "did you mean 'title'?" in done.stderr
    assert "Traceback" not in done.stderr


def test_serving_shows_a_mistake_in_a_template_as_a_page_until_it_is_mended(shop: Path) -> None:
    path = shop / "templates/page.html"
    making.write_files(shop / "templates", {"page.html": "{% if %}"})
    config = load_config(str(shop / "mkdocs.yml"))
    config.plugins.on_startup(command="serve", dirty=False)
    build(config)
    assert "templates/page.html:1:1" in (shop / "site/index.html").read_text()
    path.write_text('{% extends "buttress/page.html" %}{% block source %}Mended{% endblock %}')
    build(config)
    html = (shop / "site/index.html").read_text()
    assert "templates/page.html" not in html
    assert "Mended" in (shop / "site/decisions/shop/choice/index.html").read_text()
