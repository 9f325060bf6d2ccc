"""Where a field stands in its file: found only when there is something to report.

Reading keeps no positions, so that a sound portfolio costs nothing for them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from buttress.storage.yaml_nodes import compose_documents, field_text
from buttress.storage.yaml_syntax import BREAK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.storage.yaml_source import Document

__all__ = ["Positions", "field_text", "locate"]

_SPACE: Final = " \t\n\r\x85\u2028\u2029"

# What stands for one character of the value: anything, or an escape of the quoting style. An escaped line
# break stands for none, but there the line ends anyway.
_CHARACTERS: Final = {
    '"': re.compile(r"\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\?."),
    "'": re.compile(r"''|."),
}
_CHARACTER: Final = re.compile(".")
_ANCHOR: Final = re.compile(r"&\S+[ \t]*")


class Positions:
    """The positions of one document's fields: composes the text once and answers many questions.

    Args:
        document: As `read_documents` gave it.
    """

    def __init__(self, document: Document) -> None:
        self._lines = BREAK.split(document.text)
        # Earlier documents of the file may be broken; empty lines in their place keep the numbers right.
        below = "\n".join(self._lines[document.line - 1 :])
        self._root = next(compose_documents("\n" * (document.line - 1) + below))

    def locate(self, field: Sequence[str | int], *, on_key: bool = False, offset: int = 0) -> tuple[int, int]:
        """Gives the 1-based line and column of a field's value.

        Where the field does not exist, the key (or the list item) of its nearest existing parent is meant,
        since that is the line an author mends. Behind an alias, positions are those of the anchor.

        Args:
            field: Keys and indices from the document's root.
            on_key: Point at the key instead of its value.
            offset: 0-based character in a text value to point at; ignored for other values.
        """
        key, value, complete = self._walk(field)
        if complete and not on_key:
            if isinstance(value, ScalarNode):
                return self._place_in_scalar(value, offset)
            return _place(value)
        return _place(key)

    def _walk(self, field: Sequence[str | int]) -> tuple[Node, Node, bool]:
        """The nodes of the key and the value a field path leads to, and whether all of it exists."""
        key = value = self._root
        for step in field:
            found = _child(value, step)
            if found is None:
                return key, value, False
            key, value = found
        return key, value, True

    def _place_in_scalar(self, node: ScalarNode, offset: int) -> tuple[int, int]:
        line, column = _place(node)
        if offset <= 0 and node.style not in ("|", ">"):
            return line, column
        cursor = 0
        for number, start, columns in self._pieces(node):
            # Folding leaves the words of a line alone and only changes the space between lines.
            while cursor < len(node.value) and node.value[cursor] in _SPACE:
                cursor += 1
            if cursor and (offset < cursor or cursor == len(node.value)):
                break  # in the space behind the last line, or a block's comment below its text
            line, column = number, start + columns[min(max(offset - cursor, 0), len(columns) - 1)]
            cursor += len(columns) - 1
        return line, column

    def _pieces(self, node: ScalarNode) -> Iterator[tuple[int, int, list[int]]]:
        """A scalar's lines: number, column of the first character, and the columns of all and of the end."""
        pattern = _CHARACTERS.get(node.style or "", _CHARACTER)
        for number, text, start in self._raw_lines(node):
            piece = text.strip(" \t")
            if piece:
                start += len(text) - len(text.lstrip(" \t"))
                columns = [match.start() for match in pattern.finditer(piece)]
                yield number + 1, start + 1, [*columns, len(piece)]

    def _raw_lines(self, node: ScalarNode) -> Iterator[tuple[int, str, int]]:
        """The lines a scalar stands on, without its quotes or its block header: number, text, column."""
        first, last = node.start_mark, node.end_mark
        if node.style in ("|", ">"):
            for number in range(first.line + 1, min(last.line + 1, len(self._lines))):
                yield number, self._lines[number], 0
            return
        anchor = _ANCHOR.match(self._lines[first.line], first.column)
        before = (anchor.end() if anchor else first.column) + (node.style in ("'", '"'))
        for number in range(first.line, last.line + 1):
            start = before if number == first.line else 0
            end = last.column - (node.style in ("'", '"')) if number == last.line else None
            yield number, self._lines[number][start:end], start


def locate(
    document: Document, field: Sequence[str | int], *, on_key: bool = False, offset: int = 0
) -> tuple[int, int]:
    """Gives one position in a document; `Positions` is the cheaper way to several."""
    return Positions(document).locate(field, on_key=on_key, offset=offset)


def _child(node: Node, step: str | int) -> tuple[Node, Node] | None:
    if isinstance(node, MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _place(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1
