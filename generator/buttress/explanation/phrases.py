"""Words of ours that remember how they were made, so that a site in another language can say them anew.

A phrase is its English text, and behaves as such wherever it goes. What is put together from phrases by other means is
plain text and stays English.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Figure(str):
    """A number or several as text, with their unit: ``1.25 ms``; other languages write its marks otherwise."""

    __slots__ = ()


class English(str):
    """A sentence of ours that is put together in English only, so that a site in another language marks it as such."""

    __slots__ = ()


class Phrase(str):
    """An English text with the message that it was made from.

    Attributes:
        message: The message, with names in braces for what is put in.
        plural: The message for other numbers than one; empty where there is none.
        number: The number that chooses between the two.
        values: What is put in, by name.
    """

    __slots__ = ("message", "number", "plural", "values")

    message: str
    plural: str
    number: int
    values: Mapping[str, Any]

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (str(self), self.message, self.plural, self.number, self.values)


def say(message: str, **values: Any) -> str:  # noqa: ANN401 - whatever can be put into a text
    """Gives a text of ours.

    >>> say("Run of {day}", day="2026-11-01")
    'Run of 2026-11-01'

    Args:
        message: The text, with names in braces for what is put in; translators see it.
        values: What is put in, by name.
    """
    return _made(message.format(**values) if values else message, message, "", 1, values)


def say_number(number: int, one: str, many: str, **values: Any) -> str:  # noqa: ANN401 - as above
    """Gives a text of ours that depends on a number.

    >>> say_number(2, "{n} run failed", "{n} runs failed", n=2)
    '2 runs failed'

    Args:
        number: The number.
        one: The text for one.
        many: The text for any other number.
        values: What is put in, by name.
    """
    return _made((one if number == 1 else many).format(**values), one, many, number, values)


def _made(text: str, message: str, plural: str, number: int, values: Mapping[str, Any]) -> Phrase:
    phrase = Phrase(text)
    phrase.message, phrase.plural, phrase.number, phrase.values = message, plural, number, values
    return phrase
