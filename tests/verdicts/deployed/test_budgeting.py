"""Where the time and the bytes of a flow go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import making_systems
from buttress.graph import Placement
from buttress.verdicts import budget_flow

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.verdicts import BudgetStep, FlowBudget


def budget(root: Path, deployment: str, flow: str = "translate") -> FlowBudget:
    return budget_flow(making_systems.assessor_of(root), Placement("shop", deployment), flow)


def step_of(found: FlowBudget, name: str, where: str) -> BudgetStep:
    (step,) = (step for step in found.steps if (step.name, step.where) == (name, where))
    return step


def test_steps_stand_in_the_order_of_the_flow(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root)
    found = budget(root, "in-cloud")
    assert [(step.kind, step.name, step.where, step.source) for step in found.steps] == [
        ("component", "camera", "glasses", "assumed"),
        ("link", "Radio", "camera->reader", "declared"),
        ("link", "Mobile", "camera->reader", "declared"),
        ("component", "reader", "cloud", "measured"),
        ("component", "translator", "cloud", "measured"),
        ("link", "Mobile", "translator->display", "declared"),
        ("link", "Radio", "translator->display", "declared"),
        ("component", "display", "glasses", "assumed"),
    ]
    assert (found.flow, found.deployment, found.missing) == ("translate", "in-cloud", ())


def test_a_measured_component_tells_its_median_and_its_tail(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root)
    step = step_of(budget(root, "in-cloud"), "reader", "cloud")
    assert step.low_s == step.high_s == pytest.approx(0.010, rel=0.01)
    assert step.tail_s == pytest.approx(0.010 * np.exp(0.1 * 1.645), rel=0.01)
    assert len(step.runs) == 1
    assert (step.told, step.payload_bytes, step.rate_high) == ("measured", None, None)


def test_a_scaled_component_tells_both_ends_and_its_tail_at_the_worst(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root)
    step = step_of(budget(root, "on-glasses"), "reader", "glasses")
    assert (step.low_s, step.high_s) == (pytest.approx(0.030, rel=0.01), pytest.approx(0.060, rel=0.01))
    assert step.tail_s == pytest.approx(0.060 * np.exp(0.1 * 1.645), rel=0.01)
    assert step.source == "scaled"
    assert step.told == "3..6 times as slow as measured on bench-box (a vendor's table)"


def test_a_link_tells_what_crosses_it_and_how_busy_it_is(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    step = step_of(budget(root, "in-cloud"), "Mobile", "camera->reader")
    assert (step.low_s, step.high_s) == (pytest.approx(0.020 + 0.030), pytest.approx(0.050 + 0.120))
    assert step.payload_bytes == 75_000
    assert (step.rate_low, step.rate_high) == (
        pytest.approx(8 * 152_500 / 20e6),
        pytest.approx(8 * 152_500 / 5e6),
    )
    assert step.told == "Mobile carries 5..20 Mbit/s and takes 20..50 ms, as declared"
    assert step.tail_s is None


def test_what_is_not_known_is_missing_and_not_zero(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path, (", bandwidth: 3 Mbit/s", ""))
    found = budget(root, "on-phone")
    reader, radio = step_of(found, "reader", "phone"), step_of(found, "Radio", "camera->reader")
    for step in (reader, radio):
        assert (step.source, step.low_s, step.high_s, step.rate_low) == ("missing", None, None, None)
    assert reader.told == "nothing is measured of 'reader' on 'phone' (hardware phone-soc)"
    assert radio.told == "no bandwidth is declared of Radio"
    assert set(found.missing) == {
        reader.told,
        "nothing is measured of 'translator' on 'phone' (hardware phone-soc)",
        "no bandwidth is declared of Radio",
    }
    assert found.latency.state == "missing"
    assert set(found.latency.reason.split("; ")) == set(found.missing)


def test_the_whole_is_the_assessment_of_the_95th_percentile(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root)
    assessor = making_systems.assessor_of(root)
    found = budget_flow(assessor, Placement("shop", "in-cloud"), "translate")
    assert found.latency is making_systems.ask_of(assessor, "flow.latency.p95", "in-cloud", "translate")
    assert found.latency.estimate is not None
    # Latencies vary little here, so that medians and links nearly add up to the whole.
    assert sum(step.low_s or 0 for step in found.steps) == pytest.approx(
        found.latency.estimate.lower / 1000, rel=0.02
    )


def test_numbers_beyond_all_reason_leave_their_step_unknown(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path, ("75 kB", "1e308 TB"))
    making_systems.record(root)
    found = budget(root, "on-phone")
    radio = step_of(found, "Radio", "camera->reader")
    assert (radio.source, radio.low_s, radio.payload_bytes) == ("missing", None, None)
    assert radio.told == "the declared numbers are too large or too small to be computed with"
    assert radio.told in found.missing
    assert step_of(found, "camera", "glasses").source == "assumed"
