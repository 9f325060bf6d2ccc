"""The trade-off table of a decision: why a cell is open, and what its limits are on."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

import making
from buttress.explanation import NBSP
from buttress.pages import SiteSettings
from buttress.pipeline import judge_project, render_project

if TYPE_CHECKING:
    from pathlib import Path

REASON = (
    "the interval misses the limit, but among this many constraints such a miss is not yet beyond chance"
    " (Holm's correction)"
)


def page_of(root: Path, *constraints: str, hits: int = 85, also: str = "") -> str:
    """The page of a decision between two options, of which the first found so many of a hundred."""
    decision = dedent(making.ONE_DECISION % ", ".join(constraints)) + also
    making.write_files(root, {**making.FILES, "shop/choice.yaml": decision})
    measurements = [
        making.measurement(root, predictions=making.predictions(hits, 100 - hits, 20, 0)),
        making.measurement(root, "large", predictions=making.predictions(99, 1, 20, 0)),
    ]
    making.record_run(root, measurements, data=making.facts(root, 100, 20))
    pages = render_project(judge_project(root, making.TODAY), SiteSettings()).pages
    (found,) = [one for one in pages if one.uri == "decisions/shop/choice.md"]
    return found.complete_html()


def table_of(page: str) -> str:
    return page.partition('class="bt-table bt-tradeoffs"')[2].partition("</table>")[0]


# 85 of 100 against 90 %: p = P(Bin(100, 0.9) <= 85) = 0.073 of 0.1, and Holm asks for half of that between two musts.
SLIM = ("latency.p50 <= 5 ms", "{require: recall >= 0.90, confidence: 0.9}")


@pytest.fixture(scope="module")
def slim(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(tmp_path_factory.mktemp("slim"), *SLIM)


def test_bounds_beyond_a_limit_that_stay_open_say_why_in_their_cell(slim: str) -> None:
    (cell,) = re.findall(r'<td class="bt-cell bt-is-undecided".*?</td>', table_of(slim), re.DOTALL)
    title = cell.partition('title="')[2].partition('"')[0].replace("&#39;", "'")
    assert f"; {REASON}. About " in title
    assert title.endswith("would decide it, if the value measured so far is the true one")
    assert '<span class="bt-basis">beyond the limit, not yet beyond chance</span>' in cell


def test_what_an_open_option_waits_for_is_told_below_the_table(slim: str) -> None:
    told = slim.partition("small: open, since ")[2].partition("</li>")[0].replace("&#39;", "'")
    assert told.startswith(f"recall ≥{NBSP}90{NBSP}% is undecided. Of its recall {REASON}. About ")


def test_what_chance_may_not_settle_alone_is_explained_below_the_table(slim: str, tmp_path: Path) -> None:
    assert "“not yet beyond chance”: " in slim
    assert re.search(r'<a class="bt-term" href="[^"]*#term-holm"', slim)
    assert "not yet beyond chance" not in page_of(tmp_path, "recall >= 0.90")


def test_a_limit_within_the_bounds_needs_no_further_reason(tmp_path: Path) -> None:
    table = table_of(page_of(tmp_path, "recall >= 0.85"))
    assert "Undecided" in table
    assert "bt-basis" not in table


def heads_of(page: str) -> list[str]:
    found = re.findall(r'<span class="bt-limit">(.*?)</span>', table_of(page))
    return [one.replace(NBSP, " ") for one in found]


def test_the_head_of_a_column_says_what_each_limit_is_on(tmp_path: Path) -> None:
    page = page_of(
        tmp_path,
        "recall >= 80 %",
        "{require: recall >= -5 %, against: large, severity: should}",
        "{require: recall >= 60 %, slice: {size: big}}",
        "{require: latency.p50 <= 9 ms, of: small}",
        "{require: latency.p50 <= 50 %, against: large}",
        "{require: latency.p50 <= 9 ms, scope: every process}",
    )
    assert heads_of(page) == [
        "at least 80 %",
        "at least −5 percentage points against large (should)",
        "at least 60 %",
        "at most 9 ms, only small",
        "at most 50 % against large",
        "at most 9 ms scope: every process",
    ]
    assert "A limit “against” is on the difference or the ratio between two options" in page


def test_a_slice_has_a_column_whose_head_names_it(tmp_path: Path) -> None:
    page = page_of(tmp_path, "recall >= 80 %", "{require: recall >= 60 %, slice: {size: big}}")
    labels = re.findall(r'data-bt-label="(.*?)"', table_of(page))
    assert [one.replace(NBSP, " ") for one in labels] == [
        "Recall (sensitivity)",
        "Recall (sensitivity) where size = big",
    ]
    assert f'<span class="bt-sub">where size{NBSP}={NBSP}big</span>' in table_of(page)
    assert "of each group" not in page


def test_a_head_names_machine_and_load_only_where_limits_differ_in_them(tmp_path: Path) -> None:
    one = "latency.p50 <= 9 ms on bench-box in single-stream"
    assert heads_of(page_of(tmp_path / "one", one)) == ["at most 9 ms"]
    both = heads_of(page_of(tmp_path / "both", one, "latency.p50 <= 9 ms"))
    assert both == ["at most 9 ms on bench-box in single-stream", "at most 9 ms"]


@pytest.mark.parametrize(
    ("constraints", "told"),
    [
        (["recall >= 0.5"], ", its mark is the value and the upright line the"),
        ([], ", and its mark is the value."),
    ],
)
def test_below_the_table_a_line_for_limits_is_spoken_of_only_where_there_is_one(
    tmp_path: Path, constraints: list[str], told: str
) -> None:
    page = page_of(tmp_path, *constraints, also="drivers: [recall]\n")
    note = page.partition('<p class="bt-note">A bar spans')[2].partition("</p>")[0]
    assert told in re.sub(r"<[^>]+>", "", note)


def test_a_should_that_is_missed_does_not_hide_the_must_that_leaves_an_option_open(tmp_path: Path) -> None:
    page = page_of(tmp_path, *SLIM, "{id: nearly-all, require: recall >= 0.99, severity: should}")
    cells = re.findall(r'<td class="bt-cell bt-is-(\w+)"', table_of(page))
    assert cells[1] == "undecided"


def test_bounds_of_another_confidence_than_those_around_them_say_so(tmp_path: Path) -> None:
    others = ("latency.p50 <= 5 ms", "latency.p95 <= 50 ms", "{require: recall >= 0.5, confidence: 0.85}")
    assert table_of(page_of(tmp_path, *others)).count(f'<span class="bt-basis">85{NBSP}% bounds</span>') == 2
