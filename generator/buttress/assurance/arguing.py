"""Judged records -> arguments: the claim at the top, the claims below it, and what all of it stands among."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.assurance.argument import About, Argument
from buttress.assurance.claims import claim_constraint
from buttress.assurance.concluding import conclude
from buttress.assurance.parts import Part, number_parts
from buttress.explanation import counted
from buttress.verdicts import counted_together

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from buttress.graph import Linked
    from buttress.records import Assumption, Decision, Risk, Severity, System
    from buttress.verdicts import Judgement, Verdict


def argue_decision(decision: Decision, linked: Linked, judgement: Judgement) -> Argument | None:
    """Gives the argument that a decision's choice meets the qualities that the decision states.

    None where nothing is argued: the decision states no constraint, or it is rejected, deprecated or superseded, and so
    is not judged.

    Args:
        decision: The decision.
        linked: The linked portfolio.
        judgement: Its verdicts.
    """
    verdicts = judgement.verdicts.get(decision.id, ())
    if not verdicts:
        return None
    option = decision.option(decision.chosen)
    name = option.name if option else "The option that is to be chosen"
    conclusion = conclude(verdicts, linked)
    top = Part(
        "goal",
        f"“{name}” meets the qualities that the decision states.",
        standing=conclusion.standing,
        contexts=tuple(_contexts(decision, linked, judgement.as_of)),
        supports=_strategies(verdicts, linked, decision, judgement.as_of),
        challengers=tuple(map(_doubt, decision.risks)),
    )
    remarks = tuple(_remarks(decision, judgement.as_of))
    return Argument("decision", decision.id, decision.title, conclusion, number_parts(top), remarks)


def argue_system(system: System, linked: Linked, judgement: Judgement) -> Argument | None:
    """Gives the argument that a system keeps what it states itself, as it runs now; None where it states nothing.

    Args:
        system: The system.
        linked: The linked portfolio.
        judgement: Its verdicts.
    """
    verdicts = judgement.systems.get(system.id, ())
    if not verdicts:
        return None
    conclusion = conclude(verdicts, linked)
    running = f", running as “{system.current_deployment}”," if system.current_deployment else ""
    day = Part("context", f"Judged as of {judgement.as_of:%Y-%m-%d}.")
    top = Part(
        "goal",
        f"“{system.title}”{running} keeps what the system states.",
        about=About("system", system.id),
        standing=conclusion.standing,
        contexts=(day,),
        supports=_strategies(verdicts, linked),
    )
    return Argument("system", system.id, system.title, conclusion, number_parts(top))


def _contexts(decision: Decision, linked: Linked, as_of: date) -> Iterator[Part]:
    place = ", ".join(_place(decision, linked))
    if place:
        system = linked.system_of.get(decision.id, "")
        yield Part("context", f"{place[:1].upper()}{place[1:]}.", about=About("system", system))
    told = "gating nothing until it is accepted" if decision.status == "proposed" else "in force"
    yield Part(
        "context",
        f"{decision.status.capitalize()} on {decision.date:%Y-%m-%d}, {told}; judged as of {as_of:%Y-%m-%d}.",
    )
    if decision.rationale and decision.chosen:
        yield Part("justification", "Why this option:", decision.rationale, About("rationale"))


def _place(decision: Decision, linked: Linked) -> Iterator[str]:
    system = linked.portfolio.systems.get(linked.system_of.get(decision.id, ""))
    if system:
        yield f"of the system “{system.title}”"
    if decision.component:
        yield f"the component “{decision.component}”"
    placement = linked.placement_of.get((decision.id, decision.chosen))
    if placement:
        yield f"deployed as “{placement.deployment}”"


def _strategies(
    verdicts: Sequence[Verdict], linked: Linked, decision: Decision | None = None, as_of: date | None = None
) -> tuple[Part, ...]:
    """One strategy over what must be kept, and one over what should be; assumptions go with the first."""
    by_severity: dict[Severity, list[Verdict]] = {"must": [], "should": []}
    for verdict in verdicts:
        by_severity[verdict.bound.constraint.severity].append(verdict)
    assumed = tuple(_assumption(one, as_of) for one in decision.assumptions) if decision and as_of else ()
    found = []
    for severity, ours in by_severity.items():
        if ours:
            contexts = (*_correction(severity, ours), *assumed)
            goals = tuple(claim_constraint(one, verdicts, linked, _other(one, decision)) for one in ours)
            found.append(Part("strategy", _over(severity, len(ours)), contexts=contexts, supports=goals))
            assumed = ()
    return tuple(found)


def _over(severity: Severity, count: int) -> str:
    each = "the one quality" if count == 1 else f"each of the {count} qualities"
    return f"Argument over {each} that {severity} be kept."


def _correction(severity: Severity, verdicts: Sequence[Verdict]) -> Iterator[Part]:
    """Why claims are judged one by one, and violations together."""
    if severity != "must" or len(verdicts) < 2:
        return
    together = len(counted_together(verdicts))
    holm = (
        f" Violations are confirmed together, by Holm's correction over {together} of them."
        if together > 1
        else ""
    )
    yield Part(
        "justification",
        "Each claim must be shown at its own confidence. That chance shows them all is no likelier than that it shows "
        f"one.{holm}",
    )


def _assumption(assumption: Assumption, as_of: date) -> Part:
    day = assumption.review_by
    due = day is not None and day < as_of
    review = "no day is set to look at it again" if day is None else f"review by {day:%Y-%m-%d}"
    if due:
        review = f"its review was due on {day:%Y-%m-%d}"
    kinds = {"REQ": "Required of the world", "SPEC": "Specified of the machine"}
    told = f"{kinds.get(assumption.kind, 'Assumed')}, {review}:"
    return Part("assumption", told, assumption.text, About("assumptions"), due=due)


def _other(verdict: Verdict, decision: Decision | None) -> str:
    """Name of the option that a constraint speaks of, where it is not the chosen one."""
    option = decision.option(verdict.bound.option) if decision else None
    return "" if option is None or decision is None or option.id == decision.chosen else option.name


def _doubt(risk: Risk) -> Part:
    rated = [
        f"{what} {rating}"
        for what, rating in (("likelihood", risk.likelihood), ("impact", risk.impact))
        if rating
    ]
    answer = Part("justification", "What is done about it:", risk.mitigation, About("risks"))
    return Part(
        "counter-goal",
        f"Risk{''.join(f', {one}' for one in rated)}:",
        risk.text,
        About("risks"),
        contexts=(answer,) if risk.mitigation else (),
        mark="undeveloped",
    )


def _remarks(decision: Decision, as_of: date) -> Iterator[str]:
    late = sum(one.review_by is not None and one.review_by < as_of for one in decision.assumptions)
    if late:
        theirs = "is past its" if late == 1 else "are past their"
        yield f"{counted(late, 'assumption')} {theirs} review."
    bare = sum(not one.mitigation for one in decision.risks)
    if bare:
        yield f"Against {counted(bare, 'risk')} that {'is' if bare == 1 else 'are'} named, nothing is said to be done."
    for waiver in decision.waivers:
        if waiver.until < as_of:
            yield f"The waiver of “{waiver.constraint}” by {waiver.by} ran out on {waiver.until:%Y-%m-%d} and is void."
