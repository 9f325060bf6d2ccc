"""What our small grammars share: tokens with offsets, a cursor over them, and the door to pydantic.

Every grammar raises `TextError` with the offset of the first wrong character, and nothing else.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic_core import PydanticCustomError, SchemaSerializer, core_schema

from buttress.errors import TextError

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a text.

    Attributes:
        kind: Name of the pattern group that matched, ``end`` after the last piece.
        text: The piece as written, empty at the end.
        offset: 0-based offset of its first character.
    """

    kind: str
    text: str
    offset: int

    @property
    def end(self) -> int:
        """Offset just behind the piece."""
        return self.offset + len(self.text)

    def __str__(self) -> str:
        return repr(self.text) if self.text else "the end of the text"


def read_tokens(text: str, pattern: re.Pattern[str], most: int) -> tuple[Token, ...]:
    """Gives the pieces of a text, with an ``end`` token last.

    Args:
        text: What was written; white space between the pieces is skipped.
        pattern: One named group for each kind; some group must match any character, so that nothing is lost.
        most: Largest number of pieces.

    Raises:
        TextError: At the first piece beyond ``most``.
    """
    found = islice(pattern.finditer(text), most + 1)
    pieces = [Token(piece.lastgroup or "", piece.group(), piece.start()) for piece in found]
    if len(pieces) > most:
        raise TextError(f"at most {most} words and signs are allowed here", pieces[most].offset)
    return (*pieces, Token("end", "", len(text.rstrip())))


class TokenCursor:
    """A place in a row of tokens, which a recursive-descent parser moves forward.

    Args:
        tokens: The tokens, the last of kind ``end``.
    """

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tokens = tokens
        self._place = 0

    @property
    def current(self) -> Token:
        """The token to be read next."""
        return self._tokens[self._place]

    def take(self) -> Token:
        """Gives the current token and moves on; the end token stays where it is."""
        token = self.current
        if token.kind != "end":
            self._place += 1
        return token

    def accept(self, kind: str, *texts: str) -> Token | None:
        """Takes the current token if it is of this kind and, where texts are given, one of them."""
        token = self.current
        wanted = token.kind == kind and (not texts or token.text in texts)
        return self.take() if wanted else None


@contextmanager
def text_at(offset: int) -> Iterator[None]:
    """Moves the offset of a `TextError` raised inside, for a part that was parsed by itself."""
    try:
        yield
    except TextError as error:
        raise TextError(error.message, error.offset + offset, error.hint) from None


def check_length(text: str, limit: int, what: str) -> None:
    """Refuses a text beyond ``limit`` characters: nobody means it, and it may be hostile."""
    if len(text) > limit:
        raise TextError(f"{what} may have {limit} characters, found {len(text)}", limit)


def as_field_error(error: TextError) -> PydanticCustomError:
    """Gives a mistake in a text as the error that a pydantic validator raises; storage finds its place again."""
    found = {"message": error.message, "offset": error.offset, "hint": error.hint}
    return PydanticCustomError("text_error", "{message}", found)


def _dumped(value: object, info: core_schema.SerializationInfo) -> object:
    return str(value) if info.mode == "json" else value


_AS_TEXT = core_schema.plain_serializer_function_ser_schema(_dumped, info_arg=True)


class WrittenForm:
    """A value that people write as one piece of text, so that a pydantic field of its type reads text.

    A subclass gives `from_text` (and `from_number` where a bare number means something) and its JSON Schema.
    Validation keeps message, offset and hint of a `TextError` in the error's ``ctx``; a model dumps the value
    itself to Python and its canonical text to JSON.
    """

    __slots__ = ()

    written_schema: ClassVar[Mapping[str, Any]]

    # pydantic asks for it where no schema leads to the value: defaults in a JSON Schema, fields of type Any
    __pydantic_serializer__: ClassVar[SchemaSerializer] = SchemaSerializer(
        core_schema.any_schema(serialization=_AS_TEXT)
    )

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Gives the value that a text spells, or raises `TextError`."""
        raise NotImplementedError

    @classmethod
    def from_number(cls, number: float) -> Self:  # noqa: ARG003 - most forms take no number
        """Gives the value that a bare number means, or raises `TextError`."""
        raise TextError("expected text, found a number", hint="put it in quotes if text is meant")

    @classmethod
    def from_written(cls, value: object) -> Self:
        """Gives the value for what a document holds: text, a number, or the value itself.

        Raises:
            TextError: Where the text is wrong or the document holds something else, such as a boolean.
        """
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            return cls.from_text(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return cls.from_number(value)
        expected = "text" if cls.written_schema["type"] == "string" else "text or a number"
        raise TextError(f"expected {expected}, found {_described(value)}")

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Gives pydantic the parser as validator and the canonical text as JSON form."""
        return core_schema.no_info_plain_validator_function(cls._validated, serialization=_AS_TEXT)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Gives editors the schema of the written form."""
        return dict(cls.written_schema)

    @classmethod
    def _validated(cls, value: object) -> Self:
        try:
            return cls.from_written(value)
        except TextError as error:
            raise as_field_error(error) from error


def _described(value: object) -> str:
    """Gives what a document holds in the words of its author, not of Python."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "nothing"
    words: dict[type, str] = {list: "a list", tuple: "a list", dict: "a mapping"}
    return words.get(type(value), f"a value of type {type(value).__name__}")
