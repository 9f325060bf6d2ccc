"""The model of an argument: which claims are made, how they stand, and what hangs on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import assuring
import making
import making_systems
from buttress.assurance import PREFIXES, Argument, argue_decision, argue_system
from buttress.pipeline import judge_project
from buttress.verdicts import gate_judgement

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.project import Project


def argue(project: Project, decision: str = "shop/choice") -> Argument:
    found = argue_decision(project.linked.portfolio.decisions[decision], project.linked, project.judgement)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return assuring.judge_all_states(tmp_path_factory.mktemp("states") / "decisions")


@pytest.fixture(scope="module")
def argument(project: Project) -> Argument:
    return argue(project)


def claim(argument: Argument, constraint: str):
    (found,) = [
        one
        for one in argument.elements
        if one.kind == "goal" and one.about.topic == "constraint" and one.about.name == constraint
    ]
    return found


def below(argument: Argument, names: tuple[str, ...]):
    elements = argument.by_id()
    return [elements[name] for name in names]


def test_every_constraint_is_one_claim(project: Project, argument: Argument) -> None:
    claims = [one.about.name for one in argument.elements if one.verdict is not None]
    stated = [one.id for one in project.linked.portfolio.decisions["shop/choice"].constraints]
    assert claims == stated


@pytest.mark.parametrize(
    ("constraint", "state", "standing", "mark"),
    [
        ("quick", "holds", "supported", ""),
        ("finds-most", "undecided", "undeveloped", "undeveloped"),
        ("finds-all", "waived", "accepted", "undeveloped"),
        ("slow-large", "missing", "undeveloped", "undeveloped"),
        ("old", "stale", "undeveloped", "undeveloped"),
        ("very-quick", "violated", "defeated", "defeated"),
        ("quickest", "waived", "accepted", "defeated"),
        ("sized", "holds", "supported", ""),
    ],
)
def test_a_claim_stands_as_its_verdict(
    argument: Argument, constraint: str, state: str, standing: str, mark: str
) -> None:
    one = claim(argument, constraint)
    assert one.verdict is not None
    assert (one.verdict.state, one.standing, one.mark) == (state, standing, mark)


def test_only_what_is_shown_is_supported_and_only_what_is_violated_is_challenged(argument: Argument) -> None:
    for one in argument.elements:
        if one.verdict is None:
            continue
        state = one.verdict.waived_state or one.verdict.state
        assert bool(one.supported_by) == (state == "holds")
        assert bool(one.challenged_by) == (state == "violated")
        assert bool(one.needed) == (one.mark == "undeveloped")


def test_a_supported_claim_leads_over_a_strategy_to_the_run(argument: Argument, project: Project) -> None:
    one = claim(argument, "quick")
    assert one.text.replace("\u00a0", " ") == (
        "The median latency of the typical process is at most 5 ms on bench-box in single-stream."
    )
    (strategy,) = below(argument, one.supported_by)
    assert strategy.kind == "strategy"
    assert strategy.text.startswith("Argument by measuring: ")
    assert "sign test over 10" in strategy.text
    (run,) = below(argument, strategy.supported_by)
    assert (run.kind, run.about.topic) == ("solution", "run")
    assert run.about.name in project.linked.portfolio.runs
    assert run.text == "Run of 2026-11-10 on Testing 3000 with 2 cores, suite “Speed and sense”."
    (because,) = below(argument, one.in_context_of)
    assert (because.kind, because.written) == ("justification", "Customers wait for it.")


def test_a_violated_claim_is_defeated_by_a_counter_claim_with_its_evidence(argument: Argument) -> None:
    (counter,) = below(argument, claim(argument, "very-quick").challenged_by)
    assert counter.kind == "counter-goal"
    assert counter.text.endswith("above the limit of 1\u00a0µs: violated.")
    assert [one.kind for one in below(argument, counter.supported_by)] == ["counter-solution"]
    (together,) = below(argument, counter.in_context_of)
    assert "Holm's correction" in together.text


def test_an_undecided_claim_says_what_is_known_and_what_would_decide_it(argument: Argument) -> None:
    one = claim(argument, "finds-most")
    assert one.needed.endswith("would decide it, if the value measured so far is the true one.")
    told, run = below(argument, one.in_context_of)
    assert told.kind == run.kind == "context"
    assert told.text.startswith("So far: Recall is ")
    assert told.text.endswith("lies within the bounds: undecided.")
    assert run.about.topic == "run"


def test_missing_and_stale_evidence_say_which_run_is_needed(argument: Argument) -> None:
    assert claim(argument, "slow-large").needed == "A run that measures it would develop the claim."
    assert claim(argument, "slow-large").text.startswith("Of large: ")
    assert claim(argument, "old").needed.startswith("A new run would develop the claim")


def test_a_waiver_justifies_bearing_with_a_claim_that_keeps_its_mark(argument: Argument) -> None:
    (waiver,) = [
        one
        for one in below(argument, claim(argument, "quickest").in_context_of)
        if one.about.topic == "waivers"
    ]
    assert waiver.kind == "justification"
    assert waiver.text == "Head of Till accepts that it is violated, until 2026-12-30:"
    assert waiver.written == "Nobody stands in line."
    (counter,) = below(argument, claim(argument, "quickest").challenged_by)
    assert "answers for it" not in counter.text


def test_assumptions_carry_their_review_and_risks_what_is_done(argument: Argument) -> None:
    first, second = [one for one in argument.elements if one.about.topic == "assumptions"]
    assert (first.text, first.due) == ("Assumed, its review was due on 2026-05-01:", True)
    assert (second.text, second.due) == ("Required of the world, review by 2027-05-01:", False)
    drift, silence = below(argument, argument.top.challenged_by)
    assert drift.text == "Risk, likelihood high, impact medium:"
    assert [one.written for one in below(argument, drift.in_context_of)] == ["Weekly retraining"]
    assert (silence.written, silence.in_context_of) == ("Nobody looks", ())
    assert argument.remarks == (
        "1 assumption is past its review.",
        "Against 1 risk that is named, nothing is said to be done.",
        "The waiver of “sized” by Nobody ran out on 2026-01-31 and is void.",
    )


def test_ids_are_numbered_in_reading_order_and_the_same_each_time(
    argument: Argument, project: Project
) -> None:
    assert argue(project) == argument
    for kind, prefix in PREFIXES.items():
        ours = [one.id for one in argument.elements if one.kind == kind]
        assert ours == [f"{prefix}{place}" for place in range(1, len(ours) + 1)]


def test_every_element_is_reached_from_the_top_and_every_id_exists(argument: Argument) -> None:
    elements, found, waiting = argument.by_id(), set(), ["G1"]
    while waiting:
        one = elements[waiting.pop()]
        found.add(one.id)
        waiting += [
            name for name in (*one.supported_by, *one.in_context_of, *one.challenged_by) if name not in found
        ]
    assert found == set(elements)
    assert argument.top.id == "G1"


def test_the_same_run_is_the_same_element_for_every_claim(argument: Argument) -> None:
    runs = [one for one in argument.elements if one.about.topic == "run"]
    assert len({(one.kind, one.about.name) for one in runs}) == len(runs)


def test_the_conclusion_names_what_is_defeated_and_agrees_with_the_gate(
    argument: Argument, project: Project
) -> None:
    assert argument.conclusion.standing == "defeated"
    text = argument.conclusion.text.replace("\u00a0", " ")
    assert text.startswith(
        "Defeated by 1 of 7 claims: 99th percentile latency ≤ 1 µs. 3 more are undeveloped."
    )
    assert (
        "Head of Risk and Head of Till accepted 2 claims that are not shown, 1 of them not met, until 2026-12-30."
        in text
    )
    assert text.endswith("The build fails.")
    assert not gate_judgement(project.judgement).passes


SIMPLE = """
    kind: decision
    title: Use the small one
    status: {status}
    date: 2026-11-01
    options: [{{id: small}}, {{id: large}}]
    chosen: {chosen}
    constraints: [{constraints}]
    waivers: [{waivers}]
"""
HOLDS, OPEN, BROKEN = "recall >= 0.80", "recall >= 0.97", "latency.p99 <= 1 us"


def conclude_on(
    root: Path, constraints: str, status: str = "accepted", waivers: str = "", chosen: str = "small"
):
    text = SIMPLE.format(status=status, constraints=constraints, waivers=waivers, chosen=chosen)
    return assuring.judge_all_states(root, text)


@pytest.mark.parametrize(
    ("constraints", "standing", "text"),
    [
        (f'"{HOLDS}"', "supported", "Supported: the one claim that must hold is shown. The build passes."),
        (
            f'"{HOLDS}", model.size <= 10 kB',
            "supported",
            "Supported: all 2 claims that must hold are shown. The build passes.",
        ),
        (
            f'"{OPEN}"',
            "open",
            "Open in 1 place (1 undecided): recall ≥ 97 %. The build passes with a warning; a strict one fails.",
        ),
        (
            f'"{HOLDS}", {{require: {BROKEN}, severity: should}}',
            "supported",
            "Supported: the one claim that must hold is shown. Of 1 claim that should hold, 1 is defeated. "
            "The build passes with a warning; a strict one fails.",
        ),
        (
            f"{{require: {OPEN}, severity: should}}",
            "open",
            "Open in 1 place (1 undecided): recall ≥ 97 %. The build passes; a strict one fails.",
        ),
        (
            BROKEN,
            "defeated",
            "Defeated by its only claim: 99th percentile latency ≤ 1 µs. The build fails.",
        ),
        (
            "interpretability = high",
            "open",
            "Open in 1 place (1 missing): interpretability = high. The build fails.",
        ),
        (
            f"{{require: {OPEN}, on_undecided: error}}",
            "open",
            "Open in 1 place (1 undecided): recall ≥ 97 %. The build fails.",
        ),
    ],
)
def test_a_conclusion_is_one_that_the_gate_shares(
    tmp_path: Path, constraints: str, standing: str, text: str
) -> None:
    project = conclude_on(tmp_path / "decisions", constraints)
    found = argue(project).conclusion
    assert (found.standing, found.text.replace("\u00a0", " ")) == (standing, text)
    assert gate_judgement(project.judgement).passes == ("The build passes" in text)
    assert gate_judgement(project.judgement, strict=True).passes == text.endswith("The build passes.")


def test_a_waived_claim_leaves_the_conclusion_accepted_for_now(tmp_path: Path) -> None:
    project = conclude_on(
        tmp_path / "decisions",
        f'"{HOLDS}", {{id: fast, require: {BROKEN}}}',
        waivers="{constraint: fast, until: 2026-12-31, by: Ann, because: Later}",
    )
    found = argue(project)
    assert found.conclusion.standing == found.top.standing == "accepted"
    assert found.top.mark == ""
    assert found.conclusion.text == (
        "Accepted for now: 1 of 2 claims that must hold is shown. Ann accepted 1 claim that is not met, until "
        "2026-12-31. The build passes."
    )


def test_a_waived_claim_that_nothing_refutes_is_not_shown(tmp_path: Path) -> None:
    project = conclude_on(
        tmp_path / "decisions",
        f"{{id: open, require: {OPEN}}}",
        waivers="{constraint: open, until: 2026-12-31, by: Ann, because: Later}",
    )
    assert "Ann accepted 1 claim that is not shown, until" in argue(project).conclusion.text


def test_a_proposal_is_argued_and_gates_nothing(tmp_path: Path) -> None:
    project = conclude_on(tmp_path / "decisions", f'"{BROKEN}"', status="proposed")
    found = argue(project)
    assert found.conclusion.text.endswith("The decision is proposed, so that it gates nothing yet.")
    assert any("gating nothing until it is accepted" in one.text for one in found.elements)


def test_a_proposal_without_a_choice_is_about_the_option_to_come(tmp_path: Path) -> None:
    project = conclude_on(tmp_path / "decisions", f'"{HOLDS}"', status="proposed", chosen='""')
    assert argue(project).top.text.startswith("“The option that is to be chosen” meets")


@pytest.mark.parametrize("status", ["rejected", "deprecated"])
def test_what_is_not_in_force_is_not_argued(tmp_path: Path, status: str) -> None:
    project = conclude_on(tmp_path / "decisions", f'"{HOLDS}"', status=status)
    decision = project.linked.portfolio.decisions["shop/choice"]
    assert argue_decision(decision, project.linked, project.judgement) is None


def test_what_states_nothing_is_not_argued(tmp_path: Path) -> None:
    project = conclude_on(tmp_path / "decisions", "")
    decision = project.linked.portfolio.decisions["shop/choice"]
    assert argue_decision(decision, project.linked, project.judgement) is None


def test_a_system_argues_for_what_it_states_itself(tmp_path: Path) -> None:
    stated = "    constraints: [link.utilisation <= 80 %, offline = no for translate]\n"
    files = {**making_systems.FILES, "shop/system.yaml": making_systems.SYSTEM + stated}
    project = judge_project(making.write_files(tmp_path / "decisions", files), making.TODAY)
    system = project.linked.portfolio.systems["shop"]
    found = argue_system(system, project.linked, project.judgement)
    assert found is not None
    assert found.kind == "system"
    assert (
        found.top.text
        == "“Glasses that translate signs”, running as “in-cloud”, keeps what the system states."
    )
    claims = [one for one in found.elements if one.verdict]
    assert [one.about.name for one in claims] == ["link.utilisation", "offline for translate"]
    declared = [one for one in found.elements if one.kind in ("solution", "counter-solution")]
    assert {one.text for one in declared} == {"What the system “Glasses that translate signs” declares."}
    assert any(one.kind == "assumption" for one in found.elements), "declared inputs are assumed"


def test_a_system_that_states_nothing_is_not_argued(tmp_path: Path) -> None:
    project = judge_project(making.write_files(tmp_path / "decisions", making_systems.FILES), making.TODAY)
    system = project.linked.portfolio.systems["shop"]
    assert argue_system(system, project.linked, project.judgement) is None
