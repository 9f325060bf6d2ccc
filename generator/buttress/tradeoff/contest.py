"""Who wins among some of the options: by preferences where any are declared, else by dominance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.tradeoff.dominance import beats
from buttress.tradeoff.extents import extents_of
from buttress.tradeoff.worths import merit, scales_of, stand

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.records import Preference
    from buttress.tradeoff.comparison import Comparison, Row
    from buttress.tradeoff.flip import DecidedBy
    from buttress.tradeoff.standing import Standing
    from buttress.tradeoff.worths import Scale

SAME = 1e-12
"""Worths that differ by no more are the same: rounding alone makes such differences."""


@dataclass(frozen=True, slots=True)
class Contest:
    """What is needed to say who wins among any of the options, feasible or not.

    Attributes:
        comparison: The comparison.
        scales: Declared value functions; none where nothing is preferred.
        standings: Option to how far it meets the preferences; empty where nothing is preferred.
        dominators: Option to all that dominate it, feasible or not; empty where preferences decide.
    """

    comparison: Comparison
    scales: tuple[Scale, ...]
    standings: Mapping[str, Standing]
    dominators: Mapping[str, frozenset[str]]

    @property
    def feasible(self) -> tuple[str, ...]:
        """The feasible options, in the decision's order."""
        return tuple(row.option.id for row in self.comparison.rows if row.feasibility == "feasible")

    def winner(self, options: Sequence[str]) -> tuple[str, DecidedBy]:
        """Gives who wins were just these options feasible, and by what; an empty name where nothing tells them apart.

        Args:
            options: Ids of options, in the decision's order.
        """
        if len(options) < 2:
            return (options[0], "feasibility") if options else ("", "nothing")
        if self.scales:
            return self._worthiest(options)
        free = [one for one in options if self.dominators[one].isdisjoint(options)]
        return (free[0], "dominance") if len(free) == 1 else ("", "nothing")

    def _worthiest(self, options: Sequence[str]) -> tuple[str, DecidedBy]:
        first, second = sorted((self.standings[one] for one in options), key=merit, reverse=True)[:2]
        tied = merit(first) - merit(second) <= SAME
        return ("", "nothing") if tied else (first.option, "preferences")


def open_contest(comparison: Comparison, preferences: Sequence[Preference]) -> Contest:
    """Gives the contest of a comparison's options by preferences."""
    scales = scales_of(comparison.columns, preferences)
    standings = {row.option.id: stand(row, scales) for row in comparison.rows} if scales else {}
    return Contest(comparison, scales, standings, {} if scales else _dominators(comparison.rows))


def _dominators(rows: Sequence[Row]) -> dict[str, frozenset[str]]:
    known = {row.option.id: extents_of(row) for row in rows}
    return {
        one: frozenset(other for other in known if other != one and beats(known[other], known[one]))
        for one in known
    }
