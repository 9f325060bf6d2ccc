"""The table of all decisions, with what it can be filtered by."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from buttress.explanation import counted, say
from buttress.pages import urls
from buttress.pages.draft import Draft, search_page
from buttress.pages.measured_line import tell_measured
from buttress.pages.portfolio.decision_tabs import Tab, link_tabs
from buttress.pages.record_links import Link, link_decision, link_quality, link_system
from buttress.pages.succession import successors_of
from buttress.pages.verdict_summary import VerdictSummary, summarise
from buttress.pages.wording import STATE_TERMS, STATUS_TERMS, Term
from buttress.verdicts import STATES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision

MOST_QUALITIES = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, with how many decisions have it."""

    value: str
    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Something that the table can be filtered by.

    Attributes:
        name: Its name in the address, as in ``#status=accepted``.
        label: Its name for readers.
        choices: Its values.
    """

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision of the table.

    Attributes:
        decision: The decision.
        number: Its number for display, possibly empty.
        status: Its status.
        summary: Its verdicts in one line.
        verdicts: Where its constraints are, on its page; empty where it has none.
        urgency: Place of its most urgent verdict among all states, for sorting; empty where there is none.
        system: Its system; None where it has none.
        date: The day of the last change of substance.
        qualities: The first qualities that it limits.
        more_qualities: How many more there are.
        successors: The decisions that superseded it.
        values: Filter to the row's values of it.
    """

    decision: Link
    number: str
    status: Term
    summary: VerdictSummary
    verdicts: str
    urgency: str
    system: Link | None
    date: str
    qualities: tuple[Link, ...]
    more_qualities: int
    successors: tuple[Link, ...]
    values: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class DecisionIndexView:
    """Everything that the template of the table prints.

    Attributes:
        intro: What there is to see.
        tabs: The ways to look at all decisions.
        rows: The decisions, by system.
        filters: What they can be filtered by.
        first: The earliest of their days.
        last: The latest of them.
        systems: Whether any belongs to a system.
        icons: The words whose icons the rows share: a thousand copies would be most of the page.
    """

    intro: str
    tabs: tuple[Tab, ...]
    rows: tuple[DecisionRow, ...]
    filters: tuple[Filter, ...]
    first: str
    last: str
    systems: bool
    icons: tuple[Term, ...]


def draft_decision_index(index: SiteIndex) -> Draft:
    """Gives the page of all decisions, to be rendered."""
    links = index.links(urls.DECISIONS)
    rows = tuple(
        _row(decision, index, links) for siblings in index.siblings.values() for decision in siblings
    )
    days = [row.date for row in rows]
    intro = _tell_intro(len(rows), index)
    view = DecisionIndexView(
        intro,
        link_tabs(urls.DECISIONS, index),
        rows,
        _filters(rows, index),
        min(days, default=""),
        max(days, default=""),
        any(row.system for row in rows),
        tuple({term.key: term for row in rows for term in (row.status, row.summary.term)}.values()),
    )
    return Draft(
        uri=urls.DECISIONS,
        title=say("Decisions"),
        template="decision_index.html",
        view=view,
        search=(search_page(say("Decisions"), intro),),
        description=intro,
        measured=tell_measured(index.portfolio.runs, index, links),
    )


def _tell_intro(rows: int, index: SiteIndex) -> str:
    systems = [system for system in index.siblings if system]
    where = say(" in {systems}", systems=counted(len(systems), "system")) if systems else ""
    return say(
        "{decisions}{where}, each with the verdicts on what it states.",
        decisions=counted(rows, "decision"),
        where=where,
    )


def _row(decision: Decision, index: SiteIndex, links: urls.Links) -> DecisionRow:
    worst = index.worst_state(decision.id)
    system = index.linked.system_of.get(decision.id, "")
    names = tuple(dict.fromkeys(one.quality for one in decision.constraints))
    qualities = tuple(link_quality(name, index, links) for name in names[:MOST_QUALITIES])
    return DecisionRow(
        # The status has a column of its own.
        replace(link_decision(decision.id, index, links), note=""),
        f"{decision.number:04d}" if decision.number is not None else "",
        STATUS_TERMS[decision.status],
        summarise(decision, index),
        links.to(urls.decision_uri(decision.id), "constraints") if worst else "",
        str(STATES.index(worst)) if worst else "",
        link_system(system, index, links) if system in index.portfolio.systems else None,
        decision.date.isoformat(),
        qualities,
        len(names) - len(qualities),
        tuple(link_decision(name, index, links) for name in successors_of(decision.id, index)),
        {
            "status": (decision.status,),
            "verdict": tuple(dict.fromkeys(verdict.state for verdict in index.verdicts(decision.id))),
            "system": (system,) if system in index.portfolio.systems else (),
            "quality": names,
            "tag": decision.tags,
        },
    )


def _filters(rows: Sequence[DecisionRow], index: SiteIndex) -> tuple[Filter, ...]:
    """The filters that tell decisions apart; one that all share, or none has, is no help."""
    titles = index.portfolio.systems, index.portfolio.qualities
    found = (
        _filter("status", say("Status"), rows, lambda value: STATUS_TERMS[value].word, STATUS_TERMS),  # type: ignore[index]
        _filter("verdict", say("Has a verdict"), rows, lambda value: STATE_TERMS[value].word, STATES),  # type: ignore[index]
        _filter("system", say("System"), rows, lambda value: titles[0][value].title),
        _filter("quality", say("Limits"), rows, lambda value: titles[1][value].title),
        _filter("tag", say("Tag"), rows, str),
    )
    return tuple(one for one in found if _tells_apart(one, len(rows)))


def _filter(
    name: str,
    label: str,
    rows: Sequence[DecisionRow],
    text_of: Callable[[str], str],
    order: Iterable[str] = (),
) -> Filter:
    """A filter with the values that rows have, in the order given, else by their texts."""
    numbers = Counter(value for row in rows for value in row.values[name])
    values = [value for value in order if value in numbers] or sorted(
        numbers, key=lambda value: (text_of(value).casefold(), value)
    )
    return Filter(name, label, tuple(Choice(value, text_of(value), numbers[value]) for value in values))


def _tells_apart(one: Filter, rows: int) -> bool:
    return len(one.choices) > 1 or any(choice.number < rows for choice in one.choices)
