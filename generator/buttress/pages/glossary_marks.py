"""Words of the glossary: marked once in each distinct text, and linked once on each page.

A mark is an element of ours, ``<bt-term of="KEY">words</bt-term>``, which no record can write because the sanitiser
drops it. Templates may write it too, where they use a word of the field.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from buttress.pages import urls

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_MARK = re.compile(r'<bt-term of="([^"]*)">([^<]*)</bt-term>')
_PIECE = re.compile(r"<(/?)([a-z][a-z0-9-]*)[^>]*>|[^<]+")
_OPAQUE = frozenset({"a", "abbr", "code", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "pre", "summary", "th"})
"""Elements whose words are names, code or links already."""
_CLOSED_TO_LINKS = (("<a ", "</a>"), ("<h", "</h"), ("<summary", "</summary"), ("<button", "</button"))
_WINDOW = 2000
"""How far back an open link or heading is looked for: none is that long."""
_WORD = re.compile(r"\w+")
_CLOSED = "\0"
_APOSTROPHE = "(?:'|’|&#39;)"


@dataclass(frozen=True, slots=True)
class TermLink:
    """Where a word leads.

    Attributes:
        uri: Source address of the page.
        fragment: The place on it, possibly empty.
        tip: What a reader sees beside the word, as plain text that is escaped for an attribute.
    """

    uri: str
    fragment: str
    tip: str


@dataclass(frozen=True, slots=True)
class Glossary:
    """The words of the glossary.

    Attributes:
        links: Key of each term to where it leads: a term's id, or ``pattern/ID``.
        mark: Marks words in finished HTML.
        directory_urls: Whether ``a.md`` is served as ``a/`` rather than ``a.html``.
    """

    links: Mapping[str, TermLink] = field(default_factory=dict)
    mark: Callable[[str], str] = str
    directory_urls: bool = True


NO_GLOSSARY = Glossary()
"""For pages of a portfolio that could not be read: no word leads anywhere."""


def make_marker(spellings: Mapping[str, str]) -> Callable[[str], str]:
    """Gives what marks words in finished HTML.

    A word counts with a capital or a small letter at its start and with an ``s`` at its end, and never as a part of
    another word or of a dotted name such as ``latency.p99``. Of each term only the first word of a text is marked.

    Args:
        spellings: Word as written, with at least one letter or digit, to the key of its term.
    """
    # Longest first: "concept drift" is more than "drift".
    words = sorted(spellings, key=lambda one: (-len(one), one))
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        for part in _telling_forms(word):
            places.setdefault(part, []).append(place)

    def mark(text: str) -> str:
        # Nearly all texts hold no word of the glossary, and looking up their words is the quickest way to know.
        told = places.keys() & _WORD.findall(text.lower())
        if not told:
            return text
        sought = [words[place] for place in sorted({place for part in told for place in places[part]})]
        return _mark(text, {word: spellings[word] for word in sought})

    return mark


def place_terms(body: str, glossary: Glossary, uri: str, own: str = "") -> str:
    """Gives the body of a page with its first mark of each term as a link, and without the others.

    Nothing is linked inside of links, headings and buttons, nor on the page that a word would lead to.

    Args:
        body: The body with marks.
        glossary: The words.
        uri: Source address of the page.
        own: Key of the term that the body itself explains.
    """
    if "<bt-term" not in body:
        return body
    links = urls.Links(uri, glossary.directory_urls)
    seen = {own}

    def place(found: re.Match[str]) -> str:
        key, words = found[1], found[2]
        link = glossary.links.get(key)
        of_this_page = link is not None and link.uri == uri and not link.fragment
        if link is None or key in seen or of_this_page or _is_closed(body, found.start()):
            return words
        seen.add(key)
        href = links.to(link.uri, link.fragment)
        return f'<a class="bt-term" href="{href}" data-bt-term="{link.tip}">{words}</a>'

    return _MARK.sub(place, body)


def _is_closed(body: str, at: int) -> bool:
    """Whether a place lies inside of something that must not hold a link."""
    start = max(0, at - _WINDOW)
    return any(
        body.rfind(opens, start, at) > body.rfind(closes, start, at) for opens, closes in _CLOSED_TO_LINKS
    )


def _mark(text: str, sought: Mapping[str, str]) -> str:
    """Marks the first of each term outside of tags and opaque elements; longer spellings come first."""
    open_text = _without_opaque(text)
    found: dict[str, tuple[int, int]] = {}
    for word, key in sought.items():
        place = _pattern_of(word).search(open_text)
        if place is None:
            continue
        start, end = place.span()
        if key not in found or start < found[key][0]:
            found[key] = start, end
        # What belongs to a longer word is not looked at again for a shorter one.
        open_text = f"{open_text[:start]}{_CLOSED * (end - start)}{open_text[end:]}"
    pieces, last = [], 0
    for key, (start, end) in sorted(found.items(), key=lambda item: item[1]):
        pieces += [text[last:start], f'<bt-term of="{key}">{text[start:end]}</bt-term>']
        last = end
    return "".join([*pieces, text[last:]])


def _without_opaque(text: str) -> str:
    """The text with everything blotted out that must not be marked, each character in its place."""
    depth = 0
    pieces = []
    for piece in _PIECE.finditer(text):
        if piece[2] in _OPAQUE:
            depth += -1 if piece[1] else 1
        pieces.append(_CLOSED * len(piece[0]) if depth or piece[2] is not None else piece[0])
    return "".join(pieces)


def _telling_forms(word: str) -> tuple[str, str]:
    """The longest part of a word, which few texts hold by chance, as it stands in any text with the word."""
    longest = max(_WORD.findall(word.lower()), key=len, default="")
    return longest, f"{longest}s"


@lru_cache(maxsize=2048)
def _pattern_of(word: str) -> re.Pattern[str]:
    """The pattern of one word as it stands in HTML."""
    escaped = html.escape(" ".join(word.split()), quote=False)
    first, rest = escaped[0], re.escape(escaped[1:])
    start = f"[{first.lower()}{first.upper()}]" if first.isascii() and first.isalpha() else re.escape(first)
    written = rest.replace("\\ ", r"\s").replace("'", _APOSTROPHE)
    # A class of characters in front lets the engine skip to the next place that could match.
    return re.compile(rf"{start}(?<![\w&#./-].){written}s?(?![\w-]|\.\w)", re.DOTALL)
