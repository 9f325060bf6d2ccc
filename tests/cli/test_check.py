from __future__ import annotations

import io
import json
import sys
from textwrap import dedent
from typing import TYPE_CHECKING, Protocol

import pytest

import making
from buttress.cli.commands import run
from buttress.cli.terminal import wants_colour

if TYPE_CHECKING:
    from pathlib import Path

ON_THE_DAY = ["--as-of", "2026-11-20"]


class Ran(Protocol):
    """Runs `buttress check` and gives exit code, standard output and standard error."""

    def __call__(self, *arguments: str, as_of: str = "2026-11-20") -> tuple[int, str, str]: ...


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in the working directory whose three constraints hold; gives the folder of its records."""
    monkeypatch.chdir(tmp_path)
    root = making.write_files(tmp_path / "decisions", making.FILES)
    making.record_run(root)
    return root


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Ran:
    def ran(*arguments: str, as_of: str = "2026-11-20") -> tuple[int, str, str]:
        status = run(["check", "--as-of", as_of, *arguments])
        told = capsys.readouterr()
        return status, told.out, told.err

    return ran


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_holds_is_counted_and_passes(shop: Path, check: Ran) -> None:
    assert check() == (
        0,
        "3 constraints of 1 accepted decision as of 2026-11-20: 3 holds; the build passes\n",
        "",
    )


def test_a_limit_that_the_evidence_misses_fails_with_everything_a_reader_needs(
    shop: Path, check: Ran
) -> None:
    better = making.measurement(shop, "large", predictions=making.predictions(100, 0, 20, 0))
    own = making.measurement(shop, predictions=making.predictions(70, 30, 20, 0))
    for old in (shop / "shop/runs").iterdir():
        old.unlink()
    making.record_run(shop, [own, better])
    status, out, _ = check()
    assert status == 1
    expected = """\
        VIOLATED: shop/choice: recall >= 0.8
          decision: Use the small one
          option: small
          measured: 0.7 [0.6158, 0.7751] against >= 0.8 (Clopper-Pearson at 95 % one-sided, n = 100)
          because: nothing that the interval admits meets the limit
          at: decisions/shop/choice.yaml:9:5
          options that would hold: large
        """
    assert dedent(expected) in out
    assert out.endswith(
        "3 constraints of 1 accepted decision as of 2026-11-20: 1 violated, 2 holds; the build fails\n"
    )


def test_a_duration_is_told_with_its_processes(shop: Path, check: Ran) -> None:
    change(shop / "shop/choice.yaml", "5 ms", "500 us")
    status, out, _ = check()
    assert status == 1
    assert "VIOLATED: shop/choice: latency.p50 <= 500 us on bench-box in single-stream" in out
    assert "against <= 500 µs (sign test over processes at 95 % one-sided, n = 20000 in 10 processes)" in out
    assert "at: decisions/shop/choice.yaml:8:5" in out


def test_without_its_run_a_constraint_is_missing(shop: Path, check: Ran) -> None:
    for path in (shop / "shop/runs").iterdir():
        path.unlink()
    status, out, _ = check()
    assert status == 1
    assert out.count("MISSING: shop/choice: ") == 3
    assert "`buttress bench shop/suite` makes one" in out


def test_one_edited_byte_of_a_run_is_a_problem(shop: Path, check: Ran) -> None:
    (path,) = (shop / "shop/runs").iterdir()
    content = bytearray(path.read_bytes())
    place = content.index(b"4096")
    content[place] ^= 1
    path.write_bytes(content)
    status, out, err = check()
    assert (status, out) == (2, "")
    assert err.startswith(f"decisions/shop/runs/{path.name}:")
    assert ": digest: the content does not fit its digest" in err
    assert err.endswith("1 problem in 1 file\n")


def test_changed_code_is_stale_and_fails_only_when_strict(shop: Path, check: Ran) -> None:
    change(shop / "shop/candidates.py", "return 1", "return 3")
    status, out, _ = check()
    assert status == 0
    assert "STALE: shop/choice: recall >= 0.8" in out
    assert "because: the code of the candidate 'small' has changed since" in out
    status, out, _ = check("--strict")
    assert status == 1
    assert out.endswith("3 stale; the build fails (strict)\n")


def test_a_waiver_counts_to_its_last_day_and_is_void_afterwards(shop: Path, check: Ran) -> None:
    change(shop / "shop/choice.yaml", "10 kB", "1 kB")
    waiver = "waivers: [{constraint: model.size, until: 2026-11-20, by: Head of Shop, because: Trial}]\n"
    with (shop / "shop/choice.yaml").open("a") as file:
        file.write(waiver)
    status, out, _ = check("--strict")
    assert status == 0
    assert "WAIVED: shop/choice: model.size <= 1 kB: waived until 2026-11-20 by Head of Shop" in out
    status, out, _ = check(as_of="2026-11-21")
    assert status == 1
    assert "VIOLATED: shop/choice: model.size <= 1 kB" in out
    assert (
        "DUE: shop/choice: the waiver of 'model.size' by Head of Shop ran out on 2026-11-20 and is void"
        in out
    )


def test_an_undecided_constraint_says_what_would_decide_it(shop: Path, check: Ran) -> None:
    change(shop / "shop/choice.yaml", "0.80", "0.95")
    status, out, _ = check()
    assert status == 0
    assert "UNDECIDED: shop/choice: recall >= 0.95" in out
    assert "would decide it: " in out
    assert " more examples\n" in out


def test_selectors_beside_the_claim_are_told_with_it(shop: Path, check: Ran) -> None:
    long_form = "{require: recall >= 0.99, slice: {size: big}, severity: should}"
    change(shop / "shop/choice.yaml", "recall >= 0.80", long_form)
    status, out, _ = check()
    assert status == 0
    assert "UNDECIDED (should)" not in out  # it only informs
    _, out, _ = check("--strict")
    assert "UNDECIDED (should): shop/choice: recall >= 0.99 where size=big" in out


def test_a_portfolio_without_decisions_is_a_problem(tmp_path: Path, check: Ran) -> None:
    (tmp_path / "decisions").mkdir()
    status, out, err = check(str(tmp_path))
    assert (status, out) == (2, "")
    assert "no decision was found here" in err


def test_a_folder_without_records_is_a_problem(tmp_path: Path, check: Ran) -> None:
    (tmp_path / "other.yaml").write_text("site: kind\n")
    status, _, err = check(str(tmp_path))
    assert status == 2
    assert "there are no records" in err


def test_nothing_to_judge_is_said_plainly(shop: Path, check: Ran) -> None:
    change(shop / "shop/choice.yaml", "accepted", "proposed")
    status, out, _ = check()
    assert status == 0
    assert (
        out
        == "no accepted decision states a constraint: nothing was judged as of 2026-11-20; the build passes\n"
    )


def test_a_day_that_is_none_is_a_problem(shop: Path, check: Ran) -> None:
    status, _, err = check(as_of="tomorrow")
    assert status == 2
    assert "allowed: a day as YYYY-MM-DD" in err


def test_the_folder_itself_may_be_named(shop: Path, check: Ran, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(str(shop))[0] == 0
    assert check("--decisions", "decisions")[0] == 0
    monkeypatch.chdir(shop)
    change(shop / "shop/choice.yaml", "0.80", "0.999")
    assert "at: ../decisions/shop/choice.yaml:9:5" in check()[1]


def test_the_site_says_where_its_records_are(shop: Path, check: Ran) -> None:
    shop.rename(shop.parent / "adr")
    (shop.parent / "mkdocs.yml").write_text(
        "plugins:\n  - search\n  - buttress:\n      decisions: adr\n      enforce: !ENV [X, true]\n"
    )
    assert check()[0] == 0


def test_json_holds_every_number(shop: Path, check: Ran) -> None:
    change(shop / "shop/choice.yaml", "0.80", "0.995")
    status, out, _ = check("--format", "json")
    report = json.loads(out)
    assert status == report["exit_code"] == 1
    assert (report["format"], report["as_of"], report["passes"]) == (1, "2026-11-20", False)
    assert report["counts"]["violated"] == 1
    assert report["counts"]["holds"] == 2
    recall = report["verdicts"][1]
    assert recall["estimate"] == {
        "value": 0.97,
        "lower": pytest.approx(0.924289, abs=1e-6),
        "upper": pytest.approx(0.991774, abs=1e-6),
        "confidence": 0.95,
        "method": "Clopper-Pearson",
        "n": 100,
        "processes": None,
        "note": "",
        "doubt": "",
        "clusters": None,
    }
    assert (recall["constraint"], recall["operator"], recall["limits"]) == ("recall", ">=", [0.995])
    assert (recall["state"], recall["effect"], recall["margin"] < 0) == ("violated", "error", True)
    assert (recall["path"], recall["line"], recall["column"]) == ("decisions/shop/choice.yaml", 9, 5)


def test_bounds_that_the_sample_does_not_give_are_null_in_json(shop: Path, check: Ran) -> None:
    for path in (shop / "shop/runs").iterdir():
        path.unlink()
    (shop / "shop/choice.yaml").write_text(dedent(making.DECISION).lstrip() + "  - memory.peak <= 1 GB\n")
    processes = [making.process(order, memory_peak=1.0) for order in range(5)]
    for process in processes:
        process["figures"]["memory.peak"]["unit"] = "MB"
    making.record_run(shop, [making.measurement(shop, processes=processes)])
    _, out, _ = check("--format", "json")
    bounds = [one["estimate"] for one in json.loads(out)["verdicts"] if one["quality"] == "memory.peak"]
    assert bounds
    assert "Infinity" not in out


def test_annotations_stand_beside_the_constraint(shop: Path, check: Ran) -> None:
    change(shop / "shop/choice.yaml", "0.80", "99.9 %")
    status, out, _ = check("--format", "github")
    annotation, count = out.splitlines()
    assert status == 1
    assert annotation.startswith(
        "::error file=decisions/shop/choice.yaml,line=9,col=5,title=violated%3A recall >= 99.9 %25::shop/choice"
    )
    assert annotation.endswith("%0Aoptions that would hold: none")
    assert "the build fails" in count


def test_a_report_goes_into_a_file_and_the_count_stays(shop: Path, check: Ran) -> None:
    status, out, _ = check("--format", "json", "--output", "verdicts.json")
    assert status == 0
    assert out.startswith("3 constraints of 1 accepted decision")
    assert json.loads((shop.parent / "verdicts.json").read_text())["passes"] is True


def test_a_file_that_cannot_be_written_is_said(shop: Path, check: Ran) -> None:
    status, _, err = check("--output", "nowhere/verdicts.txt")
    assert status == 2
    assert "nowhere/verdicts.txt" in err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colour_is_for_terminals_that_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert wants_colour(Terminal())
    assert not wants_colour(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(Terminal())


def test_a_finding_begins_in_red_on_a_terminal(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(shop / "shop/choice.yaml", "0.80", "0.999")
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert run(["check", *ON_THE_DAY]) == 1
    assert terminal.getvalue().startswith("\x1b[31m\x1b[1mVIOLATED\x1b[0m: shop/choice: recall")
