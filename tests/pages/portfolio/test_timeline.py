"""The timeline: days across, a lane for each system, what lies ahead apart, and all of it in lists as well."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from buttress.pages import SiteSettings
from buttress.pages.figures.timeline_layout import MOST_STACKED, PITCH, RIGHT, Dated, place_events
from buttress.pages.portfolio.timeline_view import MOST_ENTRIES, draft_timeline
from making_news import index_project
from making_ways import make_project, render_draft, text_of

TODAY = date(2026, 11, 20)


def dated(key, days, lane="a"):
    return Dated(key, lane, TODAY + timedelta(days=days), days > 0)


@pytest.fixture(scope="module")
def draft(tmp_path_factory):
    return draft_timeline(index_project(make_project(tmp_path_factory.mktemp("timeline")), SiteSettings()))


@pytest.fixture(scope="module")
def view(draft):
    return draft.view


@pytest.fixture(scope="module")
def html(draft):
    return render_draft(draft).html


def test_later_days_lie_further_right_and_days_to_come_beyond_today():
    placed = place_events(
        [dated("old", -900), dated("new", -3), dated("next", 9), dated("far", 400)], ["a"], TODAY
    )
    across = [placed.spots[key].x for key in ("old", "new", "next", "far")]
    assert across == sorted(across)
    assert across[1] < placed.today < across[2]
    assert across[-1] <= RIGHT


def test_marks_never_overlap():
    things = [
        dated(f"{day}-{lane}-{at}", -day, lane) for day in range(40) for lane in "ab" for at in range(3)
    ]
    placed = place_events(things, ["a", "b"], TODAY)
    assert len(set(placed.spots.values())) == len(placed.spots)
    for spot in placed.spots.values():
        assert (spot.x - PITCH // 2) % PITCH == 0


def test_each_thing_lies_in_its_own_lane():
    placed = place_events([dated("1", -5, "a"), dated("2", -5, "b")], ["a", "b"], TODAY)
    for key, lane in zip("12", placed.lanes, strict=True):
        assert lane.top < placed.spots[key].y < lane.top + lane.height
    assert placed.height == placed.lanes[-1].top + placed.lanes[-1].height


def test_of_a_crowded_day_as_many_as_a_lane_holds_are_placed_and_the_rest_is_counted():
    placed = place_events([dated(f"{at:02d}", -1) for at in range(20)], ["a"], TODAY)
    assert len(placed.spots) == MOST_STACKED
    assert placed.lanes[0].left_out == 20 - MOST_STACKED


@pytest.mark.parametrize("days", [1, 6, 50, 400, 3000, 40000])
def test_ticks_are_few_and_in_order(days):
    placed = place_events([dated("1", -days), dated("2", 700)], ["a"], TODAY)
    across = [tick.x for tick in placed.ticks]
    assert across == sorted(set(across))
    assert len(across) <= 14


def test_a_day_beyond_all_plans_does_not_push_the_others_together():
    things = [dated("soon", 30), dated("later", 700), Dated("never", "a", date(9999, 12, 31), ahead=True)]
    spots = place_events(things, ["a"], TODAY).spots
    assert spots["later"].x - spots["soon"].x > 2 * PITCH


def test_what_is_to_come_stands_apart_and_what_was_missed_first(view):
    assert [(one.date, one.text) for one in view.overdue] == [("2026-11-10", "Review due")]
    assert view.overdue[0].more == "10 days ago"
    assert [(one.date, one.text) for one in view.ahead] == [
        ("2026-12-31", "Waiver of Model size ≤\u00a01\u00a0kB ends"),
        ("2027-02-01", "2 assumptions to be reviewed"),
    ]
    assert view.ahead[0].more == "in 41 days"


def test_years_go_back_in_time_and_lead_to_their_rows_of_the_table(view):
    assert [year.year for year in view.years] == ["2026", "2025", "2024"]
    days = [one.date for year in view.years for one in year.events]
    assert days == sorted(days, reverse=True)
    assert view.years[1].table.endswith("#from=2025-01-01&to=2025-12-31&sort=-date")


def test_a_verdict_that_turned_leads_to_its_run_and_its_history(view):
    flips = [one for year in view.years for one in year.events if one.kind == "flipped"]
    assert [one.text for one in flips] == [
        "Median latency ≤\u00a05\u00a0ms on bench-box in single-stream: holds, was violated"
    ]
    assert "evidence/runs/" in flips[0].run.href
    assert "evidence/trends/shop/choice" in flips[0].trend


def test_supersession_is_told_in_words_and_drawn_as_arrows(view, html):
    told = {one.decision.text: one.others for year in view.years for one in year.events if one.others}
    assert [word for word, _ in told["Use the large one"]] == ["supersedes", "superseded by"]
    assert len(view.figure.arrows) == 2
    assert html.count('marker-end="url(#bt-timeline-head)"') == 2


def test_every_mark_says_in_words_what_it_is(view, html):
    assert len(view.figure.marks) == 9
    for mark in view.figure.marks:
        assert re.match(r"\d{4}-\d\d-\d\d: .+\. .+", mark.title)
    for term in view.figure.icons:
        assert term.word.lower() in text_of(html.partition('aria-label="Legend"')[2].partition("</ul>")[0])


def test_of_very_many_events_the_latest_are_listed_and_the_table_has_the_others(tmp_path):
    import making
    from buttress.pipeline import judge_project

    files = {
        f"shop/d{at:03d}.yaml": (
            f"kind: decision\ntitle: Number {at}\nstatus: accepted\ndate: {2020 + at // 100}-0{at % 9 + 1}-11\n"
            "options: [{id: one}]\nchosen: one\n"
        )
        for at in range(MOST_ENTRIES + 50)
    }
    root = making.write_files(tmp_path / "decisions", files)
    view = draft_timeline(index_project(judge_project(root, making.TODAY), SiteSettings())).view
    assert sum(len(year.events) for year in view.years) == MOST_ENTRIES
    assert view.years[-1].left_out == "50 earlier events of 2020 left out."
    assert view.figure.left_out.endswith("found no room in the drawing.")
    assert len(view.figure.marks) <= 300
