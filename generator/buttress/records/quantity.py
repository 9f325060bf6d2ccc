"""Numbers that carry their unit: ``5 ms``, ``80 %``, ``3 Mbit/s``, and ranges such as ``40..200 ms``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering
from math import isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from buttress.errors import TextError
from buttress.language import (
    NUMBER,
    NUMBER_PATTERN,
    check_length,
    format_number,
    number_text,
    read_number,
    rounded,
    text_at,
)
from buttress.records.units import PLURALS, UNITS, Dimension, convert, exact, named, parse_unit
from buttress.records.written import WrittenForm

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

MAX_LENGTH = 200
_WRITTEN = rf"[+-]?{NUMBER_PATTERN}\s*(1?/[A-Za-zµμ%]+|[A-Za-zµμ%]+(/[A-Za-zµμ%]+)?)?"
_SEPARATOR = ".."


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Quantity(WrittenForm):
    """A finite number with its unit.

    Two quantities are equal when they are the same amount, however written: ``80 %`` equals ``0.80`` and
    ``1000 us`` equals ``1 ms``, exactly. Ordering amounts of different things raises `TextError`.

    Attributes:
        value: The number, in ``unit``.
        unit: Canonical symbol of the unit, empty for a bare number; any accepted spelling may be passed.
    """

    value: float
    unit: str = ""

    written_schema: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {
            "title": "Quantity",
            "description": "A number with its unit; a number alone has the dimension one.",
            "type": ["string", "number"],
            "pattern": rf"^\s*{_WRITTEN}\s*$",
            "examples": ["5 ms", "80 %", "20 USD", "3 Mbit/s", "150 kB", "2 /s", 0.8],
        }
    )

    def __post_init__(self) -> None:
        try:
            value = float(self.value)
        except OverflowError:
            value = float("inf")
        if not isfinite(value):
            raise TextError(
                f"a quantity is a finite number, found {value}", hint="numbers go up to about 1.8e308"
            )
        object.__setattr__(self, "value", value + 0.0)  # turns -0.0 into 0.0
        object.__setattr__(self, "unit", parse_unit(self.unit).symbol)

    @classmethod
    def from_text(cls, text: str) -> Quantity:
        """Gives the quantity that a text spells; see `parse_quantity`."""
        return parse_quantity(text)

    @classmethod
    def from_number(cls, number: float) -> Quantity:
        """Gives the number as a quantity of dimension one."""
        return cls(number)

    @property
    def dimension(self) -> Dimension:
        """What the quantity measures, as powers of base dimensions."""
        return parse_unit(self.unit).dimension

    def compatible_with(self, other: Quantity) -> bool:
        """Says whether both measure the same thing, so that one converts into the other's unit."""
        return self.dimension == other.dimension

    def magnitude_in(self, unit: str) -> float:
        """Gives how many ``unit`` this quantity is; raises `TextError` where the unit does not fit."""
        return convert(self.value, self.unit, unit)

    def to(self, unit: str) -> Quantity:
        """Gives the same amount in another unit; raises `TextError` where the unit does not fit."""
        return Quantity(self.magnitude_in(unit), unit)

    def _amount(self) -> Fraction:
        return exact(self.value) * parse_unit(self.unit).factor

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        return self.compatible_with(other) and self._amount() == other._amount()

    def __hash__(self) -> int:
        return hash((self._amount(), self.dimension))

    def __lt__(self, other: Quantity) -> bool:
        if not self.compatible_with(other):
            units = named(parse_unit(self.unit)), named(parse_unit(other.unit))
            raise TextError(f"{self} and {other} do not compare: {units[0]} against {units[1]}")
        return self._amount() < other._amount()

    def __str__(self) -> str:
        return f"{number_text(self.value)} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class QuantityRange(WrittenForm):
    """All amounts from ``low`` to ``high``, both included: bounds, not a distribution.

    A bare number beside a unit is turned into that unit (0.5 and 80 % become 50 % and 80 %), because the text
    ``0.5..80 %`` would mean something else.

    Attributes:
        low: Smallest amount.
        high: Largest amount, of the same dimension and not below ``low``.
    """

    low: Quantity
    high: Quantity

    written_schema: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {
            "title": "Quantity range",
            "description": "Two amounts with '..' between; the unit may stand at the end only. One amount is "
            "a range of no width.",
            "type": ["string", "number"],
            "pattern": rf"^\s*{_WRITTEN}(\s*\.\.\s*{_WRITTEN})?\s*$",
            "examples": ["40..200 ms", "40 ms..0.2 s", "3 Mbit/s"],
        }
    )

    def __post_init__(self) -> None:
        if self.high < self.low:
            raise TextError(
                f"a range runs upwards, found {self.low} before {self.high}", hint="swap the ends"
            )
        if bool(self.low.unit) != bool(self.high.unit):
            unit = self.low.unit or self.high.unit
            object.__setattr__(self, "low", self.low.to(unit))
            object.__setattr__(self, "high", self.high.to(unit))

    @classmethod
    def from_text(cls, text: str) -> QuantityRange:
        """Gives the range that a text spells; see `parse_range`."""
        return parse_range(text)

    @classmethod
    def from_number(cls, number: float) -> QuantityRange:
        """Gives the range that holds just this number, of dimension one."""
        return cls(Quantity(number), Quantity(number))

    def __str__(self) -> str:
        if self.low == self.high:
            return str(self.low)
        low = number_text(self.low.value) if self.low.unit == self.high.unit else str(self.low)
        return f"{low}{_SEPARATOR}{self.high}"


def parse_quantity(text: str) -> Quantity:
    """Gives the quantity that a text spells: a number, then a unit of `buttress.records.units`.

    >>> parse_quantity("5 ms").to("s")
    Quantity(value=0.005, unit='s')

    A blank between them is usual but not needed; ``_`` groups digits; a number alone has the dimension one.

    Raises:
        TextError: For anything else, with the offset of the first wrong character.
    """
    check_length(text, MAX_LENGTH, "a quantity")
    start = len(text) - len(text.lstrip())
    number = NUMBER.match(text, start)
    if not number:
        raise _no_number(text.strip(), start)
    with text_at(start):
        value = read_number(number.group())
    return Quantity(value, _read_unit(text.rstrip(), number))


def parse_range(text: str) -> QuantityRange:
    """Gives the range that a text spells: ``40..200 ms``, ``40 ms..0.2 s``, or one quantity.

    Raises:
        TextError: Where an end is no quantity, the ends do not compare, or the first lies above the second.
    """
    check_length(text, 2 * MAX_LENGTH, "a range")
    below, separator, above = text.partition(_SEPARATOR)
    low = parse_quantity(below) if separator else _parse_alone(text)
    if not separator:
        return QuantityRange(low, low)
    with text_at(len(below) + len(_SEPARATOR)):
        high = parse_quantity(above)
    place = len(text) - len(above.lstrip())
    return range_between(low, high, place)


def range_between(low: Quantity, high: Quantity, offset: int = 0) -> QuantityRange:
    """Gives the range between two quantities as written, where only the last need name the unit.

    Args:
        low: The first quantity; a bare number takes the unit of ``high``.
        high: The second quantity.
        offset: Where the second quantity stands in the text, for errors.
    """
    with text_at(offset):
        if low.unit and not high.unit:
            raise TextError(f"the unit is missing after {high}", hint=f"write {high} {low.unit}")
        return QuantityRange(low if low.unit else Quantity(low.value, high.unit), high)


def _parse_alone(text: str) -> Quantity:
    try:
        return parse_quantity(text)
    except TextError:
        dash = re.search(r"(?<=[\w%])\s*(?:-|–|—|…|\bto\b)\s*(?=[0-9])", text)
        if not dash:
            raise
        sign = dash.group().strip()
        message = f"expected '{_SEPARATOR}' between the ends of a range, found {sign!r}"
        place = dash.start() + dash.group().index(sign)
        raise TextError(message, place, "such as 40..200 ms") from None


def _no_number(body: str, offset: int) -> TextError:
    if not body:
        return TextError("a quantity is missing", offset, "such as 5 ms or 0.8")
    message = f"expected a number, found {body[:20]!r}"
    if body.lstrip("+-").casefold() in ("nan", "inf", "infinity"):
        return TextError(f"a quantity is a finite number, found {body!r}", offset)
    if body in UNITS:
        return TextError(f"the number is missing before the unit {body!r}", offset, f"such as 5 {body}")
    return TextError(message, offset, _number_hint(body))


def _number_hint(body: str) -> str:
    if re.match(r"[+-]?\.[0-9]", body):
        return "write the zero before the point: 0.5"
    if body[0] == "−":
        return "write the minus sign as '-'"
    if body[0] in "$€£¥":
        return "the currency stands behind the number: 20 USD"
    return "a quantity is a number with a unit, such as 5 ms"


def _read_unit(text: str, number: re.Match[str]) -> str:
    rest = text[number.end() :]
    words = rest.split()
    if not words:
        return ""
    offset = number.end() + len(rest) - len(rest.lstrip())
    _check_number_ended(rest, words[0], offset, number.group())
    with text_at(offset):
        unit = parse_unit(words[0]).symbol
    if len(words) > 1:
        offset = text.index(words[1], offset + len(words[0]))
        raise TextError(
            f"unexpected {words[1][:20]!r} after the unit {unit!r}",
            offset,
            "a unit is one word, such as Mbit/s",
        )
    return unit


def _check_number_ended(rest: str, word: str, offset: int, number: str) -> None:
    """Refuses what looks like more of the number, where guessing would be wrong by a factor of thousands."""
    hint = ""
    if re.match(r",[0-9]", rest):
        hint = "the decimal sign is a point; digits are grouped with '_': 1.5, 1_000"
    elif word[0].isdigit() and not word.startswith("1/"):
        hint = "digits are grouped with '_', such as 266_610"
    elif word.startswith(_SEPARATOR):
        hint = "a single quantity is meant here, not a range"
    elif word[0] not in ".,'_":
        return
    raise TextError(f"unexpected {word[:20]!r} after the number {number[:20]}", offset, hint)


_LADDERS: tuple[tuple[str, ...], ...] = (
    ("ns", "us", "ms", "s", "min", "h", "d"),
    ("B", "kB", "MB", "GB", "TB", "PB"),
    ("B", "KiB", "MiB", "GiB", "TiB"),
    ("bit", "kbit", "Mbit", "Gbit", "Tbit"),
    ("uJ", "mJ", "J", "kJ", "MJ"),
    ("Wh", "kWh", "MWh"),
    ("mW", "W", "kW", "MW"),
    ("mg", "g", "kg", "t"),
    ("Hz", "kHz", "MHz", "GHz"),
    ("FLOP", "MFLOP", "GFLOP", "TFLOP"),
)
_SHOWN: Mapping[str, str] = MappingProxyType({"us": "µs", "uJ": "µJ"})


def format_quantity(quantity: Quantity, digits: int = 3) -> str:
    """Gives a quantity for readers, rounded, in the fitting unit of its family.

    >>> format_quantity(Quantity(0.00412, "s")), format_quantity(Quantity(266610, "B"))
    ('4.12 ms', '267 kB')

    The unit moves within its family (decimal bytes stay decimal; the part below a slash stays); digits before
    the point are never rounded away, but grouped by narrow no-break spaces. Use ``str`` where the text must
    read back or a limit must be shown as written.

    Args:
        quantity: What to show.
        digits: Significant digits, 1 to 17.
    """
    above, slash, below = quantity.unit.partition("/")
    unit = _fitting_unit(quantity, above, slash + below, digits)
    number = format_number(quantity.magnitude_in(unit + slash + below), digits)
    word = unit if number == "1" else PLURALS.get(unit, unit)
    return f"{number} {_SHOWN.get(word, word)}{slash}{below}".rstrip()


def _fitting_unit(quantity: Quantity, own: str, tail: str, digits: int) -> str:
    """Gives the largest unit of the family in which the rounded number is not below 1, else the smallest."""
    ladder = next((rungs for rungs in _LADDERS if own in rungs), (own,))
    if not quantity.value:
        return own
    rungs = (
        rung for rung in reversed(ladder) if abs(rounded(quantity.magnitude_in(rung + tail), digits)) >= 1
    )
    return next(rungs, ladder[0])
