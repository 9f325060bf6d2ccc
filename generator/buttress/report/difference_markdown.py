"""What changes against a base, as Markdown for a comment on a pull request or the summary of a job.

Text of records is a stranger's: everything that Markdown or GitHub would read as more than text is escaped, so that it
makes no link, picture or heading, and calls nobody.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from buttress.difference import (
    KIND_WORDS,
    MATTER_WORDS,
    list_concerns,
    tell_counts,
    tell_fields,
    tell_headline,
    tell_standing,
    tell_stated,
    tell_waiver,
    tell_way,
)
from buttress.explanation import counted
from buttress.report.verdict_text import describe_claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.difference import Concern, ProjectDifference, RecordChange

MOST_CONCERNS = 40
MOST_RECORDS = 100
"""So much is told; a comment holds 65 536 characters."""
_MEANT = re.compile(r"([\\`*_\[\]#!|~>])")
_CALLS = re.compile(r"(?<=[@#])(?=\w)|(?<=:)(?=//)|(?<=www)(?=\.)")
_JOINER = "\u2060"
"""Invisible, and breaks what would call somebody, or become a link by itself."""


def dump_difference_markdown(difference: ProjectDifference) -> str:
    """Gives what changes against a base as Markdown: the outcome, what to look at, and the rest folded away."""
    concerns = list_concerns(difference)
    parts = [
        f"### Decisions against {escape_markdown(difference.base)}",
        f"**{tell_headline(difference)}** {tell_counts(difference)} Both judged as of {difference.as_of}.",
        *_table(concerns[:MOST_CONCERNS]),
        *_more(len(concerns) - MOST_CONCERNS, "more to look at"),
        *_folded(difference),
    ]
    return "\n\n".join(parts)


def escape_markdown(text: str) -> str:
    """Gives a text that Markdown shows as it is, on one line."""
    plain = _MEANT.sub(r"\\\1", " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;"))
    return _CALLS.sub(_JOINER, plain)


def _table(concerns: tuple[Concern, ...]) -> Iterator[str]:
    if concerns:
        head = ["| look at | where | what |", "| --- | --- | --- |"]
        yield "\n".join([*head, *map(_row, concerns)])


def _row(concern: Concern) -> str:
    matter = MATTER_WORDS[concern.matter]
    word = f"**{matter}**" if concern.matter == "breaks" else matter
    claim = f"<br>{_code(describe_claim(concern.constraint))}" if concern.constraint else ""
    return f"| {word} | {_code(concern.record.id)}{claim} | {escape_markdown(concern.told)} |"


def _code(text: str) -> str:
    """A name as code: in a table the bar must be escaped all the same."""
    return f"`{' '.join(text.split()).replace('`', '').replace('|', chr(92) + '|')}`"


def _folded(difference: ProjectDifference) -> Iterator[str]:
    if not difference.changes:
        return
    shown = difference.changes[:MOST_RECORDS]
    lines = ["<details><summary>Everything that changed</summary>", ""]
    for kind, (_, many) in KIND_WORDS.items():
        changes = [one for one in shown if one.kind == kind]
        if changes:
            lines += [f"**{many[:1].upper()}{many[1:]}**", ""]
            lines += [line for change in changes for line in _items(change)]
            lines.append("")
    lines += _more(len(difference.changes) - len(shown), "more")
    lines.append("</details>")
    yield "\n".join(lines)


def _items(change: RecordChange) -> Iterator[str]:
    title = f" {escape_markdown(change.title)}" if change.title != change.id else ""
    yield f"- {_code(change.id)}{title}: {escape_markdown(tell_way(change))}"
    if change.way in ("added", "removed"):
        standing = tell_standing(change)
        yield from [f"  - {escape_markdown(standing)}"] if standing else []
        return
    yield from (f"  - {escape_markdown(told)}" for told in tell_fields(change.fields))
    for stated in change.stated:
        told = "; ".join(map(escape_markdown, tell_stated(stated)))
        yield f"  - {_code(describe_claim(stated.constraint))}: {told}"
    for waiver in change.waivers:
        yield f"  - {_code(waiver.waiver.constraint)}: {escape_markdown(tell_waiver(waiver))}"
    yield from (f"  - due: {escape_markdown(notice.text)}" for notice in change.notices)


def _more(number: int, words: str) -> list[str]:
    return [f"{counted(number, words, words)}, see `buttress diff`."] if number > 0 else []
