"""What rests on a suite: every decision and system with a verdict on its runs, and no stranger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import making
import making_systems
from buttress.graph import Linked, find_resting, link_portfolio
from buttress.storage import read_portfolio

if TYPE_CHECKING:
    from pathlib import Path

STRANGER = (
    "kind: decision\ntitle: Stranger\nstatus: accepted\ndate: 2026-11-01\noptions: [{id: one}]\nchosen: one\n"
)


def linked(root: Path) -> Linked:
    return link_portfolio(read_portfolio(root).portfolio, making.TODAY)[0]


def test_a_decision_rests_on_the_suite_of_its_options(tmp_path: Path) -> None:
    root = making.write_files(tmp_path / "decisions", {**making.FILES, "shop/stranger.yaml": STRANGER})
    found = find_resting(linked(root), "shop/suite")
    assert "shop/stranger" in linked(root).portfolio.decisions
    assert "shop/stranger" not in found.decisions
    assert found.decisions == {one for one in linked(root).portfolio.decisions if one != "shop/stranger"}
    assert find_resting(linked(root), "shop/other") == find_resting(linked(root), "")
    assert not find_resting(linked(root), "shop/other").decisions


def test_whoever_has_a_verdict_on_the_runs_of_a_suite_rests_on_it(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root, queries=200)
    project = making_systems.judge(root, "flow.latency.p95 <= 900 ms for translate")
    assert project.all_verdicts()
    linked = project.assessor.linked
    for suite in linked.portfolio.benchmarks:
        resting = find_resting(linked, suite)
        runs = {one.id for one in linked.runs_of.get(suite, ())}
        for verdict in project.all_verdicts():
            if verdict.assessment and runs & set(verdict.assessment.runs):
                own = resting.decisions if verdict.bound.kind == "decision" else resting.systems
                assert verdict.bound.decision in own
