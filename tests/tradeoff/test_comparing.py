from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import numpy as np
import pytest

import making
from buttress.pipeline import judge_project
from buttress.records import Packed
from buttress.storage import digest_code

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.tradeoff import Cell, Comparison


def compare(tmp_path: Path, decision: str = making.DECISION, **large: object) -> Comparison:
    root = making.write_files(tmp_path / "decisions", {**making.FILES, "shop/choice.yaml": decision})
    small = making.measurement(root, predictions=making.predictions(97, 3, 18, 2))
    other = making.measurement(root, "large", **{"predictions": making.predictions(60, 40, 20, 0), **large})
    making.record_run(root, [small, other])
    return judge_project(root, making.TODAY).comparisons["shop/choice"]


def test_an_option_that_violates_a_must_is_infeasible_and_says_by_what(tmp_path: Path) -> None:
    small, large = compare(tmp_path).rows
    assert (small.feasibility, small.chosen) == ("feasible", True)
    assert (large.feasibility, large.chosen) == ("infeasible", False)
    assert [verdict.bound.constraint.id for verdict in large.failing] == ["recall"]


def test_an_option_without_evidence_is_unknown_and_its_cells_are_empty(tmp_path: Path) -> None:
    decision = dedent(making.DECISION).replace("{id: large}", "{id: large}, {id: paper}")
    paper = compare(tmp_path, decision).row("paper")
    assert paper is not None
    assert paper.feasibility == "unknown"
    assert all(cell.basis is None and cell.estimate is None for cell in paper.cells)


def test_constrained_qualities_come_first_then_preferences_drivers_and_ratings(tmp_path: Path) -> None:
    decision = dedent(making.DECISION).replace("{id: large}", "{id: large, ratings: {interpretability: low}}")
    decision += "drivers: [accuracy, recall, our good name]\n"
    decision += "preferences: [{quality: training.time, weight: 1, worst: 9 s, best: 0 s}]\n"
    comparison = compare(tmp_path, decision)
    assert [quality.id for quality in comparison.qualities] == [
        "latency.p50",
        "recall",
        "model.size",
        "training.time",
        "accuracy",
        "interpretability",
    ]
    large = comparison.row("large")
    assert large is not None
    assert (large.cells[-1].basis, large.cells[-1].stated) == ("attested", "low")


BIG = (("size", "big"),)
OF_BIG = "- {require: recall >= 0.80, slice: {size: big}}"


def asked_of_recall(tmp_path: Path, *claims: str, more: str = "") -> tuple[Comparison, list[Cell]]:
    """A comparison by these claims instead of that on recall, with the cells of recall of the chosen option."""
    decision = dedent(making.DECISION).replace("- recall >= 0.80", "\n  ".join(claims)) + more
    comparison = compare(tmp_path, decision)
    return comparison, [cell for cell in comparison.rows[0].cells if cell.quality.id == "recall"]


def test_a_constraint_on_a_slice_brings_a_column_of_its_own_beside_all_examples(tmp_path: Path) -> None:
    comparison, (whole, part) = asked_of_recall(tmp_path, OF_BIG, "- training.time <= 9 s", "- recall >= 0.7")
    assert [(one.quality.id, one.slice) for one in comparison.columns] == [
        ("latency.p50", ()),
        ("recall", ()),
        ("recall", BIG),
        ("training.time", ()),
        ("model.size", ()),
    ]
    assert (whole.estimate.n, part.estimate.n) == (100, 50)
    assert (whole.slice, part.slice) == ((), BIG)
    assert [one.bound.constraint.id for one in whole.verdicts] == ["recall"]
    assert [one.bound.constraint.id for one in part.verdicts] == ["recall where size=big"]
    assert part.assessment is part.verdicts[0].assessment


def test_a_driver_asks_for_no_figure_over_what_its_slices_tell_apart(tmp_path: Path) -> None:
    _, cells = asked_of_recall(tmp_path, OF_BIG, more="drivers: [recall]\n")
    assert [cell.slice for cell in cells] == [BIG]


def test_a_preference_that_names_no_slice_is_of_all_examples(tmp_path: Path) -> None:
    wish = "preferences: [{quality: recall, weight: 1, worst: 0.5, best: 1}]\n"
    comparison, cells = asked_of_recall(tmp_path, OF_BIG, more=wish)
    assert [cell.slice for cell in cells] == [(), BIG]
    assert comparison.ranking.standings[0].worths[0].value == pytest.approx((0.97 - 0.5) / 0.5)


def test_a_rating_is_of_all_examples(tmp_path: Path) -> None:
    decision = dedent(making.DECISION).replace("- recall >= 0.80", OF_BIG)
    decision = decision.replace("{id: large}", "{id: large}, {id: paper, ratings: {recall: 0.9}}")
    paper = compare(tmp_path, decision).row("paper")
    cells = [cell for cell in paper.cells if cell.quality.id == "recall"]
    assert [(cell.slice, cell.stated) for cell in cells] == [((), "0.9"), (BIG, "")]


def test_a_preference_of_a_slice_is_weighed_by_that_slice(tmp_path: Path) -> None:
    wish = "preferences: [{quality: recall, slice: {size: big}, weight: 1, worst: 0.5, best: 1}]\n"
    answers = {"labels": Packed.of_numbers(np.array([0, 1] * 3 + [1] * 94 + [0] * 20), "u1")}
    root = making.write_files(tmp_path, {**making.FILES, "shop/choice.yaml": dedent(making.DECISION) + wish})
    making.record_run(root, [making.measurement(root, predictions=answers)])
    comparison = judge_project(root, making.TODAY).comparisons["shop/choice"]
    whole, part = (cell for cell in comparison.rows[0].cells if cell.quality.id == "recall")
    assert (whole.estimate.value, part.estimate.value) == (0.97, 1.0)  # those missed are small
    (worth,) = comparison.ranking.standing("small").worths
    assert (worth.value, worth.preference.id) == (1.0, "recall where size=big")


def test_what_should_not_be_in_a_slice_is_better_the_less_there_is(tmp_path: Path) -> None:
    decision = dedent(making.DECISION).replace(
        "- recall >= 0.80", "- {require: recall <= 1, slice: {size: big}}"
    )
    faster = [making.process(order, latency_ms=0.5) for order in range(10)]
    small, large = compare(tmp_path, decision, processes=faster).rows
    assert {row.cells[1].quality.direction for row in (small, large)} == {"lower"}
    # It finds less of what should not be found.
    assert (small.dominated_by, large.dominated_by) == (("large",), ())
    wish = "preferences: [{quality: recall, slice: {size: big}, weight: 1, worst: 1, best: 0}]\n"
    _, cells = asked_of_recall(tmp_path / "by-wish", "- recall >= 0.8", more=wish)
    assert [cell.quality.direction for cell in cells] == ["higher", "lower"]


@pytest.mark.parametrize(
    "claims",
    [
        (
            "- {require: recall <= 0.99, slice: {size: big}}",
            "- {id: some, require: recall >= 0.5, slice: {size: big}}",
        ),
        ("- {require: recall between 0.5 and 1, slice: {size: big}}",),
    ],
)
def test_a_slice_keeps_the_direction_of_its_quality_where_not_all_is_against_it(
    tmp_path: Path, claims: tuple[str, ...]
) -> None:
    (part,) = asked_of_recall(tmp_path, *claims)[1]
    assert part.quality.direction == "higher"


def test_a_comparison_with_another_option_leaves_the_cells_to_each_option_by_itself(tmp_path: Path) -> None:
    decision = dedent(making.DECISION)
    for claim, ratio in (
        ("recall >= 0.80", "recall >= -5 %"),
        ("model.size <= 10 kB", "model.size <= 300 %"),
    ):
        decision = decision.replace(claim, f"{ratio} against large")
    small, large = compare(tmp_path, decision).rows
    assert [cell.estimate.value for cell in small.cells if cell.estimate][1:] == [0.97, 4.096]
    assert [cell.estimate.value for cell in large.cells if cell.estimate][1:] == [0.6, 4.096]


def test_dominance_needs_intervals_that_do_not_touch(tmp_path: Path) -> None:
    worse = {
        "processes": [making.process(order, latency_ms=3.0) for order in range(10)],
        "figures": {"model.size": {"value": 9000, "unit": "B"}},
    }
    small, large = compare(tmp_path, **worse).rows
    assert large.dominated_by == ("small",)
    assert small.dominated_by == ()


def test_overlapping_intervals_dominate_nothing(tmp_path: Path) -> None:
    same = {"predictions": making.predictions(96, 4, 18, 2)}
    assert [row.dominated_by for row in compare(tmp_path, **same).rows] == [(), ()]


SCORED = """
    kind: decision
    title: Use the small one
    status: accepted
    date: 2026-11-01
    options: [{id: small}, {id: large}]
    chosen: small
    constraints: [%s]
"""


def test_proved_bounds_of_a_metric_dominate(tmp_path: Path) -> None:
    decision = SCORED % "balanced_accuracy >= 0.1"
    small, large = compare(tmp_path, decision, predictions=making.predictions(50, 50, 10, 10)).rows
    better, worse = small.cells[0].estimate, large.cells[0].estimate
    assert better is not None
    assert worse is not None
    assert better.lower > worse.upper
    assert large.dominated_by == ("small",)


def test_a_constraint_of_one_option_does_not_set_what_its_cell_is_compared_by(tmp_path: Path) -> None:
    of_small = "{require: recall >= 0.5, of: small, confidence: 0.6}"
    small, large = compare(tmp_path, SCORED % of_small).rows
    confidences = [row.cells[0].estimate.confidence for row in (small, large) if row.cells[0].estimate]
    assert confidences == [0.95, 0.95]


def test_what_is_asked_under_a_change_has_a_column_of_its_own(tmp_path: Path) -> None:
    files = {
        **making.FILES,
        "shop/suite.yaml": making.SUITE.replace(
            "positive: bad,", "positive: bad, perturbations: {noise: data.py:examples},"
        ),
        "shop/choice.yaml": making.DECISION.replace(
            "- recall >= 0.80", "- recall >= 0.80\n      - recall >= 0.90 under noise"
        ),
    }
    making.write_files(tmp_path, files)
    noise = digest_code(tmp_path, tmp_path / "shop/data.py", "examples").digest
    answers = {**making.predictions(97, 3, 18, 2), "perturbed": {"noise": making.predictions(70, 30, 18, 2)}}
    facts = making.facts(tmp_path, 100, 20, change_digests={"noise": noise})
    making.record_run(tmp_path, [making.measurement(tmp_path, predictions=answers)], data=facts)
    comparison = judge_project(tmp_path, making.TODAY).comparisons["shop/choice"]
    columns = [(column.quality.id, column.under) for column in comparison.columns]
    assert columns.count(("recall", "")) == columns.count(("recall", "noise")) == 1
    cells = {(cell.quality.id, cell.under): cell for cell in comparison.row("small").cells}
    assert cells["recall", ""].estimate.value == 0.97
    assert [one.state for one in cells["recall", ""].verdicts] == ["holds"]
    assert cells["recall", "noise"].estimate.value == 0.7
    assert [one.state for one in cells["recall", "noise"].verdicts] == ["violated"]
