"""The worked decisions about a self-driving car: who waits for whom, and how often enough eyes and computers work."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from buttress import load
from buttress.graph import route_flow

FOLDER = Path(__file__).parents[2] / "decisions" / "self-driving-perception"
SYSTEM = "self-driving-perception"
PERIOD_MS = 100
BRAKING = ("brake-by-camera", "brake-by-depth")


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory):
    alone = tmp_path_factory.mktemp("decisions")
    copytree(FOLDER, alone / FOLDER.name)
    return load(alone, as_of="2026-11-21")


@pytest.fixture(scope="module")
def compared(portfolio):
    return {name: portfolio.tradeoffs(f"{SYSTEM}/{name}") for name in ("fusion", "where-perception-runs")}


@pytest.fixture(scope="module")
def system(portfolio):
    return portfolio.project.linked.portfolio.systems[SYSTEM]


def waits(system, deployment, flow):
    """Gives the names of the links on which data of a flow waits for other data."""
    hops = route_flow(system, deployment, system.flow(flow)).hops
    return [system.links[hop.link].name for hop in hops if system.links[hop.link].name.startswith("Waiting")]


def cell(compared, decision, option, quality, flow):
    found = compared[decision]
    (row,) = found[(found.option == option) & (found.quality == quality) & (found.flow == flow)].itertuples()
    return row


def test_every_flow_finds_its_way_in_every_deployment(system):
    for name in system.deployments:
        for flow in system.flows:
            route = route_flow(system, name, flow)
            assert (route.unplaced, route.unjoined) == ((), ()), (name, flow.id)


@pytest.mark.parametrize(
    ("deployment", "waiting"),
    [
        ("two-computers", {"brake-by-camera": 0, "brake-by-depth": 0}),
        ("without-lidar", {"brake-by-camera": 0, "brake-by-depth": 0}),
        ("lidar-leads", {"brake-by-camera": 1, "brake-by-depth": 0}),
        ("all-sensors-in-step", {"brake-by-camera": 1, "brake-by-depth": 1}),
    ],
)
def test_who_waits_waits_once(system, deployment, waiting):
    assert {flow: len(waits(system, deployment, flow)) for flow in BRAKING} == waiting


def test_the_range_of_waiting_holds_its_95th_percentile(system):
    ranges = [link.latency for link in system.links if link.name.startswith("Waiting")]
    assert len(ranges) == 4
    for latency in ranges:
        assert latency.low.magnitude_in("ms") < 0.95 * PERIOD_MS < latency.high.magnitude_in("ms")


def test_sensors_come_as_often_as_the_waiting_is_computed_from(system):
    rates = {flow.id: flow.rate.magnitude_in("/s") for flow in system.flows}
    assert {rates[flow] for flow in (*BRAKING, "radar-to-fusion")} == {1000 / PERIOD_MS}


@pytest.mark.parametrize("sees", [0.99, 0.999])
def test_two_eyes_of_three_see_more_often_than_one_and_all_of_them_less(compared, sees):
    end = "lower" if sees == 0.99 else "upper"
    chance = {
        "tracks-as-they-come": 3 * sees**2 * (1 - sees) + sees**3,
        "raw-in-step": sees**3,
        "without-lidar": sees**2,
    }
    for option, expected in chance.items():
        found = getattr(cell(compared, "fusion", option, "availability", "see"), end)
        assert found == pytest.approx(expected)
    assert chance["raw-in-step"] < chance["without-lidar"] < sees < chance["tracks-as-they-come"]


@pytest.mark.parametrize(("end", "up"), [("lower", 0.998), ("upper", 0.9999)])
def test_one_of_two_computers_is_up_unless_both_are_down(compared, end, up):
    pair = cell(compared, "where-perception-runs", "two-computers", "availability", "keep-driving")
    one = cell(compared, "where-perception-runs", "one-computer", "availability", "keep-driving")
    assert getattr(pair, end) == pytest.approx(1 - (1 - up) ** 2)
    assert getattr(one, end) == pytest.approx(up)


def test_no_processor_is_asked_for_more_than_it_can_do(system):
    for name in ("two-computers", "one-computer", "lidar-leads", "all-sensors-in-step"):
        busy = dict.fromkeys(system.nodes, 0.0)
        for flow in system.flows:
            for stop in route_flow(system, name, flow).stops:
                time = system.components[stop.component].latency.value.high.magnitude_in("s")
                busy[stop.node] += flow.rate.magnitude_in("/s") * time
        assert all(busy[node] < system.nodes[node].instances for node in busy), (name, busy)


@pytest.mark.parametrize(
    ("decision", "option", "missed"),
    [
        ("fusion", "lidar-leads", {"flow.latency.p95"}),
        ("fusion", "raw-in-step", {"flow.latency.p95", "availability"}),
        ("fusion", "without-lidar", {"availability"}),
        ("where-perception-runs", "one-computer", {"availability"}),
        ("where-perception-runs", "planning-at-the-edge", {"offline", "availability"}),
    ],
)
def test_what_was_turned_down_misses_what_its_decision_says(compared, decision, option, missed):
    cells = compared[decision]
    violated = cells[(cells.option == option) & cells.verdict.str.contains("violated")]
    assert set(violated.quality) == missed


def test_what_was_chosen_holds_at_the_worst_end_of_everything_declared(portfolio):
    assert {verdict.state for verdict in portfolio.verdicts} == {"holds"}
