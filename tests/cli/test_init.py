"""The portfolio of `buttress init`, measured for real on this machine, and what can be done with it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from buttress.cli.commands import run
from buttress.exchange import generate_schema
from buttress.storage import read_documents

if TYPE_CHECKING:
    from collections.abc import Iterator

DECISION = "decisions/pump-monitor/fault-detector.yaml"


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    demo = tmp_path_factory.mktemp("init") / "demo"
    assert run(["init", str(demo)]) == 0
    return demo


@pytest.fixture
def demo(measured: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A fresh copy of the measured portfolio as working directory."""
    shutil.copytree(measured, tmp_path / "demo")
    monkeypatch.chdir(tmp_path / "demo")
    return Path()


def tighten(demo: Path) -> None:
    path = demo / DECISION
    text = path.read_text(encoding="utf-8")
    assert "recall >= 85 %" in text
    path.write_text(text.replace("recall >= 85 %", "recall >= 99.9 %"), encoding="utf-8")


def test_everything_holds_from_the_start(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--strict"]) == 0
    assert "5 constraints of 1 accepted decision" in capsys.readouterr().out


def test_a_careful_reviewer_finds_nothing(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lint", "--all"]) == 0
    assert "no findings in 1 decision" in capsys.readouterr().out


def test_one_run_is_stored_beside_the_suite(demo: Path) -> None:
    assert len(list((demo / "decisions/pump-monitor/runs").iterdir())) == 1


def test_the_documents_follow_their_schemas(demo: Path) -> None:
    paths = sorted((demo / "decisions").rglob("*.yaml"))
    assert len(paths) == 7
    for path in paths:
        assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=")
        (document,), problems = read_documents(demo, path)
        assert problems == ()
        schema = generate_schema(document.data["kind"])
        assert [error.message for error in Draft202012Validator(schema).iter_errors(document.data)] == []


def test_an_option_that_is_not_chosen_misses_a_limit(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (demo / DECISION).read_text(encoding="utf-8")
    (demo / DECISION).write_text(
        text.replace("chosen: logistic", "chosen: vibration-limit #"), encoding="utf-8"
    )
    assert run(["check"]) == 1
    told = capsys.readouterr().out
    assert "VIOLATED: pump-monitor/fault-detector: recall >= 85 %" in told
    assert "options that would hold: nearest-profile, logistic-regression" in told


def test_tightening_a_limit_turns_it_red(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tighten(demo)
    assert run(["check"]) == 1
    assert f"at: {DECISION}:" in capsys.readouterr().out


def test_the_site_is_built(demo: Path) -> None:
    assert run(["build", "--strict"]) == 0
    assert (demo / "site/decisions/pump-monitor/fault-detector/index.html").is_file()


def test_the_site_is_written_before_the_build_fails(demo: Path) -> None:
    tighten(demo)
    assert run(["build", "--site-dir", "public"]) == 1
    assert (demo / "public/decisions/pump-monitor/fault-detector/index.html").is_file()
    assert not (demo / "site").exists()


def test_a_site_needs_no_configuration_of_its_own(demo: Path) -> None:
    (demo / "mkdocs.yml").unlink()
    assert run(["build"]) == 0
    assert (demo / "site/index.html").is_file()
    assert not (demo / "mkdocs.yml").exists()


def test_a_problem_stops_the_build_before_anything_is_written(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (demo / DECISION).open("a", encoding="utf-8") as file:
        file.write("stauts: accepted\n")
    assert run(["build"]) == 2
    assert "unknown key 'stauts'" in capsys.readouterr().err
    assert not (demo / "site").exists()


def test_a_site_without_our_plugin_is_a_problem(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (demo / "mkdocs.yml").write_text("site_name: Other\nplugins: [search]\n")
    assert run(["build"]) == 2
    assert "add `- buttress` below `plugins:`" in capsys.readouterr().err


def test_pages_for_another_generator_are_whole(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["build", "--to", "content"]) == 0
    page = (demo / "content/decisions/pump-monitor/fault-detector.md").read_text(encoding="utf-8")
    matter, _, body = page.removeprefix("---\n").partition("\n---\n")
    assert 'title: "Detect failing pumps with a logistic regression"' in matter.splitlines()
    assert body.lstrip().startswith('<nav class="bt-crumbs"')
    assert body.count("<h1") == 1
    assert "<!--bt:" not in body
    assert "\n\n" not in body.strip()
    assert list((demo / "content").rglob("*.css"))
    assert not (demo / "site").exists()


def test_a_further_run_is_announced_as_informing_only(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "detection", "--dry-run", "--only", "vibration-limit"]) == 0
    told = capsys.readouterr().out
    assert "vibration-limit on python, single-stream: 7 processes" in told
    assert "takes about " in told
    assert "for vibration-limit: the new run will inform only" in told
    assert len(list((demo / "decisions/pump-monitor/runs").iterdir())) == 1


def test_changed_code_makes_room_for_a_new_look(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = demo / "decisions/pump-monitor/candidates.py"
    path.write_text(
        path.read_text(encoding="utf-8").replace("> self.limit", ">= self.limit"), encoding="utf-8"
    )
    assert run(["bench", "detection", "--dry-run", "--only", "vibration-limit"]) == 0
    assert "inform only" not in capsys.readouterr().out


def test_init_overwrites_nothing_and_names_what_is_in_the_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mkdocs.yml").write_text("mine")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/about.md").write_text("mine")
    assert run(["init", str(tmp_path), "--no-run"]) == 2
    told = capsys.readouterr().err
    assert f"  {tmp_path}/docs/about.md\n" in told
    assert f"  {tmp_path}/mkdocs.yml\n" in told
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["about.md", "docs", "mkdocs.yml"]


def test_init_without_a_run_says_how_to_make_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path / "demo"), "--no-run"]) == 0
    assert "buttress bench pump-monitor/detection" in capsys.readouterr().out
    assert run(["check", str(tmp_path / "demo")]) == 1
    assert "MISSING: pump-monitor/fault-detector" in capsys.readouterr().out
