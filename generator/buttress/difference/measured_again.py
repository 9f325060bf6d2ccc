"""Verdicts on what is on record beside those on a suite that was measured once more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from buttress.verdicts import same_machine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from buttress.project import Project
    from buttress.records import Run
    from buttress.verdicts import State, Verdict

Agreement = Literal["same", "undecided", "unmeasured", "contrary"]
_OPEN: frozenset[State] = frozenset({"undecided"})
_NOTHING: frozenset[State] = frozenset({"missing", "stale", "invalid"})


@dataclass(frozen=True, slots=True)
class MeasuredAgain:
    """One verdict that rests on a suite, before and after.

    Attributes:
        recorded: By the runs on record.
        again: By the new run instead of them.
        agreement: ``same``; ``undecided`` where one of the two could not decide; ``unmeasured`` where one of the two has
            nothing to go by, such as a limit for other hardware; or ``contrary``.
        same_machine: Whether the new run comes from a machine like that of the latest run on record.
    """

    recorded: Verdict
    again: Verdict
    agreement: Agreement
    same_machine: bool


def compare_measured_again(recorded: Project, again: Project, run: Run) -> tuple[MeasuredAgain, ...]:
    """Gives each verdict that rests on the suite of a run, as it is on record and as that run alone has it.

    Args:
        recorded: The project as it is on record.
        again: The same with the run in place of all others of its suite.
        run: The run.
    """
    suite = {one.id: one for one in recorded.linked.runs_of.get(run.suite, ())}
    return tuple(_compare(recorded, again, run, suite))


def _compare(
    recorded: Project, again: Project, run: Run, suite: Mapping[str, Run]
) -> Iterator[MeasuredAgain]:
    verdicts = {_key(one): one for one in again.judgement.all_verdicts()}
    for one in recorded.judgement.all_verdicts():
        behind = [name for name in (one.assessment.runs if one.assessment else ()) if name in suite]
        if behind:
            other = verdicts[_key(one)]
            alike = same_machine(suite[behind[-1]].machine, run.machine)
            yield MeasuredAgain(one, other, _agreement(one, other), alike)


def _key(verdict: Verdict) -> tuple[str, str, int, str]:
    bound = verdict.bound
    return bound.kind, bound.decision, bound.index, bound.option


def _agreement(recorded: Verdict, again: Verdict) -> Agreement:
    # A waiver covers what was found; what was found is compared.
    states = {one.waived_state or one.state for one in (recorded, again)}
    if len(states) == 1:
        return "same"
    if states & _NOTHING:
        return "unmeasured"
    return "undecided" if states & _OPEN else "contrary"
