"""Comparison -> analysis: who wins, what would make another option win, and where the decision is sensitive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.tradeoff.atam import find_sensitivities, find_tradeoffs
from buttress.tradeoff.contest import open_contest
from buttress.tradeoff.flip import Analysis, Flip
from buttress.tradeoff.limit_flips import find_limit_flips
from buttress.tradeoff.worth_flips import find_metric_flips, find_weight_flips

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from buttress.records import Decision
    from buttress.tradeoff.comparison import Comparison
    from buttress.tradeoff.contest import Contest


def analyse(comparison: Comparison, decision: Decision) -> Analysis:
    """Gives what a comparison hangs on: the winner, the smallest changes that make another one win, ATAM's points.

    Args:
        comparison: The options, as they are judged.
        decision: Whose preferences and choice count; where it chose none yet, ATAM's points are told of the winner.
    """
    contest = open_contest(comparison, decision.preferences)
    winner, decided_by = contest.winner(contest.feasible)
    chosen = comparison.row(decision.chosen or winner)
    return Analysis(
        winner,
        decided_by,
        _smallest(_flips(contest, winner)),
        find_sensitivities(chosen) if chosen is not None else (),
        tuple(find_tradeoffs(comparison, chosen.option.id, _places(contest))) if chosen is not None else (),
    )


def _flips(contest: Contest, winner: str) -> Iterator[Flip]:
    if winner and contest.scales:
        yield from find_metric_flips(contest, winner)
        yield from find_weight_flips(contest, winner)
    yield from find_limit_flips(contest, winner)


def _smallest(flips: Iterable[Flip]) -> tuple[Flip, ...]:
    """The smallest of each kind for each option that then wins, the smallest first."""
    found: dict[tuple[str, str], Flip] = {}
    for flip in flips:
        key = (flip.kind, flip.winner)
        if key not in found or flip.relative < found[key].relative:
            found[key] = flip
    return tuple(sorted(found.values(), key=lambda flip: flip.relative))


def _places(contest: Contest) -> tuple[int, ...]:
    """The columns of what is constrained or preferred."""
    rows = contest.comparison.rows
    preferred = {scale.place for scale in contest.scales}
    return tuple(
        place
        for place in range(len(contest.comparison.columns))
        if place in preferred or any(row.cells[place].verdicts for row in rows)
    )
