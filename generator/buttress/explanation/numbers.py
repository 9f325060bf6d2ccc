"""Numbers for readers: values with their interval in one shared unit, with the digits that the interval supports."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import floor, inf, isfinite, log10
from typing import TYPE_CHECKING

from buttress.explanation.phrases import Figure, say, say_number
from buttress.records import Quantity, convert, format_quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.estimation import Estimate
    from buttress.records import Level, Quality, Requirement

NBSP = "\u00a0"
_GROUP = "\u202f"
_MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class ShownEstimate:
    """An estimate as text; all parts share one unit and the same number of decimals.

    Attributes:
        value: Number alone.
        lower: Lower bound alone, empty where there is none.
        upper: Upper bound alone, empty where there is none.
        unit: The unit, empty for a bare number.
        exact: Whether the value is its own bounds.
    """

    value: str
    lower: str
    upper: str
    unit: str
    exact: bool

    @property
    def text(self) -> str:
        """The value with its unit: ``41.2 µs``."""
        return Figure(_joined(self.value, self.unit))

    @property
    def interval(self) -> str:
        """The bounds with their unit, ``38.0–47.5 µs``; empty for an exact value."""
        if self.exact:
            return ""
        if self.lower and self.upper:
            dash = "–" if not self.lower.startswith("−") else " to "
            return Figure(_joined(f"{self.lower}{dash}{self.upper}", self.unit))
        if self.upper:
            return say("no lower bound, up to {upper}", upper=Figure(_joined(self.upper, self.unit)))
        if self.lower:
            return say("from {lower}, no upper bound", lower=Figure(_joined(self.lower, self.unit)))
        return say("no bounds yet")


def show_estimate(estimate: Estimate, quality: Quality, limits: Sequence[float] = ()) -> ShownEstimate | None:
    """Gives an estimate as text, None where it has no value.

    Args:
        estimate: The estimate, in the quality's unit; of a quality with levels, the place of a level.
        quality: The quality.
        limits: Limits beside which it is shown, in the quality's unit: bounds get the digits to tell them apart.
    """
    if estimate.value is None:
        return None
    if quality.levels:
        word = quality.levels[round(estimate.value)]
        return ShownEstimate(word, word, word, "", exact=True)
    units = (quality.unit, display_unit(quality))
    return _shown(estimate.value, estimate.lower, estimate.upper, units, tuple(limits))


# One estimate is told several times on a page: in the table, at its constraint, in a sentence.
@lru_cache(maxsize=4096)
def _shown(
    value: float, lower: float, upper: float, units: tuple[str, str], limits: tuple[float, ...]
) -> ShownEstimate:
    unit, wanted = units
    if lower == value == upper:
        digits = _digits(value) if wanted == "%" else 3
        text, _, shown = _quantity_text(value * _factor(unit, wanted), wanted, digits).partition(NBSP)
        return ShownEstimate(text, text, text, shown, exact=True)
    shown, factor = _fitting(value, unit, wanted)
    ends = [bound * factor for bound in (lower, upper) if isfinite(bound)]
    decimals = _apart(_decimals([*ends, value * factor]), ends, [limit * factor for limit in limits])
    low, high = (_number(bound * factor, decimals) if isfinite(bound) else "" for bound in (lower, upper))
    return ShownEstimate(_number(value * factor, decimals), low, high, shown, exact=False)


def fitting_unit(value: float, quality: Quality) -> tuple[str, float]:
    """Gives the unit in which readers see a value, and what numbers in the quality's unit are multiplied by to be in it.

    Args:
        value: The value, in the quality's unit.
        quality: The quality.
    """
    return _fitting(value, quality.unit, display_unit(quality))


def _fitting(value: float, unit: str, wanted: str) -> tuple[str, float]:
    _, _, shown = _quantity_text(value * _factor(unit, wanted), wanted).partition(NBSP)
    return shown, _factor(unit, shown)


def show_quantity(value: float, unit: str, digits: int = 3) -> str:
    """Gives a number with its unit, in the fitting unit of the family and with a no-break space between."""
    return Figure(_quantity_text(value, unit, digits))


def display_unit(quality: Quality) -> str:
    """Gives the unit in which readers see a quality: per cent for shares, and for what is limited in per cent."""
    return "%" if quality.reads_as_share and not quality.unit else quality.unit


def show_limit(require: Requirement, quality: Quality) -> str:
    """Gives the limit as it was written, ``5 ms``, ``10 % and 70 %``; in per cent where the values are."""
    text = Figure(_limit_text(require.limit, quality))
    if require.upper is None:
        return text
    return say("{lower} and {upper}", lower=text, upper=Figure(_limit_text(require.upper, quality)))


def show_claim(require: Requirement, quality: Quality) -> str:
    """Gives operator and limit in readers' signs: ``≤ 5 ms``."""
    limit = show_limit(require, quality)
    if require.operator == "between":
        return say("between {limits}", limits=limit)
    signs = {"<=": "≤", ">=": "≥"}
    return Figure(f"{signs.get(require.operator, require.operator)}{NBSP}{limit}")


def show_gap(gap: float, quality: Quality) -> str:
    """Gives a difference in the quality's unit; differences of percentages are percentage points."""
    unit = display_unit(quality)
    if unit == "%":
        text = _quantity_text(gap * _factor(quality.unit, unit), "", 2)
        one = 1 if text == "1" else 2
        return say_number(one, "{n} percentage point", "{n} percentage points", n=Figure(text))
    return Figure(_quantity_text(gap, unit, 3))


def show_points(text: str) -> str:
    """Gives percentages as they count in a difference: "−1.5 %" as "−1.5 percentage points".

    >>> show_points("−1 % and 2 %".replace(" %", NBSP + "%"))
    '−1 and 2 percentage points'
    """
    numbers = text.replace(f"{NBSP}%", "")
    return f"{numbers} percentage point{'' if numbers in ('1', '−1') else 's'}"


def show_percent(share: float) -> str:
    """Gives a share as a percentage with at most two significant digits below 100; a small one never reads as 0."""
    percent = 100 * share
    decimals = 0 if abs(percent) >= 10 else 1
    if 0 < abs(percent) < 0.05:
        decimals = min(-floor(log10(abs(percent))), _MOST_DECIMALS)
    return Figure(_joined(_number(percent, decimals), "%").replace(".0" + NBSP, NBSP))


def show_confidence(confidence: float) -> str:
    """Gives a confidence as a percentage, never as certainty.

    >>> show_confidence(0.975).replace(NBSP, " ")
    '97.5 %'
    """
    text = f"{100 * confidence:.4g}"
    return Figure(_joined(text if text != "100" else f"{100 * confidence:.8g}", "%"))


def _limit_text(limit: Quantity | Level, quality: Quality) -> str:
    if not isinstance(limit, Quantity):
        return str(limit)
    # A limit of 0.2 s may stand beside 150 ms, but nobody compares 23 % with 0.3 at a glance.
    shown = display_unit(quality)
    return _written(limit.value, limit.unit, shown if shown == "%" else limit.unit)


@lru_cache(maxsize=1024)
def _written(value: float, unit: str, shown: str) -> str:
    limit = Quantity(value, unit)
    text = str(limit if unit == shown else limit.to(shown))
    text = text.replace(" us", " µs").replace(" uJ", " µJ").replace(" ", NBSP)
    return f"−{text[1:]}" if text.startswith("-") else text


def _joined(number: str, unit: str) -> str:
    return f"{number}{NBSP}{unit}" if unit else number


@lru_cache(maxsize=4096)
def _quantity_text(value: float, unit: str, digits: int = 3) -> str:
    if not isfinite(value):
        return "unbounded" if value == inf else "none"
    return format_quantity(Quantity(value, unit), digits).replace(" ", NBSP).replace("-", "−", 1)


@lru_cache(maxsize=256)
def _factor(unit: str, shown: str) -> float:
    return convert(1.0, unit, shown)


def _digits(share: float) -> int:
    """Significant digits that tell a share from all: each further nine of 99.95 % counts."""
    gap = abs(1 - share)
    return max(3, min(2 - floor(log10(gap)), 12)) if 0 < gap < 1 else 3


def _decimals(numbers: list[float]) -> int:
    """Decimals that show two digits of the interval's width, or three of the value where there is no width."""
    width = max(numbers) - min(numbers)
    size = max(map(abs, numbers))
    wanted = 1 - floor(log10(width)) if width > 0 else 2 - floor(log10(size)) if size > 0 else 0
    return max(0, min(wanted, _MOST_DECIMALS))


def _apart(decimals: int, ends: Sequence[float], limits: Sequence[float]) -> int:
    """Decimals at which no bound looks like a limit that it is not, at most three more than asked for."""
    close = [(end, limit) for end in ends for limit in limits if end != limit]
    for more in range(4):
        if all(round(end, decimals + more) != round(limit, decimals + more) for end, limit in close):
            return decimals + more
    return decimals


def _number(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}".replace(",", _GROUP).replace("-", "−")
