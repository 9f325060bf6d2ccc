"""The door between values that people write as one piece of text and pydantic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic_core import PydanticCustomError, SchemaSerializer, core_schema

from buttress.errors import TextError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler


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
