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
from buttress.tradeoff.flip import Analysis, Flip, FlipKind, SensitivityPoint, TradeoffPoint
from buttress.tradeoff.regret import find_regrets
from buttress.tradeoff.standing import SETTLED, Ranking, Standing, Worth

__all__ = [
    "SETTLED",
    "Analysis",
    "Cell",
    "Column",
    "Comparison",
    "Feasibility",
    "Flip",
    "FlipKind",
    "Ranking",
    "Row",
    "SensitivityPoint",
    "Standing",
    "TradeoffPoint",
    "Worth",
    "compare_options",
    "dominates",
    "find_regrets",
    "speaks_of_all",
]
