"""Rankings as sentences: who is best by the stated preferences, how sure that is, and what decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.explanation.numbers import display_unit, show_estimate, show_percent, show_quantity
from buttress.explanation.tradeoffs import tell_column
from buttress.explanation.words import counted, grouped, listed
from buttress.tradeoff import SETTLED, preferred_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from buttress.records import Preference
    from buttress.tradeoff import Cell, Comparison, Ranking, Standing, Worth

_WORTH_TELLING = 0.05
"""Options whose chance of being best is lower are only counted."""
_SAME = 1e-12


def tell_ranking(comparison: Comparison) -> tuple[str, ...]:
    """Gives who is best by the preferences and how sure that is, and what decides, as sentences in original units.

    Without preferences it says whether dominance tells the feasible options apart; nothing where no option is feasible.
    """
    names = {row.option.id: row.option.name for row in comparison.rows}
    feasible = [names[row.option.id] for row in comparison.rows if row.feasibility == "feasible"]
    if len(feasible) < 2:
        return (
            (
                f"{feasible[0]} is the only feasible option. Only a must that it misses, or another option that becomes "
                "feasible, would flip the decision.",
            )
            if feasible
            else ()
        )
    if comparison.ranking is None:
        return (_tell_unranked([names[one] for one in comparison.pareto], len(feasible)),)
    first, second = _foremost(comparison.ranking)
    return (
        _tell_best(comparison.ranking, names),
        *_tell_deciding(comparison, first, second, names),
        *_tell_missing(comparison, names),
        *_tell_declared(comparison),
    )


def _tell_unranked(free: Sequence[str], feasible: int) -> str:
    if len(free) == 1:
        return (
            f"No preferences are stated; {free[0]} is the only feasible option that no other one dominates."
        )
    if not free:
        return "No preferences are stated, and over what is known of both each feasible option is dominated by another."
    among = "" if len(free) == feasible else f", of {feasible} feasible options,"
    return (
        f"No preferences are stated, and {listed(tuple(free))}{among} are not distinguishable: none is shown by its "
        "bounds to be better in one quality and at least as good in all others."
    )


def _foremost(ranking: Ranking) -> tuple[Standing, Standing]:
    """The leader and the first of the others."""
    first = next(one for one in ranking.standings if one.option == ranking.leader)
    return first, next(one for one in ranking.standings if one is not first)


def _tell_best(ranking: Ranking, names: Mapping[str, str]) -> str:
    draws, by = f"{grouped(ranking.draws)} draws over what the bounds admit", "By the stated preferences"
    if ranking.any_weights:
        draws, by = f"{draws} and over all weights", "Over all ways to weigh the preferences"
    if ranking.settled:
        best = max(one.best for one in ranking.standings)
        share = "all" if best == 1 else show_percent(best)
        return f"{by}, {names[ranking.settled]} is best: it is worth most in {share} of {draws}."
    chances = f"of {draws}, {_tell_chances(ranking, names)}"
    told = f"{by}, the best options are not distinguishable"
    ahead = next((one for one in ranking.standings if one.best >= SETTLED), None)
    if ahead is None:
        return f"{told}, since none is worth most in {show_percent(SETTLED)}: {chances}."
    told = f"{told}: {chances}"
    lead = show_percent(ahead.leads)
    return f"{told}; where all that is not shown speaks against {names[ahead.option]}, it is in {lead} only."


def _tell_chances(ranking: Ranking, names: Mapping[str, str]) -> str:
    likely = sorted(ranking.standings, key=lambda one: one.best, reverse=True)
    told = [one for one in likely if one.best >= _WORTH_TELLING] or likely[:1]
    first, *others = [(names[one.option], show_percent(one.best)) for one in told]
    rest = len(likely) - len(told)
    seldom = f", {counted(rest, 'other')} less often" if rest else ""
    behind = [f"{name} in {share}" for name, share in others]
    return f"{listed([f'{first[0]} is worth most in {first[1]}', *behind])}{seldom}"


def _tell_deciding(
    comparison: Comparison, first: Standing, second: Standing, names: Mapping[str, str]
) -> Iterator[str]:
    """What decides between two options: the preference that speaks most for the first, and most against it."""
    gains = [
        (one.share * ((one.value or 0.0) - (two.value or 0.0)), one, two)
        for one, two in zip(first.worths, second.worths, strict=True)
        if one.value is not None and two.value is not None
    ]
    for_first = max(gains, key=lambda gain: gain[0], default=None)
    for_second = min(gains, key=lambda gain: gain[0], default=None)
    if for_first is None or for_first[0] <= _SAME:
        return
    pair = (first.option, second.option)
    told = _tell_gain(comparison, for_first, pair)
    against = ""
    if for_second is not None and for_second[0] < -_SAME:
        against = (
            f"; what speaks most for “{names[second.option]}” is {_tell_gain(comparison, for_second, pair)}"
        )
    yield f"What decides between “{names[first.option]}” and “{names[second.option]}” is {told}{against}."


def _tell_gain(comparison: Comparison, gain: tuple[float, Worth, Worth], pair: tuple[str, str]) -> str:
    worth, one, _ = gain
    place = preferred_place(one.preference, comparison.columns)
    rows = [comparison.row(option) for option in pair]
    cells = [row.cells[place] for row in rows if row is not None and place is not None]
    values = " against ".join(_tell_value(cell) for cell in cells)
    what = tell_column(comparison.columns[place]) if place is not None else one.preference.id
    amount = f"{abs(worth):.2f}" if abs(worth) >= 0.005 else "less than 0.01"
    return f"{what}, {values}: worth {amount} of 1 with {show_percent(one.share)} of all weight"


def _tell_value(cell: Cell) -> str:
    if cell.estimate is None:
        return f"{cell.stated} ({cell.basis})"
    shown = show_estimate(cell.estimate, cell.quality)
    return shown.text if shown is not None else "nothing known"


def _tell_missing(comparison: Comparison, names: Mapping[str, str]) -> Iterator[str]:
    """Which preferred qualities nothing is known of, and what they count as."""
    ranking = comparison.ranking
    for standing in ranking.standings if ranking is not None else ():
        lacking = [one.preference for one in standing.worths if one.value is None]
        if lacking:
            what = listed([_tell_span(one, comparison) for one in lacking])
            yield f"Of {names[standing.option]} nothing fresh is known of {what}."


def _tell_span(preference: Preference, comparison: Comparison) -> str:
    place = preferred_place(preference, comparison.columns)
    if place is None:
        return preference.id
    quality = comparison.columns[place].quality
    unit = display_unit(quality)
    worst, best = (show_quantity(one.magnitude_in(unit), unit) for one in (preference.worst, preference.best))
    return f"{tell_column(comparison.columns[place])}, which counts as anything from {worst} to {best}"


def _tell_declared(comparison: Comparison) -> Iterator[str]:
    """Says so where chances rest on ranges that somebody declared."""
    ranked = comparison.ranking.standings if comparison.ranking is not None else ()
    rows = [row for one in ranked if (row := comparison.row(one.option)) is not None]
    places = (
        {preferred_place(one.preference, comparison.columns) for one in ranked[0].worths} if ranked else set()
    )
    cells = [row.cells[place] for place in sorted(one for one in places if one is not None) for row in rows]
    if any(cell.assessment is not None and cell.assessment.conditions for cell in cells):
        yield "What is declared as a range counts as each value in it alike; nobody measured how likely each is."
