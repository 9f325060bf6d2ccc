"""What our small grammars share: tokens with offsets, and a cursor over them.

Every grammar raises `TextError` with the offset of the first wrong character, and nothing else.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from buttress.errors import TextError

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a text.

    Attributes:
        kind: Name of the pattern group that matched, ``end`` after the last piece.
        text: The piece as written, empty at the end.
        offset: 0-based offset of its first character.
    """

    kind: str
    text: str
    offset: int

    @property
    def end(self) -> int:
        """Offset just behind the piece."""
        return self.offset + len(self.text)

    def __str__(self) -> str:
        return repr(self.text) if self.text else "the end of the text"


def read_tokens(text: str, pattern: re.Pattern[str], most: int) -> tuple[Token, ...]:
    """Gives the pieces of a text, with an ``end`` token last.

    Args:
        text: What was written; white space between the pieces is skipped.
        pattern: One named group for each kind; some group must match any character, so that nothing is lost.
        most: Largest number of pieces.

    Raises:
        TextError: At the first piece beyond ``most``.
    """
    found = islice(pattern.finditer(text), most + 1)
    pieces = [Token(piece.lastgroup or "", piece.group(), piece.start()) for piece in found]
    if len(pieces) > most:
        raise TextError(f"at most {most} words and signs are allowed here", pieces[most].offset)
    return (*pieces, Token("end", "", len(text.rstrip())))


class TokenCursor:
    """A place in a row of tokens, which a recursive-descent parser moves forward.

    Args:
        tokens: The tokens, the last of kind ``end``.
    """

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tokens = tokens
        self._place = 0

    @property
    def current(self) -> Token:
        """The token to be read next."""
        return self._tokens[self._place]

    def take(self) -> Token:
        """Gives the current token and moves on; the end token stays where it is."""
        token = self.current
        if token.kind != "end":
            self._place += 1
        return token

    def accept(self, kind: str, *texts: str) -> Token | None:
        """Takes the current token if it is of this kind and, where texts are given, one of them."""
        token = self.current
        wanted = token.kind == kind and (not texts or token.text in texts)
        return self.take() if wanted else None


@contextmanager
def text_at(offset: int) -> Iterator[None]:
    """Moves the offset of a `TextError` raised inside, for a part that was parsed by itself."""
    try:
        yield
    except TextError as error:
        raise TextError(error.message, error.offset + offset, error.hint) from None


def check_length(text: str, limit: int, what: str) -> None:
    """Refuses a text beyond ``limit`` characters: nobody means it, and it may be hostile."""
    if len(text) > limit:
        raise TextError(f"{what} may have {limit} characters, found {len(text)}", limit)
