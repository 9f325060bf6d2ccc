"""One set of circumstances in which verdicts are tried: simulated evidence whose true quality is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from buttress.estimation import Sample

Verdict = Literal["holds", "violated", "undecided"]
Draw = Callable[[np.random.Generator, int], Any]
Bounds = tuple[float, float]
RISK = 0.05
CONFIDENCE = 1 - RISK


@dataclass(frozen=True)
class Cell:
    """Evidence whose true quality is exactly at its limit, or a tenth better or worse, and two ways to judge it.

    Attributes:
        recipe: The kind of quality.
        where: The circumstances, in words.
        draw: Evidence from a generator and a shift: 0 at the limit, 1 better and -1 worse.
        limit: What the quality is judged against.
        higher: Whether higher is better.
        ours: The sample that Buttress judges.
        textbook: The bounds that most tools use, each at 95 %, as (lower, upper).
        trials: How often it is tried at the limit. Where mistakes are exactly as rare as promised, many trials show it.
    """

    recipe: str
    where: str
    draw: Draw
    limit: float
    higher: bool
    ours: Callable[[Any], Sample]
    textbook: Callable[[Any], Bounds]
    trials: int = 2000

    @property
    def name(self) -> str:
        """Recipe and circumstances in a line."""
        return f"{self.recipe}: {self.where}"


def judge_ours(cell: Cell, evidence: Any) -> Verdict:
    """Gives what Buttress says: p-values, which its bounds are made of, and then the guards."""
    sample = cell.ours(evidence)
    above, below = sample.p_value_above(cell.limit), sample.p_value_below(cell.limit)
    better, worse = (above, below) if cell.higher else (below, above)
    if min(better, worse) > RISK or sample.unusable() or sample.estimate(CONFIDENCE).doubt:
        return "undecided"
    return "holds" if better <= RISK else "violated"


def judge_by_textbook(cell: Cell, evidence: Any) -> Verdict:
    """Gives what the bounds of textbooks say."""
    lower, upper = cell.textbook(evidence)
    above, below = lower > cell.limit, upper < cell.limit
    better, worse = (above, below) if cell.higher else (below, above)
    return "holds" if better else "violated" if worse else "undecided"


def moved(limit: float, shift: int) -> float:
    """Gives a share: the limit, or a tenth of it better or worse; at most half of what is left to perfection.

    Args:
        limit: A share.
        shift: 0, 1 or -1.
    """
    return limit + shift * min(0.1 * limit, (1 - limit) / 2)
