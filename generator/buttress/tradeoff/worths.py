"""What values are worth by declared value functions, and which values have a worth.

A value function is linear between its worst and its best value and flat beyond them (Keeney and Raiffa 1976). Its ends
are declared and never taken from the options: with ends from the data, an option that nobody would take can turn the
order of the others around (Belton and Gear 1983).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.errors import TextError
from buttress.tradeoff.columns import preferred_place
from buttress.tradeoff.extents import is_fresh, stated_number
from buttress.tradeoff.standing import Standing, Worth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.records import Preference
    from buttress.tradeoff.comparison import Cell, Column, Row


@dataclass(frozen=True, slots=True)
class Scale:
    """A declared value function in the unit of its quality.

    Attributes:
        preference: As declared.
        share: Its weight over the sum of all weights.
        place: The place of its column.
        worst: The value that is worth 0, in the quality's unit.
        best: The value that is worth 1, likewise.
    """

    preference: Preference
    share: float
    place: int
    worst: float
    best: float

    def straight(self, value: float) -> float:
        """Gives the worth of a value on the straight line through both ends: below 0 or above 1 beyond them."""
        return (value - self.worst) / (self.best - self.worst)

    def worth(self, value: float) -> float:
        """Gives the worth of a value, 0 to 1."""
        return min(1.0, max(0.0, self.straight(value)))

    def value_of(self, worth: float) -> float:
        """Gives the value that has a worth, in the quality's unit."""
        return self.worst + worth * (self.best - self.worst)


def scales_of(columns: Sequence[Column], preferences: Sequence[Preference]) -> tuple[Scale, ...]:
    """Gives the value functions of preferences, in their order; those that no column or unit fits are left out."""
    placed = [(one, preferred_place(one, columns)) for one in preferences]
    ends = [
        (one, place, found)
        for one, place in placed
        if place is not None and (found := _ends(one, columns[place])) is not None
    ]
    total = sum(one.weight for one, _, _ in ends)
    return tuple(Scale(one, one.weight / total, place, *found) for one, place, found in ends)


def _ends(preference: Preference, column: Column) -> tuple[float, float] | None:
    unit = column.quality.unit
    try:
        worst, best = preference.worst.magnitude_in(unit), preference.best.magnitude_in(unit)
    except TextError:
        return None
    return None if worst == best else (worst, best)


def weigh(cell: Cell, scale: Scale) -> Worth:
    """Gives what a cell is worth: stated numbers as they are, and anything where nothing fresh is known."""
    estimate = cell.estimate
    if estimate is not None and is_fresh(cell):
        ends = scale.worth(estimate.lower), scale.worth(estimate.upper)
        value = None if estimate.value is None else scale.worth(estimate.value)
        return Worth(scale.preference, scale.share, min(ends), value, max(ends))
    number = stated_number(cell) if estimate is None else None
    if number is None:
        return Worth(scale.preference, scale.share, 0.0, None, 1.0)
    worth = scale.worth(number)
    return Worth(scale.preference, scale.share, worth, worth, worth, stated=True)


def number_in(cell: Cell) -> float | None:
    """Gives the number that a cell is weighed by, in the quality's unit; None where nothing fresh is known."""
    if cell.estimate is not None:
        return cell.estimate.value if is_fresh(cell) else None
    return stated_number(cell)


def stand(row: Row, scales: Sequence[Scale]) -> Standing:
    """Gives how far an option meets the preferences, its chance of being best left at 0."""
    worths = tuple(weigh(row.cells[scale.place], scale) for scale in scales)
    return Standing(
        row.option.id,
        worths,
        sum(one.share * one.low for one in worths),
        _sum_of_values(worths),
        sum(one.share * one.high for one in worths),
        0.0,
    )


def _sum_of_values(worths: Sequence[Worth]) -> float | None:
    total = 0.0
    for one in worths:
        if one.value is None:
            return None
        total += one.share * one.value
    return total


def merit(standing: Standing) -> float:
    """Gives the worth by which an option has its place: at its values, or at least, where something is missing.

    It rests on the option alone, so that no other option can turn the order of two around.
    """
    return standing.low if standing.value is None else standing.value
