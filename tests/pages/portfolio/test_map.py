"""The map: decisions drawn by system with their status and verdict, filtered by class, and every link in a table."""

from __future__ import annotations

import re

import pytest

import making
from buttress.pages import SiteSettings
from buttress.pages.portfolio.map_diagrams import MOST_DRAWN
from buttress.pages.portfolio.map_view import draft_map, draft_system_map, link_map
from buttress.pages.urls import Links
from buttress.pipeline import judge_project, render_project
from making_news import index_project
from making_ways import make_project, render_draft, text_of


def many(systems, each, links=True):
    files = {}
    for system in range(systems):
        files[f"s{system}/system.yaml"] = f"kind: system\ntitle: System {system}\n"
        for at in range(each):
            near = f"s{system}/d{at - 1}" if at else f"s{(system + 1) % systems}/d{each - 1}"
            files[f"s{system}/d{at}.yaml"] = (
                f"kind: decision\ntitle: Number {at} of {system}\nstatus: accepted\ndate: 2026-01-11\n"
                "options: [{id: one}]\nchosen: one\n"
                + (f"links: {{relates_to: [{near}]}}\n" if links else "")
            )
    return files


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return index_project(make_project(tmp_path_factory.mktemp("map")), SiteSettings())


@pytest.fixture(scope="module")
def draft(index):
    return draft_map(index)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    root = making.write_files(tmp_path_factory.mktemp("large") / "decisions", many(4, MOST_DRAWN // 3))
    return index_project(judge_project(root, making.TODAY), SiteSettings())


def test_every_decision_and_every_link_is_drawn(index, draft):
    diagram = draft.diagrams["decision-map"]
    assert {node.id for node in diagram.nodes} == set(index.portfolio.decisions)
    assert len(diagram.edges) == len(index.linked.edges) == 4
    assert [group.label for group in diagram.groups] == ["Depot", "Shop & Co"]


def test_a_node_tells_its_status_by_shape_and_its_verdict_in_words(draft):
    nodes = {node.id: node for node in draft.diagrams["decision-map"].nodes}
    assert nodes["shop/choice"].kind == "decision"
    assert nodes["shop/choice"].notes == ("? 1 undecided, 1 waived, 1 holds",)
    assert nodes["shop/place"].kind == "proposed"
    assert nodes["shop/place"].notes == ("✗ 1 violated",)
    assert nodes["shop/old"].kind == "superseded"
    assert nodes["shop/old"].notes == ("superseded",)
    assert nodes["depot/count"].notes == ("rejected",)


def test_the_marks_of_the_filters_are_those_of_the_nodes_and_edges(draft):
    diagram = draft.diagrams["decision-map"]
    marks = {mark for node in diagram.nodes for mark in node.marks}
    marks |= {f"bt-edge--{edge.kind}" for edge in diagram.edges}
    assert [one.name for one in draft.view.filters] == ["system", "status", "verdict", "relation"]
    for one in draft.view.filters:
        assert {choice.mark for choice in one.choices} <= marks


def test_the_finished_drawing_keeps_the_marks_so_that_a_script_finds_them(draft):
    html = render_draft(draft).complete_html()
    drawn = set(re.findall(r'class="bt-node [^"]*bt-map-n(\d+)', html))
    assert len(drawn) == 5
    joined = re.findall(r'class="bt-edge [^"]*bt-map-from-n(\d+) bt-map-to-n(\d+)', html)
    assert len(joined) == 4
    rows = re.findall(r'data-bt-ends="bt-map-n(\d+) bt-map-n(\d+)"', html)
    assert sorted(rows) == sorted(joined)
    assert {end for pair in joined for end in pair} <= drawn


def test_the_table_tells_each_link_as_a_sentence(draft):
    told = {f"{row.tail.text} {row.words} {row.head.text}" for row in draft.view.rows}
    assert told == {
        "Use the small one supersedes Use the large one",
        "Use the large one supersedes Ask the shopkeeper",
        "Use the small one depends on Run it in the shop",
        "Count boxes at the gate relates to Use the small one",
    }


def test_without_links_there_is_no_map_and_nothing_leads_to_one(tmp_path):
    root = making.write_files(tmp_path / "decisions", many(2, 3, links=False))
    project = judge_project(root, making.TODAY)
    pages = {page.uri: page for page in render_project(project, SiteSettings()).pages}
    assert "map/index.md" not in pages
    assert not any(
        'href="' in part and "/map/" in part for part in pages["decisions/index.md"].html.split(">")
    )
    assert "Map of these decisions" not in pages["systems/s0.md"].html


def test_of_many_decisions_the_systems_are_drawn_and_each_has_a_map_of_its_own(large):
    draft = draft_map(large)
    assert set(draft.diagrams) == {"system-map"}
    nodes = draft.diagrams["system-map"].nodes
    assert [node.link for node in nodes] == ["s0/", "s1/", "s2/", "s3/"]
    assert [row.across for row in draft.view.systems] == [2, 2, 2, 2]
    own = draft_system_map(large.portfolio.systems["s0"], large)
    assert own.uri == "map/s0.md"
    drawn = {node.id for node in own.diagrams["decision-map"].nodes}
    last = MOST_DRAWN // 3 - 1
    assert drawn == {f"s0/d{at}" for at in range(last + 1)} | {f"s1/d{last}", "s3/d0"}
    assert link_map("s0", large, Links("systems/s0.md")) == "../../map/s0/"


def test_of_few_decisions_a_system_leads_to_its_part_of_the_one_map(index):
    assert draft_system_map(index.portfolio.systems["shop"], index) is None
    assert link_map("shop", index, Links("systems/shop.md")) == "../../map/#system=shop"


def test_what_finds_no_room_in_the_drawing_is_counted(tmp_path):
    root = making.write_files(tmp_path / "decisions", many(1, MOST_DRAWN + 5))
    index = index_project(judge_project(root, making.TODAY), SiteSettings())
    draft = draft_map(index)
    assert len(draft.diagrams["decision-map"].nodes) == MOST_DRAWN
    assert draft.view.note.startswith("5 less linked decisions found no room")
    assert text_of(draft.view.intro).startswith(f"{MOST_DRAWN + 5} decisions")
