"""A suite's own code inside a worker."""

from __future__ import annotations

import pickle
import sys
from typing import TYPE_CHECKING

import pytest

from buttress.bench.worker.code import load_callable, load_module, module_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = ("a-b.py", "a_b.py", "a b.py", "größe/a.b.py")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "größe").mkdir()
    for file in FILES:
        (tmp_path / file).write_text(f"class Model:\n    file = {file!r}\n")
    yield tmp_path
    for file in FILES:
        sys.modules.pop(module_name(file), None)


def test_files_with_similar_names_are_different_modules(folder: Path) -> None:
    assert [load_callable(folder, f"{file}:Model").file for file in FILES] == list(FILES)  # type: ignore[attr-defined]


@pytest.mark.parametrize("file", FILES)
def test_objects_of_any_file_can_be_handed_on_as_pickles(folder: Path, file: str) -> None:
    content = pickle.dumps(load_callable(folder, f"{file}:Model")())
    assert load_module(folder, file)
    assert pickle.loads(content).file == file  # noqa: S301 - made a line above
