"""A judgement in plain text: what fails the build first, what is due, and a closing count that is never empty."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from buttress.report.places import describe_place, place_of
from buttress.report.verdict_text import describe_claim, describe_notice, describe_verdict
from buttress.verdicts import STATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.errors import Problem
    from buttress.project import Project
    from buttress.verdicts import Gate, Verdict


def describe_gate(project: Project, gate: Gate, base: str = "") -> str:
    """Gives what the build makes of a judgement; the closing count alone when there is nothing to tell.

    Args:
        project: The judged project.
        gate: What is made of its judgement.
        base: The folder that holds the folder of the records; empty for the working directory.
    """
    parts = [describe_verdict(project, verdict, base) for verdict in (*gate.errors, *gate.warnings)]
    short = [_describe_waived(project, verdict, base) for verdict in _gating(project, "waived")]
    short += [describe_notice(project, notice, base) for notice in gate.notices]
    if short:
        parts.append("\n".join(short))
    return "\n\n".join([*parts, describe_count(project, gate)])


def describe_count(project: Project, gate: Gate) -> str:
    """Gives the closing line: how many constraints stand how, on which day, and what that does to the build."""
    verdicts = _gating(project)
    counted = Counter(verdict.state for verdict in verdicts)
    shown = ", ".join(f"{counted[state]} {state}" for state in STATES if counted[state])
    accepted = {verdict.bound.decision for verdict in verdicts if verdict.bound.kind == "decision"}
    systems = {verdict.bound.decision for verdict in verdicts if verdict.bound.kind == "system"}
    day = project.judgement.as_of
    outcome = "passes" if gate.passes else "fails"
    strict = " (strict)" if gate.strict else ""
    if not verdicts:
        return (
            f"no accepted decision states a constraint: nothing was judged as of {day}; "
            f"the build {outcome}{strict}"
        )
    owners = [_count(tuple(accepted), "accepted decision")] if accepted else []
    owners += [_count(tuple(systems), "system")] if systems else []
    what = f"{_count(verdicts, 'constraint')} of {' and '.join(owners)}"
    return f"{what} as of {day}: {shown}; the build {outcome}{strict}"


def count_problems(problems: Sequence[Problem]) -> str:
    """Gives the closing line of a list of problems.

    >>> from buttress.errors import Problem
    >>> count_problems([Problem("a.yaml", 1, 1, "", "is wrong"), Problem("a.yaml", 2, 1, "", "is wrong")])
    '2 problems in 1 file'
    """
    files = {problem.path for problem in problems}
    return f"{_count(problems, 'problem')} in {_count(tuple(files), 'file')}"


def _gating(project: Project, state: str = "") -> tuple[Verdict, ...]:
    verdicts = project.judgement.all_verdicts()
    return tuple(one for one in verdicts if one.gating and (not state or one.state == state))


def _describe_waived(project: Project, verdict: Verdict, base: str) -> str:
    claim = describe_claim(verdict.bound.constraint)
    place = describe_place(place_of(project, verdict, base))
    return f"WAIVED: {verdict.bound.decision}: {claim}: {verdict.reason} ({place})"


def _count(things: Sequence[object], noun: str) -> str:
    return f"{len(things)} {noun}" if len(things) == 1 else f"{len(things)} {noun}s"
