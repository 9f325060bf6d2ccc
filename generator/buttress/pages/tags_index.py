"""Tags: which decisions bear each, and where it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.pages import urls

if TYPE_CHECKING:
    from buttress.records import Decision, Portfolio


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag.

    Attributes:
        name: As people write it.
        anchor: Fragment id of its place on the page of all tags.
        decisions: The decisions that bear it, the latest first.
    """

    name: str
    anchor: str
    decisions: tuple[Decision, ...]


def gather_tags(portfolio: Portfolio) -> dict[str, Tag]:
    """Gives every tag by its name, in alphabetical order."""
    found: dict[str, list[Decision]] = {}
    latest_first = sorted(portfolio.decisions.values(), key=lambda one: (-one.date.toordinal(), one.id))
    for decision in latest_first:
        for name in dict.fromkeys(decision.tags):
            found.setdefault(name, []).append(decision)
    names = sorted(found, key=lambda name: (name.casefold(), name))
    anchors = urls.anchors_of("tag", names)
    return {name: Tag(name, anchors[name], tuple(found[name])) for name in names}
