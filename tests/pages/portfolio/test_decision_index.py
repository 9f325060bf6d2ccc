"""The table of decisions: complete without a script, and every row says what a script may filter it by."""

from __future__ import annotations

from collections import Counter

import pytest

from buttress.pages import SiteSettings
from buttress.pages.portfolio.decision_index_view import draft_decision_index
from buttress.pages.portfolio.decision_tabs import link_filtered
from buttress.pages.urls import Links
from making_news import index_project
from making_ways import Reader, make_project, render_draft, text_of


@pytest.fixture(scope="module")
def draft(tmp_path_factory):
    return draft_decision_index(index_project(make_project(tmp_path_factory.mktemp("table")), SiteSettings()))


@pytest.fixture(scope="module")
def view(draft):
    return draft.view


@pytest.fixture(scope="module")
def html(draft):
    return render_draft(draft).html


def test_filters_offer_each_value_with_the_number_of_rows_that_have_it(view):
    for one in view.filters:
        numbers = Counter(value for row in view.rows for value in row.values[one.name])
        assert {choice.value: choice.number for choice in one.choices} == numbers
    assert [one.name for one in view.filters] == ["status", "verdict", "system", "quality", "tag"]


def test_a_row_has_all_its_verdicts_not_just_the_most_urgent(view):
    row = next(row for row in view.rows if row.decision.text == "Use the small one")
    assert set(row.values["verdict"]) == {"undecided", "waived", "holds"}
    assert row.summary.term.key == "undecided"
    assert row.verdicts == "shop/choice/#constraints"


def test_values_stand_on_the_rows_where_the_filters_of_the_page_look_for_them(html, view):
    read = Reader(html)
    assert len(read.rows) == len(view.rows)
    for one in view.filters:
        known = {value for row in read.rows for value in row.get(f"data-bt-{one.name}", "").split("\n")}
        assert read.values[one.name] == known | {""}
    assert {"words", "from", "to"} <= set(read.controls)


def test_a_text_of_a_record_stays_one_value_whatever_is_in_it(view):
    tags = next(one for one in view.filters if one.name == "tag")
    assert [choice.text for choice in tags.choices] == ["a | b", "vision"]


def test_without_a_script_the_filters_are_away_and_the_table_is_complete(html):
    form = html.partition("data-bt-filters")[2].partition(">")[0]
    assert form.endswith("hidden")
    table = html.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "hidden>" not in table
    assert table.count("<tr") == 5


def test_rows_of_superseded_decisions_lead_to_their_successors(html):
    row = html.partition('data-bt-value=" Use the large one">')[2].partition("</th>")[0]
    assert text_of(row).startswith(
        "Use the large one superseded by Use the small one Superseded · Shop & Co · 2025-02-01"
    )


def test_a_filter_that_tells_no_rows_apart_is_left_out(tmp_path):
    import making
    from buttress.pipeline import judge_project

    root = making.write_files(tmp_path / "decisions", making.FILES)
    view = draft_decision_index(index_project(judge_project(root, making.TODAY), SiteSettings())).view
    assert [one.name for one in view.filters] == ["quality"]
    assert view.first == view.last


def test_addresses_of_filtered_tables_are_escaped_and_leave_empty_filters_out():
    links = Links("index.md")
    assert link_filtered(links, verdict="holds", tag="") == "decisions/#verdict=holds"
    assert link_filtered(links, tag="a & b") == "decisions/#tag=a+%26+b"
    assert (
        link_filtered(Links("timeline/index.md"), **{"from": "2026-01-01"}) == "../decisions/#from=2026-01-01"
    )
