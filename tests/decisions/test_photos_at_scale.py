"""The worked decisions about photos: how many come, how many bytes are kept, and how often enough of them are there."""

from __future__ import annotations

from math import comb
from pathlib import Path
from shutil import copytree

import pytest

from buttress import load
from buttress.graph import route_flow

FOLDER = Path(__file__).parents[2] / "decisions" / "photos-at-scale"
SYSTEM = "photos-at-scale"
COPIES = {
    "Keeping three copies": 3.6,
    "Keeping two copies": 2.4,
    "Keeping coded blocks in three buildings": 2.1,
    "Keeping coded blocks in one building": 1.4,
}
"""Bytes kept for each byte; 3.6 and 2.1 are those of Muralidhar et al. (2014)."""


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory):
    alone = tmp_path_factory.mktemp("decisions")
    copytree(FOLDER, alone / FOLDER.name)
    return load(alone, as_of="2026-11-21")


@pytest.fixture(scope="module")
def compared(portfolio):
    names = ("how-photos-are-kept", "when-photos-are-labelled")
    return {name: portfolio.tradeoffs(f"{SYSTEM}/{name}") for name in names}


@pytest.fixture(scope="module")
def system(portfolio):
    return portfolio.project.linked.portfolio.systems[SYSTEM]


def at_least(needed, of, up):
    return sum(comb(of, k) * up**k * (1 - up) ** (of - k) for k in range(needed, of + 1))


def test_1_2_billion_a_day_are_14_000_a_second(system):
    assert round(system.flow("keep").rate.magnitude_in("/s"), -3) == 14_000


@pytest.mark.parametrize("name", COPIES)
def test_keeping_costs_as_often_as_a_byte_is_kept(system, name):
    price = next(link.price for link in system.links if link.name == name)
    ends = [end.magnitude_in("USD/GB") for end in (price.low, price.high)]
    assert ends == pytest.approx([0.035 * COPIES[name], 0.045 * COPIES[name]])


@pytest.mark.parametrize(("end", "machine", "site"), [("lower", 0.99, 0.999), ("upper", 0.999, 0.9999)])
def test_enough_blocks_in_enough_buildings(compared, end, machine, site):
    link = {"lower": 0.99999, "upper": 1.0}[end]
    expected = {
        "coded-in-three": at_least(2, 3, site) * at_least(10, 14, machine),
        "three-copies": at_least(1, 3, site) * at_least(1, 3, machine),
        "two-copies": at_least(1, 2, site) * at_least(1, 2, machine),
        "coded-in-one": site * at_least(10, 14, machine),
    }
    cells = compared["how-photos-are-kept"]
    found = cells[cells.quality == "availability"].set_index("option")[end]
    for option, share in expected.items():
        assert found[option] == pytest.approx(share * link, abs=1e-9)


def test_every_flow_finds_its_way_in_every_deployment(system):
    for name in system.deployments:
        for flow in system.flows:
            route = route_flow(system, name, flow)
            assert (route.unplaced, route.unjoined) == ((), ()), (name, flow.id)


def test_only_the_phone_has_the_photo_where_it_is_labelled(system):
    sends = {
        name: [hop.step for hop in route_flow(system, name, system.flow("label")).hops]
        for name in system.deployments
    }
    alone = [name for name, steps in sends.items() if "upload->labeller" not in steps]
    assert alone == ["labelled-on-phones"]


def test_there_are_machines_for_all_labels(system):
    rates = [system.flow(name).rate.magnitude_in("/s") for name in ("label", "label-again")]
    busy = sum(rates) * system.components["labeller"].latency.value.high.magnitude_in("s")
    for name in ("labelling-at-once", "labelling-in-batches", "labelling-at-night"):
        node = system.nodes[name]
        assert busy / node.utilisation <= node.instances


@pytest.mark.parametrize(
    ("decision", "option", "missed"),
    [
        ("how-photos-are-kept", "three-copies", {"keep"}),
        ("how-photos-are-kept", "two-copies", set()),
        ("how-photos-are-kept", "coded-in-one", {"show"}),
        ("when-photos-are-labelled", "at-once", {"label", "label-again"}),
        ("when-photos-are-labelled", "at-night", {"label"}),
        ("when-photos-are-labelled", "on-the-phone", {"label-again"}),
    ],
)
def test_what_was_turned_down_misses_what_its_decision_says(compared, decision, option, missed):
    cells = compared[decision]
    violated = cells[(cells.option == option) & cells.verdict.str.contains("violated")]
    assert set(violated.flow) == missed


def test_what_was_chosen_holds_at_the_worst_end_of_everything_declared(portfolio):
    assert {verdict.state for verdict in portfolio.verdicts} == {"holds"}
