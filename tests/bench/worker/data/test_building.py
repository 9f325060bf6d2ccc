"""A suite's builder is called, and what it says of files that are not there is told apart from its mistakes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from buttress.bench import BenchError, MissingDataError
from buttress.bench.messages import Job
from buttress.bench.plan import DataPlan
from buttress.bench.worker.code import module_name
from buttress.bench.worker.data.building import build_examples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CODE = """
from pathlib import Path

from buttress.bench import Dataset


def here():
    return Dataset([1.0, 2.0, 3.0, 4.0], ["a", "b", "a", "b"])


def to_be_obtained():
    raise FileNotFoundError("put faces.zip from example.org into the folder FACES")


def with_a_mistake():
    return Path("no-such-file.csv").read_text()
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A suite's folder; what it adds to the path and to the loaded modules is taken back."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "data.py").write_text(CODE)
    yield tmp_path
    sys.modules.pop(module_name("data.py"), None)


def job(folder: Path, builder: str) -> Job:
    return Job("describe", str(folder), 0, DataPlan(f"data.py:{builder}", folds=2))


def test_the_answer_of_the_builder_becomes_examples(folder: Path) -> None:
    assert len(build_examples(job(folder, "here")).features) == 4


def test_a_builder_says_what_has_to_be_obtained(folder: Path) -> None:
    with pytest.raises(MissingDataError) as told:
        build_examples(job(folder, "to_be_obtained"))
    assert str(told.value) == "put faces.zip from example.org into the folder FACES"
    assert told.value.__notes__ == ["while building the data"]


def test_a_file_that_a_builder_takes_for_granted_is_its_mistake(folder: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no-such-file\.csv") as told:
        build_examples(job(folder, "with_a_mistake"))
    assert not isinstance(told.value, BenchError)
