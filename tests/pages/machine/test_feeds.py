"""Feeds: what RFC 4287 and JSON Feed 1.1 ask for, ids that last, and nothing of a record that a reader would run."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

import making
import making_news
from buttress.pages import SiteSettings
from buttress.pages.machine.feed_atom import write_atom
from buttress.pages.machine.feed_entries import MOST_ENTRIES, FeedEntry
from buttress.pipeline import judge_project

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "https://example.org/adr/"
NEWEST = """
    kind: decision
    title: Use neither
    status: rejected
    date: 2026-11-19
    options: [{id: none}]
"""
PUBLISHED = SiteSettings(site_url=SITE, known_as="Shop <decisions>")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return making_news.judge_shop(tmp_path_factory.mktemp("feeds") / "decisions")


def parse(content):
    return ET.fromstring(content)  # noqa: S314 - we wrote it


def files_of(project, settings=PUBLISHED):
    return making_news.machine_files(project, settings)


@pytest.fixture(scope="module")
def files(project):
    return files_of(project)


@pytest.fixture(scope="module")
def atom(files):
    return parse(files["feed.xml"])


@pytest.fixture(scope="module")
def json_feed(files):
    return json.loads(files["feed.json"])


def texts(element, name):
    return [one.text for one in element.findall(ATOM + name)]


def links(element):
    return {one.get("rel"): one.get("href") for one in element.findall(ATOM + "link")}


def test_an_atom_feed_and_its_entries_have_what_the_standard_asks_for(atom):
    for element in (atom, *atom.findall(ATOM + "entry")):
        for name in ("id", "title", "updated"):
            (text,) = texts(element, name)
            assert text
        assert datetime.fromisoformat(texts(element, "updated")[0]).tzinfo is UTC
        assert urlsplit(texts(element, "id")[0]).scheme in ("https", "tag", "urn")
        assert "alternate" in links(element)
    assert texts(atom.find(ATOM + "author"), "name") == ["Shop <decisions>"]
    assert links(atom)["self"] == f"{SITE}feed.xml"


def test_the_latest_news_come_first_and_date_the_feed(atom):
    told = [texts(entry, "updated")[0] for entry in atom.findall(ATOM + "entry")]
    assert told == [
        "2026-11-10T12:01:00Z",
        "2026-11-05T00:00:00Z",
        "2026-10-01T00:00:00Z",
        "2026-01-01T00:00:00Z",
    ]
    assert texts(atom, "updated") == told[:1]


def test_a_turned_verdict_is_told_with_the_verdict_on_all_evidence(atom):
    flip = atom.find(ATOM + "entry")
    assert texts(flip, "title") == ["Use the small & quick one: Recall ≥ 80 %: violated, was holds"]
    assert texts(flip, "summary") == [
        "Recall ≥ 80 %: the run of 2026-11-10 says violated, the one before said holds. "
        "The verdict as of 2026-11-20: holds."
    ]
    assert links(flip)["alternate"] == f"{SITE}decisions/shop/choice/#constraint-finds"
    assert [one.get("term") for one in flip.findall(ATOM + "category")] == ["speed", "R&D <b>", "Shop & Co"]


def test_ids_are_unique_and_outlive_a_later_build(tmp_path, atom):
    ids = texts_of_entries(atom, "id")
    assert len(set(ids)) == len(ids)
    assert ids[0].startswith("tag:example.org,2026-11-10:flipped/shop/choice/finds/")
    assert ids[1] == "tag:example.org,2026-11-05:decided/shop/choice/2026-11-05/accepted"
    root = tmp_path / "decisions"
    making_news.judge_shop(root)
    making.write_files(root, {"shop/newer.yaml": making_news.PLACE.replace("2026-10-01", "2026-11-19")})
    later = parse(files_of(judge_project(root, making.TODAY))["feed.xml"])
    assert texts_of_entries(later, "id")[1:] == ids


def texts_of_entries(feed, name):
    return [texts(entry, name)[0] for entry in feed.findall(ATOM + "entry")]


def test_without_an_address_links_are_relative_and_ids_are_not(project):
    files = files_of(project, SiteSettings())
    feed = parse(files["feed.xml"])
    entry = feed.find(ATOM + "entry")
    assert links(feed) == {"self": "feed.xml", "alternate": "./"}
    assert links(entry)["alternate"] == "decisions/shop/choice/#constraint-finds"
    assert {urlsplit(text).scheme for text in (*texts(feed, "id"), *texts_of_entries(feed, "id"))} == {"urn"}
    assert not {"feed_url", "home_page_url"} & set(json.loads(files["feed.json"]))


def test_a_json_feed_has_what_the_standard_asks_for(json_feed, atom):
    assert json_feed["version"] == "https://jsonfeed.org/version/1.1"
    assert json_feed["title"] == "Shop <decisions>"
    assert (json_feed["home_page_url"], json_feed["feed_url"]) == (SITE, f"{SITE}feed.json")
    for item in json_feed["items"]:
        assert isinstance(item["id"], str)
        assert item["content_text"]
        assert item["url"].startswith(SITE)
        assert datetime.fromisoformat(item["date_published"]).tzinfo is not None
    assert [item["id"] for item in json_feed["items"]] == texts_of_entries(atom, "id")


def test_two_builds_write_the_same_bytes(project, files):
    assert files_of(project) == files


def test_an_atom_feed_survives_what_xml_cannot_say():
    entry = FeedEntry(
        "urn:x", "a\x00b]]>\ud800<c>", "&\x0b", datetime(2026, 1, 1, tzinfo=UTC), "x/", ("t\x01",)
    )
    feed = parse(write_atom((entry,), SiteSettings()))
    assert texts_of_entries(feed, "title") == ["a\ufffdb]]>\ufffd<c>"]
    assert texts_of_entries(feed, "summary") == ["&\ufffd"]


def test_a_feed_tells_the_latest_of_many(tmp_path):
    many = {
        f"shop/d{number}.yaml": making_news.PLACE.replace("2026-10-01", f"2026-10-{number % 28 + 1:02d}")
        for number in range(MOST_ENTRIES + 9)
    }
    root = making.write_files(
        tmp_path / "decisions",
        {
            **many,
            "shop/newest.yaml": NEWEST,
        },
    )
    feed = parse(files_of(judge_project(root, making.TODAY))["feed.xml"])
    told = texts_of_entries(feed, "title")
    assert len(told) == MOST_ENTRIES
    assert told[0] == "Rejected: Use neither"
