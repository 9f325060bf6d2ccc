"""What goes wrong in files: problems that their author must fix, all of them at once.

A *problem* is not a *finding*: a constraint that is violated is a result and never raises.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in one file that its author must fix.

    Attributes:
        path: The file, relative to the portfolio's root where that is possible.
        line: 1-based line, 0 where no line is known.
        column: 1-based column, 0 where no column is known.
        field: Dotted path of the field inside the document (``options[1].model``), empty for the file itself.
        message: What is wrong, what was found and what is allowed.
        hint: How to mend it ("did you mean ...?"), possibly empty.
    """

    path: str
    line: int
    column: int
    field: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        field = f"{self.field}: " if self.field else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}: {field}{self.message}{hint}"


class ProjectError(Exception):
    """All problems of a portfolio at once, sorted by place.

    Args:
        problems: The problems found; at least one.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class TextError(ValueError):
    """A mistake inside one piece of text, at a known offset.

    Grammars raise it; storage turns it into a `Problem` with line and column.

    Args:
        message: What is wrong, what was found and what is allowed.
        offset: 0-based offset of the first wrong character in the text.
        hint: How to mend it, possibly empty.
    """

    def __init__(self, message: str, offset: int = 0, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.hint = hint


def suggest(found: str, allowed: Iterable[str]) -> str:
    """Gives "did you mean X?" for the nearest allowed word, or an empty text when none is near."""
    words = sorted(set(allowed))
    near = get_close_matches(found, words, n=1, cutoff=0.6)
    if not near:
        folded = {word.casefold(): word for word in words}
        near = [folded[m] for m in get_close_matches(found.casefold(), list(folded), n=1, cutoff=0.6)]
    return f"did you mean {near[0]!r}?" if near else ""


def listing(words: Sequence[str], limit: int = 12) -> str:
    """Gives allowed words as readable text, cut after ``limit`` of them."""
    shown = ", ".join(words[:limit])
    return shown if len(words) <= limit else f"{shown} and {len(words) - limit} more"
