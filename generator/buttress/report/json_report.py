"""A judgement as JSON, for scripts.

The document (``format`` 1; keys may be added, none is renamed or removed without a new number)::

    format      1
    as_of       the day that counted as today, YYYY-MM-DD; null beside problems
    strict      whether warnings and notices fail
    passes      whether the build may succeed; false beside problems
    exit_code   0 holds, 1 findings, 2 problems
    counts      state -> number of constraints of accepted decisions, every state
    verdicts    one a constraint of a proposed or accepted decision, in the order of the decisions
    notices     what is due
    problems    mistakes in files; then nothing was judged, and the lists above are empty

A verdict::

    kind                             decision, or system for what a system states of its current deployment
    decision, title, status          id, title and status of the decision; id, title and null of a system
    constraint, claim                id of the constraint, and its text with all selectors
    quality, severity, option        id of the quality, must or should, id of the option (or deployment) judged
    state, effect, gating            the verdict; error, warning, info or none; whether it may fail the build
    reason                           one sentence
    operator, limits, unit           the limit or both ends, as numbers in the unit
    estimate                         null, or {value, lower, upper, confidence, method, n, processes, note,
                                     doubt, clusters}; a bound that the sample does not give is null
    margin                           distance from the deciding bound to the limit, in the unit; negative when missed
    needed                           null, or {count, what}: how much more evidence would decide it
    waiver                           null, or {until, by, because, state}: the state without the waiver
    conditions                       what it takes as declared and nobody measured
    runs, informing                  ids of the runs that decide, and of later ones that only inform
    holding_options                  other options that meet every must of the decision
    path, line, column               where the constraint is written; 0 where no line is known

A notice has ``decision, kind, text, due, path, line, column``; a problem ``path, line, column, field, message,
hint``.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from buttress.explanation import verdict_data
from buttress.report.places import place_of
from buttress.report.verdict_text import other_options, title_of
from buttress.verdicts import STATES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from buttress.errors import Problem
    from buttress.project import Project
    from buttress.verdicts import Gate, Notice, Verdict

JSON_FORMAT = 1
"""Version of the document."""


def dump_gate(project: Project, gate: Gate, base: str = "") -> str:
    """Gives a judgement with every number behind it as JSON text.

    Args:
        project: The judged project.
        gate: What is made of its judgement.
        base: The folder that holds the folder of the records; empty for the working directory.
    """
    verdicts = project.judgement.all_verdicts()
    counted = Counter(verdict.state for verdict in verdicts if verdict.gating)
    return _dump(
        as_of=project.judgement.as_of.isoformat(),
        strict=gate.strict,
        passes=gate.passes,
        exit_code=0 if gate.passes else 1,
        counts={state: counted[state] for state in STATES},
        verdicts=[_verdict(project, verdict, base) for verdict in verdicts],
        notices=[_notice(project, notice, base) for notice in gate.notices],
        problems=[],
    )


def dump_problems(problems: Iterable[Problem], *, strict: bool = False) -> str:
    """Gives problems as JSON text of the same form; nothing was judged."""
    return _dump(
        as_of=None,
        strict=strict,
        passes=False,
        exit_code=2,
        counts=dict.fromkeys(STATES, 0),
        verdicts=[],
        notices=[],
        problems=[asdict(problem) for problem in problems],
    )


def _dump(**fields: object) -> str:
    return json.dumps({"format": JSON_FORMAT, **fields}, indent=2, ensure_ascii=False, allow_nan=False)


def _verdict(project: Project, verdict: Verdict, base: str) -> dict[str, Any]:
    bound = verdict.bound
    decision = project.linked.portfolio.decisions.get(bound.decision) if bound.kind == "decision" else None
    return {
        "kind": bound.kind,
        "decision": bound.decision,
        "title": title_of(project, bound),
        "status": decision.status if decision else None,
        **verdict_data(verdict, project.linked.portfolio.qualities),
        "holding_options": list(other_options(project, verdict)),
        **asdict(place_of(project, verdict, base)),
    }


def _notice(project: Project, notice: Notice, base: str) -> dict[str, Any]:
    return {
        "decision": notice.decision,
        "kind": notice.kind,
        "text": notice.text,
        "due": notice.due.isoformat() if notice.due else None,
        **asdict(place_of(project, notice, base)),
    }
