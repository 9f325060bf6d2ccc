"""The overview: what this is, whether it holds, where to go; then what is wrong, what is due, and what changed."""

from __future__ import annotations

import pytest

import making
from buttress.pages import SiteSettings
from buttress.pages.portfolio import verdict_matrix
from buttress.pages.portfolio.overview_view import draft_overview
from buttress.pages.portfolio.verdict_matrix import MOST_ROWS
from buttress.pipeline import judge_project
from making_news import index_project
from making_ways import make_project, render_draft, text_of


@pytest.fixture(scope="module")
def draft(tmp_path_factory):
    return draft_overview(index_project(make_project(tmp_path_factory.mktemp("overview")), SiteSettings()))


@pytest.fixture(scope="module")
def view(draft):
    return draft.view


@pytest.fixture(scope="module")
def html(draft):
    return render_draft(draft).html


def test_it_says_first_what_it_is_then_whether_it_holds_then_where_to_go(html):
    places = [
        html.index(f'class="{name}')
        for name in ("bt-lead", "bt-banner", "bt-totals", "bt-doors", "bt-finding")
    ]
    assert places == sorted(places)
    assert "of 2 systems" in html.partition("bt-lead")[2].partition("</p>")[0]


def test_totals_tell_also_that_there_is_none(view):
    assert {total.term.key: total.number for total in view.totals} == {
        "violated": "1",
        "undecided": "1",
        "waived": "1",
        "holds": "1",
    }


def test_totals_lead_to_the_list_on_the_page_or_to_the_filtered_table(view):
    assert {total.term.key: total.href for total in view.totals} == {
        "violated": "#broken",
        "undecided": "#open",
        "waived": "#waived",
        "holds": "decisions/#verdict=holds",
    }


def test_a_state_that_no_verdict_is_in_leads_nowhere(tmp_path):
    root = making.write_files(tmp_path / "decisions", making.FILES)
    making.record_run(root)
    view = draft_overview(index_project(judge_project(root, making.TODAY), SiteSettings())).view
    assert {total.term.key: (total.number, bool(total.href)) for total in view.totals} == {
        "violated": ("0", False),
        "undecided": ("0", False),
        "holds": ("3", True),
    }


def test_what_is_violated_comes_before_what_is_open_waived_and_due(html):
    places = [
        html.index(f'<h2 id="{name}"')
        for name in ("broken", "open", "waived", "due", "systems", "recent", "matrix")
    ]
    assert places == sorted(places)


def test_systems_stand_by_urgency_with_the_way_to_their_risks(view):
    assert [(line.system.text, line.summary.term.key) for line in view.systems] == [
        ("Shop & Co", "violated"),
        ("Depot", "unjudged"),
    ]
    assert view.systems[0].risks.href == "systems/shop/#risks"
    assert view.systems[1].risks is None


def test_recent_changes_are_decisions_and_verdicts_that_turned(view):
    assert [one.date for one in view.recent] == [
        "2026-11-01",
        "2026-10-01",
        "2026-03-01",
        "2025-02-01",
        "2024-03-01",
    ]
    assert [(one.date, one.term.key) for one in view.flips] == [("2026-11-10", "holds")]
    assert "evidence/runs/" in view.flips[0].run.href


def test_marks_of_the_matrix_have_words_and_lead_to_their_constraints(html, view):
    table = html.partition("bt-table bt-matrix")[2].partition("</table>")[0]
    assert text_of(table).count("Violated") == 1
    links = [cell.href for row in view.matrix.rows for cell in row.cells if cell.term]
    assert all("#constraint-" in link for link in links)
    assert {term.key for term in view.matrix.terms} == {"violated", "undecided", "waived", "holds"}


def test_a_matrix_of_very_many_decisions_shows_the_most_urgent(tmp_path):
    files = {
        f"shop/d{at:03d}.yaml": (
            f"kind: decision\ntitle: Number {at}\nstatus: accepted\ndate: 2026-01-11\noptions: [{{id: small}}]\n"
            "chosen: small\nconstraints: [recall >= 0.5]\n"
        )
        for at in range(MOST_ROWS + 7)
    }
    root = making.write_files(tmp_path / "decisions", {**making.FILES, **files})
    view = draft_overview(index_project(judge_project(root, making.TODAY), SiteSettings())).view
    assert len(view.matrix.rows) == MOST_ROWS
    assert view.matrix.left_out == "8 less urgent decisions left out here."
    assert view.lists[0].left_out == "30"
    assert view.lists[0].table == "decisions/#verdict=missing"


def test_what_finds_no_column_of_the_matrix_shares_the_last_one(monkeypatch, tmp_path):
    monkeypatch.setattr(verdict_matrix, "MOST_COLUMNS", 1)
    whole = index_project(make_project(tmp_path), SiteSettings())
    matrix = draft_overview(whole).view.matrix
    assert (len(matrix.heads), matrix.others) == (1, True)
    assert {len(row.cells) for row in matrix.rows} == {2}
    first, last = (
        next(cell for cell in cells if cell.term)
        for cells in zip(*(row.cells for row in matrix.rows), strict=True)
    )
    qualities = {one.title for one in whole.portfolio.qualities.values()}
    assert not any(title in first.title for title in qualities)
    assert any(f": {title} " in last.title for title in qualities)


def test_a_finding_of_a_decision_that_is_only_proposed_says_so(view, html):
    proposed = {one.status.key for part in view.lists for one in part.findings if one.status}
    assert proposed == {"proposed"}
    assert text_of(html.partition('id="broken"')[2].partition("</ul>")[0]).count("Proposed") == 1
