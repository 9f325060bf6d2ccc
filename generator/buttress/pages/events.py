"""What happened to decisions and what lies ahead of them: dated events for the timeline, the changes and the feeds.

Every day comes from a record: that of a decision, of a run, of a review. No clock is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from buttress.explanation import as_judged, name_of, say, show_claim, tell_selectors
from buttress.pages import urls
from buttress.pages.wording import STATE_TERMS, STATUS_TERMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision, Status
    from buttress.verdicts import History, HistoryPoint, Said, Verdict

EventKind = Literal["decided", "flipped", "review", "assumption", "waiver"]
"""A decision's day, a run that says another thing than the one before, and three kinds of days to come."""

TELLING: tuple[Said, ...] = ("holds", "violated", "undecided")
"""What a run says when it says anything."""


@dataclass(frozen=True, slots=True)
class Event:
    """One dated event of a decision.

    Attributes:
        day: The day in the record: of the decision, of the run, or the last day before something is due.
        kind: What happens.
        decision: Id of the decision.
        constraint: Id of the constraint that a run or a waiver is about; empty otherwise.
        before: What the last run that said anything had said of it, for a flip.
        after: What the run says of it, for a flip.
        run: Id of the run, for a flip.
        at: When the run was measured, for a flip, where that is known.
        text: Text of an assumption, who answers for a waiver; empty otherwise.
    """

    day: date
    kind: EventKind
    decision: str
    constraint: str = ""
    before: Said | None = None
    after: Said | None = None
    run: str = ""
    at: datetime | None = None
    text: str = ""

    @property
    def moment(self) -> datetime:
        """When it happens, in UTC; the start of its day where no more is known."""
        return self.at.astimezone(UTC) if self.at else datetime.combine(self.day, time(), UTC)


def gather_events(index: SiteIndex) -> tuple[Event, ...]:
    """Gives every event of every decision, the earliest first; those after the judgement's day lie ahead."""
    found = (
        event for decision in index.portfolio.decisions.values() for event in _of_decision(decision, index)
    )
    return tuple(sorted(found, key=_order))


def tell_event(event: Event, index: SiteIndex) -> str:
    """Gives an event in a few words, without the name of its decision: ``Recall ≥ 80 %: holds, was violated``."""
    match event.kind:
        case "decided":
            return _tell_status(index.portfolio.decisions[event.decision].status)
        case "flipped":
            after, before = (STATE_TERMS[said].word.lower() for said in (event.after, event.before) if said)
            return f"{tell_constraint(event, index)}: {after}, was {before}"
        case "review":
            return "Review due"
        case "assumption":
            return "Assumption to be reviewed"
        case "waiver":
            return f"Waiver of {tell_constraint(event, index)} ends"


def _tell_status(status: Status) -> str:
    """What a decision's day says: it was decided then, and what is no longer in force ended later."""
    word = STATUS_TERMS[status].word
    if status == "superseded":
        return say("Decided, superseded since")
    return say("Decided, deprecated since") if status == "deprecated" else word


def tell_constraint(event: Event, index: SiteIndex) -> str:
    """Gives the constraint of an event as readers know it, with its selectors; its id where there is none."""
    decision = index.portfolio.decisions[event.decision]
    constraint = next((one for one in decision.constraints if one.id == event.constraint), None)
    if constraint is None:
        return event.constraint
    quality = as_judged(constraint, index.portfolio.qualities[constraint.quality])
    name = name_of(quality)
    claim = show_claim(constraint.require, quality)
    return " ".join((f"{name[:1].upper()}{name[1:]}", claim, *tell_selectors(constraint)))


def event_anchor(event: Event, index: SiteIndex) -> str:
    """Gives the fragment id of an event's place on the page of its decision; empty for the page itself."""
    constraints = index.portfolio.decisions[event.decision].constraints
    return urls.anchors_of("constraint", (one.id for one in constraints)).get(event.constraint, "")


def _of_decision(decision: Decision, index: SiteIndex) -> Iterator[Event]:
    yield Event(decision.date, "decided", decision.id)
    for verdict, history in zip(
        index.verdicts(decision.id), index.histories.get(decision.id, ()), strict=True
    ):
        yield from _flips(verdict, history)
    # Nobody has to look again at what is no longer in force.
    if decision.status in ("proposed", "accepted"):
        yield from _ahead(decision)


def _flips(verdict: Verdict, history: History) -> Iterator[Event]:
    """The runs that say another thing than the last one that said anything."""
    told: Sequence[HistoryPoint] = [point for point in history.points if point.said in TELLING]
    for earlier, point in pairwise(told):
        if earlier.said != point.said:
            bound = verdict.bound
            yield Event(
                point.day,
                "flipped",
                bound.decision,
                bound.constraint.id,
                earlier.said,
                point.said,
                point.run,
                point.at,
            )


def _ahead(decision: Decision) -> Iterator[Event]:
    if decision.review_by:
        yield Event(decision.review_by, "review", decision.id)
    for assumption in decision.assumptions:
        if assumption.review_by:
            yield Event(assumption.review_by, "assumption", decision.id, text=assumption.text)
    for waiver in decision.waivers:
        yield Event(waiver.until, "waiver", decision.id, waiver.constraint, text=waiver.by)


def _order(event: Event) -> tuple[datetime, str, str, str, str, str]:
    return event.moment, event.decision, event.kind, event.constraint, event.run, event.text
