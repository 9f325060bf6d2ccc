"""What a record says otherwise, field by field: short values as text, prose by name, parts by their own names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from buttress.difference.project_difference import FieldChange
from buttress.records import Part, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.records import Record

_APART = frozenset({"id", "kind", "aliases", "constraints", "waivers"})
"""Told elsewhere, or of no interest by themselves."""
_PROSE = frozenset({"question", "context", "rationale", "description"})
MOST_TEXT = 160
"""A longer text is named and not shown."""


def change_fields(before: Record, after: Record) -> tuple[FieldChange, ...]:
    """Gives the fields in which two versions of a record differ, in the order of the record."""
    return tuple(
        change
        for name in type(after).model_fields
        if name not in _APART
        for change in _change(name, getattr(before, name), getattr(after, name))
    )


def _change(name: str, before: object, after: object) -> Iterator[FieldChange]:
    if before == after:
        return
    olds, news = _named_parts(before), _named_parts(after)
    if olds is not None and news is not None:
        if list(olds) != list(news):
            yield _shown(name, ", ".join(olds), ", ".join(news))
        shared = (key for key in news if key in olds and olds[key] != news[key])
        yield from (FieldChange(f"{name}.{key}") for key in shared)
        return
    texts = _text(before), _text(after)
    plain = name not in _PROSE and None not in texts
    yield _shown(name, texts[0] or "", texts[1] or "") if plain else FieldChange(name)


def _shown(name: str, before: str, after: str) -> FieldChange:
    short = all(len(text) <= MOST_TEXT and "\n" not in text for text in (before, after))
    return FieldChange(name, before, after) if short else FieldChange(name)


def _named_parts(value: object) -> dict[str, object] | None:
    """Parts by their names, where they have any of their own: a mapping, or a list of parts with ids."""
    if isinstance(value, Mapping):
        return {str(key): part for key, part in value.items()}
    if isinstance(value, tuple) and all(isinstance(one, Part) and getattr(one, "id", "") for one in value):
        named = {str(getattr(one, "id", "")): one for one in value}
        return named if len(named) == len(value) else None
    return None


def _text(value: object) -> str | None:
    """A value as it reads in a line; None for one that does not."""
    if value is None:
        return ""
    if isinstance(value, str | int | float | date | Quantity):
        return str(value)
    if isinstance(value, tuple) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return None
