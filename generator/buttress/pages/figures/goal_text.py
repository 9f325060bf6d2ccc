"""Texts inside the boxes of a goal structure: broken into lines that fit, whatever they are written in."""

from __future__ import annotations

from functools import lru_cache

from buttress.pages.figures.text_sizes import text_width

SIZE = 13.0
"""Size of the letters, in the unit of the drawing."""
_BLANK = text_width(" ", SIZE)
_DOTS = "…"


@lru_cache(maxsize=8192)
def word_width(word: str) -> float:
    """Gives the width of a word; the same words come again and again."""
    return text_width(word, SIZE)


@lru_cache(maxsize=4096)
def fit_lines(text: str, width: float, most: int, first: float = 0.0) -> tuple[str, ...]:
    """Gives the lines of a text, each of which fits; what is beyond the last line is left out, with an ellipsis.

    Lines break at blanks, and inside a word only where it is wider than a line, as text without blanks is. No-break
    spaces hold what belongs together.

    >>> fit_lines("Recall is at least 91 %.", 100.0, 2)
    ('Recall is at least', '91 %.')

    Args:
        text: The text.
        width: The most that a line may take.
        most: The most lines, at least 1.
        first: What is taken of the first line already.
    """
    lines: list[str] = []
    line, used = "", first
    for word in text.split(" "):
        wide = word_width(word)
        if line and used + _BLANK + wide <= width:
            line, used = f"{line} {word}", used + _BLANK + wide
            continue
        if line or (used and used + wide > width):
            lines.append(line)
            line, used = "", 0.0
        *whole, line = _pieces(word, width, used)
        lines += whole
        used += word_width(line)
        if len(lines) > most:
            break
    lines.append(line)
    return tuple(lines) if len(lines) <= most else (*lines[: most - 1], _cut(lines, width, most, first))


def _pieces(word: str, width: float, used: float) -> list[str]:
    """A word in pieces that fit into a line each; nearly every word is one."""
    found = []
    while len(word) > 1 and used + word_width(word) > width:
        count = _fitting(word, width - used)
        found.append(word[:count])
        word, used = word[count:], 0.0
    return [*found, word]


def _fitting(word: str, room: float) -> int:
    """How many letters of a word fit, at least one."""
    used, count = 0.0, 0
    for letter in word:
        used += word_width(letter)
        if used > room:
            break
        count += 1
    return max(count, 1)


def _cut(lines: list[str], width: float, most: int, first: float) -> str:
    """The last line that is shown, with an ellipsis behind what fits of it."""
    room = width - (first if most == 1 else 0.0) - word_width(f" {_DOTS}")
    kept = lines[most - 1]
    while kept and text_width(kept, SIZE) > room:
        # Between words where there are several, else between letters.
        kept = kept.rpartition(" ")[0] if " " in kept else kept[:-1]
    return f"{kept} {_DOTS}" if kept else _DOTS
