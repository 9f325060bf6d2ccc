"""The comparison of a decision's options: what is known of each quality, and which options are feasible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from buttress.records import Slice

if TYPE_CHECKING:
    from buttress.estimation import Estimate
    from buttress.records import Basis, Constraint, Option, Quality
    from buttress.tradeoff.standing import Ranking
    from buttress.verdicts import Assessment, Verdict

Feasibility = Literal["feasible", "infeasible", "unknown"]
ColumnKey = tuple[str, str, str, Slice]
"""Quality, change, flow and slice of a column."""


def speaks_of_figure(constraint: Constraint, quality: Quality) -> bool:
    """Says whether a constraint limits the very figure that a cell of its column shows.

    What it says of the worst group, or of two options compared, are other numbers.
    """
    of_worst_group = bool(constraint.by_group) and quality.estimator != "disparity"
    return not (of_worst_group or constraint.compared_with)


def speaks_of_all(constraint: Constraint, quality: Quality) -> bool:
    """Says whether a constraint limits a quality of all examples and of one option, and not of a slice."""
    return not constraint.slice and speaks_of_figure(constraint, quality)


@dataclass(frozen=True, slots=True)
class Column:
    """What the cells of one column speak of.

    Attributes:
        quality: The quality; with the other direction for a slice that is wanted the other way round.
        under: The perturbation or invariant under which it was measured; empty for the examples as they are.
        flow: The flow of which it is told, for qualities of a deployment; empty for qualities of a candidate.
        slice: The part of the examples of which it is told; empty for all of them.
    """

    quality: Quality
    under: str = ""
    flow: str = ""
    slice: Slice = ()

    @property
    def key(self) -> ColumnKey:
        """What tells this column from others."""
        return (self.quality.id, self.under, self.flow, self.slice)

    @property
    def id(self) -> str:
        """The same in the words of a constraint: ``accuracy under shift``, ``recall where size=big``."""
        selectors = (
            ("under", self.under),
            ("for", self.flow),
            *(("where", f"{name}={value}") for name, value in self.slice),
        )
        return " ".join([self.quality.id, *(f"{word} {value}" for word, value in selectors if value)])

    @property
    def of_all(self) -> Column:
        """The same over all examples."""
        return Column(self.quality, self.under, self.flow)


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of one quality of one option.

    Attributes:
        quality: The quality.
        option: Id of the option.
        basis: How it is known; None when nothing is.
        estimate: Measured value with bounds in the quality's unit, None when it was not measured.
        stated: What somebody states of it, as written; empty when nobody does.
        source: Who states it.
        assessment: The evidence behind the estimate, or why there is none.
        verdicts: Verdicts on this option of the constraints that limit this quality.
        under: The perturbation or invariant under which it was measured; empty for the examples as they are.
        flow: The flow of which it is told; empty for qualities of a candidate.
        slice: The part of the examples of which it is told; empty for all of them.
    """

    quality: Quality
    option: str
    basis: Basis | None
    estimate: Estimate | None = None
    stated: str = ""
    source: str = ""
    assessment: Assessment | None = None
    verdicts: tuple[Verdict, ...] = ()
    under: str = ""
    flow: str = ""
    slice: Slice = ()

    @property
    def column(self) -> Column:
        """What it speaks of, beside the option."""
        return Column(self.quality, self.under, self.flow, self.slice)


@dataclass(frozen=True, slots=True)
class Row:
    """One option with its cells.

    Attributes:
        option: The option.
        chosen: Whether the decision chose it.
        cells: One for each quality of the comparison, in its order.
        feasibility: Whether it meets every ``must`` constraint; unknown when one is open.
        failing: Verdicts of the ``must`` constraints that it violates.
        open: Verdicts of the ``must`` constraints that are not decided for it.
        dominated_by: Feasible options that are better beyond their intervals in one measured quality and not worse
            in any.
    """

    option: Option
    chosen: bool
    cells: tuple[Cell, ...]
    feasibility: Feasibility
    failing: tuple[Verdict, ...] = ()
    open: tuple[Verdict, ...] = ()
    dominated_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """All options of a decision by all qualities that matter to it.

    Attributes:
        decision: Id of the decision.
        columns: Constrained qualities first, then preferred ones, drivers and ratings; no doubles. What is asked under a
            change or of a slice has a column of its own; slices stand beside all examples.
        rows: One for each option, in the decision's order.
        ranking: The feasible options by the decision's preferences; None where it states none, or none is feasible.
    """

    decision: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    ranking: Ranking | None = None

    @property
    def qualities(self) -> tuple[Quality, ...]:
        """The quality of each column."""
        return tuple(column.quality for column in self.columns)

    @property
    def pareto(self) -> tuple[str, ...]:
        """The feasible options that no feasible one dominates, in the decision's order."""
        return tuple(
            row.option.id for row in self.rows if row.feasibility == "feasible" and not row.dominated_by
        )

    def row(self, option: str) -> Row | None:
        """The row of an option, or None."""
        return next((row for row in self.rows if row.option.id == option), None)
