"""The comparison of a decision's options for other programs: CSV, Markdown, and JSON.

The JSON document (``format`` 1; keys may be added, none is renamed or removed without a new number)::

    format          1
    as_of           the day that counted as today, YYYY-MM-DD
    decision        id of the decision
    title, status   its title and status
    options         one for each option, in the decision's order
    pareto          ids of the feasible options that no feasible one dominates
    ranking         null, or {leader, settled, draws, any_weights}: ids of the option that is worth most and of the one
                    that is best beyond doubt (empty where the best are not distinguishable), how many draws the
                    chances rest on, and whether weights were drawn, too
    winner          id of the option that wins now; empty where nothing tells the feasible ones apart
    decided_by      preferences, dominance, feasibility or nothing
    flips           what would make another option win, the smallest relative change first
    sensitivities   constraints of the chosen option, the smallest margin first
    tradeoffs       from the chosen option to each that trades qualities off
    told            the same in words, [{title, told}]

An option::

    option, title, chosen            its id and title, and whether it is chosen
    feasibility                      feasible, infeasible or unknown
    failing, open                    ids of the must constraints that it violates, and of those not decided for it
    dominated_by                     ids of the feasible options that dominate it
    standing                         null, or {low, value, high, chance_best, missing, worths}: worth from 0 to 1
    cells                            one for each quality

A worth has ``quality, flow, slice, weight, share, low, value, high, stated``. A cell has ``quality, under, flow, slice,
unit, basis, estimate, stated, source, reason, conditions, runs, verdicts``; its estimate is null or ``{value, lower,
upper, confidence, method, n, processes, note, doubt, clusters}``, where a bound that the sample does not give is null. A
verdict has ``constraint, claim, severity, state, reason, operator, limits, unit, margin``. A slice is a mapping of names
to values, which is empty for all examples.

A flip has ``kind`` (metric, limit or weight), ``winner, loser, quality, under, flow, slice, option, constraint, now,
then, unit, relative, told``; a sensitivity ``constraint, margin, unit, relative, widths, told``; a trade-off ``start,
end, better, worse, told`` with the columns in the words of a constraint. Ratios that are not finite are null.
"""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, fields
from io import StringIO
from typing import TYPE_CHECKING, Any

from buttress.explanation import code_free, tell_flip, tell_sensitivity, tell_tradeoff
from buttress.records import unit_judged
from buttress.report.comparison_rows import ComparisonRow, basis_of, finite, list_comparison
from buttress.report.comparison_words import (
    FEASIBILITY_WORDS,
    tell_comparison,
    word_cell,
    word_standing,
)
from buttress.report.verdict_text import describe_claim
from buttress.tradeoff import analyse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from buttress.project import Project
    from buttress.report.comparison_words import CellWords
    from buttress.tradeoff import Cell, Comparison, Flip, Row, SensitivityPoint, Standing, TradeoffPoint
    from buttress.verdicts import Verdict

COMPARISON_FORMAT = 1
"""Version of the JSON document."""
_BREAK = "<br>"


def dump_comparison_csv(comparison: Comparison) -> str:
    """Gives a comparison as CSV (RFC 4180): the fields of `ComparisonRow`, what is not known left empty."""
    out = StringIO()
    writer = csv.DictWriter(out, [one.name for one in fields(ComparisonRow)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(_plain(asdict(row)) for row in list_comparison(comparison))
    return out.getvalue().removesuffix("\n")


def dump_comparison_markdown(project: Project, comparison: Comparison) -> str:
    """Gives a comparison as a Markdown table, options in rows, and what it means as lists below.

    Args:
        project: The judged project.
        comparison: The comparison of one of its decisions.
    """
    ranked = comparison.ranking is not None
    heads = ["option", *(column.id for column in comparison.columns), "standing"]
    heads += ["worth", "chance of being best"] if ranked else []
    lines = [_line(map(_escaped, heads)), _line("---" for _ in heads)]
    lines += [_line(_markdown_row(comparison, row, ranked=ranked)) for row in comparison.rows]
    parts = ["\n".join(lines)]
    for section in tell_comparison(project, comparison):
        told = "\n".join(f"- {_escaped(sentence)}" for sentence in section.told)
        parts.append(f"**{section.title}**\n\n{told}")
    return "\n\n".join(parts)


def dump_comparison_json(project: Project, comparison: Comparison) -> str:
    """Gives a comparison with every number behind it as JSON text.

    Args:
        project: The judged project.
        comparison: The comparison of one of its decisions.
    """
    decision = project.linked.portfolio.decisions[comparison.decision]
    analysis = analyse(comparison, decision)
    names = {row.option.id: row.option.name for row in comparison.rows}
    ranking = comparison.ranking
    document = {
        "format": COMPARISON_FORMAT,
        "as_of": project.judgement.as_of.isoformat(),
        "decision": decision.id,
        "title": decision.title,
        "status": decision.status,
        "options": [_option(project, comparison, row) for row in comparison.rows],
        "pareto": list(comparison.pareto),
        "ranking": ranking
        and {
            "leader": ranking.leader,
            "settled": ranking.settled,
            "draws": ranking.draws,
            "any_weights": ranking.any_weights,
        },
        "winner": analysis.winner,
        "decided_by": analysis.decided_by,
        "flips": [dump_flip(flip, names) for flip in analysis.flips],
        "sensitivities": [_sensitivity(point) for point in analysis.sensitivities],
        "tradeoffs": [_tradeoff(point, names) for point in analysis.tradeoffs],
        "told": [asdict(section) for section in tell_comparison(project, comparison)],
    }
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)


def dump_flip(flip: Flip, names: Mapping[str, str]) -> dict[str, Any]:
    """Gives a flip as fields of a JSON document."""
    return {
        "kind": flip.kind,
        "winner": flip.winner,
        "loser": flip.loser,
        "quality": flip.column.quality.id,
        "under": flip.column.under,
        "flow": flip.column.flow,
        "slice": dict(flip.column.slice),
        "option": flip.option,
        "constraint": flip.constraint,
        "now": finite(flip.now),
        "then": finite(flip.then),
        "unit": flip.unit,
        "relative": finite(flip.relative),
        "told": code_free(tell_flip(flip, names)),
    }


def dump_standing(standing: Standing | None) -> dict[str, Any] | None:
    """Gives what an option is worth as fields of a JSON document; None where it is not ranked."""
    if standing is None:
        return None
    return {
        "low": standing.low,
        "value": standing.value,
        "high": standing.high,
        "chance_best": standing.best,
        "missing": list(standing.missing),
        "worths": [
            {
                "quality": one.preference.quality,
                "flow": one.preference.flow,
                "slice": dict(one.preference.in_slice),
                "weight": one.preference.weight,
                "share": one.share,
                "low": one.low,
                "value": one.value,
                "high": one.high,
                "stated": one.stated,
            }
            for one in standing.worths
        ],
    }


def dump_verdict(project: Project, verdict: Verdict) -> dict[str, Any]:
    """Gives a verdict on an option as fields of a JSON document."""
    constraint = verdict.bound.constraint
    return {
        "constraint": constraint.id,
        "claim": describe_claim(constraint),
        "severity": constraint.severity,
        "state": verdict.state,
        "reason": verdict.reason,
        "operator": constraint.require.operator,
        "limits": list(verdict.limits),
        "unit": unit_judged(constraint, project.linked.portfolio.qualities[constraint.quality]),
        "margin": finite(verdict.margin),
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row as CSV writes it: booleans in small letters, as JSON has them."""
    return row | {"chosen": "true" if row["chosen"] else "false"}


def _line(cells: Iterator[str] | Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def _markdown_row(comparison: Comparison, row: Row, *, ranked: bool) -> Iterator[str]:
    name = f"**{row.option.id}** (chosen)" if row.chosen else row.option.id
    yield _BREAK.join([name, *([_escaped(row.option.title)] if row.option.title else [])])
    yield from (_markdown_cell(word_cell(cell)) for cell in row.cells)
    beaten = [f"dominated by {', '.join(row.dominated_by)}"] if row.dominated_by else []
    yield _BREAK.join([FEASIBILITY_WORDS[row.feasibility], *beaten])
    if ranked and comparison.ranking is not None:
        yield from (one or "-" for one in word_standing(comparison.ranking.standing(row.option.id)))


def _markdown_cell(cell: CellWords) -> str:
    said = (f"{one.word}: {one.claim}" for one in cell.said)
    return _BREAK.join(_escaped(one) for one in (cell.value, cell.bounds, cell.how, *said) if one)


def _option(project: Project, comparison: Comparison, row: Row) -> dict[str, Any]:
    ranking = comparison.ranking
    return {
        "option": row.option.id,
        "title": row.option.name,
        "chosen": row.chosen,
        "feasibility": row.feasibility,
        "failing": [verdict.bound.constraint.id for verdict in row.failing],
        "open": [verdict.bound.constraint.id for verdict in row.open],
        "dominated_by": list(row.dominated_by),
        "standing": dump_standing(ranking.standing(row.option.id)) if ranking else None,
        "cells": [_cell(project, cell) for cell in row.cells],
    }


def _cell(project: Project, cell: Cell) -> dict[str, Any]:
    assessment = cell.assessment
    estimate = asdict(cell.estimate) if cell.estimate else None
    if estimate is not None:
        estimate |= {name: finite(estimate[name]) for name in ("value", "lower", "upper")}
    return {
        "quality": cell.quality.id,
        "under": cell.under,
        "flow": cell.flow,
        "slice": dict(cell.slice),
        "unit": cell.quality.unit,
        "basis": basis_of(cell) or None,
        "estimate": estimate,
        "stated": cell.stated,
        "source": cell.source,
        "reason": assessment.reason if assessment else "",
        "conditions": list(assessment.conditions) if assessment else [],
        "runs": list(assessment.runs) if assessment else [],
        "verdicts": [dump_verdict(project, verdict) for verdict in cell.verdicts],
    }


def _sensitivity(point: SensitivityPoint) -> dict[str, Any]:
    assessment = point.verdict.assessment
    return {
        "constraint": point.verdict.bound.constraint.id,
        "margin": finite(point.margin),
        "unit": assessment.unit if assessment else "",
        "relative": finite(point.relative),
        "widths": finite(point.widths),
        "told": code_free(tell_sensitivity(point)),
    }


def _tradeoff(point: TradeoffPoint, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "start": point.start,
        "end": point.end,
        "better": [column.id for column in point.better],
        "worse": [column.id for column in point.worse],
        "told": code_free(tell_tradeoff(point, names)),
    }
