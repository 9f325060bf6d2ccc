"""What the page of a decision says of one constraint: verdict, argument, looks and the runs behind it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

import making
from buttress.pages import SiteSettings
from buttress.pipeline import judge_project, render_project

if TYPE_CHECKING:
    from pathlib import Path


def html_of(folder: Path, runs: int = 1, **files: str) -> str:
    """The page of the decision after so many runs of unchanged code."""
    changed = {f"shop/{name}.yaml": text for name, text in files.items()}
    root = making.write_files(folder / "decisions", {**making.FILES, **changed})
    for day in range(runs):
        making.record_run(root, started=making.MEASURED - timedelta(days=runs - day))
    project = judge_project(root, making.TODAY)
    pages = {page.uri: page for page in render_project(project, SiteSettings(site_name="Shop")).pages}
    return pages["decisions/shop/choice.md"].complete_html().replace("\u00a0", " ")


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def suite_of(looks: int) -> str:
    return making.SUITE.replace("load:", f"looks: {looks}\n    load:")


@pytest.mark.parametrize(
    ("runs", "looks", "words"),
    [
        (1, 1, "1 of 1 taken; a further run informs only, until candidate or data change"),
        (1, 2, "1 of 2 taken; the next run counts, too"),
        (3, 2, "2 of 2 taken; a further run informs only, until candidate or data change"),
    ],
)
def test_the_looks_that_are_taken_are_told(tmp_path: Path, runs: int, looks: int, words: str) -> None:
    text = text_of(html_of(tmp_path, runs, suite=suite_of(looks)))
    # The size of the model is counted, so that no look at it can mislead.
    assert text.count(f"Looks at the evidence {words}") == 2


def test_the_argument_stands_with_every_constraint(tmp_path: Path) -> None:
    text = text_of(html_of(tmp_path))
    assert text.count("Why this verdict, and what would turn it Of small the decision requires") == 3
    assert "It would no longer hold once the nearer bound moved by" in text


def test_of_many_runs_that_inform_only_the_latest_are_named(tmp_path: Path) -> None:
    text = text_of(html_of(tmp_path, 6))
    recall = text[text.rindex("Recall (sensitivity) ≥ 80 % ") :]
    informing = recall[recall.index("Informing only") : recall.index("Looks at")]
    assert re.findall(r"run of (\S+)", informing) == ["2026-11-07", "2026-11-08", "2026-11-09"]
    assert informing.rstrip().endswith("; 2 earlier ones")


def test_what_is_judged_of_a_slice_is_not_said_of_the_whole(tmp_path: Path) -> None:
    sliced = "      - {id: big, require: recall >= 0.99, slice: {size: big}}\n"
    html = html_of(tmp_path, choice=f"{making.DECISION.rstrip()}\n{sliced}")
    cells = re.findall(r'<td class="bt-cell.*?</td>', html, re.DOTALL)
    whole, part = (one for one in cells if "Clopper" in one)
    assert "bt-bar--holds" in whole
    assert "bt-bar--undecided" in part
    assert text_of(whole).endswith("99.2 %")
    assert text_of(part).endswith("Undecided")
