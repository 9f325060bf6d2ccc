"""Tags: one page that lists what bears each, and chips that lead there."""

from __future__ import annotations

import pytest

import making
import making_news
from buttress.pages import SiteSettings
from buttress.pages.catalogue.tags_view import MOST_LISTED
from buttress.pipeline import judge_project, render_project


def pages_of(project):
    return {page.uri: page for page in render_project(project, SiteSettings()).pages}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return pages_of(making_news.judge_shop(tmp_path_factory.mktemp("tags") / "decisions"))


def test_a_tag_lists_its_decisions_the_latest_first(pages):
    html = pages["tags/index.md"].html
    speed = html[html.index('id="tag-speed"') :]
    newer = speed.index('<a href="../decisions/shop/choice/">Use the small &amp; quick one</a>')
    assert newer < speed.index('<a href="../decisions/shop/old/">Use the large one')
    assert '<a href="../systems/shop/">Shop &amp; Co</a>' in speed


def test_a_tag_is_text(pages):
    html = pages["tags/index.md"].html
    assert 'id="tag-r-d-b"' in html
    assert "R&amp;D &lt;b&gt;" in html
    assert "<b>" not in html


def test_the_page_has_its_tags_in_alphabetical_order(pages):
    assert [entry.title for entry in pages["tags/index.md"].toc] == ["Tags", "R&D <b>", "speed"]


def test_a_decision_leads_to_its_tags_once_each(pages):
    html = pages["decisions/shop/choice.md"].html
    assert html.count('<a href="../../../tags/#tag-speed">speed</a>') == 1
    assert '<a href="../../../tags/#tag-r-d-b">R&amp;D &lt;b&gt;</a>' in html


def test_tags_that_differ_in_punctuation_only_have_places_of_their_own(tmp_path):
    text = making.DECISION + "    tags: [a b, a-b]\n"
    root = making.write_files(tmp_path / "decisions", {**making.FILES, "shop/choice.yaml": text})
    html = pages_of(judge_project(root, making.TODAY))["tags/index.md"].html
    assert 'id="tag-a-b"' in html
    assert 'id="tag-a-b-2"' in html


def test_a_common_tag_lists_the_latest_and_counts_the_rest(tmp_path):
    text = making_news.PLACE + "    tags: [common]\n"
    many = {f"shop/d{number}.yaml": text for number in range(MOST_LISTED + 3)}
    root = making.write_files(tmp_path / "decisions", {**making.FILES, **many})
    html = pages_of(judge_project(root, making.TODAY))["tags/index.md"].html
    assert html.count('<a href="../decisions/shop/d') == MOST_LISTED
    assert "3 earlier ones not listed here" in html


def test_without_a_tag_there_is_no_page_of_tags(tmp_path):
    root = making.write_files(tmp_path / "decisions", making.FILES)
    assert "tags/index.md" not in pages_of(judge_project(root, making.TODAY))
