"""Question about a deployment -> assessment: what is computed from runs and from what the system declares."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from buttress.errors import TextError
from buttress.records import OF_ONE_FLOW
from buttress.verdicts.assessment import Assessment
from buttress.verdicts.deployed.availability import availability_of
from buttress.verdicts.deployed.capacity import count_instances
from buttress.verdicts.deployed.costs import cost_per_hour, cost_per_million, cost_per_month
from buttress.verdicts.deployed.energy import carbon_per_million, energy_per_item
from buttress.verdicts.deployed.figure import Figure
from buttress.verdicts.deployed.flow_latency import flow_latency
from buttress.verdicts.deployed.links import bandwidth, data_per_day, link_utilisation
from buttress.verdicts.deployed.offline import works_offline
from buttress.verdicts.deployed.setting import TOO_EXTREME, open_setting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from buttress.verdicts.assessment import EvidenceState
    from buttress.verdicts.deployed.answers import Answers
    from buttress.verdicts.deployed.figure import Setting
    from buttress.verdicts.deployed.question import DeployedQuestion

_COMPUTED: Mapping[str, Callable[[Setting], Figure]] = MappingProxyType(
    {
        "latency": flow_latency,
        "link_utilisation": link_utilisation,
        "bandwidth": bandwidth,
        "data_per_day": data_per_day,
        "instances": count_instances,
        "cost_per_hour": cost_per_hour,
        "cost_per_month": cost_per_month,
        "cost_per_million": cost_per_million,
        "energy_per_item": energy_per_item,
        "carbon_per_million": carbon_per_million,
        "availability": availability_of,
        "offline": works_offline,
    }
)
"""What is computed of a deployment, and by what."""


def answer_deployed(question: DeployedQuestion, assessor: Answers) -> Assessment:
    """Gives what recorded runs and declared figures say of a deployment.

    Never raises for bad evidence: what is missing, stale or unusable is a state with its reason. Where something is
    missing the reason names all of it. Declared figures are told in ``conditions``. Where they are so large or so small
    that no number holds what follows from them, the answer is missing, too.

    Each planned look of a suite spends its share of alpha, of those behind a figure the most.

    Args:
        question: What is asked.
        assessor: Who answers what is asked of components.
    """
    setting = open_setting(question, assessor)
    compute = _COMPUTED.get(question.quality.deployed or "")
    if compute is None:
        return _assessment(question, Figure(missing=(f"{question.quality.id} is not told of deployments",)))
    unnamed = _unnamed(setting)
    try:
        return _assessment(question, Figure(missing=(unnamed,)) if unnamed else compute(setting))
    except (TextError, ArithmeticError):
        return _assessment(question, Figure(missing=(TOO_EXTREME,)))


def _unnamed(setting: Setting) -> str:
    """Says so where one flow is needed, and it is not clear which."""
    if setting.question.quality.deployed not in OF_ONE_FLOW or len(setting.routes) == 1:
        return ""
    name = setting.question.quality.id
    if setting.question.flow:
        return f"the system has no flow {setting.question.flow!r}"
    return f"{name} is told of one flow, and the deployment has {len(setting.routes)}"


def _assessment(question: DeployedQuestion, figure: Figure) -> Assessment:
    confidence = 1 - (1 - question.confidence) / figure.looks
    told = Assessment(
        "fresh",
        "",
        runs=figure.runs,
        unit=question.quality.unit,
        confidence=confidence,
        load=question.load,
        basis=figure.basis,
        conditions=figure.conditions,
    )
    sample = figure.sample
    if figure.missing or sample is None:
        reason = "; ".join(figure.missing) or f"nothing tells {question.quality.id}"
        return replace(told, state="missing", reason=reason)
    broken = sample.unusable()
    if broken:
        reason = f"the recorded samples cannot be used: {broken}" if figure.runs else broken
        return replace(told, state="invalid", reason=reason, sample=sample)
    state: EvidenceState = "stale" if figure.stale else "fresh"
    reason = "; ".join(figure.stale)
    estimate = sample.estimate(confidence)
    estimate = replace(estimate, doubt=estimate.doubt or figure.doubt)
    return replace(told, state=state, reason=reason, sample=sample, estimate=estimate)
