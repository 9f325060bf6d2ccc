"""Energy and carbon of flows: measured, from stated power, and as published for a training."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import making
from buttress.estimation import GeometricMean
from deploying import ask, bounds_of, record, served, write_suite, write_system

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.verdicts import Assessment

JOULES = (2.0, 2.1, 1.9, 2.05, 1.95, 2.02)
"""Energy of an item in each process."""

SHOP = """
    kind: system
    title: Shop
    components:
      camera: {latency: {basis: assumed, value: 10..20 ms, source: a guess}}
      reader: {evidence: {candidate: small}}
    nodes:
      phone: {power: 3 W, carbon: 0.4..0.5 kg/kWh}
      cloud: {hardware: bench-box, carbon: 0.3 kg/kWh, pue: 1.5%s}
    links: [{between: [phone, cloud], name: Mobile%s}]
    flows:
      - {id: read, path: [camera, reader], payload: {camera->reader: 100 kB}}
    deployments: {live: {camera: phone, reader: cloud}}
"""


def asked(
    root: Path, quality: str, method: str | None = "rapl", node: str = "", link: str = "", energy: bool = True
) -> Assessment:
    root = write_suite(write_system(root, SHOP % (node, link), bench_box=making.HARDWARE))
    told = {"energy_method": method} if method else {}
    processes = [
        served(order, 100.0, **({"energy_per_item": (value, "J"), **told} if energy else {}))
        for order, value in enumerate(JOULES)
    ]
    record(root, {"small": processes})
    return ask(root, quality)


def test_measured_and_stated_energy_add_up_and_the_stated_part_makes_it_an_estimate(tmp_path: Path) -> None:
    answer = asked(tmp_path, "energy.per_item")
    reader = GeometricMean(JOULES).estimate(0.95)
    assert bounds_of(answer) == pytest.approx((30 + 1000 * reader.lower, 60 + 1000 * reader.upper))
    assert answer.basis == "estimated"
    assert "estimated" in answer.doubt
    assert "phone takes 3 W under load, as stated" in answer.conditions
    assert "what sending over Mobile takes is not declared, and not counted" in answer.conditions


def test_what_sending_takes_is_payload_times_the_declared_range(tmp_path: Path) -> None:
    reader = GeometricMean(JOULES).estimate(0.95)
    answer = asked(tmp_path, "energy.per_item", link=", energy: 2..5 J/MB")
    assert bounds_of(answer) == pytest.approx(
        (30 + 200 + 1000 * reader.lower, 60 + 500 + 1000 * reader.upper)
    )


@pytest.mark.parametrize(
    ("method", "basis"), [("rapl", "computed"), ("estimated", "estimated"), (None, "attested")]
)
def test_all_measured_energy_decides_as_far_as_it_was_metered(
    tmp_path: Path, method: str | None, basis: str
) -> None:
    still = SHOP.replace("value: 10..20 ms", "value: 0 s") % ("", "")
    root = write_suite(write_system(tmp_path, still, bench_box=making.HARDWARE))
    told = {"energy_method": method} if method else {}
    processes = [
        served(order, 100.0, energy_per_item=(value, "J"), **told) for order, value in enumerate(JOULES)
    ]
    record(root, {"small": processes})
    answer = ask(root, "energy.per_item")
    assert answer.basis == basis
    assert bool(answer.doubt) == (basis != "computed")


def test_unmeasured_energy_is_stated_power_for_the_mean_latency(tmp_path: Path) -> None:
    low, high = bounds_of(asked(tmp_path, "energy.per_item", node=", power: 20 W", energy=False))
    assert 30 + 1900 < low < high < 60 + 2100  # 20 W for about 0.1 s


def test_energy_of_a_stand_in_says_nothing_of_another_machine(tmp_path: Path) -> None:
    text = (SHOP % ("", "")).replace(
        "hardware: bench-box", "stand_in: {hardware: bench-box, factor: 2, source: a guess}"
    )
    root = write_suite(write_system(tmp_path, text, bench_box=making.HARDWARE))
    record(
        root,
        {"small": [served(one, 100.0, energy_per_item=(2.0, "J"), energy_method="rapl") for one in range(6)]},
    )
    answer = ask(root, "energy.per_item")
    assert (answer.state, answer.reason) == (
        "missing",
        "neither the energy of 'reader' on 'cloud' is measured nor its power stated",
    )


def test_carbon_is_energy_times_effectiveness_times_intensity(tmp_path: Path) -> None:
    answer = asked(tmp_path, "carbon.per_million", link=", energy: 2..5 J/MB")
    reader, kilowatt_hour = GeometricMean(JOULES).estimate(0.95), 3.6e6
    assert bounds_of(answer) == pytest.approx(
        (
            1e6 * (0.03 * 0.4 + reader.lower * 1.5 * 0.3) / kilowatt_hour,
            1e6 * (0.06 * 0.5 + reader.upper * 1.5 * 0.3) / kilowatt_hour,
        )
    )
    assert "what sending over Mobile emits is not counted" in answer.conditions
    assert "the power usage effectiveness of cloud is 1.5, as declared" in answer.conditions


def test_electricity_of_unknown_carbon_is_missing(tmp_path: Path) -> None:
    text = (SHOP % ("", "")).replace(", carbon: 0.4..0.5 kg/kWh", "").replace("{candidate: small}", "{}")
    text = text.replace("reader: {evidence: {}}", "reader: {}")
    answer = ask(write_system(tmp_path, text, bench_box=making.HARDWARE), "carbon.per_million")
    assert answer.state == "missing"
    assert "the carbon intensity of 'phone' is not declared" in answer.reason
    assert "nothing is measured of 'reader' on 'cloud'" in answer.reason


TRAINING = """
    kind: system
    title: A training in the cloud
    components:
      start: {latency: {basis: assumed, value: 0 s, source: it only begins}}
      train: {latency: {basis: assumed, value: %s h, source: table 3 of Strubell et al. (2019)}}
    nodes:
      accelerators: {power: %s W, pue: 1.58, carbon: 0.954 lb/kWh, billing: use, instances: %d}
    flows: [{id: training, path: [start, train]}]
    deployments: {live: {start: accelerators, train: accelerators}}
"""
POUND_KG = 0.45359237


@pytest.mark.parametrize(
    ("hours", "power", "count", "kilowatt_hours", "pounds"),
    [
        ("12", "1415.78", 1, 27, 26),  # Transformer (base)
        ("84", "1515.43", 1, 201, 192),  # Transformer (big)
        ("84", "189.42875", 8, 201, 192),  # the same, told of each of its eight accelerators
        ("336", "517.66", 1, 275, 262),  # ELMo
        ("79.2", "12041.51", 1, 1507, 1438),  # BERT; printed as 79 h
        ("274120", "1515.43", 1, 656_347, 626_155),  # with neural architecture search
    ],
)
def test_published_carbon_of_trainings_follows_from_power_and_hours(
    tmp_path: Path, hours: str, power: str, count: int, kilowatt_hours: float, pounds: float
) -> None:
    root = write_system(tmp_path, TRAINING % (hours, power, count))
    low, high = bounds_of(ask(root, "carbon.per_million"))
    assert low == high
    assert round(low / 1e6 / POUND_KG) == pounds
    energy, _ = bounds_of(ask(root, "energy.per_item"))
    assert round(energy / 1e3 / 3.6e6 * 1.58) == kilowatt_hours


def test_machines_that_work_together_each_take_what_was_measured_of_one(tmp_path: Path) -> None:
    node = ", billing: use, instances: 4"
    answer = asked(tmp_path, "energy.per_item", node=node, link=", energy: 2..5 J/MB")
    reader = GeometricMean(JOULES).estimate(0.95)
    assert bounds_of(answer) == pytest.approx(
        (30 + 200 + 4000 * reader.lower, 60 + 500 + 4000 * reader.upper)
    )
    assert "4 instances of cloud work on each item, each taking what was measured of one" in answer.conditions
