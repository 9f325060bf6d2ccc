"""How far a metric or a weight must move until another option is worth as much as the winner."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from buttress.tradeoff.contest import SAME
from buttress.tradeoff.flip import Flip
from buttress.tradeoff.worths import number_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.tradeoff.contest import Contest


def find_metric_flips(contest: Contest, winner: str) -> Iterator[Flip]:
    """Gives each change of one value by which another feasible option draws level with the winner.

    Sums tie where the worth of a value moves by their difference over its share, and the value as far as its value
    function says; nowhere where that leaves the range from worst to best. Another option may improve, or the winner may
    worsen until the best of the others draws level. Options of which a preferred quality is not known are left out.
    """
    best, others = _known(contest, winner)
    first = max((total for _, total in others), default=0.0)
    for other, total in others:
        for place, scale in enumerate(contest.scales):
            lacking = (best - total) / scale.share
            yield from _moved(contest, place, (other, winner), other, lacking)
            if total >= first - SAME:
                yield from _moved(contest, place, (other, winner), winner, -lacking)


def find_weight_flips(contest: Contest, winner: str) -> Iterator[Flip]:
    """Gives each change of one weight by which another feasible option draws level with the winner.

    With weights as written, w_k must change by the difference of the two unnormalised sums over the difference of what
    the quality is worth for either: (S_j - S_i) / (v_jk - v_ik), where that leaves it at 0 or above (Triantaphyllou and
    Sanchez 1997). Dividing by the sum of weights changes both sums by the same factor, so that they tie at the same
    weight. Only changes at which no third option is worth more are given.
    """
    best, others = _known(contest, winner)
    weights = [scale.preference.weight for scale in contest.scales]
    for other, total in others:
        lacking = (best - total) * sum(weights)
        for place, ahead in enumerate(_differences(contest, winner, other)):
            if abs(ahead) <= SAME:
                continue
            moved = [*weights[:place], weights[place] - lacking / ahead, *weights[place + 1 :]]
            if moved[place] >= 0 and sum(moved) > 0 and _nobody_beats(contest, other, moved):
                yield _flip_of_weight(contest, place, (other, winner), moved[place])


def _known(contest: Contest, winner: str) -> tuple[float, list[tuple[str, float]]]:
    """What the winner is worth, and each other feasible option with what it is worth; nobody where that is not known."""
    totals = {one: contest.standings[one].value for one in contest.feasible}
    best = totals.pop(winner)
    if best is None:
        return 0.0, []
    return best, [(one, total) for one, total in totals.items() if total is not None]


def _moved(contest: Contest, place: int, pair: tuple[str, str], option: str, by: float) -> Iterator[Flip]:
    """The flip in which the worth of one value of one option moves so far; nothing where it cannot."""
    scale = contest.scales[place]
    worth = contest.standings[option].worths[place].value
    row = contest.comparison.row(option)
    now = number_in(row.cells[scale.place]) if row is not None else None
    if worth is None or now is None or not -SAME <= worth + by <= 1 + SAME:
        return
    then = scale.value_of(min(1.0, max(0.0, worth + by)))
    column = contest.comparison.columns[scale.place]
    relative = abs(then - now) / abs(now) if now else inf
    yield Flip("metric", *pair, column, option, "", now, then, column.quality.unit, relative)


def _differences(contest: Contest, winner: str, other: str) -> list[float]:
    pairs = zip(contest.standings[winner].worths, contest.standings[other].worths, strict=True)
    return [(one.value or 0.0) - (two.value or 0.0) for one, two in pairs]


def _nobody_beats(contest: Contest, option: str, weights: Sequence[float]) -> bool:
    tolerance = SAME * sum(weights)
    own = _weighed(contest, option, weights)
    return all(_weighed(contest, one, weights) <= own + tolerance for one in contest.feasible)


def _weighed(contest: Contest, option: str, weights: Sequence[float]) -> float:
    """What an option is worth with these weights: at its values, or at least, where any is missing (see `merit`)."""
    standing = contest.standings[option]
    if standing.value is None:
        return sum(weight * one.low for weight, one in zip(weights, standing.worths, strict=True))
    return sum(weight * (one.value or 0.0) for weight, one in zip(weights, standing.worths, strict=True))


def _flip_of_weight(contest: Contest, place: int, pair: tuple[str, str], then: float) -> Flip:
    scale = contest.scales[place]
    now = scale.preference.weight
    column = contest.comparison.columns[scale.place]
    return Flip("weight", *pair, column, "", "", now, then, "", abs(then - now) / now)
