"""The utility tree: what it says of importance and difficulty, and how it hangs together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import making
from buttress.graph import BoundConstraint
from buttress.pages import SiteSettings
from buttress.pages.decision.utility_tree import (
    characteristic_of,
    draw_utility_tree,
    rate_difficulty,
    rate_importance,
)
from buttress.pages.figures.diagram_figure import render_words
from buttress.pages.prose import ProseRenderer
from buttress.pages.site_index import index_site
from buttress.pipeline import judge_project
from buttress.records import Constraint, Quality
from buttress.verdicts import Verdict

if TYPE_CHECKING:
    from pathlib import Path

P50 = Constraint.model_validate({"require": "latency.p50 <= 10 ms"})


def verdict(state="holds", margin=1.0, limits=(10.0,), **more):
    return Verdict(BoundConstraint("d", P50, "o", 0), state, "", None, limits, margin, **more)


@pytest.mark.parametrize(
    ("one", "rating"),
    [
        (verdict("violated", 9.0), "H"),
        (verdict("undecided", 9.0), "H"),
        (verdict("missing", None, ()), "H"),
        (verdict("stale", 9.0), "H"),
        (verdict("holds", 0.0), "H"),
        (verdict("holds", 0.99), "H"),
        (verdict("holds", 1.0), "M"),
        (verdict("holds", 4.99), "M"),
        (verdict("holds", 5.0), "L"),
        (verdict("holds", 9.0), "L"),
        (verdict("holds", 0.5, (-10.0,)), "H"),
        (verdict("holds", 3.0, (5.0, 50.0)), "L"),
        (verdict("holds", None, ()), "L"),
        (verdict("holds", 3.0, (0.0,)), "L"),
        (verdict("holds", float("inf")), "L"),
        (verdict("waived", 9.0, waived_state="violated"), "H"),
        (verdict("waived", 9.0, waived_state="holds"), "L"),
    ],
)
def test_difficulty_follows_from_state_and_margin(one, rating):
    assert rate_difficulty(one) == rating


def test_what_has_to_be_so_and_is_so_is_not_difficult():
    same = Constraint.model_validate({"require": "accuracy = 1"})
    settled = Verdict(BoundConstraint("d", same, "o", 0), "holds", "", None, (1.0,), 0.0)
    assert rate_difficulty(settled) == "L"
    assert rate_difficulty(replace(settled, state="violated")) == "H"


def test_importance_follows_from_severity():
    assert rate_importance(P50) == "H"
    assert rate_importance(P50.model_copy(update={"severity": "should"})) == "M"


@pytest.mark.parametrize(
    ("written", "group"),
    [
        ("Performance efficiency: time behaviour (ISO/IEC 25010:2023)", "Performance efficiency"),
        ("Reliability", "Reliability"),
        ("Security (ISO/IEC 25010:2023)", "Security"),
        ("", "Other qualities"),
    ],
)
def test_qualities_are_grouped_by_characteristic(written, group):
    quality = Quality(
        kind="quality", id="q", title="Q", direction="lower", estimator="exact", characteristic=written
    )
    assert characteristic_of(quality) == group


def site(root: Path, constraints: str, status="accepted"):
    decision = making.DECISION.partition("    constraints:")[0].replace("accepted", status)
    making.write_files(
        root, {**making.FILES, "shop/choice.yaml": decision + f"    constraints: [{constraints}]\n"}
    )
    making.record_run(root, [making.measurement(root, predictions=making.predictions(97, 3, 18, 2))])
    project = judge_project(root, making.TODAY)
    return index_site(
        project.linked,
        project.judgement,
        project.comparisons,
        project.reading,
        SiteSettings(),
        ProseRenderer(),
    )


CONSTRAINTS = (
    '"recall >= 0.80", {require: recall >= 0.99, slice: {size: big}, severity: should}, model.size <= 10 kB'
)


def draw(root: Path, constraints=CONSTRAINTS, **how):
    index = site(root / "decisions", constraints, **how)
    decision = index.portfolio.decisions["shop/choice"]
    return draw_utility_tree(decision, index, index.links("decisions/shop/choice.md"))


def test_the_tree_leads_from_utility_over_characteristics_and_qualities_to_scenarios(tmp_path: Path):
    tree = draw(tmp_path)
    assert tree is not None
    edges = {(edge.tail, edge.head) for edge in tree.edges}
    assert ("utility", "group:Functional suitability") in edges
    assert ("group:Functional suitability", "quality:recall") in edges
    assert ("utility", "group:Performance efficiency") in edges
    assert ("quality:model.size", "constraint:model.size") in edges
    heads = [edge.head for edge in tree.edges]
    assert len(heads) == len(set(heads)) == len(tree.nodes) - 1, (
        "a tree: everything but the root has one parent"
    )


def test_a_scenario_says_its_claim_its_ratings_and_its_verdict(tmp_path: Path):
    tree = draw(tmp_path)
    assert tree is not None
    leaves = {node.id: node for node in tree.nodes if node.id.startswith("constraint:")}
    recall = leaves["constraint:recall"]
    assert recall.label == "(H, M) ≥\u00a080\u00a0%"
    assert recall.kind == "holds"
    assert recall.link.startswith("#constraint-recall")
    assert recall.tooltip.endswith("importance high, difficulty medium")
    (big,) = [node for name, node in leaves.items() if "big" in name]
    assert big.label.startswith("(M, H) ≥\u00a099\u00a0%")
    assert big.label.endswith("where size = big")
    assert "1 of them" not in tree.description
    assert "Importance is H for a must" in tree.description


def test_only_kinds_that_occur_are_in_the_legend(tmp_path: Path):
    tree = draw(tmp_path, "recall >= 0.80")
    assert tree is not None
    kinds = {entry.kind for entry in tree.legend}
    assert "holds" in kinds
    assert not kinds & {"violated", "undecided", "constraint"}
    assert "<em>is refined into</em>" in render_words(tree)


def test_without_verdicts_nothing_is_said_of_difficulty(tmp_path: Path):
    tree = draw(tmp_path, "recall >= 0.80", status="rejected")
    assert tree is not None
    (leaf,) = [node for node in tree.nodes if node.id.startswith("constraint:")]
    assert (leaf.kind, leaf.label.partition(" ≥")[0]) == ("constraint", "(H, –)")
    assert leaf.tooltip.endswith("difficulty not known")


def test_without_constraints_there_is_no_tree(tmp_path: Path):
    assert draw(tmp_path, "") is None


def test_how_many_scenarios_are_hard_and_important_is_told(tmp_path: Path):
    tree = draw(tmp_path, "model.size <= 1 kB, recall >= 0.999")
    assert tree is not None
    hard = [node for node in tree.nodes if node.label.startswith("(H, H)")]
    told = {1: "One is rated (H, H)", 2: "2 are rated (H, H)"}[len(hard)]
    assert told in tree.description
    assert replace(tree) == tree
