from __future__ import annotations

from dataclasses import replace
from importlib import metadata
from typing import TYPE_CHECKING

import pytest

from buttress.bench import BenchError, Plan, plan_bench
from buttress.bench.packing.elsewhere import check_needs, plan_here
from buttress.bench.plan import LoadPlan
from buttress.bench.session.software import check_versions
from buttress.records import Benchmark

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def plan(root: Path, fields: dict) -> Plan:
    fields["candidates"]["benign"] = {"run": "candidates.py:always_benign"}
    return plan_bench(Benchmark.model_validate(fields), root, {}, driver="buttress")


def test_loads_are_driven_by_what_is_installed_here(plan: Plan) -> None:
    assert plan_here(plan, (), loadgen=False) == plan
    here = plan_here(plan, (), loadgen=True)
    assert here.loads["single-stream"].driver == "loadgen"
    assert replace(here, loads=plan.loads) == plan
    idle = replace(plan, loads={"single-stream": LoadPlan()})
    assert plan_here(idle, (), loadgen=True) == idle


def test_some_candidates_keep_the_order_of_their_processes(plan: Plan) -> None:
    here = plan_here(plan, ["benign"], loadgen=False)
    assert list(here.candidates) == ["benign"]
    assert here.predicted == ("benign",)
    assert [(one.candidate, one.order) for one in here.processes] == [("benign", 0), ("benign", 1)]


def test_what_cannot_be_measured_here_is_told_at_once(plan: Plan) -> None:
    loads = {**plan.loads, "server": LoadPlan("server", "loadgen", target_qps=10.0)}
    with pytest.raises(BenchError) as caught:
        plan_here(replace(plan, loads=loads), ["centriod", "benign"], loadgen=False)
    assert str(caught.value).splitlines() == [
        "clinic/triage cannot be measured",
        "  there is no candidate 'centriod'; did you mean 'centroid'?",
        "  load: 'server' needs MLCommons LoadGen; pip install mlcommons-loadgen",
    ]


def test_missing_and_broken_packages_are_all_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "brokenpackage.py").write_text("raise OSError('no such library')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(BenchError) as caught:
        check_needs({"numpy": "numpy", "brokenpackage": "broken-package", "absentpackage": "absent"})
    told = str(caught.value)
    assert "  absent: ModuleNotFoundError: No module named 'absentpackage'" in told
    assert "  broken-package: OSError: no such library" in told
    assert "(pip install absent broken-package)" in told
    assert "numpy" not in told


def test_packages_that_are_there_are_no_reason_to_stop() -> None:
    check_needs({"numpy": "numpy", "json": "json"})


def test_versions_that_could_not_be_filed_are_refused_before_anything_is_measured() -> None:
    check_versions({"numpy": ">=1"})
    with pytest.raises(BenchError) as caught:
        check_versions({"numpy": "<1", "absent-package": "==2.0", "scipy": ">=1"})
    assert str(caught.value).splitlines() == [
        "the suite requires other versions; a run made with these could not be filed",
        f"  numpy <1: {metadata.version('numpy')} is installed",
        "  absent-package ==2.0: it is not installed",
    ]


def test_required_versions_travel_with_the_plan(root: Path, fields: dict) -> None:
    suite = Benchmark.model_validate({**fields, "requires": {"numpy": ">=1"}})
    planned = plan_bench(suite, root, {}, driver="buttress")
    assert plan_here(Plan.from_fields(planned.to_fields()), (), loadgen=False).requires == {"numpy": ">=1"}
