"""The comparison of a decision's options for terminals: one table where it fits, else one block an option."""

from __future__ import annotations

from io import StringIO
from textwrap import fill
from typing import TYPE_CHECKING

from buttress.explanation import counted
from buttress.report.comparison_words import (
    FEASIBILITY_WORDS,
    tell_comparison,
    word_cell,
    word_standing,
)
from buttress.report.wrapped_prose import wrap_prose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

    from buttress.project import Project
    from buttress.report.comparison_words import CellWords, Said
    from buttress.tradeoff import Comparison, Row

_COLOURS = {
    "violated": "red",
    "missing": "red",
    "invalid": "red",
    "infeasible": "red",
    "undecided": "yellow",
    "stale": "yellow",
    "unknown": "yellow",
    "waived": "cyan",
    "holds": "green",
    "feasible": "green",
}
_WIDEST_TITLE = 28
_ENDLESS = 100_000


def describe_comparison(
    project: Project, comparison: Comparison, width: int = 80, *, colour: bool = False
) -> str:
    """Gives the options by the qualities as a table that fits, and what that means in words.

    Options stand in rows where that fits, in columns where that does, and else one below the other. Colours repeat what
    words say.

    Args:
        project: The judged project.
        comparison: The comparison of one of its decisions.
        width: The most characters of a line.
        colour: Whether to write the colour codes of terminals.
    """
    decision = project.linked.portfolio.decisions[comparison.decision]
    options, qualities = len(comparison.rows), len(comparison.columns)
    size = f"{counted(options, 'option')}, {counted(qualities, 'quality', 'qualities')}"
    head = wrap_prose(f"{decision.id}: {decision.title}", width)
    parts = [f"{head}\n{size}, as of {project.judgement.as_of}", _describe_table(comparison, width, colour)]
    for section in tell_comparison(project, comparison):
        told = "\n".join(wrap_prose(sentence, width, "  ", "    ") for sentence in section.told)
        parts.append(f"{section.title}\n{told}")
    return "\n\n".join(parts)


def _describe_table(comparison: Comparison, width: int, colour: bool) -> str:
    console = _console(width, colour=colour)
    words = [[word_cell(cell) for cell in row.cells] for row in comparison.rows]
    endless = _console(_ENDLESS, colour=False)
    for table in (_by_options(comparison, words), _by_qualities(comparison, words)):
        if endless.measure(table).maximum <= width:
            return _rendered(console, [table])
    return _rendered(console, list(_blocks(comparison, words, width)))


def _console(width: int, *, colour: bool) -> Console:
    from rich.console import Console

    return Console(
        file=StringIO(),
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        legacy_windows=False,
        highlight=False,
    )


def _rendered(console: Console, parts: Sequence[RenderableType]) -> str:
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()).strip("\n")


def _by_options(comparison: Comparison, words: Sequence[Sequence[CellWords]]) -> Table:
    """Options in rows, qualities in columns."""
    table = _grid()
    table.add_column(_text("option"))
    for place in range(len(comparison.columns)):
        table.add_column(_head(comparison, words, place))
    table.add_column(_text("standing"))
    for row, cells in zip(comparison.rows, words, strict=True):
        shown = (_cell(words, place, cell) for place, cell in enumerate(cells))
        table.add_row(_option(row), *shown, _standing(comparison, row))
    return table


def _by_qualities(comparison: Comparison, words: Sequence[Sequence[CellWords]]) -> Table:
    """Qualities in rows, options in columns."""
    table = _grid()
    table.add_column(_text("quality"))
    for row in comparison.rows:
        table.add_column(_option(row))
    for place in range(len(comparison.columns)):
        cells = (_cell(words, place, cells[place]) for cells in words)
        table.add_row(_head(comparison, words, place), *cells)
    table.add_row(_text("standing"), *(_standing(comparison, row) for row in comparison.rows))
    return table


def _blocks(
    comparison: Comparison, words: Sequence[Sequence[CellWords]], width: int
) -> Iterator[RenderableType]:
    """One option after the other; the columns of all blocks are equally wide."""
    from rich.padding import Padding
    from rich.table import Table

    names = [column.id for column in comparison.columns]
    everything = [cell for cells in words for cell in cells]
    widths = (
        min(max(map(len, names), default=0), width // 3),
        max((len(cell.value) for cell in everything), default=0),
        max((len(part) for cell in everything for part in (cell.bounds, cell.how)), default=0),
    )
    for row, cells in zip(comparison.rows, words, strict=True):
        head = _text(f"{row.option.id}{' (chosen)' if row.chosen else ''}", "bold")
        if row.option.title:
            head.append(f": {row.option.title}", "not bold")
        yield head
        yield Padding(_standing_line(comparison, row), (0, 0, 0, 2))
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        # What is left for verdicts must hold the longest word of theirs.
        for wide, most in zip(widths, (width // 3, width // 3, width // 4), strict=True):
            table.add_column(width=min(wide, most))
        table.add_column()
        for name, cell in zip(names, cells, strict=True):
            said = _joined([_said(one, with_claim=True) for one in cell.said])
            known = _joined([_text(part) for part in (cell.bounds, cell.how) if part])
            table.add_row(_text(name), _text(cell.value), known, said)
        yield Padding(table, (0, 0, 1, 2))


def _grid() -> Table:
    from rich import box
    from rich.table import Table

    return Table(box=box.SIMPLE_HEAD, leading=1, pad_edge=False, padding=(0, 1))


def _head(comparison: Comparison, words: Sequence[Sequence[CellWords]], place: int) -> Text:
    lines = [_text(comparison.columns[place].id)]
    return _joined([*lines, *map(_text, _claims(words, place))])


def _claims(words: Sequence[Sequence[CellWords]], place: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said.claim for cells in words for said in cells[place].said))


def _option(row: Row) -> Text:
    parts = [_text(row.option.id, "bold")]
    if row.option.title:
        parts += map(_text, _folded(row.option.title))
    return _joined([*parts, *([_text("(chosen)")] if row.chosen else [])])


def _folded(title: str) -> list[str]:
    return fill(title, _WIDEST_TITLE, break_long_words=False, break_on_hyphens=False).splitlines()


def _cell(words: Sequence[Sequence[CellWords]], place: int, cell: CellWords) -> Text:
    several = len(_claims(words, place)) > 1
    known = [cell.value, cell.bounds, cell.how]
    return _joined(
        [*(_text(one) for one in known if one), *(_said(one, with_claim=several) for one in cell.said)]
    )


def _said(said: Said, *, with_claim: bool) -> Text:
    text = _text(said.word, _COLOURS.get(said.state, ""))
    return text.append(f": {said.claim}", "default") if with_claim else text


def _standing(comparison: Comparison, row: Row) -> Text:
    return _joined(list(_standing_parts(comparison, row)))


def _standing_line(comparison: Comparison, row: Row) -> Text:
    line = _text("")
    for index, part in enumerate(_standing_parts(comparison, row)):
        line.append("; " if index else "").append(part)
    return line


def _standing_parts(comparison: Comparison, row: Row) -> Iterator[Text]:
    yield _text(FEASIBILITY_WORDS[row.feasibility], _COLOURS[row.feasibility])
    if row.dominated_by:
        yield _text(f"dominated by {', '.join(row.dominated_by)}")
    standing = comparison.ranking.standing(row.option.id) if comparison.ranking else None
    worth, best = word_standing(standing)
    if worth:
        yield _text(f"worth {worth}")
        yield _text(f"best with {best}")


def _text(content: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(content, style)


def _joined(parts: Sequence[Text]) -> Text:
    from rich.text import Text

    return Text("\n").join(parts)
