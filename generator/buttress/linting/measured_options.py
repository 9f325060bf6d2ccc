"""Options against their evidence: ``never-measured`` and ``cannot-be-met``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.errors import listing
from buttress.linting.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.linting.finding import Reviewed
    from buttress.records import Option
    from buttress.verdicts import Verdict


def find_never_measured(reviewed: Reviewed) -> Iterator[Finding]:
    """Gives the options with nothing measured where others of the decision are measured."""
    decision = reviewed.decision
    measured = [option.id for option in decision.options if _is_measured(reviewed, option)]
    for index, option in enumerate(decision.options):
        if measured and option.id not in measured:
            text = f"nothing is measured of {option.id}, while {listing(measured)} {_is(len(measured))}"
            if option.ratings:
                text += f"; only stated: {listing(list(option.ratings))}"
            suggestion = "add it to the suite, or except it and say why an argument is enough"
            yield Finding("never-measured", decision.id, option.id, text, suggestion, ("options", index))


def find_unmeetable(reviewed: Reviewed) -> Iterator[Finding]:
    """Gives the ``must`` constraints that every measured option violates; one that names its option is the gate's."""
    decision = reviewed.decision
    for index, constraint in enumerate(decision.constraints):
        if constraint.severity != "must" or constraint.of:
            continue
        states = {
            option.id: verdict.waived_state or verdict.state
            for option in decision.options
            for verdict in _verdicts(reviewed, option)
            if verdict.bound.index == index and _has_value(verdict)
        }
        if states and set(states.values()) == {"violated"}:
            text = f"no measured option meets `{constraint.require}`: {listing(list(states))} violate it"
            suggestion = "argue the limit again, or look for an option that can meet it"
            if len(states) == 1:
                text = f"the only measured option, {next(iter(states))}, violates `{constraint.require}`"
            yield Finding(
                "cannot-be-met", decision.id, constraint.id, text, suggestion, ("constraints", index)
            )


def _is_measured(reviewed: Reviewed, option: Option) -> bool:
    row = reviewed.comparison.row(option.id) if reviewed.comparison else None
    cells = row.cells if row else ()
    return any(cell.estimate is not None for cell in cells) or any(
        map(_has_value, _verdicts(reviewed, option))
    )


def _verdicts(reviewed: Reviewed, option: Option) -> tuple[Verdict, ...]:
    return reviewed.judgement.options.get((reviewed.decision.id, option.id), ())


def _has_value(verdict: Verdict) -> bool:
    return verdict.assessment is not None and verdict.assessment.estimate is not None


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
