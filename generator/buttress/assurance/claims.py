"""The claim of one constraint: with argument and evidence for it, or what speaks against it, or what is missing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from buttress.assurance.argument import About
from buttress.assurance.concluding import standing_of
from buttress.assurance.parts import Part
from buttress.explanation import (
    NBSP,
    argue_method,
    argue_together,
    as_judged,
    judged_of,
    limit_words,
    machine_words,
    tell_estimate,
    tell_margin,
    tell_needed,
    tell_verdict,
)
from buttress.records import speaks_of_deployment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.assurance.argument import Kind
    from buttress.graph import Linked
    from buttress.records import Constraint, Quality
    from buttress.verdicts import State, Verdict

_DEVELOPED_BY: dict[State, str] = {
    "missing": "A run that measures it would develop the claim.",
    "stale": "A new run would develop the claim: what was measured then is not what is declared now.",
    "invalid": "A run whose samples can be used would develop the claim.",
}


def claim_constraint(verdict: Verdict, siblings: Sequence[Verdict], linked: Linked, option: str = "") -> Part:
    """Gives the goal of one constraint.

    Shown, it is supported by an argument from evidence. Violated, it is defeated by a counter-claim with the evidence
    for that. Otherwise nothing supports it: it is undeveloped, what is known so far is its context, and it says what is
    needed. A waived one is what it would be without the waiver, which is the justification for bearing with it.

    Args:
        verdict: The verdict.
        siblings: All verdicts of its decision or system, itself included.
        linked: The linked portfolio.
        option: Name of the option that it speaks of, where that is not the one that the argument is about.
    """
    state = verdict.waived_state or verdict.state
    quality = as_judged(
        verdict.bound.constraint, linked.portfolio.qualities[verdict.bound.constraint.quality]
    )
    contexts = tuple(_reasons(verdict))
    goal = partial(
        Part,
        "goal",
        _claim(verdict.bound.constraint, quality, option),
        about=About("constraint", verdict.bound.constraint.id),
        standing=standing_of(verdict),
        verdict=verdict,
    )
    if state == "holds":
        return goal(contexts=contexts, supports=(_strategy(verdict, quality, linked),))
    if state == "violated":
        return goal(
            contexts=contexts,
            challengers=(_counter(verdict, quality, siblings, linked),),
            mark="defeated",
        )
    return goal(
        contexts=(*contexts, *_so_far(verdict, quality, linked)),
        mark="undeveloped",
        needed=_tell_needed(verdict, state),
    )


def _claim(constraint: Constraint, quality: Quality, option: str) -> str:
    subject = judged_of(quality, constraint)
    where = [("on", constraint.on_hardware), ("in", constraint.in_load or "")]
    places = "".join(f" {word}{NBSP}{name}" for word, name in where if name)
    limit = limit_words(constraint, quality)
    of_option = f"Of {option}: " if option else ""
    return f"{of_option}{subject} is {limit}{places}."


def _reasons(verdict: Verdict) -> Iterator[Part]:
    """Why this limit, and who bears with missing it."""
    constraint, waiver = verdict.bound.constraint, verdict.waiver
    if constraint.because:
        about = About("constraint", constraint.id)
        yield Part("justification", "Why this limit:", constraint.because, about)
    if waiver is not None:
        missed = "that it is violated" if verdict.waived_state == "violated" else "that it is not shown"
        told = f"{waiver.by} accepts {missed}, until {waiver.until:%Y-%m-%d}:"
        yield Part("justification", told, waiver.because, About("waivers"))


def _strategy(verdict: Verdict, quality: Quality, linked: Linked) -> Part:
    assessment = verdict.assessment
    conditions = assessment.conditions if assessment else ()
    reason = " ".join(argue_method(verdict, quality))
    return Part(
        "strategy",
        _tell_strategy(verdict, quality),
        contexts=(
            *((Part("justification", reason),) if reason else ()),
            *(Part("assumption", f"{text[:1].upper()}{text[1:]}.") for text in conditions),
        ),
        supports=_evidence(verdict, linked, "solution"),
    )


def _tell_strategy(verdict: Verdict, quality: Quality) -> str:
    assessment = verdict.assessment
    estimate = assessment.estimate if assessment else None
    value, bounds = tell_estimate(verdict, quality)
    if assessment is None or estimate is None or not value:
        return f"Argument from what the records say: {verdict.reason}."
    how = "measuring"
    if speaks_of_deployment(verdict.bound.constraint, quality):
        how = (
            "computing from what was measured of parts" if assessment.runs else "computing from declarations"
        )
    elif estimate.method == "exact":
        how = "counting" if assessment.runs else "computing"
    margin = tell_margin(verdict, quality)
    margin = "nothing to spare" if margin and verdict.margin == 0 else margin
    spare = f"; {margin}" if margin else ""
    return f"Argument by {how}: {value}, {bounds}{spare}."


def _evidence(verdict: Verdict, linked: Linked, kind: Kind) -> tuple[Part, ...]:
    assessment = verdict.assessment
    runs = assessment.runs if assessment else ()
    if runs:
        return tuple(_run(name, linked, kind) for name in runs)
    quality = linked.portfolio.qualities[verdict.bound.constraint.quality]
    system = _system(verdict, linked)
    if system and speaks_of_deployment(verdict.bound.constraint, quality):
        title = linked.portfolio.systems[system].title
        return (Part(kind, f"What the system “{title}” declares.", about=About("system", system)),)
    return (Part(kind, "What the records say."),)


def _system(verdict: Verdict, linked: Linked) -> str:
    bound = verdict.bound
    name = bound.decision if bound.kind == "system" else linked.system_of.get(bound.decision, "")
    return name if name in linked.portfolio.systems else ""


def _run(name: str, linked: Linked, kind: Kind) -> Part:
    run = linked.portfolio.runs[name]
    suite = linked.portfolio.benchmarks.get(run.suite)
    of_suite = f", suite “{suite.title}”" if suite else ""
    told = f"Run of {run.measured_at:%Y-%m-%d} on {machine_words(run)}{of_suite}."
    return Part(kind, told, about=About("run", name))


def _counter(verdict: Verdict, quality: Quality, siblings: Sequence[Verdict], linked: Linked) -> Part:
    together = " ".join(argue_together(verdict, siblings))
    return Part(
        "counter-goal",
        _tell_found(verdict, quality),
        about=About("constraint", verdict.bound.constraint.id),
        contexts=(Part("justification", together),) if together else (),
        supports=_evidence(verdict, linked, "counter-solution"),
    )


def _tell_found(verdict: Verdict, quality: Quality) -> str:
    """The verdict in words, without what is said elsewhere: the waiver, and how much more evidence would decide."""
    told, waiver, needed = tell_verdict(verdict, quality), verdict.waiver, tell_needed(verdict)
    if waiver is not None:
        told = told.removesuffix(f" {waiver.by} answers for it until {waiver.until:%Y-%m-%d}: waived.")
    return told.removesuffix(f" {needed}") if needed else told


def _so_far(verdict: Verdict, quality: Quality, linked: Linked) -> Iterator[Part]:
    """What is known, which supports nothing."""
    about = About("constraint", verdict.bound.constraint.id)
    yield Part("context", f"So far: {_tell_found(verdict, quality)}", about=about)
    for name in verdict.assessment.runs if verdict.assessment else ():
        yield _run(name, linked, "context")


def _tell_needed(verdict: Verdict, state: State) -> str:
    assessment = verdict.assessment
    told = tell_needed(verdict)
    if told:
        return told
    if state in _DEVELOPED_BY:
        return _DEVELOPED_BY[state]
    if assessment is not None and assessment.state == "missing":
        return "A measurement of what is missing would develop the claim."
    if assessment is None or assessment.doubt:
        return "Figures that are measured and may decide would develop the claim."
    if assessment.conditions:
        return "Narrower declarations, or measurements in their place, would develop the claim."
    return "More evidence would develop the claim."
