"""What changes against a base, as text for terminals: what to look at first, then every record."""

from __future__ import annotations

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
from buttress.explanation import code_free, counted
from buttress.report.verdict_text import describe_claim
from buttress.report.wrapped_prose import wrap_prose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.difference import Concern, ProjectDifference, RecordChange

SIGNS = {"added": "+", "removed": "-", "renamed": ">", "changed": "~"}


def describe_difference(difference: ProjectDifference, width: int = 80) -> str:
    """Gives what changes against a base: what to look at first, then every record with what it says otherwise.

    Args:
        difference: What changes.
        width: The most characters of a line.
    """
    parts = [
        wrap_prose(f"Against {difference.base}, both judged as of {difference.as_of}.", width),
        *_describe_concerns(difference, width),
        *_describe_kinds(difference, width),
        describe_outcome(difference),
    ]
    return "\n\n".join(parts)


def describe_outcome(difference: ProjectDifference) -> str:
    """Gives the closing line: how much differs, and whether anything fails that did not before."""
    told = " ".join(filter(None, [tell_counts(difference), tell_headline(difference)]))
    if difference.left_out:
        files = counted(difference.left_out, "entry", "entries")
        told += f" {files} of the base, links or too large, were not read."
    return code_free(told)


def _describe_concerns(difference: ProjectDifference, width: int) -> Iterator[str]:
    concerns = list_concerns(difference)
    if concerns:
        yield "\n".join(["Look at first", *(_describe_concern(one, width) for one in concerns)])


def _describe_concern(concern: Concern, width: int) -> str:
    claim = f": {describe_claim(concern.constraint)}" if concern.constraint else ""
    head = f"{MATTER_WORDS[concern.matter].upper()}: {concern.record.id}{claim}"
    return "\n".join([_wrapped(head, width, "  "), _wrapped(concern.told, width, "    ")])


def _describe_kinds(difference: ProjectDifference, width: int) -> Iterator[str]:
    for kind, (_, many) in KIND_WORDS.items():
        changes = difference.of_kind(kind)
        if changes:
            title = f"{many[:1].upper()}{many[1:]}"
            yield "\n".join([title, *("\n".join(_describe_record(one, width)) for one in changes)])


def _describe_record(change: RecordChange, width: int) -> Iterator[str]:
    named = f": {change.title}" if change.title != change.id else ""
    was = f" ({tell_way(change)})" if change.way == "renamed" else ""
    yield _wrapped(f"{SIGNS[change.way]} {change.id}{was}{named}", width, "  ")
    if change.way in ("added", "removed"):
        standing = tell_standing(change)
        if standing:
            yield _wrapped(standing, width, "      ")
        return
    for told in tell_fields(change.fields):
        yield _wrapped(told, width, "      ")
    for stated in change.stated:
        yield _wrapped(describe_claim(stated.constraint), width, "      ")
        yield from (_wrapped(clause, width, "        ") for clause in tell_stated(stated))
    for waiver in change.waivers:
        yield _wrapped(f"{waiver.waiver.constraint}: {tell_waiver(waiver)}", width, "      ")
    for notice in change.notices:
        yield _wrapped(f"due: {notice.text}", width, "      ")


def _wrapped(text: str, width: int, indent: str) -> str:
    plain = " ".join(code_free(text).replace("→", "->").split())
    return wrap_prose(plain, width, indent, f"{indent}  ")
