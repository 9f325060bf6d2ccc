"""What one run measured, as a short plain table and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite
from typing import TYPE_CHECKING, Any

from buttress.report.aligned_columns import align_columns
from buttress.report.run_rows import RunRow, list_rows, list_troubles
from buttress.report.verdict_text import interval_text

if TYPE_CHECKING:
    from datetime import date

    from buttress.estimation import Estimate
    from buttress.graph import Linked
    from buttress.records import Run

HEAD = ("candidate", "quality", "value [bounds]", "from")
MOST_ROWS = 60
"""Rows of a table; the JSON has all."""


def describe_run(linked: Linked, run: Run, as_of: date) -> str:
    """Gives the measures of a run's suite with their bounds, from this run alone, and what went wrong in it.

    Args:
        linked: The linked portfolio; its suites say what is measured.
        run: The run, stored or not.
        as_of: The day that counts as today.
    """
    rows = list_rows(linked, run, as_of)
    lines = list(align_columns([HEAD, *(_cells(row()) for row in rows[:MOST_ROWS])]))
    if len(rows) > MOST_ROWS:
        lines.append(f"... and {len(rows) - MOST_ROWS} more rows")
    troubles = list_troubles(run)
    return "\n".join([*lines, *(["", *troubles] if troubles else [])])


def dump_run(linked: Linked, run: Run, as_of: date) -> dict[str, Any]:
    """Gives the same as fields of a JSON document: ``suite``, ``rows`` (all of them) and ``troubles``.

    A row has ``candidate, runtime, quality, where, unit, estimate, reason``; the estimate is null or has ``value,
    lower, upper, confidence, method, n, processes, note, doubt, clusters``, where a bound that the sample does not give
    is null.
    """
    rows = [asdict(row()) for row in list_rows(linked, run, as_of)]
    for row in rows:
        estimate = row["estimate"]
        for name in ("value", "lower", "upper") if estimate else ():
            found = estimate[name]
            estimate[name] = found if found is not None and isfinite(found) else None
    return {"suite": run.suite, "rows": rows, "troubles": list(list_troubles(run))}


def _cells(row: RunRow) -> tuple[str, str, str, str]:
    name = f"{row.candidate} ({row.runtime})"
    quality = f"{row.quality} {row.where}".rstrip()
    if row.estimate is None:
        return name, quality, "-", row.reason
    return name, quality, interval_text(row.estimate, row.unit), _size(row.estimate)


def _size(estimate: Estimate) -> str:
    if estimate.method == "exact":
        return "counted"
    size = f"{estimate.processes} processes" if estimate.processes else f"n = {estimate.n}"
    return f"{size}, approximate ({estimate.method})" if estimate.doubt else size
