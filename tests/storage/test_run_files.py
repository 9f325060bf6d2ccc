from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import making
from buttress.errors import ProjectError
from buttress.storage import parse_run, write_run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return making.write_files(tmp_path / "decisions", making.FILES)


def test_what_is_written_is_read_back_the_same(root: Path) -> None:
    written = making.run(root)
    path = write_run(root / "runs", written)
    assert parse_run(path.read_bytes(), path.name, "") == written


def test_the_name_says_suite_time_machine_and_digest(root: Path) -> None:
    path = making.record_run(root)
    digest = json.loads(path.read_bytes())["digest"]
    assert path.name == f"suite-20261110T120000Z-testing-3000-2-core-{digest[:8]}.json"


def test_the_same_run_is_written_as_the_same_bytes(root: Path) -> None:
    first = making.record_run(root).read_bytes()
    assert making.record_run(root).read_bytes() == first


def test_any_edited_byte_is_a_problem(root: Path) -> None:
    content = making.record_run(root).read_bytes()
    for place in range(0, len(content), 997):
        edited = bytearray(content)
        edited[place] = ord("#") if edited[place] != ord("#") else ord("!")
        with pytest.raises(ProjectError):
            parse_run(bytes(edited), "run.json", "run")


def test_an_edited_number_names_the_digest_and_how_to_mend_it(root: Path) -> None:
    content = making.record_run(root).read_bytes().replace(b"4096", b"4097")
    with pytest.raises(ProjectError) as caught:
        parse_run(content, "shop/runs/a.json", "a")
    (problem,) = caught.value.problems
    assert problem.path == "shop/runs/a.json"
    assert problem.field == "digest"
    assert problem.line > 1
    assert "edited after it was recorded" in problem.message
    assert "restore it" in problem.hint


def test_line_ends_that_version_control_changed_are_no_edit(root: Path) -> None:
    content = making.record_run(root).read_bytes()
    assert parse_run(content.replace(b"\n", b"\r\n"), "run.json", "") == parse_run(content, "run.json", "")


def test_a_run_changed_after_sealing_is_not_written(root: Path) -> None:
    changed = making.run(root).model_copy(update={"seed": 7})
    with pytest.raises(ProjectError, match="changed after it was sealed"):
        write_run(root / "runs", changed)
    assert not list((root / "runs").glob("*"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "not JSON"),
        (b"[]", "one JSON object"),
        (b'{"kind": "walk"}', "kind: run"),
        (b'{"kind": "run", "format": 9}', "format 9"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_what_is_no_run_is_told_so(content: bytes, says: str) -> None:
    with pytest.raises(ProjectError, match=says):
        parse_run(content, "run.json", "run")
