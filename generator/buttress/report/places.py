"""Where a finding is written, as ``path:line:column`` that terminals and editors open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from buttress.verdicts import Verdict

if TYPE_CHECKING:
    from buttress.project import Project
    from buttress.records import Kind
    from buttress.storage import Place
    from buttress.verdicts import Notice


def place_of(project: Project, finding: Verdict | Notice, base: str = "") -> Place:
    """Gives where a verdict's constraint, or what is due, is written.

    Args:
        project: The judged project.
        finding: A verdict or a notice.
        base: The folder that holds the folder of the records, as the reader would name it; empty for here.
    """
    kind: Kind
    field: tuple[str | int, ...]
    if isinstance(finding, Verdict):
        kind, record, field = finding.bound.kind, finding.bound.decision, ("constraints", finding.bound.index)
    else:
        kind, record, field = "decision", finding.decision, finding.field
    place = project.reading.place(kind, record, field)
    return replace(place, path=f"{base}/{place.path}") if base else place


def describe_place(place: Place) -> str:
    """Gives a place as ``path:line:column``."""
    return f"{place.path}:{place.line}:{place.column}" if place.line else place.path
