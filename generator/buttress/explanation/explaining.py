"""The whole argument of a verdict in one paragraph: claim, evidence, bounds, chance, and what would turn it."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from buttress.estimation import Between, Maximum
from buttress.explanation.judged import as_judged, tell_selectors
from buttress.explanation.looks import argue_looks
from buttress.explanation.methods import reason_of
from buttress.explanation.numbers import show_claim, show_gap, show_percent
from buttress.explanation.sentences import nearest_limit, tell_verdict
from buttress.explanation.words import counted, listed
from buttress.records import speaks_of_deployment
from buttress.verdicts import PartlyKnown, claim_of, counted_together

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.graph import Linked
    from buttress.records import Quality, Run
    from buttress.verdicts import Assessment, Verdict

_LEAST_CHANCE = 1e-3
_FRESH = "Code, data, declared files and load are still what they were then"


def explain_verdict(verdict: Verdict, linked: Linked, siblings: Sequence[Verdict] = ()) -> str:
    """Gives the argument for a verdict as one paragraph; what stands in backticks is code.

    Args:
        verdict: The verdict.
        linked: The linked portfolio that it was judged in.
        siblings: All verdicts of its decision, among which violations are confirmed together; itself included.
    """
    quality = as_judged(
        verdict.bound.constraint, linked.portfolio.qualities[verdict.bound.constraint.quality]
    )
    return " ".join(
        [
            _claim(verdict, quality),
            *_evidence(verdict, linked),
            tell_verdict(verdict, quality),
            *_chance(verdict),
            *argue_method(verdict, quality),
            *_turning(verdict, quality),
            *argue_together(verdict, siblings),
            *argue_looks(verdict, linked),
        ]
    )


def _claim(verdict: Verdict, quality: Quality) -> str:
    bound = verdict.bound
    constraint = bound.constraint
    selectors = "".join(f" {words}" for words in tell_selectors(constraint))
    option = f"Of `{bound.option}` the" if bound.option else "The"
    owner = bound.kind
    duty = "requires" if constraint.severity == "must" else "asks for"
    return f"{option} {owner} {duty} `{quality.id} {show_claim(constraint.require, quality)}{selectors}`."


def _evidence(verdict: Verdict, linked: Linked) -> Iterator[str]:
    assessment = verdict.assessment
    if assessment is None:
        return
    runs = [linked.portfolio.runs[name] for name in assessment.runs]
    quality = linked.portfolio.qualities[verdict.bound.constraint.quality]
    if runs:
        yield from _runs(runs, verdict, assessment, quality)
    if runs and quality.deployed == "latency":
        yield "Components were measured one at a time, and are taken as independent of each other."
    if assessment.conditions:
        yield f"It takes as declared, and nobody measured: {'; '.join(assessment.conditions)}."


def _runs(runs: Sequence[Run], verdict: Verdict, assessment: Assessment, quality: Quality) -> Iterator[str]:
    told = f"Run{'s' if len(runs) > 1 else ''} {listed([f'`{_short(run)}`' for run in runs])}"
    when = listed(list(dict.fromkeys(f"{run.measured_at:%Y-%m-%d}" for run in runs)))
    how = {"measured": "measured it", "computed": "computed it"}.get(
        assessment.basis, f"holds it, {assessment.basis}"
    )
    if speaks_of_deployment(verdict.bound.constraint, quality):
        how = "measured parts of it"
    origin = "".join(f", imported from {run.origin}" for run in runs[:1] if run.origin)
    yield f"{told} {how} on {when}, on {machine_words(runs[0])}{origin}."
    if assessment.state == "fresh":
        age = verdict.bound.constraint.max_age
        yield f"{_FRESH}{f', and it is no older than {age}' if age else ''}, so the evidence is fresh."


def _short(run: Run) -> str:
    return run.id.rpartition("/")[2]


def machine_words(run: Run) -> str:
    """Gives the machine of a run inside a sentence: ``Xeon E5 with 2 cores``."""
    machine = run.machine
    cores = f" with {counted(machine.cores, 'core')}" if machine.cores else ""
    return f"{machine.cpu_model or machine.machine or 'an unknown machine'}{cores}"


def _chance(verdict: Verdict) -> Iterator[str]:
    """How often evidence this good, or this bad, would come up at the limit itself."""
    state, assessment = verdict.waived_state or verdict.state, verdict.assessment
    if assessment is None or assessment.sample is None or state not in ("holds", "violated"):
        return
    estimate = assessment.estimate
    claim = claim_of(verdict.bound.constraint, assessment.unit)
    if claim is None or estimate is None or estimate.lower == estimate.upper or claim.operator == "=":
        return
    if estimate.method == "exact":  # nothing was sampled: a declared range knows no chance
        return
    held = state == "holds"
    chance = claim.p_value_held(assessment.sample) if held else claim.p_value_violated(assessment.sample)
    if chance > 1 - estimate.confidence:  # the bound is the limit to the bit
        return
    least = min(_LEAST_CHANCE, 1 - estimate.confidence)
    told = f"less than {show_percent(least)}" if chance < least else show_percent(chance)
    allowed = show_percent(1 - estimate.confidence)
    yield (
        f"Were the true value exactly at the limit, evidence {'for' if held else 'against'} it this strong would come up "
        f"in {told} of all such benchmarks; {allowed} would be allowed."
    )


def argue_method(verdict: Verdict, quality: Quality) -> Iterator[str]:
    """Gives why the bounds of a verdict are made the way they are, in sentences."""
    assessment = verdict.assessment
    if assessment is None or assessment.estimate is None or assessment.sample is None:
        return
    sample = assessment.sample
    reason = reason_of(sample.known if isinstance(sample, PartlyKnown) else sample)
    if isinstance(sample, Between) and not sample.is_declared:
        reason = ""  # its note says what the two ends are of, or why there is no upper one
    if quality.only_deployed and assessment.estimate.method == "exact":
        yield "All of it is declared, so that there is nothing to estimate."
    elif reason:
        yield reason
    if assessment.silence and (verdict.waived_state or verdict.state) != "undecided":
        yield f"{assessment.silence[:1].upper()}{assessment.silence[1:]}."
    if assessment.estimate.note and not isinstance(sample, Maximum):  # told beside its value
        note = assessment.estimate.note
        yield f"{note[:1].upper()}{note[1:]}."


def _turning(verdict: Verdict, quality: Quality) -> Iterator[str]:
    """What would have to move, and how far, for the verdict to turn."""
    state, margin = verdict.waived_state or verdict.state, verdict.margin
    assessment = verdict.assessment
    estimate = assessment.estimate if assessment else None
    if margin is None or not isfinite(margin) or not margin or estimate is None:
        return
    exact = estimate.lower == estimate.upper
    nearest = nearest_limit(verdict)
    share = f" ({show_percent(abs(margin / nearest))} of the limit)" if nearest else ""
    gap = f"{show_gap(abs(margin), quality)}{share}"
    if state == "holds":
        yield f"It would no longer hold once {'the value' if exact else 'the nearer bound'} moved by {gap}."
    elif state == "violated":
        yield f"To hold, {'the value' if exact else 'the farther bound'} would have to move by {gap}."


def argue_together(verdict: Verdict, siblings: Sequence[Verdict]) -> Iterator[str]:
    """Gives that a violation is not due to chance among all that is violated or not beside it, in a sentence."""
    musts = counted_together(siblings)
    state = verdict.waived_state or verdict.state
    if state == "violated" and verdict in musts and len(musts) > 1:
        risk = show_percent(1 - min(one.bound.constraint.confidence for one in musts))
        yield (
            f"The {len(musts)} musts of the decision that chance can turn red do so together in {risk} of cases at most "
            "(Holm's correction), and this violation passes that test."
        )
