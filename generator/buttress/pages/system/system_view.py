"""A system as its readers see it: what it is for, how it stands, what it is made of, and what each place costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import counted, listed, say
from buttress.pages import urls
from buttress.pages.assurance.assurance_view import AssuranceMark, mark_assurance
from buttress.pages.changes.change_note import note_change
from buttress.pages.declared_view import DeclaredRow, view_declared
from buttress.pages.draft import Crumb, Draft, shortened
from buttress.pages.measured_line import runs_behind, tell_measured
from buttress.pages.portfolio.map_view import link_map
from buttress.pages.portfolio.open_risks import OpenRisks, view_open_risks
from buttress.pages.portfolio.system_standing import (
    SystemLimit,
    broken_decisions,
    summarise_system,
    verdicts_of,
    view_limits,
)
from buttress.pages.record_links import Link, link_decision
from buttress.pages.search_entries import entries_of_system
from buttress.pages.system.deployment_view import DeploymentTable, compare_deployments, deployment_anchors
from buttress.pages.system.flow_budget_view import FlowPart, FlowView, view_flow
from buttress.pages.system.system_diagrams import draw_components, draw_deployment, tell_unplaced
from buttress.pages.verdict_summary import VerdictSummary, summarise
from buttress.pages.wording import STATUS_TERMS, Term

if TYPE_CHECKING:
    from markupsafe import Markup

    from buttress.pages.figures.diagrams import Diagram
    from buttress.pages.figures.plots import FigureRenderer
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision, System


MOST_OPEN = 4
"""Of more deployments than these, only the one in operation is drawn at first sight."""


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """One component: what it does, whether it is learned, and what is known of it."""

    name: str
    anchor: str
    does: Markup
    learned: bool
    known: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class DeploymentFigure:
    """The drawing of one deployment.

    Attributes:
        anchor: Fragment id of its place on the page.
        name: The deployment.
        current: Whether it is in operation.
        figure: Placeholder of the drawing.
        unplaced: Which components it places nowhere, as a sentence.
        folded: Whether the drawing waits behind a line, since there are many.
    """

    anchor: str
    name: str
    current: bool
    figure: str
    unplaced: str
    folded: bool


@dataclass(frozen=True, slots=True)
class SystemDecision:
    """One decision of the system."""

    decision: Link
    status: Term
    summary: VerdictSummary
    chosen: str
    component: str
    date: str


@dataclass(frozen=True, slots=True)
class SystemView:
    """Everything that the template of a system prints."""

    title: str
    description: Markup
    goals: tuple[tuple[str, tuple[Markup, ...]], ...]
    summary: VerdictSummary
    decided: str
    broken: tuple[tuple[Term, Link, str], ...]
    limits: tuple[SystemLimit, ...]
    assurance: AssuranceMark | None
    open: OpenRisks | None
    has_components: bool
    components: tuple[ComponentRow, ...]
    any_known: bool
    deployments: tuple[DeploymentFigure, ...]
    table: DeploymentTable | None
    uncomputed: str
    flows: tuple[FlowView, ...]
    flows_left: str
    declared: tuple[DeclaredRow, ...]
    decisions: tuple[SystemDecision, ...]
    map: str
    suites: tuple[Link, ...]
    as_of: str
    source: str


def draft_system(system: System, index: SiteIndex, figures: FigureRenderer) -> Draft:
    """Gives the page of a system, to be rendered."""
    uri = urls.system_uri(system.id)
    links = index.links(uri)
    flows = _flows(system, index, links, figures)
    view = _view(system, flows, index, links)
    plain = index.prose.plain_text(system.description)
    return Draft(
        uri=uri,
        title=system.title,
        template="system.html",
        view=view,
        crumbs=(Crumb(say("Systems"), links.to(urls.SYSTEMS)),),
        diagrams=_diagrams(system, index, links),
        figures={part.view.figure: part.drawing for part in flows if part.drawing},
        search=entries_of_system(system, view.limits, view.flows, index),
        description=shortened(plain or system.title, 200),
        source=view.source,
        measured=tell_measured(runs_behind(verdicts_of(system, index)), index, links),
        changed=note_change("system", system.id, index, links),
        extensions=system.extensions,
    )


def _view(system: System, flows: tuple[FlowPart, ...], index: SiteIndex, links: urls.Links) -> SystemView:
    decisions = index.siblings.get(system.id, ())
    prose = index.prose
    table = compare_deployments(system, index, links)
    components = tuple(_component(name, system, index, links) for name in system.components)
    return SystemView(
        title=system.title,
        description=prose.render_prose(system.description),
        goals=_goals(system, index),
        summary=summarise_system(system, index),
        decided=_tell_decided(system, decisions),
        broken=broken_decisions(decisions, index, links),
        limits=view_limits(system, index, links),
        assurance=mark_assurance(
            urls.system_assurance_uri(system.id), index.system_verdicts(system.id), index, links
        ),
        open=view_open_risks(system, index, links),
        has_components=bool(system.components),
        components=components,
        any_known=any(one.known for one in components),
        deployments=_deployments(system),
        table=table,
        uncomputed=_tell_uncomputed(system, table),
        flows=tuple(part.view for part in flows),
        flows_left=_tell_left(system, flows),
        declared=view_declared(system, index),
        decisions=tuple(_decision(one, index, links) for one in decisions),
        map=link_map(system.id, index, links),
        suites=_suites(system, index, links),
        as_of=index.judgement.as_of.isoformat(),
        source=index.source("system", system.id),
    )


def _diagrams(system: System, index: SiteIndex, links: urls.Links) -> dict[str, Diagram]:
    found = {
        anchor: draw_deployment(system, name, index, links)
        for name, anchor in deployment_anchors(system).items()
    }
    components = draw_components(system, index, links)
    return {**found, "components": components} if components else found


def _goals(system: System, index: SiteIndex) -> tuple[tuple[str, tuple[Markup, ...]], ...]:
    goals = system.goals
    levels = (
        (say("Organisation"), goals.organisation),
        (say("System"), goals.system),
        (say("Users"), goals.users),
        (say("Model"), goals.model),
    )
    return tuple((level, tuple(map(index.prose.render_inline, texts))) for level, texts in levels if texts)


def _tell_decided(system: System, decisions: tuple[Decision, ...]) -> str:
    parts = [
        counted(len(decisions), "decision") if decisions else say("no decision yet"),
        counted(len(system.constraints), "constraint of its own", "constraints of its own")
        if system.constraints
        else "",
        say("runs as “{current_deployment}”", current_deployment=system.current_deployment)
        if system.current_deployment
        else "",
    ]
    text = "; ".join(part for part in parts if part)
    return f"{text[:1].upper()}{text[1:]}."


def _component(name: str, system: System, index: SiteIndex, links: urls.Links) -> ComponentRow:
    part = system.components[name]
    card = index.component_card(system, name)
    binding = index.linked.component_binding.get((system.id, name))
    found = []
    if card:
        found.append(Link(index.portfolio.model_cards[card].title, links.to(urls.model_uri(card))))
    if binding:
        suite = index.portfolio.benchmarks[binding.suite]
        told = say(
            "measured as {candidate} ({runtime}) in {title}",
            candidate=binding.candidate,
            runtime=binding.runtime,
            title=suite.title,
        )
        found.append(Link(told, links.to(urls.suite_uri(suite.id))))
    anchor = urls.anchors_of("component", system.components)[name]
    return ComponentRow(name, anchor, index.prose.render_inline(part.does), part.ml, tuple(found))


def _deployments(system: System) -> tuple[DeploymentFigure, ...]:
    return tuple(
        DeploymentFigure(
            anchor,
            name,
            name == system.current_deployment,
            anchor,
            tell_unplaced(system, name),
            folded=len(system.deployments) > MOST_OPEN and name != system.current_deployment,
        )
        for name, anchor in deployment_anchors(system).items()
    )


def _tell_uncomputed(system: System, table: DeploymentTable | None) -> str:
    """Why there is no table of deployments, as a sentence; empty where there is one."""
    if table is not None:
        return ""
    missing = [
        *([] if system.deployments else ["deployments"]),
        *([] if system.flows else ["flows"]),
    ]
    if missing:
        return say(
            "The system declares no {missing}, so that nothing can be computed of where it runs.",
            missing=listed(missing, "or"),
        )
    return say("What is declared and measured does not tell anything of the deployments yet.")


def _flows(
    system: System, index: SiteIndex, links: urls.Links, figures: FigureRenderer
) -> tuple[FlowPart, ...]:
    flows = system.flows if system.deployments else ()
    parts = (view_flow(system, flow, index, links, figures) for flow in flows)
    return tuple(part for part in parts if part is not None)


def _tell_left(system: System, flows: tuple[FlowPart, ...]) -> str:
    """Which flows nothing is known of, as a sentence; empty where something is of each."""
    shown = {part.view.name for part in flows}
    left = [f"“{flow.name}”" for flow in system.flows if flow.name not in shown]
    if not left or not system.deployments:
        return ""
    return f"Of the {'flow' if len(left) == 1 else 'flows'} {listed(left)} no step was measured or declared."


def _decision(decision: Decision, index: SiteIndex, links: urls.Links) -> SystemDecision:
    chosen = decision.option(decision.chosen)
    return SystemDecision(
        link_decision(decision.id, index, links),
        STATUS_TERMS[decision.status],
        summarise(decision, index),
        chosen.name if chosen else "",
        decision.component,
        decision.date.isoformat(),
    )


def _suites(system: System, index: SiteIndex, links: urls.Links) -> tuple[Link, ...]:
    bound = {
        binding.suite for (owner, _), binding in index.linked.component_binding.items() if owner == system.id
    }
    own = (
        name
        for name, suite in sorted(index.portfolio.benchmarks.items())
        if name in bound or (suite.system or name.partition("/")[0]) == system.id
    )
    return tuple(Link(index.portfolio.benchmarks[name].title, links.to(urls.suite_uri(name))) for name in own)
