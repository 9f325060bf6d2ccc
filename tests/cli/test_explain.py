"""``buttress explain``: which verdicts are told, in which form, and what is said of names that do not exist."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import making
from buttress.cli.commands import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = making.write_files(tmp_path / "decisions", making.FILES)
    making.write_files(
        root,
        {
            "shop/empty.yaml": "kind: decision\ntitle: Empty\nstatus: proposed\ndate: 2026-11-01\n",
            "shop/gone.yaml": "kind: decision\ntitle: Gone\nstatus: rejected\ndate: 2026-11-01\n",
            "far/empty.yaml": "kind: decision\ntitle: Empty\nstatus: proposed\ndate: 2026-11-01\n",
        },
    )
    making.record_run(root)
    monkeypatch.chdir(tmp_path)
    return root


def explain(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["explain", *arguments, "--as-of", making.TODAY.isoformat()])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize("name", ["choice", "shop/choice"])
def test_a_decision_is_explained_constraint_by_constraint(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    code, out, _ = explain(capsys, name)
    assert code == 0
    heads = [line for line in out.splitlines() if line and not line.startswith(" ")]
    assert heads == [
        "HOLDS: shop/choice#latency.p50 on bench-box in single-stream",
        "HOLDS: shop/choice#recall",
        "HOLDS: shop/choice#model.size",
    ]
    assert "choice.yaml:" in out
    assert max(map(len, out.splitlines())) <= 100


@pytest.mark.usefixtures("root")
def test_one_constraint_is_explained_alone(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = explain(capsys, "choice#recall")
    assert code == 0
    assert out.startswith("HOLDS: shop/choice#recall\n")
    assert out.count("shop/choice#") == 1


@pytest.mark.usefixtures("root")
def test_machines_read_the_same_argument(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = explain(capsys, "choice#recall", "--format", "json")
    (told,) = json.loads(out)
    assert code == 0
    assert (told["decision"], told["constraint"], told["state"]) == ("shop/choice", "recall", "holds")
    assert told["explanation"].startswith("Of small the decision requires recall")
    assert (told["path"].endswith("choice.yaml"), told["line"] > 0) == (True, True)


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("choise", "there is no decision 'choise'; did you mean 'choice'?"),
        ("shop/choise", "there is no decision 'shop/choise'; did you mean 'shop/choice'?"),
        ("zzzzzz", "there is no decision 'zzzzzz'; there are 4: see buttress check"),
        ("choice#recal", "the decision 'shop/choice' has no constraint 'recal'; did you mean 'recall'?"),
        (
            "choice#zzzzzz",
            "has no constraint 'zzzzzz'; allowed: latency.p50 on bench-box in single-stream, recall",
        ),
        ("shop/empty", "the decision 'shop/empty' states no constraint"),
        ("shop/gone", "the decision 'shop/gone' is rejected, and only proposed and accepted ones are judged"),
        ("empty", "several decisions end so: far/empty, shop/empty"),
    ],
)
def test_a_name_that_leads_nowhere_is_a_wrong_call(
    capsys: pytest.CaptureFixture[str], name: str, message: str
) -> None:
    code, out, err = explain(capsys, name)
    assert (code, out) == (2, "")
    assert message in " ".join(err.split())


@pytest.mark.usefixtures("root")
def test_an_unknown_form_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(capsys, "choice", "--format", "xml")[0] == 2


def test_mistakes_in_the_records_are_told_first(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = root / "shop/choice.yaml"
    path.write_text(path.read_text().replace("recall >= 0.80", "recal >= 0.80"))
    code, _, err = explain(capsys, "choice")
    assert code == 2
    assert "recal" in err


@pytest.mark.usefixtures("root")
def test_an_argument_is_told_as_an_outline(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = explain(capsys, "choice", "--assurance")
    assert code == 0
    lines = out.splitlines()
    assert lines[:2] == [
        "SUPPORTED: shop/choice",
        "  Supported: all 3 claims that must hold are shown. The build passes.",
    ]
    assert "G1 goal [supported]: “small” meets the qualities that the decision states." in lines
    assert any(line.startswith("  supported by S1 strategy: Argument over each of the 3") for line in lines)
    assert "      supported by Sn1, as above" in "\n".join(lines)
    assert all(len(line) <= 100 for line in lines)


@pytest.mark.usefixtures("root")
def test_an_argument_is_given_as_fields(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = explain(capsys, "choice", "--assurance", "--format", "json")
    told = json.loads(out)
    assert code == 0
    assert (told["format"], told["kind"], told["id"], told["standing"], told["top"]) == (
        1,
        "decision",
        "shop/choice",
        "supported",
        "G1",
    )
    elements = {one["id"]: one for one in told["elements"]}
    assert elements["G2"]["constraint"] == "latency.p50 on bench-box in single-stream"
    assert elements["G2"]["state"] == "holds"
    assert elements[elements["G1"]["supported_by"][0]]["kind"] == "strategy"
    assert elements["Sn1"]["run"]


@pytest.mark.usefixtures("root")
def test_an_argument_is_given_for_tools_that_draw_it(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = explain(capsys, "choice", "--assurance", "--format", "gsn2x")
    assert code == 0
    assert out.startswith("module:\n  name: shop/choice\n")
    assert "\nG1:\n" in out


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("choice", "--format", "gsn2x"), "add --assurance"),
        (("choice#recall", "--assurance"), "leave out what stands behind the #"),
        (("gone", "--assurance"), "is rejected, and only proposed and accepted ones are judged"),
        (("shop/empty", "--assurance"), "states no constraint"),
        (("nothing", "--assurance"), "there is no decision 'nothing'"),
    ],
)
def test_what_has_no_argument_is_a_wrong_call(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    code, out, err = explain(capsys, *arguments)
    assert (code, out) == (2, "")
    assert message in " ".join(err.replace("\u2502", " ").split())
