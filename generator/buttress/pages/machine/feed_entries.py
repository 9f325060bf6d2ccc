"""What a feed tells: decisions as they were taken, and runs that turned a verdict, the latest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from buttress.pages import urls
from buttress.pages.draft import shortened
from buttress.pages.events import event_anchor, gather_events, tell_constraint, tell_event
from buttress.pages.machine.addresses import published_page
from buttress.pages.verdict_summary import summarise
from buttress.pages.wording import STATE_TERMS, answer_word

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from buttress.pages.events import Event
    from buttress.pages.page import SiteSettings
    from buttress.pages.site_index import SiteIndex

MOST_ENTRIES = 50
"""A feed tells the news; the site has the rest."""
MOST_TEXT = 400
"""Most characters of what is told of one event."""
_TOLD = ("decided", "flipped")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One piece of news, as plain text.

    Attributes:
        id: Name that stays the same for ever, as a URI.
        title: One line.
        text: A few sentences.
        moment: When it happened, in UTC.
        url: Where it is told; relative to the site's root where the site's own address is not known.
        topics: Tags and the title of the system.
    """

    id: str
    title: str
    text: str
    moment: datetime
    url: str
    topics: tuple[str, ...]


def gather_entries(index: SiteIndex, events: Iterable[Event] | None = None) -> tuple[FeedEntry, ...]:
    """Gives the news, the latest first: at least one piece, since every portfolio has a decision.

    Args:
        index: The site.
        events: What happened, where it was gathered already.
    """
    told = [event for event in (gather_events(index) if events is None else events) if event.kind in _TOLD]
    return tuple(_entry(event, index) for event in reversed(told[-MOST_ENTRIES:]))


def feed_id(settings: SiteSettings) -> str:
    """Gives the id of the feed itself."""
    return settings.site_url or _uuid(settings.name, "feed")


def _entry(event: Event, index: SiteIndex) -> FeedEntry:
    decision = index.portfolio.decisions[event.decision]
    head = tell_event(event, index)
    title = f"{head}: {decision.title}" if event.kind == "decided" else f"{decision.title}: {head}"
    topics = (*decision.tags, index.system_title(decision.id))
    return FeedEntry(
        _id(event, index),
        shortened(title, MOST_TEXT),
        shortened(
            _tell_decision(event, index) if event.kind == "decided" else _tell_flip(event, index), MOST_TEXT
        ),
        event.moment,
        published_page(urls.decision_uri(decision.id), index.settings, event_anchor(event, index)),
        tuple(dict.fromkeys(topic for topic in topics if topic)),
    )


def _tell_decision(event: Event, index: SiteIndex) -> str:
    decision = index.portfolio.decisions[event.decision]
    chosen = decision.option(decision.chosen)
    answer = f" {answer_word(decision.status)}: {chosen.name}." if chosen else ""
    standing = summarise(decision, index).in_words
    return f"{index.prose.plain_text(decision.question)}{answer} Verdicts as of {index.judgement.as_of}: {standing}."


def _tell_flip(event: Event, index: SiteIndex) -> str:
    """What the run says, and the verdict: it may rest on other runs as well."""
    after, before = (STATE_TERMS[said].word.lower() for said in (event.after, event.before) if said)
    told = (
        f"{tell_constraint(event, index)}: the run of {event.day} says {after}, the one before said {before}."
    )
    states = [
        STATE_TERMS[verdict.state].word.lower()
        for verdict in index.verdicts(event.decision)
        if verdict.bound.constraint.id == event.constraint
    ]
    return f"{told} The verdict as of {index.judgement.as_of}: {states[0]}." if states else told


def _id(event: Event, index: SiteIndex) -> str:
    """A name that a later build gives again, whatever became of the decision since."""
    status = index.portfolio.decisions[event.decision].status if event.kind == "decided" else ""
    parts = (
        event.kind,
        event.decision,
        event.constraint,
        event.run or event.day.isoformat(),
        status or event.after,
    )
    name = "/".join(part for part in parts if part)
    host = urlsplit(index.settings.site_url).hostname
    if not host:
        return _uuid(index.settings.name, name)
    return f"tag:{host},{event.day.isoformat()}:{quote(name, safe='/')}"


def _uuid(*parts: str) -> str:
    return uuid5(NAMESPACE_URL, "\n".join(("buttress", *parts))).urn
