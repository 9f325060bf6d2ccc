"""That a page shows something else than in the base of a preview: a note at its head, with the way to all changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.difference import MATTER_WORDS, list_concerns, tell_counts, tell_headline
from buttress.explanation import counted, say
from buttress.pages import urls
from buttress.pages.changes.changes_difference import tell_change

if TYPE_CHECKING:
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Kind

MOST_TOLD = 8
"""So much of what changed is told on the page of a record; on the overview, half of that."""


@dataclass(frozen=True, slots=True)
class ChangeNote:
    """That a page shows something else than before.

    Attributes:
        base: What it is held against.
        head: How the record, or the whole, differs, as a sentence.
        text: More about it, as sentences; possibly empty.
        worse: Whether something fails that did not before.
        told: What is otherwise, a clause each.
        more: How many more there are.
        href: Where all changes are told.
    """

    base: str
    head: str
    text: str
    worse: bool
    told: tuple[str, ...]
    more: int
    href: str


def note_change(kind: Kind, record: str, index: SiteIndex, links: urls.Links) -> ChangeNote | None:
    """Gives what a record says otherwise than in the base, for its own page; None where nothing, or without a base."""
    difference = index.settings.difference
    change = difference.change_of(kind, record) if difference else None
    if difference is None or change is None:
        return None
    told = tell_change(change, constraints=True)
    return ChangeNote(
        difference.base,
        {
            "added": say("New in this preview."),
            "renamed": say("Changed in this preview; it was {was}.", was=change.was),
            "changed": say("Changed in this preview."),
            "removed": "",
        }[change.way],
        "",
        any(one.turn == "breaks" for one in change.verdicts),
        told[:MOST_TOLD],
        max(0, len(told) - MOST_TOLD),
        links.to(urls.CHANGES),
    )


def note_preview(index: SiteIndex, links: urls.Links) -> ChangeNote | None:
    """Gives what a preview changes as a whole, for the overview; None without a base."""
    difference = index.settings.difference
    if difference is None:
        return None
    concerns = list_concerns(difference)
    most = MOST_TOLD // 2
    return ChangeNote(
        difference.base,
        say(
            "This preview changes {decisions}.",
            decisions=counted(len(difference.of_kind("decision")), "decision"),
        ),
        f"{tell_headline(difference)} {tell_counts(difference)}".strip(),
        difference.is_worse(),
        tuple(f"{MATTER_WORDS[one.matter]}: {one.record.title}" for one in concerns[:most]),
        max(0, len(concerns) - most),
        links.to(urls.CHANGES),
    )
