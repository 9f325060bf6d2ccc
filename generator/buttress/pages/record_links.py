"""Links from one record's page to another's, and to sources outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import say
from buttress.pages import urls
from buttress.pages.prose import safe_link
from buttress.pages.wording import STATUS_TERMS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from buttress.graph import BoundConstraint
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision, Reference


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its text; without an address it is text only.

    Attributes:
        text: What it leads to.
        href: Its address.
        note: What a reader must know before following it, such as that a decision was superseded.
    """

    text: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RunLink:
    """A run as evidence: when and where it was measured."""

    id: str
    href: str
    measured: str
    machine: str
    hardware: tuple[Link, ...]


def link_decision(decision: str, index: SiteIndex, links: urls.Links) -> Link:
    """Gives a decision as a link that bears its title, and says so where it is no longer in force."""
    record = index.portfolio.decisions[decision]
    return Link(record.title, links.to(urls.decision_uri(decision)), note_of(record))


def note_of(decision: Decision) -> str:
    """Gives the status of a decision that is not, or no longer, to be followed; empty for all others."""
    return "" if decision.status in ("proposed", "accepted") else STATUS_TERMS[decision.status].word.lower()


def link_system(system: str, index: SiteIndex, links: urls.Links) -> Link:
    """Gives a system as a link that bears its title."""
    return Link(index.portfolio.systems[system].title, links.to(urls.system_uri(system)))


def link_constraint(bound: BoundConstraint, index: SiteIndex, links: urls.Links) -> Link:
    """Gives the decision or system that states a constraint, as a link that leads to the constraint."""
    name, portfolio = bound.decision, index.portfolio
    of_system = bound.kind == "system"
    record = portfolio.systems[name] if of_system else portfolio.decisions[name]
    uri = urls.system_uri(name) if of_system else urls.decision_uri(name)
    anchors = urls.anchors_of("constraint", (one.id for one in record.constraints))
    return Link(record.title, links.to(uri, anchors[bound.constraint.id]))


def link_quality(name: str, index: SiteIndex, links: urls.Links) -> Link:
    """Gives a quality as a link that bears its title; a text that is no quality stays a text."""
    quality = index.portfolio.qualities.get(name)
    return Link(quality.title, links.to(urls.quality_uri(name))) if quality else Link(name)


def link_run(run_id: str, index: SiteIndex, links: urls.Links) -> RunLink:
    """Gives a run as a link that says when and where it was measured."""
    run = index.portfolio.runs[run_id]
    hardware = tuple(Link(one.title, links.to(urls.hardware_uri(one.id))) for one in index.hardware_of(run))
    machine = run.machine.cpu_model or say("an unnamed machine")
    return RunLink(run_id, links.to(urls.run_uri(run_id)), f"{run.measured_at:%Y-%m-%d}", machine, hardware)


def link_references(references: Iterable[Reference]) -> tuple[Link, ...]:
    """Gives sources as links; an address that must not be followed is left out."""
    return tuple(Link(one.title, safe_link(one.url)) for one in references)
