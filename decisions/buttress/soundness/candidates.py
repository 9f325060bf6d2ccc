"""Two sets of recipes, asked whether they give a verdict on simulated benchmarks."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cell import Cell, Verdict, judge_by_textbook, judge_ours
from grid import Trial, all_cells, evidence_of

if TYPE_CHECKING:
    from collections.abc import Callable

_CELLS = {cell.name: cell for cell in all_cells()}


def proved(trial: Trial) -> str:
    """The recipes of Buttress: exact, or proved in finite samples, or guarded."""
    return _answer(trial, judge_ours)


def textbook(trial: Trial) -> str:
    """The recipes of textbooks and most tools (see `textbook.py`)."""
    return _answer(trial, judge_by_textbook)


def _answer(trial: Trial, judge: Callable[[Cell, Any], Verdict]) -> str:
    verdict = _judge(trial.cell, trial.number, trial.shift, judge)
    return "told" if verdict == trial.claim else "untold"


@lru_cache(maxsize=1)  # the two verdicts at a limit are asked about in turn, of the same evidence
def _judge(cell: str, number: int, shift: int, judge: Callable[[Cell, Any], Verdict]) -> Verdict:
    known = _CELLS[cell]
    return judge(known, evidence_of(known, Trial(cell, number, shift, "holds")))
