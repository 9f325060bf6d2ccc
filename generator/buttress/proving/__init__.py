"""What a gate is worth: would bad evidence turn each constraint, and could good evidence make it hold?"""

from __future__ import annotations

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
    "list_mutations",
    "prove_portfolio",
]
