"""What differs between a decision as it is and as it would be: what was changed, and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from buttress.report.verdict_text import describe_claim
from buttress.tradeoff import analyse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from buttress.project import Project
    from buttress.records import Constraint, Decision
    from buttress.tradeoff import Comparison, Standing
    from buttress.verdicts import Verdict

ChangeKind = Literal["limit", "added", "dropped", "weight", "chosen", "deployment"]


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that was changed.

    Attributes:
        kind: Which sort of thing.
        what: Id of the constraint or of the preference, or the name of the system; empty for the choice.
        before: What the decision says; empty for what is added.
        after: What it would say; empty for what is dropped.
    """

    kind: ChangeKind
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class JudgedTwice:
    """A constraint on an option, as it is and as it would be; None where it is not stated."""

    constraint: str
    option: str
    before: Verdict | None
    after: Verdict | None

    @property
    def differs(self) -> bool:
        """Whether the verdict is another one, or rests on another value."""
        return _outcome(self.before) != _outcome(self.after)


@dataclass(frozen=True, slots=True)
class StandsTwice:
    """An option, as it stands and as it would stand."""

    option: str
    name: str
    chosen: bool
    feasibility: tuple[str, str]
    dominated_by: tuple[tuple[str, ...], tuple[str, ...]]
    standing: tuple[Standing | None, Standing | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """A decision as it is and as it would be.

    Attributes:
        decision: Id of the decision.
        before: The judged project.
        after: The same as it would be.
        changed: What was changed.
        verdicts: Constraint to its verdict on each option, for constraints that were changed or whose verdict differs.
        systems: The verdicts of the system's own constraints, where another deployment is put in operation.
        options: The options, in the decision's order.
        pareto: The feasible options that no feasible one dominates, before and after.
        winner: Who wins, before and after; empty where nothing tells the feasible ones apart.
        decided_by: Why, before and after.
        settled: Whether the winner by preferences is beyond doubt, before and after.
    """

    decision: str
    before: Project
    after: Project
    changed: tuple[Changed, ...]
    verdicts: Mapping[str, tuple[JudgedTwice, ...]]
    systems: tuple[JudgedTwice, ...]
    options: tuple[StandsTwice, ...]
    pareto: tuple[tuple[str, ...], tuple[str, ...]]
    winner: tuple[str, str]
    decided_by: tuple[str, str]
    settled: tuple[bool, bool]

    @property
    def unmet(self) -> tuple[Verdict, ...]:
        """The musts that the chosen option would not hold, and those of the system on what is put in operation.

        Waivers do not count. Where no option is chosen, nothing holds.
        """
        chosen = self.after.linked.portfolio.decisions[self.decision].chosen
        judgement = self.after.judgement
        stated = judgement.options.get((self.decision, chosen), judgement.verdicts[self.decision])
        verdicts = (*stated, *(one.after for one in self.systems if one.after))
        return tuple(
            one for one in verdicts if one.bound.constraint.severity == "must" and one.state != "holds"
        )


def find_difference(before: Project, after: Project, decision_id: str) -> Difference:
    """Gives what differs for one decision.

    Args:
        before: The judged project.
        after: The same as it would be; see `buttress.what_if.judge_changed`.
        decision_id: Id of the decision; both know it and compare its options.
    """
    olds, news = before.comparisons[decision_id], after.comparisons[decision_id]
    decision, altered = (one.linked.portfolio.decisions[decision_id] for one in (before, after))
    analyses = analyse(olds, decision), analyse(news, altered)
    return Difference(
        decision_id,
        before,
        after,
        tuple(_list_changes(before, after, decision, altered)),
        _judge_twice(before, after, decision, altered),
        tuple(_judge_system_twice(before, after, decision)),
        tuple(_stand_twice(before, after, altered)),
        (olds.pareto, news.pareto),
        (analyses[0].winner, analyses[1].winner),
        (analyses[0].decided_by, analyses[1].decided_by),
        (_is_settled(olds), _is_settled(news)),
    )


def _is_settled(comparison: Comparison) -> bool:
    return comparison.ranking is not None and bool(comparison.ranking.settled)


def _outcome(verdict: Verdict | None) -> tuple[object, ...]:
    assessment = verdict.assessment if verdict else None
    return (verdict.state if verdict else "", assessment.estimate if assessment else None)


def _list_changes(before: Project, after: Project, old: Decision, new: Decision) -> Iterator[Changed]:
    yield from _changed_constraints(_by_id(old), _by_id(new))
    yield from _changed_weights(_weights(old), _weights(new))
    if old.chosen != new.chosen:
        yield Changed("chosen", "", old.chosen, new.chosen)
    olds, news = _in_operation(before, old), _in_operation(after, old)
    if olds != news:
        yield Changed("deployment", before.linked.system_of[old.id], olds, news)


def _in_operation(project: Project, decision: Decision) -> str:
    system = project.linked.portfolio.systems.get(project.linked.system_of.get(decision.id, ""))
    return system.current_deployment if system else ""


def _judge_system_twice(before: Project, after: Project, decision: Decision) -> Iterator[JudgedTwice]:
    system = before.linked.system_of.get(decision.id, "")
    if _in_operation(before, decision) == _in_operation(after, decision):
        return
    known = {one.bound.constraint.id: one for one in before.judgement.systems.get(system, ())}
    for verdict in after.judgement.systems.get(system, ()):
        name = verdict.bound.constraint.id
        yield JudgedTwice(name, verdict.bound.option, known.get(name), verdict)


def _changed_constraints(old: Mapping[str, Constraint], new: Mapping[str, Constraint]) -> Iterator[Changed]:
    for name, constraint in old.items():
        if name not in new:
            yield Changed("dropped", name, describe_claim(constraint), "")
        elif new[name].require != constraint.require:
            yield Changed("limit", name, describe_claim(constraint), describe_claim(new[name]))
    for name, constraint in new.items():
        if name not in old:
            yield Changed("added", name, "", describe_claim(constraint))


def _changed_weights(old: Mapping[str, float], new: Mapping[str, float]) -> Iterator[Changed]:
    for name, weight in old.items():
        if new.get(name) != weight:
            yield Changed("weight", name, f"{weight:g}", f"{new.get(name, 0):g}")


def _by_id(decision: Decision) -> dict[str, Constraint]:
    return {constraint.id: constraint for constraint in decision.constraints}


def _weights(decision: Decision) -> dict[str, float]:
    return {preference.id: preference.weight for preference in decision.preferences}


def _judge_twice(
    before: Project, after: Project, old: Decision, new: Decision
) -> dict[str, tuple[JudgedTwice, ...]]:
    touched = {change.what for change in _changed_constraints(_by_id(old), _by_id(new))}
    found = {}
    for name in dict.fromkeys((*_by_id(old), *_by_id(new))):
        judged = tuple(
            JudgedTwice(
                name,
                option.id,
                _verdict(before, new.id, option.id, name),
                _verdict(after, new.id, option.id, name),
            )
            for option in new.options
        )
        told = tuple(one for one in judged if one.before or one.after)
        if name in touched or any(one.differs for one in told):
            found[name] = told
    return found


def _verdict(project: Project, decision: str, option: str, constraint: str) -> Verdict | None:
    verdicts = project.judgement.options.get((decision, option), ())
    return next((one for one in verdicts if one.bound.constraint.id == constraint), None)


def _stand_twice(before: Project, after: Project, decision: Decision) -> Iterator[StandsTwice]:
    olds, news = before.comparisons[decision.id], after.comparisons[decision.id]
    for old, new in zip(olds.rows, news.rows, strict=True):
        name = new.option.id
        yield StandsTwice(
            name,
            new.option.name,
            new.chosen,
            (old.feasibility, new.feasibility),
            (old.dominated_by, new.dominated_by),
            (
                olds.ranking.standing(name) if olds.ranking else None,
                news.ranking.standing(name) if news.ranking else None,
            ),
        )
