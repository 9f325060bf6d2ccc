"""How far options meet the stated preferences, and how sure it is which of them is best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from buttress.records import Preference

SETTLED = 0.95
"""From this chance of being best on, an option counts as the best one; below it the best are not distinguishable."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What one quality of one option is worth by a declared value function.

    Attributes:
        preference: The value function, with its weight.
        share: The weight over the sum of all weights, above 0 and at most 1.
        low: Worth at the worse bound, 0 to 1; 0 where nothing bounds it.
        value: Worth at the value, 0 to 1; None where nothing is known of the quality.
        high: Worth at the better bound, 0 to 1; 1 where nothing bounds it.
        stated: Whether it rests on what somebody states rather than on measurement.
    """

    preference: Preference
    share: float
    low: float
    value: float | None
    high: float
    stated: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one feasible option meets the preferences.

    Attributes:
        option: Id of the option.
        worths: One for each preference, in the decision's order.
        low: Weighted sum at the worse bounds, 0 to 1.
        value: Weighted sum at the values, 0 to 1; None where a quality is missing.
        high: Weighted sum at the better bounds, 0 to 1.
        best: The chance that it is the best of the feasible options, 0 to 1, over what the intervals admit.
        leads: The chance that it is worth more than each other one where all that is not shown speaks against it, 0 to 1;
            0 where its chance to be best is below `SETTLED` already.
    """

    option: str
    worths: tuple[Worth, ...]
    low: float
    value: float | None
    high: float
    best: float
    leads: float = 0.0

    @property
    def missing(self) -> tuple[str, ...]:
        """The preferred qualities of which nothing is known: anything from worst to best."""
        return tuple(worth.preference.quality for worth in self.worths if worth.value is None)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The feasible options by the stated preferences.

    Attributes:
        standings: The worthiest first, by what each is worth at its values, or at least, where a quality is missing;
            ties in the decision's order. Which of two stands first rests on these two alone. (By their chances it would
            not: a third option takes more chances from one than from the other.)
        draws: How many draws the chances rest on.
        any_weights: Whether weights were drawn, too, so that a chance is over all ways to weigh (SMAA).
    """

    standings: tuple[Standing, ...]
    draws: int
    any_weights: bool = False

    @property
    def settled(self) -> str:
        """The option that is best beyond doubt (see `SETTLED`); empty where the best are not distinguishable."""
        return next((one.option for one in self.standings if min(one.best, one.leads) >= SETTLED), "")

    @property
    def leader(self) -> str:
        """The option that is worth most, whether or not that is beyond doubt; empty where none is ranked."""
        return self.settled or (self.standings[0].option if self.standings else "")

    def standing(self, option: str) -> Standing | None:
        """The standing of an option; None where it is not ranked."""
        return next((one for one in self.standings if one.option == option), None)
