"""The words of a template: found where they stand, and replaced by their translation before Jinja compiles it.

Templates are written in plain English, without any marks. A message is the longest piece of text that belongs together:
what stands between two elements of the page's structure or two statements of the template, with the values and the
inline elements in it as placeholders. ``Written in <code>{{ draft.source }}</code>`` has the message
``Written in <code>{source}</code>``. Words in attributes for readers are messages, too, and words in double quotes that a
value prints or hands to a macro. So a build in English compiles the templates as they are, and one in another language
pays once for each template and not for each page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_VALUE: Final = r"\{\{.*?\}\}"
_STATEMENT: Final = r"\{%.*?%\}"
_PIECES = re.compile(
    rf"(?P<skip>\{{#.*?#\}}|<!--.*?-->|<![^>]*>|<(?P<raw>script|style)\b.*?</(?P=raw)>)|(?P<statement>{_STATEMENT})"
    rf"|(?P<value>{_VALUE})|(?P<tag></?(?P<name>[A-Za-z][\w:-]*)(?:{_VALUE}|{_STATEMENT}|[^<>])*>)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    rf"(?<=\s)(title|alt|placeholder|aria-label|aria-roledescription|aria-description|data-bt-(?:count|say-[a-z-]+))"
    rf'="((?:{_VALUE}|{_STATEMENT}|[^"{{]|\{{(?![{{%]))*)"',
    re.DOTALL,
)
_INLINE: Final = frozenset(
    ("a", "abbr", "b", "br", "bt-term", "code", "em", "i", "kbd", "q", "span", "strong", "sub", "sup", "time")
)
_OPAQUE: Final = frozenset(("code", "kbd"))
_PLAIN: Final = frozenset(("option", "title", "desc", "text", "tspan", "textarea"))
_ENTITY = re.compile(r"&[#\w]+;")
_LETTER = re.compile(r"[^\W\d_]")
# Words are what is printed, or what is handed to a macro and begins with a capital; comparisons and tuples are none.
_QUOTED = re.compile(
    r'(?<!\w)\(\s*"[^"]*"\s*,[^()]*\)|(?:[=!]=|\bin|\|\s*\w+\()\s*"[^"]*"'
    r'|(?P<printed>\{\{-?\s*|\belse\s+|~\s*\(?\s*)"(?P<said>[^"]*)"|(?P<handed>,\s*)"(?P<words>[A-Z][^"]*)"'
)
_DEFAULT = re.compile(r'(?P<handed>=\s*)"(?P<words>[A-Z][^"]*[ .][^"]*)"')
_DELIMITERS = re.compile(r"(\{\{-?\s*)(.*?)(\s*-?\}\})", re.DOTALL)
_PLACEHOLDER = re.compile(r"\{(\w+)\}|</?([A-Za-z][\w-]*)>|[{}<>]")


class MessageError(ValueError):
    """A translation does not fit its message."""


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: str
    text: str
    name: str = ""


@dataclass(slots=True)
class _Message:
    """A message as translators see it, and what its placeholders stand for."""

    text: str = ""
    source: str = ""
    places: dict[str, str] = field(default_factory=dict)

    def add(self, text: str) -> None:
        """Adds words; what looks like a placeholder in them is one for a script."""
        self.text += text
        self.source += text
        self.places.update((found[0], found[0]) for found in _PLACEHOLDER.finditer(text))

    def put(self, key: str, source: str, shape: str) -> None:
        """Adds a placeholder, numbered where there is already one of this name."""
        name, count = key, 1
        while shape.format(name) in self.places:
            count += 1
            name = f"{key}{count}"
        self.places[shape.format(name)] = source
        self.text += shape.format(name)
        self.source += source


@dataclass(frozen=True, slots=True)
class Rewriting:
    """How the words of a template are replaced.

    Attributes:
        translate: Gives a message in the language; None where it has no translation.
        printed: The filter through which values go that stand in the text of the page; empty for none.
        said: The filter through which other values go, such as those in attributes; empty for none.
        day: The filter for days, inside of ``<time>``; empty for none.
    """

    translate: Callable[[str], str | None]
    printed: str = ""
    said: str = ""
    day: str = ""

    def rewrite(self, source: str) -> str:
        """Gives the source of a template with its words replaced."""
        pieces = _pieces(source)
        out, run, inside = [], [], [""]
        for piece in pieces:
            if piece.kind in ("text", "value") or (piece.kind == "tag" and piece.name in _INLINE):
                run.append(piece)
                continue
            out.append(self._run(run, inside[-1]))
            run = []
            out.append(self._other(piece))
            _enter(piece, inside)
        out.append(self._run(run, inside[-1]))
        return "".join(out)

    def _other(self, piece: _Piece) -> str:
        if piece.kind == "statement":
            return _DEFAULT.sub(self._quoted, piece.text) if " macro " in piece.text else piece.text
        return self._tag(piece.text) if piece.kind == "tag" else piece.text

    def _run(self, run: Sequence[_Piece], inside: str) -> str:
        """Text, values and inline elements in a row: cut where an element begins or ends that has no other half here."""
        partner = _partners(run)
        out, start = [], 0
        for place, piece in enumerate(run):
            if piece.kind == "tag" and place not in partner:
                out += [self._stretch(run[start:place], inside), self._tag(piece.text)]
                start = place + 1
        return "".join([*out, self._stretch(run[start:], inside)])

    def _stretch(self, pieces: Sequence[_Piece], inside: str) -> str:
        """A message, if there is text on the outermost level, else what the elements hold, each by itself."""
        partner = _partners(pieces)
        if _has_words(pieces, partner):
            return self._message(pieces, inside)
        out, place = [], 0
        while place < len(pieces):
            piece = pieces[place]
            if piece.kind == "tag" and partner.get(place, 0) > place:
                end = partner[place]
                inner = pieces[place + 1 : end]
                held = "".join(self._single(one, inside) for one in inner) if piece.name in _OPAQUE else ""
                out += [self._tag(piece.text), held or self._stretch(inner, piece.name), pieces[end].text]
                place = end + 1
                continue
            out.append(self._single(piece, inside))
            place += 1
        return "".join(out)

    def _single(self, piece: _Piece, inside: str) -> str:
        if piece.kind == "tag":
            return self._tag(piece.text)
        return self._value(piece.text, inside) if piece.kind == "value" else piece.text

    def _message(self, pieces: Sequence[_Piece], inside: str) -> str:
        message, level = _Message(), [inside]
        for piece in pieces:
            if piece.kind == "text":
                message.add(piece.text)
            elif piece.kind == "value":
                message.put(_name_of(piece.text), self._value(piece.text, level[-1]), "{{{}}}")
            else:
                closing = piece.text.startswith("</")
                message.put(piece.name, self._tag(piece.text), "</{}>" if closing else "<{}>")
                level = level[:-1] if closing else [*level, piece.name]
        return self._translated(message)

    def _translated(self, message: _Message) -> str:
        whole = message.text
        core = whole.strip()
        found = self.translate(" ".join(core.split()))
        if found is None:
            return message.source
        before, after = whole[: len(whole) - len(whole.lstrip())], whole[len(whole.rstrip()) :]
        # Line numbers in messages about mistakes stay as they are.
        return before + fill(found, message.places) + "\n" * core.count("\n") + after

    def _tag(self, text: str) -> str:
        def replaced(found: re.Match[str]) -> str:
            parts = re.split(f"({_STATEMENT})", found[2], flags=re.DOTALL)
            told = "".join(part if place % 2 else self._attribute(part) for place, part in enumerate(parts))
            return f'{found[1]}="{told}"'

        return _ATTRIBUTE.sub(replaced, text)

    def _attribute(self, text: str) -> str:
        message = _Message()
        words = False
        for piece in _pieces(text):
            if piece.kind == "value":
                message.put(_name_of(piece.text), self._value(piece.text, "title"), "{{{}}}")
            else:
                message.add(piece.text)
                words = words or _LETTER.search(piece.text) is not None
        return self._translated(message) if words else message.source

    def _value(self, text: str, inside: str) -> str:
        text = _QUOTED.sub(self._quoted, text)
        name = self.day if inside == "time" else self.said if inside in _PLAIN else self.printed
        found = _DELIMITERS.fullmatch(text)
        return f"{found[1]}({found[2]}) | {name}{found[3]}" if name and found else text

    def _quoted(self, found: re.Match[str]) -> str:
        groups = found.groupdict()
        words = groups["words"] or groups.get("said") or ""
        told = self.translate(words.strip()) if _LETTER.search(words) else None
        if told is None:
            return found[0]
        quoted = words.replace(words.strip(), told).replace("\\", "\\\\").replace('"', '\\"')
        return f'{groups["handed"] or groups.get("printed")}"{quoted}"'


def fill(text: str, places: Mapping[str, str]) -> str:
    """Gives a message with its placeholders replaced.

    Raises:
        MessageError: It has one that is not there, or markup or braces of its own.
    """

    def replaced(found: re.Match[str]) -> str:
        if found[0] not in places:
            known = ", ".join(places) or "none"
            raise MessageError(f"{found[0]!r} has no place in {text!r}; there are: {known}")
        return places[found[0]]

    return _PLACEHOLDER.sub(replaced, text)


def _pieces(source: str) -> list[_Piece]:
    pieces, end = [], 0
    for found in _PIECES.finditer(source):
        if found.start() > end:
            pieces.append(_Piece("text", source[end : found.start()]))
        pieces.append(
            _Piece("tag" if found["tag"] else found.lastgroup or "skip", found[0], found["name"] or "")
        )
        end = found.end()
    if end < len(source):
        pieces.append(_Piece("text", source[end:]))
    return pieces


def _partners(pieces: Sequence[_Piece]) -> dict[int, int]:
    """Place of an element's one end to that of its other; a line break is its own."""
    partner: dict[int, int] = {}
    opened: list[int] = []
    for place, piece in enumerate(pieces):
        if piece.kind != "tag":
            continue
        if piece.name == "br":
            partner[place] = place
        elif not piece.text.startswith("</"):
            opened.append(place)
        elif opened and pieces[opened[-1]].name == piece.name:
            other = opened.pop()
            partner[other], partner[place] = place, other
    return partner


def _has_words(pieces: Sequence[_Piece], partner: Mapping[int, int]) -> bool:
    depth = 0
    for place, piece in enumerate(pieces):
        if piece.kind == "tag":
            depth += (partner[place] > place) - (partner[place] < place) if place in partner else 0
        elif piece.kind == "text" and depth == 0 and _LETTER.search(_ENTITY.sub("", piece.text)):
            return True
    return False


def _name_of(value: str) -> str:
    """What translators see of a value: the last name of a path, or the macro that is called."""
    found = re.match(r"\{\{-?\s*(?:[\w]+\.)*(\w+)", value)
    return found[1] if found else "value"


def _enter(piece: _Piece, inside: list[str]) -> None:
    """Remembers the element in which text stands, where that says how it may be marked."""
    if piece.kind == "tag" and piece.name in _PLAIN:
        inside[-1] = "" if piece.text.startswith("</") else piece.name
