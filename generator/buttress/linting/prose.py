"""Prose as sentences: Markdown cut at paragraphs, list items, table rows and full stops, every piece with its offset."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# What is no prose: code, comments, tags and addresses. What is unclosed reaches to the end, as in Markdown.
_UNREAD = re.compile(
    r"^[ ]{0,3}(?P<fence>```|~~~).*?(?:^[ ]{0,3}(?P=fence)|\Z)"
    r"|``[^`].*?``|`[^`]+`"
    r"|<!--.*?(?:-->|\Z)|</?[A-Za-z][^<>]*>"
    r"|(?<=\]\()[^()\s]*(?=\))"
    r"|\b(?:https?://|www\.)[^\s<>]+",
    re.DOTALL | re.MULTILINE,
)
_LINE = re.compile(r"[^\n]*\n?")
_ITEM = re.compile(r"\s*(?:[-*+]|[0-9]{1,9}[.)])\s")
_TABLE_ROW = re.compile(r"\s*\|")
_STOP = re.compile(r"[.!?][\"'”’)\]*_]*\s+")
# A capital alone is an initial, behind a number a unit.
_ABBREVIATED = re.compile(
    r"(?:\b(?i:al|approx|ca|cf|e\.g|eq|fig|figs|i\.e|incl|pp|resp|sect|vol|vs)|(?<![0-9] )\b[A-Z])\.$"
)
_LONGEST_ABBREVIATION = 8


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or what stands for one: a heading, a list item, a row of a table.

    Attributes:
        text: As written, with the white space behind it.
        prose: The same with blanks in place of code, tags and addresses, so that offsets agree.
        offset: 0-based offset of its first character in the whole text.
        above: For a row of a table, the paragraph that the table follows; else empty.
    """

    text: str
    prose: str
    offset: int
    above: str = ""


def read_sentences(text: str) -> tuple[Sentence, ...]:
    r"""Gives the sentences of a Markdown text in their order; blank ones are left out.

    >>> [sentence.text.rstrip() for sentence in read_sentences("It is fast, see Li et al. (2019). It is small.")]
    ['It is fast, see Li et al. (2019).', 'It is small.']
    """
    prose = _UNREAD.sub(lambda found: re.sub(r"\S", " ", found.group()), text)
    paragraph = ""
    sentences: list[Sentence] = []
    for start, end in _blocks_of(prose):
        if not text[start:end].strip():
            continue
        in_table = bool(_TABLE_ROW.match(prose, start, end))
        paragraph = paragraph if in_table else text[start:end]
        sentences += (
            Sentence(text[first:last], prose[first:last], first, paragraph if in_table else "")
            for first, last in _cut_at_stops(prose, start, end)
            if text[first:last].strip()
        )
    return tuple(sentences)


def _blocks_of(prose: str) -> Iterator[tuple[int, int]]:
    """Paragraphs; each list item, row of a table and heading is one of its own."""
    start = 0
    ended = True
    for line in _LINE.finditer(prose):
        row = bool(_TABLE_ROW.match(line.group()))
        heading = line.group().startswith("#")
        if ended or row or heading or not line.group().strip() or _ITEM.match(line.group()):
            if line.start() > start:
                yield start, line.start()
            start = line.start()
        ended = row or heading or not line.group().strip()
    if start < len(prose):
        yield start, len(prose)


def _cut_at_stops(prose: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for stop in _STOP.finditer(prose, start, end):
        if stop.end() < end and _ends_sentence(prose, stop):
            yield start, stop.end()
            start = stop.end()
    yield start, end


def _ends_sentence(prose: str, stop: re.Match[str]) -> bool:
    before = prose[max(0, stop.start() - _LONGEST_ABBREVIATION) : stop.start() + 1]
    return not prose[stop.end()].islower() and not _ABBREVIATED.search(before)
