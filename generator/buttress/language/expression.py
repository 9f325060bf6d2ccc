"""The language of slices, parsed into a frozen tree and never eval'd: ``amount > 200 and country == "DE"``.

Grammar, loosest first::

    either     = both ("or" both)*
    both       = negation ("and" negation)*
    negation   = "not" negation | condition
    condition  = "(" either ")" | operand (operator operand | ["not"] "in" "[" literal ("," literal)* "]")?
    operator   = "==" | "!=" | "<" | "<=" | ">" | ">="
    operand    = NAME | literal
    literal    = NUMBER | STRING | "true" | "false"

A column whose name is no plain word stands in backticks, as in pandas: ```mean radius` > 15``. Text compares
with text by code points, numbers with numbers, and nothing else compares.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from buttress.errors import TextError, suggest
from buttress.language.condition import (
    COMPARE,
    KEYWORDS,
    PLAIN_NAME,
    And,
    Comparison,
    Condition,
    Literal,
    Membership,
    Name,
    Not,
    Operand,
    Or,
    sort_of,
)
from buttress.language.numerals import NUMBER_PATTERN, read_number
from buttress.language.text import Token, TokenCursor, read_tokens, text_at

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_TOKENS = 500
MAX_DEPTH = 30
MAX_PIECE = 200
"""Longest name, number or string, in characters."""

_TOKENS = re.compile(
    rf"""(?P<number>[+-]?{NUMBER_PATTERN})
    |(?P<name>{PLAIN_NAME.pattern}|`[^`]*`)
    |(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<operator>[<>=!≤≥≠&|]+)
    |(?P<mark>[()\[\],])
    |(?P<junk>\S)""",
    re.VERBOSE | re.DOTALL,
)
_MEANT: Mapping[str, str] = MappingProxyType(
    {
        "=": "==",
        "===": "==",
        "=<": "<=",
        "≤": "<=",
        "=>": ">=",
        "≥": ">=",
        "<>": "!=",
        "≠": "!=",
        "!==": "!=",
        "&": "and",
        "&&": "and",
        "|": "or",
        "||": "or",
        "!": "not",
    }
)


def parse_condition(text: str) -> Condition:
    """Gives the tree that a text spells, by the grammar above.

    >>> str(parse_condition('amount>200 and (country == "DE")'))
    'amount > 200 and country == "DE"'

    Raises:
        TextError: With the offset of the first wrong character; also beyond `MAX_TOKENS` or `MAX_DEPTH`.
    """
    tokens = read_tokens(text, _TOKENS, MAX_TOKENS)
    for token in tokens:
        _check_token(token)
    return _Parser(tokens).read()


class _Parser:
    """Recursive descent over the tokens; one method for each rule of the grammar."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tokens = TokenCursor(tokens)
        self._depth = 0

    def read(self) -> Condition:
        condition = self._read_either()
        if self._tokens.current.kind != "end":
            hint = (
                "a comparison takes columns and values, no brackets"
                if self._tokens.current.kind == "operator"
                else ""
            )
            raise _unexpected(self._tokens.current, "expected 'and', 'or' or the end", hint)
        return condition

    def _read_either(self) -> Condition:
        operands = [self._read_both()]
        while self._tokens.accept("name", "or"):
            operands.append(self._read_both())
        return operands[0] if len(operands) == 1 else Or(_flat(operands, Or))

    def _read_both(self) -> Condition:
        operands = [self._read_negation()]
        while self._tokens.accept("name", "and"):
            operands.append(self._read_negation())
        return operands[0] if len(operands) == 1 else And(_flat(operands, And))

    def _read_negation(self) -> Condition:
        word = self._tokens.accept("name", "not")
        if not word:
            return self._read_condition()
        self._go_deeper(word)
        operand = self._read_negation()
        self._depth -= 1
        return Not(operand)

    def _read_condition(self) -> Condition:
        bracket = self._tokens.accept("mark", "(")
        if not bracket:
            return self._read_relation()
        self._go_deeper(bracket)
        condition = self._read_either()
        self._depth -= 1
        if not self._tokens.accept("mark", ")"):
            raise _unexpected(self._tokens.current, f"expected ')' for the '(' at {bracket.offset}")
        return condition

    def _read_relation(self) -> Condition:
        first = self._tokens.current
        operand = self._read_operand()
        if self._tokens.accept("name", "not"):
            if self._tokens.current.text != "in":
                raise _unexpected(self._tokens.current, "expected 'in' after 'not'")
            return Not(self._read_membership(operand))
        if self._tokens.current.text == "in":
            return self._read_membership(operand)
        if self._tokens.current.kind == "operator":
            return self._read_comparison(first, operand)
        if isinstance(operand, Literal) and not isinstance(operand.value, bool):
            raise TextError(f"{first} alone is no condition", first.offset, f"such as amount > {operand}")
        return operand

    def _read_comparison(self, first: Token, left: Operand) -> Comparison:
        operator = self._tokens.take().text
        comparison = Comparison(left, operator, self._read_operand())
        if isinstance(left, Literal) and isinstance(comparison.right, Literal):
            raise TextError(f"{comparison} compares two values and no column", first.offset, _NAME_HINT)
        chained = self._tokens.current
        if chained.kind == "operator":
            hint = f"write {comparison} and {comparison.right} {chained.text} ..."
            raise TextError(f"a comparison has two sides, found a second {chained}", chained.offset, hint)
        return comparison

    def _read_membership(self, operand: Operand) -> Membership:
        self._tokens.take()
        if not self._tokens.accept("mark", "["):
            raise _unexpected(
                self._tokens.current, "expected '[' after 'in'", 'such as country in ["DE", "FR"]'
            )
        values = [self._read_listed(None)]
        while self._tokens.accept("mark", ","):
            values.append(self._read_listed(values[0]))
        if not self._tokens.accept("mark", "]"):
            raise _unexpected(self._tokens.current, "expected ',' or ']'")
        return Membership(operand, tuple(values))

    def _read_listed(self, first: Literal | None) -> Literal:
        token = self._tokens.current
        value = self._read_operand()
        if isinstance(value, Name):
            raise _unexpected(token, "expected a value in the list", f'text stands in quotes: "{value.name}"')
        if first and sort_of(first.value) != sort_of(value.value):
            raise TextError(f"a list holds values of one sort, found {first} and {value}", token.offset)
        return value

    def _read_operand(self) -> Operand:
        token = self._tokens.current
        if token.kind not in ("name", "number", "string") or token.text in ("and", "or", "not", "in"):
            raise _unexpected(token, "expected a column or a value")
        self._tokens.take()
        with text_at(token.offset):
            return _read_literal(token) or Name(token.text.strip("`"), token.offset)

    def _go_deeper(self, token: Token) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TextError(f"an expression nests at most {MAX_DEPTH} levels deep", token.offset)


_NAME_HINT = "a column stands without quotes, in backticks if its name has blanks: amount, `mean radius`"


def _flat(operands: list[Condition], kind: type[And] | type[Or]) -> tuple[Condition, ...]:
    """Gives the operands with inner ones of the same kind spread out, so that grouping alike is equal."""
    spread = (operand.operands if isinstance(operand, kind) else (operand,) for operand in operands)
    return tuple(inner for group in spread for inner in group)


def _read_literal(token: Token) -> Literal | None:
    """Gives the literal that a token spells; None for a name."""
    if token.kind == "string":
        return Literal(_unquoted(token.text))
    if token.kind == "number":
        whole = token.text.lstrip("+-").replace("_", "").isdigit()
        return Literal(int(token.text) if whole else read_number(token.text))
    return Literal(token.text == "true") if token.text in ("true", "false") else None


def _unquoted(text: str) -> str:
    wrong = re.search(r"\\[^\\\"']", re.sub(r"\\\\", "  ", text))
    if wrong:
        raise TextError(
            f"unknown escape {wrong.group()!r}", wrong.start(), "a backslash stands before a quote or itself"
        )
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)


def _check_token(token: Token) -> None:
    """Refuses what no rule of the grammar takes, with what its author probably meant."""
    if len(token.text) > MAX_PIECE:
        raise TextError(
            f"a name or value may have {MAX_PIECE} characters, found {len(token.text)}", token.offset
        )
    if token.kind == "junk":
        raise _junk(token)
    if token.kind == "operator" and token.text not in COMPARE:
        near = f"did you mean {_MEANT[token.text]!r}?" if token.text in _MEANT else ""
        allowed = f"allowed are {' '.join(COMPARE)}"
        raise TextError(f"unknown operator {token}; {allowed}", token.offset, near)
    if token.kind == "name" and token.text not in KEYWORDS and token.text.casefold() in KEYWORDS:
        hint = f"did you mean {token.text.casefold()!r}? A column of this name stands in backticks"
        raise TextError(f"unexpected {token}: keywords are written small", token.offset, hint)
    if token.text == "``":
        raise TextError("the name between the backticks is missing", token.offset, _NAME_HINT)


def _junk(token: Token) -> TextError:
    if token.text in "\"'`":
        return TextError(f"the {token.text} here has no partner", token.offset, f"close it with {token.text}")
    return TextError(
        f"unexpected {token}", token.offset, "an expression is such as amount > 200 and not is_night"
    )


def _unexpected(token: Token, expected: str, hint: str = "") -> TextError:
    words = ("and", "or", "not", "in")
    near = suggest(token.text, words) if token.kind == "name" and token.text not in words else ""
    return TextError(f"{expected}, found {token}", token.offset, hint or near)
