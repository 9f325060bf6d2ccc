"""Addresses: where pages lie, and relative links that hold for both ways of serving."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buttress.pages.urls import Links, anchor_of, anchors_of, public_path

NAMES = st.text("abc.-0", min_size=1, max_size=4).filter(lambda name: name.strip("."))
URIS = st.lists(NAMES, min_size=1, max_size=4).map(lambda parts: "/".join(parts) + ".md")


@pytest.mark.parametrize(
    ("uri", "folders", "files"),
    [
        ("index.md", "", "index.html"),
        ("decisions/index.md", "decisions/", "decisions/index.html"),
        ("decisions/fraud/model.md", "decisions/fraud/model/", "decisions/fraud/model.html"),
        ("qualities/latency.p99.md", "qualities/latency.p99/", "qualities/latency.p99.html"),
        ("models/größe.md", "models/gr%C3%B6%C3%9Fe/", "models/gr%C3%B6%C3%9Fe.html"),
    ],
)
def test_pages_lie_where_mkdocs_puts_them(uri, folders, files):
    assert public_path(uri, directory_urls=True) == folders
    assert public_path(uri, directory_urls=False) == files


@given(URIS, URIS, st.booleans())
def test_a_relative_link_leads_to_the_page(page, target, directory_urls):
    base = "https://example.org/site/"
    here = base + public_path(page, directory_urls=directory_urls)
    there = base + public_path(target, directory_urls=directory_urls)
    assert urljoin(here, Links(page, directory_urls).to(target)) == there


def test_a_fragment_of_the_same_page_needs_no_path():
    assert Links("decisions/a.md").to("decisions/a.md", "constraints") == "#constraints"


def test_the_top_of_the_same_page_is_no_empty_link():
    assert Links("index.md").to("index.md") == "./"


def test_anchors_hold_letters_digits_and_dashes_only():
    assert anchor_of("constraint", "recall where amount=large") == "constraint-recall-where-amount-large"
    assert anchor_of("…") == "section"


def test_names_that_differ_in_punctuation_get_different_anchors():
    anchors = anchors_of("constraint", ["latency.p99", "latency-p99", "latency_p99"])
    assert len(set(anchors.values())) == 3
