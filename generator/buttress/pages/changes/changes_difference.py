"""What a preview changes against its base, ready to print: what to look at, verdicts and limits, then every record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.difference import (
    KIND_WORDS,
    MATTER_WORDS,
    list_concerns,
    show_measured,
    tell_constraint,
    tell_counts,
    tell_fields,
    tell_headline,
    tell_move,
    tell_standing,
    tell_stated,
    tell_waiver,
    tell_way,
)
from buttress.explanation import as_judged, counted, say, show_claim, tell_selectors
from buttress.pages.changes.changes_links import link_change, link_stated
from buttress.pages.wording import NOT_JUDGED, STATE_TERMS, Term

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from buttress.difference import Concern, Matter, ProjectDifference, RecordChange, StatedChange
    from buttress.pages import urls
    from buttress.pages.record_links import Link
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Constraint, Quality
    from buttress.verdicts import Verdict

MOST_CONCERNS = 40
MOST_ROWS = 100
MOST_RECORDS = 60
"""So much of each kind is shown; `buttress diff` tells all."""
_LOOKS: Mapping[Matter, str] = {
    "breaks": "violated",
    "eased": "undecided",
    "waived": "waived",
    "ungated": "undecided",
    "worsens": "stale",
    "chosen": "accepted",
    "due": "due",
    "moved": "unjudged",
}
"""Which class gives each sort of concern its colour; the word says the same."""
_GRAVITY = ("breaks", "worsens", "waived", "improves", "same", "appears", "vanishes")


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A constraint in a line, with the way to its place."""

    quality: str
    claim: str
    selectors: tuple[str, ...]
    href: str


@dataclass(frozen=True, slots=True)
class ConcernView:
    """Something that a reviewer should look at."""

    word: str
    look: str
    record: Link
    claim: ClaimView | None
    told: str


@dataclass(frozen=True, slots=True)
class FlipView:
    """A constraint before and after: its verdict, its limit, and what was measured.

    Attributes:
        record: What states it.
        claim: The constraint as it is.
        before: The verdict before.
        after: The verdict now.
        limit: What changed in the constraint itself, as clauses.
        measured_before: Value and bounds before; empty where there were none.
        measured_after: Value and bounds now; empty where there are none.
        move: Whether the numbers moved beyond their bounds, in words; empty where they did not move.
    """

    record: Link
    claim: ClaimView
    before: Term
    after: Term
    limit: tuple[str, ...]
    measured_before: str
    measured_after: str
    move: str


@dataclass(frozen=True, slots=True)
class ChangedView:
    """A record that differs, with what it says otherwise as clauses."""

    record: Link
    id: str
    way: str
    key: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedGroup:
    """The records of one kind that differ."""

    anchor: str
    title: str
    records: tuple[ChangedView, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """Everything that changes against a base.

    Attributes:
        base: What it is held against.
        term: Whether something fails that did not before.
        headline: The same as a sentence.
        counts: How many records of which kind differ how.
        concerns: What to look at first.
        more_concerns: How many more there are.
        flips: Constraints whose verdict, limit or numbers changed.
        more_flips: How many more there are.
        groups: The records that differ, by kind.
        left_out: What of the base was not read, as a sentence; empty where all was.
    """

    base: str
    term: Term
    headline: str
    counts: str
    concerns: tuple[ConcernView, ...]
    more_concerns: int
    flips: tuple[FlipView, ...]
    more_flips: int
    groups: tuple[ChangedGroup, ...]
    left_out: str


def view_difference(difference: ProjectDifference, index: SiteIndex, links: urls.Links) -> DifferenceView:
    """Gives what changes against a base for its page; ``links`` are addresses as seen from there."""
    concerns = list_concerns(difference)
    flips = _flips(difference)
    entries = counted(difference.left_out, "entry", "entries")
    return DifferenceView(
        base=difference.base,
        term=STATE_TERMS["violated" if difference.is_worse() else "holds"],
        headline=tell_headline(difference),
        counts=tell_counts(difference),
        concerns=tuple(_concern(one, index, links) for one in concerns[:MOST_CONCERNS]),
        more_concerns=max(0, len(concerns) - MOST_CONCERNS),
        flips=tuple(_flip(change, stated, index, links) for change, stated in flips[:MOST_ROWS]),
        more_flips=max(0, len(flips) - MOST_ROWS),
        groups=tuple(_groups(difference, links)),
        left_out=say("{entries} of the base, links or too large, were not read.", entries=entries)
        if difference.left_out
        else "",
    )


def _concern(concern: Concern, index: SiteIndex, links: urls.Links) -> ConcernView:
    constraint, quality = concern.constraint, concern.quality
    claim = _claim(concern.record, constraint, quality, index, links) if constraint and quality else None
    return ConcernView(
        MATTER_WORDS[concern.matter],
        _LOOKS[concern.matter],
        link_change(concern.record, links),
        claim,
        concern.told,
    )


def _claim(
    change: RecordChange, constraint: Constraint, quality: Quality, index: SiteIndex, links: urls.Links
) -> ClaimView:
    claim = show_claim(constraint.require, as_judged(constraint, quality))
    href = link_stated(change, constraint, index, links)
    return ClaimView(quality.title, claim, tell_selectors(constraint), href)


def _flips(difference: ProjectDifference) -> list[tuple[RecordChange, StatedChange]]:
    """What changed of constraints, the gravest first; records that came or went are told as a whole."""
    found = [
        (change, stated)
        for change in difference.of_kind("decision", "system")
        if change.way in ("changed", "renamed")
        for stated in change.stated
    ]
    return sorted(found, key=lambda pair: _gravity(pair[1]))


def _gravity(stated: StatedChange) -> int:
    return _GRAVITY.index(stated.verdict.turn) if stated.verdict else len(_GRAVITY)


def _flip(change: RecordChange, stated: StatedChange, index: SiteIndex, links: urls.Links) -> FlipView:
    verdict = stated.verdict
    before, after = (verdict.before, verdict.after) if verdict else _standing(change, stated, index)
    return FlipView(
        record=link_change(change, links),
        claim=_claim(change, stated.constraint, stated.quality, index, links),
        before=_term(before),
        after=_term(after),
        limit=tell_constraint(stated.change) if stated.change else (),
        measured_before=show_measured(before, stated.quality),
        measured_after=show_measured(after, stated.quality),
        move=tell_move(verdict) if verdict else "",
    )


def _standing(
    change: RecordChange, stated: StatedChange, index: SiteIndex
) -> tuple[Verdict | None, Verdict | None]:
    """The verdict of a constraint that did not change its own: the same on both sides."""
    verdicts = index.system_verdicts(change.id) if change.kind == "system" else index.verdicts(change.id)
    found = next((one for one in verdicts if one.bound.constraint.id == stated.constraint.id), None)
    return found, found


def _term(verdict: Verdict | None) -> Term:
    return STATE_TERMS[verdict.state] if verdict else NOT_JUDGED


def _groups(difference: ProjectDifference, links: urls.Links) -> Iterator[ChangedGroup]:
    for kind, (_, many) in KIND_WORDS.items():
        changes = difference.of_kind(kind)
        if changes:
            shown = tuple(_changed(one, links) for one in changes[:MOST_RECORDS])
            title = f"{many[:1].upper()}{many[1:]}"
            yield ChangedGroup(f"changed-{kind}", title, shown, len(changes) - len(shown))


def _changed(change: RecordChange, links: urls.Links) -> ChangedView:
    return ChangedView(
        link_change(change, links),
        change.id if change.id != change.title else "",
        tell_way(change),
        change.way,
        tell_change(change),
    )


def tell_change(change: RecordChange, *, constraints: bool = False) -> tuple[str, ...]:
    """Gives what a record says otherwise, a clause each.

    Args:
        change: The change.
        constraints: Tell of its constraints, too, which a table tells elsewhere.
    """
    if change.way in ("added", "removed"):
        standing = tell_standing(change)
        return (standing,) if standing else ()
    told = [*tell_fields(change.fields)]
    if constraints:
        told += [
            f"{one.quality.title} {show_claim(one.constraint.require, as_judged(one.constraint, one.quality))}: "
            f"{'; '.join(tell_stated(one))}"
            for one in change.stated
        ]
    elif change.stated:
        told.append(
            say("{constraints}: see the table", constraints=counted(len(change.stated), "constraint"))
        )
    told += [f"{one.waiver.constraint}: {tell_waiver(one)}" for one in change.waivers]
    told += [say("due: {text}", text=one.text) for one in change.notices]
    return tuple(told)
