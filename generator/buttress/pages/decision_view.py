"""A decision as its readers see it: verdict first, then question, options, trade-offs, constraints and reasons."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from buttress.explanation import listed
from buttress.pages import urls
from buttress.pages.comparison_view import ComparisonView, view_comparison
from buttress.pages.constraint_view import ConstraintView, WaiverView, view_constraint, view_waivers
from buttress.pages.design_space import SpaceFigure, draw_design_space
from buttress.pages.draft import Crumb, Draft, search_page, shortened
from buttress.pages.page import SearchEntry
from buttress.pages.record_links import Link, link_decision, link_quality, link_references
from buttress.pages.relations import draw_chain, draw_relations
from buttress.pages.wording import (
    FEASIBILITY_TERMS,
    NO_CONSTRAINTS,
    NOT_JUDGED,
    RELATION_WORDS,
    STATE_TERMS,
    STATUS_TERMS,
    Term,
)
from buttress.verdicts import STATES, meets_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from markupsafe import Markup

    from buttress.pages.diagrams import Diagram
    from buttress.pages.plots import FigureRenderer
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision, Option
    from buttress.tradeoff import Comparison
    from buttress.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class VerdictSummary:
    """The verdicts of a decision in one line.

    Attributes:
        term: The most urgent state.
        text: How many constraints are in which state; empty where the term says it all.
    """

    term: Term
    text: str

    @property
    def in_words(self) -> str:
        """The summary without its badge."""
        return self.text or self.term.word.lower()


@dataclass(frozen=True, slots=True)
class OptionView:
    """One considered option."""

    id: str
    anchor: str
    name: str
    chosen: bool
    feasibility: Term | None
    description: Markup
    pros: tuple[Markup, ...]
    cons: tuple[Markup, ...]
    neutral: tuple[Markup, ...]
    model: Link | None
    evidence: Link | None


@dataclass(frozen=True, slots=True)
class RiskView:
    """One risk."""

    text: Markup
    likelihood: str
    impact: str
    mitigation: Markup


@dataclass(frozen=True, slots=True)
class AssumptionView:
    """One assumption."""

    text: Markup
    kind: str
    review_by: str
    due: bool


@dataclass(frozen=True, slots=True)
class RelationView:
    """The decisions to which one stands in one relation."""

    words: str
    others: tuple[Link, ...]


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


def summarise(decision: Decision, index: SiteIndex) -> VerdictSummary:
    """Gives the verdicts of a decision in one line."""
    verdicts = index.verdicts(decision.id)
    if not decision.constraints:
        return VerdictSummary(NO_CONSTRAINTS, "")
    if not verdicts:
        return VerdictSummary(NOT_JUDGED, "")
    worst = index.worst_state(decision.id)
    return VerdictSummary(STATE_TERMS[worst or "missing"], tell_counts(verdicts))


def tell_counts(verdicts: Sequence[Verdict]) -> str:
    """Gives how many verdicts are in which state: ``1 violated, 4 hold``."""
    counts = Counter(verdict.state for verdict in verdicts)
    if len(counts) == 1 and counts["holds"]:
        return "it holds" if len(verdicts) == 1 else f"all {len(verdicts)} hold"
    words = {"holds": "holds" if counts["holds"] == 1 else "hold"}
    return ", ".join(f"{counts[state]} {words.get(state, state)}" for state in STATES if counts[state])


def _view(
    decision: Decision,
    index: SiteIndex,
    links: urls.Links,
    compared: ComparisonView | None,
    space: SpaceFigure | None,
    diagrams: Mapping[str, Diagram],
) -> DecisionView:
    prose = index.prose
    options = tuple(_view_option(decision, option, index, links) for option in decision.options)
    verdicts = index.verdicts(decision.id)
    anchors = urls.anchors_of("constraint", (one.id for one in decision.constraints))
    before, after = index.around[decision.id]
    return DecisionView(
        id=decision.id,
        title=decision.title,
        number=f"{decision.number:04d}" if decision.number is not None else "",
        status=STATUS_TERMS[decision.status],
        summary=summarise(decision, index),
        banner=_banner(decision, index),
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
        good=_inline(decision.consequences.good, index),
        bad=_inline(decision.consequences.bad, index),
        neutral=_inline(decision.consequences.neutral, index),
        assumptions=_assumptions(decision, index.judgement.as_of, index),
        risks=tuple(
            RiskView(
                prose.render_inline(risk.text),
                risk.likelihood or "",
                risk.impact or "",
                prose.render_inline(risk.mitigation),
            )
            for risk in decision.risks
        ),
        waivers=view_waivers(decision.id, index),
        patterns=tuple(
            Link(index.portfolio.patterns[name].title, links.to(urls.pattern_uri(name)))
            for name in decision.patterns
        ),
        references=link_references(decision.references),
        relations=_relations(decision, index, links),
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


def _view_option(decision: Decision, option: Option, index: SiteIndex, links: urls.Links) -> OptionView:
    comparison: Comparison | None = index.comparisons.get(decision.id)
    row = comparison.row(option.id) if comparison else None
    judged = bool(index.verdicts(decision.id))
    card = index.linked.card_of.get((decision.id, option.id))
    binding = index.linked.binding_of.get((decision.id, option.id))
    suite = index.portfolio.benchmarks[binding.suite] if binding else None
    return OptionView(
        id=option.id,
        anchor=urls.anchor_of("option", option.id),
        name=option.name,
        chosen=option.id == decision.chosen,
        feasibility=FEASIBILITY_TERMS[row.feasibility] if row and judged else None,
        description=index.prose.render_prose(option.description),
        pros=_inline(option.pros, index),
        cons=_inline(option.cons, index),
        neutral=_inline(option.neutral, index),
        model=Link(index.portfolio.model_cards[card].title, links.to(urls.model_uri(card))) if card else None,
        evidence=Link(f"{binding.candidate} ({binding.runtime})", links.to(urls.suite_uri(suite.id)))
        if suite and binding
        else None,
    )


def _banner(decision: Decision, index: SiteIndex) -> tuple[str, ...]:
    """What the most urgent state means here, and which options would do."""
    verdicts = index.verdicts(decision.id)
    worst = index.worst_state(decision.id)
    if worst is None:
        in_force = decision.status in ("proposed", "accepted")
        return (NO_CONSTRAINTS.explanation,) if in_force else (STATUS_TERMS[decision.status].explanation,)
    lines = []
    if worst in ("stale", "undecided", "waived"):
        lines.append(STATE_TERMS[worst].explanation)
    if decision.status == "proposed":
        lines.append("The decision is proposed: it is judged, and gates nothing.")
    if any(verdict.state == "violated" for verdict in verdicts):
        judged = index.judgement.options
        others = [option for option in decision.options if option.id != decision.chosen]
        names = [one.name for one in others if meets_all(judged.get((decision.id, one.id), ()))]
        lines.append(
            f"Every must would hold with: {listed(names, 'or')}."
            if names
            else "No other considered option is known to meet every must."
        )
    return tuple(lines)


def _people(decision: Decision) -> tuple[tuple[str, str], ...]:
    groups = (
        ("Decided by", decision.decision_makers),
        ("Consulted", decision.consulted),
        ("Informed", decision.informed),
    )
    return tuple((label, ", ".join(names)) for label, names in groups if names)


def _assumptions(decision: Decision, today: date, index: SiteIndex) -> tuple[AssumptionView, ...]:
    return tuple(
        AssumptionView(
            index.prose.render_inline(one.text),
            one.kind,
            one.review_by.isoformat() if one.review_by else "",
            one.review_by is not None and one.review_by < today,
        )
        for one in decision.assumptions
    )


def _relations(decision: Decision, index: SiteIndex, links: urls.Links) -> tuple[RelationView, ...]:
    found: dict[str, list[Link]] = {}
    for relation, other in index.neighbours.get(decision.id, ()):
        found.setdefault(relation, []).append(link_decision(other, index, links))
    return tuple(
        RelationView(RELATION_WORDS[relation], tuple(found[relation]))
        for relation in RELATION_WORDS
        if relation in found
    )


def _crumbs(decision: Decision, index: SiteIndex, links: urls.Links) -> tuple[Crumb, ...]:
    system = index.system_title(decision.id)
    top = Crumb("Decisions", links.to(urls.DECISIONS))
    return (top, Crumb(system)) if system else (top,)


def _inline(texts: Sequence[str], index: SiteIndex) -> tuple[Markup, ...]:
    return tuple(index.prose.render_inline(text) for text in texts)


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
