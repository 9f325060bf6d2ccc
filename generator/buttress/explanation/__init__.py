"""Verdicts in words: numbers as readers see them, sentences, and the whole argument in one paragraph."""

from __future__ import annotations

from buttress.explanation.explaining import argue_method, argue_together, explain_verdict, machine_words
from buttress.explanation.judged import (
    as_judged,
    inside_sentence,
    judged_of,
    lowered,
    name_of,
    part_words,
    tell_selectors,
)
from buttress.explanation.looks import tell_looks
from buttress.explanation.numbers import (
    NBSP,
    ShownEstimate,
    display_unit,
    fitting_unit,
    show_claim,
    show_confidence,
    show_estimate,
    show_gap,
    show_limit,
    show_percent,
    show_quantity,
)
from buttress.explanation.phrases import English, Figure, Phrase, say, say_number
from buttress.explanation.rankings import tell_ranking
from buttress.explanation.sentences import (
    limit_words,
    tell_amount,
    tell_bounds,
    tell_doubt,
    tell_margin,
    tell_measurement,
    tell_method,
    tell_needed,
    tell_verdict,
    tell_waivers,
)
from buttress.explanation.spare import Spare, spare_of, tell_spare
from buttress.explanation.tradeoffs import show_flip, tell_column, tell_flip, tell_sensitivity, tell_tradeoff
from buttress.explanation.verdict_data import constraint_data, describe_claim, verdict_data
from buttress.explanation.words import code_free, counted, grouped, listed, strung

__all__ = [
    "NBSP",
    "English",
    "Figure",
    "Phrase",
    "ShownEstimate",
    "Spare",
    "argue_method",
    "argue_together",
    "as_judged",
    "code_free",
    "constraint_data",
    "counted",
    "describe_claim",
    "display_unit",
    "explain_verdict",
    "fitting_unit",
    "grouped",
    "inside_sentence",
    "judged_of",
    "limit_words",
    "listed",
    "lowered",
    "machine_words",
    "name_of",
    "part_words",
    "say",
    "say_number",
    "show_claim",
    "show_confidence",
    "show_estimate",
    "show_flip",
    "show_gap",
    "show_limit",
    "show_percent",
    "show_quantity",
    "spare_of",
    "strung",
    "tell_amount",
    "tell_bounds",
    "tell_column",
    "tell_doubt",
    "tell_flip",
    "tell_looks",
    "tell_margin",
    "tell_measurement",
    "tell_method",
    "tell_needed",
    "tell_ranking",
    "tell_selectors",
    "tell_sensitivity",
    "tell_spare",
    "tell_tradeoff",
    "tell_verdict",
    "tell_waivers",
    "verdict_data",
]
