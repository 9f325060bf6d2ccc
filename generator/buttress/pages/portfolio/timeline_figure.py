"""The drawing of the timeline: decisions, turned verdicts and days to come as marks in lanes of systems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import counted
from buttress.pages import urls
from buttress.pages.draft import shortened
from buttress.pages.events import Event, event_anchor, tell_event
from buttress.pages.figures.timeline_layout import WIDTH, Dated, Lane, Placement, Spot, Tick, place_events
from buttress.pages.wording import DUE, NO_CONSTRAINTS, STATE_TERMS, STATUS_TERMS, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from buttress.pages.site_index import SiteIndex

MOST_MARKS = 300
MOST_LANES = 14
HALF = 10
"""Half a mark and the gap that an arrow leaves around it."""
BOW = 18


@dataclass(frozen=True, slots=True)
class Mark:
    """One event of the drawing.

    Attributes:
        x: Where its middle is, across.
        y: Where its middle is, down.
        term: Its icon, whose key names its colour.
        kind: ``decided``, ``proposed``, ``flipped``, ``ahead`` or ``overdue``, which tells its frame.
        href: Where it leads.
        title: What it is, in words.
    """

    x: int
    y: int
    term: Term
    kind: str
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class LaneView:
    """One lane, with the name of its system."""

    text: str
    href: str
    top: int
    height: int


@dataclass(frozen=True, slots=True)
class TimelineFigure:
    """Everything that the drawing consists of, in pixels.

    Attributes:
        width: Its width.
        height: Its height.
        today: Where the line of today is.
        as_of: The day of that line.
        lanes: The lanes from the top.
        ticks: The days on the axis.
        marks: The events, in the order of their days.
        arrows: Paths from superseded decisions to their successors.
        icons: The icons that occur, with their words.
        kinds: The kinds of marks that occur.
        description: What there is to see, in a sentence.
        left_out: What found no room, as a sentence; empty where nothing is missing.
    """

    width: int
    height: int
    today: int
    as_of: str
    lanes: tuple[LaneView, ...]
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    arrows: tuple[str, ...]
    icons: tuple[Term, ...]
    kinds: frozenset[str]
    description: str
    left_out: str


def draw_timeline(events: Iterable[Event], index: SiteIndex, links: urls.Links) -> TimelineFigure:
    """Gives the drawing of events: of too many, the latest in the systems where something happened last."""
    known = {key_of(event): event for event in events}
    lanes = _choose_lanes(list(known.values()), index)
    inside = [(key, event) for key, event in known.items() if _lane(event, index) in lanes]
    placement = _place(dict(inside[-MOST_MARKS:]), lanes, index)
    marks = tuple(_mark(known[key], spot, index, links) for key, spot in placement.spots.items())
    left_out = len(known) - len(marks)
    return TimelineFigure(
        WIDTH,
        placement.height,
        placement.today,
        index.judgement.as_of.isoformat(),
        tuple(_view_lane(lane, index, links) for lane in placement.lanes),
        placement.ticks,
        marks,
        _arrows(placement, index),
        tuple({mark.term.key: mark.term for mark in marks}.values()),
        frozenset(mark.kind for mark in marks),
        f"{counted(len(marks), 'event')} by day, with a lane for each system; the list below tells them in words.",
        f"{counted(left_out, 'event')} found no room in the drawing." if left_out else "",
    )


def term_of(event: Event, index: SiteIndex) -> Term:
    """Gives the word and icon of an event: its verdict where it is judged, else its status or what is due."""
    if event.kind == "decided":
        decision = index.portfolio.decisions[event.decision]
        worst = index.worst_state(event.decision)
        if worst:
            return STATE_TERMS[worst]
        in_force = decision.status in ("proposed", "accepted")
        return NO_CONSTRAINTS if in_force else STATUS_TERMS[decision.status]
    if event.kind == "flipped" and event.after in ("holds", "violated", "undecided"):
        return STATE_TERMS[event.after]
    return STATE_TERMS["waived"] if event.kind == "waiver" else DUE


def kind_of(event: Event, index: SiteIndex) -> str:
    """Gives what frames the mark of an event: what sort it is, and on which side of today it lies."""
    if event.kind == "decided":
        proposed = index.portfolio.decisions[event.decision].status == "proposed"
        return "proposed" if proposed else "decided"
    if event.kind == "flipped":
        return "flipped"
    return "overdue" if event.day < index.judgement.as_of else "ahead"


def key_of(event: Event) -> str:
    """Gives what an event is one of: whoever looks at a decision again looks at its assumptions, too."""
    kind = "review" if event.kind == "assumption" else event.kind
    return "\n".join((event.day.isoformat(), kind, event.decision, event.constraint, event.run))


def _lane(event: Event, index: SiteIndex) -> str:
    return index.linked.system_of.get(event.decision, "")


def _choose_lanes(events: Sequence[Event], index: SiteIndex) -> tuple[str, ...]:
    """The systems where something happened last, by title; decisions without a system come behind them."""
    latest: dict[str, str] = {}
    for event in events:
        if kind_of(event, index) != "ahead":
            latest[_lane(event, index)] = event.moment.isoformat()
    kept = sorted(sorted(latest), key=latest.__getitem__, reverse=True)[:MOST_LANES]
    return tuple(sorted(kept, key=lambda name: (not name, _title(name, index).casefold(), name)))


def _title(system: str, index: SiteIndex) -> str:
    record = index.portfolio.systems.get(system)
    return record.title if record else "Without a system"


def _place(events: Mapping[str, Event], lanes: Sequence[str], index: SiteIndex) -> Placement:
    today = index.judgement.as_of
    things = [Dated(key, _lane(event, index), event.day, event.day > today) for key, event in events.items()]
    return place_events(things, lanes, today)


def _mark(event: Event, spot: Spot, index: SiteIndex, links: urls.Links) -> Mark:
    title = index.portfolio.decisions[event.decision].title
    return Mark(
        spot.x,
        spot.y,
        term_of(event, index),
        kind_of(event, index),
        links.to(urls.decision_uri(event.decision), event_anchor(event, index)),
        f"{event.day}: {title}. {tell_event(event, index)}",
    )


def _view_lane(lane: Lane, index: SiteIndex, links: urls.Links) -> LaneView:
    href = links.to(urls.system_uri(lane.name)) if lane.name in index.portfolio.systems else ""
    return LaneView(shortened(_title(lane.name, index), 70), href, lane.top, lane.height)


def _arrows(placement: Placement, index: SiteIndex) -> tuple[str, ...]:
    decisions = index.portfolio.decisions
    found = []
    for edge in index.linked.edges:
        if edge.relation != "supersedes":
            continue
        old, new = (
            placement.spots.get(key_of(Event(decisions[name].date, "decided", name)))
            for name in (edge.head, edge.tail)
        )
        if old and new:
            found.append(_path(old, new))
    return tuple(found)


def _path(old: Spot, new: Spot) -> str:
    """A line from one mark to the next, which leaves and meets them at their sides where there is room."""
    way = new.x - old.x
    if abs(way) > 2 * HALF:
        side = HALF if way > 0 else -HALF
        middle = (old.x + new.x) // 2
        # In one row it bows past the marks between.
        bow = BOW if old.y == new.y else 0
        ends = f"{middle} {old.y - bow} {middle} {new.y - bow} {new.x - side} {new.y}"
        return f"M{old.x + side} {old.y}C{ends}"
    down = HALF if new.y > old.y else -HALF
    return f"M{old.x} {old.y + down}L{new.x} {new.y - down}"
