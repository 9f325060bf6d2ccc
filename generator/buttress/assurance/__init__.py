"""Why a decision may be relied on: claim, argument and evidence as a goal structure (GSN), with what is still open."""

from __future__ import annotations

from buttress.assurance.arguing import argue_decision, argue_system
from buttress.assurance.argument import (
    MARKS,
    PREFIXES,
    STANDINGS,
    About,
    Argument,
    Conclusion,
    Element,
    Kind,
    Mark,
    Standing,
)
from buttress.assurance.concluding import conclude

__all__ = [
    "MARKS",
    "PREFIXES",
    "STANDINGS",
    "About",
    "Argument",
    "Conclusion",
    "Element",
    "Kind",
    "Mark",
    "Standing",
    "argue_decision",
    "argue_system",
    "conclude",
]
