"""What `buttress lint` found, as text, JSON and GitHub annotations.

The JSON document (``format`` 1; keys may be added, none is renamed or removed without a new number)::

    format      1
    as_of       the day that counted as today, YYYY-MM-DD; null beside problems
    passes      whether nothing was found; excepted findings do not count
    exit_code   0 nothing found, 1 findings, 2 problems
    counts      rule -> number of findings that count, for the rules that found any
    excepted    number of findings that a decision excepts
    findings    all of them, excepted ones included, by place
    problems    mistakes in files; then nothing was linted, and the lists above are empty

A finding has ``rule, decision, at, text, suggestion, because, path, line, column``; ``because`` is null unless the
decision excepts it. A problem has ``path, line, column, field, message, hint``.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from buttress.report.github import write_command
from buttress.report.places import describe_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from buttress.errors import Problem
    from buttress.linting import Finding
    from buttress.project import Project
    from buttress.storage import Place

LINT_FORMAT = 1
"""Version of the JSON document."""


def describe_lint(
    project: Project, findings: Iterable[Finding], base: str = "", *, excepted: bool = False
) -> str:
    """Gives findings in a few lines each, by place, and the closing count; the count alone when there are none.

    Args:
        project: The linted project.
        findings: What was found in it.
        base: The folder that holds the folder of the records; empty for the working directory.
        excepted: Tell the excepted ones, too.
    """
    placed = _by_place(project, findings, base)
    parts = [_describe(finding, place) for finding, place in placed if excepted or not finding.because]
    return "\n\n".join([*parts, count_lint(project, [finding for finding, _ in placed])])


def count_lint(project: Project, findings: Sequence[Finding]) -> str:
    """Gives the closing line: how many findings of which rules in how many decisions, and how many are excepted."""
    open_ones = [finding for finding in findings if not finding.because]
    # Exactly the decisions that are judged are linted.
    linted = len(project.judgement.verdicts)
    where = f"in {linted} decision{'' if linted == 1 else 's'} as of {project.judgement.as_of}"
    left = len(findings) - len(open_ones)
    tail = f"; {left} excepted" if left else ""
    if not open_ones:
        return f"no findings {where}{tail}"
    counted = ", ".join(f"{count} {rule}" for rule, count in Counter(one.rule for one in open_ones).items())
    return f"{len(open_ones)} finding{'' if len(open_ones) == 1 else 's'} {where}: {counted}{tail}"


def annotate_lint(
    project: Project, findings: Iterable[Finding], base: str = "", *, excepted: bool = False
) -> str:
    """Gives one GitHub annotation a line: warnings, and notices for what is excepted; empty when there is nothing."""
    return "\n".join(
        write_command(
            "notice" if finding.because else "warning",
            f"{finding.rule}: {finding.decision}",
            "\n".join(filter(None, [finding.text, f"way out: {finding.suggestion}", finding.because])),
            place,
        )
        for finding, place in _by_place(project, findings, base)
        if excepted or not finding.because
    )


def dump_lint(project: Project, findings: Iterable[Finding], base: str = "") -> str:
    """Gives every finding as JSON text."""
    placed = _by_place(project, findings, base)
    counted = Counter(finding.rule for finding, _ in placed if not finding.because)
    return _dump(
        as_of=project.judgement.as_of.isoformat(),
        passes=not counted,
        exit_code=1 if counted else 0,
        counts=dict(counted),
        excepted=sum(bool(finding.because) for finding, _ in placed),
        findings=[_entry(finding, place) for finding, place in placed],
        problems=[],
    )


def dump_lint_problems(problems: Iterable[Problem]) -> str:
    """Gives problems as JSON text of the same form; nothing was linted."""
    entries = [asdict(problem) for problem in problems]
    return _dump(as_of=None, passes=False, exit_code=2, counts={}, excepted=0, findings=[], problems=entries)


def _by_place(project: Project, findings: Iterable[Finding], base: str) -> list[tuple[Finding, Place]]:
    placed = [(finding, _place_of(project, finding, base)) for finding in findings]
    return sorted(placed, key=lambda one: (one[1].path, one[1].line, one[1].column, one[0].rule))


def _place_of(project: Project, finding: Finding, base: str) -> Place:
    record = finding.record or finding.decision
    place = project.reading.place(finding.kind, record, finding.field, finding.offset)
    return replace(place, path=f"{base}/{place.path}") if base else place


def _describe(finding: Finding, place: Place) -> str:
    excepted = " (excepted)" if finding.because else ""
    rows = [f"{finding.rule}{excepted}: {finding.decision}: {finding.text}"]
    if finding.because:
        rows.append(f"  because: {' '.join(finding.because.split())}")
    else:
        rows.append(f"  way out: {finding.suggestion}")
    return "\n".join([*rows, f"  at: {describe_place(place)}"])


def _entry(finding: Finding, place: Place) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "decision": finding.decision,
        "at": finding.at,
        "text": finding.text,
        "suggestion": finding.suggestion,
        "because": finding.because or None,
        **asdict(place),
    }


def _dump(**fields: object) -> str:
    return json.dumps({"format": LINT_FORMAT, **fields}, indent=2, ensure_ascii=False, allow_nan=False)
