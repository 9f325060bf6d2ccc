"""The worked decisions about inventory: what odd sales are, what rules see, and how often a shop can sell."""

from __future__ import annotations

import runpy
from collections import Counter
from pathlib import Path
from shutil import copytree

import pytest

from buttress import load
from buttress.graph import route_flow

FOLDER = Path(__file__).parents[2] / "decisions" / "inventory"
SYSTEM = "inventory"
DATA = runpy.run_path(str(FOLDER / "data.py"))
RULES = runpy.run_path(str(FOLDER / "candidates.py"))


@pytest.fixture(scope="module")
def sales():
    return DATA["sales"]()


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory):
    alone = tmp_path_factory.mktemp("decisions")
    copytree(FOLDER, alone / FOLDER.name)
    return load(alone)


@pytest.fixture(scope="module")
def compared(portfolio):
    names = ("where-the-book-is", "sales-as-a-stream")
    return {name: portfolio.tradeoffs(f"{SYSTEM}/{name}") for name in names}


@pytest.fixture(scope="module")
def system(portfolio):
    return portfolio.project.linked.portfolio.systems[SYSTEM]


def caught(sales, rules):
    """Gives how many of each kind are taken for wrong."""
    kinds = zip(sales.features, sales.columns["mistake"], strict=True)
    return Counter(kind for sale, kind in kinds if RULES[rules](sale) == "wrong")


def test_one_sale_in_ten_is_a_mistake_and_each_kind_is_as_frequent(sales):
    assert len(sales.labels) == len(set(sales.ids)) == 4000
    kinds = Counter(sales.columns["mistake"])
    assert kinds.pop("none") == 3600
    assert set(kinds.values()) == {80}


def test_a_sale_is_wrong_where_a_mistake_was_made(sales):
    labels = ["right" if kind == "none" else "wrong" for kind in sales.columns["mistake"]]
    assert sales.labels == labels


def test_the_same_sales_are_drawn_every_time(sales):
    again = DATA["sales"]()
    assert (again.features, again.labels) == (sales.features, sales.labels)


def test_true_sales_look_odd_as_often_as_told(sales):
    true = [
        sale for sale, kind in zip(sales.features, sales.columns["mistake"], strict=True) if kind == "none"
    ]
    half_price = sum(sale["price"] == sale["list_price"] / 2 for sale in true) / len(true)
    party = sum(sale["quantity"] == DATA["BOX"] for sale in true) / len(true)
    behind = sum(sale["in_stock"] == 0 for sale in true) / len(true)
    assert half_price == pytest.approx(DATA["HALF_PRICE"], abs=0.015)
    assert party == pytest.approx(DATA["PARTY"], abs=0.006)
    assert behind == pytest.approx(DATA["BEHIND"], abs=0.004)


def test_rules_on_the_way_see_all_but_the_box(sales):
    found = caught(sales, "rules_on_the_way")
    assert {kind: found[kind] for kind in DATA["MISTAKES"]} == {
        "unknown-article": 80,
        "sent-twice": 80,
        "price-point": 80,
        "more-than-there-was": 80,
        "box-for-bottle": 0,
    }


def test_the_day_tells_a_box_from_a_bottle_and_takes_parties_for_mistakes(sales):
    found, on_the_way = caught(sales, "rules_at_night"), caught(sales, "rules_on_the_way")
    assert found["box-for-bottle"] == 80
    assert found["none"] > on_the_way["none"]


def test_without_rules_everything_is_believed(sales):
    assert not caught(sales, "nothing")


def test_every_flow_finds_its_way_in_every_deployment(system):
    for name in system.deployments:
        for flow in system.flows:
            route = route_flow(system, name, flow)
            assert (route.unplaced, route.unjoined) == ((), ()), (name, flow.id)


@pytest.mark.parametrize(("end", "up", "cable"), [("lower", 0.995, 0.99995), ("upper", 0.999, 1.0)])
def test_a_pair_sells_unless_both_are_down(compared, end, up, cable):
    cells = compared["where-the-book-is"]
    found = cells[cells.quality == "availability"].set_index("option")[end]
    assert found["pair-in-the-shop"] == pytest.approx(cable * (1 - (1 - up) ** 2))
    assert found["one-in-the-shop"] == pytest.approx(cable * up)


@pytest.mark.parametrize(
    ("decision", "option", "missed"),
    [
        ("where-the-book-is", "one-in-the-shop", {"availability"}),
        ("where-the-book-is", "centre", {"offline", "availability"}),
        ("sales-as-a-stream", "file-at-night", {"flow.latency.p95"}),
        ("sales-as-a-stream", "stream-unchecked", {"recall"}),
    ],
)
def test_what_was_turned_down_misses_what_its_decision_says(compared, decision, option, missed):
    cells = compared[decision]
    violated = cells[(cells.option == option) & cells.verdict.str.contains("violated")]
    assert set(violated.quality) == missed


def test_what_was_chosen_holds_at_the_worst_end_of_everything_declared(portfolio):
    assert {verdict.state for verdict in portfolio.verdicts if not verdict.assessment.runs} == {"holds"}
