"""Run selection: which runs may speak for a question, and which of them decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.verdicts.freshness import staleness_of
from buttress.verdicts.machines import matches

if TYPE_CHECKING:
    from datetime import date

    from buttress.graph import Linked
    from buttress.records import Measurement, Portfolio, Run
    from buttress.verdicts.assessment import Question


@dataclass(frozen=True, slots=True)
class Evidence:
    """One run's measurement of the candidate in question, and of the one that it is compared with.

    Attributes:
        run: The run.
        measured: What it holds of the candidate.
        other: What it holds of the candidate that is compared with; None where none is, or it is the same.
    """

    run: Run
    measured: Measurement
    other: Measurement | None = None

    @property
    def sides(self) -> tuple[Measurement, ...]:
        """What is judged, and what it is compared with."""
        return (self.measured, self.other) if self.other else (self.measured,)


@dataclass(frozen=True, slots=True)
class Selection:
    """The runs that hold a candidate's measurement on the hardware in question, in time order.

    Attributes:
        fresh: Runs that speak for what is declared.
        stale: Runs that no longer do, the latest last.
        reasons: Why the latest stale run is stale.
    """

    fresh: tuple[Evidence, ...]
    stale: tuple[Evidence, ...]
    reasons: tuple[str, ...]


def select_runs(question: Question, linked: Linked, as_of: date) -> Selection:
    """Gives the runs that may have something to say to a question, fresh ones and stale ones apart."""
    portfolio = linked.portfolio
    profile = portfolio.hardware.get(question.hardware)
    found = [
        one
        for run in linked.runs_of.get(question.binding.suite, ())
        if (profile is None or matches(run.machine, profile)) and (one := _evidence(run, question))
    ]
    reasons = {one.run.id: _staleness(one, question, portfolio, as_of) for one in found}
    fresh = tuple(one for one in found if not reasons[one.run.id])
    stale = tuple(one for one in found if reasons[one.run.id])
    return Selection(fresh, stale, reasons[stale[-1].run.id] if stale else ())


def _evidence(run: Run, question: Question) -> Evidence | None:
    """What a run holds; None unless it measured both candidates of a comparison, under the same circumstances."""
    measured = run.measurement(question.binding.candidate, question.binding.runtime)
    against = question.against
    if measured is None or against is None or question.of_drop:
        return Evidence(run, measured) if measured else None
    other = run.measurement(against.candidate, against.runtime)
    return Evidence(run, measured, other) if other else None


def _staleness(one: Evidence, question: Question, portfolio: Portfolio, as_of: date) -> tuple[str, ...]:
    found = (staleness_of(one.run, each, question, portfolio, as_of) for each in one.sides)
    return tuple(dict.fromkeys(reason for reasons in found for reason in reasons))
