"""What a gate is worth: would bad evidence turn each constraint, and could good evidence make it hold?"""

from __future__ import annotations

from buttress.proving.behind import bindings_behind, qualities_shown
from buttress.proving.mutation import FARTHEST, Mutation
from buttress.proving.mutations import list_mutations
from buttress.proving.proof import Attempt, Proof, Search, Turn
from buttress.proving.proving import prove_portfolio

__all__ = [
    "FARTHEST",
    "Attempt",
    "Mutation",
    "Proof",
    "Search",
    "Turn",
    "bindings_behind",
    "list_mutations",
    "prove_portfolio",
    "qualities_shown",
]
