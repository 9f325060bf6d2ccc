"""Findings and problems as GitHub workflow commands, which GitHub shows beside the changed lines.

Format: ``::error file=NAME,line=N,col=N,title=TEXT::MESSAGE`` (GitHub, Workflow commands for GitHub Actions).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from buttress.report.places import place_of
from buttress.report.verdict_text import describe_claim, describe_estimate, other_options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from buttress.errors import Problem
    from buttress.project import Project
    from buttress.storage import Place
    from buttress.verdicts import Gate, Notice, Verdict

Level = Literal["error", "warning", "notice"]


def annotate_gate(project: Project, gate: Gate, base: str = "") -> str:
    """Gives one annotation a line for everything that a gate found; empty when it found nothing.

    Args:
        project: The judged project.
        gate: What is made of its judgement.
        base: The folder that holds the folder of the records, relative to the repository; empty for its root.
    """
    lines = [_annotate_verdict(project, verdict, "error", base) for verdict in gate.errors]
    mild: Level = "error" if gate.strict else "warning"
    lines += [_annotate_verdict(project, verdict, mild, base) for verdict in gate.warnings]
    level: Level = "error" if gate.strict else "notice"
    lines += [_annotate_notice(project, notice, level, base) for notice in gate.notices]
    return "\n".join(lines)


def annotate_problems(problems: Iterable[Problem]) -> str:
    """Gives one annotation a line for problems, whose paths must be relative to the repository."""
    return "\n".join(_annotate_problem(problem) for problem in problems)


def _annotate_verdict(project: Project, verdict: Verdict, level: Level, base: str) -> str:
    title = f"{verdict.state}: {describe_claim(verdict.bound.constraint)}"
    of_system = verdict.bound.kind == "system"
    holding = ", ".join(other_options(project, verdict)) or "none"
    what = "deployment" if of_system else "option"
    rows = [
        f"{verdict.bound.decision}, {what} {verdict.bound.option or 'none'}: {verdict.reason}",
        describe_estimate(verdict),
        "" if of_system else f"options that would hold: {holding}",
    ]
    message = "\n".join(row for row in rows if row)
    return write_command(level, title, message, place_of(project, verdict, base))


def _annotate_notice(project: Project, notice: Notice, level: Level, base: str) -> str:
    return write_command(level, f"due: {notice.decision}", notice.text, place_of(project, notice, base))


def _annotate_problem(problem: Problem) -> str:
    field = f"{problem.field}: " if problem.field else ""
    hint = f" ({problem.hint})" if problem.hint else ""
    return write_command("error", "problem", f"{field}{problem.message}{hint}", problem)


def write_command(level: Level, title: str, message: str, place: Place | Problem) -> str:
    """Gives the workflow command that shows a message at a place."""
    properties = {"file": place.path, "line": place.line, "col": place.column, "title": title}
    shown = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value)
    return f"::{level} {shown}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
