from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from buttress.cli.commands import run
from buttress.exchange import SCHEMA_KINDS, generate_schema
from buttress.storage import read_documents, read_portfolio

SHELVES = {
    "decision": "decisions",
    "system": "systems",
    "model-card": "model_cards",
    "benchmark": "benchmarks",
    "hardware": "hardware",
    "quality": "qualities",
    "pattern": "patterns",
    "term": "terms",
}


@pytest.fixture(autouse=True)
def _in_an_empty_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795132800")  # 2026-11-20


@pytest.mark.parametrize("kind", SCHEMA_KINDS)
def test_a_starter_is_valid_and_read(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", kind, "area/my-own"]) == 0
    path = tmp_path / "decisions/area/my-own.yaml"
    assert str(path.relative_to(tmp_path)) in capsys.readouterr().out.splitlines()
    (document,), problems = read_documents(tmp_path, path)
    assert problems == ()
    assert list(Draft202012Validator(generate_schema(kind)).iter_errors(document.data)) == []
    reading = read_portfolio(tmp_path / "decisions")
    assert [one for one in reading.problems if "no decision was found" not in one.message] == []
    assert {"area/my-own", "my-own"} & set(getattr(reading.portfolio, SHELVES[kind]))


def test_all_starters_together_make_a_portfolio_without_problems(capsys: pytest.CaptureFixture[str]) -> None:
    for kind in SCHEMA_KINDS:
        assert run(["new", kind, f"area/my-{kind}"]) == 0
    capsys.readouterr()
    assert run(["check"]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert "no accepted decision states a constraint" in told.out


@pytest.mark.parametrize("kind", SCHEMA_KINDS)
def test_the_first_line_leads_an_editor_to_the_schema(kind: str) -> None:
    assert run(["new", kind, "a/b/c"]) == 0
    document = Path("decisions/a/b/c.yaml")
    first = document.read_text(encoding="utf-8").partition("\n")[0]
    schema = first.removeprefix("# yaml-language-server: $schema=")
    assert schema != first
    assert json.loads((document.parent / schema).read_text(encoding="utf-8")) == generate_schema(kind)


def test_nothing_is_overwritten(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "decision", "choice"]) == 0
    path = Path("decisions/choice.yaml")
    path.write_text("mine")
    assert run(["new", "decision", "choice"]) == 2
    assert "would overwrite:\n  decisions/choice.yaml" in capsys.readouterr().err
    assert path.read_text() == "mine"


def test_an_outdated_schema_is_refreshed() -> None:
    schema = Path("decisions/.schemas/pattern.json")
    schema.parent.mkdir(parents=True)
    schema.write_text("{}")
    assert run(["new", "pattern", "mine"]) == 0
    assert json.loads(schema.read_text(encoding="utf-8")) == generate_schema("pattern")


def test_a_second_suite_does_not_touch_the_code_of_the_first() -> None:
    assert run(["new", "benchmark", "area/one"]) == 0
    assert run(["new", "benchmark", "area/other-one"]) == 0
    names = sorted(path.name for path in Path("decisions/area").iterdir())
    assert names == [
        "candidates.py",
        "data.py",
        "one.yaml",
        "other-one.yaml",
        "other_one_candidates.py",
        "other_one_data.py",
    ]
    assert "build: other_one_data.py:examples" in Path("decisions/area/other-one.yaml").read_text()


@pytest.mark.parametrize("name", ["../outside", "/etc/choice", "a//../b", "", ".hidden", "two words"])
def test_a_name_stays_inside_the_folder(name: str, tmp_path: Path) -> None:
    assert run(["new", "decision", name]) == 2
    assert list(tmp_path.rglob("*.yaml")) == []


def test_another_folder_may_be_named() -> None:
    assert run(["new", "decision", "choice.yaml", "--decisions", "adr"]) == 0
    assert Path("adr/choice.yaml").read_text().count("date: 2026-11-20") == 1


def test_a_starter_suite_can_be_measured(capsys: pytest.CaptureFixture[str]) -> None:
    for kind in ("decision", "benchmark"):
        assert run(["new", kind, f"area/my-{kind}"]) == 0
    suite = Path("decisions/area/my-benchmark.yaml")
    fewer = (
        suite.read_text()
        .replace("min_queries: 5000", "min_queries: 50")
        .replace("processes: 7", "processes: 1")
    )
    suite.write_text(fewer)
    capsys.readouterr()
    assert run(["bench", "my-benchmark", "--only", "first-option"]) == 0
    told = capsys.readouterr().out
    (stored,) = Path("decisions/area/runs").iterdir()
    assert told.splitlines()[-1] == str(stored)
    assert "first-option (python)  accuracy" in told
    assert "second-option" not in told
    assert run(["check"]) == 0
