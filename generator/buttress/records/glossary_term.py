"""A term of the field, so that a page that uses the word can lead to what it means."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from buttress.records.base import Record
from buttress.records.constraint import TextList
from buttress.records.decision import Reference


class GlossaryTerm(Record):
    """A word with a meaning of its own, for the site's glossary."""

    kind: Literal["term"]
    title: Annotated[str, Field(min_length=2)]
    """The word."""
    definition: Annotated[str, Field(min_length=1)]
    """What it means, in a sentence or two; Markdown."""
    also: TextList = ()
    """Other spellings and abbreviations."""
    marked: bool = True
    """Whether the word leads here where a record's prose uses it; false for everyday words."""
    sources: tuple[Reference, ...] = ()
