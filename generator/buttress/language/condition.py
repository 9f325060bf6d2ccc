"""Conditions on a row: the frozen tree behind a slice expression, its text and its truth."""

from __future__ import annotations

import operator as operators
import re
from dataclasses import dataclass, field
from math import isnan
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from buttress.errors import TextError, listing, suggest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Scalar = bool | int | float | str

KEYWORDS = ("and", "or", "not", "in", "true", "false")
PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*")
"""A name that needs no backticks (unless it is a keyword)."""

_LONGEST = 10**40  # Python refuses to print integers of some thousand digits

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        "==": operators.eq,
        "!=": operators.ne,
        "<": operators.lt,
        "<=": operators.le,
        ">": operators.gt,
        ">=": operators.ge,
    }
)
"""The comparison that each operator stands for."""


@dataclass(frozen=True, slots=True)
class Name:
    """A column of the row.

    Attributes:
        name: Key of the row.
        offset: Where it stood in the text, for errors; no part of its identity.
    """

    name: str
    offset: int = field(default=0, compare=False, repr=False)

    def __str__(self) -> str:
        plain = PLAIN_NAME.fullmatch(self.name) and self.name.casefold() not in KEYWORDS
        return self.name if plain else f"`{self.name}`"


@dataclass(frozen=True, slots=True, eq=False)
class Literal:
    """A value written in the text; ``1``, ``1.0`` and ``true`` are three different literals."""

    value: Scalar

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Literal) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __str__(self) -> str:
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        if isinstance(self.value, str):
            return _quoted(self.value)
        return str(self.value) if isinstance(self.value, int) else repr(self.value)


Operand = Name | Literal


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two operands and one of ``== != < <= > >=``."""

    left: Operand
    operator: str
    right: Operand

    def __str__(self) -> str:
        return f"{self.left} {self.operator} {self.right}"


@dataclass(frozen=True, slots=True)
class Membership:
    """Whether an operand is one of the listed values."""

    operand: Operand
    values: tuple[Literal, ...]

    def __str__(self) -> str:
        return f"{self.operand} in {self.listed}"

    @property
    def listed(self) -> str:
        """The values as written."""
        return f"[{', '.join(map(str, self.values))}]"


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    operand: Condition

    def __str__(self) -> str:
        if isinstance(self.operand, Membership):
            return f"{self.operand.operand} not in {self.operand.listed}"
        return f"not {_grouped(self.operand, And, Or)}"


@dataclass(frozen=True, slots=True)
class And:
    """Conditions that must all hold; none of them is an `And` itself."""

    operands: tuple[Condition, ...]

    def __str__(self) -> str:
        return " and ".join(_grouped(operand, Or) for operand in self.operands)


@dataclass(frozen=True, slots=True)
class Or:
    """Conditions of which one must hold; none of them is an `Or` itself."""

    operands: tuple[Condition, ...]

    def __str__(self) -> str:
        return " or ".join(map(str, self.operands))


Condition = Name | Literal | Comparison | Membership | Not | And | Or


def holds(condition: Condition, row: Mapping[str, Any]) -> bool:
    """Says whether a condition is true of a row.

    Args:
        condition: What is asked.
        row: Values by name; Python or NumPy numbers, text and booleans.

    Raises:
        TextError: Where the row lacks a name or its value is missing (None or NaN), and where things of
            different sorts are compared; at the offset of the name.
    """
    match condition:
        case And(operands):
            return all(holds(operand, row) for operand in operands)
        case Or(operands):
            return any(holds(operand, row) for operand in operands)
        case Not(operand):
            return not holds(operand, row)
        case Comparison(left, operator, right):
            return _compare(left, operator, right, row)
        case Membership(operand, values):
            return any(_compare(operand, "==", value, row) for value in values)
        case Name() | Literal():
            return _truth(condition, row)


def names_in(condition: Condition) -> Iterator[str]:
    """Gives every name of a condition in the order of the text, repeated where it is repeated."""
    match condition:
        case And(operands) | Or(operands):
            for operand in operands:
                yield from names_in(operand)
        case Not(operand) | Membership(operand, _):
            yield from names_in(operand)
        case Comparison(left, _, right):
            yield from names_in(left)
            yield from names_in(right)
        case Name(name):
            yield name


def sort_of(value: Scalar) -> str:
    """Gives what a value is, in words; only values of one sort compare."""
    if isinstance(value, bool):
        return "true or false"
    return "text" if isinstance(value, str) else "a number"


def _compare(left: Operand, operator: str, right: Operand, row: Mapping[str, Any]) -> bool:
    first, second = _value(left, row), _value(right, row)
    place = left.offset if isinstance(left, Name) else getattr(right, "offset", 0)
    if sort_of(first) != sort_of(second):
        raise TextError(
            f"{left} {operator} {right} compares {sort_of(first)} with {sort_of(second)}: "
            f"{_shown(first)} with {_shown(second)}",
            place,
            "text stands in quotes, numbers do not",
        )
    if isinstance(first, bool) and operator not in ("==", "!="):
        raise TextError(
            f"true and false have no order, found {left} {operator} {right}", place, "use == or !="
        )
    return bool(COMPARE[operator](first, second))


def _truth(condition: Operand, row: Mapping[str, Any]) -> bool:
    value = _value(condition, row)
    if isinstance(value, bool):
        return value
    message = f"{condition} is no condition: it is {sort_of(value)}, {_shown(value)}"
    raise TextError(
        message, getattr(condition, "offset", 0), f"compare it, such as {condition} == {_shown(value)}"
    )


def _value(operand: Operand, row: Mapping[str, Any]) -> Scalar:
    if isinstance(operand, Literal):
        return operand.value
    if operand.name not in row:
        known = sorted(map(str, row))
        message = f"the row has no {operand.name!r}; it has {listing(known) or 'nothing'}"
        raise TextError(message, operand.offset, suggest(operand.name, known))
    return _plain(operand, row[operand.name])


def _plain(name: Name, value: Any) -> Scalar:  # noqa: ANN401 - rows hold what the user's data holds
    """Gives a row's value as a plain Python one; NumPy scalars know theirs."""
    if type(value).__module__ == "numpy" and getattr(value, "shape", None) == ():
        value = value.item()
    if value is None or (isinstance(value, float) and isnan(value)):
        raise TextError(
            f"{name} is missing in this row", name.offset, "leave such rows out or fill them in the data"
        )
    if isinstance(value, bool | int | float | str):
        return value
    raise TextError(f"{name} is neither number, text nor true or false: {_shown(value)}", name.offset)


def _shown(value: object) -> str:
    if isinstance(value, int) and abs(value) > _LONGEST:
        return "a very long number"
    if isinstance(value, str | bool | int | float):
        text = str(Literal(value))
        return text if len(text) <= 40 else f"{text[:37]}..."
    return f"a value of type {type(value).__name__}"


def _grouped(condition: Condition, *kinds: type[And] | type[Or]) -> str:
    return f"({condition})" if isinstance(condition, kinds) else str(condition)


def _quoted(text: str) -> str:
    """Gives text in the quotes that need fewer escapes, so that a canonical text never grows."""
    quote = '"' if text.count('"') <= text.count("'") else "'"
    return quote + text.replace("\\", r"\\").replace(quote, f"\\{quote}") + quote
