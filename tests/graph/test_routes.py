"""Flows through deployments: which components work where, and which links their data crosses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buttress.graph import Hop, Stop, route_flow
from buttress.graph.routes import find_way
from buttress.records import Flow, Link, System


def system(**changes: Any) -> System:
    fields = {
        "id": "shop",
        "kind": "system",
        "title": "Shop",
        "components": {"camera": {}, "reader": {}, "display": {}},
        "nodes": {"glasses": {}, "phone": {}, "cloud": {}},
        "links": [
            {"between": ["glasses", "phone"], "name": "Radio"},
            {"between": ["cloud", "phone"], "name": "Mobile"},
        ],
        "flows": [
            {"id": "read", "path": ["camera", "reader", "display"], "payload": {"camera->reader": "75 kB"}}
        ],
        "deployments": {
            "near": {"camera": "glasses", "reader": "glasses", "display": "glasses"},
            "far": {"camera": "glasses", "reader": "cloud", "display": "glasses"},
            "half": {"camera": "glasses", "display": "phone"},
        },
        **changes,
    }
    return System.model_validate(fields)


def flow_of(found: System) -> Flow:
    return found.flows[0]


def test_components_on_one_node_need_no_link():
    found = system()
    route = route_flow(found, "near", flow_of(found))
    assert route.legs == tuple(Stop(name, "glasses") for name in ("camera", "reader", "display"))
    assert (route.hops, route.unplaced, route.unjoined) == ((), (), ())


def test_data_crosses_every_link_on_its_way_and_back():
    found = system()
    route = route_flow(found, "far", flow_of(found))
    sent = flow_of(found).payload["camera->reader"]
    assert route.legs == (
        Stop("camera", "glasses"),
        Hop("camera->reader", 0, sent),
        Hop("camera->reader", 1, sent),
        Stop("reader", "cloud"),
        Hop("reader->display", 1, None),
        Hop("reader->display", 0, None),
        Stop("display", "glasses"),
    )


def test_a_component_that_is_placed_nowhere_is_named_once():
    found = system(flows=[{"id": "read", "path": ["camera", "reader", "camera", "reader"]}])
    route = route_flow(found, "half", flow_of(found))
    assert route.unplaced == ("reader",)
    assert route.stops == (Stop("camera", "glasses"), Stop("camera", "glasses"))
    assert route.hops == ()


def test_nodes_that_no_links_join_are_named():
    found = system(links=[{"between": ["glasses", "phone"]}])
    route = route_flow(found, "far", flow_of(found))
    assert route.unjoined == (("glasses", "cloud"), ("cloud", "glasses"))
    assert route.hops == ()


def links(*pairs: tuple[str, str]) -> tuple[Link, ...]:
    return tuple(Link(between=pair) for pair in pairs)


@pytest.mark.parametrize(
    ("pairs", "way"),
    [
        ((), None),
        ((("b", "a"),), (0,)),
        ((("a", "c"), ("c", "b"), ("a", "b")), (2,)),
        ((("a", "c"), ("a", "d"), ("d", "b"), ("c", "b")), (0, 3)),
        ((("a", "a"), ("a", "b"), ("a", "b")), (1,)),
        ((("c", "d"),), None),
    ],
)
def test_data_goes_by_the_fewest_links_and_then_by_the_first(pairs, way):
    assert find_way(links(*pairs), "a", "b") == way


def test_from_a_node_to_itself_there_is_nothing_to_cross():
    assert find_way(links(("a", "b")), "a", "a") == ()


NAMES = st.sampled_from("abcde")


@given(st.lists(st.tuples(NAMES, NAMES), max_size=8))
@settings(deadline=None, max_examples=100)
def test_a_way_joins_both_ends_and_none_is_shorter(pairs):
    found = find_way(links(*pairs), "a", "e")
    assert (None if found is None else len(found)) == _fewest(pairs)
    here = {"a"}
    for place in found or ():
        here = {other for one in here for other in _other_ends(pairs[place], one)}
    assert found is None or "e" in here


def _other_ends(pair: tuple[str, str], one: str) -> set[str]:
    return {pair[1]} if pair[0] == one else {pair[0]} if pair[1] == one else set()


def _fewest(pairs: list[tuple[str, str]]) -> int | None:
    """The fewest links by going everywhere at once."""
    reached = {"a"}
    for steps in range(6):
        if "e" in reached:
            return steps
        reached |= {end for pair in pairs if reached & set(pair) for end in pair}
    return None
