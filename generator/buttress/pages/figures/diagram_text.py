"""The text in diagrams: what may be printed, where lines break, and how wide characters are that fonts draw wide."""

from __future__ import annotations

import re
import unicodedata

_LINE_LIMIT = 4
# The engine counts a wide character as three spaces (0.834 em) where fonts draw 1 em, emoji a little more.
_WIDE_SHORTFALL_EM = 0.2
# Older emoji (a check mark, a star) are drawn wider still, and take no more bytes, by which it counts.
_SYMBOL_SHORTFALL_EM = 0.25
_FIRST_IDEOGRAPH = "\u2e80"
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+"
)


def printable(text: str) -> str:
    """Gives a text without what XML forbids and without characters that turn the direction of writing around."""
    return _UNPRINTABLE.sub(" ", text)


def wrap_label(label: str, units: int = 24) -> list[str]:
    """Gives the lines of a label: broken at spaces where possible, cut with an ellipsis after the fourth.

    Args:
        label: The text.
        units: The most columns of a line; see `display_units`.

    >>> wrap_label("Run the recogniser on the phone, not on the glasses")
    ['Run the recogniser on', 'the phone, not on the', 'glasses']
    """
    words = printable(label).split()
    whole = " ".join(words)
    if display_units(whole) <= units:
        return [whole]
    lines = [""]
    for word in words:
        for piece in [word] if display_units(word) <= units else _pieces(word, units):
            joined = f"{lines[-1]} {piece}" if lines[-1] else piece
            if display_units(joined) <= units:
                lines[-1] = joined
            else:
                lines.append(piece)
    if len(lines) > _LINE_LIMIT:
        lines = [*lines[: _LINE_LIMIT - 1], lines[_LINE_LIMIT - 1] + "…"]
    return lines


def _pieces(word: str, units: int) -> list[str]:
    pieces = [""]
    for character in word:
        if display_units(pieces[-1] + character) > units:
            pieces.append("")
        pieces[-1] += character
    return pieces


def display_units(text: str) -> int:
    """Gives the width of a text in columns: East Asian wide characters and emoji count twice.

    >>> display_units("OCR"), display_units("文字")
    (3, 4)
    """
    return len(text) + wide_characters(text)


def wide_characters(text: str) -> int:
    """Gives how many characters of a text are East Asian wide ones or emoji."""
    if text.isascii():
        return 0
    return sum(unicodedata.east_asian_width(character) in "WF" for character in text)


def shortfall_em(line: str) -> float:
    """Gives how much narrower than fonts draw it the layout engine takes a line to be, in em."""
    if line.isascii():
        return 0.0
    wide = (one for one in line if unicodedata.east_asian_width(one) in "WF")
    return sum(_WIDE_SHORTFALL_EM + _SYMBOL_SHORTFALL_EM * (one < _FIRST_IDEOGRAPH) for one in wide)
