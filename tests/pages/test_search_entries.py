"""Search entries: short, without doubles, and with the words that people type."""

from __future__ import annotations

from collections import Counter

import pytest

import making
import making_news
from buttress.pages import SiteSettings
from buttress.pages.search_entries import MOST_PLACES
from buttress.pipeline import judge_project, render_project

CROWDED = """
    kind: decision
    title: Limit everything
    status: proposed
    date: 2026-11-01
    options: [{id: small}]
    chosen: small
    constraints: [%s]
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    project = making_news.judge_shop(tmp_path_factory.mktemp("search") / "decisions")
    return {page.uri: page for page in render_project(project, SiteSettings()).pages}


@pytest.fixture(scope="module")
def choice(pages):
    return {entry.location_fragment: entry for entry in pages["decisions/shop/choice.md"].search}


def words(entry):
    """The words of an entry as searches cut them: at blanks and hyphens."""
    return f"{entry.title} {entry.text}".casefold().replace("-", " ").split()


def finds(entry, query):
    """Searches compare words from their beginning."""
    return all(any(word.startswith(one) for word in words(entry)) for one in query.casefold().split())


@pytest.mark.parametrize(
    "query",
    ["small quick", "accepted", "shop till speed", "chosen small model", "1 waived", "which one"],
)
def test_a_decision_is_found_by_what_it_is_about(choice, query):
    assert finds(choice[""], query)


def test_its_options_are_found_by_title_and_id(choice):
    assert choice["options"].title == "Options: Small model; Large model"
    assert finds(choice["options"], "large")


@pytest.mark.parametrize(
    ("place", "query"),
    [
        ("constraint-latency-p50-on-bench-box-in-single-stream", "accepted latency p50 bench"),
        ("constraint-latency-p50-on-bench-box-in-single-stream", "latency.p50 holds"),
        ("constraint-finds", "recall holds"),
        ("constraint-fits", "waived fits size"),
    ],
)
def test_a_constraint_is_found_by_quality_selector_status_and_verdict(choice, place, query):
    assert finds(choice[place], query)


def test_places_stand_behind_their_page_and_no_two_are_one(pages):
    for page in pages.values():
        places = [entry.location_fragment for entry in page.search]
        assert places[:1] in ([""], [])
        assert len(set(places)) == len(places)
    told = Counter((page.uri, entry.title) for page in pages.values() for entry in page.search)
    assert max(told.values()) == 1


def test_every_place_is_there(pages):
    for page in pages.values():
        for entry in page.search:
            assert not entry.location_fragment or f'id="{entry.location_fragment}"' in page.html


def test_a_decision_in_force_weighs_more_than_one_of_the_past_and_than_pages_about_it(pages):
    def weight(uri):
        return pages[uri].search[0].boost

    past = weight("decisions/shop/old.md")
    assert weight("decisions/shop/choice.md") > past > weight("evidence/trends/shop/choice.md")


def test_components_tags_and_qualities_are_found_by_name(pages):
    system = {entry.location_fragment: entry for entry in pages["systems/shop.md"].search}
    assert (system["component-till"].title, system["component-till"].text) == (
        "till",
        "Component. Takes money",
    )
    assert finds(system["component-reader"], "learned labels")
    tags = {entry.title: entry.location_fragment for entry in pages["tags/index.md"].search}
    assert tags["Tag: speed"] == "tag-speed"
    (quality,) = pages["qualities/latency.p99.md"].search
    assert finds(quality, "latency p99")
    assert finds(quality, "latency.p99")


def test_a_crowded_decision_names_what_it_does_not_tell(tmp_path):
    qualities = (
        "latency.p50",
        "latency.p90",
        "latency.p95",
        "latency.p99",
        "latency.mean",
        "accuracy",
        "recall",
    )
    stated = [*qualities, "precision", "specificity", "f1", "model.size", "memory.peak"]
    limits = [f"{name} <= 5 ms" for name in stated[:5]] + [f"{name} >= 50 %" for name in stated[5:10]]
    text = CROWDED % ", ".join([*limits, "model.size <= 1 MB", "memory.peak <= 1 GB"])
    root = making.write_files(tmp_path / "decisions", {**making.FILES, "shop/choice.yaml": text})
    pages = render_project(judge_project(root, making.TODAY), SiteSettings()).pages
    page = next(page for page in pages if page.uri == "decisions/shop/choice.md")
    own, _, *constraints = page.search
    assert len(constraints) == MOST_PLACES
    told = {word for entry in constraints for word in words(entry)}
    assert {name for name in stated if name not in told} <= {word.strip(",.") for word in words(own)}
    assert sum(len(entry.title) + len(entry.text) for entry in page.search) < 1500


def test_what_a_rejected_decision_names_was_only_proposed(tmp_path):
    root = tmp_path / "decisions"
    rejected = CROWDED.replace("proposed", "rejected").replace("small", "tiny") % ""
    making.write_files(root, {**making.FILES, "shop/limits.yaml": rejected})
    project = judge_project(root, making.TODAY)
    site = render_project(project, SiteSettings(site_url="https://example.org/"))
    page = next(one for one in site.pages if one.uri == "decisions/shop/limits.md")
    files = {one.uri: one.content.decode() for one in site.files}
    for text in (page.description, page.search[0].text, files["llms-full.txt"], files["feed.json"]):
        assert "Proposed: tiny." in text
        assert "Chosen: tiny." not in text
