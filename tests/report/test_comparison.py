"""Comparisons as text, CSV, Markdown and JSON: what cannot be seen in a sound portfolio from the command line."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, Any

import pytest

import making
import making_choices
from buttress.pipeline import judge_project
from buttress.report import (
    describe_comparison,
    dump_comparison_csv,
    dump_comparison_json,
    dump_comparison_markdown,
    list_comparison,
)
from buttress.report.comparison_words import word_cell, word_standing
from buttress.report.wrapped_prose import wrap_prose
from buttress.tradeoff import Standing

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.project import Project
    from buttress.tradeoff import Cell, Comparison

CODES = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = making_choices.write_choice(tmp_path_factory.mktemp("project") / "decisions")
    return judge_project(root, making.TODAY)


@pytest.fixture
def comparison(project: Project) -> Comparison:
    return project.comparisons["shop/choice"]


def cell_of(comparison: Comparison, option: str, quality: str) -> Cell:
    return cells_of(comparison, option, quality)[0]


def cells_of(comparison: Comparison, option: str, quality: str) -> list[Cell]:
    """The cells of a quality of an option: over all examples first, then by slice."""
    row = comparison.row(option)
    assert row is not None
    return [cell for cell in row.cells if cell.quality.id == quality]


def changed(cell: Cell, estimate: dict[str, Any] | None = None, **assessment: Any) -> Cell:
    """A cell whose estimate and assessment say otherwise."""
    assert cell.estimate is not None
    assert cell.assessment is not None
    known = replace(cell.estimate, **estimate or {})
    return replace(cell, estimate=known, assessment=replace(cell.assessment, estimate=known, **assessment))


def with_cell(comparison: Comparison, changed_cell: Cell) -> Comparison:
    """A comparison in which that cell has taken the place of the one of its option and quality."""
    rows = tuple(
        replace(
            row,
            cells=tuple(
                changed_cell
                if (one.option, one.column) == (changed_cell.option, changed_cell.column)
                else one
                for one in row.cells
            ),
        )
        for row in comparison.rows
    )
    return replace(comparison, rows=rows)


def test_colour_repeats_what_words_say(project: Project, comparison: Comparison) -> None:
    for width in (60, 200):
        plain = describe_comparison(project, comparison, width)
        coloured = describe_comparison(project, comparison, width, colour=True)
        stripped = "\n".join(line.rstrip() for line in CODES.sub("", coloured).splitlines())
        assert stripped == plain
        assert coloured != plain


def test_a_cell_says_how_it_is_known(comparison: Comparison) -> None:
    recall = cell_of(comparison, "small", "recall")
    assert word_cell(recall).how == ""
    assert word_cell(changed(recall, basis="computed")).how == "computed"
    assert (
        word_cell(changed(recall, basis="computed", conditions=("a link takes 1..2 ms",))).how
        == "conditional"
    )
    assert word_cell(changed(recall, basis="estimated")).how == "estimated"
    assert word_cell(changed(recall, state="stale")).how == "stale"
    assert word_cell(cell_of(comparison, "paper", "explainability")).how == "attested"
    assert word_cell(cell_of(comparison, "paper", "recall")).value == "not measured"


def test_a_cell_carries_every_verdict_with_its_claim(comparison: Comparison) -> None:
    whole, part = (cells_of(comparison, "small", "recall"), cells_of(comparison, "paper", "recall"))
    assert [[(one.word, one.claim) for one in word_cell(cell).said] for cell in whole] == [
        [("holds", "≥ 80 %")],
        [("holds", "≥ 75 %")],
    ]
    assert [[one.word for one in word_cell(cell).said] for cell in part] == [
        ["missing"],
        ["missing (should)"],
    ]


def test_a_slice_is_named_wherever_its_column_is(project: Project, comparison: Comparison) -> None:
    part = next(one for one in comparison.columns if one.slice)
    assert part.id == "recall where size=big"
    rows = [one for one in list_comparison(comparison) if one.quality == "recall"]
    assert [one.slice for one in rows] == ["", "size=big"] * 3
    document = json.loads(dump_comparison_json(project, comparison))
    cells = [one for one in document["options"][0]["cells"] if one["quality"] == "recall"]
    assert [one["slice"] for one in cells] == [{}, {"size": "big"}]
    assert "| recall where size=big |" in dump_comparison_markdown(project, comparison)
    assert "recall where size=big" in describe_comparison(project, comparison)


def test_bounds_that_a_sample_does_not_give_are_left_empty(project: Project, comparison: Comparison) -> None:
    endless = with_cell(comparison, changed(cell_of(comparison, "small", "latency.p50"), {"upper": inf}))
    (row,) = (
        one for one in list_comparison(endless) if (one.option, one.quality) == ("small", "latency.p50")
    )
    assert (row.lower is not None, row.upper) == (True, None)
    in_csv = csv.DictReader(io.StringIO(dump_comparison_csv(endless)))
    assert next(one for one in in_csv if one["quality"] == "latency.p50")["upper"] == ""
    cells = json.loads(dump_comparison_json(project, endless))["options"][0]["cells"]
    assert cells[0]["estimate"]["upper"] is None
    assert "no upper bound" in describe_comparison(project, endless, 400)


def test_numbers_in_csv_read_back_exactly(comparison: Comparison) -> None:
    read = list(csv.DictReader(io.StringIO(dump_comparison_csv(comparison))))
    for row, written in zip(list_comparison(comparison), read, strict=True):
        assert (float(written["lower"]) if written["lower"] else None) == row.lower
        assert (float(written["chance_best"]) if written["chance_best"] else None) == row.chance_best


def test_what_is_worth_something_unknown_is_told_by_its_bounds() -> None:
    assert word_standing(None) == ("", "")
    assert word_standing(Standing("a", (), 0.2, 0.5, 0.8, 0.25)) == ("0.50 (0.20–0.80)", "25 %")
    assert word_standing(Standing("a", (), 0.2, None, 0.8, 0.25)) == ("0.20–0.80", "25 %")


def test_markdown_leaves_out_a_ranking_that_is_not_there(project: Project, comparison: Comparison) -> None:
    ranked = dump_comparison_markdown(project, comparison).splitlines()[0]
    plain = dump_comparison_markdown(project, replace(comparison, ranking=None)).splitlines()[0]
    assert ranked == f"{plain.removesuffix(' |')} | worth | chance of being best |"


def test_a_decision_without_qualities_still_lists_its_options(
    project: Project, comparison: Comparison
) -> None:
    bare = replace(
        comparison, columns=(), rows=tuple(replace(row, cells=()) for row in comparison.rows), ranking=None
    )
    told = describe_comparison(project, bare)
    assert "3 options, 0 qualities" in told
    assert all(name in told for name in ("small", "large", "paper"))
    assert dump_comparison_csv(bare).count("\n") == 0


def test_numbers_stay_beside_their_units_when_lines_break() -> None:
    told = wrap_prose("It has latency.p99 <= 5 ms and 90 % of about 4 000 draws", 22, "", "  ")
    assert told.splitlines() == ["It has latency.p99", "  <= 5 ms and 90 % of", "  about 4 000 draws"]


def test_a_chosen_option_that_misses_a_limit_names_who_answers_for_it(tmp_path: Path) -> None:
    choice = making_choices.CHOICE.replace("recall >= 0.75, slice", "recall >= 0.999, slice")
    root = making_choices.write_choice(
        tmp_path / "decisions", choice.replace("model.size <= 10 kB", "model.size <= 1 kB")
    )
    waiver = "constraint: finds-big, until: 2026-12-31"
    text = (root / "shop/choice.yaml").read_text(encoding="utf-8")
    assert waiver in text
    (root / "shop/choice.yaml").write_text(
        text.replace(waiver, "constraint: model.size, until: 2026-12-31"), encoding="utf-8"
    )
    project = judge_project(root, making.TODAY)
    told = " ".join(describe_comparison(project, project.comparisons["shop/choice"]).split())
    assert (
        "Waived The small one is chosen although it violates “model.size <= 1 kB”: Head of Shop answers for that until "
        "2026-12-31."
    ) in told
