"""What a reader's search may find of a record: its page, and the places on it that have a name of their own.

Every byte is loaded by every reader who searches, so nothing is said twice: a place bears its own name, and the search
shows it below the title of its page. Searches compare words from their beginning and cut texts at blanks and hyphens
only, so the parts of ``latency.p99`` are said once more as words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from buttress.pages import urls
from buttress.pages.draft import search_page, shortened
from buttress.pages.page import SearchEntry
from buttress.pages.verdict_summary import summarise
from buttress.pages.wording import STATE_TERMS, STATUS_TERMS, answer_word
from buttress.verdicts import STATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from buttress.pages.record_links import Link
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision, ModelCard, Quality, System
    from buttress.verdicts import Verdict

PAGE_TEXT = 260
"""Most characters of a decision beside its title."""
PLACE_TEXT = 90
"""Most characters of a place on a page beside its name."""
NAMES = 160
"""Most characters of names in a row."""
MOST_PLACES = 8
"""Most constraints, components or flows of a page that are found by themselves."""
IN_FORCE = 1.5
"""Weight of a decision that is proposed or accepted, against those of the past."""
IN_USE = 2.0
"""Weight of a quality that something here is held to, against all others that are known."""
LIMIT = 4.0
"""Weight of a constraint: searches count a place for less than a page, and whoever names a quality, where it is judged
and a status looks for the constraint. It stays below the quality, which comes first where only its name is typed."""


class Stated(Protocol):
    """A constraint as its page shows it."""

    @property
    def anchor(self) -> str:
        """Fragment id of its place."""

    @property
    def quality(self) -> Link:
        """The quality."""

    @property
    def claim(self) -> str:
        """What is claimed of it."""

    @property
    def selectors(self) -> tuple[str, ...]:
        """Where it is judged."""

    @property
    def value(self) -> str:
        """What was measured; empty for nothing."""


class Flow(Protocol):
    """A flow as its page shows it."""

    @property
    def anchor(self) -> str:
        """Fragment id of its place."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def path(self) -> str:
        """The way that it takes."""


def entries_of_decision(
    decision: Decision, shown: Sequence[Stated], index: SiteIndex
) -> tuple[SearchEntry, ...]:
    """Gives what the search may find of a decision: itself, its options, and its constraints, urgent ones first.

    Args:
        decision: The decision.
        shown: Its constraints that were judged, in the order of their verdicts.
        index: The site.
    """
    status = STATUS_TERMS[decision.status].word
    chosen = decision.option(decision.chosen)
    plain = index.prose.plain_text
    page = search_page(
        decision.title,
        f"{status}; {summarise(decision, index).in_words}.",
        f"{answer_word(decision.status)}: {chosen.name}." if chosen else "",
        _row(index.system_title(decision.id), decision.component, *decision.tags, *_qualities(decision)),
        plain(decision.question),
        plain(decision.context),
        boost=IN_FORCE if decision.status in ("proposed", "accepted") else 1.0,
        most=PAGE_TEXT,
    )
    judged = sorted(
        zip(shown, index.verdicts(decision.id), strict=True), key=lambda pair: STATES.index(pair[1].state)
    )
    return page, *_options(decision), *_few(_constraint(one, verdict, status) for one, verdict in judged)


def entries_of_system(
    system: System, shown: Sequence[Stated], flows: Sequence[Flow], index: SiteIndex
) -> tuple[SearchEntry, ...]:
    """Gives what the search may find of a system: itself, what it states, its components and its flows.

    Args:
        system: The system.
        shown: What it states itself, in the order of the verdicts.
        flows: Its flows.
        index: The site.
    """
    page = search_page(
        system.title,
        index.prose.plain_text(system.description),
        f"Components: {_row(*system.components)}" if system.components else "",
        f"Deployments: {_row(*system.deployments)}" if system.deployments else "",
        boost=IN_FORCE,
    )
    judged = zip(shown, index.system_verdicts(system.id), strict=True)
    limits = (_constraint(one, verdict, "System") for one, verdict in judged)
    told = (SearchEntry(one.anchor, one.name, shortened(one.path, PLACE_TEXT)) for one in flows)
    return page, *_few(limits), *_few(_components(system, index)), *_few(told)


def entry_of_model_card(card: ModelCard, system: str, index: SiteIndex) -> SearchEntry:
    """Gives what the search may find of a model card; ``system`` is the title of the one that it belongs to."""
    details = card.details
    approach = (details.approach or "").replace("-", " ")
    return search_page(
        card.title,
        _row("Model card", system, details.task, approach, details.architecture_family),
        " ".join(map(_words_of, card.metrics)),
        index.prose.plain_text(card.description),
    )


def entry_of_quality(quality: Quality, index: SiteIndex) -> SearchEntry:
    """Gives what the search may find of a quality."""
    return search_page(
        quality.title,
        f"Quality {_words_of(quality.id)}.",
        quality.characteristic,
        index.prose.plain_text(quality.definition),
        boost=IN_USE if quality.id in index.constrained_by or quality.id in index.reported_by else 1.0,
    )


def _options(decision: Decision) -> Iterator[SearchEntry]:
    if decision.options:
        names = "; ".join(option.name for option in decision.options)
        ids = " ".join(option.id for option in decision.options if option.id != option.name)
        yield SearchEntry("options", shortened(f"Options: {names}", NAMES), shortened(ids, PLACE_TEXT))


def _constraint(one: Stated, verdict: Verdict, status: str) -> SearchEntry:
    title = " ".join((one.quality.text, one.claim, *one.selectors))
    value = f": {one.value}" if one.value else ""
    constraint = verdict.bound.constraint
    # An id that nobody gave says what the title says.
    words = f"{_words_of(constraint.quality)} {constraint.given_id}"
    text = f"{status}; {STATE_TERMS[verdict.state].word.lower()}{value}. {words}"
    return SearchEntry(one.anchor, shortened(title, NAMES), shortened(text, PLACE_TEXT), LIMIT)


def _components(system: System, index: SiteIndex) -> Iterator[SearchEntry]:
    anchors = urls.anchors_of("component", system.components)
    for name, part in system.components.items():
        what = f"{'Learned component' if part.ml else 'Component'}. {index.prose.plain_text(part.does)}"
        yield SearchEntry(anchors[name], name, shortened(what, PLACE_TEXT))


def _qualities(decision: Decision) -> Iterable[str]:
    """The qualities that a decision limits: searches weigh a page by how many of the words it has itself."""
    return dict.fromkeys(_words_of(one.quality) for one in decision.constraints)


def _words_of(name: str) -> str:
    """A name as it is written in records, with its parts as words: ``latency.p99 p99``."""
    _, *parts = name.split(".")
    return " ".join((name, *parts))


def _row(*names: str) -> str:
    told = [name for name in names if name]
    return f"{', '.join(told)}." if told else ""


def _few(entries: Iterable[SearchEntry]) -> tuple[SearchEntry, ...]:
    return tuple(entries)[:MOST_PLACES]
