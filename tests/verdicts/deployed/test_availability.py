"""Availability of deployments: in series, of several instances, as a range."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buttress.records import Node
from buttress.verdicts.deployed.availability import availability_of_node
from deploying import ask, bounds_of, write_system

if TYPE_CHECKING:
    from pathlib import Path

SHOP = """
    kind: system
    title: Shop
    components: {camera: {}, reader: {}, reporter: {}}
    nodes:
      phone: {availability: 99 %%}
      relay: {availability: 0.999}
      cloud: {availability: 95..99 %%, instances: 3, needed: 2}
    links:
      - {between: [phone, relay], name: Radio, availability: 98 %%}
      - {between: [relay, cloud], name: Mobile%s}
    flows:
      - {id: read, path: [camera, reader, camera]}
      - {id: report, path: [camera, reporter]}
    deployments: {live: {camera: phone, reader: cloud, reporter: relay}}
"""
MOBILE = ", availability: 97..98 %"


def two_of_three(instance: float) -> float:
    return instance**3 + 3 * instance**2 * (1 - instance)


def test_nodes_and_links_in_series_count_once_each(tmp_path: Path) -> None:
    answer = ask(write_system(tmp_path, SHOP % MOBILE), "availability", flow="read")
    rest = 0.99 * 0.999 * 0.98
    assert bounds_of(answer) == pytest.approx(
        (rest * 0.97 * two_of_three(0.95), rest * 0.98 * two_of_three(0.99)), rel=1e-12
    )
    assert answer.conditions == (
        "phone is up 99 % of the time, as declared",
        "relay is up 0.999 of the time, as declared",
        "cloud needs 2 of its 3 instances, each up 95..99 % of the time, as declared",
        "Radio is up 98 % of the time, as declared",
        "Mobile is up 97..98 % of the time, as declared",
    )


def test_all_flows_together_need_what_any_of_them_needs(tmp_path: Path) -> None:
    root = write_system(tmp_path, SHOP % MOBILE)
    assert bounds_of(ask(root, "availability")) == bounds_of(ask(root, "availability", flow="read"))
    low, high = bounds_of(ask(root, "availability", flow="report"))
    assert low == high == pytest.approx(0.99 * 0.999 * 0.98, rel=1e-12)


def test_what_declares_no_availability_is_missing_and_not_taken_for_always_up(tmp_path: Path) -> None:
    root = write_system(tmp_path, (SHOP % "").replace("{availability: 0.999}", "{}"))
    answer = ask(root, "availability", flow="read")
    assert (answer.state, answer.reason) == (
        "missing",
        "the availability of 'relay' is not declared; the availability of 'Mobile' is not declared",
    )


def test_published_example_of_series_and_parallel_parts() -> None:
    """Two in parallel at 99 % are up 99.99 % of the time; two in series, both needed, 98.01 %."""
    assert availability_of_node(Node(instances=2, needed=1), 0.99) == pytest.approx(0.9999)
    assert availability_of_node(Node(instances=2, needed=2), 0.99) == pytest.approx(0.9801)


@pytest.mark.parametrize(("instances", "needed"), [(1, 1), (4, 1), (5, 3), (6, 6)])
def test_several_instances_are_up_as_often_as_counting_every_case_says(instances: int, needed: int) -> None:
    up = Fraction(9, 10)
    cases = product((True, False), repeat=instances)
    expected = sum(
        (up ** sum(case) * (1 - up) ** (instances - sum(case)) for case in cases if sum(case) >= needed),
        Fraction(0),
    )
    assert availability_of_node(Node(instances=instances, needed=needed), 0.9) == pytest.approx(
        float(expected), rel=1e-12
    )


def test_thousands_of_instances_are_counted_exactly() -> None:
    up, instances, needed = Fraction(97, 100), 2000, 1930
    expected = sum(
        comb(instances, count) * up**count * (1 - up) ** (instances - count)
        for count in range(needed, instances + 1)
    )
    found = availability_of_node(Node(instances=instances, needed=needed), 0.97)
    assert found == pytest.approx(float(expected), rel=1e-9)


@settings(max_examples=60)
@given(instances=st.integers(1, 50), up=st.floats(0, 1), data=st.data())
def test_more_instances_or_fewer_needed_ones_are_never_worse(
    instances: int, up: float, data: st.DataObject
) -> None:
    needed = data.draw(st.integers(1, instances))
    found = availability_of_node(Node(instances=instances, needed=needed), up)
    assert 0 <= found <= 1
    assert availability_of_node(Node(instances=instances + 1, needed=needed), up) >= found - 1e-12
    assert availability_of_node(Node(instances=instances + 1, needed=needed + 1), up) <= found + 1e-12


def test_what_works_together_on_each_item_must_all_be_up(tmp_path: Path) -> None:
    text = (SHOP % MOBILE).replace("needed: 2", "billing: use")
    answer = ask(write_system(tmp_path, text), "availability", flow="read")
    rest = 0.99 * 0.999 * 0.98
    assert bounds_of(answer) == pytest.approx((rest * 0.97 * 0.95**3, rest * 0.98 * 0.99**3), rel=1e-12)
    assert "cloud needs 3 of its 3 instances, each up 95..99 % of the time, as declared" in answer.conditions
