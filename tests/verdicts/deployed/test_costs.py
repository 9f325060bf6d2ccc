"""Costs of deployments: reserved machines, machines paid by use, data; and published costs of trainings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

import making
import making_systems
from buttress.estimation import GeometricMean
from buttress.verdicts import judge_portfolio
from deploying import ask, bounds_of, estimate_of, record, served, write_suite, write_system

if TYPE_CHECKING:
    from pathlib import Path

SHOP = """
    kind: system
    title: Shop
    components:
      camera: {latency: {basis: assumed, value: 1 ms, source: a guess}}
      reader: {latency: {basis: assumed, value: 40..60 ms, source: a guess}}
      reporter: {latency: {basis: assumed, value: 1 ms, source: a guess}}
    nodes:
      phone: {price: 0 USD/h}
      relay: {price: 0.01 USD/h}
      cloud: {price: 0.30..0.40 USD/h, instances: 3}
      spare: {price: 9 USD/h}
    links:
      - {between: [phone, relay], name: Radio, local: true}
      - {between: [relay, cloud], name: Mobile, price: 10 USD/GB}
    flows:
      - {id: read, path: [camera, reader], payload: {camera->reader: 100 kB}, rate: 2 /s}
      - {id: report, path: [camera, reporter], payload: {camera->reporter: 1 kB}, rate: 1 /min}
    deployments:
      live: {camera: phone, reader: cloud, reporter: cloud}
      local: {camera: phone, reader: phone, reporter: cloud}
"""
DATA_READ = 100e3 * 2 * 3600 / 1e9 * 10
"""USD per hour for the data of the flow `read`."""


def test_an_hour_costs_machines_by_their_number_and_data_by_volume(tmp_path: Path) -> None:
    root = write_system(tmp_path, SHOP)
    reported = 1e3 * 60 / 1e9 * 10
    answer = ask(root, "cost.per_hour")
    assert bounds_of(answer) == pytest.approx(
        (0.91 + DATA_READ + reported, 1.21 + DATA_READ + reported), rel=1e-12
    )
    assert "cloud costs 0.3..0.4 USD/h for each of 3 instances, as declared" in answer.conditions
    assert "Mobile costs 10 USD/GB, as declared" in answer.conditions
    assert not any("spare" in condition for condition in answer.conditions)  # nothing runs there
    assert answer.basis == "computed"


def test_a_month_is_so_many_hours(tmp_path: Path) -> None:
    root = write_system(tmp_path, SHOP)
    hour, month = bounds_of(ask(root, "cost.per_hour")), bounds_of(ask(root, "cost.per_month"))
    assert month == pytest.approx([730.5 * end for end in hour])


def test_of_a_flow_only_its_own_data_counts_and_the_nodes_that_it_uses(tmp_path: Path) -> None:
    root = write_system(tmp_path, SHOP)
    assert bounds_of(ask(root, "cost.per_hour", flow="read")) == pytest.approx(
        (0.91 + DATA_READ, 1.21 + DATA_READ), rel=1e-12
    )
    assert bounds_of(ask(root, "cost.per_hour", "local", "read")) == (0.0, 0.0)


def test_a_million_items_cost_the_hours_in_which_they_come(tmp_path: Path) -> None:
    root = write_system(tmp_path, SHOP)
    answer = ask(root, "cost.per_million", flow="read")
    hours = 1e6 / (2 * 3600)
    data = 1e6 * 100e3 / 1e9 * 10
    assert bounds_of(answer) == pytest.approx((0.91 * hours + data, 1.21 * hours + data), rel=1e-12)
    assert "cloud is charged to read alone, though other flows use it" in answer.conditions
    assert not any("phone is charged" in condition for condition in answer.conditions)


def test_what_an_hour_costs_cannot_be_shared_among_items_that_never_come(tmp_path: Path) -> None:
    answer = ask(write_system(tmp_path, SHOP.replace("2 /s", "0 /s")), "cost.per_million", flow="read")
    assert answer.state == "missing"
    assert "'read' never happens" in answer.reason


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ((" {price: 0 USD/h}", " {}"), "no price of 'phone' is declared (USD/h; 0 USD/h where it is free)"),
        (("price: 0.01 USD/h", "price: 0.01 EUR/h"), "the price of 'relay' is 0.01 EUR/h, and one in USD/h"),
        (("price: 10 USD/GB", "price: 10 EUR/GB"), "the price of Mobile is 10 EUR/GB"),
        (("payload: {camera->reader: 100 kB}, ", ""), "no payload is declared of camera->reader"),
        ((", rate: 1 /min", ""), "no rate is declared of the flow 'report'"),
        ((", reader: cloud, rep", ", rep"), "'live' places 'reader' nowhere"),
    ],
)
def test_what_is_not_declared_is_missing_and_named(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    assert change[0] in SHOP
    answer = ask(write_system(tmp_path, SHOP.replace(*change)), "cost.per_hour")
    assert answer.state == "missing"
    assert told in answer.reason


def test_data_over_a_link_without_a_price_is_not_charged_and_a_condition_says_so(tmp_path: Path) -> None:
    root = write_system(tmp_path, SHOP.replace(", price: 10 USD/GB", ""))
    answer = ask(root, "cost.per_hour")
    assert bounds_of(answer) == pytest.approx((0.91, 1.21))
    assert "data over Mobile is not charged: no price is declared" in answer.conditions
    assert not any("Radio" in condition for condition in answer.conditions)


PROFILE = making.HARDWARE.rstrip() + "\n    price: 0.36 USD/h\n    price_until: %s\n"


@pytest.mark.parametrize(("days", "state"), [(0, "fresh"), (-1, "stale")])
def test_the_price_of_the_hardware_counts_to_its_last_day(tmp_path: Path, days: int, state: str) -> None:
    until = making.TODAY + timedelta(days=days)
    text = SHOP.replace("price: 0.01 USD/h", "hardware: bench-box")
    root = write_system(tmp_path, text, bench_box=PROFILE % until)
    answer = ask(root, "cost.per_hour", flow="read")
    assert answer.state == state
    assert answer.reason == ("" if days == 0 else f"the price of 'bench-box' was offered until {until}")
    assert answer.estimate is not None
    assert answer.estimate.lower == pytest.approx(1.26 + DATA_READ)


BY_USE = """
    kind: system
    title: Shop
    components:
      page: {latency: {basis: assumed, value: 0 s, source: it only shows}}
      sort: {evidence: {candidate: small}}
      rank: {evidence: {candidate: large}}
    nodes:
      browser: {price: 0 USD/h, billing: use}
      function: {hardware: bench-box, price: 3.60 USD/h, billing: use}
    links: [{between: [browser, function], local: true}]
    flows:
      - {id: look, path: [page, sort], rate: 2 /s}
      - {id: buy, path: [page, sort, rank]}
    deployments: {live: {page: browser, sort: function, rank: function}}
"""


@pytest.fixture
def by_use(tmp_path: Path) -> Path:
    root = write_suite(write_system(tmp_path, BY_USE, bench_box=making.HARDWARE))
    sort = [served(order, 100 + order) for order in range(6)]
    rank = [served(10 + order, 300 + 5 * order) for order in range(6)]
    record(root, {"small": sort, "large": rank})
    return root


def mean_latency(first: int, centres: list[float]) -> GeometricMean:
    """The mean latencies of processes in s."""
    made = [making.process(first + place, centre)["latencies_ns"] for place, centre in enumerate(centres)]
    return GeometricMean(tuple(float(one.numbers().mean()) / 1e9 for one in made))


def test_what_is_paid_by_use_costs_its_price_for_the_mean_latency(by_use: Path) -> None:
    alone = mean_latency(0, [100.0 + order for order in range(6)]).estimate(0.95)
    answer = ask(by_use, "cost.per_million", flow="look")
    assert bounds_of(answer) == pytest.approx((1000 * alone.lower, 1000 * alone.upper), rel=1e-9)
    assert len(answer.runs) == 1
    assert answer.basis == "computed"
    hourly = bounds_of(ask(by_use, "cost.per_hour", flow="look"))
    assert hourly == pytest.approx((7.2 * alone.lower, 7.2 * alone.upper), rel=1e-9)


def test_two_measured_parts_share_the_risk(by_use: Path) -> None:
    sort = mean_latency(0, [100.0 + order for order in range(6)]).estimate(0.975)
    rank = mean_latency(10, [300.0 + 5 * order for order in range(6)]).estimate(0.975)
    assert bounds_of(ask(by_use, "cost.per_million", flow="buy")) == pytest.approx(
        (1000 * (sort.lower + rank.lower), 1000 * (sort.upper + rank.upper)), rel=1e-9
    )


def test_an_hour_needs_the_rates_of_all_that_is_paid_by_use(by_use: Path) -> None:
    answer = ask(by_use, "cost.per_hour")
    assert (answer.state, answer.reason) == ("missing", "no rate is declared of the flow 'buy'")


DECIDED = """
    kind: decision
    title: Sort in a function
    status: accepted
    date: 2026-11-01
    options: [{id: function, deployment: live}]
    chosen: function
    constraints: [%s]
"""


def test_bounds_of_a_cost_decide_and_its_conditions_are_told(by_use: Path) -> None:
    limits = [f"cost.per_million <= {limit} USD for look" for limit in (120, 90, 103)]
    named = [f"{{require: '{limit}', id: c{place}}}" for place, limit in enumerate(limits)]
    making.write_files(by_use, {"shop/where.yaml": DECIDED % ", ".join(named)})
    verdicts = judge_portfolio(making_systems.link(by_use), making.TODAY).verdicts["shop/where"]
    assert [verdict.state for verdict in verdicts] == ["holds", "violated", "undecided"]
    assert verdicts[0].assessment is not None
    assert "function costs 3.6 USD/h, as declared" in verdicts[0].assessment.conditions


TRAINING = """
    kind: system
    title: A training in the cloud
    components:
      start: {latency: {basis: assumed, value: 0 s, source: it only begins}}
      train: {latency: {basis: assumed, value: %s h, source: table 3 of Strubell et al. (2019)}}
    nodes:
      accelerators: {price: %s USD/h, billing: use, instances: %d}
    flows: [{id: training, path: [start, train]}]
    deployments: {live: {start: accelerators, train: accelerators}}
"""
P100, V100, TPU_V3 = "0.43..1.46", "0.74..2.48", "2.40..8.00"
"""Prices of one accelerator for an hour, preemptible to on demand."""


@pytest.mark.parametrize(
    ("hours", "price", "count", "least", "most"),
    [
        ("12", P100, 8, 41, 140),  # Transformer (base)
        ("84", P100, 8, 289, 981),  # Transformer (big)
        ("336", P100, 3, 433, 1472),  # ELMo
        ("79.2", V100, 64, 3751, 12_571),  # BERT; printed as 79 h, which would come to 3741 USD
        ("274120", P100, 8, 942_973, 3_201_722),  # with neural architecture search
        ("168", TPU_V3, 32, 12_902, 43_008),  # GPT-2
    ],
)
def test_published_costs_of_trainings_follow_from_price_number_and_hours(
    tmp_path: Path, hours: str, price: str, count: int, least: float, most: float
) -> None:
    answer = ask(write_system(tmp_path, TRAINING % (hours, price, count)), "cost.per_million")
    low, high = bounds_of(answer)
    assert (round(low / 1e6), round(high / 1e6)) == (least, most)
    assert estimate_of(answer).note.endswith("end of what is declared")
    assert any(condition.startswith("accelerators costs") for condition in answer.conditions)


IDLE = SHOP.replace("components:\n", "components:\n      other: {}\n").replace(
    "      local: {", "      idle: {other: spare}\n      empty: {}\n      local: {"
)
"""With a deployment whose only component has no part in a flow, and one of nothing."""


def test_a_deployment_without_a_flow_costs_what_is_reserved(tmp_path: Path) -> None:
    root = write_system(tmp_path, IDLE)
    assert bounds_of(ask(root, "cost.per_hour", "idle")) == (9.0, 9.0)
    answer = ask(root, "cost.per_hour", "empty")
    assert (answer.state, answer.reason) == ("missing", "the deployment has no flow")


def test_what_is_paid_by_use_is_not_known_without_a_flow(tmp_path: Path) -> None:
    root = write_system(tmp_path, IDLE.replace("price: 9 USD/h", "price: 9 USD/h, billing: use"))
    assert ask(root, "cost.per_month", "idle").reason == "the deployment has no flow"


def test_a_flow_that_is_the_only_one_does_not_pay_for_other_nodes_either(tmp_path: Path) -> None:
    text = SHOP.replace("reporter: cloud}", "reporter: spare}")
    text = "\n".join(line for line in text.split("\n") if "id: report" not in line)
    root = write_system(tmp_path, text)
    hours, data = 1e6 / (2 * 3600), 1e6 * 100e3 / 1e9 * 10
    alone = pytest.approx((0.91 * hours + data, 1.21 * hours + data), rel=1e-12)
    assert bounds_of(ask(root, "cost.per_million", flow="read")) == alone
    assert bounds_of(ask(root, "cost.per_million")) == alone
    of_all = bounds_of(ask(root, "cost.per_hour"))
    assert [end - 9 for end in of_all] == pytest.approx(bounds_of(ask(root, "cost.per_hour", flow="read")))


@pytest.mark.parametrize(("spread", "is_doubted"), [(1.0, True), (0.1, False)])
def test_a_bill_for_processes_that_differ_much_is_not_that_of_the_typical_one(
    tmp_path: Path, spread: float, is_doubted: bool
) -> None:
    root = write_suite(write_system(tmp_path, BY_USE, bench_box=making.HARDWARE))
    centres = 100 * np.exp(spread * np.random.default_rng(3).standard_normal(20))
    record(root, {"small": [served(order, float(centre)) for order, centre in enumerate(centres)]})
    answer = ask(root, "cost.per_hour", flow="look")
    assert bool(answer.doubt) is is_doubted
    if is_doubted:
        above = 100 * (np.mean(centres) / np.exp(np.mean(np.log(centres))) - 1)
        assert f"the mean latency of sort over processes is {above:.2g} % above" in answer.doubt


@pytest.mark.parametrize(
    "change",
    [
        ("0.30..0.40 USD/h", "1e308 USD/h"),
        ("price: 10 USD/GB", "price: 1e308 USD/kB"),
        ("payload: {camera->reader: 100 kB}", "payload: {camera->reader: 1e308 TB}"),
    ],
)
@pytest.mark.parametrize("quality", ["cost.per_hour", "cost.per_month", "cost.per_million"])
def test_numbers_beyond_all_reason_leave_a_cost_unknown(
    tmp_path: Path, change: tuple[str, str], quality: str
) -> None:
    root = write_system(tmp_path, SHOP.replace(*change))
    assert ask(root, quality, flow="read").state in ("missing", "invalid")
