"""A decision as its readers see it: verdict first, then question, options, trade-offs, constraints and reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from buttress.explanation import say
from buttress.pages import urls
from buttress.pages.assurance.assurance_view import AssuranceMark, mark_assurance
from buttress.pages.catalogue.tags_view import link_tags
from buttress.pages.changes.change_note import note_change
from buttress.pages.decision.comparison_view import ComparisonView, view_comparison
from buttress.pages.decision.constraint_view import ConstraintView, WaiverView, view_constraint, view_waivers
from buttress.pages.decision.decision_figures import DecisionFigures, draw_figures
from buttress.pages.decision.flips_view import FlipsView, view_flips
from buttress.pages.decision.glance_view import GlanceView, view_glance
from buttress.pages.decision.option_view import OptionView, view_option
from buttress.pages.decision.surroundings_view import (
    AssumptionView,
    RelationView,
    RiskView,
    view_assumptions,
    view_relations,
    view_risks,
)
from buttress.pages.draft import Crumb, Draft, shortened
from buttress.pages.explorer.explorer_view import can_explore
from buttress.pages.measured_line import runs_of_decision, tell_measured
from buttress.pages.record_links import Link, link_decision, link_quality, link_references, link_system
from buttress.pages.search_entries import entries_of_decision
from buttress.pages.succession import tell_past
from buttress.pages.verdict_summary import VerdictSummary, summarise, tell_urgent
from buttress.pages.wording import STATUS_TERMS, Term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from buttress.pages.figures.plots import FigureRenderer
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
    system: Link | None
    component: str
    people: tuple[tuple[str, str], ...]
    tags: tuple[Link, ...]
    question: Markup
    context: Markup
    drivers: tuple[Link, ...]
    options: tuple[OptionView, ...]
    chosen: OptionView | None
    comparison: ComparisonView | None
    design_space: str
    parallel: str
    figures: frozenset[str]
    flips: FlipsView | None
    explorer: str
    constraints: tuple[ConstraintView, ...]
    assurance: AssuranceMark | None
    glance: GlanceView | None
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
    drawn = draw_figures(decision, index, figures, links)
    view = _view(decision, index, links, compared, drawn)
    shown = {
        **(compared.figures if compared else {}),
        **drawn.plots,
        **{one.trend.figure: str(one.trend.svg) for one in view.constraints if one.trend},
    }
    return Draft(
        uri=uri,
        title=decision.title,
        template="decision.html",
        view=view,
        crumbs=_crumbs(decision, index, links),
        diagrams=drawn.diagrams,
        figures=shown,
        search=entries_of_decision(decision, view.constraints, index),
        description=_description(decision, view, index),
        source=view.source,
        updated=decision.date,
        past=tell_past(decision, index, links),
        changed=note_change("decision", decision.id, index, links),
        measured=tell_measured(runs_of_decision(decision.id, index), index, links)
        if compared or view.constraints
        else None,
        extensions=decision.extensions,
    )


def _view(
    decision: Decision,
    index: SiteIndex,
    links: urls.Links,
    compared: ComparisonView | None,
    drawn: DecisionFigures,
) -> DecisionView:
    prose = index.prose
    options = tuple(view_option(decision, option, index, links) for option in decision.options)
    verdicts = index.verdicts(decision.id)
    comparison = index.comparisons.get(decision.id)
    anchors = urls.anchors_of("constraint", (one.id for one in decision.constraints))
    constraints = tuple(
        view_constraint(verdict, history, anchors[verdict.bound.constraint.id], index, links)
        for verdict, history in zip(verdicts, index.histories.get(decision.id, ()), strict=True)
    )
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
        system=_link_system(decision, index, links),
        component=decision.component,
        people=_people(decision),
        tags=link_tags(decision, index.tags, links),
        question=prose.render_prose(decision.question),
        context=prose.render_prose(decision.context),
        drivers=tuple(link_quality(name, index, links) for name in decision.drivers),
        options=options,
        chosen=next((one for one in options if one.chosen), None),
        comparison=compared,
        design_space=drawn.space.text if drawn.space else "",
        parallel=drawn.parallel.text if drawn.parallel and drawn.parallel.svg else "",
        figures=frozenset((*drawn.plots, *drawn.diagrams)),
        flips=view_flips(decision, comparison) if comparison and verdicts else None,
        explorer=links.to(urls.explorer_uri(decision.id)) if can_explore(comparison) else "",
        constraints=constraints,
        assurance=mark_assurance(urls.assurance_uri(decision.id), verdicts, index, links),
        glance=view_glance(verdicts, constraints, index.portfolio.qualities),
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
        notices=tuple(one.text for one in index.notices_of.get(decision.id, ())),
        as_of=index.judgement.as_of.isoformat(),
        previous=link_decision(before, index, links) if before else None,
        next=link_decision(after, index, links) if after else None,
        source=index.source("decision", decision.id),
        extensions=decision.extensions,
    )


def _people(decision: Decision) -> tuple[tuple[str, str], ...]:
    groups = (
        (say("Decided by"), decision.decision_makers),
        (say("Consulted"), decision.consulted),
        (say("Informed"), decision.informed),
    )
    return tuple((label, ", ".join(names)) for label, names in groups if names)


def _crumbs(decision: Decision, index: SiteIndex, links: urls.Links) -> tuple[Crumb, ...]:
    system = _link_system(decision, index, links)
    top = Crumb(say("Decisions"), links.to(urls.DECISIONS))
    return (top, Crumb(system.text, system.href)) if system else (top,)


def _link_system(decision: Decision, index: SiteIndex, links: urls.Links) -> Link | None:
    system = index.linked.system_of.get(decision.id, "")
    return link_system(system, index, links) if system in index.portfolio.systems else None


def _description(decision: Decision, view: DecisionView, index: SiteIndex) -> str:
    question = index.prose.plain_text(decision.question) or decision.title
    named = _answer(decision, view.chosen.name) if view.chosen else ""
    # Previews cut what is long, so how it stands comes first.
    return shortened(f"{view.status.word}; {view.summary.in_words}. {question}{named}", 200)


def _answer(decision: Decision, name: str) -> str:
    if decision.status == "rejected":
        return say(" Proposed: {name}.", name=name)
    return say(" Chosen: {name}.", name=name)
