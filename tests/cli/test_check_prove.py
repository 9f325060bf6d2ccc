"""``buttress check --prove``: exit codes, the text for people, JSON for scripts, annotations for GitHub."""

from __future__ import annotations

import io
import json
import sys
from textwrap import dedent
from typing import TYPE_CHECKING, Protocol

import pytest

import making
from buttress.cli.commands import run

if TYPE_CHECKING:
    from pathlib import Path

SOUND = ["latency.p50 <= 5 ms on bench-box in single-stream", "recall >= 0.80", "model.size <= 10 kB"]
PROCESSES = [making.process(order, queries=400) for order in range(10)]


class Ran(Protocol):
    """Runs `buttress check --prove` and gives exit code, standard output and standard error."""

    def __call__(self, *arguments: str) -> tuple[int, str, str]: ...


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in the working directory whose three constraints hold; gives the folder of its records."""
    monkeypatch.chdir(tmp_path)
    root = making.write_files(tmp_path / "decisions", making.FILES)
    said = making.predictions(97, 3, 18, 2)
    making.record_run(root, [making.measurement(root, processes=PROCESSES, predictions=said)])
    return root


@pytest.fixture
def prove(capsys: pytest.CaptureFixture[str]) -> Ran:
    def ran(*arguments: str) -> tuple[int, str, str]:
        status = run(["check", "--as-of", "2026-11-20", "--prove", *arguments])
        told = capsys.readouterr()
        return status, told.out, told.err

    return ran


def state(root: Path, *constraints: str, status: str = "accepted") -> None:
    head = dedent(making.DECISION).lstrip().split("constraints:")[0].replace("accepted", status)
    listed = "".join(f"  - {one}\n" for one in constraints)
    (root / "shop/choice.yaml").write_text(f"{head}constraints:\n{listed}")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_sound_portfolio_gets_one_more_line(shop: Path, prove: Ran) -> None:
    assert shop
    assert prove() == (
        0,
        "3 constraints of 1 accepted decision as of 2026-11-20: 3 holds; the build passes\n"
        "3 of 3 constraints can fail and can hold\n",
        "",
    )


def test_decoration_fails_and_tells_what_was_tried(shop: Path, prove: Ran) -> None:
    state(shop, *SOUND, "accuracy <= 1", "precision >= 0.999")
    status, out, _ = prove()
    assert status == 1
    proof = """
        CANNOT FAIL: shop/choice: accuracy <= 1
          option: small
          tried: 24 mutations of the evidence; nearest to violated: 75 % of the answers right
          which is: holds, 1 [0.9753, 1] against <= 1 (Clopper-Pearson at 95 % one-sided, n = 120)
          because: everything that the interval admits meets the limit
          at: decisions/shop/choice.yaml:11:5

        CANNOT HOLD: shop/choice: precision >= 0.999
          option: small
          tried: 24 mutations of the evidence; nearest to holds: 75 % of the answers right
          which is: undecided, 1 [0.9705, 1] against >= 0.999 (Clopper-Pearson at 95 % one-sided, n = 100)
          because: the limit lies inside the interval
          would decide it: 2895 more examples
          at: decisions/shop/choice.yaml:12:5

        3 of 5 constraints can fail and can hold
        """
    assert out.endswith(dedent(proof))


def test_what_is_decoration_begins_in_red_on_a_terminal(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state(shop, "accuracy <= 1", "precision >= 0.999", "latency.p50 <= 5 s on bench-box in single-stream")
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert run(["check", "--prove", "--as-of", "2026-11-20"]) == 1
    told = terminal.getvalue()
    assert "\n\x1b[31m\x1b[1mCANNOT FAIL\x1b[0m: shop/choice: accuracy <= 1\n" in told
    assert "\n\x1b[31m\x1b[1mCANNOT HOLD\x1b[0m: shop/choice: precision >= 0.999\n" in told
    assert "\n\x1b[33m\x1b[1mFAR\x1b[0m: shop/choice: latency.p50" in told


def test_the_gate_alone_says_nothing_of_it(
    shop: Path, prove: Ran, capsys: pytest.CaptureFixture[str]
) -> None:
    state(shop, "accuracy <= 1")
    assert run(["check", "--as-of", "2026-11-20"]) == 0
    assert "CANNOT" not in capsys.readouterr().out
    assert prove()[0] == 1


def test_wishes_and_proposals_are_told_and_do_not_fail(shop: Path, prove: Ran) -> None:
    state(shop, "{require: recall >= 0.9999, severity: should}")
    status, out, _ = prove()
    assert status == 0
    assert "CANNOT HOLD (should): shop/choice: recall >= 0.9999\n" in out
    state(shop, "accuracy <= 1", "recall >= 0.8", status="proposed")
    status, out, _ = prove()
    assert status == 0
    assert "CANNOT FAIL (proposed): shop/choice: accuracy <= 1\n" in out
    assert out.endswith("\nof proposed decisions 1 of 2 constraints can fail and can hold\n")


def test_what_could_not_be_tried_and_what_is_far_takes_a_line(shop: Path, prove: Ran) -> None:
    state(shop, "training.time <= 1 h", "latency.p50 <= 5 s on bench-box in single-stream")
    status, out, _ = prove()
    assert status == 1  # since nothing is recorded of the training time, which the check itself says
    assert (
        "\nFAR: shop/choice: latency.p50 <= 5 s on bench-box in single-stream: it takes every latency 5,253 times "
        "as long to violate it; is the unit right? (decisions/shop/choice.yaml:9:5)\n"
        "NOTHING TO MUTATE: shop/choice: training.time <= 1 h: nothing recorded: the runs of 'small' hold no "
        "training.time (decisions/shop/choice.yaml:8:5)\n"
    ) in out
    assert out.endswith("\n\n1 of 2 constraints can fail and can hold, 1 had nothing to mutate\n")


def test_json_holds_every_search(shop: Path, prove: Ran) -> None:
    state(shop, SOUND[0], "accuracy <= 1")
    status, out, _ = prove("--format", "json")
    told = json.loads(out)
    assert (status, told["exit_code"], told["passes"]) == (1, 1, True)
    sound, decoration = told["proofs"]
    assert [one["constraint"] for one in told["verdicts"]] == [one["constraint"] for one in told["proofs"]]
    assert (sound["can_fail"], sound["can_hold"], sound["finding"]) == (True, True, False)
    assert (decoration["can_fail"], decoration["can_hold"], decoration["finding"]) == (False, True, True)
    assert (decoration["path"], decoration["line"]) == ("decisions/shop/choice.yaml", 9)
    violated, holds = sound["searches"]
    assert violated == {
        "turn": "violated",
        "found": True,
        "tried": 1,
        "mutation": "every latency 5.253 times as long",
        "state": "violated",
        "reason": "nothing that the interval admits meets the limit",
        "value": pytest.approx(5.25, rel=1e-3),
        "lower": pytest.approx(5.25, rel=3e-2),
        "upper": pytest.approx(5.25, rel=3e-2),
        "needed": None,
    }
    assert (holds["found"], holds["mutation"]) == (True, "as recorded")


def test_without_the_option_the_document_is_as_before(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert shop
    assert run(["check", "--as-of", "2026-11-20", "--format", "json"]) == 0
    assert "proofs" not in json.loads(capsys.readouterr().out)


def test_github_gets_annotations_beside_the_constraint(shop: Path, prove: Ran) -> None:
    state(shop, "accuracy <= 1", "{require: recall >= 0.9999, severity: should}")
    status, out, _ = prove("--format", "github")
    assert status == 1
    error, warning = (
        next(line for line in out.splitlines() if line.startswith(f"::{level} ") and "cannot" in line)
        for level in ("error", "warning")
    )
    assert error.startswith(
        "::error file=decisions/shop/choice.yaml,line=8,col=5,title=cannot fail%3A accuracy <= 1::option: small%0A"
    )
    assert "line=9,col=5,title=cannot hold%3A recall >= 0.9999" in warning
    assert out.endswith("0 of 2 constraints can fail and can hold\n")


def test_the_report_goes_into_a_file_and_the_counts_to_the_terminal(
    shop: Path, prove: Ran, tmp_path: Path
) -> None:
    state(shop, "accuracy <= 1")
    status, out, _ = prove("--output", "report.txt")
    assert status == 1
    assert out.splitlines()[1] == "0 of 1 constraint can fail and can hold"
    assert "CANNOT FAIL: shop/choice: accuracy <= 1" in (tmp_path / "report.txt").read_text()


def test_problems_come_before_any_proof(shop: Path, prove: Ran) -> None:
    state(shop, "acuracy <= 1")
    status, out, err = prove()
    assert (status, out) == (2, "")
    assert "acuracy" in err


def test_without_constraints_there_is_nothing_to_prove(shop: Path, prove: Ran) -> None:
    path = shop / "shop/choice.yaml"
    path.write_text(dedent(making.DECISION).split("constraints:")[0])
    status, out, _ = prove()
    assert status == 0
    assert out.endswith("\nno constraint was judged, so that there is nothing to prove\n")
