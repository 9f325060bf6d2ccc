"""How far a bench is: a live table with the time left on a terminal, plain lines where there is none."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from rich.table import Table

    from buttress.bench import Plan, Progress

LINES = 10
"""Plain lines that a whole bench prints at most."""

Row = tuple[str, str, str]
"""Candidate, runtime and load scenario."""


@contextmanager
def watch_live(plan: Plan) -> Iterator[Callable[[Progress], None]]:
    """Gives what a bench reports to while a live table stands on the standard error."""
    from rich.console import Console, Group
    from rich.live import Live
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar

    bar = Bar(
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    task = bar.add_task("", total=plan.steps)
    board = _Board(plan)
    with Live(Group(board.table(), bar), console=Console(stderr=True), transient=True) as live:

        def show(progress: Progress) -> None:
            bar.update(task, completed=progress.done, description=progress.text)
            board.note(progress.finished)
            live.update(Group(board.table(), bar))

        yield show


def watch_plainly() -> Callable[[Progress], None]:
    """Gives what a bench reports to where nobody watches: a few lines, and every failure once."""
    told: set[object] = set()

    def show(progress: Progress) -> None:
        failed = _failure_line(progress.finished or {})
        if failed and failed not in told:
            told.add(failed)
            click.echo(failed, err=True)
        tenth = progress.done * LINES // max(progress.total, 1)
        if tenth not in told:
            told.add(tenth)
            click.echo(f"{progress.done}/{progress.total} {progress.text}", err=True)

    return show


def _failure_line(finished: Mapping[str, Any]) -> str:
    """One line for a step that failed, empty for one that did not; the run keeps all that it said."""
    failure = finished.get("failure")
    if not failure:
        return ""
    text = str(failure.get("text", "")).partition("\n")[0]
    return f"{finished['candidate']} on {finished['runtime']} failed: {failure['reason']}: {text}".rstrip(
        ": "
    )


@dataclass(slots=True)
class _Board:
    """What is known of each candidate while the bench goes on."""

    plan: Plan
    done: Counter[Row] = field(default_factory=Counter)
    failed: Counter[Row] = field(default_factory=Counter)
    disturbed: Counter[Row] = field(default_factory=Counter)
    medians: dict[Row, list[float]] = field(default_factory=dict)
    tails: dict[Row, list[float]] = field(default_factory=dict)

    def note(self, finished: Mapping[str, Any] | None) -> None:
        """Adds one finished serving process."""
        if not finished or "order" not in finished:
            return
        row = finished["candidate"], finished["runtime"], finished.get("load") or ""
        self.done[row] += 1
        self.failed[row] += bool(finished.get("failure"))
        self.disturbed[row] += bool(finished.get("disturbed"))
        if finished.get("latencies_ns"):
            median, tail = _quantiles(finished["latencies_ns"])
            self.medians.setdefault(row, []).append(median)
            self.tails.setdefault(row, []).append(tail)

    def table(self) -> Table:
        """Gives the table as it stands."""
        from statistics import median

        from rich.table import Table

        table = Table(box=None, pad_edge=False)
        for name, side in (
            ("candidate", "left"),
            ("load", "left"),
            ("processes", "right"),
            ("p50", "right"),
            ("p99", "right"),
            ("", "left"),
        ):
            table.add_column(name, justify=side)  # type: ignore[arg-type]
        planned = Counter((one.candidate, one.runtime, one.load or "") for one in self.plan.processes)
        for row in sorted(planned):
            table.add_row(
                f"{row[0]} ({row[1]})",
                row[2] or "start",
                f"{self.done[row]}/{planned[row]}",
                _duration(median(self.medians[row])) if row in self.medians else "",
                _duration(median(self.tails[row])) if row in self.tails else "",
                ", ".join(self._marks(row)),
            )
        return table

    def _marks(self, row: Row) -> Iterator[str]:
        if self.failed[row]:
            yield f"[red]{self.failed[row]} failed[/red]"
        if self.disturbed[row]:
            yield f"[yellow]{self.disturbed[row]} disturbed[/yellow]"


def _quantiles(packed: Any) -> tuple[float, float]:  # noqa: ANN401 - a packed array
    from buttress.estimation import quantile_of
    from buttress.wire import unpack_numbers

    values = unpack_numbers(packed)
    return quantile_of(values, 0.5), quantile_of(values, 0.99)


def _duration(nanoseconds: float) -> str:
    for unit, size in (("s", 1e9), ("ms", 1e6), ("us", 1e3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds:.0f} ns"
