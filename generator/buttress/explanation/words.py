"""Small words: counts with their nouns, and enumerations."""

from __future__ import annotations


def counted(number: int, singular: str, plural: str = "") -> str:
    """Gives a number with its noun: ``1 run``, ``3 runs``."""
    return f"{grouped(number)} {singular if number == 1 else plural or singular + 's'}"


def grouped(number: int) -> str:
    """Gives a whole number with its thousands grouped: ``2 048``."""
    return f"{number:,}".replace(",", "\u202f")


def listed(words: list[str] | tuple[str, ...], joint: str = "and") -> str:
    """Gives words as an enumeration: ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def code_free(text: str) -> str:
    """Gives a sentence of ours for a terminal: plain blanks, no backticks."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("`", "")
