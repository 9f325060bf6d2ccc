"""The comparison of a decision's options in words: cells, standings, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import (
    code_free,
    listed,
    show_claim,
    show_estimate,
    show_percent,
    tell_flip,
    tell_ranking,
    tell_selectors,
    tell_sensitivity,
    tell_tradeoff,
    tell_waivers,
)
from buttress.report.verdict_text import describe_claim
from buttress.tradeoff import analyse, speaks_of_figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.project import Project
    from buttress.records import Constraint, Decision
    from buttress.tradeoff import Analysis, Cell, Comparison, Row, Standing
    from buttress.verdicts import State, Verdict

FEASIBILITY_WORDS = {"feasible": "feasible", "infeasible": "infeasible", "unknown": "open"}
_IN_COLUMN = ("on ", "for ", "under ", "where ")
MOST_FLIPS = 8
"""So many of the smallest changes are told; the JSON has all."""


@dataclass(frozen=True, slots=True)
class Said:
    """One verdict on a cell: ``holds``, ``violated (should)``, with the claim that it is about, ``≥ 91 %``."""

    state: State
    word: str
    claim: str


@dataclass(frozen=True, slots=True)
class CellWords:
    """A cell as text.

    Attributes:
        value: The value with its unit, what is stated, or ``not measured``.
        bounds: Its bounds with their unit; empty for exact and stated values.
        how: How it is known, where it was not simply measured: ``attested``, ``computed``,
            ``conditional`` (computed from what is declared, and not all measured), ``stale``.
        said: The verdicts, in the decision's order.
    """

    value: str
    bounds: str
    how: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """What a comparison means in one respect.

    Attributes:
        title: What it is about.
        told: Sentences.
    """

    title: str
    told: tuple[str, ...]


def word_cell(cell: Cell) -> CellWords:
    """Gives a cell as text."""
    said = tuple(
        Said(verdict.state, word_state(verdict), claim_words(verdict.bound.constraint, cell))
        for verdict in cell.verdicts
    )
    if cell.estimate is None:
        return CellWords(cell.stated or _absent(cell), "", cell.basis or "" if cell.stated else "", said)
    limits = [
        limit
        for verdict in cell.verdicts
        if speaks_of_figure(verdict.bound.constraint, cell.quality)
        for limit in verdict.limits
    ]
    shown = show_estimate(cell.estimate, cell.quality, limits)
    if shown is None:
        return CellWords("no value", "", _how(cell), said)
    return CellWords(code_free(shown.text), code_free(shown.interval), _how(cell), said)


def word_state(verdict: Verdict) -> str:
    """Gives a verdict in a word or two: ``holds``, ``violated (should)``."""
    mild = verdict.bound.constraint.severity == "should" and verdict.state != "holds"
    return f"{verdict.state} (should)" if mild else verdict.state


def claim_words(constraint: Constraint, cell: Cell) -> str:
    """Gives what a constraint asks of a cell, without what the column says already: ``≥ 75 % by sex``."""
    selectors = (one for one in tell_selectors(constraint) if not one.startswith(_IN_COLUMN))
    return code_free(" ".join([show_claim(constraint.require, cell.quality), *selectors]))


def word_standing(standing: Standing | None) -> tuple[str, str]:
    """Gives what an option is worth, with its bounds, and how likely it is best; empty where it is not ranked."""
    if standing is None:
        return "", ""
    bounds = f"{standing.low:.2f}–{standing.high:.2f}"
    worth = f"{standing.value:.2f} ({bounds})" if standing.value is not None else bounds
    return worth, code_free(show_percent(standing.best))


def tell_comparison(project: Project, comparison: Comparison) -> tuple[Section, ...]:
    """Gives what a comparison means: who is feasible, who is beaten, who ranks how, and what would flip it.

    Args:
        project: The judged project.
        comparison: The comparison of one of its decisions.
    """
    decision = project.linked.portfolio.decisions[comparison.decision]
    names = {row.option.id: row.option.name for row in comparison.rows}
    verdicts = project.judgement.verdicts.get(decision.id)
    judged = verdicts is not None
    analysis = analyse(comparison, decision)
    sections = (
        Section("Not measured", tuple(told for row in comparison.rows for told in _tell_absent(row))),
        Section("Feasibility", tuple(_tell_feasibility(comparison, decision, judged=judged))),
        Section("Waived", tell_waivers(verdicts or (), names.get(decision.chosen, ""))),
        Section("Pareto set", tuple(_tell_pareto(comparison, names)) if judged else ()),
        Section("Ranking", tell_ranking(comparison)),
        Section("What would make another option win", _tell_flips(analysis, names)),
        Section("Sensitivity points", tuple(map(tell_sensitivity, analysis.sensitivities))),
        Section("Trade-off points", tuple(tell_tradeoff(one, names) for one in analysis.tradeoffs)),
    )
    return tuple(
        Section(section.title, tuple(map(code_free, section.told))) for section in sections if section.told
    )


def _absent(cell: Cell) -> str:
    return "invalid" if cell.assessment is not None and cell.assessment.state == "invalid" else "not measured"


def _how(cell: Cell) -> str:
    assessment = cell.assessment
    if assessment is None:
        return ""
    # Only what is computed has conditions, so that one word says both.
    plain = ("measured", "computed") if assessment.conditions else ("measured",)
    basis = "" if assessment.basis in plain else assessment.basis
    conditional = "conditional" if assessment.conditions else ""
    stale = "stale" if assessment.state == "stale" else ""
    return ", ".join(filter(None, [basis, conditional, stale]))


def _tell_absent(row: Row) -> Iterator[str]:
    """What nothing is known of, one sentence for each reason."""
    reasons: dict[str, list[str]] = {}
    for cell in row.cells:
        if cell.estimate is None and not cell.stated:
            why = cell.assessment.reason if cell.assessment else "nothing is measured of it"
            reasons.setdefault(why, []).append(cell.column.id)
    for why, columns in reasons.items():
        yield f"{row.option.name}: {listed(columns)}, since {why}."


def _tell_feasibility(comparison: Comparison, decision: Decision, *, judged: bool) -> Iterator[str]:
    if not judged:
        yield f"Not judged, since the decision is {decision.status}."
        return
    if not any(constraint.severity == "must" for constraint in decision.constraints):
        yield "The decision states no must, so nothing says what is feasible."
        return
    feasible = [row.option.name for row in comparison.rows if row.feasibility == "feasible"]
    yield f"Feasible: {listed(feasible) or 'none'}."
    for row in comparison.rows:
        if row.failing:
            yield f"{row.option.name}: infeasible, since it violates {_claims(row.failing)}."
        elif row.open:
            states = listed(list(dict.fromkeys(verdict.state for verdict in row.open)))
            yield f"{row.option.name}: open, since {_claims(row.open)} {_is(row)} {states}."


def _claims(verdicts: tuple[Verdict, ...]) -> str:
    return listed([describe_claim(verdict.bound.constraint) for verdict in verdicts])


def _is(row: Row) -> str:
    return "is" if len(row.open) == 1 else "are"


def _tell_pareto(comparison: Comparison, names: dict[str, str]) -> Iterator[str]:
    pareto = comparison.pareto
    if pareto:
        yield f"Feasible, and dominated by no feasible option: {listed([names[one] for one in pareto])}."
    for row in comparison.rows:
        if row.dominated_by:
            better = listed([names[one] for one in row.dominated_by])
            yield (
                f"{row.option.name} is dominated by {better}: better beyond the bounds in at least one measured "
                "quality, and not worse in any known of both."
            )


def _tell_flips(analysis: Analysis, names: dict[str, str]) -> tuple[str, ...]:
    told = [tell_flip(flip, names) for flip in analysis.flips[:MOST_FLIPS]]
    more = len(analysis.flips) - len(told)
    return (*told, f"And {more} larger changes.") if more > 0 else tuple(told)
