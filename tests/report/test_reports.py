"""Reports of hand-made portfolios; `tests/cli/test_check.py` reads them through the command."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import making
from buttress.errors import Problem
from buttress.estimation import Estimate
from buttress.pipeline import judge_project
from buttress.records import Constraint
from buttress.report import (
    annotate_gate,
    annotate_problems,
    count_problems,
    describe_claim,
    describe_estimate,
    describe_gate,
    describe_run,
    dump_gate,
    dump_problems,
)
from buttress.report.verdict_text import method_text
from buttress.verdicts import gate_judgement

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.project import Project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return making.write_files(tmp_path / "decisions", making.FILES)


def judged(root: Path) -> Project:
    return judge_project(root, making.TODAY)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("recall>=0.80", "recall >= 0.8"),
        ("latency.p99 <= 5 ms on edge in server", "latency.p99 <= 5 ms on edge in server"),
        (
            {"require": "latency.p99 <= 5 ms", "hardware": "edge", "load": "server"},
            "latency.p99 <= 5 ms on edge in server",
        ),
        ({"require": "recall >= 0.8 on edge", "hardware": "edge"}, "recall >= 0.8 on edge"),
        ({"require": "recall >= 0.8", "slice": {"b": "2", "a": "1"}}, "recall >= 0.8 where a=1 where b=2"),
        ({"require": "recall >= 5 %", "against": "old"}, "recall >= 5 % against old"),
        ({"require": "recall >= 5 % against old", "against": "old"}, "recall >= 5 % against old"),
        ({"require": "latency.p99 <= 5 ms", "scope": "typical"}, "latency.p99 <= 5 ms"),
        ({"require": "latency.p99 <= 5 ms", "scope": "pooled"}, "latency.p99 <= 5 ms scope: pooled"),
        ({"require": "latency.p99 <= 5 ms", "profile": "mlperf"}, "latency.p99 <= 5 ms profile: mlperf"),
    ],
)
def test_a_claim_is_told_with_all_its_selectors(written: object, told: str) -> None:
    assert describe_claim(Constraint.model_validate(written)) == told


def test_an_exact_figure_has_no_interval(root: Path) -> None:
    making.record_run(root)
    verdict = judged(root).judgement.verdicts["shop/choice"][2]
    assert describe_estimate(verdict) == "4.096 kB against <= 10 kB (exact)"


def test_a_proportion_is_told_with_its_interval(root: Path) -> None:
    # 97 of 100: the Clopper-Pearson bounds are 0.92429 and 0.99177 (scipy.stats.beta.ppf).
    making.record_run(root)
    verdict = judged(root).judgement.verdicts["shop/choice"][1]
    expected = "0.97 [0.9243, 0.9918] against >= 0.8 (Clopper-Pearson at 95 % one-sided, n = 100)"
    assert describe_estimate(verdict) == expected


def test_a_share_over_clusters_is_told_with_how_many_there_are() -> None:
    estimate = Estimate(0.7, 0.6, 0.8, 0.95, "betting", 1628, clusters=240)
    assert method_text(estimate) == "betting at 95 % one-sided, n = 1628 in 240 clusters"


def test_a_constraint_that_was_not_measured_has_no_estimate(root: Path) -> None:
    assert describe_estimate(judged(root).judgement.verdicts["shop/choice"][1]) == ""


def test_a_ratio_of_two_options_has_no_unit(root: Path) -> None:
    making.record_run(root, [making.measurement(root), making.measurement(root, "large")])
    making.write_files(root, {"shop/choice.yaml": making.ONE_DECISION % "latency.p50 <= 200 % against large"})
    project = judged(root)
    (verdict,) = json.loads(dump_gate(project, gate_judgement(project.judgement)))["verdicts"]
    assert (verdict["state"], verdict["limits"], verdict["unit"]) == ("holds", [2.0], "")


def test_the_same_judgement_gives_the_same_bytes(root: Path) -> None:
    making.record_run(root)
    first, second = judged(root), judged(root)
    for describe in (describe_gate, dump_gate, annotate_gate):
        assert describe(first, gate_judgement(first.judgement)) == describe(
            second, gate_judgement(second.judgement)
        )


def test_places_are_told_from_a_base(root: Path) -> None:
    project = judged(root)
    gate = gate_judgement(project.judgement)
    assert "at: sub/decisions/shop/choice.yaml:8:5" in describe_gate(project, gate, "sub")
    assert "file=sub/decisions/shop/choice.yaml,line=8,col=5," in annotate_gate(project, gate, "sub")
    assert (
        json.loads(dump_gate(project, gate, "sub"))["verdicts"][0]["path"] == "sub/decisions/shop/choice.yaml"
    )


def test_when_strict_warnings_and_what_is_due_are_annotated_as_errors(root: Path) -> None:
    making.record_run(root)
    path = root / "shop/choice.yaml"
    path.write_text(path.read_text().replace("0.80", "0.95") + "review_by: 2026-11-02\n")
    project = judged(root)
    mild = annotate_gate(project, gate_judgement(project.judgement))
    hard = annotate_gate(project, gate_judgement(project.judgement, strict=True))
    assert [line.split()[0] for line in mild.splitlines()] == ["::warning", "::notice"]
    assert [line.split()[0] for line in hard.splitlines()] == ["::error", "::error"]


def test_an_annotation_escapes_what_would_end_it() -> None:
    problem = Problem("a,b:c.yaml", 3, 0, "note", "80 % of\r\nall: yes, all", "mend it")
    assert annotate_problems([problem]) == (
        "::error file=a%2Cb%3Ac.yaml,line=3,title=problem::note: 80 %25 of%0D%0Aall: yes, all (mend it)"
    )


def test_a_problem_without_a_line_is_annotated_at_its_file() -> None:
    assert annotate_problems([Problem("decisions", 0, 0, "", "there is none")]) == (
        "::error file=decisions,title=problem::there is none"
    )


def test_problems_are_counted_by_file() -> None:
    one = Problem("a.yaml", 1, 1, "", "wrong")
    assert count_problems([one]) == "1 problem in 1 file"
    assert count_problems([one, Problem("b.yaml", 1, 1, "", "wrong")]) == "2 problems in 2 files"


def test_problems_have_the_same_keys_in_json_as_a_judgement(root: Path) -> None:
    project = judged(root)
    judgement = json.loads(dump_gate(project, gate_judgement(project.judgement)))
    problems = json.loads(dump_problems([Problem("a.yaml", 1, 2, "title", "is missing")]))
    assert list(judgement) == list(problems)
    assert list(judgement["counts"]) == list(problems["counts"])
    (problem,) = problems["problems"]
    assert problem == {
        "path": "a.yaml",
        "line": 1,
        "column": 2,
        "field": "title",
        "message": "is missing",
        "hint": "",
    }


def test_a_run_is_a_table_of_what_it_measured(root: Path) -> None:
    run = making.run(root)
    table = describe_run(judged(root).linked, run, making.TODAY).splitlines()
    rows = [line.split("  ") for line in table]
    assert [row[0] for row in rows] == ["candidate", *["small (python)"] * 6]
    recall, sliced = (line for line in table if " recall " in line)
    assert "recall where size=big" in sliced
    assert (
        recall.split("  ")[-2:] == ["0.97 [0.9243, 0.9918]", "n = 100"] or "0.97 [0.9243, 0.9918]" in recall
    )
    (size,) = (line for line in table if "model.size" in line)
    assert size.endswith("counted")
    (missing,) = (line for line in table if "training.time" in line)
    assert "hold no training.time" in missing


def test_a_table_rests_on_its_run_alone(root: Path) -> None:
    making.record_run(root)
    worse = [making.measurement(root, predictions=making.predictions(50, 50, 20, 0))]
    run = making.run(root, worse, started=making.MEASURED.replace(hour=15))
    recall, _ = (
        line
        for line in describe_run(judged(root).linked, run, making.TODAY).splitlines()
        if " recall " in line
    )
    assert " 0.5 [" in recall
