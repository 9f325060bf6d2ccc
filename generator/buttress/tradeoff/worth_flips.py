"""How far a metric or a weight must move until another option is worth more than the winner."""

from __future__ import annotations

from math import copysign, inf
from typing import TYPE_CHECKING

from buttress.tradeoff.contest import SAME
from buttress.tradeoff.flip import Flip
from buttress.tradeoff.limit_ends import ends_for_value
from buttress.tradeoff.worths import merit, number_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.tradeoff.contest import Contest

_JUST = 1e-6
"""Just beyond a weight: so much of it farther, less than anybody writes."""


def find_metric_flips(contest: Contest, winner: str) -> Iterator[Flip]:
    """Gives each change of one value by which another feasible option wins.

    Sums tie where the worth of a value moves by their difference over its share, and the value as far as its value
    function says; nowhere where beyond that it is worth no more or no less. Another option may improve, or the winner may
    worsen until the best of the others draws level. Options of which a preferred quality is not known are left out.

    The winner also makes way where its value misses a ``must``, and no option wins by a value that misses one. Here, too,
    the value counts: its bounds miss a limit before it does.
    """
    best, others = _known(contest, winner)
    for other, total in others:
        is_next = _is_ahead(contest, other, [one for one in contest.feasible if one not in (winner, other)])
        for place, scale in enumerate(contest.scales):
            lacking = (best - total) / scale.share
            yield from _moved(contest, place, (other, winner), other, lacking)
            if is_next:
                yield from _moved(contest, place, (other, winner), winner, -lacking)
    yield from _dropped(contest, winner)


def _is_ahead(contest: Contest, option: str, others: Sequence[str]) -> bool:
    own = merit(contest.standings[option])
    return all(own - merit(contest.standings[one]) > SAME for one in others)


def _dropped(contest: Contest, winner: str) -> Iterator[Flip]:
    """The flips in which a value of the winner reaches a limit of its own."""
    row = contest.comparison.row(winner)
    then, _ = contest.winner([one for one in contest.feasible if one != winner])
    if row is None or not then:
        return
    for place, column in enumerate(contest.comparison.columns):
        now = number_in(row.cells[place])
        for verdict, end in ends_for_value(row, place, now) if now is not None else ():
            numbers = (end.bound, end.limit, column.quality.unit, _relative(end.bound, end.limit))
            must = verdict.bound.constraint.id
            yield Flip(
                "metric", then, winner, column, winner, must, *numbers, rises=end.upper, beyond=not end.strict
            )


def _relative(now: float, then: float) -> float:
    return abs(then - now) / abs(now) if now else inf


def find_weight_flips(contest: Contest, winner: str) -> Iterator[Flip]:
    """Gives each change of one weight by which another feasible option draws level with the winner.

    With weights as written, w_k must change by the difference of the two unnormalised sums over the difference of what
    the quality is worth for either: (S_j - S_i) / (v_jk - v_ik), where that leaves it above 0 (Triantaphyllou and
    Sanchez 1997). Dividing by the sum of weights changes both sums by the same factor, so that they tie at the same
    weight. Only changes just beyond which no third option is worth as much are given.
    """
    best, others = _known(contest, winner)
    weights = [scale.preference.weight for scale in contest.scales]
    for other, total in others:
        lacking = (best - total) * sum(weights)
        for place, ahead in enumerate(_differences(contest, winner, other)):
            if abs(ahead) <= SAME:
                continue
            then = weights[place] - lacking / ahead
            beyond = then * (1 + copysign(_JUST, then - weights[place]))
            moved = [*weights[:place], beyond, *weights[place + 1 :]]
            if then > SAME and _is_worthiest(contest, other, moved):
                yield _flip_of_weight(contest, place, (other, winner), then)


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
    if row is None or worth is None or now is None or not _can_pass(worth + by, by):
        return
    then = scale.value_of(worth + by)
    if any(end.missed for _, end in ends_for_value(row, scale.place, then)):
        return
    column = contest.comparison.columns[scale.place]
    rises = (by > 0) is (scale.best > scale.worst)
    yield Flip(
        "metric", *pair, column, option, "", now, then, column.quality.unit, _relative(now, then), rises
    )


def _can_pass(worth: float, by: float) -> bool:
    """Whether a worth that moves so far can move on: at the ends of its value function it does not."""
    return worth < 1 - SAME if by > 0 else worth > SAME


def _differences(contest: Contest, winner: str, other: str) -> list[float]:
    pairs = zip(contest.standings[winner].worths, contest.standings[other].worths, strict=True)
    return [(one.value or 0.0) - (two.value or 0.0) for one, two in pairs]


def _is_worthiest(contest: Contest, option: str, weights: Sequence[float]) -> bool:
    own = _weighed(contest, option, weights)
    return all(_weighed(contest, one, weights) < own for one in contest.feasible if one != option)


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
    return Flip("weight", *pair, column, "", "", now, then, "", _relative(now, then), rises=then > now)
