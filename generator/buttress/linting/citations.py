"""Whether a sentence says where its figures come from: an author and year, a link, a standard, or a reference."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from buttress.records import Reference

_ADDRESS = re.compile(r"https?://|\[\^|\bdoi:|\]\([^)\s]", re.IGNORECASE)
_STANDARD = re.compile(r"\b(?:DIN|EN|IEC|IEEE|ISO|NIST|RFC)[ /-][A-Z/ -]{0,12}[0-9]")
_OTHERS = re.compile(r"\bet\s+al\b")
_DATED = re.compile(r"(?P<name>[^\W\d_][\w'’-]*),?\s{1,3}[(\[]?(?:19|20)[0-9]{2}[a-z]?(?![\w-])")
_NAME = r"[^\W\d_a-z][\w'’-]+"
_AUTHORS = re.compile(
    rf"(?P<first>{_NAME})(?:(?:,|,? and|,? &)\s+{_NAME}|\s+et al\.?)*,?\s+\(?(?:19|20)[0-9]{{2}}\b"
)
_SHORTEST_TITLE = 12

# A capital before a year is a month or opens the sentence as often as it is an author.
_NO_AUTHORS = """
    January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug
    Sep Sept Oct Nov Dec Spring Summer Autumn Winter After As Before Between By During From In Of On Since The Until With
    Year Version Release Windows Server Edition
"""
_UNAUTHORED = frozenset(_NO_AUTHORS.split())


def cites_source(sentence: str, references: Iterable[Reference] = ()) -> bool:
    """Says whether a sentence names a source that a reader can look up.

    Args:
        sentence: The sentence as written.
        references: What the record lists; its titles, and the first authors of dated ones, are sources by name.
    """
    if _ADDRESS.search(sentence) or _STANDARD.search(sentence) or _OTHERS.search(sentence):
        return True
    dated = (found["name"] for found in _DATED.finditer(sentence))
    if any(name[0].isupper() and name not in _UNAUTHORED for name in dated):
        return True
    return any(_is_named(reference.title, sentence) for reference in references)


def _is_named(title: str, sentence: str) -> bool:
    """A short title such as the name of a library would turn every sentence about it into a citation."""
    if len(title) >= _SHORTEST_TITLE and title.casefold() in sentence.casefold():
        return True
    authors = _AUTHORS.match(title)
    return bool(authors and re.search(rf"(?<!\w){re.escape(authors['first'])}(?!\w)", sentence))
