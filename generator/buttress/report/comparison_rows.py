"""The comparison of a decision's options as plain rows: one for each option and quality, raw numbers with their unit."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from buttress.verdicts import STATES

if TYPE_CHECKING:
    from buttress.records import Slice
    from buttress.tradeoff import Cell, Comparison, Row


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """What is known of one quality of one option.

    Attributes:
        decision: Id of the decision.
        option: Id of the option.
        chosen: Whether the decision chose it.
        feasibility: ``feasible``, ``infeasible`` or ``unknown``.
        dominated_by: Ids of the options that dominate it, joined.
        worth: Weighted sum of what its values are worth by the preferences, 0 to 1; None where it is not ranked, or a
            preferred quality is missing.
        worth_low: The same at the worse bounds.
        worth_high: The same at the better bounds.
        chance_best: The chance that it is the best of the feasible options, 0 to 1; None where it is not ranked.
        quality: Id of the quality.
        under: The perturbation or invariant under which it was measured; empty for the examples as they are.
        flow: The flow of which it is told; empty for qualities of a candidate.
        slice: The part of the examples of which it is told, as ``name=value``, joined; empty for all of them.
        basis: How it is known; empty where nothing is.
        value: The value, None where there is none.
        lower: Its lower bound, None where there is none.
        upper: Its upper bound, None where there is none.
        unit: Unit of these three; empty for shares and counts.
        confidence: One-sided confidence of each bound, None where there are no bounds.
        method: How the bounds were made.
        n: Examples, queries or processes behind the value, None where nothing was measured.
        stated: What is stated of it, as written, or the level that was computed.
        source: Who states it.
        verdict: The verdicts of the constraints on it, the most urgent first, joined.
        reason: Why there is no value, or why it is stale.
        conditions: What it takes as declared and nobody measured, joined.
    """

    decision: str
    option: str
    chosen: bool
    feasibility: str
    dominated_by: str
    worth: float | None
    worth_low: float | None
    worth_high: float | None
    chance_best: float | None
    quality: str
    under: str
    flow: str
    slice: str
    basis: str
    value: float | None
    lower: float | None
    upper: float | None
    unit: str
    confidence: float | None
    method: str
    n: int | None
    stated: str
    source: str
    verdict: str
    reason: str
    conditions: str


def list_comparison(comparison: Comparison) -> tuple[ComparisonRow, ...]:
    """Gives the rows of a comparison, the options in the decision's order."""
    return tuple(_row(comparison, row, cell) for row in comparison.rows for cell in row.cells)


def basis_of(cell: Cell) -> str:
    """Gives how a cell's value is known; empty where nothing is known."""
    if cell.estimate is not None and cell.assessment is not None:
        return cell.assessment.basis
    return cell.basis or ""


def slice_text(slice_: Slice) -> str:
    """Gives a part of the examples for a table: ``size=big``; empty for all of them."""
    return ", ".join(f"{name}={value}" for name, value in slice_)


def finite(value: float | None) -> float | None:
    """Gives a number, and None for the bound that a sample does not give."""
    return value + 0.0 if value is not None and isfinite(value) else None  # the sum turns -0.0 into 0.0


def _row(comparison: Comparison, row: Row, cell: Cell) -> ComparisonRow:
    standing = comparison.ranking.standing(row.option.id) if comparison.ranking else None
    estimate, assessment = cell.estimate, cell.assessment
    states = sorted((verdict.state for verdict in cell.verdicts), key=STATES.index)
    return ComparisonRow(
        decision=comparison.decision,
        option=row.option.id,
        chosen=row.chosen,
        feasibility=row.feasibility,
        dominated_by=", ".join(row.dominated_by),
        worth=standing.value if standing else None,
        worth_low=standing.low if standing else None,
        worth_high=standing.high if standing else None,
        chance_best=standing.best if standing else None,
        quality=cell.quality.id,
        under=cell.under,
        flow=cell.flow,
        slice=slice_text(cell.slice),
        basis=basis_of(cell),
        value=finite(estimate.value) if estimate else None,
        lower=finite(estimate.lower) if estimate else None,
        upper=finite(estimate.upper) if estimate else None,
        unit=cell.quality.unit,
        confidence=estimate.confidence if estimate and estimate.method != "exact" else None,
        method=estimate.method if estimate else "",
        n=estimate.n if estimate else None,
        stated=cell.stated,
        source=cell.source,
        verdict=", ".join(states),
        reason=assessment.reason if assessment else "",
        conditions="; ".join(assessment.conditions) if assessment else "",
    )
