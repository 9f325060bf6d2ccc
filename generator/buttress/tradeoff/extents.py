"""How far what is known of a cell reaches: measured bounds, a stated number, the place of a level on its scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.errors import TextError
from buttress.records import parse_quantity

if TYPE_CHECKING:
    from buttress.tradeoff.comparison import Cell, Row


@dataclass(frozen=True, slots=True)
class Extent:
    """What is known of one quality of one option, turned so that more is better.

    Attributes:
        worse: The worse bound.
        better: The better bound.
        proves: Whether it may show that an option is better; what is only stated, estimated or bounded by a recipe in
            doubt may show that it is not worse.
    """

    worse: float
    better: float
    proves: bool


def extents_of(row: Row) -> tuple[Extent | None, ...]:
    """Gives what is known of each cell of a row; None where nothing is, or nothing fresh."""
    return tuple(_extent(cell) for cell in row.cells)


def is_fresh(cell: Cell) -> bool:
    """Says whether a cell has an estimate that may still be used."""
    return cell.estimate is not None and cell.assessment is not None and cell.assessment.state == "fresh"


def stated_number(cell: Cell) -> float | None:
    """Gives the number that somebody states, in the quality's unit; None where nobody does, or states a word."""
    if not cell.stated or cell.quality.levels:
        return None
    try:
        return parse_quantity(cell.stated).magnitude_in(cell.quality.unit)
    except TextError:
        return None


def _extent(cell: Cell) -> Extent | None:
    if cell.estimate is not None:
        return _measured(cell)
    if cell.stated in cell.quality.levels:
        place = float(cell.quality.levels.index(cell.stated))
        return Extent(place, place, cell.basis == "computed")
    number = stated_number(cell)
    return None if number is None else Extent(*_turned(number, number, cell), proves=False)


def _measured(cell: Cell) -> Extent | None:
    estimate, assessment = cell.estimate, cell.assessment
    if estimate is None or assessment is None or assessment.state != "fresh":
        return None
    return Extent(*_turned(estimate.lower, estimate.upper, cell), proves=not assessment.doubt)


def _turned(lower: float, upper: float, cell: Cell) -> tuple[float, float]:
    return (-upper, -lower) if cell.quality.direction == "lower" else (lower, upper)
