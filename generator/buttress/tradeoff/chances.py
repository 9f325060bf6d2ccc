"""How probable it is that an option is best, or better than another one, over what the intervals admit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from buttress.tradeoff.draws import DRAWS, draw_shares, draw_worths
from buttress.tradeoff.spreads import Spread, spread_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.tradeoff.comparison import Cell, Row
    from buttress.tradeoff.draws import Numbers
    from buttress.tradeoff.worths import Scale


_SAME = 1e-12
"""Worths that differ by no more are the same: rounding alone makes such differences."""


def chances_of_best(
    rows: Sequence[Row], scales: Sequence[Scale], *, any_weights: bool = False
) -> list[float]:
    """Gives the chance of each option to be worth most; options that are worth the same share it. They sum to 1.

    What an option shows of its processes is drawn together, and so is what it shows of examples: several percentiles of
    the same latencies are no more sure than one. Where options were measured on the same examples or machine, what they
    share cancels in a comparison, so that these chances say less than could be said, not more.

    Args:
        rows: The options, at least one.
        scales: The value functions, at least one.
        any_weights: Draw the weights, too: every way to weigh is as likely as any other.
    """
    shares = draw_shares(scales, any_weights=any_weights)
    totals = np.empty((len(rows), DRAWS))
    for place, row in enumerate(rows):
        totals[place] = _sums(shares, draw_worths(_spreads(row, scales), place))
    best = totals >= totals.max(axis=0) - _SAME
    return [float(chance) for chance in (best / best.sum(axis=0)).mean(axis=1)]


def chance_of_leading(
    row: Row, others: Sequence[Row], scales: Sequence[Scale], *, any_weights: bool = False
) -> float:
    """Gives the chance that an option is worth more than each other, where all that is not shown speaks against it.

    Two things that are as likely as not in `chances_of_best` are at their worst here, since whoever names an option as
    best should err as rarely as a bound does:

    - What is unknown or declared as a range counts at the end that speaks against the option: a range is no distribution.
    - Where a value function bends within an interval, its noise is cut off on one side alone, and several such cells add
      up to a lead that is not there. There worths count beyond the bend if that speaks against the option.

    Args:
        row: The option.
        others: All it is compared with.
        scales: The value functions, at least one.
        any_weights: Draw the weights, too.
    """
    shares = draw_shares(scales, any_weights=any_weights)
    own = _sums(shares, _draw_at_worst(row, scales, 0))
    leads = np.ones(DRAWS, dtype=np.bool_)
    for place, other in enumerate(others, 1):
        leads &= own > _sums(shares, _draw_at_best(other, scales, place)) + _SAME
    return float(leads.mean())


def chances_of_better(others: Sequence[Row], chosen: Row, scales: Sequence[Scale]) -> list[float]:
    """Gives the chance of each of some options to be worth more than the chosen one, which has the benefit of any doubt.

    Worths are drawn as in `chance_of_leading`. What is stated, estimated or bounded by a recipe in doubt may speak for
    the chosen one and not against it. Where the sum at the values does not speak for another option, its chance is not
    drawn and is 0.
    """
    own = _draw_at_best(chosen, scales, 0)
    own_centres = _centres([spread.at_best for spread in _spreads(chosen, scales)])
    shares = np.array([scale.share for scale in scales])
    found = []
    for other in others:
        proven = [_proves(other.cells[one.place]) and _proves(chosen.cells[one.place]) for one in scales]
        centres = _centres([spread.at_worst for spread in _spreads(other, scales)])
        chance = 0.0
        if _ahead(centres, own_centres, shares, proven)[0] > _SAME:
            ahead = _ahead(_draw_at_worst(other, scales, 1), own, shares, proven)
            chance = float((ahead > _SAME).mean())
        found.append(chance)
    return found


def _sums(shares: Numbers, worths: Numbers) -> Numbers:
    sums: Numbers = np.einsum("ij,ij->j", np.broadcast_to(shares, worths.shape), worths)
    return sums


def _spreads(row: Row, scales: Sequence[Scale]) -> list[Spread]:
    return [spread_of(row.cells[scale.place], scale) for scale in scales]


def _draw_at_worst(row: Row, scales: Sequence[Scale], place: int) -> Numbers:
    """The worths of an option's cells in each draw, where all that is not shown speaks against it."""
    spreads = [spread.at_worst for spread in _spreads(row, scales)]
    return draw_worths(spreads, place, [(spread.floor, 1.0) for spread in spreads])


def _draw_at_best(row: Row, scales: Sequence[Scale], place: int) -> Numbers:
    """The worths of an option's cells in each draw, where all that is not shown speaks for it."""
    spreads = [spread.at_best for spread in _spreads(row, scales)]
    return draw_worths(spreads, place, [(0.0, spread.ceiling) for spread in spreads])


def _ahead(theirs: Numbers, own: Numbers, shares: Numbers, proven: Sequence[bool]) -> Numbers:
    """How far one option is ahead of another, for each draw; what is not proven only takes away."""
    gaps = theirs - own
    for at, one in enumerate(proven):
        if not one:
            np.minimum(gaps[at], 0.0, out=gaps[at])
    total: Numbers = shares @ gaps
    return total


def _centres(spreads: Sequence[Spread]) -> Numbers:
    return np.array([[spread.centre] for spread in spreads]).clip(0.0, 1.0)


def _proves(cell: Cell) -> bool:
    """Whether what is known of a cell may speak against the chosen option; where nothing is, its ends speak already."""
    return not cell.stated and (cell.assessment is None or not cell.assessment.doubt)
