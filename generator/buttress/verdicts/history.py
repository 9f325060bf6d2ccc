"""Histories: what each run by itself says of a constraint, where that changed, and since when it is broken.

They inform and never gate: the verdict rests on the runs that decide, whatever came before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING, Literal

from buttress.estimation import find_change_points
from buttress.records import speaks_of_deployment
from buttress.verdicts.assessment import Assessment
from buttress.verdicts.assessor import Assessor
from buttress.verdicts.claims import Claim, Outcome
from buttress.verdicts.judging import judge_stated
from buttress.verdicts.machines import matches, same_machine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from buttress.estimation import ChangePoint, Estimate
    from buttress.graph import Binding
    from buttress.records import DataFacts, Run
    from buttress.verdicts.verdict import Verdict

Said = Outcome | Literal["invalid", "missing"]
"""What one run says of a claim; ``invalid`` and ``missing`` say nothing."""
Part = Literal["candidate", "data"]

MOST_POINTS = 200
"""Changes are looked for among that many latest runs: the search takes time with the square of their number."""


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """What one run by itself says of a constraint.

    Attributes:
        run: Id of the run.
        day: When it was measured.
        said: What the claim would have been judged with this run alone, without correction for other claims.
        estimate: Value and bounds, None where the run gives none.
        reason: Why there is no estimate, or why it can decide nothing; empty otherwise.
        fresh: Whether the run still speaks for what is declared now.
        changed: What was no longer the same code, files or content as in the run before.
        at: When it was measured, to tell runs of one day apart; None where that is not known.
    """

    run: str
    day: date
    said: Said
    estimate: Estimate | None
    reason: str = ""
    fresh: bool = True
    changed: tuple[Part, ...] = ()
    at: datetime | None = None

    @property
    def value(self) -> float | None:
        """The value, None where there is none."""
        return self.estimate.value if self.estimate else None


@dataclass(frozen=True, slots=True)
class LevelChange:
    """A change of level between two runs of a history.

    Attributes:
        place: Which point of the history is the first of the new level.
        found: The change; its ``index`` counts only the points that were searched, those with a value.
    """

    place: int
    found: ChangePoint


@dataclass(frozen=True, slots=True)
class History:
    """A constraint over the runs of its suite, in time order, fresh and stale ones alike.

    Attributes:
        points: One for each run of the candidate on the machine in question.
        changes: Where the level of the values changed.
        elsewhere: Runs of the candidate that were left out, being of other machines.
        unit: Unit of the values.
    """

    points: tuple[HistoryPoint, ...] = ()
    changes: tuple[LevelChange, ...] = ()
    elsewhere: int = 0
    unit: str = ""

    def when(self, point: HistoryPoint) -> str:
        """Gives a point's day, with the time in UTC where another point is of the same day."""
        shared = sum(one.day == point.day for one in self.points) > 1
        return f"{point.at.astimezone(UTC):%Y-%m-%d %H:%M}" if shared and point.at else f"{point.day}"

    @property
    def first_broken(self) -> HistoryPoint | None:
        """The earliest violating run since the claim last held; None unless the latest run violates it.

        Runs that say nothing are passed over. A run that leaves it undecided does not show that it held again.
        """
        since = self._since_held()
        if not since or since[-1].said != "violated":
            return None
        return next(point for point in since if point.said == "violated")

    @property
    def last_held(self) -> HistoryPoint | None:
        """The latest run in which the claim held; None where it never did."""
        return next((point for point in reversed(self.points) if point.said == "holds"), None)

    @property
    def broken_between(self) -> tuple[date, date] | None:
        """The last day on which it held and the day on which it first did not; None if it holds, or never held."""
        broken, held = self.first_broken, self.last_held
        return (held.day, broken.day) if broken and held else None

    def _since_held(self) -> tuple[HistoryPoint, ...]:
        """The runs that say something, from the one after the last in which it held."""
        telling = tuple(point for point in self.points if point.said in ("holds", "violated", "undecided"))
        held = [place for place, point in enumerate(telling) if point.said == "holds"]
        return telling[held[-1] + 1 :] if held else telling


def trace_history(verdict: Verdict, assessor: Assessor) -> History:
    """Gives what every run of a constraint's candidate says of it.

    Runs count that were made on the constraint's hardware profile; where it names none and the quality depends on the
    machine, those of the machine that decides. A constraint that nothing measures, that compares an option with itself,
    or that speaks of a deployment (many parts, each with runs of its own) has no history. Damaged runs are points
    without an estimate.

    Args:
        verdict: The verdict of the constraint on an option.
        assessor: Who answered; what it knows of a single run is not worked out again.
    """
    bound, own = verdict.bound, verdict.assessment
    binding = assessor.linked.binding_of.get((bound.decision, bound.option))
    quality = assessor.linked.portfolio.qualities[bound.constraint.quality]
    deployed = speaks_of_deployment(bound.constraint, quality)
    if own is None or binding is None or deployed or _equals_itself(own):
        return History()
    held = [
        run
        for run in assessor.linked.runs_of.get(binding.suite, ())
        if run.measurement(binding.candidate, binding.runtime)
    ]
    runs = _of_machine(held, verdict, assessor)
    before = (None, *runs)
    points = tuple(
        replace(_point(run, verdict, binding, assessor), changed=_changed(earlier, run, binding))
        for earlier, run in zip(before, runs, strict=False)
    )
    return History(points, _level_changes(points), len(held) - len(runs), own.unit)


def _equals_itself(assessment: Assessment) -> bool:
    """Whether nothing was asked of the runs: the option is the one that others are compared with."""
    return assessment.state == "fresh" and not assessment.runs


def trace_histories(verdicts: Sequence[Verdict], assessor: Assessor) -> tuple[History, ...]:
    """Gives the history of each verdict, in their order; see `trace_history`."""
    return tuple(trace_history(verdict, assessor) for verdict in verdicts)


def _of_machine(held: Sequence[Run], verdict: Verdict, assessor: Assessor) -> list[Run]:
    portfolio, constraint = assessor.linked.portfolio, verdict.bound.constraint
    profile = portfolio.hardware.get(constraint.on_hardware)
    if profile is not None:
        return [run for run in held if matches(run.machine, profile)]
    if not held or not portfolio.qualities[constraint.quality].of_machine:
        return list(held)
    deciding = verdict.assessment.runs[-1:] if verdict.assessment else ()
    machine = (portfolio.runs[deciding[0]] if deciding else held[-1]).machine
    return [run for run in held if same_machine(run.machine, machine)]


def _point(run: Run, verdict: Verdict, binding: Binding, assessor: Assessor) -> HistoryPoint:
    assessment, limits = _assess_alone(run, verdict, binding, assessor)
    day, fresh = run.measured_at.date(), assessment.state != "stale"
    if assessment.estimate is None:
        said: Said = "missing" if assessment.state == "missing" else "invalid"
        return HistoryPoint(run.id, day, said, None, _why_none(assessment), fresh, at=run.measured_at)
    said = _say(assessment, Claim(verdict.bound.constraint.require.operator, limits))
    return HistoryPoint(run.id, day, said, assessment.estimate, assessment.doubt, fresh, at=run.measured_at)


def _assess_alone(
    run: Run, verdict: Verdict, binding: Binding, assessor: Assessor
) -> tuple[Assessment, tuple[float, ...]]:
    """What a run says if there is no other, and the limits that it is held against."""
    own, bound, linked = verdict.assessment, verdict.bound, assessor.linked
    if own is not None and own.runs == (run.id,) and own.estimate is not None:
        return own, verdict.limits
    # One rule for all kinds of constraints: the same judgement, of a portfolio that has this run and this constraint.
    decision = linked.portfolio.decisions[bound.decision]
    options = tuple(option for option in decision.options if option.id == bound.option)
    alone = replace(
        linked,
        constraints={decision.id: (bound,)},
        runs_of={**linked.runs_of, binding.suite: (run,)},
    )
    narrowed = decision.model_copy(update={"options": options, "waivers": ()})
    (judged,) = judge_stated(narrowed, Assessor(alone, assessor.as_of))
    return judged.assessment or Assessment("missing", judged.reason), judged.limits


def _say(assessment: Assessment, claim: Claim) -> Outcome:
    if assessment.doubt or assessment.sample is None or assessment.estimate is None:
        return "undecided"
    return claim.judge(assessment.sample, assessment.estimate)


def _why_none(assessment: Assessment) -> str:
    if assessment.state != "stale":
        return assessment.reason
    return assessment.lost or "it holds no samples that could be used"


def _changed(earlier: Run | None, run: Run, binding: Binding) -> tuple[Part, ...]:
    if earlier is None:
        return ()
    then, now = (one.measurement(binding.candidate, binding.runtime) for one in (earlier, run))
    found: list[Part] = []
    if then and now and (then.code_digest, then.files) != (now.code_digest, now.files):
        found.append("candidate")
    if earlier.data and run.data and _identity(earlier.data) != _identity(run.data):
        found.append("data")
    return tuple(found)


def _identity(data: DataFacts) -> tuple[object, ...]:
    return data.code_digest, data.files, data.sha256


def _level_changes(points: Sequence[HistoryPoint]) -> tuple[LevelChange, ...]:
    known = [(place, point.value) for place, point in enumerate(points) if point.value is not None]
    known = known[-MOST_POINTS:]
    found = find_change_points([value for _, value in known])
    return tuple(LevelChange(known[change.index][0], change) for change in found)
