"""A decision as its readers see it: verdict first, then question, options, trade-offs, constraints and reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from buttress.explanation import listed
from buttress.pages import urls
from buttress.pages.comparison_view import ComparisonView, view_comparison
from buttress.pages.constraint_view import ConstraintView, WaiverView, view_constraint, view_waivers
from buttress.pages.design_space import SpaceFigure, draw_design_space
from buttress.pages.draft import Crumb, Draft, search_page, shortened
from buttress.pages.option_view import OptionView, view_option
from buttress.pages.page import SearchEntry
from buttress.pages.record_links import Link, link_decision, link_quality, link_references
from buttress.pages.relations import draw_chain, draw_relations
from buttress.pages.surroundings_view import (
    AssumptionView,
    RelationView,
    RiskView,
    view_assumptions,
    view_relations,
    view_risks,
)
from buttress.pages.verdict_summary import VerdictSummary, summarise, tell_urgent
from buttress.pages.wording import STATUS_TERMS, Term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from buttress.pages.diagrams import Diagram
    from buttress.pages.plots import FigureRenderer
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision


@dataclass(frozen=True, slots=True)
class DecisionView:
    """Everything that the template of a decision prints."""

    id: str
    title: str
    number: str
    status: Term
    summary: VerdictSummary
    banner: tuple[str, ...]
    successors: tuple[Link, ...]
    date: str
    review_by: str
    system: str
    component: str
    people: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    question: Markup
    context: Markup
    drivers: tuple[Link, ...]
    options: tuple[OptionView, ...]
    chosen: OptionView | None
    comparison: ComparisonView | None
    design_space: str
    has_design_space: bool
    constraints: tuple[ConstraintView, ...]
    unjudged: tuple[str, ...]
    rationale: Markup
    good: tuple[Markup, ...]
    bad: tuple[Markup, ...]
    neutral: tuple[Markup, ...]
    assumptions: tuple[AssumptionView, ...]
    risks: tuple[RiskView, ...]
    waivers: tuple[WaiverView, ...]
    patterns: tuple[Link, ...]
    references: tuple[Link, ...]
    relations: tuple[RelationView, ...]
    has_relations: bool
    has_chain: bool
    notices: tuple[str, ...]
    as_of: str
    previous: Link | None
    next: Link | None
    source: str
    extensions: Mapping[str, Any]


def draft_decision(decision: Decision, index: SiteIndex, figures: FigureRenderer) -> Draft:
    """Gives the page of a decision, to be rendered."""
    uri = urls.decision_uri(decision.id)
    links = index.links(uri)
    comparison = index.comparisons.get(decision.id)
    compared = view_comparison(comparison, index, links) if comparison else None
    judged = bool(index.verdicts(decision.id))
    space = draw_design_space(comparison, figures, judged=judged) if comparison else None
    diagrams = _diagrams(decision, index, links)
    view = _view(decision, index, links, compared, space, diagrams)
    shown = {
        **(compared.figures if compared else {}),
        **({"design-space": space.svg} if space and space.svg else {}),
        **{one.trend.figure: str(one.trend.svg) for one in view.constraints if one.trend},
    }
    return Draft(
        uri=uri,
        title=decision.title,
        template="decision.html",
        view=view,
        crumbs=_crumbs(decision, index, links),
        diagrams=diagrams,
        figures=shown,
        search=_search_entries(decision, view, index),
        description=_description(decision, view, index),
        source=view.source,
        updated=decision.date,
    )


def _view(
    decision: Decision,
    index: SiteIndex,
    links: urls.Links,
    compared: ComparisonView | None,
    space: SpaceFigure | None,
    diagrams: Mapping[str, Diagram],
) -> DecisionView:
    prose = index.prose
    options = tuple(view_option(decision, option, index, links) for option in decision.options)
    verdicts = index.verdicts(decision.id)
    anchors = urls.anchors_of("constraint", (one.id for one in decision.constraints))
    before, after = index.around[decision.id]
    return DecisionView(
        id=decision.id,
        title=decision.title,
        number=f"{decision.number:04d}" if decision.number is not None else "",
        status=STATUS_TERMS[decision.status],
        summary=summarise(decision, index),
        banner=tell_urgent(decision, index),
        successors=tuple(
            link_decision(other, index, links)
            for relation, other in index.neighbours.get(decision.id, ())
            if relation == "superseded_by"
        ),
        date=decision.date.isoformat(),
        review_by=decision.review_by.isoformat() if decision.review_by else "",
        system=index.system_title(decision.id),
        component=decision.component,
        people=_people(decision),
        tags=decision.tags,
        question=prose.render_prose(decision.question),
        context=prose.render_prose(decision.context),
        drivers=tuple(link_quality(name, index, links) for name in decision.drivers),
        options=options,
        chosen=next((one for one in options if one.chosen), None),
        comparison=compared,
        design_space=space.text if space else "",
        has_design_space=bool(space and space.svg),
        constraints=tuple(
            view_constraint(verdict, history, anchors[verdict.bound.constraint.id], index, links)
            for verdict, history in zip(verdicts, index.histories.get(decision.id, ()), strict=True)
        ),
        unjudged=() if verdicts else tuple(str(one.require) for one in decision.constraints),
        rationale=prose.render_prose(decision.rationale),
        good=tuple(map(prose.render_inline, decision.consequences.good)),
        bad=tuple(map(prose.render_inline, decision.consequences.bad)),
        neutral=tuple(map(prose.render_inline, decision.consequences.neutral)),
        assumptions=view_assumptions(decision, index),
        risks=view_risks(decision, index),
        waivers=view_waivers(decision.id, index),
        patterns=tuple(
            Link(index.portfolio.patterns[name].title, links.to(urls.pattern_uri(name)))
            for name in decision.patterns
        ),
        references=link_references(decision.references),
        relations=view_relations(decision, index, links),
        has_relations="relations" in diagrams,
        has_chain="evidence-chain" in diagrams,
        notices=tuple(one.text for one in index.notices_of.get(decision.id, ())),
        as_of=index.judgement.as_of.isoformat(),
        previous=link_decision(before, index, links) if before else None,
        next=link_decision(after, index, links) if after else None,
        source=index.source("decision", decision.id),
        extensions=decision.extensions,
    )


def _diagrams(decision: Decision, index: SiteIndex, links: urls.Links) -> dict[str, Diagram]:
    found = {
        "relations": draw_relations(decision, index, links),
        "evidence-chain": draw_chain(decision, index, links),
    }
    return {name: diagram for name, diagram in found.items() if diagram is not None}


def _people(decision: Decision) -> tuple[tuple[str, str], ...]:
    groups = (
        ("Decided by", decision.decision_makers),
        ("Consulted", decision.consulted),
        ("Informed", decision.informed),
    )
    return tuple((label, ", ".join(names)) for label, names in groups if names)


def _crumbs(decision: Decision, index: SiteIndex, links: urls.Links) -> tuple[Crumb, ...]:
    system = index.system_title(decision.id)
    top = Crumb("Decisions", links.to(urls.DECISIONS))
    return (top, Crumb(system)) if system else (top,)


def _search_entries(decision: Decision, view: DecisionView, index: SiteIndex) -> tuple[SearchEntry, ...]:
    names = listed([option.name for option in decision.options])
    qualities = dict.fromkeys(one.quality.text for one in view.constraints)
    about = ", ".join(word for word in (view.system, decision.component, *decision.tags, *qualities) if word)
    plain = index.prose.plain_text
    page = search_page(
        decision.title,
        f"{view.status.word}; {view.summary.in_words}.",
        plain(decision.question),
        f"Options: {names}." if names else "",
        f"{about}." if about else "",
        plain(decision.context),
    )
    told = " ".join(one.sentence.striptags() for one in view.constraints)
    if not told:
        return (page,)
    return page, SearchEntry("constraints", f"{decision.title}: constraints", shortened(told, 300))


def _description(decision: Decision, view: DecisionView, index: SiteIndex) -> str:
    question = index.prose.plain_text(decision.question) or decision.title
    chosen = f" Chosen: {view.chosen.name}." if view.chosen else ""
    return shortened(f"{question}{chosen} {view.status.word}; {view.summary.in_words}.", 200)
