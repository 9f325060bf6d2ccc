"""Flows that ask more of a link or a machine than it can do: no latency of theirs is bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import making
import making_systems
from buttress.verdicts import judge_portfolio
from deploying import ask, bounds_of, estimate_of, record, served, write_suite, write_system

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.verdicts import Verdict

WAITING = "waiting for links and machines is not counted"

SHOP = """
    kind: system
    title: Shop
    components:
      page: {latency: {basis: assumed, value: 1 ms, source: a guess}}
      sort: {latency: {basis: assumed, value: 5..10 ms, source: a guess}}
    nodes: {browser: {}, server: {%s}}
    links: [{between: [browser, server], name: Wire, latency: 1 ms, bandwidth: %s}]
    flows:
      - {id: look, path: [page, sort], payload: {page->sort: 1 MB}%s}
      - {id: other, path: [page, sort], payload: {page->sort: 1 kB}%s}
    deployments: {live: {page: browser, sort: server}}
"""

DECIDED = """
    kind: decision
    title: Sort on a server
    status: accepted
    date: 2026-11-01
    options: [{id: server, deployment: live}]
    chosen: server
    constraints: ["flow.latency.p95 <= %s for look"]
"""


def shop(
    root: Path, rate: str = "1 /s", node: str = "", bandwidth: str = "100 Mbit/s", other: str = ""
) -> Path:
    rates = [f", rate: {one}" if one else "" for one in (rate, other)]
    return write_system(root, SHOP % (node, bandwidth, *rates))


def judged(root: Path, limit: str) -> Verdict:
    making.write_files(root, {"shop/where.yaml": DECIDED % limit})
    (verdict,) = judge_portfolio(making_systems.link(root), making.TODAY).verdicts["shop/where"]
    return verdict


def test_where_all_keep_up_a_condition_says_that_waiting_is_not_counted(tmp_path: Path) -> None:
    answer = ask(shop(tmp_path), "flow.latency.p95", flow="look")
    assert bounds_of(answer) == pytest.approx((87.0, 92.0))
    assert WAITING in answer.conditions
    assert judged(shop(tmp_path), "100 ms").state == "holds"


def test_where_nothing_comes_at_a_rate_nothing_waits(tmp_path: Path) -> None:
    assert WAITING not in ask(shop(tmp_path, rate=""), "flow.latency.p95", flow="look").conditions


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"rate": "20 /s"}, "data piles up: Wire would have to carry 1.6 times what it can"),
        ({"bandwidth": "4..100 Mbit/s"}, "data piles up: Wire would have to carry 2 times what it can"),
        ({"other": "20000 /s"}, "data piles up: Wire would have to carry 1.68 times what it can"),
        (
            {"rate": "150 /s", "bandwidth": "10 Gbit/s"},
            "items pile up: server would have to work for 1.5 times the time of its instances (1)",
        ),
        (
            {"other": "250 /s", "bandwidth": "10 Gbit/s", "node": "instances: 2"},
            "items pile up: server would have to work for 1.255 times the time of its instances (2)",
        ),
    ],
)
def test_what_piles_up_never_holds(tmp_path: Path, changes: dict[str, str], told: str) -> None:
    root = shop(tmp_path, **changes)
    verdict = judged(root, "1 h")
    assert (verdict.state, verdict.reason) == ("undecided", told)
    assert verdict.needed is None
    estimate = estimate_of(ask(root, "flow.latency.p95", flow="look"))
    assert (estimate.value, estimate.note) == (None, told)
    assert judged(root, "2 ms").state == "violated"


@pytest.mark.parametrize(
    "node", ["instances: 2", "billing: use, price: 1 USD/h"], ids=["enough", "as many as are paid"]
)
def test_machines_that_suffice_or_come_as_they_are_needed_bound_it(tmp_path: Path, node: str) -> None:
    root = shop(tmp_path, rate="150 /s", bandwidth="10 Gbit/s", node=node)
    assert judged(root, "100 ms").state == "holds"


def test_what_is_not_declared_of_other_flows_does_not_hide_what_is_known(tmp_path: Path) -> None:
    assert judged(shop(tmp_path, rate="", other="20000 /s"), "1 h").state == "undecided"


MEASURED = """
    kind: system
    title: Shop
    components:
      page: {evidence: {candidate: large}}
      sort: {evidence: {candidate: small}}
    nodes: {server: {hardware: bench-box}}
    flows: [{id: look, path: [page, sort], rate: %s}]
    deployments: {live: {page: server, sort: server}}
"""


@pytest.mark.parametrize(("rate", "state"), [("20 /s", "holds"), ("60 /s", "undecided")])
@pytest.mark.parametrize("processes", [5, 8])
def test_measured_times_are_those_of_the_machines_load(
    tmp_path: Path, rate: str, state: str, processes: int
) -> None:
    root = write_suite(write_system(tmp_path, MEASURED % rate, bench_box=making.HARDWARE))
    record(
        root,
        {
            "small": [served(order, 10.0) for order in range(processes)],
            "large": [served(20 + order, 10.0) for order in range(processes)],
        },
    )
    assert judged(root, "100 ms").state == state


def test_items_that_are_answered_together_keep_a_machine_busy_for_less_than_their_latency(
    tmp_path: Path,
) -> None:
    root = write_suite(write_system(tmp_path, MEASURED % "60 /s", bench_box=making.HARDWARE))
    fast = {"throughput": (500.0, "1/s")}
    record(
        root,
        {
            "small": [served(order, 10.0, **fast) for order in range(8)],
            "large": [served(20 + order, 10.0, **fast) for order in range(8)],
        },
    )
    assert judged(root, "100 ms").state == "holds"
