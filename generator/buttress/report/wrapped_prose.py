"""Sentences broken into lines, with numbers kept whole and beside their units, and limits beside their signs."""

from __future__ import annotations

import re
from textwrap import fill

NARROWEST = 20
_BOUND = re.compile(r"(?<=\d) (?=%|[A-Za-zµ/]|\d{3}\b)|(?<=[<>=≤≥]) (?=[\d−-])")


def wrap_prose(text: str, width: int, indent: str = "", deeper: str = "") -> str:
    """Gives a sentence in lines of at most a width, where its words allow that.

    >>> print(wrap_prose("It takes 5 ms where recall >= 90 % is asked for", 20))
    It takes 5 ms where
    recall >= 90 % is
    asked for

    Args:
        text: The sentence.
        width: The most characters of a line.
        indent: What the first line begins with.
        deeper: What the other lines begin with.
    """
    lines = fill(
        _BOUND.sub("\u00a0", text),
        max(width, NARROWEST),
        initial_indent=indent,
        subsequent_indent=deeper,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines.replace("\u00a0", " ")
