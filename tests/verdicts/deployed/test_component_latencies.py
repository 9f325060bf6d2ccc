"""What is known of a component on a node: measured there, scaled, assumed, or nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import making
import making_systems
from buttress.graph import Binding, Placement, Stop
from buttress.verdicts import Assessor, DeployedQuestion
from buttress.verdicts.deployed.component_latencies import find_component
from buttress.verdicts.deployed.setting import open_setting

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.verdicts.deployed.component_evidence import ComponentLatency

READER = "reader: {evidence: {candidate: small}}"
TINY = {**making.MACHINE, "cpu_model": "Tiny 1", "cores": 1}
LATER = making.MEASURED + timedelta(hours=1)


def find(
    root: Path,
    component: str,
    node: str,
    swaps: tuple[tuple[str, Binding], ...] = (),
    deployment: str = "in-cloud",
    **changes: Any,
) -> ComponentLatency:
    linked = making_systems.link(root)
    quality = linked.portfolio.qualities["flow.latency.p95"]
    question = DeployedQuestion(Placement("shop", deployment, swaps), quality, "translate", **changes)
    setting = open_setting(question, Assessor(linked, making.TODAY))
    return find_component(setting, Stop(component, node))


def centres_ms(found: ComponentLatency) -> list[float]:
    """The median of each process in ms, to a tenth."""
    assert all(isinstance(process, np.ndarray) for process in found.processes)
    return [round(1000 * float(np.median(process)), 1) for process in found.processes]


def test_latencies_measured_on_the_nodes_own_hardware_are_taken_as_they_are(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root, reader_ms=range(10, 20))
    found = find(root, "reader", "cloud")
    assert (found.source, found.factor, found.conditions, found.missing) == ("measured", (1.0, 1.0), (), "")
    assert centres_ms(found) == pytest.approx(list(range(10, 20)), rel=0.01)
    assert (len(found.runs), len(found.evidence), found.looks, found.confidence) == (1, 1, 1, 0.95)
    assert found.told == "measured"


def test_nothing_measured_on_a_nodes_hardware_is_said_with_component_node_and_hardware(
    tmp_path: Path,
) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root)
    found = find(root, "reader", "phone")
    assert found.source == "missing"
    assert found.missing == "nothing is measured of 'reader' on 'phone' (hardware phone-soc)"
    assert found.processes == ()


def test_a_component_without_evidence_is_missing(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path, (READER, "reader: {}"))
    making_systems.record(root)
    assert find(root, "reader", "cloud").missing == (
        "nothing is measured of 'reader' on 'cloud' (hardware bench-box)"
    )


def test_runs_on_a_stand_in_count_with_its_factor_and_say_so(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root)
    found = find(root, "reader", "glasses")
    assert (found.source, found.factor) == ("scaled", (3.0, 6.0))
    assert found.conditions == ("on glasses 3..6 times as slow as measured on bench-box (a vendor's table)",)
    assert centres_ms(found) == pytest.approx([10.0] * 10, rel=0.01)


def test_what_was_measured_on_the_hardware_itself_wins_over_a_stand_in(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root)
    making_systems.record(root, reader_ms=[70.0] * 10, machine=TINY, started=LATER)
    found = find(root, "reader", "glasses")
    assert (found.source, found.factor, found.conditions) == ("measured", (1.0, 1.0), ())
    assert centres_ms(found) == pytest.approx([70.0] * 10, rel=0.01)


def test_a_run_that_failed_on_the_hardware_itself_is_not_passed_over_for_a_stand_in(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root)
    failed = {"order": 3, "load": "single-stream", "failure": {"reason": "timeout", "text": "too slow"}}
    processes = [making.process(0), making.process(1), failed]
    making.record_run(root, [making.measurement(root, processes=processes)], machine=TINY, started=LATER)
    found = find(root, "reader", "glasses")
    assert found.source == "missing"
    assert found.missing.startswith(
        "what was measured of 'reader' on 'glasses' cannot be used: 1 of 3 processes"
    )


def test_a_node_without_hardware_takes_runs_of_any_one_machine(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path, ("phone: {hardware: phone-soc}", "phone: {}"))
    making_systems.record(root, machine=TINY)
    assert find(root, "reader", "phone").source == "measured"
    making.write_files(
        root,
        {"shop/suite.yaml": making.SUITE + "    looks: 2\n"},
    )
    making_systems.record(root, started=LATER)
    assert "different machines are not pooled" in find(root, "reader", "phone").missing


def test_a_node_with_nothing_but_a_stand_in_takes_its_runs_alone(tmp_path: Path) -> None:
    old = "glasses: {hardware: glasses-soc, stand_in"
    root = making_systems.write_system(tmp_path, (old, "glasses: {stand_in"))
    making_systems.record(root)
    assert find(root, "reader", "glasses").source == "scaled"


def test_an_assumed_latency_counts_where_nothing_is_measured(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    found = find(root, "camera", "glasses")
    assert (found.source, found.assumed) == ("assumed", (0.001, 0.003))
    assert found.conditions == ("camera is assumed to take 1..3 ms (data sheet)",)


@pytest.mark.parametrize(
    ("node", "source"), [("cloud", "measured"), ("glasses", "scaled"), ("phone", "assumed")]
)
def test_measured_and_scaled_latencies_win_over_assumed_ones(tmp_path: Path, node: str, source: str) -> None:
    both = "reader: {evidence: {candidate: small}, latency: {basis: assumed, value: 9 ms, source: guess}}"
    root = making_systems.write_system(tmp_path, (READER, both))
    making_systems.record(root)
    assert find(root, "reader", node).source == source


@pytest.mark.parametrize(
    ("node", "factor", "conditions"),
    [
        ("cloud", (2.0, 4.0), ("reader 2..4 times as slow as measured (a paper)",)),
        ("phone", (2.0, 4.0), ("reader 2..4 times as slow as measured (a paper)",)),
        (
            "glasses",
            (6.0, 24.0),
            (
                "on glasses 3..6 times as slow as measured on bench-box (a vendor's table)",
                "reader 2..4 times as slow as measured (a paper)",
            ),
        ),
    ],
)
def test_a_components_own_factor_multiplies_whatever_was_measured(
    tmp_path: Path, node: str, factor: tuple[float, float], conditions: tuple[str, ...]
) -> None:
    own = "reader: {evidence: {candidate: small}, latency: {basis: scaled, factor: 2..4, source: a paper}}"
    root = making_systems.write_system(tmp_path, (READER, own))
    making_systems.record(root)
    found = find(root, "reader", node)
    assert (found.source, found.factor, found.conditions) == ("scaled", factor, conditions)


def test_an_option_stands_in_for_the_component_with_its_own_runs(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root)
    swaps = (("reader", Binding("shop/suite", "large", "sklearn")),)
    assert centres_ms(find(root, "reader", "cloud", swaps)) == pytest.approx([20.0] * 10, rel=0.01)


def test_the_earliest_runs_decide_and_later_ones_only_inform(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root)
    making_systems.record(root, reader_ms=[1.0] * 10, started=LATER)
    found = find(root, "reader", "cloud")
    assert centres_ms(found) == pytest.approx([10.0] * 10, rel=0.01)
    assert len(found.runs) == 1


def test_planned_looks_are_pooled_and_share_the_risk(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making.write_files(root, {"shop/suite.yaml": making.SUITE + "    looks: 2\n"})
    for hours in range(3):
        making_systems.record(root, started=making.MEASURED + timedelta(hours=hours))
    found = find(root, "reader", "cloud")
    assert (len(found.runs), len(found.processes), found.looks) == (2, 20, 2)
    assert found.confidence == pytest.approx(0.975)


def test_stale_runs_are_told_with_why_they_are(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root)
    making.write_files(root, {"shop/candidates.py": making.CANDIDATES.replace("return 1", "return 3")})
    found = find(root, "reader", "cloud")
    assert found.stale == "reader: the code of the candidate 'small' has changed since"
    assert len(found.processes) == 10


def test_stale_runs_that_cannot_be_used_are_missing_with_both_reasons(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root, reader_ms=[10.0] * 3)
    making.write_files(root, {"shop/candidates.py": making.CANDIDATES.replace("return 1", "return 3")})
    found = find(root, "reader", "cloud")
    assert found.source == "missing"
    assert "the code of the candidate 'small' has changed since; " in found.missing
    assert "3 processes" in found.missing


def test_a_load_that_nobody_drove_is_named(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root)
    found = find(root, "reader", "cloud", load="server")
    assert found.missing == "nothing is measured of 'reader' on 'cloud' under server (hardware bench-box)"


def test_the_load_scenario_is_the_questions_or_the_suites_first(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    loads = "load: {single-stream: {}, multi-stream: {samples_per_query: 8}}"
    making.write_files(root, {"shop/suite.yaml": making.SUITE.replace("load: {single-stream: {}}", loads)})
    eight = [{**making.process(10 + place, 80.0), "load": "multi-stream"} for place in range(10)]
    processes = [*(making.process(place, 10.0) for place in range(10)), *eight]
    making.record_run(
        root,
        [making.measurement(root, processes=processes)],
        loads={"single-stream": {}, "multi-stream": {"samples_per_query": 8}},
    )
    assert centres_ms(find(root, "reader", "cloud")) == pytest.approx([10.0] * 10, rel=0.01)
    asked = find(root, "reader", "cloud", load="multi-stream")
    assert centres_ms(asked) == pytest.approx([80.0] * 10, rel=0.01)


PHONE = ("phone: {hardware: phone-soc}", "phone: {}")


def test_a_node_without_hardware_is_taken_to_be_the_machine_that_was_measured(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path, PHONE)
    making_systems.record(root)
    for component in ("reader", "translator"):
        found = find(root, component, "phone", deployment="on-phone")
        assert found.source == "measured"
        assert found.conditions == ("phone is taken to be the machine that was measured (bench-box)",)
    unnamed = {**making.MACHINE, "cpu_model": "Nameless 7"}
    other = making_systems.write_system(tmp_path / "other", PHONE)
    making_systems.record(other, machine=unnamed)
    (told,) = find(other, "reader", "phone", deployment="on-phone").conditions
    assert told == "phone is taken to be the machine that was measured (Nameless 7, 2 cores)"


def test_one_node_is_not_two_machines(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path, PHONE)
    making.record_run(root, [making_systems.measured(root, "small", [10.0] * 10)], machine=TINY)
    making.record_run(root, [making_systems.measured(root, "large", [20.0] * 10, 100)], started=LATER)
    for component in ("reader", "translator"):
        found = find(root, component, "phone", deployment="on-phone")
        assert (found.source, found.processes) == ("missing", ())
        assert found.missing == (
            "'phone' names no hardware, and what runs there was measured on different machines: "
            "reader on glasses-soc, translator on bench-box"
        )
    # Apart, each is measured on some machine.
    assert find(root, "reader", "phone", deployment="in-cloud").source == "measured"


def test_what_is_scaled_from_something_else_was_measured_elsewhere_anyway(tmp_path: Path) -> None:
    own = "reader: {evidence: {candidate: small}, latency: {basis: scaled, factor: 2..4, source: a paper}}"
    root = making_systems.write_system(tmp_path, PHONE, (READER, own))
    making.record_run(root, [making_systems.measured(root, "small", [10.0] * 10)], machine=TINY)
    making.record_run(root, [making_systems.measured(root, "large", [20.0] * 10, 100)], started=LATER)
    assert find(root, "reader", "phone", deployment="on-phone").source == "scaled"
    assert find(root, "translator", "phone", deployment="on-phone").source == "measured"
