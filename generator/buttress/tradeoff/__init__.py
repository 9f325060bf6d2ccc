"""How options compare: feasibility, dominance, preferences, what would flip a decision, and regret."""

from __future__ import annotations

from buttress.tradeoff.analysing import analyse
from buttress.tradeoff.columns import preferred_place
from buttress.tradeoff.comparing import compare_options
from buttress.tradeoff.comparison import (
    Cell,
    Column,
    Comparison,
    Feasibility,
    Row,
    speaks_of_all,
    speaks_of_figure,
)
from buttress.tradeoff.dominance import dominates
from buttress.tradeoff.flip import SMALL, Analysis, DecidedBy, Flip, FlipKind, SensitivityPoint, TradeoffPoint
from buttress.tradeoff.ranking import rank_options
from buttress.tradeoff.regret import find_regrets
from buttress.tradeoff.standing import SETTLED, Ranking, Standing, Worth

__all__ = [
    "SETTLED",
    "SMALL",
    "Analysis",
    "Cell",
    "Column",
    "Comparison",
    "DecidedBy",
    "Feasibility",
    "Flip",
    "FlipKind",
    "Ranking",
    "Row",
    "SensitivityPoint",
    "Standing",
    "TradeoffPoint",
    "Worth",
    "analyse",
    "compare_options",
    "dominates",
    "find_regrets",
    "preferred_place",
    "rank_options",
    "speaks_of_all",
    "speaks_of_figure",
]
