"""Linked portfolio -> judgement: every constraint on every option, then what is due."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from buttress.estimation import Between, Exact
from buttress.graph import Placement
from buttress.records import ITSELF, speaks_of_deployment, unit_judged
from buttress.reuse import Anew
from buttress.verdicts.assessing import question_of
from buttress.verdicts.assessment import Assessment
from buttress.verdicts.assessor import Assessor
from buttress.verdicts.claims import Claim, Outcome, claim_of
from buttress.verdicts.deployed.question import deployed_question_of
from buttress.verdicts.holm import confirmed_violations
from buttress.verdicts.notices import find_notices
from buttress.verdicts.verdict import Judgement, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from buttress.estimation import Memory
    from buttress.graph import Binding, BoundConstraint, Linked
    from buttress.records import Attested, Decision, Quality
    from buttress.reuse import Reuse

_REASONS: dict[Outcome, str] = {
    "holds": "everything that the interval admits meets the limit",
    "violated": "nothing that the interval admits meets the limit",
    "undecided": "the limit lies inside the interval",
}
_LEFT_OPEN = "the limit lies inside what is declared as a range, which no measuring narrows"
_MISSED_ON_A_SIDE = (
    "the interval misses what is required, but with two ends to miss that is not yet beyond chance"
)
_CONDITIONAL = "; conditional on declared inputs"
JUDGED = ("proposed", "accepted")
"""Only these are judged, and of them only accepted decisions can fail a build."""


def judge_portfolio(
    linked: Linked, as_of: date, memory: Memory | None = None, reuse: Reuse | None = None
) -> Judgement:
    """Gives the verdict of every constraint of every decision that is in force or proposed, and of every system.

    Args:
        linked: The linked portfolio.
        as_of: The day that counts as today, for ages, waivers and reviews.
        memory: Where resamples are kept from one build to the next, None for nowhere.
        reuse: What earlier judging may hand over; by default nothing.
    """
    assessor = Assessor(linked, as_of, memory, reuse or Anew())
    verdicts: dict[str, tuple[Verdict, ...]] = {}
    options: dict[tuple[str, str], tuple[Verdict, ...]] = {}
    for decision in linked.portfolio.decisions.values():
        if decision.status in JUDGED:
            verdicts[decision.id], found = assessor.reuse.once(
                ("judged", decision.id), partial(_judge_named, decision.id, assessor)
            )
            options.update({(decision.id, option): judged for option, judged in found.items()})
    systems = {
        system: assessor.reuse.once(("judged system", system), partial(_judge_system_named, system, assessor))
        for system in linked.system_constraints
    }
    judgement = Judgement(assessor, verdicts, options, systems=systems)
    return replace(judgement, notices=find_notices(linked, judgement))


def judge_decisions(
    names: Collection[str], linked: Linked, as_of: date
) -> dict[tuple[str, str], tuple[Verdict, ...]]:
    """Gives the verdicts of what some decisions ask of any option, by decision and option, as `judge_portfolio` does.

    Args:
        names: Ids of decisions; those neither proposed nor in force are passed over.
        linked: The linked portfolio.
        as_of: The day that counts as today.
    """
    assessor = Assessor(linked, as_of, None, Anew())
    found = {
        name: _judge_decision(decision, assessor)[1]
        for name, decision in linked.portfolio.decisions.items()
        if name in names and decision.status in JUDGED
    }
    return {(name, option): judged for name, options in found.items() for option, judged in options.items()}


def _judge_named(
    decision: str, assessor: Assessor
) -> tuple[tuple[Verdict, ...], dict[str, tuple[Verdict, ...]]]:
    return _judge_decision(assessor.linked.portfolio.decisions[decision], assessor)


def _judge_system_named(system: str, assessor: Assessor) -> tuple[Verdict, ...]:
    return judge_system(assessor.linked.system_constraints[system], assessor)


def judge_stated(decision: Decision, assessor: Assessor) -> tuple[Verdict, ...]:
    """Gives the verdicts of all that a decision states (see `judge_portfolio`), and asks nothing of other options."""
    bounds = assessor.linked.constraints[decision.id]
    stated = tuple(_judge(bound, _claim_of(bound, assessor), assessor, decision) for bound in bounds)
    return _gate(confirmed_violations(stated), decision, assessor.as_of)


def _judge_decision(
    decision: Decision, assessor: Assessor
) -> tuple[tuple[Verdict, ...], dict[str, tuple[Verdict, ...]]]:
    """Gives the verdicts of all that a decision states, and option to the verdicts of what is asked of any option.

    Args:
        decision: A decision of the assessor's portfolio.
        assessor: Who answers, on its day.
    """
    bounds = assessor.linked.constraints[decision.id]
    claims = {bound.index: _claim_of(bound, assessor) for bound in bounds}
    judged = {
        option.id: _judge_option(option.id, bounds, claims, assessor, decision) for option in decision.options
    }
    by_place = {(option, one.bound.index): one for option, found in judged.items() for one in found}
    stated = tuple(
        by_place.get((bound.option, bound.index)) or _judge(bound, claims[bound.index], assessor, decision)
        for bound in bounds
    )
    # Holm spans all that the decision states, constraints `of` other options included.
    verdicts = _gate(confirmed_violations(stated), decision, assessor.as_of)
    return verdicts, {option: confirmed_violations(found) for option, found in judged.items()}


def _judge_option(
    option: str,
    bounds: tuple[BoundConstraint, ...],
    claims: Mapping[int, Claim | None],
    assessor: Assessor,
    decision: Decision,
) -> tuple[Verdict, ...]:
    """The constraints that speak of any option, or of this very one; what compares with an option asks nothing of it."""
    return tuple(
        _judge(replace(bound, option=option), claims[bound.index], assessor, decision)
        for bound in bounds
        if bound.constraint.of in ("", option) and bound.constraint.compared_with != option
    )


def _claim_of(bound: BoundConstraint, assessor: Assessor) -> Claim | None:
    quality = assessor.linked.portfolio.qualities[bound.constraint.quality]
    levels = quality.levels if speaks_of_deployment(bound.constraint, quality) else ()
    return claim_of(bound.constraint, unit_judged(bound.constraint, quality), levels)


def judge_system(bounds: tuple[BoundConstraint, ...], assessor: Assessor) -> tuple[Verdict, ...]:
    """Gives the verdicts of what a system states of the deployment in operation: they gate, and nobody waives them."""
    found = []
    for bound in bounds:
        claim = _claim_of(bound, assessor)
        placement = Placement(bound.decision, bound.option)
        if claim is None:
            reason = f"{bound.constraint.quality} is not told of deployments"
            found.append(Verdict(bound, "missing", reason, gating=True))
        else:
            assessment = _assess_deployed(bound, placement, assessor)
            found.append(replace(_judge_deployed(bound, claim, assessment), gating=True))
    return confirmed_violations(tuple(found))


def _judge(bound: BoundConstraint, claim: Claim | None, assessor: Assessor, decision: Decision) -> Verdict:
    quality = assessor.linked.portfolio.qualities[bound.constraint.quality]
    if speaks_of_deployment(bound.constraint, quality):
        return _judge_placed(bound, claim, assessor, decision)
    return _judge_candidate(bound, claim, assessor, decision)


def _judge_placed(
    bound: BoundConstraint, claim: Claim | None, assessor: Assessor, decision: Decision
) -> Verdict:
    """A constraint on the deployment that an option stands for."""
    placement = assessor.linked.placement_of.get((decision.id, bound.option))
    if claim is None or placement is None:
        return _judge_stated(bound, decision)
    assessment = _assess_deployed(bound, placement, assessor)
    if assessment.state == "missing" and _rating_of(bound, decision) is not None:
        return replace(_judge_stated(bound, decision), assessment=assessment, limits=claim.limits)
    return _judge_deployed(bound, claim, assessment)


def _assess_deployed(bound: BoundConstraint, placement: Placement, assessor: Assessor) -> Assessment:
    quality = assessor.linked.portfolio.qualities[bound.constraint.quality]
    return assessor.assess_deployed(deployed_question_of(bound.constraint, quality, placement))


def _judge_deployed(bound: BoundConstraint, claim: Claim, assessment: Assessment) -> Verdict:
    if assessment.state == "missing":
        # The rest of the deployment is known, and its verdict is open rather than never looked at.
        return Verdict(bound, "undecided", assessment.reason, assessment, claim.limits)
    return _judge_assessment(bound, claim, assessment)


def _judge_candidate(
    bound: BoundConstraint, claim: Claim | None, assessor: Assessor, decision: Decision
) -> Verdict:
    """A constraint on what is measured of an option."""
    linked = assessor.linked
    binding = linked.binding_of.get((decision.id, bound.option))
    quality = linked.portfolio.qualities[bound.constraint.quality]
    if claim is None or binding is None:
        return _judge_stated(bound, decision)
    other, against = bound.constraint.compared_with, _opponent(bound, binding, linked)
    if other != ITSELF and against == binding:
        return _decide(bound, claim, _equal_to_itself(bound, quality))
    if isinstance(against, str):
        return Verdict(bound, "missing", against, limits=claim.limits)
    assessment = assessor.assess(question_of(bound.constraint, binding, quality, against))
    if assessment.state == "missing" and _rating_of(bound, decision) is not None:
        return replace(_judge_stated(bound, decision), assessment=assessment, limits=claim.limits)
    return _judge_assessment(bound, claim, assessment)


def _judge_assessment(bound: BoundConstraint, claim: Claim, assessment: Assessment) -> Verdict:
    if assessment.state != "fresh":
        margin = claim.margin(assessment.estimate) if assessment.estimate else None
        return Verdict(bound, assessment.state, assessment.reason, assessment, claim.limits, margin)
    return _decide(bound, claim, assessment)


def _opponent(bound: BoundConstraint, binding: Binding, linked: Linked) -> Binding | str | None:
    """What is measured of the option that a constraint compares with, or why that cannot be compared."""
    other = bound.constraint.compared_with
    if not other:
        return None
    if other == ITSELF:
        return binding
    against = linked.binding_of.get((bound.decision, other))
    if against is None:
        return f"nothing is measured of {other!r}, which {bound.option!r} is compared with"
    if against.suite != binding.suite:
        return f"{bound.option!r} and {other!r} are measured by different suites"
    return against


def _equal_to_itself(bound: BoundConstraint, quality: Quality) -> Assessment:
    """An option with the measurements of the one that it is compared with: no difference, a ratio of one, in any case."""
    sample = Exact(0.0 if quality.of_outcomes else 1.0)
    confidence = bound.constraint.confidence
    return Assessment(
        "fresh",
        "",
        sample=sample,
        estimate=sample.estimate(confidence),
        confidence=confidence,
        basis="computed",
    )


def _decide(bound: BoundConstraint, claim: Claim, assessment: Assessment) -> Verdict:
    estimate, sample = assessment.estimate, assessment.sample
    if estimate is None or sample is None:
        return Verdict(bound, "invalid", "the samples give no estimate", assessment, claim.limits)
    outcome = claim.judge(sample, estimate)
    margin = claim.margin(estimate)
    # The one place where evidence that only informs loses its vote.
    if assessment.doubt:
        needed = claim.needed(sample, estimate, assessment.confidence) if estimate.doubt else None
        reason = "; ".join(text for text in (assessment.silence, assessment.doubt) if text)
        return Verdict(bound, "undecided", reason, assessment, claim.limits, margin, needed)
    needed = claim.needed(sample, estimate, assessment.confidence) if outcome == "undecided" else None
    reason = _reason(outcome, assessment)
    if outcome == "undecided" and isinstance(sample, Between) and any(map(sample.leaves_open, claim.limits)):
        reason = _LEFT_OPEN
    if outcome == "undecided" and claim.excludes(estimate):
        reason = _MISSED_ON_A_SIDE
    return Verdict(bound, outcome, reason, assessment, claim.limits, margin, needed)


def _reason(outcome: Outcome, assessment: Assessment) -> str:
    """Why, in one sentence: what evidence is silent on, what it says instead of a value, or where its bounds lie."""
    if outcome == "undecided" and assessment.silence:
        return assessment.silence
    told = assessment.estimate.note if assessment.estimate and assessment.estimate.value is None else ""
    conditional = _CONDITIONAL if outcome != "undecided" and assessment.conditions else ""
    return f"{told or _REASONS[outcome]}{conditional}"


def _judge_stated(bound: BoundConstraint, decision: Decision) -> Verdict:
    """A quality that is only stated: attested values inform, and never prove."""
    rating = _rating_of(bound, decision)
    if rating is None:
        name = bound.option or "the chosen option"
        reason = f"nothing is measured or stated of {bound.constraint.quality} for {name}"
        return Verdict(bound, "missing", reason)
    reason = f"{rating.value} is {rating.basis}, which informs and cannot prove"
    return Verdict(bound, "undecided", reason)


def _rating_of(bound: BoundConstraint, decision: Decision) -> Attested | None:
    option = decision.option(bound.option)
    return option.ratings.get(bound.constraint.quality) if option else None


def _gate(verdicts: tuple[Verdict, ...], decision: Decision, as_of: date) -> tuple[Verdict, ...]:
    gating = decision.status == "accepted"
    return tuple(replace(_waive(verdict, decision, as_of), gating=gating) for verdict in verdicts)


def _waive(verdict: Verdict, decision: Decision, as_of: date) -> Verdict:
    if verdict.state == "holds":
        return verdict
    for waiver in decision.waivers:
        if waiver.constraint == verdict.bound.constraint.id and as_of <= waiver.until:
            reason = f"waived until {waiver.until} by {waiver.by}; without the waiver it is {verdict.state}"
            return replace(verdict, state="waived", reason=reason, waiver=waiver, waived_state=verdict.state)
    return verdict
