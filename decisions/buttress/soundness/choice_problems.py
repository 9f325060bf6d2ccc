"""One choice among options whose true worths are known, and measurements of them as a benchmark would make them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import ndtri

from buttress.estimation import Exact, GeometricMean, Proportion

if TYPE_CHECKING:
    from buttress.estimation import Sample

Kind = Literal["processes", "processes with a tail", "examples", "exact", "nothing"]
Evidence = tuple[tuple["Sample | None", ...], ...]
"""Of each option what was measured of each quality."""
MARGIN = 0.1
"""How much less every other option is worth in every quality where one is to be the best: of 1, from worst to best."""
_TAIL = 0.1
"""The share of processes that are twice as slow, where there is a tail."""


@dataclass(frozen=True)
class Measured:
    """How a quality of an option is measured.

    Attributes:
        kind: What is sampled; ``nothing`` where it is not known.
        count: How many processes or examples.
        spread: How far processes differ, as a standard deviation of logarithms.
    """

    kind: Kind
    count: int = 1
    spread: float = 0.0


@dataclass(frozen=True)
class Wanted:
    """A quality with its declared value function, linear from ``worst`` to ``best``.

    Attributes:
        name: The quality.
        unit: Its unit; empty for a share.
        worst: The value that is worth 0.
        best: The value that is worth 1, and beyond which more is worth nothing extra.
    """

    name: str
    unit: str
    worst: float
    best: float

    def value_of(self, straight: float) -> float:
        """Gives the value at a place on the straight line through worst (0) and best (1)."""
        return self.worst + straight * (self.best - self.worst)


@dataclass(frozen=True)
class Problem:
    """Options of which the first few are worth exactly the same, and no other as much.

    Attributes:
        where: The circumstances, in words.
        wanted: The qualities.
        weights: The weight of each.
        straight: Of each option the true place of each quality on the straight line of its value function: below 0 or
            above 1 beyond its ends.
        measured: How each of them is measured.
        tied: How many options, from the first, are worth the same.
        shared: Whether the qualities of an option are measured on the same processes or the same examples.
        trials: How often it is tried where options tie. Where mistakes are nearly as frequent as promised, more show it.
    """

    where: str
    wanted: tuple[Wanted, ...]
    weights: tuple[float, ...]
    straight: tuple[tuple[float, ...], ...]
    measured: tuple[tuple[Measured, ...], ...]
    tied: int = 2
    shared: bool = False
    trials: int = 2000

    def truth(self, ahead: int | None) -> tuple[tuple[float, ...], ...]:
        """Gives the true places on the straight lines, as declared, or with one of the tied options ahead."""
        return tuple(
            places if ahead in (None, option) else tuple(min(1.0, one) - MARGIN for one in places)
            for option, places in enumerate(self.straight)
        )

    def worths(self, ahead: int | None) -> np.ndarray:
        """Gives the true weighted worth of each option, 0 to 1."""
        return np.clip(self.truth(ahead), 0.0, 1.0) @ np.array(self.weights) / sum(self.weights)

    def draw(self, generator: np.random.Generator, ahead: int | None) -> Evidence:
        """Measures every option once."""
        return tuple(
            self._measure(generator, places, measured)
            for places, measured in zip(self.truth(ahead), self.measured, strict=True)
        )

    def _measure(
        self, generator: np.random.Generator, places: tuple[float, ...], measured: tuple[Measured, ...]
    ) -> tuple[Sample | None, ...]:
        values = [wanted.value_of(place) for wanted, place in zip(self.wanted, places, strict=True)]
        one_luck = generator.random(measured[0].count) if self.shared else None
        return tuple(
            _sample(value, how, generator.random(how.count) if one_luck is None else one_luck)
            for value, how in zip(values, measured, strict=True)
        )


def _sample(value: float, how: Measured, luck: np.ndarray) -> Sample | None:
    """What is measured of a true value.

    Args:
        value: The true share, or the value of the median process.
        how: What is sampled.
        luck: A number between 0 and 1 for each process or example.
    """
    if how.kind == "nothing":
        return None
    if how.kind == "exact":
        return Exact(value)
    if how.kind == "examples":
        return Proportion(int((luck < value).sum()), how.count)
    factors = np.exp(how.spread * ndtri(luck)) if how.kind == "processes" else _with_tail(how.spread, luck)
    return GeometricMean(tuple((value * factors).tolist()))


def _with_tail(spread: float, luck: np.ndarray) -> np.ndarray:
    """Processes of which one in ten is about twice as slow as the others; the median of all is 1."""
    slow = luck < _TAIL
    rest = np.where(slow, luck / _TAIL, (luck - _TAIL) / (1 - _TAIL))
    centre = ndtri(0.5 / (1 - _TAIL))
    return np.exp(spread * (ndtri(rest) - centre)) * np.where(slow, 2.0, 1.0)
