"""``split-item``: one item of a list that a comma has made two."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from buttress.linting.finding import Finding
from buttress.linting.prose_fields import prose_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.linting.finding import Reviewed
    from buttress.linting.prose_fields import ProseField


def find_split_items(reviewed: Reviewed) -> Iterator[Finding]:
    """Gives items that go on in lower case where the one before began with a capital.

    In ``[Quick, and easy to follow]`` YAML reads two items, and a reader of the page meets half a sentence.
    """
    decision = reviewed.decision
    for before, item in pairwise(prose_of(decision)):
        if _are_neighbours(before, item) and before.text[:1].isupper() and item.text[:1].islower():
            text = f"{item.name} have “{item.text}” as an item of its own, behind “{before.text}”"
            suggestion = (
                "quote the whole where it is one item, since a comma ends one; else begin it with a capital"
            )
            yield Finding("split-item", decision.id, item.text, text, suggestion, item.field)


def _are_neighbours(before: ProseField, item: ProseField) -> bool:
    last = item.field[-1]
    return isinstance(last, int) and last > 0 and before.field == (*item.field[:-1], last - 1)
