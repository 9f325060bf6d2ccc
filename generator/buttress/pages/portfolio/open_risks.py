"""What may still go wrong with a system, in one place: verdicts that do not hold, what is due, and stated risks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import counted, listed, say
from buttress.pages import urls
from buttress.pages.portfolio.finding_view import DueView, Finding, by_urgency, view_due, view_finding
from buttress.pages.portfolio.system_standing import OpenRisk, verdicts_of, view_risks
from buttress.pages.record_links import Link

if TYPE_CHECKING:
    from buttress.pages.site_index import SiteIndex
    from buttress.records import System

MOST_AT_FIRST = 6
"""More risks than these wait behind a line."""


@dataclass(frozen=True, slots=True)
class OpenRisks:
    """What may still go wrong with a system.

    Attributes:
        told: All of it counted, as a sentence.
        short: The same in a few words, for links; empty where nothing is open.
        findings: Constraints of the system and its decisions that do not hold, or hold by waiver only.
        dues: Reviews and waivers whose day has passed.
        risks: The gravest risks that its decisions state.
        more: The other risks.
    """

    told: str
    short: str
    findings: tuple[Finding, ...]
    dues: tuple[DueView, ...]
    risks: tuple[OpenRisk, ...]
    more: tuple[OpenRisk, ...]


def view_open_risks(system: System, index: SiteIndex, links: urls.Links) -> OpenRisks | None:
    """Gives what may still go wrong with a system; None where nothing is stated or decided of it.

    Args:
        system: The system.
        index: The site.
        links: Addresses as seen from the system's page.
    """
    decisions = index.siblings.get(system.id, ())
    if not decisions and not system.constraints:
        return None
    short = tell_open(system, index)
    told = (
        f"{short[:1].upper()}{short[1:]}."
        if short
        else say("Every constraint holds, nothing is due, and no decision states a risk.")
    )
    risks = view_risks(decisions, index, links)
    return OpenRisks(
        told,
        short,
        tuple(
            view_finding(verdict, index, links, at_home=True)
            for verdict in by_urgency(verdicts_of(system, index))
            if verdict.state != "holds"
        ),
        tuple(
            view_due(notice, index, links)
            for decision in decisions
            for notice in index.notices_of.get(decision.id, ())
        ),
        risks[:MOST_AT_FIRST],
        risks[MOST_AT_FIRST:],
    )


def link_risks(system: System, index: SiteIndex, links: urls.Links) -> Link | None:
    """Gives the way to the open risks of a system, with their number as its text; None where there is none."""
    told = tell_open(system, index)
    return Link(told, links.to(urls.system_uri(system.id), "risks")) if told else None


def tell_open(system: System, index: SiteIndex) -> str:
    """Gives what may still go wrong with a system, counted; empty where nothing is known that may."""
    decisions = index.siblings.get(system.id, ())
    unmet = sum(verdict.state != "holds" for verdict in verdicts_of(system, index))
    due = sum(len(index.notices_of.get(decision.id, ())) for decision in decisions)
    stated = sum(len(decision.risks) for decision in decisions if decision.status in ("proposed", "accepted"))
    parts = [
        counted(unmet, "constraint that does not hold", "constraints that do not hold") if unmet else "",
        say("{things} due", things=counted(due, "thing")) if due else "",
        counted(stated, "stated risk") if stated else "",
    ]
    return listed([part for part in parts if part])
