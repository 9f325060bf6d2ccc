"""Qualities: what each means, how it is measured, which decisions limit it and which models report it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import (
    counted,
    display_unit,
    show_claim,
    show_estimate,
    tell_selectors,
)
from buttress.pages import urls
from buttress.pages.draft import Crumb, Draft, search_page, shortened
from buttress.pages.record_links import Link, link_constraint, link_quality
from buttress.pages.wording import DIRECTION_WORDS, ESTIMATOR_WORDS, STATE_TERMS, Term

if TYPE_CHECKING:
    from markupsafe import Markup

    from buttress.pages.site_index import SiteIndex
    from buttress.records import Quality
    from buttress.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A constraint on the quality."""

    decision: Link
    option: str
    claim: str
    selectors: tuple[str, ...]
    value: str
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
    estimator: str
    formula: str
    limits: tuple[LimitRow, ...]
    models: tuple[Link, ...]
    source: str


@dataclass(frozen=True, slots=True)
class QualityRow:
    """One quality of the table."""

    quality: Link
    id: str
    definition: str
    unit: str
    direction: str
    characteristic: str
    decisions: int
    models: int


@dataclass(frozen=True, slots=True)
class QualityIndexView:
    """Everything that the template of all qualities prints."""

    used: tuple[QualityRow, ...]
    others: tuple[QualityRow, ...]


def draft_quality(quality: Quality, index: SiteIndex) -> Draft:
    """Gives the page of a quality, to be rendered."""
    uri = urls.quality_uri(quality.id)
    links = index.links(uri)
    prose = index.prose
    view = QualityView(
        quality.id,
        quality.title,
        prose.render_prose(quality.definition),
        _facts(quality),
        prose.render_prose(quality.measure),
        prose.render_prose(quality.data_collection),
        prose.render_prose(quality.operationalisation),
        ESTIMATOR_WORDS[quality.estimator],
        _formula(quality),
        tuple(_limit(verdict, quality, index, links) for verdict in index.constrained_by.get(quality.id, ())),
        tuple(
            Link(index.portfolio.model_cards[card].title, links.to(urls.model_uri(card)))
            for card in index.reported_by.get(quality.id, ())
        ),
        index.source("quality", quality.id),
    )
    definition = prose.plain_text(quality.definition)
    return Draft(
        uri=uri,
        title=quality.title,
        template="quality.html",
        view=view,
        crumbs=(Crumb("Qualities", links.to(urls.QUALITIES)),),
        search=(search_page(quality.title, quality.id, definition),),
        description=shortened(definition or quality.title, 200),
        source=view.source,
    )


def draft_quality_index(index: SiteIndex) -> Draft:
    """Gives the page of all qualities, to be rendered."""
    links = index.links(urls.QUALITIES)
    rows = [_row(quality, index, links) for quality in index.portfolio.qualities.values()]
    rows.sort(key=lambda row: (-row.decisions, -row.models, row.quality.text))
    used = tuple(row for row in rows if row.decisions or row.models)
    others = tuple(row for row in rows if not (row.decisions or row.models))
    text = f"{counted(len(used), 'quality', 'qualities')} in use, {len(others)} more known."
    return Draft(
        uri=urls.QUALITIES,
        title="Qualities",
        template="quality_index.html",
        view=QualityIndexView(used, tuple(sorted(others, key=lambda row: row.quality.text))),
        search=(search_page("Qualities", text),),
        description=text,
    )


def _facts(quality: Quality) -> tuple[tuple[str, str], ...]:
    facts = (
        ("Name in records", quality.id),
        ("Unit", display_unit(quality) or ("levels" if quality.levels else "a bare number")),
        ("Direction", DIRECTION_WORDS[quality.direction]),
        ("Levels, worst first", ", ".join(quality.levels)),
        ("Characteristic", quality.characteristic),
    )
    return tuple((label, text) for label, text in facts if text)


def _formula(quality: Quality) -> str:
    if quality.outcome is not None:
        given = f" among examples for which {quality.given}" if quality.given is not None else ""
        return f"counts {quality.outcome}{given}"
    if quality.metric is not None:
        return f"computes {quality.metric} from truth and answers"
    if quality.numerator:
        return f"sums {quality.numerator} over {quality.denominator} of all answers"
    if quality.only_deployed:
        return "is computed of a deployment"
    if quality.level is not None:
        return f"takes the {100 * quality.level:g} % quantile of {quality.sample_name} in each process"
    return "" if quality.estimator == "ordinal" else f"reads {quality.sample_name} from the runs"


def _limit(verdict: Verdict, quality: Quality, index: SiteIndex, links: urls.Links) -> LimitRow:
    bound = verdict.bound
    decision = index.portfolio.decisions.get(bound.decision) if bound.kind == "decision" else None
    option = decision.option(bound.option) if decision else None
    assessment = verdict.assessment
    shown = show_estimate(assessment.estimate, quality) if assessment and assessment.estimate else None
    return LimitRow(
        link_constraint(bound, index, links),
        option.name if option else bound.option,
        show_claim(bound.constraint.require, quality),
        tell_selectors(bound.constraint),
        shown.text if shown else "",
        STATE_TERMS[verdict.state],
    )


def _row(quality: Quality, index: SiteIndex, links: urls.Links) -> QualityRow:
    decisions = {verdict.bound.decision for verdict in index.constrained_by.get(quality.id, ())}
    return QualityRow(
        link_quality(quality.id, index, links),
        quality.id,
        index.prose.plain_text(quality.definition),
        display_unit(quality),
        DIRECTION_WORDS[quality.direction],
        quality.characteristic.partition(" (")[0],
        len(decisions),
        len(index.reported_by.get(quality.id, ())),
    )
