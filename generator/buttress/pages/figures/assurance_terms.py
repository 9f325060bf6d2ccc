"""How claims and elements of an argument are called, with icon, explanation and CSS class."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from buttress.explanation import say
from buttress.pages.wording import STATE_TERMS, Term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.assurance import Kind, Standing


STANDING_TERMS: Mapping[Standing, Term] = MappingProxyType(
    {
        "defeated": replace(
            STATE_TERMS["violated"],
            word="Defeated",
            explanation="Evidence speaks against the claim, beyond chance.",
        ),
        "undeveloped": replace(
            STATE_TERMS["undecided"],
            word="Undeveloped",
            explanation="Nothing supports the claim yet: evidence is missing, stale, unusable or too little.",
        ),
        "open": replace(
            STATE_TERMS["undecided"],
            word="Open",
            explanation="At least one claim below it is undeveloped, and none is defeated.",
        ),
        "accepted": replace(
            STATE_TERMS["waived"],
            word="Accepted",
            explanation="It is not shown, and a named person answers for that until a set day.",
        ),
        "supported": replace(
            STATE_TERMS["holds"],
            word="Supported",
            explanation="Evidence shows the claim, at the confidence that is asked for.",
        ),
    }
)
"""How a claim stands, the most urgent first."""

KIND_WORDS: Mapping[Kind, str] = MappingProxyType(
    {
        "goal": say("Goal"),
        "strategy": say("Strategy"),
        "solution": say("Solution"),
        "context": say("Context"),
        "assumption": say("Assumption"),
        "justification": say("Justification"),
        "counter-goal": say("Counter-goal"),
        "counter-solution": say("Counter-solution"),
    }
)
"""What an element is called in the notation."""

KIND_MEANINGS: Mapping[Kind, str] = MappingProxyType(
    {
        "goal": say("goal: a claim"),
        "strategy": say("strategy: how a claim is argued for"),
        "solution": say("solution: evidence"),
        "context": "context",
        "assumption": say("assumption: taken to be so (A)"),
        "justification": say("justification: why (J)"),
        "counter-goal": say("counter-goal: a claim against it"),
        "counter-solution": say("counter-solution: evidence against it"),
    }
)
"""What its shape means, for legends."""
