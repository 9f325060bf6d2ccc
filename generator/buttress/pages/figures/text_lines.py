"""Texts inside drawings: broken into lines, and cut where there is no room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.explanation import NBSP
from buttress.pages.figures.text_sizes import text_room

if TYPE_CHECKING:
    from collections.abc import Iterator


def wrap_text(text: str, width: float, size: float, most: int) -> list[str]:
    """Gives the lines of a text, broken at blanks; what does not fit into the last of them is cut.

    No-break spaces hold together what a line can take.

    Args:
        text: The text.
        width: The most that a line may take.
        size: The size of its letters, in the unit of the width.
        most: The most lines.
    """
    lines = [""]
    for word in _words(text, width, size):
        joined = f"{lines[-1]} {word}".lstrip(" ")
        if not lines[-1] or text_room(joined, size) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]} …"]
    return [cut_text(line, width, size) for line in lines]


def _words(text: str, width: float, size: float) -> Iterator[str]:
    for word in text.split(" "):
        yield from [word] if text_room(word, size) <= width else word.split(NBSP)


def cut_text(text: str, width: float, size: float) -> str:
    """Gives a text that fits into a width, with an ellipsis where something was cut off.

    >>> cut_text("Latency, 99th percentile", 110.0, 13.0)
    'Latency, 99th…'
    """
    if text_room(text, size) <= width:
        return text
    kept = text
    while kept and text_room(f"{kept}…", size) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
