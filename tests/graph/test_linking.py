from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

import making
from buttress.graph import Binding, Edge, link_portfolio
from buttress.storage import read_portfolio

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.graph import Linked
    from buttress.records.portfolio import Flaw


def link(tmp_path: Path, **more: str) -> tuple[Linked, tuple[Flaw, ...]]:
    files = {**making.FILES, **{f"{name.replace('__', '/')}.yaml": text for name, text in more.items()}}
    reading = read_portfolio(making.write_files(tmp_path / "decisions", files))
    assert reading.problems == ()
    return link_portfolio(reading.portfolio, making.TODAY)


def decision(**fields: str) -> str:
    known = {"kind": "decision", "title": "T", "status": "proposed", "date": "2026-11-01", **fields}
    return "\n".join(f"{key}: {value}" for key, value in known.items())


def test_an_option_is_bound_to_its_candidate_and_the_first_runtime(tmp_path: Path) -> None:
    linked, flaws = link(tmp_path)
    assert flaws == ()
    assert linked.binding_of["shop/choice", "large"] == Binding("shop/suite", "large", "sklearn")


def test_an_option_may_name_suite_candidate_and_runtime(tmp_path: Path) -> None:
    options = "[{id: a, evidence: {suite: shop/suite, candidate: large, runtime: onnx}}]"
    linked, flaws = link(tmp_path, other__x=decision(options=options))
    assert flaws == ()
    assert linked.binding_of["other/x", "a"] == Binding("shop/suite", "large", "onnx")


def test_an_argued_option_is_bound_to_nothing(tmp_path: Path) -> None:
    linked, flaws = link(tmp_path, shop__argued=decision(options="[{id: paper}]"))
    assert flaws == ()
    assert ("shop/argued", "paper") not in linked.binding_of


def test_a_candidate_in_two_suites_is_ambiguous(tmp_path: Path) -> None:
    _, flaws = link(tmp_path, shop__second=dedent(making.SUITE))
    assert {flaw.field for flaw in flaws if flaw.kind == "decision"} == {("options", 0), ("options", 1)}
    assert all("several suites" in flaw.message for flaw in flaws)


def test_an_unknown_runtime_is_a_flaw_with_the_known_ones(tmp_path: Path) -> None:
    options = "[{id: small, evidence: {runtime: onnx}}]"
    _, (flaw,) = link(tmp_path, shop__x=decision(options=options))
    assert flaw.field == ("options", 0, "evidence", "runtime")
    assert flaw.message.endswith("allowed: python")


def test_references_may_drop_the_folder_and_use_aliases(tmp_path: Path) -> None:
    linked, flaws = link(
        tmp_path,
        shop__a=decision(links="{depends_on: [choice], relates_to: [old-name]}"),
        shop__b=decision(aliases="[shop/old-name]"),
    )
    assert flaws == ()
    assert linked.edges == (
        Edge("shop/a", "shop/b", "relates_to"),
        Edge("shop/a", "shop/choice", "depends_on"),
    )


def test_a_dead_reference_suggests_the_nearest(tmp_path: Path) -> None:
    _, (flaw,) = link(tmp_path, shop__a=decision(links="{depends_on: [choise]}"))
    assert flaw.field == ("links", "depends_on", 0)
    assert flaw.hint == "did you mean 'choice'?"


def test_a_reference_to_an_unreadable_record_is_no_second_mistake(tmp_path: Path) -> None:
    files = {
        **making.FILES,
        "shop/a.yaml": decision(links="{depends_on: [b]}"),
        "shop/b.yaml": decision(statuss="x"),
    }
    reading = read_portfolio(making.write_files(tmp_path / "decisions", files))
    assert len(reading.problems) == 1
    _, flaws = link_portfolio(reading.portfolio, making.TODAY)
    assert flaws == ()


def superseded(**fields: str) -> str:
    return decision(**{"status": "superseded", "options": "[{id: a}]", "chosen": "a", **fields})


def test_either_side_may_name_the_successor(tmp_path: Path) -> None:
    accepted = {"status": "accepted", "options": "[{id: a}]", "chosen": "a"}
    linked, flaws = link(
        tmp_path,
        shop__old1=superseded(),
        shop__new1=decision(**accepted, links="{supersedes: [old1]}"),
        shop__old2=superseded(links="{superseded_by: [new2, new3]}"),
        shop__new2=decision(**accepted),
        shop__new3=decision(**accepted),
    )
    assert flaws == ()
    assert linked.edges == (
        Edge("shop/new1", "shop/old1", "supersedes"),
        Edge("shop/new2", "shop/old2", "supersedes"),
        Edge("shop/new3", "shop/old2", "supersedes"),
    )


def test_a_superseded_decision_without_successor_is_a_flaw(tmp_path: Path) -> None:
    _, (flaw,) = link(tmp_path, shop__old=superseded())
    assert flaw.field == ("status",)
    assert "names its successor" in flaw.message


def test_a_decision_that_was_superseded_must_say_so(tmp_path: Path) -> None:
    accepted = {"status": "accepted", "options": "[{id: a}]", "chosen": "a"}
    _, (flaw,) = link(tmp_path, shop__new=decision(**accepted, links="{supersedes: [choice]}"))
    assert (flaw.id, flaw.field) == ("shop/choice", ("status",))


def test_a_proposal_supersedes_nothing_yet(tmp_path: Path) -> None:
    _, flaws = link(tmp_path, shop__new=decision(links="{supersedes: [choice]}"))
    assert flaws == ()


def test_a_circle_of_supersession_is_told_once(tmp_path: Path) -> None:
    _, flaws = link(
        tmp_path,
        shop__a=superseded(links="{supersedes: [b]}"),
        shop__b=superseded(links="{supersedes: [c]}"),
        shop__c=superseded(links="{supersedes: [a]}"),
    )
    (flaw,) = flaws
    assert "shop/a -> shop/b -> shop/c -> shop/a" in flaw.message


def test_an_accepted_decision_has_a_chosen_option(tmp_path: Path) -> None:
    _, (flaw,) = link(tmp_path, shop__x=decision(status="accepted", options="[{id: a}]"))
    assert "names the chosen option" in flaw.message


def test_dates_are_not_in_the_future(tmp_path: Path) -> None:
    _, (flaw,) = link(tmp_path, shop__x=decision(date="2026-11-21"))
    assert flaw.field == ("date",)


def constraint_flaw(tmp_path: Path, constraint: str) -> Flaw:
    text = dedent(making.DECISION).replace("recall >= 0.80", constraint, 1)
    text = text.replace("  - model.size <= 10 kB\n", "")
    files = {**making.FILES, "shop/choice.yaml": text}
    reading = read_portfolio(making.write_files(tmp_path / "decisions", files))
    assert reading.problems == ()
    _, (flaw,) = link_portfolio(reading.portfolio, making.TODAY)
    assert flaw.field[:2] == ("constraints", 1)
    return flaw


def test_an_unknown_quality_suggests_one(tmp_path: Path) -> None:
    assert constraint_flaw(tmp_path, "recal >= 0.8").hint == "did you mean 'recall'?"


def test_a_limit_in_a_wrong_unit_is_a_flaw(tmp_path: Path) -> None:
    assert "model.size is measured in" in constraint_flaw(tmp_path, "model.size < 5 ms").message


@pytest.mark.parametrize(
    ("clause", "message", "hint"),
    [
        ("recall >= 85", "found 85; recall is 0 to 1", "did you mean 85 %?"),
        ("recall >= 150 %", "found 150 %; recall is 0 to 1", ""),
        ("false_positive_rate <= 5", "found 5; false_positive_rate is 0 to 1", "did you mean 5 %?"),
        ("latency.mean <= -5 ms", "found -5 ms; latency.mean is at least 0 ms", ""),
        ("recall between 80 % and 120 %", "found 120 %; recall is 0 to 1", ""),
        ("recall >= -150 % against large", "found -150 %; recall is -1 to 1", ""),
        ("model.size <= -1 against large", "found -1; model.size is at least 0", ""),
        ("r2 >= 2", "found 2; r2 is at most 1", "did you mean 2 %?"),
    ],
)
def test_a_limit_that_cannot_be_reached_is_a_flaw(
    tmp_path: Path, clause: str, message: str, hint: str
) -> None:
    flaw = constraint_flaw(tmp_path, clause)
    assert flaw.message == message
    assert flaw.hint == hint


@pytest.mark.parametrize(
    "clause", ["recall >= 0 %", "recall >= -5 % against large", "model.size <= 300 % against large"]
)
def test_a_limit_at_the_end_of_what_is_possible_is_none(tmp_path: Path, clause: str) -> None:
    with pytest.raises(ValueError, match="not enough values"):
        constraint_flaw(tmp_path, clause)


def test_unknown_hardware_suggests_some(tmp_path: Path) -> None:
    assert constraint_flaw(tmp_path, "latency.p50 < 5 ms on bench-bux").hint == "did you mean 'bench-box'?"


def test_a_load_that_no_suite_drives_is_a_flaw(tmp_path: Path) -> None:
    assert "single-stream" in constraint_flaw(tmp_path, "latency.p50 < 5 ms in offline").message


def test_a_clause_that_the_quality_cannot_have_is_a_flaw(tmp_path: Path) -> None:
    assert (
        "no suite of the options has the group column"
        in constraint_flaw(tmp_path, "recall >= 0.8 by sex").message
    )


def test_an_unknown_slice_suggests_one(tmp_path: Path) -> None:
    flaw = constraint_flaw(tmp_path, "{require: recall >= 0.8, slice: {size: bgi}}")
    assert flaw.hint == "did you mean 'big'?"


@pytest.mark.parametrize(
    ("wish", "field", "message", "hint"),
    [
        ("quality: recall, slice: {size: bgi}", ("slice", "size"), "allowed: big", "did you mean 'big'?"),
        ("quality: recall, slice: {sise: big}", ("slice", "sise"), "allowed: size", "did you mean 'size'?"),
        ("quality: latency.p50, slice: {size: big}", ("slice",), "is not computed by slice", ""),
    ],
)
def test_a_preference_names_a_slice_as_a_constraint_does(
    tmp_path: Path, wish: str, field: tuple[str, ...], message: str, hint: str
) -> None:
    ends = "worst: 9 ms, best: 1 ms" if "latency" in wish else "worst: 0.5, best: 1"
    text = f"{dedent(making.DECISION)}preferences: [{{{wish}, weight: 1, {ends}}}]\n"
    reading = read_portfolio(making.write_files(tmp_path, {**making.FILES, "shop/choice.yaml": text}))
    assert reading.problems == ()
    _, (flaw,) = link_portfolio(reading.portfolio, making.TODAY)
    assert flaw.field == ("preferences", 0, *field)
    assert message in flaw.message
    assert flaw.hint == hint


def test_a_waiver_names_a_constraint_that_exists(tmp_path: Path) -> None:
    text = dedent(making.DECISION) + dedent("""
        waivers: [{constraint: recal, until: 2026-12-31, by: Head, because: Trial}]
        """)
    files = {**making.FILES, "shop/choice.yaml": text}
    reading = read_portfolio(making.write_files(tmp_path / "decisions", files))
    _, (flaw,) = link_portfolio(reading.portfolio, making.TODAY)
    assert flaw.hint == "did you mean 'recall'?"


def test_names_inside_a_system_must_exist(tmp_path: Path) -> None:
    system = """
    kind: system
    title: Shop
    components: {camera: {does: Looks}, model: null}
    nodes: {phone: {}}
    links: [{between: [phone, clod]}]
    flows: [{id: f, path: [camera, modle], payload: {camera->model: 1 kB}}]
    deployments: {all: {camera: phone, model: fone}}
    """
    _, flaws = link(tmp_path, shop__system=dedent(system))
    assert [(flaw.field, flaw.hint) for flaw in flaws] == [
        (("links", 0, "between", 1), ""),
        (("flows", 0, "path", 1), "did you mean 'model'?"),
        (("flows", 0, "payload", "camera->model"), "did you mean 'camera->modle'?"),
        (("deployments", "all", "model"), "did you mean 'phone'?"),
    ]


def test_two_constraints_of_one_id_are_a_flaw_whatever_their_limits(tmp_path: Path) -> None:
    text = dedent(making.DECISION) + "  - model.size <= 20 kB\n"
    files = {**making.FILES, "shop/choice.yaml": text}
    reading = read_portfolio(making.write_files(tmp_path / "decisions", files))
    _, (flaw,) = link_portfolio(reading.portfolio, making.TODAY)
    assert flaw.field == ("constraints", 3)
    assert flaw.message == "two constraints have the id 'model.size'"


def test_a_run_of_no_suite_is_evidence_of_nothing(tmp_path: Path) -> None:
    root = making.write_files(tmp_path / "decisions", making.FILES)
    making.record_run(root, suite="shop/siute")
    reading = read_portfolio(root)
    _, flaws = link_portfolio(reading.portfolio, making.TODAY)
    (problem,) = reading.problems_of(flaws)
    assert problem.path.startswith("decisions/shop/runs/siute-2026")
    assert "evidence of nothing" in problem.message
    assert "did you mean 'shop/suite'?" in problem.hint


def test_a_renamed_suite_keeps_its_runs(tmp_path: Path) -> None:
    suite = dedent(making.SUITE) + "aliases: [shop/old-suite]\n"
    root = making.write_files(tmp_path / "decisions", {**making.FILES, "shop/suite.yaml": suite})
    making.record_run(root, suite="shop/old-suite")
    linked, flaws = link_portfolio(read_portfolio(root).portfolio, making.TODAY)
    assert flaws == ()
    assert len(linked.runs_of["shop/suite"]) == 1


def changed(old: str, new: str) -> dict[str, str]:
    text = dedent(making.DECISION)
    assert old in text
    return {"shop__choice": text.replace(old, new)}


def suite_with(extra: str) -> str:
    return f"{dedent(making.SUITE)}{extra}\n"


def test_a_suite_cannot_take_the_runs_of_another_by_an_alias(tmp_path: Path) -> None:
    root = making.write_files(
        tmp_path / "decisions",
        {
            **making.FILES,
            "other/suite.yaml": suite_with("aliases: [shop/suite]"),
            "other/candidates.py": making.CANDIDATES,
            "other/data.py": making.DATA,
        },
    )
    making.record_run(root)
    linked, (flaw,) = link_portfolio(read_portfolio(root).portfolio, making.TODAY)
    assert list(linked.runs_of) == ["shop/suite"]
    assert (flaw.kind, flaw.id, flaw.field) == ("benchmark", "other/suite", ("aliases", 0))


def test_an_alias_means_one_record(tmp_path: Path) -> None:
    _, flaws = link(
        tmp_path,
        shop__a=decision(aliases="[shop/old]"),
        shop__b=decision(aliases="[shop/old, shop/choice]"),
    )
    assert [(flaw.id, flaw.field) for flaw in flaws] == [
        ("shop/b", ("aliases", 0)),
        ("shop/b", ("aliases", 1)),
    ]
    assert "already an alias of 'shop/a'" in flaws[0].message
    assert "is the id of a decision" in flaws[1].message


def test_a_successor_that_is_not_in_force_opens_no_gate(tmp_path: Path) -> None:
    for number, status in enumerate(("rejected", "proposed")):
        _, (flaw,) = link(
            tmp_path / str(number),
            shop__old=superseded(links="{superseded_by: [new]}"),
            shop__new=decision(status=status),
        )
        assert (flaw.id, flaw.field) == ("shop/old", ("status",))
        assert "shop/new, which is not in force" in flaw.message


def test_one_successor_in_force_is_enough(tmp_path: Path) -> None:
    _, flaws = link(
        tmp_path,
        shop__old=superseded(links="{superseded_by: [new, other]}"),
        shop__new=decision(status="rejected"),
        shop__other=decision(status="accepted", options="[{id: a}]", chosen="a"),
    )
    assert flaws == ()


def test_a_proposal_may_constrain_what_is_not_yet_chosen(tmp_path: Path) -> None:
    _, flaws = link(tmp_path, shop__p=decision(options="[{id: small}]", constraints="[recall >= 0.8]"))
    assert flaws == ()


def test_an_accepted_decision_without_a_choice_is_told_once(tmp_path: Path) -> None:
    _, (flaw,) = link(tmp_path, **changed("chosen: small\n", ""))
    assert "names the chosen option" in flaw.message


def test_only_percentiles_are_judged_for_every_process(tmp_path: Path) -> None:
    scoped = "{require: recall >= 0.80, scope: every process}"
    _, (flaw,) = link(tmp_path, **changed("recall >= 0.80", scoped))
    assert flaw.field == ("constraints", 1, "scope")


def test_a_profile_that_any_machine_matches_is_no_place_to_measure(tmp_path: Path) -> None:
    _, (flaw,) = link(
        tmp_path,
        hardware__any="kind: hardware\ntitle: T\n",
        **changed("on bench-box", "on any"),
    )
    assert flaw.field == ("constraints", 0)
    assert "every machine would count" in flaw.message


def test_versions_are_specifiers(tmp_path: Path) -> None:
    suite = f'{dedent(making.SUITE)}requires: {{numpy: "not !!", scipy: ">=1,<2"}}\n'
    _, (flaw,) = link(tmp_path, shop__suite=suite)
    assert flaw.field == ("requires", "numpy")


def test_suggestions_come_from_the_own_folder_and_from_the_stated_one(tmp_path: Path) -> None:
    _, flaws = link(
        tmp_path,
        far__a=decision(links="{relates_to: [shop/choise]}"),
        shop__b=decision(links="{relates_to: [choise]}"),
        far__c=decision(links="{relates_to: [choise]}"),
        far__choice=decision(),
    )
    assert sorted((flaw.id, flaw.hint) for flaw in flaws) == [
        ("far/a", "did you mean 'shop/choice'?"),
        ("far/c", "did you mean 'choice'?"),
        ("shop/b", "did you mean 'choice'?"),
    ]


CHANGED = "perturbations: {noise: data.py:examples}, invariants: {swap: data.py:examples}, "


def flaws_of(tmp_path: Path, constraint: str, measures: str = "accuracy", data: str = CHANGED) -> list[Flaw]:
    suite = dedent(making.SUITE).replace("positive: bad,", f"positive: bad, {data}")
    suite = suite.replace("latency.p50, recall, model.size", measures)
    choice = dedent(making.DECISION).split("constraints:")[0] + f"constraints: [{constraint}]\n"
    return list(link(tmp_path, shop__suite=suite, shop__choice=choice)[1])


@pytest.mark.parametrize(
    "constraint",
    [
        "accuracy >= 0.9 under noise",
        "{require: accuracy >= 0.9, under: noise, slice: {size: big}}",
        "f1 >= 0.9 under noise",
        "invariance >= 0.9 under swap",
        "throughput >= 9 /s in single-stream",
    ],
)
def test_a_change_that_the_suite_makes_is_no_flaw(tmp_path: Path, constraint: str) -> None:
    assert flaws_of(tmp_path, constraint) == []


@pytest.mark.parametrize(
    ("constraint", "message", "hint"),
    [
        (
            "accuracy >= 0.9 under nois",
            "no suite of the options has the perturbation 'nois'; allowed: noise",
            "did you mean 'noise'?",
        ),
        ("accuracy >= 0.9 under swap", "has the perturbation 'swap'", "limit the quality invariance"),
        ("invariance >= 0.9 under noise", "has the invariant 'noise'", "it is a perturbation"),
        ("invariance >= 0.9", "add 'under NAME'", "allowed: swap"),
        ("latency.p50 <= 5 ms under noise", "latency.p50 is not measured under a change", ""),
        ("model.size <= 5 kB under swap", "model.size is not measured under a change", ""),
        ("training.time <= 5 s in single-stream", "does not depend on a load scenario", ""),
    ],
)
def test_a_change_that_does_not_fit_is_a_flaw_with_a_hint(
    tmp_path: Path, constraint: str, message: str, hint: str
) -> None:
    (flaw,) = flaws_of(tmp_path, constraint)
    assert message in flaw.message
    assert hint in flaw.hint
    assert flaw.field[:2] == ("constraints", 0)


def test_a_change_beside_the_text_is_found_at_its_key(tmp_path: Path) -> None:
    (flaw,) = flaws_of(tmp_path, "{require: accuracy >= 0.9, under: nois}")
    assert flaw.field == ("constraints", 0, "under")


@pytest.mark.parametrize(
    ("measures", "data", "message"),
    [
        ("rmse", "", "rmse is read from regression, and the task is classification"),
        ("invariance", "", "invariance is told of an invariant; set `data.invariants`"),
        (
            "accuracy",
            "task: regression, ",
            "accuracy is read from classification, and the task is regression",
        ),
        (
            "accuracy",
            "perturbations: {a: data.py:examples}, invariants: {a: data.py:examples}, ",
            "'a' is a perturbation, too",
        ),
    ],
)
def test_a_suite_that_lacks_what_a_measure_needs_is_a_flaw(
    tmp_path: Path, measures: str, data: str, message: str
) -> None:
    (flaw,) = flaws_of(tmp_path, "training.time <= 5 s", measures, data)
    assert message in flaw.message


def test_a_metric_of_the_positive_class_needs_one(tmp_path: Path) -> None:
    suite = dedent(making.SUITE).replace("positive: bad, ", "").replace("recall", "roc_auc, f1, mcc")
    choice = dedent(making.DECISION).replace("recall >= 0.80", "mcc >= 0.80")
    _, flaws = link(tmp_path, shop__suite=suite, shop__choice=choice)
    assert [flaw.message.split()[0] for flaw in flaws] == ["roc_auc", "f1"]
