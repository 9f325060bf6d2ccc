"""Linked portfolio -> judgement: every constraint on every option, then what is due."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from buttress.verdicts.assessing import Assessor, question_of
from buttress.verdicts.claims import Claim, claim_of
from buttress.verdicts.holm import confirmed_violations
from buttress.verdicts.notices import find_notices
from buttress.verdicts.verdict import Judgement, State, Verdict

if TYPE_CHECKING:
    from datetime import date

    from buttress.graph import BoundConstraint, Linked
    from buttress.records import Decision
    from buttress.verdicts.assessment import Assessment

JUDGED = ("proposed", "accepted")
"""Only these are judged, and of them only accepted decisions can fail a build."""


def judge_portfolio(linked: Linked, as_of: date) -> Judgement:
    """Gives the verdict of every constraint of every decision that is in force or proposed.

    Args:
        linked: The linked portfolio.
        as_of: The day that counts as today, for ages, waivers and reviews.
    """
    assessor = Assessor(linked, as_of)
    verdicts: dict[str, tuple[Verdict, ...]] = {}
    options: dict[tuple[str, str], tuple[Verdict, ...]] = {}
    for decision in linked.portfolio.decisions.values():
        if decision.status not in JUDGED:
            continue
        bounds = linked.constraints[decision.id]
        for option in decision.options:
            moved = tuple(replace(bound, option=option.id) for bound in bounds if not bound.constraint.of)
            options[decision.id, option.id] = _judge_all(moved, assessor, decision)
        chosen = {one.bound.index: one for one in options.get((decision.id, decision.chosen), ())}
        # Constraints `of` another option are judged there; Holm then spans all that the decision states.
        first = tuple(chosen.get(bound.index) or _judge(bound, assessor, decision) for bound in bounds)
        verdicts[decision.id] = _gate(confirmed_violations(first), decision, as_of)
    judgement = Judgement(assessor, verdicts, options)
    return replace(judgement, notices=find_notices(linked, judgement))


def _judge_all(
    bounds: tuple[BoundConstraint, ...], assessor: Assessor, decision: Decision
) -> tuple[Verdict, ...]:
    return tuple(_judge(bound, assessor, decision) for bound in bounds)


def _judge(bound: BoundConstraint, assessor: Assessor, decision: Decision) -> Verdict:
    linked = assessor.linked
    binding = linked.binding_of.get((decision.id, bound.option))
    quality = linked.portfolio.qualities[bound.constraint.quality]
    claim = claim_of(bound.constraint, quality.unit)
    if claim is None or binding is None:
        return _judge_stated(bound, decision)
    assessment = assessor.assess(question_of(bound.constraint, binding, quality))
    if assessment.estimate is None or assessment.sample is None:
        return Verdict(bound, _unfounded(assessment), assessment.reason, assessment, claim.limits)
    margin = claim.margin(assessment.estimate)
    if assessment.state == "stale":
        return Verdict(bound, "stale", assessment.reason, assessment, claim.limits, margin)
    return _decide(bound, claim, assessment, margin)


def _unfounded(assessment: Assessment) -> State:
    return "missing" if assessment.state == "fresh" else assessment.state


def _decide(bound: BoundConstraint, claim: Claim, assessment: Assessment, margin: float) -> Verdict:
    estimate, sample = assessment.estimate, assessment.sample
    if estimate is None or sample is None:
        return Verdict(bound, "missing", assessment.reason, assessment, claim.limits)
    outcome = claim.judge(estimate)
    needed = claim.needed(sample, estimate, assessment.confidence) if outcome == "undecided" else None
    reasons = {
        "holds": "everything that the interval admits meets the limit",
        "violated": "nothing that the interval admits meets the limit",
        "undecided": "the limit lies inside the interval",
    }
    return Verdict(bound, outcome, reasons[outcome], assessment, claim.limits, margin, needed)


def _judge_stated(bound: BoundConstraint, decision: Decision) -> Verdict:
    """A quality that is only stated: attested values inform, and never prove."""
    option = decision.option(bound.option)
    rating = option.ratings.get(bound.constraint.quality) if option else None
    if rating is None:
        name = bound.option or "the chosen option"
        return Verdict(
            bound, "missing", f"nothing is measured or stated of {bound.constraint.quality} for {name}"
        )
    reason = f"{rating.value} is {rating.basis}, which informs and cannot prove"
    return Verdict(bound, "undecided", reason)


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
