"""The Python door: a judged portfolio for notebooks and scripts, with tables as pandas data frames."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from buttress.as_of import resolve_as_of
from buttress.errors import suggest
from buttress.pipeline import judge_project
from buttress.verdicts import STATES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    import pandas as pd

    from buttress.project import Project
    from buttress.records import Decision, Measurement, Run
    from buttress.tradeoff import Cell, Comparison, Row
    from buttress.verdicts import Verdict


class Portfolio:
    """A judged portfolio.

    Args:
        project: What the pipeline made of a folder.
    """

    def __init__(self, project: Project) -> None:
        self.project = project

    @property
    def as_of(self) -> date:
        """The day that counted as today."""
        return self.project.judgement.as_of

    @property
    def decisions(self) -> Mapping[str, Decision]:
        """The decisions by id."""
        return self.project.linked.portfolio.decisions

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdict of every constraint on the option that it applies to."""
        return self.project.judgement.all_verdicts()

    def measurements(self) -> pd.DataFrame:
        """Every recorded figure, one a row.

        Columns: ``run``, ``suite``, ``started``, ``candidate``, ``runtime``, ``quality``, ``process`` (order of the
        process, missing for exact figures), ``load``, ``value``, ``unit``. Latencies are given as their median per
        process in ns under the quality ``latency.p50``; raw samples stay in the runs.

        Raises:
            ValueError: The stored samples of a run are damaged.
        """
        import pandas as pd

        rows = [row for run in self.project.linked.portfolio.runs.values() for row in _rows_of_run(run)]
        return pd.DataFrame(rows, columns=list(_MEASUREMENT_COLUMNS))

    def tradeoffs(self, decision: str) -> pd.DataFrame:
        """The comparison of a decision's options, one row for each option and quality.

        Columns: ``option``, ``quality``, ``under`` (the change under which it was measured), ``flow`` (of which a
        quality of a deployment is told), ``slice`` (the part of the examples, as ``name=value``), ``value``, ``lower``,
        ``upper``, ``unit``, ``basis``, ``stated``, ``verdict`` (of the constraints on that quality, the worst first,
        joined), ``feasibility``, ``chosen``, ``dominated_by``, ``worth`` (of the option by the decision's preferences, 0
        to 1; missing where it is not ranked, or a preferred quality is missing), ``chance_best`` (that it is the best of
        the feasible options, 0 to 1; missing where it is not ranked).

        Raises:
            KeyError: There is no such decision.
        """
        import pandas as pd

        comparison = self.project.comparisons.get(decision)
        if comparison is None:
            hint = suggest(decision, self.project.comparisons)
            message = f"there is no decision {decision!r} with options; {hint}".rstrip("; ")
            raise KeyError(message)
        rows = [
            {**_row_of_cell(cell), **_option_of(comparison, row)}
            for row in comparison.rows
            for cell in row.cells
        ]
        return pd.DataFrame(rows, columns=list(_TRADEOFF_COLUMNS))


_MEASUREMENT_COLUMNS = (
    "run",
    "suite",
    "started",
    "candidate",
    "runtime",
    "quality",
    "process",
    "load",
    "value",
    "unit",
)


_TRADEOFF_COLUMNS = (
    "option",
    "quality",
    "under",
    "flow",
    "slice",
    "value",
    "lower",
    "upper",
    "unit",
    "basis",
    "stated",
    "verdict",
    "feasibility",
    "chosen",
    "dominated_by",
    "worth",
    "chance_best",
)


def load(path: str | Path = "decisions", *, as_of: str | None = None) -> Portfolio:
    """Gives the judged portfolio of a folder.

    >>> import buttress
    >>> portfolio = buttress.load("decisions")  # doctest: +SKIP
    >>> portfolio.tradeoffs("cancer-prognosis/diagnosis-model")  # doctest: +SKIP

    Args:
        path: The folder of the records.
        as_of: The day that counts as today (YYYY-MM-DD); by default ``SOURCE_DATE_EPOCH``, else today.

    Raises:
        buttress.errors.ProjectError: With every problem of every file at once.
    """
    return Portfolio(judge_project(Path(path), resolve_as_of(as_of, os.environ)))


def _rows_of_run(run: Run) -> Iterator[dict[str, Any]]:
    for measured in run.measurements:
        known = {
            "run": run.id,
            "suite": run.suite,
            "started": run.started,
            "candidate": measured.candidate,
            "runtime": measured.runtime,
        }
        for quality, figure in measured.figures.items():
            yield {**known, "quality": quality, "value": figure.value, "unit": figure.unit}
        yield from ({**known, **row} for row in _rows_of_processes(measured))


def _rows_of_processes(measured: Measurement) -> Iterator[dict[str, Any]]:
    for process in measured.processes:
        place = {"process": process.order, "load": process.load}
        for quality, figure in process.figures.items():
            yield {**place, "quality": quality, "value": figure.value, "unit": figure.unit}
        if process.query_count:
            (median,) = process.latency_quantiles((0.5,))
            yield {**place, "quality": "latency.p50", "value": median, "unit": "ns"}


def _option_of(comparison: Comparison, row: Row) -> dict[str, Any]:
    standing = comparison.ranking.standing(row.option.id) if comparison.ranking else None
    return {
        "feasibility": row.feasibility,
        "chosen": row.chosen,
        "dominated_by": ", ".join(row.dominated_by),
        "worth": standing.value if standing else None,
        "chance_best": standing.best if standing else None,
    }


def _row_of_cell(cell: Cell) -> dict[str, Any]:
    estimate = cell.estimate
    states = sorted((verdict.state for verdict in cell.verdicts), key=STATES.index)
    return {
        "option": cell.option,
        "quality": cell.quality.id,
        "under": cell.under,
        "flow": cell.flow,
        "value": estimate.value if estimate else None,
        "lower": estimate.lower if estimate else None,
        "upper": estimate.upper if estimate else None,
        "unit": cell.quality.unit,
        "basis": cell.basis,
        "stated": cell.stated,
        "verdict": ", ".join(states),
    }
