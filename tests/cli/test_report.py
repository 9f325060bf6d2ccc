"""``buttress report``: the file first, then the exit code of the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import making
from buttress.cli.commands import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    making.record_run(making.write_files(tmp_path / "decisions", making.FILES))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["report", *arguments, "--as-of", making.TODAY.isoformat()])
    out, err = capsys.readouterr()
    return code, out, err


def change(top: Path, old: str, new: str) -> None:
    path = top / "decisions/shop/choice.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_one_file_is_written(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "--single-file")
    assert (code, err) == (0, "")
    assert out.endswith("the build passes\nbuttress-report.html\n")
    report = (top / "buttress-report.html").read_text()
    assert report.startswith("<!doctype html>")
    assert "Use the small one" in report


def test_a_violation_is_written_and_ends_with_one(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(top, "<= 5 ms", "<= 0.5 ms")
    assert call(capsys, "--output", "out.html")[0] == 1
    report = (top / "out.html").read_text()
    assert "The build fails." in report
    assert "Violated" in report
    assert call(capsys, "--exit-zero")[0] == 0


def test_a_problem_writes_nothing(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(top, "status: accepted", "status: acepted")
    code, _, err = call(capsys)
    assert code == 2
    assert "decisions/shop/choice.yaml:3:9" in err
    assert not (top / "buttress-report.html").exists()


def test_with_a_base_the_difference_comes_first(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    making.record_run(making.write_files(top / "before", making.FILES))
    change(top, "10 kB", "20 kB")
    assert call(capsys, "--base", "./before", "--title", "Shop & Co")[0] == 0
    report = (top / "buttress-report.html").read_text()
    assert "loosened from ≤\u00a010\u00a0kB to ≤\u00a020\u00a0kB" in report
    assert "<h1" in report
    assert "Shop &amp; Co" in report


def test_a_base_that_is_not_there_is_a_problem(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = call(capsys, "--base", "./nowhere")
    assert code == 2
    assert "no such folder" in err
