"""Judgement -> comparisons: feasibility first, then dominance among what is feasible."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from buttress.tradeoff.comparison import Cell, Column, Comparison, Feasibility, Row, speaks_of_all
from buttress.tradeoff.dominance import dominates
from buttress.verdicts import Question, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.graph import Linked
    from buttress.records import Decision, Option
    from buttress.verdicts import Assessment, Judgement


def compare_options(linked: Linked, judgement: Judgement) -> dict[str, Comparison]:
    """Gives the comparison of the options of every decision that has options, by decision."""
    return {
        decision.id: _compare(decision, linked, judgement)
        for decision in linked.portfolio.decisions.values()
        if decision.options
    }


def _compare(decision: Decision, linked: Linked, judgement: Judgement) -> Comparison:
    columns = _columns(decision, linked)
    rows = tuple(_row(decision, option, columns, linked, judgement) for option in decision.options)
    feasible = [row for row in rows if row.feasibility == "feasible"]
    return Comparison(
        decision.id,
        columns,
        tuple(
            replace(
                row,
                dominated_by=tuple(
                    other.option.id for other in feasible if other is not row and dominates(other, row)
                ),
            )
            for row in rows
        ),
    )


def _columns(decision: Decision, linked: Linked) -> tuple[Column, ...]:
    names = (
        *((constraint.quality, constraint.under_change) for constraint in decision.constraints),
        *((preference.quality, "") for preference in decision.preferences),
        *((driver, "") for driver in decision.drivers),
        *((name, "") for option in decision.options for name in option.ratings),
    )
    qualities = linked.portfolio.qualities
    found = [Column(qualities[name], under) for name, under in dict.fromkeys(names) if name in qualities]
    # An invariance exists under a change only: a driver that names it means the columns that are there.
    changed = {column.quality.id for column in found if column.under}
    return tuple(
        column
        for column in found
        if column.under or column.quality.estimator != "kept" or column.quality.id not in changed
    )


def _row(
    decision: Decision,
    option: Option,
    columns: Sequence[Column],
    linked: Linked,
    judgement: Judgement,
) -> Row:
    verdicts = judgement.options.get((decision.id, option.id), ())
    musts = [verdict for verdict in verdicts if verdict.bound.constraint.severity == "must"]
    failing = tuple(verdict for verdict in musts if verdict.state == "violated")
    unsettled = tuple(verdict for verdict in musts if verdict.state not in ("violated", "holds"))
    cells = tuple(_cell(decision, option, column, linked, judgement, verdicts) for column in columns)
    return Row(
        option,
        option.id == decision.chosen,
        cells,
        _feasibility(musts, failing, unsettled),
        failing,
        unsettled,
    )


def _feasibility(
    musts: Sequence[Verdict], failing: Sequence[Verdict], unsettled: Sequence[Verdict]
) -> Feasibility:
    if failing:
        return "infeasible"
    return "unknown" if unsettled or not musts else "feasible"


def _cell(
    decision: Decision,
    option: Option,
    column: Column,
    linked: Linked,
    judgement: Judgement,
    verdicts: Sequence[Verdict],
) -> Cell:
    quality, under = column.quality, column.under
    own = tuple(
        verdict
        for verdict in verdicts
        if (verdict.bound.constraint.quality, verdict.bound.constraint.under_change) == (quality.id, under)
    )
    assessment = next(_assessments(decision, option, column, linked, judgement, own), None)
    if assessment is not None and assessment.estimate is not None:
        return Cell(
            quality,
            option.id,
            "measured",
            assessment.estimate,
            assessment=assessment,
            verdicts=own,
            under=under,
        )
    rating = None if under else option.ratings.get(quality.id)
    if rating is not None:
        return Cell(
            quality,
            option.id,
            rating.basis,
            stated=str(rating.value),
            source=rating.source,
            assessment=assessment,
            verdicts=own,
        )
    return Cell(quality, option.id, None, assessment=assessment, verdicts=own, under=under)


def _assessments(
    decision: Decision,
    option: Option,
    column: Column,
    linked: Linked,
    judgement: Judgement,
    verdicts: Sequence[Verdict],
) -> Iterator[Assessment]:
    """What constraints on all examples asked; then a question of the cell's own; slices stay at their constraints.

    So do groups and differences from another option. Constraints of one option stay there, too: the cells of a column
    must answer the same question to be compared.
    """
    for verdict in verdicts:
        constraint = verdict.bound.constraint
        if verdict.assessment is not None and speaks_of_all(constraint, column.quality) and not constraint.of:
            yield verdict.assessment
    binding = linked.binding_of.get((decision.id, option.id))
    if binding is not None:
        hardware = _shared_hardware(decision)
        yield judgement.assessor.assess(
            Question(binding, column.quality, hardware=hardware, under=column.under)
        )


def _shared_hardware(decision: Decision) -> str:
    """The hardware that the decision's constraints speak of, where it is only one."""
    named = {constraint.on_hardware for constraint in decision.constraints if constraint.on_hardware}
    return named.pop() if len(named) == 1 else ""
