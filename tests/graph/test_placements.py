"""Placements: what is measured of a system's components, and which deployment an option stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import making
import making_systems
from buttress.graph import Binding, Placement, link_portfolio
from buttress.graph.placements import deployments_asked
from buttress.storage import read_portfolio

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.graph import Linked
    from buttress.records import Flaw

CARD = """
    kind: model-card
    title: Reads signs
    candidate: large
    runtime: onnx
"""

READER = """
    kind: decision
    title: Read signs with the small one
    status: accepted
    date: 2026-11-01
    component: reader
    options: [{id: small}, {id: large}, {id: paper}]
    chosen: small
"""


def link(root: Path) -> tuple[Linked, tuple[Flaw, ...]]:
    reading = read_portfolio(root)
    assert reading.problems == ()
    return link_portfolio(reading.portfolio, making.TODAY)


def test_a_component_is_measured_by_what_its_evidence_names(tmp_path: Path) -> None:
    linked = making_systems.link(making_systems.write_system(tmp_path))
    assert linked.component_binding == {
        ("shop", "reader"): Binding("shop/suite", "small", "python"),
        ("shop", "translator"): Binding("shop/suite", "large", "sklearn"),
    }


def test_a_component_without_evidence_is_measured_as_its_model_card(tmp_path: Path) -> None:
    root = making_systems.write_system(
        tmp_path, ("reader: {evidence: {candidate: small}}", "reader: {model: card}")
    )
    making.write_files(root, {"shop/card.yaml": CARD})
    linked = making_systems.link(root)
    assert linked.component_binding["shop", "reader"] == Binding("shop/suite", "large", "onnx")


def test_the_candidate_of_a_component_is_its_name_by_default(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path, ("candidate: small", "suite: suite, runtime: python"))
    _, (flaw,) = link(root)
    assert flaw.field == ("components", "reader", "evidence")
    assert flaw.message == "no such candidate: 'reader'; allowed: large, small"


@pytest.mark.parametrize(
    ("evidence", "field", "message"),
    [
        ("candidate: smal", (), "no such candidate: 'smal'"),
        ("suite: nowhere", ("suite",), "nowhere"),
        ("candidate: small, runtime: onnx", ("runtime",), "does not run 'small' on 'onnx'"),
    ],
)
def test_what_leads_nowhere_is_a_flaw(
    tmp_path: Path, evidence: str, field: tuple[str, ...], message: str
) -> None:
    root = making_systems.write_system(tmp_path, ("candidate: small", evidence))
    _, (flaw,) = link(root)
    assert flaw.field == ("components", "reader", "evidence", *field)
    assert message in flaw.message


def test_a_dead_model_card_is_a_flaw(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path, ("evidence: {candidate: small}", "model: nowhere"))
    _, (flaw,) = link(root)
    assert (flaw.kind, flaw.id, flaw.field) == ("system", "shop", ("components", "reader", "model"))


def test_an_option_stands_for_the_deployment_that_it_names(tmp_path: Path) -> None:
    linked = making_systems.link(making_systems.write_system(tmp_path))
    assert linked.placement_of == {
        ("shop/where", "glasses"): Placement("shop", "on-glasses"),
        ("shop/where", "phone"): Placement("shop", "on-phone"),
        ("shop/where", "cloud"): Placement("shop", "in-cloud"),
    }


def test_an_option_of_one_component_stands_for_what_is_in_operation_with_itself_in_its_place(
    tmp_path: Path,
) -> None:
    root = making_systems.write_system(tmp_path)
    making.write_files(root, {"shop/which.yaml": READER})
    linked = making_systems.link(root)
    swapped = Binding("shop/suite", "large", "sklearn")
    assert linked.placement_of["shop/which", "large"] == Placement("shop", "in-cloud", (("reader", swapped),))
    assert ("shop/which", "paper") not in linked.placement_of


def test_without_a_deployment_in_operation_options_of_a_component_stand_for_none(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path, ("current_deployment: in-cloud", ""))
    making.write_files(root, {"shop/which.yaml": READER})
    linked = making_systems.link(root)
    assert {decision for decision, _ in linked.placement_of} == {"shop/where"}


def test_deployments_are_asked_once_each(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    text = (making_systems.WHERE % "").replace("deployment: on-phone", "deployment: in-cloud")
    making.write_files(root, {"shop/where.yaml": text})
    linked = making_systems.link(root)
    decision = linked.portfolio.decisions["shop/where"]
    assert tuple(deployments_asked(decision, linked)) == (
        Placement("shop", "on-glasses"),
        Placement("shop", "in-cloud"),
    )


def test_constraints_of_a_system_are_bound_to_what_is_in_operation(tmp_path: Path) -> None:
    stated = "current_deployment: in-cloud\nconstraints: [link.utilisation <= 50 %, offline = no]"
    root = making_systems.write_system(tmp_path, ("current_deployment: in-cloud", stated))
    bounds = making_systems.link(root).system_constraints["shop"]
    assert [(one.kind, one.decision, one.option, one.index) for one in bounds] == [
        ("system", "shop", "in-cloud", 0),
        ("system", "shop", "in-cloud", 1),
    ]
