"""A quality: what it means, which decisions limit it, which models report it, and how it is measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import (
    as_judged,
    display_unit,
    say,
    show_claim,
    show_estimate,
    tell_selectors,
)
from buttress.pages import urls
from buttress.pages.draft import Crumb, Draft, shortened
from buttress.pages.figures.constraint_bars import draw_constraint_bar
from buttress.pages.measured_line import runs_behind, tell_measured
from buttress.pages.record_links import Link, link_constraint
from buttress.pages.search_entries import entry_of_quality
from buttress.pages.wording import DIRECTION_WORDS, ESTIMATOR_WORDS, STATE_TERMS, Term

if TYPE_CHECKING:
    from markupsafe import Markup

    from buttress.pages.site_index import SiteIndex
    from buttress.records import Quality
    from buttress.verdicts import Verdict

MOST_MODELS = 40
"""So many models are named; their number tells of the rest."""


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A constraint on the quality."""

    decision: Link
    option: str
    claim: str
    selectors: tuple[str, ...]
    value: str
    bar: Markup
    term: Term


@dataclass(frozen=True, slots=True)
class QualityView:
    """Everything that the template of a quality prints."""

    id: str
    title: str
    definition: Markup
    facts: tuple[tuple[str, str], ...]
    measure: Markup
    data_collection: Markup
    operationalisation: Markup
    estimator: Markup
    formula: str
    limits: tuple[LimitRow, ...]
    models: tuple[Link, ...]
    models_left_out: int
    source: str


def draft_quality(quality: Quality, index: SiteIndex) -> Draft:
    """Gives the page of a quality, to be rendered."""
    uri = urls.quality_uri(quality.id)
    links = index.links(uri)
    prose = index.prose
    models = index.reported_by.get(quality.id, ())
    view = QualityView(
        quality.id,
        quality.title,
        prose.render_prose(quality.definition),
        _facts(quality),
        prose.render_prose(quality.measure),
        prose.render_prose(quality.data_collection),
        prose.render_prose(quality.operationalisation),
        prose.mark_words(ESTIMATOR_WORDS[quality.estimator]),
        _formula(quality),
        tuple(_limit(verdict, quality, index, links) for verdict in index.constrained_by.get(quality.id, ())),
        tuple(
            Link(index.portfolio.model_cards[card].title, links.to(urls.model_uri(card), "analyses"))
            for card in models[:MOST_MODELS]
        ),
        len(models[MOST_MODELS:]),
        index.source("quality", quality.id),
    )
    definition = prose.plain_text(quality.definition)
    return Draft(
        uri=uri,
        title=quality.title,
        template="quality.html",
        view=view,
        crumbs=(
            Crumb(say("Catalogue"), links.to(urls.CATALOGUE)),
            Crumb(say("Qualities"), links.to(urls.QUALITIES)),
        ),
        search=(entry_of_quality(quality, index),),
        description=shortened(definition or quality.title, 200),
        source=view.source,
        measured=tell_measured(runs_behind(index.constrained_by.get(quality.id, ())), index, links)
        if view.limits
        else None,
        extensions=quality.extensions,
    )


def _facts(quality: Quality) -> tuple[tuple[str, str], ...]:
    facts = (
        (say("Name in records"), quality.id),
        (say("Unit"), display_unit(quality) or ("levels" if quality.levels else say("a bare number"))),
        (say("Direction"), DIRECTION_WORDS[quality.direction]),
        (say("Levels, worst first"), ", ".join(quality.levels)),
        (say("Characteristic"), quality.characteristic),
    )
    return tuple((label, text) for label, text in facts if text)


def _formula(quality: Quality) -> str:
    if quality.outcome is not None:
        given = (
            say(" among examples for which {given}", given=quality.given) if quality.given is not None else ""
        )
        return say("counts {outcome}{given}", outcome=quality.outcome, given=given)
    if quality.metric is not None:
        return say("computes {metric} from truth and answers", metric=quality.metric)
    if quality.numerator:
        return say(
            "sums {numerator} over {denominator} of all answers",
            numerator=quality.numerator,
            denominator=quality.denominator,
        )
    if quality.only_deployed:
        return say("is computed of a deployment")
    if quality.level is not None:
        return f"takes the {100 * quality.level:g} % quantile of {quality.sample_name} in each process"
    return (
        ""
        if quality.estimator == "ordinal"
        else say("reads {sample_name} from the runs", sample_name=quality.sample_name)
    )


def _limit(verdict: Verdict, quality: Quality, index: SiteIndex, links: urls.Links) -> LimitRow:
    bound = verdict.bound
    decision = index.portfolio.decisions.get(bound.decision) if bound.kind == "decision" else None
    option = decision.option(bound.option) if decision else None
    estimate = verdict.assessment.estimate if verdict.assessment else None
    shown = show_estimate(estimate, as_judged(bound.constraint, quality)) if estimate else None
    return LimitRow(
        link_constraint(bound, index, links),
        option.name if option else bound.option,
        show_claim(bound.constraint.require, quality),
        tell_selectors(bound.constraint),
        shown.text if shown else "",
        draw_constraint_bar(verdict, as_judged(bound.constraint, quality)),
        STATE_TERMS[verdict.state],
    )
