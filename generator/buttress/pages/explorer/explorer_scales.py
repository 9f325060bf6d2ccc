"""How far the explorer's sliders reach, and how its axes run."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, inf, log10
from typing import TYPE_CHECKING

from buttress.pages.figures.axes import make_scale, plain_number

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOG_FROM = 30.0
_STEPS = 200
_ROOM = 0.08
_TINIEST = 1e-100
"""No quality is told in smaller amounts; what is smaller counts as nothing, and its inverse as beyond every slider."""
_NARROWEST = 1e-9


@dataclass(frozen=True, slots=True)
class ExplorerSlider:
    """How far a number may be moved, in the unit that readers see.

    Attributes:
        low: The lowest number.
        high: The highest number, above the lowest.
        step: By how much one press of a key moves it; for logarithmic ones the factor.
        steps: How many such steps lie between the ends.
        logarithmic: Whether equal ratios are equally long.
    """

    low: float
    high: float
    step: float
    steps: int
    logarithmic: bool


@dataclass(frozen=True, slots=True)
class ExplorerAxis:
    """One axis of the plot, in the unit that readers see.

    Attributes:
        low: The value at its start.
        high: The value at its end.
        logarithmic: Whether equal ratios are equally long.
        ticks: Round values with their text.
    """

    low: float
    high: float
    logarithmic: bool
    ticks: tuple[tuple[float, str], ...]


def lay_axis(
    values: Sequence[float], ends: Sequence[float], limits: Sequence[float], bounds: tuple[float, float]
) -> ExplorerAxis | None:
    """Gives the axis that shows all values with their bounds, and the limits that are near; None without values.

    Args:
        values: The measured values.
        ends: The ends of their intervals.
        limits: Where limits lie by the record.
        bounds: The values that are possible at all.
    """
    if not values:
        return None
    scale = make_scale(values, ends, limits, bounds, (0.0, 1.0))
    ticks = tuple((tick, plain_number(tick)) for tick in scale.ticks)
    return ExplorerAxis(scale.low, scale.high, scale.logarithmic, ticks)


def lay_slider(numbers: Sequence[float], bounds: tuple[float, float] = (-inf, inf)) -> ExplorerSlider | None:
    """Gives a slider that reaches a little beyond all numbers; None where there are none.

    It is logarithmic where all are positive and span more than a factor of 30, as the axes of plots are.

    Args:
        numbers: Values, bounds and limits; what is not finite is left out.
        bounds: The values that are possible at all.
    """
    found = [0.0 if abs(number) < _TINIEST else number for number in numbers if abs(number) < 1 / _TINIEST]
    if not found:
        return None
    low, high = min(found), max(found)
    if low > 0 and high / low > _LOG_FROM:
        return _logarithmic(low, high, bounds)
    return _linear(low, high, bounds)


def _logarithmic(low: float, high: float, bounds: tuple[float, float]) -> ExplorerSlider:
    room = (high / low) ** _ROOM
    # Two digits: the ends are read, too.
    beyond = float(f"{low / room:.1e}"), float(f"{high * room:.1e}")
    low, high = min(low, max(beyond[0], bounds[0])), max(high, min(beyond[1], bounds[1]))
    return ExplorerSlider(low, high, (high / low) ** (1 / _STEPS), _STEPS, logarithmic=True)


def _linear(low: float, high: float, bounds: tuple[float, float]) -> ExplorerSlider:
    narrow = high - low <= _NARROWEST * max(abs(low), abs(high))
    span = (abs(high) or 1.0) if narrow else high - low
    low = min(low, max(low - _ROOM * span, bounds[0]))
    high = max(high, min(high + _ROOM * span, bounds[1]))
    step = nice_step((high - low) / _STEPS)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    decimals = max(0, -floor(log10(step)))
    return ExplorerSlider(
        round(first * step, decimals), round(last * step, decimals), step, last - first, logarithmic=False
    )


def nice_step(rough: float) -> float:
    """Gives the smallest of 1, 2 and 5 times a power of ten that is not below a positive number.

    >>> nice_step(0.03), nice_step(0.5), nice_step(7)
    (0.05, 0.5, 10.0)
    """
    power = floor(log10(rough))
    return next(
        step for factor in ("1", "2", "5", "10") if (step := float(f"{factor}e{power}")) >= rough * 0.999999
    )
