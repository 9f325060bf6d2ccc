"""Every mistake of every file is told at once, at the place where its author must mend it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from buttress.cli.commands import run

BROKEN = Path(__file__).resolve().parents[1] / "projects" / "broken"
GOLDEN = (BROKEN / "problems.txt").read_text(encoding="utf-8").splitlines()
QUALITIES = re.compile(r"(there is no quality '[^']*'; allowed: )[^(]*")

MISTAKES = {
    "decisions/hardware/bench-box.yaml:3:1": "desciption: It stands",
    "decisions/shop/cards.yaml:3:11": "recal]",
    "decisions/shop/choice.yaml:6:9": "smal",
    "decisions/shop/choice.yaml:8:5": "latencyp50 <= 5 ms",
    "decisions/shop/choice.yaml:9:5": "model.size <= 10 ms",
    "decisions/shop/choice.yaml:10:22": "delivery-routes",
    "decisions/shop/delivery.yaml:4:1": "status: proposed",
    "decisions/shop/hours.yaml:6:1": "\tgood",
    "decisions/shop/pattern.yaml:1:7": "patern",
    "decisions/shop/payment.yaml:3:9": "acepted",
    "decisions/shop/payment.yaml:4:7": "2026-13-01",
    "decisions/shop/payment.yaml:8:17": "=< 5 ms",
    "decisions/shop/runs/edited.json:2:2": '"digest"',
    "decisions/shop/suite.yaml:3:75": "=> 10",
    "decisions/shop/system.yaml:1:1": "kind: system",
}


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BROKEN)


def test_all_problems_are_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--as-of", "2026-11-20"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert [QUALITIES.sub(r"\1... ", line) for line in told.err.splitlines()] == GOLDEN


def test_the_golden_file_tells_of_every_mistake_and_counts_them() -> None:
    *problems, count = GOLDEN
    assert [":".join(line.split(":")[:3]) for line in problems] == list(MISTAKES)
    assert count == f"{len(MISTAKES)} problems in 10 files"


@pytest.mark.parametrize("place", MISTAKES)
def test_a_place_points_at_its_mistake(place: str) -> None:
    path, line, column = place.split(":")
    text = (BROKEN / path).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert text[int(column) - 1 :].startswith(MISTAKES[place])


def test_paths_are_told_from_where_the_user_stands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(BROKEN.parent)
    assert run(["check", "broken"]) == 2
    assert "broken/decisions/shop/choice.yaml:6:9: chosen:" in capsys.readouterr().err


def test_scripts_get_the_problems_as_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--format", "json"]) == 2
    told = capsys.readouterr()
    report = json.loads(told.out)
    assert (report["passes"], report["exit_code"], report["verdicts"]) == (False, 2, [])
    places = [f"{one['path']}:{one['line']}:{one['column']}" for one in report["problems"]]
    assert places == list(MISTAKES)
    assert told.err.count("\n") == len(GOLDEN)


def test_problems_become_annotations(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--format", "github"]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(MISTAKES)
    assert (
        "::error file=decisions/shop/payment.yaml,line=3,col=9,title=problem::status: found 'acepted'; "
        "allowed: proposed, accepted, rejected, deprecated, superseded (did you mean 'accepted'?)"
    ) in lines
