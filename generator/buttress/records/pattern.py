"""Patterns and anti-patterns that decisions refer to."""

from __future__ import annotations

from typing import Literal

from buttress.records.base import Record
from buttress.records.constraint import TextList
from buttress.records.decision import Reference


class Pattern(Record):
    """Codified knowledge: a problem that recurs, with a solution that is known to work, or known to fail."""

    kind: Literal["pattern"]
    title: str
    """Name for readers."""
    anti: bool = False
    """Whether it is an anti-pattern."""
    intent: str = ""
    """What it is for, in one sentence; Markdown."""
    motivation: str = ""
    """The problem; Markdown."""
    solution: str = ""
    """What is done about it; Markdown."""
    benefits: TextList = ()
    costs: TextList = ()
    sources: tuple[Reference, ...] = ()
