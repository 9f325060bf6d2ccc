from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

import making
from buttress.errors import ProjectError
from buttress.pipeline import judge_project

if TYPE_CHECKING:
    from pathlib import Path


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
