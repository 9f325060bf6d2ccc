"""Links from one record's page to another's, and to sources outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.pages import urls
from buttress.pages.prose import safe_link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from buttress.pages.site_index import SiteIndex
    from buttress.records import Reference


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its text; without an address it is text only."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class RunLink:
    """A run as evidence: when and where it was measured."""

    id: str
    href: str
    measured: str
    machine: str
    hardware: tuple[Link, ...]


def link_decision(decision: str, index: SiteIndex, links: urls.Links) -> Link:
    """Gives a decision as a link that bears its title."""
    return Link(index.portfolio.decisions[decision].title, links.to(urls.decision_uri(decision)))


def link_constraint(decision: str, constraint: str, index: SiteIndex, links: urls.Links) -> Link:
    """Gives a decision as a link that leads to one of its constraints."""
    record = index.portfolio.decisions[decision]
    anchors = urls.anchors_of("constraint", (one.id for one in record.constraints))
    return Link(record.title, links.to(urls.decision_uri(decision), anchors[constraint]))


def link_quality(name: str, index: SiteIndex, links: urls.Links) -> Link:
    """Gives a quality as a link that bears its title; a text that is no quality stays a text."""
    quality = index.portfolio.qualities.get(name)
    return Link(quality.title, links.to(urls.quality_uri(name))) if quality else Link(name)


def link_run(run_id: str, index: SiteIndex, links: urls.Links) -> RunLink:
    """Gives a run as a link that says when and where it was measured."""
    run = index.portfolio.runs[run_id]
    hardware = tuple(Link(one.title, links.to(urls.hardware_uri(one.id))) for one in index.hardware_of(run))
    machine = run.machine.cpu_model or "an unnamed machine"
    return RunLink(run_id, links.to(urls.run_uri(run_id)), f"{run.measured_at:%Y-%m-%d}", machine, hardware)


def link_references(references: Iterable[Reference]) -> tuple[Link, ...]:
    """Gives sources as links; an address that must not be followed is left out."""
    return tuple(Link(one.title, safe_link(one.url)) for one in references)
