"""Retrials: one decision judged again on mutated runs, by the ordinary stages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from buttress.proving.answers import with_second_class
from buttress.proving.behind import bindings_behind
from buttress.verdicts import Assessor, Judgement, gate_judgement, judge_stated, judge_system

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.graph import Binding, BoundConstraint, Linked
    from buttress.proving.mutation import Change
    from buttress.records import Decision, Run
    from buttress.verdicts import Assessment, Question, Verdict


@dataclass(frozen=True)
class Retrial:
    """A constraint's decision before the judge again, in force and without its waivers.

    Attributes:
        assessor: Who answered on the recorded runs.
        decision: The decision; None where a system states the constraint.
        bound: The constraint that is proved.
        runs: Ids of the runs to mutate.
    """

    assessor: Assessor
    decision: Decision | None
    bound: BoundConstraint
    runs: tuple[str, ...]

    def mutate(self, change: Change) -> Linked:
        """Gives the portfolio with the runs' measurements of the constraint's option changed.

        Raises:
            ValueError: What is stored is damaged, so that it cannot be changed.
        """
        linked, bindings = self.assessor.linked, self._bindings
        changed = {
            suite: tuple(
                _change_run(run, [one for one in bindings if one.suite == suite], change)
                if run.id in self.runs
                else run
                for run in linked.runs_of.get(suite, ())
            )
            for suite in dict.fromkeys(binding.suite for binding in bindings)
        }
        return replace(linked, runs_of={**linked.runs_of, **changed})

    def judge_alone(self, linked: Linked) -> Verdict:
        """Gives the verdict of the constraint as if it were the only one."""
        return self._judge(linked, (self.bound,))[0]

    def judge_fully(self, linked: Linked) -> Verdict:
        """Gives the verdict of the constraint among all of its decision or system, as a build would."""
        owner = self.bound.decision
        all_bounds = (linked.constraints if self.decision else linked.system_constraints)[owner]
        return next(one for one in self._judge(linked, all_bounds) if one.bound.index == self.bound.index)

    def reacts(self, verdict: Verdict) -> bool:
        """Says whether the gate fails for a verdict (``must``), or warns (``should``)."""
        stated = {self.bound.decision: (verdict,)}
        judged = (
            Judgement(self.assessor, stated) if self.decision else Judgement(self.assessor, systems=stated)
        )
        gate = gate_judgement(judged)
        if self.bound.constraint.severity == "must":
            return verdict in gate.errors and not gate.passes
        return verdict in gate.warnings and gate.passes

    @property
    def _bindings(self) -> tuple[Binding, ...]:
        return bindings_behind(self.bound, self.assessor.linked)

    def _judge(self, linked: Linked, bounds: tuple[BoundConstraint, ...]) -> tuple[Verdict, ...]:
        changed = frozenset(self._bindings)
        if self.decision is None:
            assessor = _Reassessor(linked, self.assessor.as_of, unchanged=self.assessor, changed=changed)
            return judge_system(bounds, assessor)
        only = replace(linked, constraints={**linked.constraints, self.decision.id: bounds})
        assessor = _Reassessor(only, self.assessor.as_of, unchanged=self.assessor, changed=changed)
        # In force and without waivers, whatever it is: only then can a gate react.
        decision = self.decision.model_copy(update={"waivers": (), "status": "accepted"})
        return judge_stated(decision, assessor)


@dataclass(frozen=True, kw_only=True)
class _Reassessor(Assessor):
    """Asks again only what speaks of the mutated measurements; everything else was answered before."""

    unchanged: Assessor
    changed: frozenset[Binding]

    def assess(self, question: Question) -> Assessment:
        if self.changed & {question.binding, question.against}:
            return super().assess(question)
        return self.unchanged.assess(question)


def _change_run(run: Run, bindings: Sequence[Binding], change: Change) -> Run:
    data = run.data and with_second_class(run.data)
    changed = {(one.candidate, one.runtime) for one in bindings}
    measurements = tuple(
        change(one, data) if (one.candidate, one.runtime) in changed else one for one in run.measurements
    )
    return run.model_copy(update={"data": data, "measurements": measurements})
