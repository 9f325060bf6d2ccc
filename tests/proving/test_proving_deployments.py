"""Constraints on deployments: what was measured of their components is mutated, what is declared is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import making_systems
from buttress.proving import prove_portfolio

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.proving import Proof

QUERIES = 400
"""Of each process: every mutation takes all of them anew."""
OWN = "current_deployment: in-cloud\nconstraints:\n  - %s\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = making_systems.write_system(tmp_path)
    making_systems.record(folder, queries=QUERIES)
    return folder


def prove(root: Path, *constraints: str) -> Proof:
    (proof,) = prove_portfolio(making_systems.judge(root, *constraints))
    return proof


def test_a_limit_on_a_flow_can_fail_and_can_hold(root: Path) -> None:
    proof = prove(root, "flow.latency.p95 <= 900 ms for translate")
    assert (proof.can_fail, proof.can_hold) == (True, True)
    (violated,) = [one.found for one in proof.searches if one.turn == "violated"]
    assert violated is not None
    assert violated.verdict.state == "violated"
    assert violated.words.startswith("every latency ")


def test_no_latency_makes_a_flow_hold_that_its_links_alone_keep_from_it(root: Path) -> None:
    # Links take 660 ms at their worst end, whatever components do.
    proof = prove(root, "flow.latency.p95 <= 500 ms for translate")
    assert (proof.can_fail, proof.can_hold) == (True, False)


@pytest.mark.parametrize(
    "constraint", ["link.utilisation <= 90 % for translate", "offline = yes for translate"]
)
def test_what_is_only_declared_has_nothing_to_mutate(root: Path, constraint: str) -> None:
    proof = prove(root, constraint)
    assert proof.untried.startswith("it is computed from what the system declares")
    assert not proof.searches


def test_capacity_is_turned_by_latency_where_no_throughput_is_recorded(root: Path) -> None:
    proof = prove(root, "capacity.instances <= 4 for translate")
    assert (proof.can_fail, proof.can_hold) == (True, True)


def test_a_system_s_own_constraint_is_proved_like_any_other(tmp_path: Path) -> None:
    own = OWN % "flow.latency.p95 <= 900 ms for translate"
    root = making_systems.write_system(tmp_path, ("current_deployment: in-cloud\n", own))
    making_systems.record(root, queries=QUERIES)
    proof = prove(root)
    assert proof.verdict.bound.kind == "system"
    assert (proof.can_fail, proof.can_hold) == (True, True)
