"""Small portfolios, sound and broken on purpose: what can fail, what can hold, and what only looks as if."""

from __future__ import annotations

from datetime import timedelta
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import making
from buttress.graph import link_portfolio
from buttress.proving import prove_portfolio
from buttress.records import Packed
from buttress.storage import read_portfolio
from buttress.verdicts import judge_portfolio

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.proving import Proof, Search, Turn

LATENCY = "latency.p50 <= 5 ms on bench-box in single-stream"
PROCESSES = [making.process(order, queries=400, training_time=2.0) for order in range(10)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return making.write_files(tmp_path / "decisions", making.FILES)


def state(root: Path, *constraints: str, more: str = "") -> None:
    """Lets the decision state these constraints, each in the short form or as a flow mapping."""
    head = dedent(making.DECISION).split("constraints:")[0]
    listed = "".join(f"  - {one}\n" for one in constraints)
    (root / "shop/choice.yaml").write_text(f"{head}constraints:\n{listed}{dedent(more)}")


def prove(root: Path) -> tuple[Proof, ...]:
    reading = read_portfolio(root)
    linked, flaws = link_portfolio(reading.portfolio, making.TODAY)
    assert (reading.problems, flaws) == ((), ())
    return prove_portfolio(judge_portfolio(linked, making.TODAY))


def prove_one(root: Path, *constraints: str, more: str = "") -> Proof:
    state(root, *constraints, more=more)
    return prove(root)[0]


def record(root: Path, **changes: Any) -> None:
    """Records ten short processes, and that 97 of 100 positives were found."""
    said = making.predictions(97, 3, 18, 2)
    making.record_run(root, [making.measurement(root, processes=PROCESSES, predictions=said)], **changes)


def search(proof: Proof, turn: Turn) -> Search:
    return next(one for one in proof.searches if one.turn == turn)


def answered(root: Path, *counts: int) -> None:
    """Records a run with these hits, misses, right and wrong answers."""
    hits, misses, right, wrong = counts
    said = making.predictions(*counts)
    measured = making.measurement(root, processes=PROCESSES, predictions=said)
    making.record_run(root, [measured], data=making.facts(root, hits + misses, right + wrong))


def test_sound_constraints_can_fail_and_hold(root: Path) -> None:
    record(root)
    proofs = prove(root)
    assert [(one.can_fail, one.can_hold, one.is_finding, one.untried) for one in proofs] == [
        (True, True, False, "")
    ] * 3
    latency, recall, size = (search(one, "violated").nearest for one in proofs)
    assert latency.words == "every latency 5.253 times as long"
    assert recall.words == "35 % of the answers wrong"
    assert size.words == "model.size set to 10.5 kB"
    assert {one.verdict.state for one in (latency, recall, size)} == {"violated"}
    assert {search(one, "holds").nearest.words for one in proofs} == {"as recorded"}


def test_proving_writes_nothing_and_gives_the_same_again(root: Path) -> None:
    record(root)
    before = {one: one.read_bytes() for one in root.rglob("*") if one.is_file()}
    told = [[one.nearest.words for one in proof.searches] for proof in prove(root)]
    assert [[one.nearest.words for one in proof.searches] for proof in prove(root)] == told
    assert {one: one.read_bytes() for one in root.rglob("*") if one.is_file()} == before


@pytest.mark.parametrize(
    "limit",
    [
        "accuracy <= 1",
        "accuracy >= 0",
        "recall >= 0.1 %",  # meant as a share, written with a unit too many
        "latency.p50 <= 5 h on bench-box in single-stream",
        "training.time <= 1000 h",
    ],
)
def test_a_limit_that_no_evidence_misses_cannot_fail(root: Path, limit: str) -> None:
    record(root)
    proof = prove_one(root, limit)
    assert (proof.can_fail, proof.can_hold, proof.is_finding) == (False, True, True)
    missed = search(proof, "violated")
    assert missed.found is None
    assert missed.tried > 10
    assert missed.nearest.verdict.state in ("holds", "undecided")


def test_the_nearest_attempt_is_the_one_that_comes_nearest_to_a_violation(root: Path) -> None:
    record(root)
    nearest = search(prove_one(root, "recall >= 0.1 %"), "violated").nearest
    assert nearest.words == "all of the answers wrong"
    assert nearest.verdict.state == "undecided"
    assert nearest.verdict.needed is not None
    # none of n found excludes 0.1 % from n = ln 0.05 / ln 0.999 = 2995 on
    assert nearest.verdict.needed.count == 2995 - 100


def test_a_limit_that_so_few_examples_cannot_prove_says_how_many_would(root: Path) -> None:
    record(root)
    proof = prove_one(root, "recall >= 0.999")
    assert (proof.can_fail, proof.can_hold, proof.is_finding) == (True, False, True)
    nearest = search(proof, "holds").nearest
    assert nearest.words.endswith("of the answers right")
    assert nearest.verdict.assessment is not None
    assert nearest.verdict.assessment.estimate is not None
    assert nearest.verdict.assessment.estimate.value == 1
    assert nearest.verdict.needed is not None
    assert nearest.verdict.needed.count == 2995 - 100


def test_a_wish_that_cannot_be_proved_yet_is_no_finding(root: Path) -> None:
    record(root)
    proof = prove_one(root, "{require: recall >= 0.999, severity: should}")
    assert (proof.can_fail, proof.can_hold, proof.is_finding) == (True, False, False)


def test_a_wish_that_cannot_fail_is_a_finding(root: Path) -> None:
    record(root)
    proof = prove_one(root, "{require: accuracy <= 1, severity: should}")
    assert (proof.can_fail, proof.is_finding) == (False, True)


def test_what_is_only_proposed_is_proved_and_no_finding(root: Path) -> None:
    record(root)
    state(root, "accuracy <= 1", "recall >= 0.8")
    path = root / "shop/choice.yaml"
    path.write_text(path.read_text().replace("status: accepted", "status: proposed"))
    decoration, sound = prove(root)
    assert (decoration.can_fail, decoration.is_finding) == (False, False)
    assert (sound.can_fail, sound.can_hold) == (True, True)


def test_a_waiver_hides_nothing(root: Path) -> None:
    answered(root, 50, 50, 20, 0)
    waiver = """
        waivers:
          - {constraint: recall, until: 2026-12-24, by: Ada, because: known}
          - {constraint: accuracy, until: 2026-12-24, by: Ada, because: known}
    """
    state(root, "recall >= 0.8", "accuracy > 1", more=dedent(waiver).lstrip())
    recall, accuracy = prove(root)
    assert recall.verdict.state == "waived"
    assert (recall.can_fail, recall.can_hold) == (True, True)
    assert search(recall, "violated").nearest.words == "as recorded"
    assert search(recall, "holds").nearest.verdict.state == "holds"
    assert accuracy.verdict.state == "waived"
    assert (accuracy.can_hold, accuracy.is_finding) == (False, True)


def test_a_waiver_in_force_does_not_hide_what_cannot_fail(root: Path) -> None:
    answered(root, 9, 1, 5, 0)
    waiver = "waivers: [{constraint: recall, until: 2026-12-24, by: Ada, because: known}]\n"
    proof = prove_one(root, "recall between 1 % and 100 %", more=waiver)
    assert (proof.can_fail, proof.is_finding) == (False, True)


def test_both_ends_have_to_be_missable(root: Path) -> None:
    record(root)
    proof = prove_one(root, "selection_rate between 30 % and 100 %")
    assert [(one.turn, one.found is not None) for one in proof.searches] == [
        ("violated from below", True),
        ("violated from above", False),
        ("holds", True),
    ]
    assert proof.can_fail is False
    sound = prove_one(root, "selection_rate between 30 % and 95 %")
    assert (sound.can_fail, sound.can_hold) == (True, True)


def test_an_exact_figure_is_set_to_either_side_and_onto_the_limit(root: Path) -> None:
    record(root)
    proof = prove_one(root, "model.size = 5 kB")
    assert (proof.can_fail, proof.can_hold) == (True, True)
    assert {one.turn: one.nearest.words for one in proof.searches} == {
        "violated from below": "as recorded",
        "violated from above": "model.size set to 5.25 kB",
        "holds": "model.size set to 5 kB",
    }


def test_a_rate_that_should_be_low_is_turned_as_well(root: Path) -> None:
    record(root)
    proof = prove_one(root, "false_positive_rate <= 40 %")
    assert (proof.can_fail, proof.can_hold) == (True, True)


def test_what_is_only_attested_proves_nothing(root: Path) -> None:
    record(root)
    state(root, "energy.per_item <= 5 mJ")
    path = root / "shop/choice.yaml"
    rated = "options: [{id: small, ratings: {energy.per_item: 1 mJ}}, {id: large}]"
    path.write_text(path.read_text().replace("options: [{id: small}, {id: large}]", rated))
    (proof,) = prove(root)
    assert (proof.can_fail, proof.can_hold, proof.is_finding, proof.untried) == (False, False, True, "")
    assert "attested" in search(proof, "violated").nearest.verdict.reason


def test_a_slice_without_examples_can_neither_fail_nor_hold(root: Path) -> None:
    empty = {"size": {"big": Packed.of_numbers(np.zeros(120), "u1")}}
    record(root, data=making.facts(root, 100, 20, slices=empty))
    proof = prove_one(root, "{require: recall >= 0.8, slice: {size: big}}")
    assert (proof.can_fail, proof.can_hold, proof.is_finding) == (False, False, True)
    assert search(proof, "violated").nearest.verdict.reason == "there are no examples"


def test_without_fresh_evidence_there_is_nothing_to_mutate(root: Path) -> None:
    missing = prove_one(root, "recall >= 0.8")
    assert missing.untried.startswith("nothing recorded: no run of 'small' (python) is recorded")
    record(root, data=making.facts(root, 100, 20, code_digest="0" * 64))
    stale = prove_one(root, "recall >= 0.8")
    assert stale.untried == "no fresh run: the code that builds the data has changed since"
    assert (stale.can_fail, stale.can_hold, stale.is_finding) == (None, None, False)


def test_a_run_that_lost_processes_is_not_mutated(root: Path) -> None:
    processes = [*PROCESSES[:9], {**PROCESSES[9], "failure": {"reason": "timeout"}}]
    making.record_run(root, [making.measurement(root, processes=processes)])
    proof = prove_one(root, LATENCY)
    assert proof.untried.startswith("no sound run: 1 of 10 processes failed")


def test_a_violation_that_holms_correction_never_confirms_cannot_fail(root: Path) -> None:
    said = making.predictions(97, 3, 18, 2)
    making.record_run(root, [making.measurement(root, processes=PROCESSES[:5], predictions=said)])
    alone = prove_one(root, LATENCY)
    assert (alone.can_fail, alone.can_hold) == (True, True)
    # 1/32 is beyond chance for one constraint, and not for two
    among = prove_one(root, LATENCY, "recall >= 0.8")
    assert (among.can_fail, among.can_hold, among.is_finding) == (False, True, True)
    nearest = search(among, "violated").nearest
    assert "Holm" in nearest.verdict.reason
    assert nearest.verdict.needed is not None
    assert (nearest.verdict.needed.count, nearest.verdict.needed.what) == (1, "processes")


@pytest.mark.parametrize(("limit", "far"), [("5 s", True), ("50 ms", False)])
def test_a_limit_that_is_met_a_thousandfold_may_be_in_a_wrong_unit(root: Path, limit: str, far: bool) -> None:
    record(root)
    proof = prove_one(root, f"latency.p50 <= {limit} on bench-box in single-stream")
    assert (proof.can_fail, proof.is_finding) == (True, False)
    assert (proof.far is not None) is far
    if proof.far is not None:
        assert 5000 <= proof.far <= 10_000


def test_all_deciding_runs_are_mutated(root: Path) -> None:
    suite = root / "shop/suite.yaml"
    suite.write_text(f"{suite.read_text()}looks: 2\n")
    for minute in (0, 10):
        record(root, started=making.MEASURED + timedelta(minutes=minute))
    proof = prove_one(root, LATENCY)
    assert (proof.can_fail, proof.can_hold) == (True, True)
    turned = search(proof, "violated").nearest.verdict
    assert turned.assessment is not None
    assert len(turned.assessment.runs) == 2
    assert turned.assessment.estimate is not None
    assert turned.assessment.estimate.value == pytest.approx(5.25, rel=0.02)


def test_only_the_constraints_own_option_is_mutated(root: Path) -> None:
    found = {"small": making.predictions(97, 3, 18, 2), "large": making.predictions(100, 0, 20, 0)}
    making.record_run(
        root, [making.measurement(root, name, PROCESSES, predictions=said) for name, said in found.items()]
    )
    state(root, "recall >= 0.8", "{require: recall >= 0.9, of: large}")
    for proof in prove(root):
        assert (proof.can_fail, proof.can_hold) == (True, True)
        assert search(proof, "violated").nearest.verdict.bound.option == proof.verdict.bound.option
