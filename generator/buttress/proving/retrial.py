"""Retrials: one decision judged again on mutated runs, by the ordinary stages."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from buttress.proving.answers import with_second_class
from buttress.verdicts import Assessor, Judgement, gate_judgement, judge_stated

if TYPE_CHECKING:
    from buttress.graph import Binding, BoundConstraint, Linked
    from buttress.proving.mutation import Change
    from buttress.records import Decision, Run
    from buttress.verdicts import Assessment, Question, Verdict


@dataclass(frozen=True)
class Retrial:
    """A constraint's decision before the judge again, in force and without its waivers.

    Attributes:
        assessor: Who answered on the recorded runs.
        decision: The decision.
        bound: The constraint that is proved.
        runs: Ids of the runs to mutate.
    """

    assessor: Assessor
    decision: Decision
    bound: BoundConstraint
    runs: tuple[str, ...]

    def mutate(self, change: Change) -> Linked:
        """Gives the portfolio with the runs' measurements of the constraint's option changed.

        Raises:
            ValueError: What is stored is damaged, so that it cannot be changed.
        """
        linked, binding = self.assessor.linked, self._binding
        runs = tuple(
            _change_run(run, binding, change) if run.id in self.runs else run
            for run in linked.runs_of.get(binding.suite, ())
        )
        return replace(linked, runs_of={**linked.runs_of, binding.suite: runs})

    def judge_alone(self, linked: Linked) -> Verdict:
        """Gives the verdict of the constraint as if it were the decision's only one."""
        only = replace(linked, constraints={**linked.constraints, self.decision.id: (self.bound,)})
        return self._judge(only)[0]

    def judge_fully(self, linked: Linked) -> Verdict:
        """Gives the verdict of the constraint among all of its decision, as a build would."""
        return next(one for one in self._judge(linked) if one.bound.index == self.bound.index)

    def reacts(self, verdict: Verdict) -> bool:
        """Says whether the gate fails for a verdict (``must``), or warns (``should``)."""
        gate = gate_judgement(Judgement(self.assessor, {self.decision.id: (verdict,)}))
        if self.bound.constraint.severity == "must":
            return verdict in gate.errors and not gate.passes
        return verdict in gate.warnings and gate.passes

    @property
    def _binding(self) -> Binding:
        return self.assessor.linked.binding_of[self.decision.id, self.bound.option]

    def _judge(self, linked: Linked) -> tuple[Verdict, ...]:
        assessor = _Reassessor(linked, self.assessor.as_of, unchanged=self.assessor, changed=self._binding)
        # In force and without waivers, whatever it is: only then can a gate react.
        decision = self.decision.model_copy(update={"waivers": (), "status": "accepted"})
        return judge_stated(decision, assessor)


@dataclass(frozen=True, kw_only=True)
class _Reassessor(Assessor):
    """Asks again only what speaks of the mutated measurements; everything else was answered before."""

    unchanged: Assessor
    changed: Binding

    def assess(self, question: Question) -> Assessment:
        if any(getattr(question, one.name) == self.changed for one in fields(question)):
            return super().assess(question)
        return self.unchanged.assess(question)


def _change_run(run: Run, binding: Binding, change: Change) -> Run:
    data = run.data and with_second_class(run.data)
    measurements = tuple(
        change(one, data) if (one.candidate, one.runtime) == (binding.candidate, binding.runtime) else one
        for one in run.measurements
    )
    return run.model_copy(update={"data": data, "measurements": measurements})
