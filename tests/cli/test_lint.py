from __future__ import annotations

import json
from textwrap import dedent
from typing import TYPE_CHECKING, Protocol

import pytest

import making
from buttress.cli.commands import run

if TYPE_CHECKING:
    from pathlib import Path

CLEAN = dedent(making.DECISION).partition("constraints:")[0] + dedent("""\
    rationale: It is small.
    constraints:
      - {require: recall >= 0.80, because: Below it we lose money.}
    """)
PAPER = CLEAN.replace("{id: large}", "{id: paper}").replace("It is small", "It takes 77 ms")
EXCEPTED = PAPER + dedent("""\
    lint_exceptions:
      - rule: never-measured
        at: paper
        because: It is only
          paper.
      - {rule: unbacked-number, at: 77 ms, because: Ann: knows.}
    """).replace("Ann: knows", "Ann knows")


class Ran(Protocol):
    """Runs `buttress lint` and gives exit code, standard output and standard error."""

    def __call__(self, *arguments: str) -> tuple[int, str, str]: ...


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in the working directory with one measured option; gives the folder of its records."""
    monkeypatch.chdir(tmp_path)
    root = making.write_files(tmp_path / "decisions", making.FILES)
    making.record_run(root)
    return root


@pytest.fixture
def lint(capsys: pytest.CaptureFixture[str]) -> Ran:
    def ran(*arguments: str) -> tuple[int, str, str]:
        status = run(["lint", "--as-of", "2026-11-20", *arguments])
        told = capsys.readouterr()
        return status, told.out, told.err

    return ran


def write(root: Path, decision: str) -> None:
    making.write_files(root, {"shop/choice.yaml": decision})


def test_nothing_found_is_told_with_how_much_was_linted(shop: Path, lint: Ran) -> None:
    write(shop, CLEAN.replace("[{id: small}, {id: large}]", "[{id: small}]"))
    assert lint() == (0, "no findings in 1 decision as of 2026-11-20\n", "")


def test_findings_are_told_by_place_with_a_way_out(shop: Path, lint: Ran) -> None:
    write(shop, PAPER)
    status, out, err = lint()
    expected = """\
        never-measured: shop/choice: nothing is measured of paper, while small is
          way out: add it to the suite, or except it and say why an argument is enough
          at: decisions/shop/choice.yaml:5:24

        unbacked-number: shop/choice: 77 ms in the rationale rests on nothing that is measured, limited or declared here
          way out: state it as a constraint or an assumption, or name its source in the sentence
          at: decisions/shop/choice.yaml:7:21

        2 findings in 1 decision as of 2026-11-20: 1 never-measured, 1 unbacked-number
        """
    assert (status, out, err) == (1, dedent(expected), "")


def test_excepted_findings_are_counted_and_shown_on_demand(shop: Path, lint: Ran) -> None:
    write(shop, EXCEPTED)
    assert lint() == (0, "no findings in 1 decision as of 2026-11-20; 2 excepted\n", "")
    status, out, _ = lint("--all")
    expected = """\
        never-measured (excepted): shop/choice: nothing is measured of paper, while small is
          because: It is only paper.
          at: decisions/shop/choice.yaml:5:24
        """
    assert status == 0
    assert out.startswith(dedent(expected))


def test_an_idle_exception_fails(shop: Path, lint: Ran) -> None:
    write(shop, EXCEPTED.replace("It takes 77 ms", "It is small"))
    status, out, _ = lint()
    assert status == 1
    assert out.startswith("idle-exception: shop/choice: unbacked-number finds nothing at '77 ms'")
    assert "1 finding in 1 decision as of 2026-11-20: 1 idle-exception; 1 excepted" in out


def test_scripts_read_every_finding_as_json(shop: Path, lint: Ran) -> None:
    write(shop, EXCEPTED.replace("at: 77 ms", "at: 78 ms"))
    status, out, _ = lint("--format", "json")
    told = json.loads(out)
    assert status == told["exit_code"] == 1
    assert (told["format"], told["as_of"], told["passes"]) == (1, "2026-11-20", False)
    assert (told["counts"], told["excepted"]) == ({"unbacked-number": 1, "idle-exception": 1}, 1)
    measured, number, _ = told["findings"]
    assert measured["because"].startswith("It is only")
    assert number == {
        "rule": "unbacked-number",
        "decision": "shop/choice",
        "at": "77 ms",
        "text": "77 ms in the rationale rests on nothing that is measured, limited or declared here",
        "suggestion": "state it as a constraint or an assumption, or name its source in the sentence",
        "because": None,
        "path": "decisions/shop/choice.yaml",
        "line": 7,
        "column": 21,
    }


def test_github_shows_findings_beside_the_lines(shop: Path, lint: Ran) -> None:
    write(shop, EXCEPTED.replace("at: 77 ms", "at: 78 ms"))
    _, out, _ = lint("--format", "github")
    assert out.splitlines()[0].startswith(
        "::warning file=decisions/shop/choice.yaml,line=7,col=21,title=unbacked-number%3A shop/choice::77 ms in"
    )
    _, everything, _ = lint("--format", "github", "--all")
    assert "::notice file=decisions/shop/choice.yaml,line=5,col=24,title=never-measured" in everything


def test_a_report_in_a_file_leaves_the_count_on_the_terminal(shop: Path, lint: Ran, tmp_path: Path) -> None:
    write(shop, PAPER)
    status, out, _ = lint("--format", "json", "--output", "lint.json")
    assert (status, out) == (
        1,
        "2 findings in 1 decision as of 2026-11-20: 1 never-measured, 1 unbacked-number\n",
    )
    assert json.loads((tmp_path / "lint.json").read_text())["exit_code"] == 1


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("rule: never-measured", "rule: never-mesured", "did you mean 'never-measured'?"),
        ("rule: never-measured", "rule: idle-exception", "lint_exceptions[0].rule"),
        ("because: Ann knows.", "because: ' '", "lint_exceptions[1].because"),
        (", because: Ann knows.", "", "lint_exceptions[1]"),
    ],
)
def test_an_exception_without_rule_or_reason_is_a_problem(
    shop: Path, lint: Ran, old: str, new: str, told: str
) -> None:
    assert old in EXCEPTED
    write(shop, EXCEPTED.replace(old, new))
    status, out, err = lint()
    assert (status, out) == (2, "")
    assert told in err


def test_problems_are_told_in_the_form_that_was_asked_for(shop: Path, lint: Ran) -> None:
    write(shop, CLEAN.replace("status: accepted", "status: accpeted"))
    status, out, _ = lint("--format", "json")
    told = json.loads(out)
    assert status == told["exit_code"] == 2
    assert told["problems"][0]["field"] == "status"
    assert lint("--format", "github")[1].startswith("::error file=decisions/shop/choice.yaml")
