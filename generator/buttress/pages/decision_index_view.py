"""The table of all decisions and the map of their links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import (
    counted,
)
from buttress.pages import urls
from buttress.pages.draft import Draft, search_page
from buttress.pages.record_links import Link, link_decision, link_quality
from buttress.pages.relations import draw_map
from buttress.pages.verdict_summary import VerdictSummary, summarise
from buttress.pages.wording import STATUS_TERMS, Term
from buttress.verdicts import STATES

if TYPE_CHECKING:
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision

MOST_QUALITIES = 4


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision of the table."""

    decision: Link
    number: str
    status: Term
    summary: VerdictSummary
    urgency: int
    system: str
    date: str
    qualities: tuple[Link, ...]
    more_qualities: int


@dataclass(frozen=True, slots=True)
class DecisionIndexView:
    """Everything that the template of the table prints."""

    intro: str
    rows: tuple[DecisionRow, ...]
    systems: bool
    has_map: bool
    map_note: str


def draft_decision_index(index: SiteIndex) -> Draft:
    """Gives the page of all decisions, to be rendered."""
    links = index.links(urls.DECISIONS)
    rows = tuple(
        _row(decision, index, links) for siblings in index.siblings.values() for decision in siblings
    )
    diagram, left_out = draw_map(index, links)
    intro = (
        f"{counted(len(rows), 'decision')} in {counted(len(index.siblings), 'system')}, judged as of "
        f"{index.judgement.as_of}."
        if any(index.siblings)
        else f"{counted(len(rows), 'decision')}, judged as of {index.judgement.as_of}."
    )
    view = DecisionIndexView(
        intro,
        rows,
        any(row.system for row in rows),
        diagram is not None,
        f"{counted(left_out, 'less linked decision')} left out of the drawing." if left_out else "",
    )
    return Draft(
        uri=urls.DECISIONS,
        title="Decisions",
        template="decision_index.html",
        view=view,
        diagrams={"decision-map": diagram} if diagram else {},
        search=(search_page("Decisions", intro),),
        description=intro,
    )


def _row(decision: Decision, index: SiteIndex, links: urls.Links) -> DecisionRow:
    worst = index.worst_state(decision.id)
    names = list(dict.fromkeys(one.quality for one in decision.constraints))
    qualities = tuple(link_quality(name, index, links) for name in names[:MOST_QUALITIES])
    return DecisionRow(
        link_decision(decision.id, index, links),
        f"{decision.number:04d}" if decision.number is not None else "",
        STATUS_TERMS[decision.status],
        summarise(decision, index),
        STATES.index(worst) if worst else len(STATES),
        index.system_title(decision.id),
        decision.date.isoformat(),
        qualities,
        len(names) - len(qualities),
    )
