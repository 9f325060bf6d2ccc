from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import numpy as np
import pytest

import making
from buttress.errors import ProjectError
from buttress.pipeline import RESAMPLES, judge_project
from buttress.records import Packed

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.estimation import Estimate


def test_problems_of_reading_and_of_linking_come_together(tmp_path: Path) -> None:
    decision = dedent(making.DECISION).replace("recall >= 0.80", "recal >= 0.80")
    hardware = dedent(making.HARDWARE).replace("title", "titel")
    files = {**making.FILES, "shop/choice.yaml": decision, "hardware/bench-box.yaml": hardware}
    with pytest.raises(ProjectError) as caught:
        judge_project(making.write_files(tmp_path / "decisions", files), making.TODAY)
    places = [(problem.path, problem.line, problem.column) for problem in caught.value.problems]
    assert places == [
        ("decisions/hardware/bench-box.yaml", 1, 1),
        ("decisions/hardware/bench-box.yaml", 2, 1),
        ("decisions/shop/choice.yaml", 9, 5),
    ]


def test_a_judged_project_knows_the_way_back_to_its_files(tmp_path: Path) -> None:
    root = making.write_files(tmp_path / "decisions", making.FILES)
    project = judge_project(root, making.TODAY)
    place = project.reading.place("decision", "shop/choice", ("constraints", 2))
    assert (place.path, place.line, place.column) == ("decisions/shop/choice.yaml", 10, 5)


def test_bounds_by_resampling_are_kept_and_taken_from_where_they_are_kept(tmp_path: Path) -> None:
    root, cache = tmp_path / "decisions", tmp_path / "cache"
    making.write_files(root, {**making.FILES, "shop/choice.yaml": making.ONE_DECISION % "log_loss <= 0.5"})
    scores = np.random.default_rng(2).uniform(0.55, 0.99, 600)
    answers = {**making.predictions(600, 0), "scores": Packed.of_numbers(scores, "f8")}
    measured = making.measurement(root, predictions=answers)
    making.record_run(root, [measured], data=making.facts(root, 600))

    def judged(folder: Path | None) -> Estimate:
        (verdict,) = judge_project(root, making.TODAY, folder).judgement.verdicts["shop/choice"]
        assert verdict.state == "holds", verdict.reason
        assert verdict.assessment
        assert verdict.assessment.estimate
        return verdict.assessment.estimate

    first = judged(cache)
    (kept,) = (cache / RESAMPLES).glob("*.json")
    assert judged(cache) == first == judged(None)
    text = kept.read_text(encoding="utf-8")
    assert str(first.value) in text
    kept.write_text(text.replace(str(first.value), "0.25"), encoding="utf-8")
    assert judged(cache).value == 0.25
