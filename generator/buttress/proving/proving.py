"""Judgement -> proofs: for each constraint, the search for evidence that would turn it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from buttress.proving.answers import with_second_class
from buttress.proving.behind import bindings_behind, qualities_shown
from buttress.proving.hunt import Hunt
from buttress.proving.mutations import list_mutations
from buttress.proving.proof import Attempt, Proof
from buttress.proving.retrial import Retrial
from buttress.records import speaks_of_deployment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.graph import Linked
    from buttress.proving.mutation import Mutation
    from buttress.records import Measurement, Run
    from buttress.verdicts import Judgement, Verdict


def prove_portfolio(judgement: Judgement) -> tuple[Proof, ...]:
    """Gives for each constraint that was judged whether evidence could turn it, in the order of the verdicts.

    The recorded measurements behind a constraint are made worse and better in memory, and its decision is judged again by
    the ordinary stages: runs, samples, estimates, Holm's correction, gate. Waivers are left out of account.

    Args:
        judgement: The judgement of the portfolio on its recorded evidence.
    """
    return tuple(_prove(verdict, judgement) for verdict in judgement.all_verdicts())


def _prove(verdict: Verdict, judgement: Judgement) -> Proof:
    recorded = Attempt(None, _without_waiver(verdict))
    untried = _why_untried(recorded.verdict, judgement)
    if untried:
        return Proof(verdict, untried=untried)
    hunt = Hunt(recorded, _retrial(verdict, judgement))
    hunt.follow(_mutations(recorded.verdict, judgement))
    return Proof(verdict, hunt.searches())


def _without_waiver(verdict: Verdict) -> Verdict:
    if verdict.waived_state is None:
        return verdict
    return replace(verdict, state=verdict.waived_state, waiver=None, waived_state=None)


def _why_untried(verdict: Verdict, judgement: Judgement) -> str:
    """Why there is nothing to mutate; values that are only stated can be tried, and prove nothing."""
    if verdict.state == "stale":
        return f"no fresh run: {verdict.reason}"
    if _is_declared(verdict, judgement.assessor.linked):
        return "it is computed from what the system declares, and nothing measured; to change it is to change the record"
    if verdict.state == "missing":
        return f"nothing recorded: {verdict.reason}"
    failed = any(
        measured.failure or any(process.failure for process in measured.processes)
        for _, measured in _measured(verdict, judgement)
    )
    if verdict.state == "invalid" and failed:
        return f"no sound run: {verdict.reason}"
    return ""


def _is_declared(verdict: Verdict, linked: Linked) -> bool:
    """Whether no run is behind an answer that there is."""
    assessment, bound = verdict.assessment, verdict.bound
    if assessment is None or assessment.sample is None or assessment.runs:
        return False
    return speaks_of_deployment(bound.constraint, linked.portfolio.qualities[bound.constraint.quality])


def _measured(verdict: Verdict, judgement: Judgement) -> Iterator[tuple[Run, Measurement]]:
    """The measurements that decide, or would, in time order."""
    linked = judgement.assessor.linked
    for binding in bindings_behind(verdict.bound, linked):
        for run in linked.runs_of.get(binding.suite, ()):
            measured = run.measurement(binding.candidate, binding.runtime)
            if measured and run.id in _runs_of(verdict):
                yield run, measured


def _runs_of(verdict: Verdict) -> tuple[str, ...]:
    return (*verdict.assessment.runs, *verdict.assessment.informing) if verdict.assessment else ()


def _retrial(verdict: Verdict, judgement: Judgement) -> Retrial:
    decisions = judgement.assessor.linked.portfolio.decisions
    decision = decisions[verdict.bound.decision] if verdict.bound.kind == "decision" else None
    return Retrial(judgement.assessor, decision, verdict.bound, _runs_of(verdict))


def _mutations(verdict: Verdict, judgement: Judgement) -> Iterator[Mutation]:
    assessment = verdict.assessment
    found = [*_measured(verdict, judgement)]
    if assessment is None or not found:
        return
    run, measured = found[-1]
    constraint = verdict.bound.constraint
    value = assessment.estimate.value if assessment.estimate else None
    data = run.data and with_second_class(run.data)
    for quality in qualities_shown(verdict.bound, judgement.assessor.linked):
        yield from list_mutations(constraint, quality, measured, data, assessment.load, value, verdict.limits)
