"""What would flip a decision, on its page: the changes that make another option win, and what is said of them."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import TYPE_CHECKING

import making
from buttress.explanation import NBSP
from buttress.pages import SiteSettings
from buttress.pipeline import judge_project, render_project

if TYPE_CHECKING:
    from pathlib import Path

PREFERRED = "preferences: [{quality: recall, weight: 1, worst: 0.5, best: 1}]\n"
NOTE = "A value misses a limit where it lies beyond it."


def flips_of(root: Path, constraint: str) -> str:
    """The section of a decision between two options, of which the second finds nearly all."""
    decision = dedent(making.ONE_DECISION % constraint) + PREFERRED
    making.write_files(root, {**making.FILES, "shop/choice.yaml": decision})
    measurements = [
        making.measurement(root, predictions=making.predictions(85, 15, 20, 0)),
        making.measurement(root, "large", predictions=making.predictions(99, 1, 20, 0)),
    ]
    making.record_run(root, measurements, data=making.facts(root, 100, 20))
    pages = {
        page.uri: page for page in render_project(judge_project(root, making.TODAY), SiteSettings()).pages
    }
    html = pages["decisions/shop/choice.md"].complete_html()
    return html.partition('id="flips"')[2].partition('id="constraints"')[0]


def changes_in(section: str) -> list[list[str]]:
    table = section.partition('<th scope="col">What changes</th>')[2].partition("</table>")[0]
    rows = re.findall(r"<tr title=.*?</tr>", table, re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]


def test_a_value_that_would_miss_a_limit_is_told_with_a_word_on_its_bounds(tmp_path: Path) -> None:
    section = flips_of(tmp_path, "{require: recall >= 0.9, of: large}, latency.p50 <= 1 s")
    told = ["Recall of large", f"99{NBSP}%", f"below 90{NBSP}%", "9 percentage points less", "small"]
    assert told in changes_in(section)
    assert NOTE in re.sub(r"<[^>]+>", "", section)


def test_a_value_that_would_only_be_worth_less_misses_nothing(tmp_path: Path) -> None:
    section = flips_of(tmp_path, "latency.p50 <= 1 s")
    told = ["Recall of large", f"99{NBSP}%", f"below 85{NBSP}%", "14 percentage points less", "small"]
    assert changes_in(section) == [told]
    assert NOTE not in re.sub(r"<[^>]+>", "", section)
