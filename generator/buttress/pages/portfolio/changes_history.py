"""What the records tell of their own past and of what lies ahead, for a site that is held against no base."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from buttress.explanation import counted, lowered, say
from buttress.pages import urls
from buttress.pages.events import event_anchor, gather_events, tell_event
from buttress.pages.record_links import Link, link_decision
from buttress.pages.wording import STATE_TERMS, STATUS_TERMS, Term

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
        term: What it was decided, or turned, to; None for what lies ahead.
        system: The system of the decision; empty where it has none.
        run: The run behind a verdict that turned, None for other events.
    """

    day: str
    decision: Link
    told: str
    term: Term | None
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
    """What happened, the latest first, and what lies ahead, the soonest first."""

    months: tuple[MonthView, ...]
    more: int
    ahead: tuple[EventView, ...]
    more_ahead: int


def view_history(index: SiteIndex, links: urls.Links) -> HistoryView:
    """Gives the events of the records around the day that counts as today."""
    today = index.judgement.as_of
    events = gather_events(index)
    # A day that is past and was only to be kept is a notice, which the overview shows, and no event.
    past = [one for one in reversed(events) if one.day <= today and one.kind in ("decided", "flipped")]
    coming = (one for one in events if one.day >= today and one.kind not in ("decided", "flipped"))
    ahead = [tuple(found) for _, found in groupby(coming, key=lambda one: (one.day, one.decision))]
    months = groupby(past[:MOST_PAST], key=lambda one: (one.day.year, one.day.month))
    return HistoryView(
        tuple(
            MonthView(
                f"month-{year:04d}-{month:02d}",
                f"{_MONTHS[month - 1]} {year}",
                tuple(_event(one, index, links) for one in found),
            )
            for (year, month), found in months
        ),
        max(0, len(past) - MOST_PAST),
        tuple(_day_ahead(found, index, links) for found in ahead[:MOST_AHEAD]),
        max(0, len(ahead) - MOST_AHEAD),
    )


def _day_ahead(events: tuple[Event, ...], index: SiteIndex, links: urls.Links) -> EventView:
    """What is due of a decision on one day, in one line."""
    decision = index.portfolio.decisions[events[0].decision]
    assumptions = sum(one.kind == "assumption" for one in events)
    told = [
        *(["review"] if any(one.kind == "review" for one in events) else []),
        *([f"{counted(assumptions, 'assumption')} to be reviewed"] if assumptions else []),
        *(
            f"{lowered(tell_event(one, index))}{f' (by {one.text})' if one.text else ''}"
            for one in events
            if one.kind == "waiver"
        ),
    ]
    text = "; ".join(told)
    return EventView(
        events[0].day.isoformat(),
        link_decision(decision.id, index, links),
        f"{text[:1].upper()}{text[1:]}",
        None,
        index.system_title(decision.id),
        None,
    )


def _event(event: Event, index: SiteIndex, links: urls.Links) -> EventView:
    decision = index.portfolio.decisions[event.decision]
    place = event_anchor(event, index) if event.constraint else ""
    run = links.to(urls.run_uri(event.run)) if event.run else ""
    return EventView(
        event.day.isoformat(),
        Link(decision.title, links.to(urls.decision_uri(decision.id), place)),
        _tell(event, index),
        _term(event, index),
        index.system_title(decision.id),
        Link("run", run) if run else None,
    )


def _tell(event: Event, index: SiteIndex) -> str:
    """What happened, where the status does not tell it; a run by itself may leave open what all of them settle."""
    told = tell_event(event, index)
    if event.kind == "decided":
        return "" if told == STATUS_TERMS[index.portfolio.decisions[event.decision].status].word else told
    now = [one.state for one in index.verdicts(event.decision) if one.bound.constraint.id == event.constraint]
    if not now:
        return told
    return say(
        "{told} (one run by itself); all evidence together: {state}",
        told=told,
        state=STATE_TERMS[now[0]].word.lower(),
    )


def _term(event: Event, index: SiteIndex) -> Term:
    if event.after in ("holds", "violated", "undecided"):
        return STATE_TERMS[event.after]
    return STATUS_TERMS[index.portfolio.decisions[event.decision].status]
