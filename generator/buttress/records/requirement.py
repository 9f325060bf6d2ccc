"""The short form of a constraint: ``latency.p99 <= 5 ms on edge-cpu in single-stream``.

Grammar, with clauses in any order and each at most once::

    requirement = quality (operator limit | "between" quantity "and" quantity) clause*
    operator    = "<=" | "<" | ">=" | ">" | "="
    limit       = quantity | level
    clause      = "on" HARDWARE | "in" LOAD-SCENARIO | "for" FLOW | "by" GROUP | "under" CHANGE | "against" OPTION

Each operator has one spelling, so that a changed line in a review is a changed meaning: ``==``, ``=<`` and
``≤`` are refused, with the accepted spelling as a hint. ``on in for by under against between and`` are
reserved.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args

from buttress.errors import TextError, listing, suggest
from buttress.language import NUMBER, Token, TokenCursor, check_length, read_tokens, text_at
from buttress.records.quantity import Quantity, QuantityRange, parse_quantity, range_between
from buttress.records.units import UNITS
from buttress.records.written import WrittenForm

if TYPE_CHECKING:
    from collections.abc import Mapping

LoadScenario = Literal["single-stream", "multi-stream", "server", "offline"]
"""How queries arrive, in MLPerf's terms."""

Operator = Literal["<=", "<", ">=", ">", "=", "between"]
"""How a value relates to the limit; ``between`` includes both ends."""

LOAD_SCENARIOS: tuple[LoadScenario, ...] = get_args(LoadScenario)
OPERATORS: tuple[Operator, ...] = get_args(Operator)
CLAUSES: Mapping[str, str] = MappingProxyType(
    {"on": "hardware", "in": "load", "for": "flow", "by": "group", "under": "under", "against": "against"}
)
"""The word that opens each clause, and the field that it fills."""

EVERY_CHANGE = "all"
"""What ``under`` says to mean each perturbation, or each invariant, of the suite."""
ITSELF = "itself"
"""What ``against`` says to mean the judged option's own answers to unchanged examples."""

MAX_LENGTH = 1000
MAX_NAME = 100
_KEYWORDS = (*CLAUSES, "between", "and")
_TOKENS = re.compile(r"(?P<operator>[<>=!~≤≥≠≈]+)|(?P<word>[^\s<>=!~≤≥≠≈]+)")
_QUALITY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]*")
_LEVEL = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_MEANT: Mapping[str, Operator] = MappingProxyType(
    {"=<": "<=", "≤": "<=", "=>": ">=", "≥": ">=", "==": "=", "===": "=", "<<": "<", ">>": ">"}
)

_VALUE_HINT = "a limit is a number with a unit (5 ms, 80 %, 0.8) or a level (high)"
_CLAUSE_HINT = "after the limit may come: on HARDWARE, in LOAD-SCENARIO, for FLOW, by GROUP, under CHANGE, against OPTION"
_OPERATORS_ALLOWED = f"allowed are {' '.join(OPERATORS)}"
_QUALITY_HINT = "the quality comes first: latency.p99 <= 5 ms"


@dataclass(frozen=True, slots=True)
class Level(WrittenForm):
    """A word on an ordinal scale, such as ``high``; the quality says in which order its levels stand.

    Attributes:
        word: The word; letters, digits, ``-`` and ``_``, a letter first, no unit and no reserved word.
    """

    word: str

    written_schema: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {
            "title": "Level",
            "description": "A word on an ordinal scale.",
            "type": "string",
            "pattern": rf"^\s*{_LEVEL.pattern}\s*$",
            "examples": ["low", "high"],
        }
    )

    def __post_init__(self) -> None:
        word = self.word
        if word in UNITS:
            raise TextError(f"the number is missing before the unit {word!r}", hint=f"such as 5 {word}")
        if word in _KEYWORDS:
            raise TextError(f"the limit is missing, found the reserved word {word!r}", hint=_VALUE_HINT)
        if word.casefold() in ("nan", "inf", "infinity"):
            raise TextError(f"a limit is a finite number or a level, found {word!r}")
        if not _LEVEL.fullmatch(word) or len(word) > MAX_NAME:
            raise TextError(f"expected a level such as 'high', found {word[:40]!r}", hint=_VALUE_HINT)

    @classmethod
    def from_text(cls, text: str) -> Level:
        """Gives the level that a text spells."""
        with text_at(len(text) - len(text.lstrip())):
            return cls(text.strip())

    def __str__(self) -> str:
        return self.word


@dataclass(frozen=True, slots=True)
class Requirement(WrittenForm):
    """What one quality must satisfy, and where; ``str`` gives a canonical text that parses to an equal one.

    Attributes:
        quality: Dotted name of the quality, such as ``latency.p99``.
        operator: How the value must relate to the limit.
        limit: The limit; the lower one for ``between``.
        upper: The upper limit for ``between``, else None.
        hardware: Hardware profile that the evidence must come from, or None.
        load: Load scenario of the evidence, or None.
        flow: Flow of the system that is judged, or None.
        group: Column whose groups are compared, or None.
        under: Perturbation or invariant of the suite's examples that is judged, `EVERY_CHANGE` for each of them, or None.
        against: Option that the judged one is compared with, `ITSELF` for its own answers to unchanged examples, or
            None.
    """

    quality: str
    operator: Operator
    limit: Quantity | Level
    upper: Quantity | None = None
    hardware: str | None = None
    load: LoadScenario | None = None
    flow: str | None = None
    group: str | None = None
    under: str | None = None
    against: str | None = None

    written_schema: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {
            "title": "Requirement",
            "description": "QUALITY OP LIMIT [on HARDWARE] [in LOAD-SCENARIO] [for FLOW] [by GROUP] [under CHANGE] "
            "[against OPTION], or QUALITY between A and B. OP is one of <= < >= > =.",
            "type": "string",
            "maxLength": MAX_LENGTH,
            "pattern": rf"^\s*{_QUALITY.pattern}\s*((<=|>=|<|>|=)\s*[^\s<>=]|between\s+[^\s<>=]+.*\sand\s)",
            "examples": [
                "latency.p99 <= 5 ms on edge-cpu in single-stream",
                "recall >= 80 %",
                "equalized_odds_difference <= 0.1 by sex",
                "accuracy >= 0.9 under sensor-noise",
                "accuracy >= -1 % against baseline",
                "link.utilisation between 10 and 70 % for translate-sign",
            ],
        }
    )

    def __post_init__(self) -> None:
        _check_quality(self.quality)
        for name in (self.hardware, self.flow, self.group, self.under, self.against):
            if name is not None:
                _check_name(name)
        if self.load is not None:
            _check_load(self.load)
        self._check_limits()

    def _check_limits(self) -> None:
        if self.operator not in OPERATORS:
            raise TextError(f"unknown operator {self.operator!r}; {_OPERATORS_ALLOWED}")
        if (self.operator == "between") != (self.upper is not None):
            raise TextError("an upper limit goes with 'between', and with nothing else")
        if self.upper is None:
            return
        if not isinstance(self.limit, Quantity):
            raise TextError(f"'between' needs two quantities, found the level {self.limit}")
        ends = QuantityRange(self.limit, self.upper)
        object.__setattr__(self, "limit", ends.low)
        object.__setattr__(self, "upper", ends.high)

    @classmethod
    def from_text(cls, text: str) -> Requirement:
        """Gives the requirement that a text spells; see `parse_requirement`."""
        return parse_requirement(text)

    def __str__(self) -> str:
        limits = str(self.limit) if self.upper is None else f"{self.limit} and {self.upper}"
        clauses = ((word, getattr(self, field)) for word, field in CLAUSES.items())
        return " ".join(
            [self.quality, self.operator, limits, *(f"{word} {name}" for word, name in clauses if name)]
        )


def parse_requirement(text: str) -> Requirement:
    """Gives the requirement that a text spells, by the grammar above.

    >>> requirement = parse_requirement("latency.p99<=5ms in single-stream on edge-cpu")
    >>> str(requirement)
    'latency.p99 <= 5 ms on edge-cpu in single-stream'

    Raises:
        TextError: With the offset of the first wrong character, what was found and what is allowed.
    """
    check_length(text, MAX_LENGTH, "a requirement")
    parser = _Parser(text)
    quality = parser.read_quality()
    operator, limit, upper = parser.read_limits()
    return Requirement(quality, operator, limit, upper, **parser.read_clauses())


class _Parser:
    """Recursive descent over the tokens; one method for each rule of the grammar."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = TokenCursor(read_tokens(text, _TOKENS, MAX_LENGTH))

    def read_quality(self) -> str:
        token = self._tokens.take()
        with text_at(token.offset):
            _check_quality(token.text)
        return token.text

    def read_limits(self) -> tuple[Operator, Quantity | Level, Quantity | None]:
        operator = self._read_operator()
        if operator != "between":
            return operator, self._read_limit(), None
        low = self._read_bound()
        if not self._tokens.accept("word", "and"):
            raise _unexpected(
                self._tokens.current, "expected 'and' between the two limits", "between 1 and 2 ms"
            )
        place = self._tokens.current.offset
        ends = range_between(low, self._read_bound(), place)
        return operator, ends.low, ends.high

    def read_clauses(self) -> dict[str, Any]:
        clauses: dict[str, str] = {}
        while self._tokens.current.kind != "end":
            word = self._read_clause_word()
            field = CLAUSES[word.text]
            if field in clauses:
                raise TextError(f"{word} is given twice; each clause stands at most once", word.offset)
            clauses[field] = self._read_name(word.text)
        return clauses

    def _read_operator(self) -> Operator:
        token = self._tokens.take()
        if token.text in OPERATORS:
            return token.text
        message = f"expected an operator, found {token}; {_OPERATORS_ALLOWED}"
        raise TextError(message, token.offset, _operator_hint(token))

    def _read_limit(self) -> Quantity | Level:
        token = self._tokens.current
        if not (token.kind == "word" and token.text[0].isalpha()):
            return self._read_bound()
        self._tokens.take()
        with text_at(token.offset):
            return Level(token.text)

    def _read_bound(self) -> Quantity:
        """Reads a number with its unit, which may be a word of its own."""
        first = self._tokens.current
        if first.kind != "word" or first.text in _KEYWORDS:
            hint = "an operator has no blanks inside" if first.kind == "operator" else _VALUE_HINT
            raise _unexpected(first, "the limit is missing", hint)
        last = self._tokens.take()
        unit = self._tokens.current
        if NUMBER.fullmatch(first.text) and unit.kind == "word" and unit.text not in _KEYWORDS:
            last = self._tokens.take()
        try:
            with text_at(first.offset):
                return parse_quantity(self._text[first.offset : last.end])
        except TextError as error:
            if error.hint or error.offset == first.offset:
                raise
            raise TextError(error.message, error.offset, _CLAUSE_HINT) from None

    def _read_clause_word(self) -> Token:
        token = self._tokens.take()
        if token.text not in CLAUSES:
            near = suggest(token.text[:MAX_NAME], CLAUSES) if token.kind == "word" else ""
            raise _unexpected(token, "expected a clause or the end", near or _CLAUSE_HINT)
        return token

    def _read_name(self, word: str) -> str:
        token = self._tokens.take()
        if token.kind == "end":
            raise TextError(f"a name is missing after {word!r}", token.offset, _CLAUSE_HINT)
        with text_at(token.offset):
            (_check_load if word == "in" else _check_name)(token.text)
        return token.text


def _unexpected(token: Token, expected: str, hint: str) -> TextError:
    return TextError(f"{expected}, found {token}", token.offset, hint)


def _operator_hint(token: Token) -> str:
    if token.text in _MEANT:
        return f"did you mean {_MEANT[token.text]!r}?"
    return suggest(token.text[:MAX_NAME], ["between"]) or "such as latency.p99 <= 5 ms"


def _check_quality(text: str) -> None:
    if text and len(text) <= MAX_NAME and _QUALITY.fullmatch(text) and text not in _KEYWORDS:
        return
    found = repr(text[:40]) if text else "nothing"
    raise TextError(
        f"expected the name of a quality, found {found}", _wrong_at(_QUALITY, text), _QUALITY_HINT
    )


def _check_name(text: str) -> None:
    if text in _KEYWORDS:
        raise TextError(
            f"expected a name, found the reserved word {text!r}", 0, f"reserved: {listing(_KEYWORDS)}"
        )
    if len(text) > MAX_NAME or not _NAME.fullmatch(text):
        raise TextError(
            f"expected a name, found {text[:40]!r}",
            _wrong_at(_NAME, text),
            f"a name has up to {MAX_NAME} letters, digits and . _ / -, a letter or digit first",
        )


def _check_load(text: str) -> None:
    if text not in LOAD_SCENARIOS:
        message = f"unknown load scenario {text[:40]!r}; allowed are {listing(LOAD_SCENARIOS)}"
        raise TextError(message, 0, suggest(text[:MAX_NAME], LOAD_SCENARIOS))


def _wrong_at(pattern: re.Pattern[str], text: str) -> int:
    """Gives the offset of the first character that the pattern does not take."""
    found = pattern.match(text)
    end = min(found.end(), MAX_NAME) if found else 0
    return end if end < len(text) else 0
