"""The banner of a decision: what was decided, whether it holds, and the constraint to look at first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import making
from buttress.pages import SiteSettings
from buttress.pipeline import judge_project, render_project

if TYPE_CHECKING:
    from pathlib import Path


def banner_of(folder: Path, *constraints: str, decision: str = making.ONE_DECISION) -> str:
    """The banner, which ends where the facts begin."""
    text = decision % ", ".join(constraints)
    root = making.write_files(folder / "decisions", {**making.FILES, "shop/choice.yaml": text})
    making.record_run(root)
    project = judge_project(root, making.TODAY)
    pages = {page.uri: page for page in render_project(project, SiteSettings(site_name="Shop")).pages}
    html = pages["decisions/shop/choice.md"].complete_html().replace("\u00a0", " ")
    return html.partition('<div class="bt-banner bt-glance')[2].partition('<dl class="bt-facts')[0]


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", html, flags=re.DOTALL).split())


def test_it_says_what_was_decided_and_whether_that_holds(tmp_path: Path) -> None:
    text = text_of(banner_of(tmp_path, "recall >= 0.5", "latency.p50 <= 100 ms"))
    assert "Decided small Accepted 2026-11-01" in text
    assert "Does it hold? Holds all 2 hold" in text


@pytest.mark.parametrize(
    ("constraints", "label", "shown"),
    [
        (("latency.p50 <= 1 s", "recall >= 0.8"), "Closest to its limit", "Recall (sensitivity) ≥ 80 %"),
        (("recall >= 0.5", "latency.p50 <= 1 ns"), "Farthest beyond its limit", "Latency, median ≤ 1 ns"),
        (("recall >= 0.5", "energy.per_item <= 1 J"), "Not measured", "Energy per item ≤ 1 J"),
    ],
)
def test_the_constraint_to_look_at_first_is_the_most_urgent_and_of_those_the_closest(
    tmp_path: Path, constraints: tuple[str, ...], label: str, shown: str
) -> None:
    assert f"{label} {shown}" in text_of(banner_of(tmp_path, *constraints))


def test_the_closest_is_told_with_the_share_by_which_it_is(tmp_path: Path) -> None:
    text = text_of(banner_of(tmp_path, "latency.p50 <= 1 s", "recall >= 0.8"))
    assert re.search(r"percentage points to spare \([\d.]+ % of what lies above the limit\)", text)


def test_each_constraint_has_a_mark_and_none_is_read_aloud(tmp_path: Path) -> None:
    banner = banner_of(tmp_path, "recall >= 0.5", "latency.p50 <= 1 ns", "model.size <= 10 kB")
    marks = re.search(r'<span class="bt-pips" aria-hidden="true">(.*?)</span></span>', banner, re.DOTALL)[1]
    assert re.findall(r'class="bt-pip bt-is-(\w+)"', marks) == ["holds", "violated", "holds"]


def test_what_narrows_a_constraint_is_said_with_it(tmp_path: Path) -> None:
    banner = banner_of(
        tmp_path, "latency.p50 <= 1 ns on bench-box in single-stream", "recall >= -5 % against large"
    )
    assert "Latency, median ≤ 1 ns on bench-box in single-stream" in text_of(banner)
    assert 'title="Recall (sensitivity) ≥ −5 % against large: ' in banner


def test_one_constraint_needs_no_marks(tmp_path: Path) -> None:
    assert "bt-pip" not in banner_of(tmp_path, "recall >= 0.5")


def test_a_decision_without_constraints_says_so(tmp_path: Path) -> None:
    text = text_of(banner_of(tmp_path))
    assert "Does it hold? No constraints" in text
    assert "limit" not in text
