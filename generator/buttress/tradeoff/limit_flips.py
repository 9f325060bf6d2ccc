"""How far the limit of a constraint must move until another option wins."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from buttress.records import is_in_per_cent
from buttress.tradeoff.flip import Flip
from buttress.tradeoff.limit_ends import End, musts_of, proved_ends

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.tradeoff.comparison import Row
    from buttress.tradeoff.contest import Contest
    from buttress.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class _Hold:
    """An end of a must constraint on an option: what keeps it feasible, or the only thing that does not."""

    option: str
    place: int
    verdict: Verdict
    end: End

    def same_end(self, other: _Hold) -> bool:
        """Whether both are held against the same limit."""
        same = self.verdict.bound.index == other.verdict.bound.index
        return same and self.end.upper == other.end.upper


def find_limit_flips(contest: Contest, winner: str) -> Iterator[Flip]:
    """Gives each change of one limit by which another option wins.

    Relaxed, a limit lets in the options that it alone keeps out: each from where its bound meets the limit, or beyond
    that where the limit is strict. Tightened, it shuts out the winner from its bound on, and those whose bounds are no
    better. In both cases whoever then wins must win among all that are feasible at that limit, by the same rules as now.

    Args:
        contest: The options.
        winner: Who wins now; empty where nobody does.
    """
    blocked = [hold for row in contest.comparison.rows if (hold := _only_blocker(row)) is not None]
    for hold in blocked:
        let_in = {one.option for one in blocked if hold.same_end(one) and one.end.meets(hold.end.bound)}
        feasible = [one for one in _options(contest) if one in let_in or one in contest.feasible]
        if contest.winner(feasible)[0] == hold.option:
            yield _flip(contest, hold, (hold.option, winner), relaxed=True)
    for hold in _holds(contest, winner):
        then, _ = contest.winner(_left(contest, hold))
        if then:
            yield _flip(contest, hold, (then, winner), relaxed=False)


def _options(contest: Contest) -> tuple[str, ...]:
    return tuple(row.option.id for row in contest.comparison.rows)


def _only_blocker(row: Row) -> _Hold | None:
    """The one end that keeps an option from being feasible; None where several do, or no limit would help."""
    blockers = (*row.failing, *row.open)
    if len(blockers) != 1:
        return None
    (blocker,) = blockers
    place = next((place for place, verdict in musts_of(row) if verdict is blocker), None)
    short = [end for end in proved_ends(blocker) if end.missed]
    return None if place is None or len(short) != 1 else _Hold(row.option.id, place, blocker, short[0])


def _holds(contest: Contest, option: str) -> Iterator[_Hold]:
    row = contest.comparison.row(option)
    for place, verdict in musts_of(row) if row is not None else ():
        if verdict.state == "holds":
            yield from (_Hold(option, place, verdict, end) for end in proved_ends(verdict))


def _left(contest: Contest, hold: _Hold) -> list[str]:
    """The feasible options that are left where a limit is just beyond what holds for one of them."""
    shut_out = {
        other.option
        for one in contest.feasible
        for other in _holds(contest, one)
        if hold.same_end(other) and hold.end.meets(other.end.bound)
    }
    return [one for one in contest.feasible if one not in shut_out]


def _flip(contest: Contest, hold: _Hold, pair: tuple[str, str], *, relaxed: bool) -> Flip:
    column, end, assessment = contest.comparison.columns[hold.place], hold.end, hold.verdict.assessment
    unit = assessment.unit if assessment is not None else column.quality.unit
    relative = abs(end.bound - end.limit) / abs(end.limit) if end.limit else inf
    # A limit that is strict is missed at the bound itself and met only beyond it; any other the other way round.
    return Flip(
        "limit",
        *pair,
        column,
        "",
        hold.verdict.bound.constraint.id,
        end.limit,
        end.bound,
        unit,
        relative,
        rises=end.upper is relaxed,
        beyond=end.strict is relaxed,
        in_per_cent=is_in_per_cent(hold.verdict.bound.constraint.require),
    )
