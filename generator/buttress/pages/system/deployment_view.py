"""Deployments side by side: what is computed of each, which limits that meets, and what is not known."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING, get_args

from buttress.explanation import listed, name_of, say, show_estimate
from buttress.graph import Placement
from buttress.pages import urls
from buttress.pages.declared_view import spread
from buttress.pages.record_links import Link, link_decision, link_quality
from buttress.pages.system.deployment_marks import claims_on, marks_on
from buttress.pages.wording import BASIS_WORDS, DIRECTION_WORDS
from buttress.records import OF_ONE_FLOW, Deployed
from buttress.verdicts import DeployedQuestion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.estimation import Estimate
    from buttress.pages.site_index import SiteIndex
    from buttress.pages.system.deployment_marks import Asked, LimitMark
    from buttress.records import Quality, System
    from buttress.verdicts import Assessment

USUAL_LEVELS = (0.5, 0.95)
"""Percentiles of a flow's latency that are shown unasked; others where somebody limits them."""
_ORDER = get_args(Deployed)
_OF_LINKS = ("link_utilisation", "bandwidth", "data_per_day")


@dataclass(frozen=True, slots=True)
class DeploymentHead:
    """The head of a column.

    Attributes:
        name: The deployment.
        anchor: Fragment id of its diagram.
        current: Whether it is in operation.
        chosen: The decisions that chose it.
    """

    name: str
    anchor: str
    current: bool
    chosen: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class FigureCell:
    """What is known of one quality in one deployment.

    Attributes:
        value: The value with its unit, or the bounds where there is no value; empty where nothing is known.
        interval: Its bounds; empty where they are the value.
        conditions: What it takes as declared, as clauses.
        note: How it is known where it was neither measured nor computed, or why it is stale.
        missing: What is not known and keeps it from being computed.
        marks: How it stands to the limits on it.
    """

    value: str
    interval: str
    conditions: str
    note: str
    missing: str
    marks: tuple[LimitMark, ...]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One quality in every deployment.

    Attributes:
        quality: The quality.
        direction: Which way is better, in words.
        limits: The limits on it.
        cells: What is known, deployment by deployment.
        missing: Why nothing is known in any, where that is the same for all.
    """

    quality: Link
    direction: str
    limits: tuple[str, ...]
    cells: tuple[FigureCell, ...]
    missing: str


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """Rows that speak of one flow, or of all flows together."""

    title: str
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True, slots=True)
class DeploymentTable:
    """Deployments compared.

    Attributes:
        heads: The columns.
        groups: The rows.
        left_out: What is left out because nothing is known of it and nobody asks, in a sentence.
        conditional: Whether any figure rests on what is declared.
        would: Whether any mark says what a verdict would be.
        weighed: The decisions whose options are deployments.
    """

    heads: tuple[DeploymentHead, ...]
    groups: tuple[FigureGroup, ...]
    left_out: str
    conditional: bool
    would: bool
    weighed: tuple[Link, ...]


def compare_deployments(system: System, index: SiteIndex, links: urls.Links) -> DeploymentTable | None:
    """Gives the table of a system's deployments; None where nothing is known of any and nobody asks.

    Args:
        system: The system.
        index: The site.
        links: Addresses as seen from the page.
    """
    marks = marks_on(system, index, links)
    limits = claims_on(system, index)
    found: dict[Asked, FigureRow] = {}
    unknown: dict[str, None] = {}
    for asked in _questions(system, index, limits):
        if asked not in limits and _sends_nothing(asked, system, index):
            continue
        row = _row(asked, system, index, links, marks, limits)
        if asked in limits or any(cell.value or cell.note for cell in row.cells):
            found[asked] = row
        else:
            unknown[name_of(index.portfolio.qualities[asked[0]])] = None
    cells = [cell for row in found.values() for cell in row.cells]
    if not any(cell.value or cell.marks for cell in cells) and not limits:
        return None
    return DeploymentTable(
        heads=tuple(_head(name, system, index, links) for name in system.deployments),
        groups=_grouped(found, system),
        left_out=_tell_left_out(list(unknown), system),
        conditional=any(cell.conditions for cell in cells),
        would=any(mark.would for cell in cells for mark in cell.marks),
        weighed=tuple(link_decision(name, index, links) for name in _weighing(system, index)),
    )


def _sends_nothing(asked: Asked, system: System, index: SiteIndex) -> bool:
    """Whether it is about links of a system that has none."""
    return not system.links and index.portfolio.qualities[asked[0]].deployed in _OF_LINKS


def _tell_left_out(unknown: list[str], system: System) -> str:
    told = [
        say("There are no links, so that nothing is sent.") if not system.links else "",
        say(
            "Left out, since what is declared and measured does not tell: {unknown}.", unknown=listed(unknown)
        )
        if unknown
        else "",
    ]
    return " ".join(text for text in told if text)


def deployment_anchors(system: System) -> dict[str, str]:
    """Gives each deployment the fragment id of its place on the page."""
    return urls.anchors_of("deployment", system.deployments)


def ask_deployment(
    system: System, deployment: str, quality: Quality, flow: str, index: SiteIndex
) -> Assessment:
    """Gives what is computed of a deployment, as nobody in particular asks it."""
    question = DeployedQuestion(Placement(system.id, deployment), quality, flow)
    return index.judgement.assessor.assess_deployed(question)


def show_figure(assessment: Assessment, quality: Quality) -> tuple[str, str]:
    """Gives a figure as value and interval; both empty where there is none, the value the interval where it has none."""
    estimate = assessment.estimate
    if estimate is None:
        return "", ""
    shown = show_estimate(estimate, quality)
    if quality.deployed == "instances" and shown is not None and not shown.exact:
        return _show_machines(estimate), ""
    if shown is not None:
        return shown.text, shown.interval
    if isfinite(estimate.lower) and isfinite(estimate.upper):
        middle = replace(estimate, value=(estimate.lower + estimate.upper) / 2)
        shown = show_estimate(middle, quality)
        return (shown.interval or shown.text if shown else ""), ""
    return "", ""


def _show_machines(estimate: Estimate) -> str:
    """How many machines it takes: nobody can have half a one, and a sample may give no bound on a side."""
    low = round(estimate.lower) if isfinite(estimate.lower) else 0
    return f"{low}–{round(estimate.upper)}" if isfinite(estimate.upper) else say("{low} or more", low=low)


def _questions(system: System, index: SiteIndex, limits: Mapping[Asked, object]) -> list[Asked]:
    """What is asked of each deployment: what is usual, and what somebody limits; flow by flow, then all together."""
    computed = [one for one in index.portfolio.qualities.values() if one.deployed is not None]
    computed.sort(key=lambda one: (_ORDER.index(one.deployed), one.level or 0.0, one.id))
    flows = [flow.id for flow in system.flows]
    found: dict[Asked, None] = {}
    for flow in (*flows, ""):
        for quality in computed:
            own = quality.deployed in OF_ONE_FLOW
            usual = own == bool(flow) and (quality.deployed != "latency" or quality.level in USUAL_LEVELS)
            if usual or (quality.id, flow) in limits:
                found[quality.id, flow] = None
    return list(found)


def _row(
    asked: Asked,
    system: System,
    index: SiteIndex,
    links: urls.Links,
    marks: Mapping[tuple[str, Asked], Sequence[LimitMark]],
    limits: Mapping[Asked, tuple[str, ...]],
) -> FigureRow:
    quality = index.portfolio.qualities[asked[0]]
    cells = tuple(
        _cell(
            ask_deployment(system, name, quality, asked[1], index),
            quality,
            tuple(marks.get((name, asked), ())),
        )
        for name in system.deployments
    )
    return FigureRow(
        link_quality(quality.id, index, links),
        DIRECTION_WORDS[quality.direction],
        limits.get(asked, ()),
        cells,
        _missing_in_all(cells),
    )


def _missing_in_all(cells: Sequence[FigureCell]) -> str:
    reasons = {"" if cell.value else cell.missing for cell in cells}
    return reasons.pop() if len(reasons) == 1 else ""


def _cell(assessment: Assessment, quality: Quality, marks: tuple[LimitMark, ...]) -> FigureCell:
    value, interval = show_figure(assessment, quality)
    known = bool(value)
    return FigureCell(
        value=value,
        interval=interval,
        conditions=spread("; ".join(assessment.conditions)) if known else "",
        note=_note(assessment) if known else "",
        missing="" if known else spread(assessment.reason),
        marks=marks,
    )


def _note(assessment: Assessment) -> str:
    if assessment.state != "fresh":
        return f"{assessment.state}: {assessment.reason}"
    return BASIS_WORDS.get(assessment.basis, "") if assessment.basis != "computed" else ""


def _head(name: str, system: System, index: SiteIndex, links: urls.Links) -> DeploymentHead:
    chosen = (
        decision
        for decision, options in _weighing(system, index).items()
        if index.portfolio.decisions[decision].chosen in options
        and index.linked.placement_of[decision, index.portfolio.decisions[decision].chosen].deployment == name
    )
    return DeploymentHead(
        name,
        deployment_anchors(system)[name],
        name == system.current_deployment,
        tuple(link_decision(decision, index, links) for decision in chosen),
    )


def _weighing(system: System, index: SiteIndex) -> dict[str, set[str]]:
    """The decisions whose options are deployments of a system, with those options."""
    found: dict[str, set[str]] = defaultdict(set)
    for (decision, option), placement in index.linked.placement_of.items():
        if placement.system == system.id and not placement.swaps:
            found[decision].add(option)
    return found


def _grouped(found: Mapping[Asked, FigureRow], system: System) -> tuple[FigureGroup, ...]:
    several = len(system.flows) > 1
    titles = {flow.id: say("Flow: {name}", name=flow.name) for flow in system.flows}
    titles[""] = say("All flows together") if several else say("As a whole")
    groups = (
        FigureGroup(title, tuple(row for (_, asked), row in found.items() if asked == flow))
        for flow, title in titles.items()
    )
    return tuple(group for group in groups if group.rows)
