"""References: short and full ids and aliases, resolved to the full id of a record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from buttress.errors import suggest
from buttress.records import Flaw

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from buttress.records import Kind, Portfolio

_MOST_LIKELY: Final = 100
# Paths such as `./a`, `/a` and `a//b` are taken the long way.
_WRITTEN_PLAINLY: Final = re.compile(r"[^./][^/]*(?:/[^./][^/]*)*")


@dataclass(frozen=True, slots=True)
class Directory:
    """The ids of one kind of record, with their aliases.

    Attributes:
        kind: The kind, for messages.
        ids: Every id, those of unreadable records included.
        aliases: Former id to present id.
        readable: The ids whose records could be read.
        shelves: The readable ids by folder, and by the first letter of their last part, for suggestions.
    """

    kind: str
    ids: frozenset[str]
    aliases: Mapping[str, str]
    readable: frozenset[str]
    shelves: Mapping[str, Sequence[str]]

    def resolve(self, reference: str, home: str) -> str | None:
        """The full id that a reference means, seen from the record ``home``; None when there is none.

        The reference may be a full id or an alias, or may drop folders that it shares with ``home``: the nearest
        folder wins.
        """
        for name in _meanings(reference, home):
            if name in self.ids:
                return name
            if name in self.aliases:
                return self.aliases[name]
        return None

    def complaint(self, reference: str, home: str) -> tuple[str, str]:
        """What to say of a reference that leads nowhere: message and hint."""
        return f"there is no {self.kind} {reference!r}", _nearest(reference, self._likely(reference, home))

    def _likely(self, reference: str, home: str) -> tuple[str, ...]:
        """The ids worth a comparison, as one would write them: a bounded number, however many there are."""
        path = PurePosixPath(reference)
        folder = str(PurePosixPath(home).parent)
        own = [name.removeprefix(f"{folder}/") for name in self.shelves.get(folder, ())]
        stated = self.shelves.get(str(path.parent), ())
        alike = self.shelves.get(_initial(path.name), ())
        return tuple(dict.fromkeys((*own[:_MOST_LIKELY], *stated[:_MOST_LIKELY], *alike[:_MOST_LIKELY])))


def open_directory(portfolio: Portfolio, kind: Kind, records: Mapping[str, object]) -> Directory:
    """Gives the directory of one kind of record."""
    unreadable = {record_id for found, record_id in portfolio.unreadable if found == kind}
    aliases: dict[str, str] = {}
    shelves: dict[str, list[str]] = {}
    for record_id, record in records.items():
        folder, _, name = record_id.rpartition("/")
        shelves.setdefault(folder or ".", []).append(record_id)
        shelves.setdefault(_initial(name), []).append(record_id)
        for alias in _aliases_of(record):
            aliases.setdefault(alias, record_id)
    return Directory(kind, frozenset(records) | unreadable, aliases, frozenset(records), shelves)


def folders_around(record_id: str) -> Iterator[str]:
    """Gives the folders that hold a record, the nearest first, the folder of all records left aside."""
    folder = record_id.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def check_aliases(kind: Kind, records: Mapping[str, object]) -> Iterator[Flaw]:
    """Gives a flaw for each alias that means two records: it is the id of one, or another claims it too."""
    claimed: dict[str, str] = {}
    for record_id, record in records.items():
        for index, alias in enumerate(_aliases_of(record)):
            first = claimed.setdefault(alias, record_id)
            if alias in records:
                message = f"{alias!r} is the id of a {kind} that is there; an alias is an id of the past"
            elif first != record_id:
                message = f"{alias!r} is already an alias of {first!r}"
            else:
                continue
            yield Flaw(kind, record_id, ("aliases", index), message)


def _meanings(reference: str, home: str) -> Iterator[str]:
    """The full ids that a reference may stand for, the nearest first."""
    if _WRITTEN_PLAINLY.fullmatch(reference):
        yield from (f"{folder}/{reference}" for folder in folders_around(home))
    else:
        yield from (str(folder / reference) for folder in PurePosixPath(home).parents)
    yield reference


def _aliases_of(record: object) -> Iterable[str]:
    return getattr(record, "aliases", ())


def _initial(name: str) -> str:
    # No folder is called so, since no id begins with a slash.
    return f"/{name[:1].casefold()}"


@lru_cache(maxsize=1024)
def _nearest(reference: str, names: tuple[str, ...]) -> str:
    return suggest(reference, names)
