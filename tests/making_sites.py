"""Small sites for tests of the plugin: a portfolio, a configuration, and a build as MkDocs does it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config

import making
import making_systems

DAY = "2026-11-20"
CARD = """
kind: model-card
title: The small one
description: It tells fraud from honest payments.
"""


def write_site(folder: Path, *, alike: int = 0, theme: str = "{name: material, font: false}") -> Path:
    """Gives a site with decisions, runs, systems with deployments, and a model card.

    Args:
        folder: Where it goes.
        alike: How many more decisions of the same kind there are.
        theme: The theme, as YAML.
    """
    config = (
        f"site_name: Shop\nsite_url: https://example.org/shop/\ntheme: {theme}\nplugins:\n"
        f'  - search\n  - buttress: {{as_of: "{DAY}"}}\n'
    )
    making.write_files(
        folder, {"mkdocs.yml": config, "docs/about.md": "# About\n\nSee [all](decisions/index.md).\n"}
    )
    root = making_systems.write_system(folder)
    copies = {f"shop/choice-{place}.yaml": making.DECISION for place in range(alike)}
    making.write_files(root, {**copies, "shop/small.yaml": CARD})
    making_systems.record(root)
    return folder


def set_option(folder: Path, **options: object) -> None:
    """Sets options of our plugin, and of nothing else."""
    path = folder / "mkdocs.yml"
    lines = [line for line in path.read_text().splitlines() if "- buttress" not in line]
    path.write_text("\n".join([*lines, f"  - buttress: {json.dumps({'as_of': DAY, **options})}", ""]))


def build_site(folder: Path, **changes: Any) -> dict[str, bytes]:
    """Builds a site and gives its files, by their path below it."""
    config = load_config(str(folder / "mkdocs.yml"), **changes)
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    site = Path(config.site_dir)
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def build_in_full(folder: Path, **changes: Any) -> dict[str, bytes]:
    """Builds a site with the theme rendered for every page, which says what a quicker way has to write."""
    set_option(folder, enforce=False, shell="off")  # noqa: S604 - the theme's
    return build_site(folder, **changes)
