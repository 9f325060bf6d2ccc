"""Sheets by name: which page is which from one look at the folder to the next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from buttress.pages import Sheet


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """A page that belongs to the site.

    Attributes:
        sheet: Drafts it.
        given: What is handed to the sheet beside what every sheet looks up in: the records that the page is about.
    """

    sheet: Sheet
    given: tuple[object, ...]


def read_plan(sheets: Iterable[Sheet], tools: Iterable[object]) -> dict[Hashable, PlannedPage]:
    """Gives the pages by a name that tells them apart, in their order.

    The name is made of the function that drafts the page and of the ids of the records that it is given.

    Args:
        sheets: The sheets.
        tools: What sheets look things up in, which notes by itself what is read of it.
    """
    known = {id(tool) for tool in tools}
    plan: dict[Hashable, PlannedPage] = {}
    for sheet in sheets:
        given = tuple([one for one in _arguments(sheet) if id(one) not in known])
        name: tuple[Hashable, ...] = (_drafter(sheet), *[_id_of(one) for one in given])
        while name in plan:
            name = (*name, "again")
        plan[name] = PlannedPage(sheet, given)
    return plan


def _arguments(sheet: Sheet) -> tuple[object, ...]:
    if not isinstance(sheet, partial):
        return (sheet,)
    return (*sheet.args, *sheet.keywords.values()) if sheet.keywords else sheet.args


def _drafter(sheet: Sheet) -> Hashable:
    return sheet.func if isinstance(sheet, partial) else sheet


def _id_of(given: object) -> Hashable:
    """The id of a record; of plain values themselves, and of all else that it is there."""
    found = getattr(given, "id", given)
    return found if isinstance(found, (str, int)) else ""
