"""What a careful reviewer would ask of a decision, beyond its verdicts: one module a rule, and one for exceptions."""

from __future__ import annotations

from buttress.linting.card_sections import CardSection, sections_of
from buttress.linting.finding import Finding, Reviewed, Rule
from buttress.linting.linter import lint_decision, lint_portfolio

__all__ = [
    "CardSection",
    "Finding",
    "Reviewed",
    "Rule",
    "lint_decision",
    "lint_portfolio",
    "sections_of",
]
