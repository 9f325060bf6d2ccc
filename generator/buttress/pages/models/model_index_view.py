"""All model cards: whose system they serve, how complete they are, and how the decisions about them stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import counted, say
from buttress.linting import sections_of
from buttress.pages import urls
from buttress.pages.draft import Draft, search_page
from buttress.pages.models.model_parts import title_of_system
from buttress.pages.record_links import Link

if TYPE_CHECKING:
    from buttress.pages.site_index import SiteIndex
    from buttress.records import ModelCard


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One card of the table."""

    card: Link
    version: str
    task: str
    system: str
    filled: int
    expected: int
    chosen: int
    considered: int
    factsheet: str
    interface: str


@dataclass(frozen=True, slots=True)
class ModelIndexView:
    """Everything that the template of all model cards prints."""

    rows: tuple[ModelRow, ...]


def draft_model_index(index: SiteIndex) -> Draft:
    """Gives the page of all model cards, to be rendered."""
    links = index.links(urls.MODELS)
    cards = sorted(index.portfolio.model_cards.values(), key=lambda one: one.id)
    text = f"{counted(len(cards), 'model card')}."
    return Draft(
        uri=urls.MODELS,
        title=say("Model cards"),
        template="model_index.html",
        view=ModelIndexView(tuple(_row(card, index, links) for card in cards)),
        search=(search_page(say("Model cards"), text),),
        description=text,
    )


def _row(card: ModelCard, index: SiteIndex, links: urls.Links) -> ModelRow:
    sections = sections_of(card)
    options = index.options_of.get(card.id, ())
    decisions = index.portfolio.decisions
    return ModelRow(
        Link(card.title, links.to(urls.model_uri(card.id))),
        card.details.version,
        card.details.task,
        title_of_system(card, index),
        sum(section.filled for section in sections),
        len(sections),
        sum(decisions[name].chosen == option for name, option in options),
        len(options),
        links.to(urls.factsheet_uri(card.id)),
        links.to(urls.interface_uri(card.id)),
    )
