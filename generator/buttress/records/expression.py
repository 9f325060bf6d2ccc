"""Expressions over columns as a field of records: slices, and what counts for a proportion."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from buttress.language import Condition, holds, names_in, parse_condition
from buttress.records.written import WrittenForm

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Expression(WrittenForm):
    """A condition that people write; ``str`` gives its canonical text, which parses to an equal one.

    Attributes:
        condition: The tree.
    """

    condition: Condition

    written_schema: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {
            "title": "Expression",
            "description": "Columns compared with values, joined by and, or, not; 'in [...]' lists values.",
            "type": "string",
            "minLength": 1,
            "examples": ["amount > 200", 'country in ["DE", "FR"] and not is_night'],
        }
    )

    @classmethod
    def from_text(cls, text: str) -> Expression:
        """Gives the expression that a text spells; see `parse_expression`."""
        return parse_expression(text)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns it reads, each once, in the order of the text."""
        return tuple(dict.fromkeys(names_in(self.condition)))

    def holds(self, row: Mapping[str, Any]) -> bool:
        """Says whether it is true of a row; raises `TextError` as `buttress.language.holds` does."""
        return holds(self.condition, row)

    def __str__(self) -> str:
        return str(self.condition)


def parse_expression(text: str) -> Expression:
    """Gives the expression that a text spells; the grammar stands in `buttress.language.expression`.

    >>> expression = parse_expression('amount>200 and (country == "DE")')
    >>> str(expression), expression.names, expression.holds({"amount": 250, "country": "DE"})
    ('amount > 200 and country == "DE"', ('amount', 'country'), True)

    Raises:
        TextError: With the offset of the first wrong character.
    """
    return Expression(parse_condition(text))
