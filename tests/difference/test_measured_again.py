"""Whether verdicts on record come out again: the same, undecided, without anything to compare, or the other way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import making
from buttress.difference import compare_measured_again
from buttress.pipeline import judge_measured, judge_project

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.difference import MeasuredAgain

RECALL, SIZE, LATENCY = "recall", "model.size", "latency.p50 on bench-box in single-stream"


def again(tmp_path: Path, **changes: Any) -> dict[str, MeasuredAgain]:
    """The shop with a run on record in which all holds, beside a new run: one entry a constraint."""
    root = making.write_files(tmp_path / "decisions", making.FILES)
    making.record_run(root)
    recorded = judge_project(root, making.TODAY)
    fields = changes.pop("measured", {"predictions": making.predictions(97, 3, 18, 2)})
    run = making.run(root, [making.measurement(root, **fields)], **changes).model_copy(update={"id": "new"})
    found = compare_measured_again(recorded, judge_measured(recorded, run), run)
    assert {one.recorded.state for one in found} == {"holds"}
    return {one.recorded.bound.constraint.id: one for one in found}


def test_the_same_figures_give_the_same_verdicts(tmp_path: Path) -> None:
    found = again(tmp_path)
    assert set(found) == {RECALL, SIZE, LATENCY}
    assert {(one.agreement, one.same_machine) for one in found.values()} == {("same", True)}


def test_fewer_misses_allowed_are_undecided_and_many_are_the_contrary(tmp_path: Path) -> None:
    few = again(tmp_path / "few", measured={"predictions": making.predictions(82, 18, 18, 2)})
    assert few[RECALL].agreement == "undecided"
    many = again(tmp_path / "many", measured={"predictions": making.predictions(40, 60, 18, 2)})
    assert many[RECALL].agreement == "contrary"
    assert (many[RECALL].recorded.state, many[RECALL].again.state) == ("holds", "violated")
    assert many[SIZE].agreement == "same"


def test_another_machine_is_said_and_is_no_evidence_for_hardware_that_it_is_not(tmp_path: Path) -> None:
    found = again(tmp_path, machine={**making.MACHINE, "cpu_model": "Other 9000"})
    assert not any(one.same_machine for one in found.values())
    assert found[LATENCY].agreement == "unmeasured"
    assert found[RECALL].agreement == "same"


@pytest.mark.parametrize(("latency_ms", "agreement"), [(1.0, "same"), (9.0, "contrary")])
def test_timings_count_on_the_machine_of_the_record(
    tmp_path: Path, latency_ms: float, agreement: str
) -> None:
    processes = [making.process(order, latency_ms) for order in range(10)]
    found = again(
        tmp_path, measured={"processes": processes, "predictions": making.predictions(97, 3, 18, 2)}
    )
    assert found[LATENCY].agreement == agreement
