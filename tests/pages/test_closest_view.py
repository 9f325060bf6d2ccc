"""Which constraints are closest to their limits, for what the limits leave."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import making
from buttress.pages import SiteSettings
from buttress.pages.closest_view import MOST_CLOSE
from buttress.pipeline import judge_project, render_project

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.project import Project


def judged(folder: Path, *constraints: str) -> Project:
    text = making.ONE_DECISION % ", ".join(constraints)
    root = making.write_files(folder / "decisions", {**making.FILES, "shop/choice.yaml": text})
    making.record_run(root)
    return judge_project(root, making.TODAY)


def shown_closest(project: Project) -> str:
    """The list on the overview."""
    pages = {page.uri: page for page in render_project(project, SiteSettings(site_name="Shop")).pages}
    html = pages["index.md"].complete_html().replace("\u00a0", " ")
    return re.search(r'<ul class="bt-recent bt-recent--close">(.*?)</ul>', html, re.DOTALL)[1]


def test_the_overview_names_the_closest_first_and_only_what_holds(tmp_path: Path) -> None:
    limits = [f"model.size <= {5 + number} kB" for number in range(6)]
    project = judged(
        tmp_path,
        *(f"{{id: c{place}, require: {one}}}" for place, one in enumerate(limits)),
        "recall >= 0.999",
    )
    shown = shown_closest(project)
    assert re.findall(r'bt-claim">≤ (\d+) kB', shown) == ["5", "6", "7", "8", "9"]
    assert shown.count("<li>") == MOST_CLOSE
    assert "Recall" not in shown


def test_the_list_goes_by_the_shares_that_it_tells(tmp_path: Path) -> None:
    project = judged(
        tmp_path,
        "recall >= 0.75",
        "latency.p50 <= 1.2 ms",
        "model.size <= 10 kB",
        "{id: r, require: recall <= 0.999}",
    )
    shares = re.findall(r"to spare \(([\d.]+) % of ", shown_closest(project))
    assert len(shares) == 4
    assert shares == sorted(shares, key=float)
