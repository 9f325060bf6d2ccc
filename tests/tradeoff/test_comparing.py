from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import making
from buttress.pipeline import judge_project
from buttress.storage import digest_code

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.tradeoff import Comparison


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


def test_a_sliced_constraint_leaves_its_cell_to_all_examples(tmp_path: Path) -> None:
    decision = dedent(making.DECISION).replace(
        "- recall >= 0.80", "- {require: recall >= 0.80, slice: {size: big}}"
    )
    small, _ = compare(tmp_path, decision).rows
    recall = next(cell for cell in small.cells if cell.quality.id == "recall")
    assert recall.estimate is not None
    assert recall.estimate.n == 100


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
