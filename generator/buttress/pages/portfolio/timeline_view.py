"""The timeline: what lies ahead, and what happened year by year, as a drawing and as lists."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import counted, listed, say
from buttress.pages import urls
from buttress.pages.decision.trend_view import trends_uri
from buttress.pages.draft import Draft, search_page
from buttress.pages.events import event_anchor, gather_events, tell_event
from buttress.pages.measured_line import tell_measured
from buttress.pages.portfolio.decision_tabs import Tab, link_filtered, link_tabs
from buttress.pages.portfolio.timeline_figure import TimelineFigure, draw_timeline, key_of, kind_of, term_of
from buttress.pages.record_links import Link, RunLink, link_decision, link_run, note_of
from buttress.pages.succession import successors_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from buttress.pages.events import Event
    from buttress.pages.site_index import SiteIndex
    from buttress.pages.wording import Term

MOST_AHEAD = 40
MOST_ENTRIES = 400
"""Of more events than these the table of decisions tells the years that are left out."""


@dataclass(frozen=True, slots=True)
class EventView:
    """One event of a list.

    Attributes:
        date: Its day.
        term: Its word and icon.
        kind: Which mark the drawing shows for it.
        decision: The decision, at the place that the event is about.
        text: What happened, or will.
        system: Title of the system; empty where there is none.
        more: How far away its day is, or what else there is to say.
        others: Decisions that this one supersedes, or that supersede it, with the word between.
        run: The run behind it; None where it is about none.
        trend: Where the whole history is told; empty where there is none.
    """

    date: str
    term: Term
    kind: str
    decision: Link
    text: str
    system: str
    more: str
    others: tuple[tuple[str, tuple[Link, ...]], ...]
    run: RunLink | None
    trend: str


@dataclass(frozen=True, slots=True)
class YearView:
    """One year, the latest event first; of a year with too many, the way to all its decisions."""

    anchor: str
    year: str
    told: str
    events: tuple[EventView, ...]
    left_out: str
    table: str


@dataclass(frozen=True, slots=True)
class TimelineView:
    """Everything that the template of the timeline prints."""

    intro: str
    tabs: tuple[Tab, ...]
    figure: TimelineFigure | None
    overdue: tuple[EventView, ...]
    ahead: tuple[EventView, ...]
    more_ahead: str
    years: tuple[YearView, ...]
    as_of: str


def draft_timeline(index: SiteIndex) -> Draft:
    """Gives the timeline, to be rendered."""
    links = index.links(urls.TIMELINE)
    # A waiver whose day has passed concerns nobody any more; the verdict on its constraint tells.
    events = [event for event in gather_events(index) if not _is_over(event, index)]
    sides: dict[str, list[Event]] = {"overdue": [], "ahead": [], "behind": []}
    for event in events:
        kind = kind_of(event, index)
        sides[kind if kind in sides else "behind"].append(event)
    ahead = _gather_days(sides["ahead"], index, links)
    behind = list(reversed(sides["behind"]))
    intro = _tell_intro(sides, index)
    view = TimelineView(
        intro,
        link_tabs(urls.TIMELINE, index),
        draw_timeline(events, index, links) if events else None,
        _gather_days(sides["overdue"], index, links),
        ahead[:MOST_AHEAD],
        say("{later_days} left out.", later_days=counted(len(ahead) - MOST_AHEAD, "later day"))
        if len(ahead) > MOST_AHEAD
        else "",
        tuple(_years(behind, index, links)),
        index.judgement.as_of.isoformat(),
    )
    return Draft(
        uri=urls.TIMELINE,
        title=say("Timeline"),
        template="timeline.html",
        view=view,
        search=(search_page(say("Timeline"), intro),),
        description=intro,
        measured=tell_measured(index.portfolio.runs, index, links),
    )


def _is_over(event: Event, index: SiteIndex) -> bool:
    return event.kind == "waiver" and event.day < index.judgement.as_of


def _tell_intro(sides: dict[str, list[Event]], index: SiteIndex) -> str:
    kinds = Counter(event.kind for event in sides["behind"])
    turned = f", {counted(kinds['flipped'], 'turned verdict')}" if kinds["flipped"] else ""
    ahead = say(", and what is due after {as_of}", as_of=index.judgement.as_of) if sides["ahead"] else ""
    due = len(sides["overdue"])
    overdue = (
        say(" {reviews_are} overdue.", reviews_are=counted(due, "review is", "reviews are")) if due else ""
    )
    return f"{counted(kinds['decided'], 'decision')}{turned}{ahead}.{overdue}"


def _gather_days(events: Iterable[Event], index: SiteIndex, links: urls.Links) -> tuple[EventView, ...]:
    """Days to come, or missed: all that is to be looked at again of a decision on one day is one of them."""
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(key_of(event), []).append(event)
    return tuple(_view_day(together, index, links) for together in found.values())


def _view_day(events: Sequence[Event], index: SiteIndex, links: urls.Links) -> EventView:
    first = events[0]
    days = (first.day - index.judgement.as_of).days
    assumed = sum(event.kind == "assumption" for event in events)
    told = [tell_event(event, index) for event in events if event.kind != "assumption"]
    text = listed(
        [
            *told,
            *(
                [say("{assumptions} to be reviewed", assumptions=counted(assumed, "assumption"))]
                if assumed
                else []
            ),
        ]
    )
    more = (
        say("in {days}", days=counted(days, "day"))
        if days > 0
        else say("{days} ago", days=counted(-days, "day"))
        if days
        else "today"
    )
    anchor = event_anchor(first, index) if told else "assumptions"
    return _view(first, text, more, anchor, index, links)


def _years(events: Sequence[Event], index: SiteIndex, links: urls.Links) -> Iterator[YearView]:
    by_year: dict[int, list[Event]] = {}
    for event in events:
        by_year.setdefault(event.day.year, []).append(event)
    room = MOST_ENTRIES
    for year, found in by_year.items():
        shown, room = found[:room], max(room - len(found), 0)
        left_out = len(found) - len(shown)
        yield YearView(
            f"year-{year}",
            str(year),
            _tell_year(found),
            tuple(_view_past(event, index, links) for event in shown),
            say(
                "{earlier_events} of {year} left out.",
                earlier_events=counted(left_out, "earlier event"),
                year=year,
            )
            if left_out
            else "",
            link_filtered(links, **{"from": f"{year:04d}-01-01", "to": f"{year:04d}-12-31", "sort": "-date"}),
        )


def _tell_year(events: Sequence[Event]) -> str:
    kinds = Counter(event.kind for event in events)
    turned = f", {counted(kinds['flipped'], 'turned verdict')}" if kinds["flipped"] else ""
    return f"{counted(kinds['decided'], 'decision')}{turned}"


def _view_past(event: Event, index: SiteIndex, links: urls.Links) -> EventView:
    return _view(event, tell_event(event, index), "", event_anchor(event, index), index, links)


def _view(event: Event, text: str, more: str, anchor: str, index: SiteIndex, links: urls.Links) -> EventView:
    decision = index.portfolio.decisions[event.decision]
    flipped = event.kind == "flipped"
    return EventView(
        event.day.isoformat(),
        term_of(event, index),
        kind_of(event, index),
        # What was decided tells its status itself.
        Link(
            decision.title,
            links.to(urls.decision_uri(decision.id), anchor),
            "" if event.kind == "decided" else note_of(decision),
        ),
        text,
        index.system_title(decision.id),
        more,
        tuple(_others(event, index, links)) if event.kind == "decided" else (),
        link_run(event.run, index, links) if flipped else None,
        links.to(trends_uri(decision.id), anchor) if flipped else "",
    )


def _others(event: Event, index: SiteIndex, links: urls.Links) -> Iterator[tuple[str, tuple[Link, ...]]]:
    near = index.neighbours.get(event.decision, ())
    former = [other for relation, other in near if relation == "supersedes"]
    for word, names in (("supersedes", former), (say("superseded by"), successors_of(event.decision, index))):
        if names:
            yield word, tuple(link_decision(name, index, links) for name in names)
