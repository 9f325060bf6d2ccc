"""How options compare: feasibility, dominance and regret."""

from __future__ import annotations

from buttress.tradeoff.comparing import compare_options
from buttress.tradeoff.comparison import (
    Cell,
    Column,
    Comparison,
    Feasibility,
    Row,
    speaks_of_all,
)
from buttress.tradeoff.dominance import dominates
from buttress.tradeoff.regret import find_regrets

__all__ = [
    "Cell",
    "Column",
    "Comparison",
    "Feasibility",
    "Row",
    "compare_options",
    "dominates",
    "find_regrets",
    "speaks_of_all",
]
