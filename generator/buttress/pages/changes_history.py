"""What the records tell of their own past and of what lies ahead, for a site that is held against no base."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from buttress.pages import urls
from buttress.pages.events import event_anchor, gather_events, tell_event
from buttress.pages.record_links import Link
from buttress.pages.wording import DUE, STATE_TERMS, STATUS_TERMS, Term

if TYPE_CHECKING:
    from buttress.pages.events import Event
    from buttress.pages.site_index import SiteIndex

MOST_PAST = 200
MOST_AHEAD = 40
"""So many events are shown; the feeds hold the others."""
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class EventView:
    """One event.

    Attributes:
        day: Its day.
        decision: The decision, as a link to the place in question.
        told: What happens, in a few words.
        term: What it was decided, or turned, to.
        system: The system of the decision; empty where it has none.
        run: The run behind a verdict that turned, None for other events.
    """

    day: str
    decision: Link
    told: str
    term: Term
    system: str
    run: Link | None


@dataclass(frozen=True, slots=True)
class MonthView:
    """The events of a month."""

    anchor: str
    title: str
    events: tuple[EventView, ...]


@dataclass(frozen=True, slots=True)
class HistoryView:
    """What lies ahead, the soonest first, and what happened, the latest first."""

    ahead: tuple[EventView, ...]
    more_ahead: int
    months: tuple[MonthView, ...]
    more: int


def view_history(index: SiteIndex, links: urls.Links) -> HistoryView:
    """Gives the events of the records around the day that counts as today."""
    today = index.judgement.as_of
    events = gather_events(index)
    # A day that is past and was only to be kept is a notice, which the overview shows, and no event.
    past = [one for one in reversed(events) if one.day <= today and one.kind in ("decided", "flipped")]
    ahead = [one for one in events if one.day >= today and one.kind not in ("decided", "flipped")]
    months = groupby(past[:MOST_PAST], key=lambda one: (one.day.year, one.day.month))
    return HistoryView(
        tuple(_event(one, index, links) for one in ahead[:MOST_AHEAD]),
        max(0, len(ahead) - MOST_AHEAD),
        tuple(
            MonthView(
                f"{year:04d}-{month:02d}",
                f"{_MONTHS[month - 1]} {year}",
                tuple(_event(one, index, links) for one in found),
            )
            for (year, month), found in months
        ),
        max(0, len(past) - MOST_PAST),
    )


def _event(event: Event, index: SiteIndex, links: urls.Links) -> EventView:
    decision = index.portfolio.decisions[event.decision]
    place = event_anchor(event, index) if event.constraint else ""
    run = links.to(urls.run_uri(event.run)) if event.run else ""
    told = "" if event.kind == "decided" else tell_event(event, index)
    return EventView(
        event.day.isoformat(),
        Link(decision.title, links.to(urls.decision_uri(decision.id), place)),
        f"{told} (by {event.text})" if event.kind == "waiver" and event.text else told,
        _term(event, index),
        index.system_title(decision.id),
        Link("run", run) if run else None,
    )


def _term(event: Event, index: SiteIndex) -> Term:
    if event.kind == "decided":
        return STATUS_TERMS[index.portfolio.decisions[event.decision].status]
    if event.after in ("holds", "violated", "undecided"):
        return STATE_TERMS[event.after]
    return DUE
