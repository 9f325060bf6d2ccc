"""Events: what happened to decisions and what lies ahead, by the days in the records."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import making
import making_news
from buttress.pages import SiteSettings
from buttress.pages.events import event_anchor, gather_events, tell_event


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    project = making_news.judge_shop(tmp_path_factory.mktemp("events") / "decisions")
    return making_news.index_project(project, SiteSettings())


@pytest.fixture(scope="module")
def events(index):
    return gather_events(index)


def test_events_stand_in_the_order_of_their_days(events):
    assert [(event.day.isoformat(), event.kind, event.decision) for event in events] == [
        ("2026-01-01", "decided", "shop/old"),
        ("2026-10-01", "decided", "shop/place"),
        ("2026-11-05", "decided", "shop/choice"),
        ("2026-11-10", "flipped", "shop/choice"),
        ("2026-12-31", "waiver", "shop/choice"),
        ("2027-01-15", "review", "shop/choice"),
        ("2027-02-01", "assumption", "shop/choice"),
    ]


def test_a_run_that_turns_a_verdict_is_told_with_what_was_said_before(events):
    (flip,) = [event for event in events if event.kind == "flipped"]
    assert (flip.constraint, flip.before, flip.after) == ("finds", "holds", "violated")
    assert flip.moment == making.MEASURED + timedelta(minutes=1)
    assert flip.day == date(2026, 11, 10)


def test_events_in_words(events, index):
    assert [tell_event(event, index) for event in events] == [
        "Decided, superseded since",
        "Proposed",
        "Accepted",
        "Recall ≥\u00a080\u00a0%: violated, was holds",
        "Waiver of Model size ≤\u00a01\u00a0kB ends",
        "Review due",
        "Assumption to be reviewed",
    ]


def test_an_event_of_a_constraint_leads_to_it(events, index):
    assert {event_anchor(event, index) for event in events if event.constraint} == {
        "constraint-finds",
        "constraint-fits",
    }
    assert {event_anchor(event, index) for event in events if not event.constraint} == {""}
