"""Verdicts that a system states itself, in every report: they name system, deployment, and where it is written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import making
import making_systems
from buttress.cli.commands import run
from buttress.pipeline import judge_project
from buttress.report import annotate_gate, describe_gate, dump_gate
from buttress.verdicts import gate_judgement

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.project import Project

OWN = """current_deployment: in-cloud
constraints:
  - id: quick
    require: flow.latency.p95 <= 300 ms for translate
    because: A pause in speech is shorter.
  - offline = yes for translate
  - link.utilisation <= 90 %
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    root = making_systems.write_system(tmp_path, ("current_deployment: in-cloud\n", OWN))
    making_systems.record(root)
    monkeypatch.chdir(tmp_path)
    return judge_project(root, making.TODAY)


def test_the_text_names_system_and_deployment(project: Project) -> None:
    text = describe_gate(project, gate_judgement(project.judgement))
    assert "VIOLATED: shop: flow.latency.p95 <= 300 ms for translate" in text
    assert "  system: Glasses that translate signs\n  deployment: in-cloud\n" in text
    assert "conditional on declared inputs" in text
    assert "decisions/shop/system.yaml:" in text
    assert "options that would hold" not in text
    assert text.endswith("3 constraints of 1 system as of 2026-11-20: 2 violated, 1 holds; the build fails")


def test_machines_read_whose_verdict_it_is_and_what_it_takes_as_declared(project: Project) -> None:
    verdicts = json.loads(dump_gate(project, gate_judgement(project.judgement)))["verdicts"]
    quick, offline, load = verdicts
    assert (quick["kind"], quick["decision"], quick["status"]) == ("system", "shop", None)
    assert quick["option"] == "in-cloud"
    assert any("40..200 ms" in one for one in quick["conditions"])
    assert quick["holding_options"] == []
    assert (offline["state"], offline["limits"], offline["estimate"]["value"]) == ("violated", [1], 0)
    assert load["state"] == "holds"
    assert load["runs"] == []


def test_an_annotation_stands_at_the_system_s_constraint(project: Project) -> None:
    lines = annotate_gate(project, gate_judgement(project.judgement)).splitlines()
    assert lines[0].startswith("::error file=decisions/shop/system.yaml,line=")
    assert "shop, deployment in-cloud: " in lines[0]
    assert "options that would hold" not in lines[0]


def test_a_system_s_verdict_is_explained(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "shop#quick", "--as-of", "2026-11-20"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert text.startswith("VIOLATED: shop#quick Of in-cloud the system requires flow.latency.p95 ≤ 300 ms")
    assert "measured parts of it on 2026-11-10" in text
    assert "Components were measured one at a time, and are taken as independent of each other." in text
    assert "It takes as declared, and nobody measured: " in text
    assert "The 95th percentile latency of translate is " in text
    assert "Why it is asked for: A pause in speech is shorter." in text


def test_a_constraint_that_a_system_has_not_is_a_wrong_call(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", "shop#quik", "--as-of", "2026-11-20"]) == 2
    assert "the system 'shop' has no constraint 'quik'; did you mean 'quick'?" in capsys.readouterr().err
