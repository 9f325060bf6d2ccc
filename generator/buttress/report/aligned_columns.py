"""Rows of plain text under each other: columns as wide as their widest cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def align_columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Gives each row as a line, with two blanks between columns and none at the end.

    >>> list(align_columns([("a", "long"), ("bc", "d")]))
    ['a   long', 'bc  d']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
