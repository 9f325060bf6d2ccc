"""References: short and full ids and aliases, resolved to the full id of a record."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from buttress.errors import suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from buttress.records import Kind, Portfolio


@dataclass(frozen=True, slots=True)
class Directory:
    """The ids of one kind of record, with their aliases.

    Attributes:
        kind: The kind, for messages.
        ids: Every id, those of unreadable records included.
        aliases: Former id to present id.
        readable: The ids whose records could be read.
    """

    kind: str
    ids: frozenset[str]
    aliases: Mapping[str, str]
    readable: frozenset[str]

    def resolve(self, reference: str, home: str) -> str | None:
        """The full id that a reference means, seen from the record ``home``; None when there is none.

        The reference may be a full id or an alias, or may drop folders that it shares with ``home``: the nearest
        folder wins.
        """
        for folder in (*PurePosixPath(home).parents, None):
            name = reference if folder is None else str(folder / reference)
            if name in self.ids:
                return name
            if name in self.aliases:
                return self.aliases[name]
        return None

    def complaint(self, reference: str, home: str) -> tuple[str, str]:
        """What to say of a reference that leads nowhere: message and hint."""
        folder = str(PurePosixPath(home).parent)
        near = [_shortened(name, folder) for name in self.ids]
        return f"there is no {self.kind} {reference!r}", suggest(reference, [*near, *self.ids])


def open_directory(portfolio: Portfolio, kind: Kind, records: Mapping[str, object]) -> Directory:
    """Gives the directory of one kind of record."""
    unreadable = {record_id for found, record_id in portfolio.unreadable if found == kind}
    aliases = {alias: record_id for record_id, record in records.items() for alias in _aliases_of(record)}
    return Directory(kind, frozenset(records) | unreadable, aliases, frozenset(records))


def _aliases_of(record: object) -> Iterable[str]:
    return getattr(record, "aliases", ())


def _shortened(name: str, folder: str) -> str:
    return name.removeprefix(f"{folder}/")
