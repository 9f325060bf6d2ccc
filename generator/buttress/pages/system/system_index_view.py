"""All systems at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import counted, listed, say
from buttress.pages import urls
from buttress.pages.draft import Draft, search_page
from buttress.pages.portfolio.open_risks import link_risks
from buttress.pages.portfolio.system_standing import summarise_system
from buttress.pages.record_links import Link

if TYPE_CHECKING:
    from markupsafe import Markup

    from buttress.pages.site_index import SiteIndex
    from buttress.pages.verdict_summary import VerdictSummary
    from buttress.records import System


@dataclass(frozen=True, slots=True)
class SystemCard:
    """One system.

    Attributes:
        system: The system.
        anchor: Fragment id of its card.
        description: What it is for.
        summary: How it and its decisions stand.
        facts: What it consists of, as label and text.
        risks: Its open risks, counted, with the way to them; None where there is none.
    """

    system: Link
    anchor: str
    description: Markup
    summary: VerdictSummary
    facts: tuple[tuple[str, str], ...]
    risks: Link | None


@dataclass(frozen=True, slots=True)
class SystemIndexView:
    """Everything that the template of all systems prints."""

    intro: str
    cards: tuple[SystemCard, ...]


def draft_system_index(index: SiteIndex) -> Draft:
    """Gives the page of all systems, to be rendered."""
    links = index.links(urls.SYSTEMS)
    systems = index.portfolio.systems
    anchors = urls.anchors_of("system", systems)
    cards = tuple(_card(systems[name], anchor, index, links) for name, anchor in sorted(anchors.items()))
    intro = say(
        "{systems}, judged as of {as_of}.", systems=counted(len(cards), "system"), as_of=index.judgement.as_of
    )
    return Draft(
        uri=urls.SYSTEMS,
        title=say("Systems"),
        template="system_index.html",
        view=SystemIndexView(intro, cards),
        search=(search_page(say("Systems"), intro),),
        description=intro,
    )


def _card(system: System, anchor: str, index: SiteIndex, links: urls.Links) -> SystemCard:
    return SystemCard(
        Link(system.title, links.to(urls.system_uri(system.id))),
        anchor,
        index.prose.render_prose(_first_paragraph(system.description)),
        summarise_system(system, index),
        _facts(system, index),
        link_risks(system, index, links),
    )


def _first_paragraph(text: str) -> str:
    """The opening of a description: the rest is on the system's own page."""
    return text.strip().partition("\n\n")[0]


def _facts(system: System, index: SiteIndex) -> tuple[tuple[str, str], ...]:
    learned = [name for name, part in system.components.items() if part.ml]
    facts = (
        (say("Decisions"), str(len(index.siblings.get(system.id, ())))),
        (say("Learned"), listed(learned)),
        (say("Runs as"), system.current_deployment),
        (say("Deployments"), str(len(system.deployments)) if len(system.deployments) > 1 else ""),
    )
    return tuple(fact for fact in facts if fact[1])
