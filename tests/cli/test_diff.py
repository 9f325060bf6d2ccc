"""``buttress diff``: against a branch or a folder, in three formats, with an exit code that a gate can use."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

import making
from buttress.cli.commands import run

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")

BREAKS = ("<= 5 ms", "<= 0.5 ms")
EASES = ("10 kB", "20 kB")


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a judged shop on its branch main."""
    making.write_files(tmp_path / "decisions", making.FILES)
    making.record_run(tmp_path / "decisions")
    names = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    for arguments in (("init", "-q", "-b", "main"), ("add", "."), (*names, "commit", "-q", "-m", "First")):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def change(top: Path, *edits: tuple[str, str]) -> None:
    path = top / "decisions/shop/choice.yaml"
    text = path.read_text()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["diff", *arguments, "--as-of", making.TODAY.isoformat()])
    out, err = capsys.readouterr()
    return code, out, err


def test_without_a_change_nothing_is_told(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "main")
    assert code == 0
    assert out.rstrip().endswith("Nothing changed.")


def test_what_broke_comes_first_and_ends_with_one(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(top, BREAKS, EASES)
    code, out, err = call(capsys, "main")
    assert (code, err) == (1, "")
    assert out.index("NEWLY FAILING: shop/choice: latency.p50 <= 0.5 ms") < out.index(
        "EASIER TO PASS: shop/choice"
    )
    assert "holds -> violated" in out
    assert "loosened from ≤ 10 kB to ≤ 20 kB" in out
    assert out.rstrip().endswith("1 decision changed. 1 constraint newly fails the build.")
    assert call(capsys, "main", "--exit-zero")[0] == 0


def test_a_loosened_limit_is_told_and_lets_pass(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(top, EASES)
    code, out, _ = call(capsys, "main")
    assert code == 0
    assert "EASIER TO PASS" in out


def test_strict_counts_what_a_strict_build_does(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(top, ("recall >= 0.80", "recall >= 0.97"))
    assert call(capsys, "main")[0] == 0
    code, out, _ = call(capsys, "main", "--strict")
    assert code == 1
    assert "LESS CERTAIN: shop/choice: recall >= 0.97" in out


def test_json_holds_every_number(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(top, BREAKS, EASES)
    code, out, _ = call(capsys, "main", "--format", "json")
    told = json.loads(out)
    assert (code, told["exit_code"], told["worse"], told["format"]) == (1, 1, True, 1)
    assert [one["matter"] for one in told["concerns"]] == ["breaks", "eased"]
    (record,) = told["records"]
    latency, size = record["constraints"]
    assert latency["limit"] == {
        "way": "tightened",
        "by": -4.5,
        "share": -0.9,
        "unit": "ms",
    }
    assert (size["eases"], size["limit"]["share"]) == (True, 1.0)
    (verdict,) = record["verdicts"]
    assert (verdict["turn"], verdict["before"]["state"], verdict["after"]["state"]) == (
        "breaks",
        "holds",
        "violated",
    )
    assert verdict["after"]["effect"] == "error"


def test_markdown_makes_nothing_of_what_records_say(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evil = 'title: "@everyone [x](https://evil.example) ![](//e) <b>|#1 `a` www.evil.example"'
    change(top, BREAKS, ("title: Use the small one", evil))
    code, out, _ = call(capsys, "main", "--format", "markdown")
    assert code == 1
    assert out.startswith("### Decisions against main (")
    assert "| **Newly failing** | `shop/choice`<br>`latency.p50 <= 0.5 ms" in out
    for hot in ("@everyone", "[x]", r" \[x](", "://evil", "![", "<b>", "#1", "`a`", "www.evil"):
        assert hot not in out
    assert r"\[x\]" in out


def test_the_report_goes_to_a_file(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(top, EASES)
    code, out, _ = call(capsys, "main", "--format", "markdown", "--output", "diff.md")
    assert (code, out) == (0, "1 decision changed. Nothing fails the build that did not before.\n")
    assert (top / "diff.md").read_text().startswith("### Decisions against main")


def test_problems_of_the_base_are_told_as_its(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(top, ("status: accepted", "status: acepted"))
    subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qam", "Typo"], check=True)
    change(top, ("status: acepted", "status: accepted"))
    code, out, err = call(capsys, "main", "--format", "json")
    assert code == 2
    assert "main:decisions/shop/choice.yaml:3:9: status: " in err
    assert json.loads(out)["problems"][0]["path"] == "main:decisions/shop/choice.yaml"


def test_problems_of_this_side_are_told_as_ever(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(top, ("status: accepted", "status: acepted"))
    code, _, err = call(capsys, "main")
    assert code == 2
    assert err.startswith("decisions/shop/choice.yaml:3:9: ")


def test_an_unknown_base_is_a_problem_with_a_hint(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = call(capsys, "mian")
    assert code == 2
    assert "did you mean 'main'?" in err


def test_a_folder_is_a_base_as_well(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(top / "decisions", top / "before/decisions")
    change(top, EASES)
    for name in ("before", "./before/decisions"):
        code, out, _ = call(capsys, name)
        assert code == 0
        assert out.startswith(f"Against the folder {name}, both judged as of")
