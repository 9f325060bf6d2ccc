"""Project and change -> the project as it would be, with one decision judged anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from buttress.errors import ProjectError
from buttress.graph import link_portfolio
from buttress.project import Project
from buttress.tradeoff import compare_options
from buttress.verdicts import judge_portfolio
from buttress.what_if.altering import alter
from buttress.what_if.change import problem_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from buttress.errors import Problem
    from buttress.graph import Linked
    from buttress.records import Flaw, Portfolio
    from buttress.what_if.altering import Altered
    from buttress.what_if.change import Change


def judge_changed(project: Project, decision_id: str, change: Change) -> Project:
    """Gives a project as it would be if one decision said otherwise; no file is written.

    The changed records are linked, judged and compared as those of files are. The project that comes out knows this
    decision alone, with all that it rests on.

    Args:
        project: The judged project.
        decision_id: Id of the decision.
        change: What is to be otherwise.

    Raises:
        ProjectError: With every problem of the change at once; their paths are the parts of the change as written.
    """
    linked, judgement = project.linked, project.judgement
    portfolio = linked.portfolio
    decision = portfolio.decisions[decision_id]
    altered = alter(decision, portfolio.systems.get(linked.system_of.get(decision_id, "")), change)
    if altered.problems:
        raise ProjectError(altered.problems)
    changed, flaws = link_portfolio(_changed(portfolio, altered), judgement.as_of)
    problems = [*_problems_of(flaws, altered, change), *_idle(changed, altered, change)]
    if problems:
        raise ProjectError(problems)
    alone = _narrowed(changed, altered)
    judged = judge_portfolio(alone, judgement.as_of, judgement.assessor.memory)
    reading = replace(project.reading, portfolio=changed.portfolio)
    return Project(reading, changed, judged, compare_options(alone, judged))


def _changed(portfolio: Portfolio, altered: Altered) -> Portfolio:
    decision, system = altered.decision, altered.system
    systems = {**portfolio.systems, system.id: system} if system else portfolio.systems
    return replace(portfolio, decisions={**portfolio.decisions, decision.id: decision}, systems=systems)


def _narrowed(linked: Linked, altered: Altered) -> Linked:
    """Everything linked, and only one decision to judge, with the constraints of its system."""
    decision = altered.decision
    system = altered.system.id if altered.system else ""
    portfolio = replace(linked.portfolio, decisions={decision.id: decision})
    stated = {name: bounds for name, bounds in linked.system_constraints.items() if name == system}
    return replace(linked, portfolio=portfolio, system_constraints=stated)


def _problems_of(flaws: Iterable[Flaw], altered: Altered, change: Change) -> Iterator[Problem]:
    """What does not fit the rest; records had no flaw before, so each is of the change."""
    everything = ", ".join((*change.dropped, *change.limits, *change.weights, change.place)).strip(", ")
    for flaw in flaws:
        written = change.place if flaw.kind == "system" else everything
        if flaw.field[:1] == ("constraints",) and len(flaw.field) > 1:
            written = altered.written.get(int(flaw.field[1]), everything)
        yield problem_of(written, flaw.message, flaw.hint)


def _idle(changed: Linked, altered: Altered, change: Change) -> Iterator[Problem]:
    """A deployment that no option has to do with would change nothing, and seem to."""
    decision = altered.decision
    placed = (changed.placement_of.get((decision.id, option.id)) for option in decision.options)
    if altered.moved and all(one is None or one.deployment != change.place for one in placed):
        message = "no option of the decision depends on which deployment is in operation"
        yield problem_of(change.place, message, "name an option, or the decision's `component`")
