"""The feasible options by the stated preferences: how much each is worth, and how sure it is which one is best."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from buttress.tradeoff.chances import chance_of_leading, chances_of_best
from buttress.tradeoff.draws import DRAWS
from buttress.tradeoff.standing import SETTLED, Ranking
from buttress.tradeoff.worths import merit, scales_of, stand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.records import Preference
    from buttress.tradeoff.comparison import Comparison


def rank_options(
    comparison: Comparison, preferences: Sequence[Preference], *, any_weights: bool = False
) -> Ranking | None:
    """Gives the feasible options by preferences; None where there are none, or no option is feasible.

    Args:
        comparison: The options; a ranking that it already holds is not looked at.
        preferences: Value functions with their weights.
        any_weights: Draw the weights, too, so that chances are over all ways to weigh; sums keep the stated weights.
    """
    scales = scales_of(comparison.columns, preferences)
    rows = [row for row in comparison.rows if row.feasibility == "feasible"]
    if not scales or not rows:
        return None
    chances = chances_of_best(rows, scales, any_weights=any_weights)
    standings = [replace(stand(row, scales), best=chance) for row, chance in zip(rows, chances, strict=True)]
    for place, row in enumerate(rows):
        if chances[place] >= SETTLED:
            others = [one for one in rows if one is not row]
            leads = chance_of_leading(row, others, scales, any_weights=any_weights)
            standings[place] = replace(standings[place], leads=leads)
    return Ranking(tuple(sorted(standings, key=merit, reverse=True)), DRAWS, any_weights)
