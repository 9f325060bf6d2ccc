"""A judgement in plain text: what fails the build first, what is due, and a closing count that is never empty."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from buttress.report.verdict_text import describe_notice, describe_verdict
from buttress.verdicts import STATES

if TYPE_CHECKING:
    from buttress.project import Project
    from buttress.verdicts import Gate


def describe_gate(project: Project, gate: Gate) -> str:
    """Gives what the build makes of a judgement; the closing count alone when there is nothing to tell."""
    parts = [describe_verdict(project, verdict) for verdict in (*gate.errors, *gate.warnings)]
    parts += [describe_notice(project, notice) for notice in gate.notices]
    return "\n\n".join([*parts, describe_count(project, gate)])


def describe_count(project: Project, gate: Gate) -> str:
    """Gives the closing line: how many constraints stand how, on which day, and what that does to the build."""
    verdicts = [verdict for verdict in project.judgement.all_verdicts() if verdict.gating]
    counted = Counter(verdict.state for verdict in verdicts)
    shown = [f"{counted[state]} {state}" for state in STATES if counted[state]]
    decisions = len({verdict.bound.decision for verdict in verdicts})
    day = project.judgement.as_of
    if not verdicts:
        return f"no accepted decision states a constraint: nothing was judged as of {day}"
    outcome = "passes" if gate.passes else "fails"
    return (
        f"{len(verdicts)} constraints of {decisions} accepted decisions as of {day}: "
        f"{', '.join(shown)}; the build {outcome}"
    )
