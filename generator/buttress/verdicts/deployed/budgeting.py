"""Flow in a deployment -> budget: where its time and its bytes go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.errors import TextError
from buttress.estimation import typical_quantile
from buttress.graph import Stop
from buttress.verdicts.deployed.budget import BudgetStep, FlowBudget
from buttress.verdicts.deployed.component_latencies import find_component
from buttress.verdicts.deployed.links import BYTES, load_of_link, time_of_hop
from buttress.verdicts.deployed.question import DeployedQuestion
from buttress.verdicts.deployed.setting import TOO_EXTREME, name_unplaced, open_setting

if TYPE_CHECKING:
    from buttress.graph import Hop, Placement
    from buttress.verdicts.deployed.answers import Answers
    from buttress.verdicts.deployed.component_evidence import ComponentLatency
    from buttress.verdicts.deployed.figure import Setting

QUALITY = "flow.latency.p95"
"""What a budget tells of the whole flow."""
_TAIL = 0.95


def budget_flow(assessor: Answers, placement: Placement, flow: str, confidence: float = 0.95) -> FlowBudget:
    """Gives where the time and the bytes of a flow go in a deployment.

    Medians and links add up to about the median of the flow; tails do not add up to its tail, which stands by itself.

    Args:
        assessor: Who answers.
        placement: The deployment, with what stands for its components.
        flow: Id of one of the system's flows.
        confidence: One-sided confidence of the bounds of the whole.
    """
    quality = assessor.linked.portfolio.qualities[QUALITY]
    question = DeployedQuestion(placement, quality, flow, confidence=confidence)
    setting = open_setting(question, assessor)
    steps: list[BudgetStep] = []
    missing = [*name_unplaced(setting)]
    for leg in (leg for route in setting.routes for leg in route.legs):
        step, unknown = _step(setting, leg)
        steps.append(step)
        missing += unknown
    whole = assessor.assess_deployed(question)
    return FlowBudget(flow, placement.deployment, tuple(steps), whole, tuple(dict.fromkeys(missing)))


def _step(setting: Setting, leg: Stop | Hop) -> tuple[BudgetStep, tuple[str, ...]]:
    try:
        return _component_step(setting, leg) if isinstance(leg, Stop) else _link_step(setting, leg)
    except (TextError, ArithmeticError):
        return _unknown_step(setting, leg), (TOO_EXTREME,)


def _unknown_step(setting: Setting, leg: Stop | Hop) -> BudgetStep:
    """A step whose declared numbers cannot be computed with."""
    if isinstance(leg, Stop):
        return BudgetStep("component", leg.component, leg.node, None, None, None, "missing", TOO_EXTREME)
    title = setting.system.links[leg.link].title
    return BudgetStep("link", title, leg.step, None, None, None, "missing", TOO_EXTREME)


def _component_step(setting: Setting, stop: Stop) -> tuple[BudgetStep, tuple[str, ...]]:
    found = find_component(setting, stop)
    low, high = _ends(found, 0.5)
    _, tail = _ends(found, _TAIL)
    step = BudgetStep(
        kind="component",
        name=stop.component,
        where=stop.node,
        low_s=low,
        high_s=high,
        tail_s=tail,
        source=found.source,
        told=found.told or found.missing,
        runs=found.runs,
    )
    return step, (found.missing,) if found.missing else ()


def _ends(found: ComponentLatency, level: float) -> tuple[float | None, float | None]:
    """A percentile of a component alone, at best and at worst."""
    if found.assumed is not None:
        return found.assumed
    if not found.processes:
        return None, None
    measured = typical_quantile(found.processes, level)
    return found.factor[0] * measured, found.factor[1] * measured


def _link_step(setting: Setting, hop: Hop) -> tuple[BudgetStep, tuple[str, ...]]:
    time, load = time_of_hop(setting, hop), load_of_link(setting, hop.link)
    step = BudgetStep(
        kind="link",
        name=setting.system.links[hop.link].title,
        where=hop.step,
        low_s=None if time.missing else time.low,
        high_s=None if time.missing else time.high,
        tail_s=None,
        source="missing" if time.missing else "declared",
        told="; ".join(time.missing or time.conditions),
        payload_bytes=None if hop.payload is None else hop.payload.magnitude_in(BYTES),
        rate_low=None if load.missing else load.low,
        rate_high=None if load.missing else load.high,
    )
    return step, time.missing
