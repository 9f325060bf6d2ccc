"""A model card: the sections of Mitchell et al. 2019 in their order, with every number from runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import say
from buttress.linting import sections_of
from buttress.pages import urls
from buttress.pages.catalogue.quality_words import ESTIMATOR_NAMES
from buttress.pages.draft import Crumb, Draft, shortened
from buttress.pages.measured_line import tell_measured
from buttress.pages.models.disaggregated_view import Breakdown, view_breakdowns
from buttress.pages.models.measured_view import MeasuredRow, view_measured
from buttress.pages.models.model_parts import (
    DatasetView,
    Facts,
    Tab,
    link_binding,
    qualities_of,
    title_of_system,
    view_dataset,
    view_facts,
    view_settings,
    view_tabs,
)
from buttress.pages.models.model_uses import ModelUse, verdicts_on, view_uses
from buttress.pages.record_links import Link, link_quality, link_references
from buttress.pages.search_entries import entry_of_model_card
from buttress.pages.wording import DIRECTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from buttress.pages.site_index import SiteIndex
    from buttress.records import ModelCard, Quality
    from buttress.verdicts import Verdict

KEY_FIGURES = 4
"""So many figures stand at the top of the page."""


@dataclass(frozen=True, slots=True)
class CardPart:
    """A titled list within a section of the card."""

    title: str
    items: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class MetricRow:
    """A metric that the card reports, and how it is come by."""

    quality: Link
    definition: Markup
    direction: str
    estimator: str


@dataclass(frozen=True, slots=True)
class ModelCardView:
    """Everything that the template of a model card prints, in the order of Mitchell et al."""

    tabs: tuple[Tab, ...]
    description: Markup
    filled: int
    expected: int
    missing: tuple[str, ...]
    key_figures: tuple[MeasuredRow, ...]
    uses: tuple[ModelUse, ...]
    uses_left_out: int
    facts: Facts
    architecture: Markup
    hyperparameters: Facts
    intended: tuple[CardPart, ...]
    factors: tuple[Markup, ...]
    metrics: tuple[MetricRow, ...]
    evaluation: tuple[DatasetView, ...]
    training: tuple[DatasetView, ...]
    measured: tuple[MeasuredRow, ...]
    breakdowns: tuple[Breakdown, ...]
    binding: Link | None
    ethics: tuple[CardPart, ...]
    caveats: tuple[CardPart, ...]
    references: tuple[Link, ...]


def draft_model_card(card: ModelCard, index: SiteIndex) -> Draft:
    """Gives the page of a model card, to be rendered."""
    uri = urls.model_uri(card.id)
    links = index.links(uri)
    view = _view(card, index, links)
    plain = index.prose.plain_text(card.description)
    return Draft(
        uri=uri,
        title=card.title,
        template="model_card.html",
        view=view,
        crumbs=(Crumb(say("Model cards"), links.to(urls.MODELS)),),
        search=(entry_of_model_card(card, title_of_system(card, index), index),),
        description=shortened(plain or card.title, 200),
        source=index.source("model-card", card.id),
        updated=card.details.date,
        measured=tell_measured((run.id for row in view.measured for run in row.runs), index, links)
        if view.measured
        else None,
        extensions=card.extensions,
    )


def _view(card: ModelCard, index: SiteIndex, links: urls.Links) -> ModelCardView:
    prose, considerations = index.prose, card.considerations
    sections = sections_of(card)
    options = index.options_of.get(card.id, ())
    uses, left_out = view_uses(options, index, links)
    qualities = qualities_of(card, index)
    measured, breakdowns = _measure(card, qualities, verdicts_on(options, index), index, links)
    return ModelCardView(
        tabs=view_tabs(card.id, "card", links),
        description=prose.render_prose(card.description),
        filled=sum(section.filled for section in sections),
        expected=len(sections),
        missing=tuple(section.name for section in sections if not section.filled),
        key_figures=tuple(row for row in measured if row.value)[:KEY_FIGURES],
        uses=uses,
        uses_left_out=left_out,
        facts=view_facts(card, index),
        architecture=prose.render_prose(card.details.architecture),
        hyperparameters=view_settings(card),
        intended=_parts(
            index,
            (say("Intended uses"), considerations.intended_uses),
            (say("Intended users"), considerations.users),
            (say("Out-of-scope uses"), considerations.out_of_scope_uses),
        ),
        factors=tuple(map(prose.render_inline, considerations.factors)),
        metrics=tuple(_metric(one, index, links) for one in qualities),
        evaluation=tuple(view_dataset(one, index) for one in card.evaluation_data),
        training=tuple(view_dataset(one, index) for one in card.training_data),
        measured=measured,
        breakdowns=breakdowns,
        binding=link_binding(index.linked.card_binding.get(card.id), index, links),
        ethics=_parts(
            index,
            ("", considerations.ethical_considerations),
            (say("Environmental considerations"), considerations.environmental_considerations),
        ),
        caveats=_parts(
            index,
            ("", considerations.caveats),
            (say("Limitations"), considerations.limitations),
            (say("Trade-offs"), considerations.trade_offs),
        ),
        references=link_references(card.details.references),
    )


def _measure(
    card: ModelCard,
    qualities: Sequence[Quality],
    verdicts: Mapping[str, Sequence[Verdict]],
    index: SiteIndex,
    links: urls.Links,
) -> tuple[tuple[MeasuredRow, ...], tuple[Breakdown, ...]]:
    binding = index.linked.card_binding.get(card.id)
    if binding is None:
        return (), ()
    measured = view_measured(binding, qualities, index, links, verdicts)
    return measured, view_breakdowns(binding, qualities, index, links, verdicts)


def _metric(quality: Quality, index: SiteIndex, links: urls.Links) -> MetricRow:
    return MetricRow(
        link_quality(quality.id, index, links),
        index.prose.render_inline(quality.definition),
        DIRECTION_WORDS[quality.direction],
        ESTIMATOR_NAMES[quality.estimator],
    )


def _parts(index: SiteIndex, *parts: tuple[str, Sequence[str]]) -> tuple[CardPart, ...]:
    return tuple(
        CardPart(title, tuple(map(index.prose.render_inline, items))) for title, items in parts if items
    )
