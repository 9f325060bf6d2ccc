"""The argument for a verdict as text for terminals, and as fields for machines."""

from __future__ import annotations

import re
from textwrap import fill
from typing import TYPE_CHECKING, Any

from buttress.explanation import code_free, explain_verdict
from buttress.report.places import describe_place, place_of
from buttress.report.verdict_text import describe_claim, other_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buttress.project import Project
    from buttress.verdicts import Verdict

WIDTH = 100
_UNIT = re.compile(r"(?<=\d) (?=%)")  # no line breaks there


def describe_explanation(project: Project, verdicts: Sequence[Verdict], base: str = "") -> str:
    """Gives each verdict with its claim, the whole argument, why it was asked for, and where it is written.

    Args:
        project: The judged project.
        verdicts: Verdicts of one decision.
        base: The folder that holds the folder of the records; empty for the working directory.
    """
    return "\n\n".join(_describe(project, verdict, base) for verdict in verdicts)


def dump_explanation(project: Project, verdicts: Sequence[Verdict], base: str = "") -> list[dict[str, Any]]:
    """Gives the same as fields: ``decision, constraint, claim, state, explanation, because, path, line, column``."""
    return [_fields(project, verdict, base) for verdict in verdicts]


def _describe(project: Project, verdict: Verdict, base: str) -> str:
    constraint = verdict.bound.constraint
    lines = [
        f"{verdict.state.upper()}: {verdict.bound.decision}#{constraint.id}",
        code_free(_wrapped(_argument(project, verdict))),
    ]
    if constraint.because:
        because = _UNIT.sub("\u00a0", " ".join(constraint.because.split()))
        lines.append(code_free(_wrapped(f"Why it is asked for: {because}")))
    others = other_options(project, verdict)
    if verdict.state == "violated":
        lines.append(_wrapped(f"Options that would meet every must: {', '.join(others) or 'none is known'}."))
    lines.append(f"  {describe_place(place_of(project, verdict, base))}")
    return "\n".join(lines)


def _fields(project: Project, verdict: Verdict, base: str) -> dict[str, Any]:
    constraint, place = verdict.bound.constraint, place_of(project, verdict, base)
    return {
        "decision": verdict.bound.decision,
        "constraint": constraint.id,
        "claim": describe_claim(constraint),
        "state": verdict.state,
        "explanation": code_free(_argument(project, verdict)),
        "because": constraint.because,
        "path": place.path,
        "line": place.line,
        "column": place.column,
    }


def _argument(project: Project, verdict: Verdict) -> str:
    owner, judgement = verdict.bound, project.judgement
    siblings = (judgement.systems if owner.kind == "system" else judgement.verdicts)[owner.decision]
    return explain_verdict(verdict, project.linked, siblings)


def _wrapped(text: str) -> str:
    return fill(
        text,
        WIDTH,
        initial_indent="  ",
        subsequent_indent="  ",
        break_on_hyphens=False,
        break_long_words=False,
    )
