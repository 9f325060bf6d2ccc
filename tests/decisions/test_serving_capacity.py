"""The worked decisions about serving capacity: the cited relation is put in, and what is declared adds up."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from buttress import load

FOLDER = Path(__file__).parents[2] / "decisions" / "serving-capacity"
SYSTEM = "serving-capacity"
TABLE = {
    "rank-feed": (100, 2),
    "search": (10, 2),
    "translate": (1, 2),
    "check-post": (1, 2),
    "find-faces": (10, 1),
    "describe-photo": (10, 1),
}
"""Relative capacity and sockets of a machine, from Hazelwood et al. (2018); translation and Sigma are 1x."""
PEAK = 1.5
BUSY_HOURS = 3


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory):
    alone = tmp_path_factory.mktemp("decisions")
    copytree(FOLDER, alone / FOLDER.name)
    return load(alone, as_of="2026-11-21")


@pytest.fixture(scope="module")
def compared(portfolio):
    return {name: portfolio.tradeoffs(f"{SYSTEM}/{name}") for name in ("cheap-machines", "what-may-be-late")}


@pytest.fixture(scope="module")
def system(portfolio):
    return portfolio.project.linked.portfolio.systems[SYSTEM]


def sockets(system, flow_id, end):
    """Gives the sockets that a flow keeps busy 70 % of their time, without the tier that takes its requests."""
    flow = system.flow(flow_id)
    places = system.deployments["photos-on-small-machines"]
    times = [
        getattr(system.components[name].latency.value, end).magnitude_in("s")
        for name in flow.path
        if places[name] != "web"
    ]
    return flow.rate.magnitude_in("/s") * sum(times) / 0.7


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("flow", TABLE)
def test_machines_stand_in_the_cited_relation(system, flow, end):
    units, per_machine = TABLE[flow]
    one_unit = sockets(system, "check-post", end) / TABLE["check-post"][1]
    assert sockets(system, flow, end) / per_machine == pytest.approx(units * one_unit)


@pytest.mark.parametrize("flow", TABLE)
def test_in_the_middle_of_the_ranges_a_unit_is_one_machine(system, flow):
    units, per_machine = TABLE[flow]
    middle = (sockets(system, flow, "low") + sockets(system, flow, "high")) / 2
    assert middle == pytest.approx(units * per_machine)


def test_every_service_has_as_many_sockets_as_it_may_need(system):
    for places in system.deployments.values():
        load_of = dict.fromkeys(places.values(), 0.0)
        for flow in system.flows:
            for name in flow.path:
                time = system.components[name].latency.value.high.magnitude_in("s")
                load_of[places[name]] += flow.rate.magnitude_in("/s") * time
        for name, erlangs in load_of.items():
            node = system.nodes[name]
            assert erlangs / node.utilisation <= node.instances + 0.5, name


def test_the_queue_s_range_holds_what_busy_hours_leave_over(system):
    done = 1 / 0.7
    longest_wait = 60 * (PEAK - done) * BUSY_HOURS / done
    later = (24 - PEAK * BUSY_HOURS) / (24 - BUSY_HOURS)
    drained_in = (PEAK - done) * BUSY_HOURS / (done - later)
    waiting = (PEAK * BUSY_HOURS + later * drained_in) / 24
    one_in_twenty = longest_wait * (1 - 0.05 / waiting)
    assert (longest_wait, one_in_twenty) == (pytest.approx(9), pytest.approx(6.8, abs=0.05))
    queue = next(link.latency for link in system.links if link.name == "Queue of faces")
    assert queue.low.magnitude_in("min") < one_in_twenty < longest_wait < queue.high.magnitude_in("min")


def test_the_night_s_range_holds_the_wait_of_one_in_twenty(system):
    longest, arriving = 16, 16 / 24
    night = next(link.latency for link in system.links if link.name == "Queue of faces until the night")
    one_in_twenty = longest * (1 - 0.05 / arriving)
    assert one_in_twenty == pytest.approx(14.8)
    assert night.low.magnitude_in("h") < one_in_twenty < night.high.magnitude_in("h")


@pytest.mark.parametrize(
    ("decision", "option", "missed"),
    [
        ("cheap-machines", "large-only", "cost.per_month"),
        ("cheap-machines", "small-wherever-possible", "link.utilisation"),
        ("what-may-be-late", "nothing-late", "cost.per_month"),
        ("what-may-be-late", "photos-at-night", "flow.latency.p95"),
        ("what-may-be-late", "posts-late-too", "flow.latency.p95"),
    ],
)
def test_what_was_turned_down_misses_what_its_decision_says(compared, decision, option, missed):
    cells = compared[decision]
    violated = cells[(cells.option == option) & cells.verdict.str.contains("violated")]
    assert set(violated.quality) == {missed}


def test_what_was_chosen_holds_at_the_worst_end_of_everything_declared(portfolio):
    assert {verdict.state for verdict in portfolio.verdicts} == {"holds"}
