"""What one run measured, as a short plain table: one row a candidate and quality."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from buttress.graph import Binding
from buttress.report.verdict_text import interval_text
from buttress.verdicts import Question, assess

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from buttress.graph import Linked
    from buttress.records import Run

HEAD = ("candidate", "quality", "value [bounds]", "from")


def describe_run(linked: Linked, run: Run, as_of: date) -> str:
    """Gives the measures of a run's suite with their bounds, from this run alone.

    Args:
        linked: The linked portfolio; its suites say what is measured.
        run: The run, stored or not.
        as_of: The day that counts as today.
    """
    alone = replace(
        linked, portfolio=replace(linked.portfolio, runs={run.id: run}), runs_of={run.suite: (run,)}
    )
    rows = [HEAD, *_rows(alone, run, as_of)]
    return "\n".join(_aligned(rows))


def _rows(linked: Linked, run: Run, as_of: date) -> Iterator[tuple[str, str, str, str]]:
    portfolio = linked.portfolio
    for measured in run.measurements:
        name = f"{measured.candidate} ({measured.runtime})"
        binding = Binding(run.suite, measured.candidate, measured.runtime)
        for quality in portfolio.benchmarks[run.suite].measures:
            assessment = assess(Question(binding, portfolio.qualities[quality]), linked, as_of)
            estimate = assessment.estimate
            if estimate is None:
                yield name, quality, "-", assessment.reason
            else:
                size = f"{estimate.processes} processes" if estimate.processes else f"n = {estimate.n}"
                exact = estimate.method == "exact"
                yield name, quality, interval_text(estimate, assessment.unit), "counted" if exact else size


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
