"""Flows as readers see them: where the time and the bytes of each go in every deployment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import NBSP, say, show_claim, show_quantity
from buttress.graph import Placement
from buttress.language import format_number
from buttress.pages import urls
from buttress.pages.declared_view import spread
from buttress.pages.figures.plot_views import Limit
from buttress.pages.figures.stacked_bars import bars_of
from buttress.pages.record_links import RunLink, link_run
from buttress.pages.system.deployment_marks import limits_asked
from buttress.pages.system.deployment_view import show_figure
from buttress.records import convert, format_quantity
from buttress.verdicts import budget_flow, claim_of

if TYPE_CHECKING:
    from buttress.pages.figures.plots import FigureRenderer
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Flow, Quality, System
    from buttress.verdicts import BudgetStep, FlowBudget


@dataclass(frozen=True, slots=True)
class StepRow:
    """One line of a budget.

    Attributes:
        name: The component, or the link.
        kind: Which of the two.
        where: On which node, or in which step of the flow.
        time: Least to greatest time; empty where it is not known.
        tail: The 95th percentile of a component alone.
        payload: What crosses the link for each item.
        load: Share of the link's bandwidth that is taken.
        full: Whether the link is asked for more than it carries.
        told: How the time is known.
        runs: The runs behind it.
    """

    name: str
    kind: str
    where: str
    time: str
    tail: str
    payload: str
    load: str
    full: bool
    told: str
    runs: tuple[RunLink, ...]


@dataclass(frozen=True, slots=True)
class BudgetView:
    """A flow in one deployment.

    Attributes:
        deployment: Its name.
        current: Whether it is in operation.
        total: The 95th percentile of the whole flow with its bounds; empty where it is not known.
        missing: What is not known and no step tells, as clauses.
        rows: The steps.
    """

    deployment: str
    current: bool
    total: str
    missing: str
    rows: tuple[StepRow, ...]


@dataclass(frozen=True, slots=True)
class FlowView:
    """One flow in every deployment.

    Attributes:
        anchor: Fragment id of its place on the page.
        name: Its title.
        path: Components in order.
        facts: Rate and how long it may wait, as label and text.
        figure: Placeholder of the figure; empty where there is nothing to draw.
        budgets: Deployment by deployment.
    """

    anchor: str
    name: str
    path: str
    facts: tuple[tuple[str, str], ...]
    figure: str
    budgets: tuple[BudgetView, ...]


@dataclass(frozen=True, slots=True)
class FlowPart:
    """A flow for the page of its system, and the drawing of its budgets; empty where there is nothing to draw."""

    view: FlowView
    drawing: str


def view_flow(
    system: System, flow: Flow, index: SiteIndex, links: urls.Links, figures: FigureRenderer
) -> FlowPart | None:
    """Gives a flow in every deployment; None where nothing is known of any step and nobody limits it.

    Args:
        system: The system; it has deployments.
        flow: One of its flows.
        index: The site.
        links: Addresses as seen from the page.
        figures: Who draws.
    """
    assessor = index.judgement.assessor
    budgets = [budget_flow(assessor, Placement(system.id, name), flow.id) for name in system.deployments]
    known = any(step.low_s is not None for budget in budgets for step in budget.steps)
    limited = any(asked[1] == flow.id for asked, _ in limits_asked(system, index))
    if not known and not limited:
        return None
    anchor = urls.anchors_of("flow", (one.id for one in system.flows))[flow.id]
    bars = bars_of(budgets, _limits(system, flow, index), {flow.id: flow.name})
    view = FlowView(
        anchor,
        flow.name,
        " → ".join(flow.path),
        _facts(flow),
        anchor if known else "",
        tuple(_view_budget(budget, system, index, links) for budget in budgets),
    )
    return FlowPart(view, str(figures.render_stacked_bars(bars)) if known else "")


def _limits(system: System, flow: Flow, index: SiteIndex) -> list[Limit]:
    """The upper limits on the 95th percentile of a flow, in s."""
    found: dict[float, Limit] = {}
    tail = _tail_quality(index)
    for asked, constraint in limits_asked(system, index):
        claim = claim_of(constraint, "s") if tail and asked == (tail.id, flow.id) else None
        if tail is not None and claim is not None and claim.operator in ("<=", "<"):
            text = show_claim(constraint.require, tail)
            found[claim.limits[0]] = Limit(claim.limits[0], text, "below")
    return list(found.values())


def show_span(low: float, high: float, unit: str) -> str:
    """Gives two amounts as one text in the unit that fits the greater: ``40–200 ms``; once where they are equal.

    >>> show_span(0.04, 0.2, "s").replace(NBSP, " ")
    '40–200 ms'
    """
    upper = show_quantity(high, unit)
    number, _, shown = upper.partition(NBSP)
    lower = (
        format_number(convert(low, unit, shown.replace("µ", "u")), 3).replace("-", "−")
        if shown
        else show_quantity(low, unit)
    )
    return upper if lower == number else f"{lower}–{upper}"


def _facts(flow: Flow) -> tuple[tuple[str, str], ...]:
    wait = flow.wait
    share = format_number(100 * wait.share) if wait else ""
    facts = (
        (say("Happens"), format_quantity(flow.rate).replace(" ", NBSP) if flow.rate else ""),
        (
            say("May wait"),
            f"at most {format_quantity(wait.at_most)} for {share}{NBSP}% of arrivals" if wait else "",
        ),
    )
    return tuple(fact for fact in facts if fact[1])


def _view_budget(budget: FlowBudget, system: System, index: SiteIndex, links: urls.Links) -> BudgetView:
    return BudgetView(
        budget.deployment,
        budget.deployment == system.current_deployment,
        _total(budget, index),
        spread(
            "; ".join(one for one in budget.missing if all(one not in step.told for step in budget.steps))
        ),
        tuple(_row(step, index, links) for step in budget.steps),
    )


def _total(budget: FlowBudget, index: SiteIndex) -> str:
    quality = _tail_quality(index)
    if quality is None:
        return ""
    value, interval = show_figure(budget.latency, quality)
    return f"{value} ({interval})" if interval else value


def _tail_quality(index: SiteIndex) -> Quality | None:
    return next(
        (
            one
            for one in index.portfolio.qualities.values()
            if one.deployed == "latency" and one.level == 0.95
        ),
        None,
    )


def _row(step: BudgetStep, index: SiteIndex, links: urls.Links) -> StepRow:
    known = step.low_s is not None and step.high_s is not None
    return StepRow(
        name=step.name,
        kind=step.kind,
        where=step.where.replace("->", f"{NBSP}→{NBSP}")
        if step.kind == "link"
        else say("on {where}", where=step.where),
        time=show_span(step.low_s or 0.0, step.high_s or 0.0, "s") if known else "",
        tail=show_quantity(step.tail_s, "s") if step.tail_s is not None else "",
        payload=show_quantity(step.payload_bytes, "B") if step.payload_bytes is not None else "",
        load=_load(step),
        full=step.rate_high is not None and step.rate_high > 1,
        told=spread(step.told),
        runs=tuple(link_run(run, index, links) for run in step.runs),
    )


def _load(step: BudgetStep) -> str:
    if step.rate_low is None or step.rate_high is None:
        return ""
    return show_span(100 * step.rate_low, 100 * step.rate_high, "%")
