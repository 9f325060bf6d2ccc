"""What is due: reviews, assumptions, waivers that ran out, and choices that another option now beats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.verdicts.verdict import Judgement, Notice, meets_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.graph import Linked
    from buttress.records import Decision


def find_notices(linked: Linked, judgement: Judgement) -> tuple[Notice, ...]:
    """Gives what is due on the judgement's day, for decisions that are proposed or accepted."""
    return tuple(
        notice
        for decision_id in judgement.verdicts
        for notice in _of_decision(linked.portfolio.decisions[decision_id], judgement)
    )


def _of_decision(decision: Decision, judgement: Judgement) -> Iterator[Notice]:
    today = judgement.as_of
    if decision.review_by and decision.review_by < today:
        text = f"was to be reviewed by {decision.review_by}"
        yield Notice(decision.id, "review", text, ("review_by",), decision.review_by)
    for index, assumption in enumerate(decision.assumptions):
        if assumption.review_by and assumption.review_by < today:
            text = f"assumption to be reviewed by {assumption.review_by}: {assumption.text}"
            field = ("assumptions", index, "review_by")
            yield Notice(decision.id, "assumption", text, field, assumption.review_by)
    for index, waiver in enumerate(decision.waivers):
        if waiver.until < today:
            text = f"the waiver of {waiver.constraint!r} by {waiver.by} ran out on {waiver.until} and is void"
            yield Notice(decision.id, "waiver", text, ("waivers", index, "until"), waiver.until)
    yield from _regret(decision, judgement)


def _regret(decision: Decision, judgement: Judgement) -> Iterator[Notice]:
    """The chosen option violates a must while another one now meets them all."""
    chosen = judgement.options.get((decision.id, decision.chosen), ())
    violated = any(
        verdict.state == "violated" and verdict.bound.constraint.severity == "must" for verdict in chosen
    )
    if not violated:
        return
    better = [
        option.id
        for option in decision.options
        if option.id != decision.chosen and meets_all(judgement.options.get((decision.id, option.id), ()))
    ]
    if better:
        text = f"the chosen option violates a constraint that {', '.join(better)} would hold"
        yield Notice(decision.id, "regret", text, ("chosen",))
