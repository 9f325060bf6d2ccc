"""Two ways to judge the percentile of a flow, asked whether they give a verdict on simulated flows."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cell import Cell, Verdict, judge_by_textbook, judge_ours
from flow_cells import flow_cells
from grid import Trial, evidence_of

if TYPE_CHECKING:
    from collections.abc import Callable

_CELLS = {cell.name: cell for cell in flow_cells()}


def percentile_of_sums(trial: Trial) -> str:
    """Latencies of components are added item by item, and the percentile of the sums is judged."""
    return _answer(trial, judge_ours)


def sum_of_percentiles(trial: Trial) -> str:
    """The percentile of each component is bounded by itself, and the bounds are added."""
    return _answer(trial, judge_by_textbook)


def _answer(trial: Trial, judge: Callable[[Cell, Any], Verdict]) -> str:
    verdict = _judge(trial.cell, trial.number, trial.shift, judge)
    return "told" if verdict == trial.claim else "untold"


@lru_cache(maxsize=1)  # the two verdicts at a limit are asked about in turn, of the same evidence
def _judge(cell: str, number: int, shift: int, judge: Callable[[Cell, Any], Verdict]) -> Verdict:
    known = _CELLS[cell]
    return judge(known, evidence_of(known, Trial(cell, number, shift, "holds")))
