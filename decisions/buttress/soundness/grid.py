"""All circumstances in which verdicts are tried, and the trials of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from zlib import crc32

import numpy as np
from metrics import metric_cells
from processes import process_cells
from shares import share_cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cell import Cell

Claim = Literal["holds", "violated"]
CLEAR_TRIALS = 200
"""How often a cell is tried a tenth beyond its limit, where a verdict is due."""


@dataclass(frozen=True)
class Trial:
    """One simulated benchmark, and the verdict that is asked about.

    Attributes:
        cell: Name of its cell.
        number: Its number among those of its cell and shift.
        shift: Where its true quality lies: 0 at the limit, 1 better, -1 worse.
        claim: The verdict that would be right only where the shift says so.
    """

    cell: str
    number: int
    shift: int
    claim: Claim

    @property
    def is_true(self) -> bool:
        """Whether the verdict is right; at the limit none is."""
        return self.shift == (1 if self.claim == "holds" else -1)


def all_cells() -> list[Cell]:
    """Gives every cell, in the order of the table."""
    return [*share_cells(), *process_cells(), *metric_cells()]


def trials_of(cell: Cell) -> Iterator[Trial]:
    """Gives the trials of a cell: at the limit both verdicts are asked about, beyond it the right one."""
    for number in range(cell.trials):
        yield Trial(cell.name, number, 0, "holds")
        yield Trial(cell.name, number, 0, "violated")
    for number in range(CLEAR_TRIALS):
        yield Trial(cell.name, number, 1, "holds")
        yield Trial(cell.name, number, -1, "violated")


def evidence_of(cell: Cell, trial: Trial) -> Any:
    """Draws the evidence of a trial; the same whenever it is asked for."""
    generator = np.random.default_rng([crc32(cell.name.encode()), trial.shift + 1, trial.number])
    return cell.draw(generator, trial.shift)
