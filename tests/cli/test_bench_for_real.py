"""`buttress bench` on a suite that really runs: what people and machines see of it."""

from __future__ import annotations

import json
import shutil
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

import pytest

import making
from buttress.cli.commands import run

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "shop/suite.yaml": """
        kind: benchmark
        title: Two rules
        data: {build: code.py:examples, positive: bad, groups: [side]}
        candidates: {strict: {run: code.py:strict}, lax: {run: code.py:lax}}
        measures: [recall, specificity, latency.p50]
        load: {single-stream: {min_queries: 200, warmup_queries: 5}}
        processes: 1
    """,
    "shop/choice.yaml": """
        kind: decision
        title: The strict rule
        status: accepted
        date: 2026-11-01
        options: [{id: strict}, {id: lax}]
        chosen: strict
        constraints: [recall >= 80 %, latency.p50 <= 1 s in single-stream]
    """,
    "shop/code.py": """
        from buttress.bench import Dataset


        def examples():
            amounts = [float(amount) for amount in range(60)]
            labels = ["bad" if amount >= 30 else "good" for amount in amounts]
            sides = ["left" if index % 2 else "right" for index in range(60)]
            return Dataset(amounts, labels, columns={"side": sides})


        def strict(amount):
            return "bad" if amount >= 30 else "good"


        def lax(amount):
            return "bad" if amount >= 45 else "good"


        def broken(amount):
            raise ArithmeticError("no such amount")
    """,
}


class Measured(NamedTuple):
    root: Path
    out: str
    err: str


@pytest.fixture(autouse=True)
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return making.write_files(tmp_path / "decisions", FILES)


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """A whole bench of three candidates, one of which fails: what it left and what it said."""
    folder = tmp_path_factory.mktemp("measured")
    root = making.write_files(folder / "decisions", FILES)
    suite = root / "shop/suite.yaml"
    text = suite.read_text()
    suite.write_text(text.replace("{run: code.py:lax}", "{run: code.py:lax}, broken: {run: code.py:broken}"))
    out, err = StringIO(), StringIO()
    with chdir(folder), redirect_stdout(out), redirect_stderr(err):
        assert run(["bench", "suite"]) == 0
    return Measured(root, out.getvalue(), err.getvalue())


def test_a_plan_says_what_constraints_need_and_measures_nothing(
    records: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    suite = records / "shop/suite.yaml"
    suite.write_text(suite.read_text().replace("processes: 1", "processes: 5"))
    assert run(["bench", "suite", "--plan"]) == 0
    told = capsys.readouterr().out
    assert "strict on python, single-stream: 5 processes of 200 queries" in told
    assert "10 fresh processes in random order" in told
    assert "shop/choice: recall\n    94 examples: 14 examples prove it if every answer is right" in told
    assert "takes about" in told
    assert not (records / "shop/runs").exists()


def test_machines_read_the_plan_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "suite", "--plan", "--json", "--only", "lax"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told["plan"]["candidates"]) == ["lax"]
    assert {one["constraint"] for one in told["demands"]} == {"recall", "latency.p50 in single-stream"}


def test_a_run_ends_with_a_table_and_its_path(measured: Measured) -> None:
    (path,) = (measured.root / "shop/runs").glob("*.json")
    assert measured.out.rstrip().endswith(f"decisions/shop/runs/{path.name}")
    assert "strict (python)" in measured.out
    assert "side=left" in measured.out
    assert "7/7" in measured.err
    assert not list((measured.root / "shop/runs/.unfinished").glob("*/*"))


def test_a_candidate_that_fails_does_not_stop_the_others(measured: Measured) -> None:
    assert "broken on python failed: raised" in measured.err
    assert "no such amount" in measured.out
    assert "strict (python)" in measured.out
    assert "lax (python)" in measured.out


@pytest.mark.parametrize("going_on", [(), ("--resume",)], ids=["anew", "with nothing to go on with"])
def test_quiet_prints_the_path_and_nothing_else(
    records: Path, capsys: pytest.CaptureFixture[str], going_on: tuple[str, ...]
) -> None:
    assert run(["bench", "suite", "--quiet", "--only", "strict", *going_on]) == 0
    (path,) = (records / "shop/runs").glob("*.json")
    assert capsys.readouterr() == (f"decisions/shop/runs/{path.name}\n", "")


def test_machines_read_the_run_as_json(records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "suite", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (path,) = (records / "shop/runs").glob("*.json")
    assert told["run"] == f"decisions/shop/runs/{path.name}"
    recalls = {
        row["candidate"]: row["estimate"]["value"]
        for row in told["rows"]
        if row["quality"] == "recall" and not row["where"]
    }
    assert recalls["strict"] == 1.0
    assert recalls["lax"] == 0.5


def test_a_self_check_of_one_candidate_leaves_no_run(
    records: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run(["bench", "suite", "--self-check", "--only", "lax"])
    told = capsys.readouterr().out
    assert "one candidate as A and as B, 12 processes" in told
    assert "latency.p99 in single-stream" in told
    # Whether this machine is quiet is not the test's to say; exit code and answer must agree.
    assert (status, "no difference would be called" in told) in ((0, True), (1, False))
    assert not (records / "shop/runs").exists()


def test_going_on_and_beginning_anew_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "suite", "--resume", "--restart"]) == 2
    assert "give one of them" in capsys.readouterr().err


def test_a_quick_bench_keeps_nothing_and_says_what_comes_out_again(measured: Measured) -> None:
    out = StringIO()
    before = sorted(measured.root.rglob("*"))
    with chdir(measured.root.parent), redirect_stdout(out), redirect_stderr(StringIO()):
        assert run(["bench", "suite", "--quick"]) == 0
    assert "shop/suite: measured in" in out.getvalue()
    assert "2 of 2 verdicts come out again" in out.getvalue()
    assert "strict on python" in out.getvalue()
    assert "lax on python" not in out.getvalue()  # no verdict rests on it
    assert [
        one for one in sorted(measured.root.rglob("*")) if one not in before and "__pycache__" not in str(one)
    ] == []


def test_a_quick_bench_measures_what_the_chosen_option_is_compared_with(
    measured: Measured, tmp_path: Path
) -> None:
    root = tmp_path / "again/decisions"
    shutil.copytree(measured.root, root)
    (rule,) = [path for path in root.rglob("*.yaml") if "chosen: strict" in path.read_text()]
    text = rule.read_text()
    assert "constraints: [recall >= 80 %, " in text
    compared = "constraints: [latency.p50 <= 1000000 % against lax in single-stream, "
    rule.write_text(text.replace("constraints: [recall >= 80 %, ", compared))
    suite = root / "shop/suite.yaml"
    suite.write_text(suite.read_text().replace("processes: 1", "processes: 10"))
    out = StringIO()
    with chdir(root.parent), redirect_stdout(out), redirect_stderr(StringIO()):
        assert run(["bench", "suite", "--quick"]) == 0
    assert "lax on python, single-stream: 6 processes of 200 queries" in out.getvalue()
    assert "of 2 verdicts come out again" in out.getvalue()


def test_a_suite_that_no_verdict_rests_on_is_not_measured_quickly(
    records: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (records / "shop/suite.yaml").read_text()
    (records / "shop/spare.yaml").write_text(text.replace("{strict:", "{firm:").replace("lax:", "loose:"))
    why = "no verdict rests on it, so that nothing could come out again"
    assert run(["bench", "spare", "--quick"]) == 2
    assert why in capsys.readouterr().err
    assert run(["bench", "--all", "--quick", "--skip", "shop/suite"]) == 0
    assert f"shop/spare: passed over: {why}" in capsys.readouterr().out


def test_every_suite_is_measured_and_what_lacks_a_package_is_named(
    records: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (records / "shop/suite.yaml").read_text()
    (records / "shop/other.yaml").write_text(text + "requires: {no-such-package: '>=2'}\n")
    (records / "shop/third.yaml").write_text(text)
    assert run(["bench", "--all", "--skip", "shop/third", "--json"]) == 0
    other, suite = json.loads(capsys.readouterr().out)
    assert (other["suite"], other["state"]) == ("shop/other", "passed over")
    assert "no-such-package >=2: it is not installed" in other["reason"]
    assert (suite["suite"], suite["state"]) == ("shop/suite", "measured")
    assert len(list((records / "shop/runs").glob("*.json"))) == 1


def test_a_suite_whose_data_have_to_be_obtained_is_passed_over(
    records: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = records / "shop/code.py"
    code.write_text(
        f"{code.read_text()}\n\ndef absent():\n    raise FileNotFoundError('put a.csv beside it')\n"
    )
    suite = records / "shop/suite.yaml"
    suite.write_text(suite.read_text().replace("code.py:examples", "code.py:absent"))
    assert run(["bench", "--all"]) == 0
    assert (
        "shop/suite: passed over: the data are not on this machine: put a.csv beside it"
        in capsys.readouterr().out
    )
    assert run(["bench", "suite"]) == 2
    assert (
        "the data are not on this machine: put a.csv beside it\nNothing was recorded"
        in capsys.readouterr().err
    )
    assert not list((records / "shop").rglob("*.json"))


def test_a_suite_that_fails_does_not_keep_others_from_being_measured(
    records: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (records / "shop/suite.yaml").read_text()
    (records / "shop/a-first.yaml").write_text(text.replace("code.py:examples", "code.py:broken"))
    assert run(["bench", "--all"]) == 2
    told = capsys.readouterr().out
    assert "shop/a-first: failed: " in told
    assert "shop/suite: measured in" in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["bench"], "Give one, or --all"),
        (["bench", "suite", "--skip", "suite"], "--skip leaves suites out of --all"),
        (["bench", "suite", "--quick", "--resume"], "--resume cannot be combined with --quick"),
        (["bench", "--all", "--pack", "one.pyz"], "--pack cannot be combined with --all"),
        (["bench", "--all", "--skip", "shop/suit"], "--skip shop/suit: there is no such suite or folder"),
    ],
)
def test_what_contradicts_itself_is_refused(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert said in capsys.readouterr().err
