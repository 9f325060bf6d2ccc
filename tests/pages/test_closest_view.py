"""Which constraints are closest to their limits, for what the limits leave."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import making
from buttress.pages import SiteSettings
from buttress.pages.closest_view import MOST_CLOSE, spare_of
from buttress.pipeline import judge_project, render_project

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.project import Project


def judged(folder: Path, *constraints: str) -> Project:
    text = making.ONE_DECISION % ", ".join(constraints)
    root = making.write_files(folder / "decisions", {**making.FILES, "shop/choice.yaml": text})
    making.record_run(root)
    return judge_project(root, making.TODAY)


def spare(folder: Path, constraint: str) -> float:
    (verdict,) = judged(folder, constraint).judgement.all_verdicts()
    assert verdict.margin is not None
    return spare_of(verdict) / verdict.margin


def test_a_share_is_measured_by_what_is_left_to_all_and_a_size_by_what_is_left_to_nothing(
    tmp_path: Path,
) -> None:
    assert spare(tmp_path / "share", "recall >= 0.75") == pytest.approx(1 / 0.25)
    assert spare(tmp_path / "size", "model.size <= 10 kB") == pytest.approx(1 / 10)


def test_the_overview_names_the_closest_first_and_only_what_holds(tmp_path: Path) -> None:
    limits = [f"model.size <= {5 + number} kB" for number in range(6)]
    project = judged(
        tmp_path,
        *(f"{{id: c{place}, require: {one}}}" for place, one in enumerate(limits)),
        "recall >= 0.999",
    )
    pages = {page.uri: page for page in render_project(project, SiteSettings(site_name="Shop")).pages}
    html = pages["index.md"].complete_html().replace("\u00a0", " ")
    shown = re.search(r'<ul class="bt-recent bt-recent--close">(.*?)</ul>', html, re.DOTALL)[1]
    assert re.findall(r'bt-claim">≤ (\d+) kB', shown) == ["5", "6", "7", "8", "9"]
    assert shown.count("<li>") == MOST_CLOSE
    assert "Recall" not in shown
