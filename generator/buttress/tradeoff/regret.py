"""Regret: another option that the decision considered is better than the chosen one today, beyond doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.errors import listing
from buttress.tradeoff.chances import chances_of_better
from buttress.tradeoff.dominance import dominates_at
from buttress.tradeoff.extents import extents_of
from buttress.tradeoff.standing import SETTLED
from buttress.tradeoff.worths import scales_of
from buttress.verdicts import Notice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from buttress.graph import Linked
    from buttress.tradeoff.comparison import Comparison, Row
    from buttress.tradeoff.worths import Scale
    from buttress.verdicts import Judgement

_DOMINATED = "better beyond the intervals in one measured quality, and not worse in any known of both"


def find_regrets(judgement: Judgement, comparisons: Mapping[str, Comparison]) -> tuple[Notice, ...]:
    """Gives a notice for each judged decision whose chosen option is dominated, or worth less by its preferences.

    Dominated means by intervals, never by points: another option meets every ``must``, is better beyond the intervals
    in one measured quality and not worse in any that is known of both; what is only stated can speak for the chosen one
    (see `dominates`), and so may what is constrained or preferred and not known of the other option. Worth less means
    with a chance of at least `SETTLED`, by the declared value functions, where what is unknown, declared as a range or
    only stated speaks for the chosen one. For both, the risk is shared among the feasible options that the chosen one is
    compared with (Bonferroni), so that many options alone make no regret.
    """
    linked = judgement.assessor.linked
    return tuple(
        notice
        for decision in judgement.verdicts
        if decision in comparisons
        for notice in _of_comparison(comparisons[decision], linked)
    )


def _of_comparison(comparison: Comparison, linked: Linked) -> Iterator[Notice]:
    chosen = next((row for row in comparison.rows if row.chosen), None)
    if chosen is None:
        return
    dominating = _dominating(comparison, chosen)
    if dominating:
        text = f"the chosen option is dominated by {_names(dominating)}: {_DOMINATED}"
        yield _notice(comparison, text, (chosen, *dominating), linked)
    worthier = [row for row in _worthier(comparison, chosen) if row not in dominating]
    if worthier:
        text = (
            f"by the stated preferences {_names(worthier)} {'is' if len(worthier) == 1 else 'are'} worth more than "
            f"the chosen option, with a chance of at least {SETTLED:.0%}".replace("%", " %")
        )
        yield _notice(comparison, text, (chosen, *worthier), linked)


def _dominating(comparison: Comparison, chosen: Row) -> list[Row]:
    """The options that dominate the chosen one beyond doubt, of which all that is wanted is known."""
    wanted, risk = _wanted(comparison), _shared_risk(comparison, chosen)
    return [
        row
        for row in comparison.rows
        if row.option.id in chosen.dominated_by and _knows(row, wanted) and dominates_at(row, chosen, risk)
    ]


def _wanted(comparison: Comparison) -> set[int]:
    """The places of what is constrained or preferred."""
    constrained = {place for row in comparison.rows for place, cell in enumerate(row.cells) if cell.verdicts}
    return constrained | {scale.place for scale in _scales(comparison)}


def _knows(row: Row, places: Iterable[int]) -> bool:
    known = extents_of(row)
    return all(known[place] is not None for place in places)


def _worthier(comparison: Comparison, chosen: Row) -> list[Row]:
    """The feasible options that are worth more than the chosen one beyond doubt."""
    scales = _scales(comparison)
    if not scales or chosen.feasibility == "infeasible":
        return []  # what the chosen option violates is another regret
    others, enough = _others(comparison, chosen), 1 - _shared_risk(comparison, chosen)
    chances = chances_of_better(others, chosen, scales)
    return [row for row, chance in zip(others, chances, strict=True) if chance >= enough]


def _scales(comparison: Comparison) -> tuple[Scale, ...]:
    """The value functions that options are ranked by; none where nothing is preferred, or no option is feasible."""
    ranking = comparison.ranking
    if ranking is None:
        return ()
    return scales_of(comparison.columns, [one.preference for one in ranking.standings[0].worths])


def _shared_risk(comparison: Comparison, chosen: Row) -> float:
    return (1 - SETTLED) / max(1, len(_others(comparison, chosen)))


def _others(comparison: Comparison, chosen: Row) -> list[Row]:
    return [row for row in comparison.rows if row.feasibility == "feasible" and row is not chosen]


def _names(rows: Sequence[Row]) -> str:
    return listing([row.option.id for row in rows])


def _notice(comparison: Comparison, text: str, rows: Sequence[Row], linked: Linked) -> Notice:
    return Notice(comparison.decision, "regret", text, ("chosen",), _latest(rows, linked))


def _latest(rows: Sequence[Row], linked: Linked) -> date | None:
    """The day of the latest run that the compared figures rest on: since then it can be known."""
    runs = linked.portfolio.runs
    ids = (run for row in rows for cell in row.cells if cell.assessment for run in cell.assessment.runs)
    return max((runs[run].measured_at.date() for run in ids if run in runs), default=None)
