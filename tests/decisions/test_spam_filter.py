"""The worked decisions about a spam filter: what leaves the host, and who waits for whom."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from buttress import load
from buttress.graph import route_flow

FOLDER = Path(__file__).parents[2] / "decisions" / "spam-filter"
SYSTEM = "spam-filter"
SERVICE = "Service of somebody else"


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory):
    alone = tmp_path_factory.mktemp("decisions")
    copytree(FOLDER, alone / FOLDER.name)
    return load(alone, as_of="2026-11-21")


@pytest.fixture(scope="module")
def compared(portfolio):
    names = ("check-before-showing", "own-filter-and-a-service")
    return {name: portfolio.tradeoffs(f"{SYSTEM}/{name}") for name in names}


@pytest.fixture(scope="module")
def system(portfolio):
    return portfolio.project.linked.portfolio.systems[SYSTEM]


def sent_out(system, deployment):
    """Gives the comments a second that go to the service."""
    return sum(
        flow.rate.magnitude_in("/s")
        for flow in system.flows
        for hop in route_flow(system, deployment, flow).hops
        if system.links[hop.link].name == SERVICE
    )


@pytest.mark.parametrize(
    ("deployment", "rate"), [("own-alone", 0), ("look-first", 0.1), ("service-alone", 2)]
)
def test_the_service_reads_none_one_in_twenty_or_all(system, deployment, rate):
    assert sent_out(system, deployment) == rate


def test_the_price_of_the_link_is_that_of_a_thousand_comments_of_2_kb(system):
    price = next(link.price for link in system.links if link.name == SERVICE)
    gigabytes = 1_000 * system.flow("doubt").payload["first-look->second-look"].magnitude_in("GB")
    ends = [end.magnitude_in("USD/GB") * gigabytes for end in (price.low, price.high)]
    assert ends == pytest.approx([0.10, 0.50])


def test_all_comments_are_a_third_of_a_gigabyte_a_day(compared):
    cells = compared["own-filter-and-a-service"]
    sent = cells[cells.quality == "data.per_day"].set_index("option").value
    assert sent["service-alone"] == pytest.approx(1 / 3, abs=0.02)
    assert sent["own-then-service"] == pytest.approx(sent["service-alone"] / 20)


def test_every_flow_finds_its_way_in_every_deployment(system):
    for name in system.deployments:
        for flow in system.flows:
            route = route_flow(system, name, flow)
            assert (route.unplaced, route.unjoined) == ((), ()), (name, flow.id)


@pytest.mark.parametrize(
    ("decision", "option", "missed"),
    [
        ("check-before-showing", "show-first", {"flow.latency.p95"}),
        ("check-before-showing", "people-first", {"flow.latency.p95", "cost.per_month", "availability"}),
        ("own-filter-and-a-service", "own-alone", set()),
        ("own-filter-and-a-service", "service-alone", {"cost.per_month", "data.per_day", "availability"}),
    ],
)
def test_what_was_turned_down_misses_what_its_decision_says(compared, decision, option, missed):
    cells = compared[decision]
    violated = cells[(cells.option == option) & cells.verdict.str.contains("violated")]
    assert set(violated.quality) == missed


def test_what_was_chosen_holds_at_the_worst_end_of_everything_declared(portfolio):
    assert {verdict.state for verdict in portfolio.verdicts} == {"holds"}
