"""Judgement -> comparisons: feasibility first, then dominance and preferences among what is feasible."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from buttress.reuse import Anew
from buttress.tradeoff.cells import Asked, read_cell
from buttress.tradeoff.columns import column_of, columns_of
from buttress.tradeoff.comparison import Comparison, Feasibility, Row
from buttress.tradeoff.dominance import beats
from buttress.tradeoff.extents import extents_of
from buttress.tradeoff.ranking import rank_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.graph import Linked
    from buttress.records import Option
    from buttress.reuse import Reuse
    from buttress.tradeoff.comparison import ColumnKey
    from buttress.verdicts import Judgement, Verdict


def compare_options(
    linked: Linked, judgement: Judgement, reuse: Reuse | None = None
) -> dict[str, Comparison]:
    """Gives the comparison of the options of every decision that has options, by decision.

    Args:
        linked: The linked portfolio.
        judgement: The verdicts.
        reuse: What earlier comparing may hand over; by default nothing.
    """
    work = reuse or Anew()
    return {
        decision.id: work.once(("compared", decision.id), partial(_compare, decision.id, linked, judgement))
        for decision in linked.portfolio.decisions.values()
        if decision.options
    }


def _compare(name: str, linked: Linked, judgement: Judgement) -> Comparison:
    decision = linked.portfolio.decisions[name]
    asked = Asked(decision, columns_of(decision, linked), linked, judgement)
    rows = tuple(_row(option, asked) for option in decision.options)
    compared = Comparison(decision.id, asked.columns, _with_dominators(rows))
    return replace(compared, ranking=rank_options(compared, decision.preferences))


def _with_dominators(rows: Sequence[Row]) -> tuple[Row, ...]:
    known = [extents_of(row) for row in rows]
    feasible = [place for place, row in enumerate(rows) if row.feasibility == "feasible"]
    found = []
    for place, row in enumerate(rows):
        better = (rows[one] for one in feasible if one != place and beats(known[one], known[place]))
        found.append(replace(row, dominated_by=tuple(one.option.id for one in better)))
    return tuple(found)


def _row(option: Option, asked: Asked) -> Row:
    verdicts = asked.judgement.options.get((asked.decision.id, option.id), ())
    musts = [verdict for verdict in verdicts if verdict.bound.constraint.severity == "must"]
    failing = tuple(verdict for verdict in musts if verdict.state == "violated")
    unsettled = tuple(verdict for verdict in musts if verdict.state not in ("violated", "holds"))
    own = _by_column(verdicts, asked)
    cells = tuple(
        read_cell(option, column, tuple(own.get(column.key, ())), asked) for column in asked.columns
    )
    return Row(
        option,
        option.id == asked.decision.chosen,
        cells,
        _feasibility(musts, failing, unsettled),
        failing,
        unsettled,
    )


def _by_column(verdicts: Sequence[Verdict], asked: Asked) -> dict[ColumnKey, list[Verdict]]:
    """The verdicts of one option at the columns that their constraints speak of, by key."""
    found: dict[ColumnKey, list[Verdict]] = {}
    for verdict in verdicts:
        constraint = verdict.bound.constraint
        quality = asked.linked.portfolio.qualities[constraint.quality]
        key = column_of(constraint, quality, asked.decision, asked.linked).key
        found.setdefault(key, []).append(verdict)
    return found


def _feasibility(
    musts: Sequence[Verdict], failing: Sequence[Verdict], unsettled: Sequence[Verdict]
) -> Feasibility:
    if failing:
        return "infeasible"
    return "unknown" if unsettled or not musts else "feasible"
