"""Garbage is looked for rarely while a project is judged, and as before afterwards."""

from __future__ import annotations

import gc

import pytest

import making
from buttress.errors import ProjectError
from buttress.garbage import rare_garbage_collection
from buttress.pipeline import judge_project


def test_the_pace_is_another_inside_only():
    before = gc.get_threshold()
    with rare_garbage_collection():
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_threshold() == before


def test_the_pace_is_as_before_when_a_project_has_mistakes(tmp_path):
    before = gc.get_threshold()
    root = making.write_files(
        tmp_path / "decisions", {**making.FILES, "shop/choice.yaml": "kind: decision\n"}
    )
    with pytest.raises(ProjectError):
        judge_project(root, making.TODAY)
    assert gc.get_threshold() == before
