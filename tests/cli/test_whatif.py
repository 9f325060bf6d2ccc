"""``buttress whatif``: it judges exactly what a changed file would say, writes nothing, and explains wrong calls."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import making
import making_choices
import making_systems
from buttress.cli.commands import run

if TYPE_CHECKING:
    from pathlib import Path

LATENCY = "latency.p50 on bench-box in single-stream"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return making_choices.write_choice(tmp_path / "decisions")


@pytest.fixture
def glasses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system in whose cloud a sign takes 390 to 864 ms, and on whose glasses 104 to 211 ms."""
    monkeypatch.chdir(tmp_path)
    own = "current_deployment: in-cloud\nconstraints: [flow.latency.p95 <= 300 ms for translate]"
    root = making_systems.write_system(tmp_path, ("current_deployment: in-cloud", own))
    making_systems.record(root)
    claim = "flow.latency.p95 <= 300 ms for translate"
    about = "kind: decision\ntitle: Read\nstatus: accepted\ndate: 2026-11-01\ncomponent: reader\n"
    files = {
        "shop/where.yaml": making_systems.WHERE % claim,
        "shop/reading.yaml": f"{about}options: [{{id: small}}]\nchosen: small\nconstraints: [{claim}]\n",
        "shop/other.yaml": (
            "kind: decision\ntitle: Size\nstatus: accepted\ndate: 2026-11-01\n"
            "options: [{id: small}]\nchosen: small\nconstraints: [model.size <= 10 kB]\n"
        ),
    }
    return making.write_files(root, files)


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run([*arguments, "--as-of", making.TODAY.isoformat()])
    out, err = capsys.readouterr()
    return code, out, err


def tell(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code, out, err = call(capsys, "whatif", *arguments, "--format", "json")
    assert err == ""
    return code, json.loads(out)


def states(told: dict[str, Any], constraint: str) -> dict[str, tuple[str, str]]:
    """Option to the states of a constraint before and after."""
    found = next(one for one in told["constraints"] if one["constraint"] == constraint)
    return {
        one["option"]: tuple(one[side]["state"] if one[side] else "" for side in ("before", "after"))
        for one in found["verdicts"]
    }


@pytest.mark.parametrize(
    ("arguments", "edits"),
    [
        (["--set", "recall >= 0.95"], [("recall >= 0.80", "recall >= 0.95")]),
        (["--set", "finds-big: recall >= 0.99"], [("recall >= 0.75", "recall >= 0.99")]),
        (["--set", "latency.p50 <= 1.5 ms"], [("<= 5 ms", "<= 1.5 ms")]),
        (["--set", "latency.p50<=1500us in single-stream on bench-box"], [("<= 5 ms", "<= 1500 us")]),
        (["--drop", "model.size"], [("      - model.size <= 10 kB\n", "")]),
        (
            ["--set", "accuracy >= 90 %"],
            [("model.size <= 10 kB", "model.size <= 10 kB\n      - accuracy >= 90 %")],
        ),
        (
            ["--weight", "recall=1", "--weight", "latency.p50=4"],
            [("weight: 3", "weight: 1"), ("weight: 1, worst: 5", "weight: 4, worst: 5")],
        ),
        (["--in", "large"], [("chosen: small", "chosen: large")]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value[0], str) else "",
)
def test_a_change_is_judged_as_if_the_file_said_so(
    root: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], edits: list[tuple[str, str]]
) -> None:
    _, told = tell(capsys, "choice", *arguments)
    text = making_choices.CHOICE
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    making.write_files(root, {"shop/choice.yaml": text})
    edited = json.loads(call(capsys, "compare", "choice", "--format", "json")[1])

    verdicts = {
        (option["option"], one["constraint"]): one
        for option in edited["options"]
        for cell in option["cells"]
        for one in cell["verdicts"]
    }
    for constraint in told["constraints"]:
        for one in constraint["verdicts"]:
            assert one["after"] == verdicts.get((one["option"], constraint["constraint"]))
    for would, does in zip(told["options"], edited["options"], strict=True):
        assert would["feasibility"]["after"] == does["feasibility"]
        assert would["dominated_by"]["after"] == does["dominated_by"]
        assert would["standing"]["after"] == does["standing"]
        assert would["chosen"] == does["chosen"]
    assert told["pareto"]["after"] == edited["pareto"]
    assert (told["winner"]["after"], told["decided_by"]["after"]) == (edited["winner"], edited["decided_by"])


@pytest.mark.usefixtures("root")
def test_the_flips_that_compare_tells_are_those_that_happen(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(call(capsys, "compare", "choice", "--format", "json")[1])
    flips = [flip for flip in told["flips"] if flip["kind"] != "metric"]
    assert {flip["kind"] for flip in flips} == {"limit", "weight"}
    for flip in flips:
        beyond, short = (
            flip["then"] + 1e-6 * (flip["then"] - flip["now"]),
            0.999 * flip["then"] + 0.001 * flip["now"],
        )
        for number, winner in ((beyond, flip["winner"]), (short, flip["loser"])):
            changed = tell(capsys, "choice", *_as_arguments(told, flip, number))[1]
            assert changed["winner"] == {"before": flip["loser"], "after": winner}


def _as_arguments(told: dict[str, Any], flip: dict[str, Any], number: float) -> tuple[str, str]:
    if flip["kind"] == "weight":
        return "--weight", f"{flip['quality']}={number!r}"
    cells = (cell for option in told["options"] for cell in option["cells"])
    verdicts = (one for cell in cells for one in cell["verdicts"] if one["constraint"] == flip["constraint"])
    operator = next(verdicts)["operator"]
    return "--set", f"{flip['constraint']}: {flip['quality']} {operator} {number!r} {flip['unit']}".rstrip()


def test_nothing_is_written_but_the_cache(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    call(capsys, "whatif", "choice", "--set", "recall >= 0.95", "--weight", "recall=0", "--in", "large")
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


@pytest.mark.usefixtures("root")
def test_before_and_after_are_told_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "whatif", "choice", "--set", "recall >= 0.95", "--weight", "recall=1")
    told = " ".join(out.split())
    assert code == 1
    assert "recall >= 0.8 -> recall >= 0.95" in told
    assert "weight of recall: 3 -> 1" in told
    assert "small holds -> undecided 0.97 [0.9243, 0.9918]" in told
    assert "small (chosen) feasible -> open" in told
    assert "Pareto set: The small one and The large one -> none" in told
    assert told.endswith("The small one, would not hold every must: recall >= 0.95 (undecided).")


@pytest.mark.usefixtures("root")
def test_the_exit_code_says_whether_the_chosen_option_would_hold_every_must(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert call(capsys, "whatif", "choice", "--set", "recall >= 0.92")[0] == 0
    assert call(capsys, "whatif", "choice", "--set", "recall >= 0.93")[0] == 1
    assert call(capsys, "whatif", "choice", "--set", "finds-big: recall >= 0.999")[0] == 0  # a should
    assert call(capsys, "whatif", "choice", "--in", "paper")[0] == 1
    assert call(capsys, "whatif", "open", "--set", "recall >= 0.4")[0] == 1  # nothing is chosen
    assert call(capsys, "whatif", "open", "--in", "large")[0] == 0


@pytest.mark.usefixtures("root")
def test_a_constraint_leaves_with_its_waivers(capsys: pytest.CaptureFixture[str]) -> None:
    code, told = tell(capsys, "choice", "--drop", "finds-big")
    assert code == 0
    assert told["changes"] == [
        {"kind": "dropped", "what": "finds-big", "before": "recall >= 0.75 where size=big", "after": ""}
    ]
    assert states(told, "finds-big")["small"] == ("holds", "")


@pytest.mark.usefixtures("root")
def test_a_weight_of_nothing_removes_the_preference(capsys: pytest.CaptureFixture[str]) -> None:
    _, told = tell(capsys, "choice", "--weight", "latency.p50=0")
    small = told["options"][0]["standing"]
    assert [one["quality"] for one in small["before"]["worths"]] == ["recall", "latency.p50"]
    assert [one["quality"] for one in small["after"]["worths"]] == ["recall"]
    none = tell(capsys, "choice", "--weight", "latency.p50=0", "--weight", "recall=0")[1]
    assert none["options"][0]["standing"]["after"] is None


def test_a_preference_of_a_slice_is_named_with_it(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wish = "      - {quality: recall, slice: {size: big}, weight: 2, worst: 0.8, best: 1}\n    waivers:\n"
    making.write_files(root, {"shop/choice.yaml": making_choices.CHOICE.replace("    waivers:\n", wish)})
    for written in ("recall where size=big", "recall where size = big"):
        _, told = tell(capsys, "choice", "--weight", f"{written}=5")
        assert told["changes"] == [
            {"kind": "weight", "what": "recall where size=big", "before": "2", "after": "5"}
        ]
    worths = told["options"][0]["standing"]["after"]["worths"]
    assert [(one["slice"], one["weight"]) for one in worths] == [({}, 3), ({}, 1), ({"size": "big"}, 5)]
    _, told = tell(capsys, "choice", "--weight", "recall=1")
    assert [one["what"] for one in told["changes"]] == ["recall"]


@pytest.mark.usefixtures("root")
def test_what_the_decision_says_already_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "whatif", "choice", "--set", "recall >= 80 %")
    assert code == 0
    assert "the decision says so already" in out
    assert "->" not in out


@pytest.mark.usefixtures("glasses")
def test_a_deployment_is_chosen_by_its_name_or_by_its_option(capsys: pytest.CaptureFixture[str]) -> None:
    code, told = tell(capsys, "where", "--in", "on-glasses")
    assert (code, told["holds"]) == (0, True)
    assert told["changes"] == [{"kind": "chosen", "what": "", "before": "cloud", "after": "glasses"}]
    assert tell(capsys, "where", "--deployment", "glasses") == (code, told)


@pytest.mark.usefixtures("glasses")
def test_another_deployment_in_operation_moves_every_option_and_the_systems_own_constraints(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, told = tell(capsys, "reading", "--in", "on-glasses")
    claim = "flow.latency.p95 for translate"
    assert code == 0
    assert told["changes"] == [
        {"kind": "deployment", "what": "shop", "before": "in-cloud", "after": "on-glasses"}
    ]
    assert states(told, claim) == {"small": ("violated", "holds")}
    (own,) = told["system"]
    assert (own["option"], own["before"]["state"], own["after"]["state"]) == (
        "on-glasses",
        "violated",
        "holds",
    )
    missing, told = tell(capsys, "reading", "--in", "on-phone")
    assert (missing, told["unmet"]) == (1, [claim, claim])


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "nothing would change; say what with --set, --drop, --weight or --in"),
        (["--set", "recal >= 0.9"], "there is no quality 'recal'; allowed: "),
        (["--set", "recal >= 0.9"], "(did you mean 'recall'?)"),
        (["--set", "recall => 0.9"], "expected an operator, found '=>'; allowed are <= < >= > = between"),
        (["--set", "recall >= 90"], "'recall >= 90': found 90; recall is 0 to 1 (did you mean 90 %?)"),
        (["--set", "latency.p50 <= 3 kg"], "found 3 kg; latency.p50 is measured in ms"),
        (["--set", "latency.p50 <= 3 ms on bench-bx"], "there is no hardware 'bench-bx'; allowed: bench-box"),
        (["--set", ""], "expected the name of a quality, found nothing"),
        (["--set", "find-big: recall >= 0.9"], "the decision has no constraint 'find-big'; allowed: "),
        (["--set", "find-big: recall >= 0.9"], "(did you mean 'finds-big'?)"),
        (["--set", "finds-big: model.size <= 1 kB"], "'finds-big' limits recall, not model.size"),
        (["--set", "finds-big: recall >= 0.9 by sex"], "'finds-big' has other clauses: recall >= 0.75"),
        (
            ["--set", "recall >= 0.9", "--set", "recall >= 0.8"],
            "'recall >= 0.8': changes the same constraint as 'recall >= 0.9'",
        ),
        (["--drop", "recal"], "the decision has no constraint 'recal'; allowed: latency.p50"),
        (
            ["--weight", "recal=2"],
            "no preference 'recal'; allowed: recall, latency.p50 (did you mean 'recall'?)",
        ),
        (["--weight", "recall"], "found no '='; allowed: QUALITY=WEIGHT, such as recall=2"),
        (["--weight", "recall=-1"], "found '-1'; allowed: a number from 0 on, where 0 removes it"),
        (["--weight", "recall=nan"], "found 'nan'; allowed: a number from 0 on"),
        (["--weight", "recall=1e999"], "the number 1e999 is too large"),
        (
            ["--in", "smal"],
            "there is no option or deployment 'smal'; options: small, large, paper; deployments: none",
        ),
        (["--in", "smal"], "(did you mean 'small'?)"),
    ],
)
def test_a_wrong_change_ends_with_2_and_says_what_is_allowed(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    code, out, err = call(capsys, "whatif", "choice", *arguments)
    assert (code, out) == (2, "")
    assert message in " ".join(err.split())


@pytest.mark.usefixtures("root")
def test_all_mistakes_of_a_call_are_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    err = call(capsys, "whatif", "choice", "--set", "recall > > 1", "--weight", "x=1", "--in", "y")[2]
    assert all(f"'{written}': " in err for written in ("recall > > 1", "x=1", "y"))


@pytest.mark.parametrize("choice", ["latency.p50 <= 3 ms", "latency.p50: latency.p50 <= 3 ms"])
def test_a_limit_that_could_be_of_several_constraints_asks_which(
    root: Path, capsys: pytest.CaptureFixture[str], choice: str
) -> None:
    two = making_choices.CHOICE.replace(
        "- recall >= 0.80",
        "- recall >= 0.80\n      - {id: everywhere, require: latency.p50 <= 9 ms in single-stream}",
    )
    making.write_files(root, {"shop/choice.yaml": two})
    code, _, err = call(capsys, "whatif", "choice", "--set", choice)
    assert code == 2
    assert f"several constraints limit latency.p50: {LATENCY}, everywhere" in " ".join(err.split())
    assert (
        tell(capsys, "choice", "--set", "everywhere: latency.p50 <= 3 ms")[1]["changes"][0]["what"]
        == "everywhere"
    )
    exact = tell(capsys, "choice", "--set", "latency.p50 <= 3 ms in single-stream")[1]
    assert exact["changes"][0]["what"] == "everywhere"


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("choise", "there is no decision 'choise'; did you mean 'choice'?"),
        ("old", "the decision 'shop/old' is rejected, and only proposed and accepted ones are judged"),
        ("empty", "the decision 'shop/empty' has no options to compare"),
    ],
)
def test_only_judged_decisions_with_options_can_be_changed(
    capsys: pytest.CaptureFixture[str], name: str, message: str
) -> None:
    code, out, err = call(capsys, "whatif", name, "--set", "recall >= 0.9")
    assert (code, out) == (2, "")
    assert message in " ".join(err.split())


@pytest.mark.usefixtures("glasses")
def test_a_deployment_that_no_option_depends_on_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = call(capsys, "whatif", "other", "--in", "on-phone")
    assert code == 2
    assert "'on-phone': no option of the decision depends on which deployment is in operation" in err


def test_mistakes_in_the_records_are_told_first(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    making.write_files(
        root, {"shop/choice.yaml": making_choices.CHOICE.replace("recall >= 0.80", "recal >= 0.80")}
    )
    code, _, err = call(capsys, "whatif", "choice", "--set", "model.size <= 1 kB")
    assert code == 2
    assert "choice.yaml:12:" in err
