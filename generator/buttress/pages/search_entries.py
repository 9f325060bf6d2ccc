"""What a reader's search may find of a record: its page, and the places on it that have a name of their own.

Every byte is loaded by every reader who searches, so nothing is said twice: a place bears its own name, and the search
shows it below the title of its page. Searches compare words from their beginning and cut texts at blanks and hyphens
only, so the parts of ``latency.p99`` are said once more as words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.pages.draft import SEARCH_TEXT, search_page, shortened
from buttress.pages.page import SearchEntry
from buttress.verdicts import STATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from buttress.pages.constraint_view import ConstraintView
    from buttress.pages.decision_view import DecisionView
    from buttress.pages.site_index import SiteIndex
    from buttress.pages.system_view import SystemView
    from buttress.records import Constraint, Decision, ModelCard, Quality, System

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
ASIDE = 0.3
"""Weight of a page that bears the title of another one, which comes first."""

_URGENCY: dict[str, int] = {state: place for place, state in enumerate(STATES)}


def entries_of_decision(decision: Decision, view: DecisionView, index: SiteIndex) -> tuple[SearchEntry, ...]:
    """Gives what the search may find of a decision: itself, its options, and its constraints, urgent ones first."""
    shown = sorted(view.constraints, key=lambda one: _URGENCY.get(one.term.key, 0))[:MOST_PLACES]
    system = view.system.text if view.system else ""
    status = view.status.word
    page = search_page(
        decision.title,
        f"{status}; {view.summary.in_words}.",
        f"Chosen: {view.chosen.name}." if view.chosen else "",
        _row(system, decision.component, *decision.tags, *_qualities(decision)),
        index.prose.plain_text(decision.question),
        index.prose.plain_text(decision.context),
        boost=IN_FORCE if decision.status in ("proposed", "accepted") else 1.0,
        most=PAGE_TEXT,
    )
    stated = {one.id: one for one in decision.constraints}
    return page, *_options(decision), *(_constraint(one, stated[one.id], status) for one in shown)


def entries_of_system(system: System, view: SystemView, index: SiteIndex) -> tuple[SearchEntry, ...]:
    """Gives what the search may find of a system: itself, what it states, its components and its flows."""
    plain = index.prose.plain_text
    page = search_page(
        system.title,
        plain(system.description),
        f"Components: {_row(*system.components)}" if system.components else "",
        f"Deployments: {_row(*system.deployments)}" if system.deployments else "",
        boost=IN_FORCE,
    )
    limits = (
        SearchEntry(
            one.anchor,
            " ".join((one.quality.text, one.claim, *one.selectors)),
            f"{one.term.word}. {_words_of(verdict.bound.constraint.quality)}",
            LIMIT,
        )
        for one, verdict in zip(view.limits, index.system_verdicts(system.id), strict=True)
    )
    components = (
        SearchEntry(
            one.anchor,
            one.name,
            shortened(
                f"{'Learned component' if one.learned else 'Component'}. {one.does.striptags()}", PLACE_TEXT
            ),
        )
        for one in view.components
    )
    flows = (SearchEntry(one.anchor, one.name, shortened(one.path, PLACE_TEXT)) for one in view.flows)
    return page, *_few(limits), *_few(components), *_few(flows)


def entry_of_model_card(card: ModelCard, system: str, index: SiteIndex) -> SearchEntry:
    """Gives what the search may find of a model card; ``system`` is the title of the one that it belongs to."""
    details = card.details
    approach = (details.approach or "").replace("-", " ")
    return search_page(
        card.title,
        _row("Model card", system, details.task, approach, details.architecture_family),
        " ".join(map(_words_of, card.metrics)),
        index.prose.plain_text(card.description),
        most=SEARCH_TEXT,
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


def _constraint(one: ConstraintView, constraint: Constraint, status: str) -> SearchEntry:
    title = " ".join((one.quality.text, one.claim, *one.selectors))
    value = f": {one.value}" if one.value else ""
    # An id that nobody gave says what the title says.
    text = f"{status}; {one.term.word.lower()}{value}. {_words_of(constraint.quality)} {constraint.given_id}"
    return SearchEntry(one.anchor, shortened(title, NAMES), shortened(text, PLACE_TEXT), LIMIT)


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
