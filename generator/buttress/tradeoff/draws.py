"""Seeded draws of worths: the same for every decision, and those of an option the same whatever stands beside it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from buttress.tradeoff.spreads import Spread
    from buttress.tradeoff.worths import Scale

    Numbers = NDArray[np.float64]

DRAWS = 4000
"""At a chance of 0.95 the standard error of so many is 0.0034."""
_SEED = 20_260_101


def draw_worths(
    spreads: Sequence[Spread], place: int, ends: Sequence[tuple[float, float]] | None = None
) -> Numbers:
    """Gives the worths of an option's cells in each draw, one row for each.

    Cells that were measured by processes are lucky together, and so are those that were measured by examples: an option
    has one luck for either. What only has limits is drawn by itself.

    Args:
        spreads: How each cell is drawn.
        place: The place of the option, which has numbers of its own.
        ends: Where the worths of each cell end; 0 and 1 where nothing is said.
    """
    drawn = np.empty((len(spreads), DRAWS))
    down, up = _luck(place)
    for at, spread in enumerate(spreads):
        if spread.even:
            np.multiply(_evenly(place, at), spread.above, out=drawn[at])
            drawn[at] += spread.centre
        elif spread.below or spread.above:
            luck = int(spread.processes)
            np.multiply(up[luck], spread.above, out=drawn[at])
            drawn[at] += spread.below * down[luck] + spread.centre
        else:
            drawn[at] = spread.centre
    low, high = (0.0, 1.0) if ends is None else np.array(ends).T[:, :, np.newaxis]
    return drawn.clip(low, high, out=drawn)


def draw_shares(scales: Sequence[Scale], *, any_weights: bool) -> Numbers:
    """Gives the share of each weight, as declared or evenly over all that sum to 1; one row for each.

    All ways to weigh alike are those of stochastic multicriteria acceptability analysis (Lahdelma, Hokkanen and Salminen
    1998).
    """
    return _any_shares(len(scales)) if any_weights else np.array([[one.share] for one in scales])


# What was drawn is kept for so many options: few decisions have more, and what they take then does not pile up.
@lru_cache(maxsize=32)
def _luck(place: int) -> tuple[Numbers, Numbers]:
    """Deviates below 0 and above 0 of an option: for what was measured by examples, and by processes."""
    normal = np.random.default_rng((_SEED, place)).standard_normal((2, DRAWS))
    return np.minimum(normal, 0.0), np.maximum(normal, 0.0)


@lru_cache(maxsize=64)
def _evenly(place: int, cell: int) -> Numbers:
    """Numbers evenly from 0 to 1 of a cell of an option."""
    return np.random.default_rng((_SEED, place, 1 + cell)).random(DRAWS)


@lru_cache(maxsize=4)
def _any_shares(count: int) -> Numbers:
    waits: Numbers = np.random.default_rng(_SEED + 2).standard_exponential((count, DRAWS))
    waits /= waits.sum(axis=0)
    return waits
