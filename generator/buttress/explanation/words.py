"""Small words: counts with their nouns, and enumerations."""

from __future__ import annotations

from functools import lru_cache

from buttress.explanation.phrases import Figure, say, say_number

_MOST_STRUNG = 30
"""Longer lists are plain text: nobody translates what they hold."""


# The same few counts stand on every page.
@lru_cache(maxsize=1024)
def counted(number: int, singular: str, plural: str = "") -> str:
    """Gives a number with its noun: ``1 run``, ``3 runs``."""
    one, many = f"{{n}} {singular}", f"{{n}} {plural or singular + 's'}"
    return say_number(number, one, many, n=grouped(number))


def grouped(number: int) -> str:
    """Gives a whole number with its thousands grouped: ``2 048``."""
    return Figure(f"{number:,}".replace(",", "\u202f"))


def listed(words: list[str] | tuple[str, ...], joint: str = "and") -> str:
    """Gives words as an enumeration: ``a, b and c``."""
    if len(words) < 2:
        return words[0] if words else ""
    most = strung(tuple(words[:-1]))
    if joint == "or":
        return say("{most} or {last}", most=most, last=words[-1])
    return say("{most} and {last}", most=most, last=words[-1])


def strung(words: tuple[str, ...]) -> str:
    """Gives words as a list without a last joint: ``a, b, c``."""
    if len(words) == 1 or len(words) > _MOST_STRUNG:
        return words[0] if len(words) == 1 else ", ".join(words)
    return say("{first}, {rest}", first=words[0], rest=strung(words[1:]))


def code_free(text: str) -> str:
    """Gives a sentence of ours for a terminal: plain blanks, no backticks."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("`", "")
