"""A verdict that somebody should look at, and something that is due: as lists show them, wherever they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import say, show_claim, tell_selectors, tell_verdict
from buttress.pages.record_links import Link, RunLink, link_constraint, link_decision, link_run
from buttress.pages.wording import NOTICE_WORDS, STATE_TERMS, STATUS_TERMS, Term, code_marked
from buttress.verdicts import STATES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    from buttress.pages import urls
    from buttress.pages.site_index import SiteIndex
    from buttress.verdicts import Notice, Verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """One verdict that somebody should look at.

    Attributes:
        term: The verdict.
        claim: The limit.
        selectors: What narrows the claim.
        quality: Title of the quality.
        severity: ``must`` or ``should``.
        status: The decision's, where it is only proposed and so gates nothing.
        decision: The constraint's place on the page of its decision or system.
        system: Title of the system; empty where the list is the system's own.
        sentence: The verdict in a sentence.
        runs: The latest runs behind it.
    """

    term: Term
    claim: str
    selectors: tuple[str, ...]
    quality: str
    severity: str
    status: Term | None
    decision: Link
    system: str
    sentence: Markup
    runs: tuple[RunLink, ...]


@dataclass(frozen=True, slots=True)
class DueView:
    """Something due."""

    kind: str
    decision: Link
    text: str
    due: str


LATEST_RUNS = 2
"""So many runs are named beside a finding; its constraint names all."""


def by_urgency(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Gives verdicts by urgency, those that gate first; otherwise in the order of the decisions."""
    return tuple(
        sorted(
            verdicts,
            key=lambda one: (
                STATES.index(one.state),
                not one.gating,
                one.bound.constraint.severity != "must",
                one.bound.decision,
            ),
        )
    )


def view_finding(verdict: Verdict, index: SiteIndex, links: urls.Links, *, at_home: bool = False) -> Finding:
    """Gives a verdict for a list; ``at_home`` says that the list stands on the page of its system."""
    constraint = verdict.bound.constraint
    quality = index.portfolio.qualities[constraint.quality]
    runs = verdict.assessment.runs[-LATEST_RUNS:] if verdict.assessment else ()
    return Finding(
        STATE_TERMS[verdict.state],
        show_claim(constraint.require, quality),
        tell_selectors(constraint),
        quality.title,
        constraint.severity,
        STATUS_TERMS["proposed"] if _is_proposed(verdict, index) else None,
        link_constraint(verdict.bound, index, links),
        "" if at_home else _place(verdict, index),
        code_marked(tell_verdict(verdict, quality)),
        tuple(link_run(run, index, links) for run in runs),
    )


def view_due(notice: Notice, index: SiteIndex, links: urls.Links) -> DueView:
    """Gives something due for a list."""
    return DueView(
        NOTICE_WORDS[notice.kind],
        link_decision(notice.decision, index, links),
        f"{notice.text[:1].upper()}{notice.text[1:]}",
        notice.due.isoformat() if notice.due else "",
    )


def _is_proposed(verdict: Verdict, index: SiteIndex) -> bool:
    decision = index.portfolio.decisions.get(verdict.bound.decision)
    return decision is not None and decision.status == "proposed"


def _place(verdict: Verdict, index: SiteIndex) -> str:
    return (
        say("the system itself")
        if verdict.bound.kind == "system"
        else index.system_title(verdict.bound.decision)
    )
