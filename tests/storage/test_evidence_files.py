from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import making
from buttress.errors import ProjectError
from buttress.storage import Filing, place_run_file, read_run_file, write_run, write_run_files

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return making.write_files(tmp_path / "decisions", making.FILES)


def test_a_place_is_made_of_the_suite_and_of_what_the_run_says_of_itself(root: Path, tmp_path: Path) -> None:
    file = read_run_file(write_run(tmp_path, making.run(root)).rename(tmp_path / "a.json"))
    assert file.file_name == f"suite-20261110T120000Z-testing-3000-2-core-{file.run.digest[:8]}.json"
    filing = place_run_file(root, file, "shop/suite")
    assert filing == Filing(file, root / "shop/runs" / file.file_name)
    at_the_top = place_run_file(root, file, "suite")
    assert at_the_top == Filing(file, root / "runs" / file.file_name)


def test_all_are_written_or_none(root: Path, tmp_path: Path) -> None:
    first, second = (
        read_run_file(write_run(tmp_path, making.run(root, seed=seed, data=None))) for seed in (1, 2)
    )
    (root / "blocked").write_text("a file where a folder should be")
    filings = [
        Filing(first, root / "shop/runs/one.json"),
        Filing(second, root / "blocked/two.json"),
    ]
    with pytest.raises(OSError, match="blocked"):
        write_run_files(filings)
    assert list((root / "shop/runs").iterdir()) == []
    write_run_files(filings[:1])
    assert (root / "shop/runs/one.json").read_bytes() == first.content


def test_a_link_to_nowhere_has_no_content(tmp_path: Path) -> None:
    (tmp_path / "a.json").symlink_to(tmp_path / "b.json")
    with pytest.raises(ProjectError, match="there is no such file"):
        read_run_file(tmp_path / "a.json")
