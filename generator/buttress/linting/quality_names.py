"""What prose calls a quality: its id, its title and the parts of both that stand for it alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from buttress.records import Quality

_JOINTS = re.compile(r"[._]")
_KIND_OF = re.compile(r"\s(?:of|per)\s")


def names_of(quality: Quality) -> tuple[str, ...]:
    """Gives the names that a sentence may use for a quality, in lower case.

    "Latency, 99th percentile" goes by ``latency``, "Recall (sensitivity)" by either word.
    """
    title, _, alias = quality.title.lower().partition(" (")
    head = title.partition(",")[0]
    parts = (*_KIND_OF.split(head)[:1], head, alias.rstrip(")"), _JOINTS.sub(" ", quality.id.lower()))
    return tuple(dict.fromkeys(part for part in (quality.id.lower(), *parts) if part))


def named_qualities(sentence: str, qualities: Iterable[Quality]) -> tuple[str, ...]:
    """Gives the ids of the qualities that a sentence names, each once; plurals count."""
    lowered = " ".join(sentence.lower().split())
    return tuple(dict.fromkeys(one.id for one in qualities if _is_named(one, lowered)))


def _is_named(quality: Quality, lowered: str) -> bool:
    names = "|".join(map(re.escape, names_of(quality)))
    return bool(re.search(rf"(?<!\w)(?:{names})s?(?!\w)", lowered))
