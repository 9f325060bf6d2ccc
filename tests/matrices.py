"""Hand-made comparisons for tests: options by qualities as numbers, without any records on disk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from buttress.estimation import Estimate
from buttress.graph import BoundConstraint
from buttress.records import Constraint, Decision, Option, Preference, Quality, Quantity
from buttress.tradeoff import Cell, Column, Comparison, Row, dominates, rank_options
from buttress.verdicts import Assessment, Verdict, claim_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Known = float | tuple[float, float, float] | str | None
"""A cell: an exact number; lower bound, value and upper bound; what somebody states; or nothing."""


def quality(name: str, direction: str = "higher", unit: str = "", **more: Any) -> Quality:
    """A quality by name."""
    kind = "ordinal" if "levels" in more else "exact"
    fields = {"id": name, "kind": "quality", "title": name.capitalize(), "unit": unit}
    return Quality.model_validate({"estimator": kind, **fields, "direction": direction, **more})


def prefer(
    name: str, worst: float, best: float, weight: float = 1, unit: str = "", **more: Any
) -> Preference:
    """A preference with ends in one unit."""
    ends = {"worst": Quantity(worst, unit), "best": Quantity(best, unit)}
    return Preference(quality=name, weight=weight, **ends, **more)


def assessed(known: Known, **changes: Any) -> Assessment:
    """Fresh evidence of a number or of an interval."""
    if isinstance(known, tuple):
        lower, value, upper = known
        estimate = Estimate(value, lower, upper, 0.95, "made up", 100)
    else:
        estimate = Estimate(known, known, known, 0.95, "exact", 1)
    return Assessment(**{"state": "fresh", "reason": "", "estimate": estimate, **changes})


def cell(of: Quality, option: str, known: Known, **changes: Any) -> Cell:
    """A cell that was measured, is stated, or is empty."""
    if known is None:
        return Cell(of, option, None)
    if isinstance(known, str):
        return Cell(of, option, "attested", stated=known, source="somebody")
    found = assessed(known, unit=of.unit, **changes)
    return Cell(of, option, found.basis, found.estimate, assessment=found)


def rested(of: Quality, option: str, known: tuple[float, float, float], processes: int | None) -> Cell:
    """A cell that was measured on so many processes; on examples, where there are none."""
    found = cell(of, option, known)
    assert found.estimate is not None
    assert found.assessment is not None
    estimate = replace(found.estimate, processes=processes)
    return replace(found, estimate=estimate, assessment=replace(found.assessment, estimate=estimate))


def compare(
    qualities: Sequence[Quality | Column],
    matrix: Mapping[str, Sequence[Known | Cell]],
    preferences: Sequence[Preference] = (),
    chosen: str = "",
    musts: Sequence[str] = (),
) -> tuple[Comparison, Decision]:
    """A comparison of options by qualities, with the decision that it is of.

    Args:
        qualities: The columns; a quality stands for its column over all examples.
        matrix: Option to its cells.
        preferences: The decision's preferences.
        chosen: The chosen option.
        musts: Requirements that every option is judged by; without any, all options count as feasible.
    """
    constraints = [Constraint.model_validate(one) for one in musts]
    columns = tuple(one if isinstance(one, Column) else Column(one) for one in qualities)
    rows = [_row(name, cells, columns, constraints, chosen) for name, cells in matrix.items()]
    compared = Comparison("made/up", columns, _dominated(rows))
    decision = Decision(
        id="made/up",
        kind="decision",
        title="Made up",
        status="accepted",
        date="2026-11-01",
        options=[row.option for row in rows],
        chosen=chosen,
        constraints=constraints,
        preferences=list(preferences),
    )
    return replace(compared, ranking=rank_options(compared, preferences)), decision


def _row(
    name: str,
    known: Sequence[Known | Cell],
    columns: Sequence[Column],
    constraints: Sequence[Constraint],
    chosen: str,
) -> Row:
    cells = [
        one if isinstance(one, Cell) else replace(cell(of.quality, name, one), slice=of.slice)
        for of, one in zip(columns, known, strict=True)
    ]
    judged = [replace(one, verdicts=_judge(one, constraints)) for one in cells]
    musts = [verdict for one in judged for verdict in one.verdicts]
    failing = tuple(one for one in musts if one.state == "violated")
    unsettled = tuple(one for one in musts if one.state not in ("holds", "violated"))
    feasible = "infeasible" if failing else "unknown" if unsettled else "feasible"
    return Row(Option(id=name), name == chosen, tuple(judged), feasible, failing, unsettled)


def _judge(one: Cell, constraints: Sequence[Constraint]) -> tuple[Verdict, ...]:
    found = []
    for index, constraint in enumerate(constraints):
        if (constraint.quality, constraint.in_slice) != (one.quality.id, one.slice):
            continue
        claim, estimate = claim_of(constraint, one.quality.unit), one.estimate
        bound = BoundConstraint("made/up", constraint, one.option, index)
        if claim is None or estimate is None:
            found.append(Verdict(bound, "missing", "nothing is known"))
            continue
        state = _state(claim.operator, claim.limits, estimate)
        found.append(Verdict(bound, state, "", one.assessment, claim.limits, claim.margin(estimate)))
    return tuple(found)


def _state(operator: str, limits: tuple[float, ...], estimate: Estimate) -> Any:
    if operator in ("<", ">"):
        return _strictly(operator, limits[0], estimate)
    low = limits[0] if operator in (">=", "between", "=") else float("-inf")
    high = limits[-1] if operator in ("<=", "between", "=") else float("inf")
    if low <= estimate.lower and estimate.upper <= high:
        return "holds"
    return "violated" if estimate.upper < low or estimate.lower > high else "undecided"


def _strictly(operator: str, limit: float, estimate: Estimate) -> Any:
    nearer, farther = estimate.upper - limit, estimate.lower - limit
    if operator == ">":
        nearer, farther = -farther, -nearer
    return "holds" if nearer < 0 else "violated" if farther >= 0 else "undecided"


def _dominated(rows: Sequence[Row]) -> tuple[Row, ...]:
    feasible = [row for row in rows if row.feasibility == "feasible"]
    return tuple(
        replace(row, dominated_by=tuple(o.option.id for o in feasible if o is not row and dominates(o, row)))
        for row in rows
    )
