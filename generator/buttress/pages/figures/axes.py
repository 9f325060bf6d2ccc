"""Scales and ticks: from values to positions, with round numbers along the way."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, isfinite, log10
from typing import TYPE_CHECKING

from buttress.pages.figures.text_sizes import text_room

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LOG_FROM = 30.0
_PADDING = 0.07
_LARGEST_POWER = 300.0
_FAR = 5.0
_TICKS = 6
_BESIDE = 4.0
_MANTISSAS = ((1.0,), (1.0, 3.0), (1.0, 2.0, 5.0))
_THIN_SPACE = "\u202f"


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values of one axis to positions.

    Attributes:
        low: The value at ``start``.
        high: The value at ``end``; greater than ``low``.
        start: Position of the lowest value.
        end: Position of the highest value.
        logarithmic: Whether equal ratios are equally long.
        ticks: Round values between ``low`` and ``high``.
    """

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        """Gives the position of a value; values beyond the ends sit at the ends."""
        if self.logarithmic:
            # Differences of logarithms: a ratio of extreme values overflows.
            low = log10(self.low)
            share = (log10(max(value, self.low)) - low) / (log10(self.high) - low)
        else:
            share = (value - self.low) / (self.high - self.low)
        # A comparison costs a tenth of `min` and `max`, and a page asks for two hundred positions.
        return self.start + (self.end - self.start) * (0.0 if share < 0.0 else 1.0 if share > 1.0 else share)

    def shows(self, value: float) -> bool:
        """Whether a value lies between the ends."""
        return self.low <= value <= self.high


def make_scale(
    values: Sequence[float],
    extras: Sequence[float],
    limits: Sequence[float],
    bounds: tuple[float, float],
    ends: tuple[float, float],
) -> Scale:
    """Gives the scale that shows all values and extras, and every limit that is not far away.

    It is logarithmic when all values and limits are positive and span more than a factor of 30. On a linear scale a
    limit that would squeeze the data into a fifth of the axis stays out.

    Args:
        values: The measured values.
        extras: The ends of their intervals.
        limits: Where constraint lines run.
        bounds: The values that are possible at all; ticks stay between them.
        ends: Positions of the lowest and the highest value.
    """
    shown = [value for value in (*values, *extras) if isfinite(value)] or [0.0, 1.0]
    positive = [*values, *limits]
    if positive and min(positive) > 0 and max(positive) / min(positive) > _LOG_FROM:
        return _logarithmic([value for value in (*shown, *limits) if value > 0], ends)
    return _linear(shown, limits, bounds, ends)


def _logarithmic(values: Sequence[float], ends: tuple[float, float]) -> Scale:
    low, high = log10(min(values)), log10(max(values))
    room = (high - low) * _PADDING
    low, high = 10 ** max(low - room, -_LARGEST_POWER), 10 ** min(high + room, _LARGEST_POWER)
    return Scale(low, high, *ends, logarithmic=True, ticks=log_ticks(low, high))


def _linear(
    shown: Sequence[float], limits: Sequence[float], bounds: tuple[float, float], ends: tuple[float, float]
) -> Scale:
    low, high = min(shown), max(shown)
    span = high - low or abs(high) * 0.1 or 1.0
    near = [limit for limit in limits if low - _FAR * span < limit < high + _FAR * span]
    low, high = min([low, *near]), max([high, *near])
    room = (high - low) * _PADDING or span / 2
    # Where the data keep away from what is impossible, so does the axis.
    low = max(low - room, bounds[0]) if low > bounds[0] else low - room
    high = min(high + room, bounds[1]) if high < bounds[1] else high + room
    ticks = tuple(tick for tick in linear_ticks(low, high) if bounds[0] <= tick <= bounds[1])
    return Scale(low, high, *ends, logarithmic=False, ticks=ticks)


def linear_ticks(low: float, high: float) -> tuple[float, ...]:
    """Gives about six round values between two ends: steps of 1, 2, 2.5 or 5 times a power of ten.

    >>> linear_ticks(0.88, 0.97)
    (0.88, 0.9, 0.92, 0.94, 0.96)
    """
    rough = (high - low) / _TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in (1.0, 2.0, 2.5, 5.0, 10.0) if factor * power >= rough * 0.999)
    decimals = max(0, 1 - floor(log10(step)))
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return tuple(round(index * step, decimals) + 0.0 for index in range(first, last + 1))


def log_ticks(low: float, high: float) -> tuple[float, ...]:
    """Gives round values between two positive ends: powers of ten, and their 2, 3 and 5 where there is room.

    >>> log_ticks(0.8, 60.0)
    (1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
    """
    first, last = floor(log10(low)), ceil(log10(high))
    every = max(1, ceil((last - first) / (_TICKS + 2)))
    fitting: tuple[float, ...] = ()
    for mantissas in _MANTISSAS:
        found = tuple(
            value
            for power in range(first, last + 1, every)
            for mantissa in mantissas
            if low <= (value := float(f"{mantissa:g}e{power}")) <= high
        )
        if len(found) <= _TICKS + 2:
            fitting = found
    return fitting


def spaced_ticks(scale: Scale, words: Callable[[float], str], size: float) -> tuple[float, ...]:
    """Gives the ticks of a horizontal scale whose words stand clear of each other; powers of ten go before others.

    Args:
        scale: The scale.
        words: Gives what stands below a tick, centred on it.
        size: Of the font, in the units of the scale's positions.
    """
    room = {tick: text_room(words(tick), size) / 2 + _BESIDE for tick in scale.ticks}
    kept: list[float] = []
    for tick in sorted(room, key=lambda one: (one <= 0 or log10(one) % 1 != 0, one)):
        if all(abs(scale.at(tick) - scale.at(other)) >= room[tick] + room[other] for other in kept):
            kept.append(tick)
    return tuple(sorted(kept))


def plain_number(value: float) -> str:
    r"""Gives a number without an exponent where it is of everyday size, with thin spaces between thousands.

    >>> plain_number(0.25), plain_number(12000.0), plain_number(-3e-9)
    ('0.25', '12\u202f000', '−3e−9')
    """
    everyday = value == 0 or 1e-4 <= abs(value) < 1e7
    text = f"{value:,.10g}" if everyday else f"{value:.6g}".replace("e-0", "e-").replace("e+0", "e")
    return text.replace(",", _THIN_SPACE).replace("-", "−")
