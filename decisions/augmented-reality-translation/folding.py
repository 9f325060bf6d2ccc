"""When two texts count as the same."""

from __future__ import annotations


def fold(text: str) -> str:
    """Gives a text in small letters and on one line. Accents stay: *año* is a year, *ano* is not."""
    return " ".join(text.replace(" / ", " ").casefold().split())
