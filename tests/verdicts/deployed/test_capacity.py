"""Instances that are needed: of measured, scaled and assumed components, shared nodes, and published ratios."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import making
from buttress.estimation import GeometricMean, instances_needed
from deploying import ask, bounds_of, estimate_of, record, served, write_suite, write_system

if TYPE_CHECKING:
    from pathlib import Path

SPEEDS = (9.8, 10.1, 10.3, 9.9, 10.0, 10.2)
"""Items per second of each process."""

MEASURED = """
    kind: system
    title: Shop
    components:
      page: {latency: {basis: assumed, value: 0 s, source: it only shows}}
      sort: {evidence: {candidate: small}}
    nodes:
      browser: {}
      server: {%s}
    links: [{between: [browser, server]}]
    flows:
      - {id: look, path: [page, sort], rate: %s%s}
    deployments: {live: {page: browser, sort: server}}
"""


def measured(
    root: Path,
    node: str = "hardware: bench-box",
    rate: str = "100 /s",
    wait: str = "",
    spread: float = 0.1,
    throughput: bool = True,
) -> Path:
    """A server whose component answers ten items per second, one after the other."""
    root = write_system(root, MEASURED % (node, rate, wait), bench_box=making.HARDWARE, other_box=OTHER)
    write_suite(root)
    figures = [{"throughput": (speed, "1/s")} if throughput else {} for speed in SPEEDS]
    processes = [
        served(order, 1000 / SPEEDS[order], spread=spread, **one) for order, one in enumerate(figures)
    ]
    record(root, {"small": processes})
    return root


OTHER = """
    kind: hardware
    title: What nobody has measured
    match: {cpu_model: Other 1}
"""


def test_measured_throughput_gives_the_instances_with_swapped_bounds(tmp_path: Path) -> None:
    answer = ask(measured(tmp_path), "capacity.instances")
    speed = GeometricMean(SPEEDS).estimate(0.95)
    assert bounds_of(answer) == (
        instances_needed(100, speed.upper, 0.7),
        instances_needed(100, speed.lower, 0.7),
    )
    assert estimate_of(answer).value == 15
    assert len(answer.runs) == 1
    assert answer.basis == "computed"
    assert "look happens 100 /s, as declared" in answer.conditions
    assert "server may be busy for 70 % of its time, as declared" in answer.conditions


def test_a_stand_in_divides_the_throughput_by_its_factor(tmp_path: Path) -> None:
    stand_in = "hardware: other-box, stand_in: {hardware: bench-box, factor: 3..6, source: a data sheet}"
    answer = ask(measured(tmp_path, stand_in), "capacity.instances")
    speed = GeometricMean(SPEEDS).estimate(0.95)
    assert bounds_of(answer) == (
        instances_needed(100, speed.upper / 3, 0.7),
        instances_needed(100, speed.lower / 6, 0.7),
    )
    assert any("3..6 times as slow" in condition for condition in answer.conditions)


def test_without_a_throughput_so_much_is_done_one_after_the_other(tmp_path: Path) -> None:
    answer = ask(measured(tmp_path, throughput=False), "capacity.instances")
    assert estimate_of(answer).value == 15  # a mean latency of 0.1 s, about


def test_offline_throughput_counts_where_the_suite_drives_it(tmp_path: Path) -> None:
    root = write_system(tmp_path, MEASURED % ("hardware: bench-box", "100 /s", ""), bench_box=making.HARDWARE)
    write_suite(root, "{single-stream: {}, offline: {}}")
    alone = [served(order, 100.0, throughput=(10.0, "1/s")) for order in range(6)]
    together = [
        served(6 + order, load="offline", throughput=(speed * 5, "1/s")) for order, speed in enumerate(SPEEDS)
    ]
    record(root, {"small": [*alone, *together]})
    assert estimate_of(ask(root, "capacity.instances")).value == 3


def test_a_throughput_that_some_processes_lack_is_not_told_by_the_others(tmp_path: Path) -> None:
    root = write_system(tmp_path, MEASURED % ("hardware: bench-box", "100 /s", ""), bench_box=making.HARDWARE)
    told = [served(order, 100.0, throughput=(10.0, "1/s")) for order in range(6)]
    record(write_suite(root), {"small": [*told, served(6, 100.0)]})
    answer = ask(root, "capacity.instances")
    assert (answer.state, answer.reason) == (
        "missing",
        "what was measured of 'sort' on 'server' cannot be used: 1 of 7 processes did not record it",
    )


def test_a_throughput_that_is_driven_otherwise_now_is_stale_though_latencies_are_not(tmp_path: Path) -> None:
    root = write_system(tmp_path, MEASURED % ("hardware: bench-box", "100 /s", ""), bench_box=making.HARDWARE)
    write_suite(root, "{single-stream: {}, offline: {}}")
    alone = [served(order, 100.0) for order in range(6)]
    record(
        root,
        {
            "small": [
                *alone,
                *(served(6 + order, load="offline", throughput=(50.0, "1/s")) for order in range(6)),
            ]
        },
    )
    assert ask(root, "capacity.instances").state == "fresh"
    write_suite(root, "{single-stream: {}, offline: {warmup_queries: 7}}")
    answer = ask(root, "capacity.instances")
    assert answer.state == "stale"
    assert answer.reason.startswith("sort: offline now says warmup_queries 7")


def test_short_waits_take_more_instances_and_times_that_vary_more_still_more(tmp_path: Path) -> None:
    wait = ", wait: {at_most: 50 ms, share: 0.98}"
    patient = estimate_of(ask(measured(tmp_path / "patient", rate="8 /s"), "capacity.instances")).value
    waiting = ask(measured(tmp_path / "waiting", rate="8 /s", wait=wait), "capacity.instances")
    varied = ask(measured(tmp_path / "varied", rate="8 /s", wait=wait, spread=1.5), "capacity.instances")
    assert patient == 2
    assert estimate_of(waiting).value == instances_needed(8, 10.05, 0.7, 0.05, 0.98) == 3
    assert (estimate_of(varied).value or 0) > 3
    assert "items come to server at random times (Poisson), as assumed" in waiting.conditions


ASSUMED = """
    kind: system
    title: Shop
    components:
      page: {latency: {basis: assumed, value: 0 s, source: it only shows}}
      sort: {latency: {basis: assumed, value: 80..120 ms, source: a guess}}
      rank: {latency: {basis: assumed, value: 50 ms, source: a guess}}
    nodes:
      browser: {}
      server: {}
      other: {utilisation: 0.5}
    links: [{between: [browser, server]}, {between: [browser, other]}]
    flows:
      - {id: look, path: [page, sort], rate: 100 /s}
      - {id: buy, path: [page, rank], rate: %s}
    deployments:
      live: {page: browser, sort: server, rank: server}
      apart: {page: browser, sort: server, rank: other}
"""


def test_assumed_ranges_are_bounds(tmp_path: Path) -> None:
    root = write_system(tmp_path, ASSUMED % "10 /s")
    answer = ask(root, "capacity.instances", "apart", "look")
    assert bounds_of(answer) == (12, 18)  # 8 / 0.7 and 12 / 0.7
    assert "sort is assumed to take 80..120 ms (a guess)" in answer.conditions


def test_what_else_runs_on_a_node_adds_to_its_load(tmp_path: Path) -> None:
    root = write_system(tmp_path, ASSUMED % "100 /s")
    assert bounds_of(ask(root, "capacity.instances", "live", "look")) == (19, 25)  # 13 / 0.7 and 17 / 0.7
    assert bounds_of(ask(root, "capacity.instances", "live", "buy")) == (19, 25)


def test_of_several_nodes_the_one_that_needs_most_is_told(tmp_path: Path) -> None:
    root = write_system(tmp_path, ASSUMED % "180 /s")
    answer = ask(root, "capacity.instances", "apart")
    assert bounds_of(answer) == (18, 18)  # 12 to 18 on the server, 9 / 0.5 elsewhere
    assert estimate_of(answer).note.startswith("worst: other")


def test_a_rate_that_nobody_declares_is_missing(tmp_path: Path) -> None:
    root = write_system(tmp_path, (ASSUMED % "1 /s").replace(", rate: 1 /s", ""))
    answer = ask(root, "capacity.instances", "live", "look")
    assert (answer.state, answer.reason) == ("missing", "no rate is declared of the flow 'buy'")
    assert ask(root, "capacity.instances", "apart", "look").state == "missing"  # both pass the browser


def test_a_component_of_which_nothing_is_known_is_missing(tmp_path: Path) -> None:
    text = MEASURED.replace("sort: {evidence: {candidate: small}}", "sort: {}") % ("", "1 /s", "")
    answer = ask(write_system(tmp_path, text), "capacity.instances")
    assert (answer.state, answer.reason) == ("missing", "nothing is measured of 'sort' on 'server'")


def test_a_flow_that_never_happens_needs_one_instance(tmp_path: Path) -> None:
    assert bounds_of(ask(measured(tmp_path, rate="0 /s"), "capacity.instances")) == (1, 1)


def test_more_than_ten_million_instances_have_no_upper_bound(tmp_path: Path) -> None:
    root = write_system(tmp_path, ASSUMED % "1e9 /s")
    assert ask(root, "capacity.instances", "apart", "buy").state == "invalid"


INFERENCE = """
    kind: system
    title: Six services on equal machines
    components:
      front: {latency: {basis: assumed, value: 0 s, source: it only passes on}}
      model: {latency: {basis: assumed, value: 10 ms, source: equal machines}}
    nodes:
      desk: {}
      machine: {utilisation: 0.8}
    links: [{between: [desk, machine]}]
    flows:
      - id: ask
        path: [front, model]
        rate: %.6g /s
        wait: {at_most: 5 ms, share: 0.99}
    deployments: {live: {front: desk, model: machine}}
"""

RELATIVE = {"News Feed": 100, "Facer": 10, "Lumos": 10, "Search": 10, "translation": 1, "Sigma": 1}
"""Capacity of inference services relative to each other, cited from table 1 of Hazelwood et al. (2018)."""


def instances(root: Path, rate: float) -> float:
    return estimate_of(ask(write_system(root, INFERENCE % rate), "capacity.instances")).value or 0.0


def test_large_demands_take_machines_in_proportion_as_published_capacities_are_told(tmp_path: Path) -> None:
    counts = {name: instances(tmp_path, 20_000.0 * times) for name, times in RELATIVE.items()}
    assert counts["Sigma"] == 250  # 200 erlangs at 80 %
    assert {name: count / counts["Sigma"] for name, count in counts.items()} == pytest.approx(RELATIVE)


def test_small_demands_take_more_machines_than_their_share(tmp_path: Path) -> None:
    counts = {name: instances(tmp_path, 100.0 * times) for name, times in RELATIVE.items()}
    assert counts["News Feed"] == 125  # 100 erlangs at 80 %: so many machines hardly ever queue
    assert counts["Facer"] == counts["Lumos"] == counts["Search"] > 1.15 * 12.5  # a tenth, if nobody waited
    assert (
        counts["translation"] == counts["Sigma"] > 2 * 1.25
    )  # one erlang that may hardly wait takes several


MIXED = """
    kind: system
    title: Shop
    components:
      page: {latency: {basis: assumed, value: 0 s, source: it only shows}}
      short: {latency: {basis: assumed, value: 1 ms, source: a guess}}
      long: {latency: {basis: assumed, value: %s, source: a guess}}
    nodes: {browser: {}, server: {}}
    links: [{between: [browser, server]}]
    flows:
      - {id: often, path: [page, short], rate: 90 /s, wait: {at_most: %s, share: 0.95}}
      - {id: seldom, path: [page, long], rate: 1 /s}
    deployments: {live: {page: browser, short: server, long: server}}
"""


@pytest.mark.parametrize(
    ("long", "wait", "is_doubted"),
    [
        ("100 ms", "20 ms", True),  # times vary, and waiting takes another instance
        ("100 ms", "100 ms", True),  # times vary, and only the approximation says that one is enough
        ("100 ms", "10 s", False),  # so long does nobody wait, whatever the distribution
        ("1 ms", "20 ms", False),  # times do not vary more than exponential ones
    ],
)
def test_waiting_that_is_only_approximated_is_in_doubt(
    tmp_path: Path, long: str, wait: str, is_doubted: bool
) -> None:
    answer = ask(write_system(tmp_path, MIXED % (long, wait)), "capacity.instances", flow="often")
    assert bool(answer.doubt) is is_doubted
    if is_doubted:
        assert answer.doubt.endswith(
            "server: times vary more than exponential ones, for which waiting is only approximated"
        )


@pytest.mark.parametrize(
    ("rate", "wait"), [("1e308 /s", ""), ("1e-320 /s", ""), ("1 /s", ", wait: {at_most: 1e308 h}")]
)
def test_numbers_beyond_all_reason_leave_it_unknown(tmp_path: Path, rate: str, wait: str) -> None:
    answer = ask(measured(tmp_path, rate=rate, wait=wait), "capacity.instances")
    assert (answer.state, answer.reason) == (
        "missing",
        "the declared numbers are too large or too small to be computed with",
    )
