"""Arguments for gsn2x: the file says what its documentation asks for, and what its own checks would accept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

import assuring
from buttress.assurance import argue_decision
from buttress.exchange import dump_gsn2x

if TYPE_CHECKING:
    from pathlib import Path

KINDS = ("CSn", "CG", "Sn", "G", "S", "C", "A", "J")
SUPPORTS = {"G": {"G", "S", "Sn"}, "S": {"G", "S", "Sn"}, "CG": {"CG", "CSn"}}


def kind_of(name: str) -> str:
    return next(kind for kind in KINDS if name.startswith(kind))


def dump(root: Path, decision: str = assuring.DECISION) -> dict[str, Any]:
    project = assuring.judge_all_states(root, decision)
    found = argue_decision(
        project.linked.portfolio.decisions["shop/choice"], project.linked, project.judgement
    )
    assert found is not None
    fields: dict[str, Any] = yaml.safe_load(dump_gsn2x(found))
    return fields


@pytest.fixture(scope="module")
def fields(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return dump(tmp_path_factory.mktemp("gsn2x") / "decisions")


def test_the_module_is_the_decision_with_its_conclusion(fields: dict[str, Any]) -> None:
    module = fields["module"]
    assert module["name"] == "shop/choice"
    assert module["brief"].startswith("Defeated by 1 of 7 claims")


def test_references_exist_and_are_of_kinds_that_may_stand_there(fields: dict[str, Any]) -> None:
    nodes = {name: node for name, node in fields.items() if name != "module"}
    for name, node in nodes.items():
        assert node["text"]
        for other in node.get("supportedBy", ()):
            assert kind_of(other) in SUPPORTS[kind_of(name)]
            assert other in nodes
        for other in node.get("inContextOf", ()):
            assert kind_of(name) in ("G", "S")
            assert kind_of(other) in ("C", "A", "J")
            assert other in nodes
        if "challenges" in node:
            assert kind_of(name) == "CG"
            assert node["challenges"] in nodes


def test_goals_are_developed_or_marked_and_the_defeated_are_challenged(fields: dict[str, Any]) -> None:
    nodes = {name: node for name, node in fields.items() if name != "module"}
    challenged = {node.get("challenges") for node in nodes.values()}
    for name, node in nodes.items():
        if kind_of(name) in ("G", "S"):
            assert ("supportedBy" in node) != ("undeveloped" in node)
        if node.get("defeated"):
            assert name in challenged
    assert sum(bool(node.get("defeated")) for node in nodes.values()) == 2


def test_one_goal_is_at_the_top_and_everything_is_reached_from_it(fields: dict[str, Any]) -> None:
    nodes = {name: node for name, node in fields.items() if name != "module"}
    below = {
        other
        for node in nodes.values()
        for other in (*node.get("supportedBy", ()), *node.get("inContextOf", ()))
    }
    assert [name for name, node in nodes.items() if name not in below and "challenges" not in node] == ["G1"]


def test_what_is_done_about_a_risk_is_told_with_the_risk(fields: dict[str, Any]) -> None:
    (drift,) = [node for node in fields.values() if "Concept drift" in node.get("text", "")]
    assert drift["text"] == (
        "Risk, likelihood high, impact medium: Concept drift What is done about it: Weekly retraining"
    )


def test_a_strangers_words_stay_text(tmp_path: Path) -> None:
    hostile = "'G9: {text: x} !!python/object: &a *b # {{ 7*7 }}'"
    found = dump(tmp_path / "decisions", assuring.DECISION.replace("Concept drift", hostile))
    assert "G9: {text: x} !!python/object: &a *b # {{ 7*7 }}" in str(found)
    assert all(isinstance(node["text"], str) for name, node in found.items() if name != "module")
