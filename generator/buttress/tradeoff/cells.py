"""What is known of one quality of one option: measured, computed of a deployment, stated, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from buttress.records import OF_ONE_FLOW
from buttress.tradeoff.comparison import Cell, Column, speaks_of_figure
from buttress.verdicts import DeployedQuestion, Question

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.estimation import Estimate
    from buttress.graph import Linked
    from buttress.records import Attested, Decision, Option
    from buttress.verdicts import Assessment, Judgement, Verdict


@dataclass(frozen=True, slots=True)
class Asked:
    """What the cells of a decision are filled from.

    Attributes:
        decision: The decision.
        columns: What is compared.
        linked: The linked portfolio.
        judgement: Its judgement.
    """

    decision: Decision
    columns: tuple[Column, ...]
    linked: Linked
    judgement: Judgement


def read_cell(option: Option, column: Column, verdicts: tuple[Verdict, ...], asked: Asked) -> Cell:
    """Gives what is known of one quality of one option.

    Args:
        option: The option.
        column: The quality, under which change, of which flow and slice.
        verdicts: Verdicts on this option of the constraints that speak of this column.
        asked: What the cell is filled from.
    """
    assessment = next(_assessments(option, column, verdicts, asked), None)
    blank = Cell(
        column.quality,
        option.id,
        None,
        assessment=assessment,
        verdicts=verdicts,
        under=column.under,
        flow=column.flow,
        slice=column.slice,
    )
    if assessment is not None and assessment.estimate is not None:
        return _filled(blank, column, assessment, assessment.estimate)
    rating = _rating(option, column, asked.columns)
    if rating is None:
        return blank
    return replace(blank, basis=rating.basis, stated=str(rating.value), source=rating.source)


def _filled(blank: Cell, column: Column, assessment: Assessment, estimate: Estimate) -> Cell:
    """A cell with what was measured of a candidate, or computed of a deployment; computed levels read as words."""
    basis = assessment.basis if _of_deployment(column) else "measured"
    levels = column.quality.levels
    if levels and estimate.value is not None:
        return replace(blank, basis=basis, stated=levels[round(estimate.value)])
    return replace(blank, basis=basis, estimate=estimate)


def _rating(option: Option, column: Column, columns: Sequence[Column]) -> Attested | None:
    """What somebody states of all examples; of several flows nobody knows which a rating means, which names none."""
    others = sum(one.quality.id == column.quality.id and not (one.under or one.slice) for one in columns)
    if column.under or column.slice or (column.flow and others > 1):
        return None
    return option.ratings.get(column.quality.id)


def _of_deployment(column: Column) -> bool:
    return column.quality.only_deployed or bool(column.flow)


def _assessments(
    option: Option, column: Column, verdicts: Sequence[Verdict], asked: Asked
) -> Iterator[Assessment]:
    """What constraints on the cell's figure asked; then a question of its own.

    Groups and differences from another option stay at their constraints. Constraints of one option stay there, too: the
    cells of a column must answer the same question to be compared.
    """
    for verdict in verdicts:
        constraint = verdict.bound.constraint
        if (
            verdict.assessment is not None
            and speaks_of_figure(constraint, column.quality)
            and not constraint.of
        ):
            yield verdict.assessment
    here = (asked.decision.id, option.id)
    ask = _ask_deployment if _of_deployment(column) else _ask_candidate
    yield from ask(here, column, asked)


def _ask_candidate(here: tuple[str, str], column: Column, asked: Asked) -> Iterator[Assessment]:
    binding = asked.linked.binding_of.get(here)
    if binding is not None:
        hardware = _shared_hardware(asked.decision)
        # As it is measured, whichever way a slice of it is wanted.
        quality = asked.linked.portfolio.qualities[column.quality.id]
        question = Question(binding, quality, hardware=hardware, slices=column.slice, under=column.under)
        yield asked.judgement.assessor.assess(question)


def _ask_deployment(here: tuple[str, str], column: Column, asked: Asked) -> Iterator[Assessment]:
    placement = asked.linked.placement_of.get(here)
    can_be_told = column.flow or column.quality.deployed not in OF_ONE_FLOW
    if placement is not None and can_be_told:
        question = DeployedQuestion(placement, column.quality, flow=column.flow)
        yield asked.judgement.assessor.assess_deployed(question)


def _shared_hardware(decision: Decision) -> str:
    """The hardware that the decision's constraints speak of, where it is only one."""
    named = {constraint.on_hardware for constraint in decision.constraints if constraint.on_hardware}
    return named.pop() if len(named) == 1 else ""
