"""Parts of an argument before they are numbered, and their numbering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.assurance.argument import NOTHING, PREFIXES, About, Element

if TYPE_CHECKING:
    from buttress.assurance.argument import Kind, Mark, Standing
    from buttress.verdicts import Verdict

_SHARED: frozenset[Kind] = frozenset(
    {"solution", "context", "assumption", "justification", "counter-solution"}
)
"""What says the same is the same element, wherever it is mentioned; a claim is made once."""


@dataclass(frozen=True, slots=True)
class Part:
    """An element with all that hangs on it; see `Element`."""

    kind: Kind
    text: str
    written: str = ""
    about: About = NOTHING
    supports: tuple[Part, ...] = ()
    contexts: tuple[Part, ...] = ()
    challengers: tuple[Part, ...] = ()
    mark: Mark = ""
    standing: Standing | None = None
    needed: str = ""
    due: bool = False
    verdict: Verdict | None = None


def number_parts(top: Part) -> tuple[Element, ...]:
    """Gives the elements of an argument, each with its id, in the order in which a reader meets them.

    Numbers follow from the order alone, so that the same records always give the same ids.

    Args:
        top: The claim at the top.
    """
    numbering = _Numbering({}, {}, {}, [])
    numbering.number(top)
    return tuple(numbering.elements[name] for name in numbering.order)


@dataclass(frozen=True, slots=True)
class _Numbering:
    counts: dict[Kind, int]
    known: dict[tuple[object, ...], str]
    elements: dict[str, Element]
    order: list[str]

    def number(self, part: Part) -> str:
        shared = part.kind in _SHARED
        key = (part.kind, part.text, part.written, part.about)
        if shared and key in self.known:
            return self.known[key]
        count = self.counts[part.kind] = self.counts.get(part.kind, 0) + 1
        name = f"{PREFIXES[part.kind]}{count}"
        self.known[key] = name
        # Its place comes before those of its parts, whose ids it holds.
        self.order.append(name)
        self.elements[name] = Element(
            name,
            part.kind,
            part.text,
            part.written,
            part.about,
            in_context_of=self._numbered(part.contexts),
            supported_by=self._numbered(part.supports),
            challenged_by=self._numbered(part.challengers),
            mark=part.mark,
            standing=part.standing,
            needed=part.needed,
            due=part.due,
            verdict=part.verdict,
        )
        return name

    def _numbered(self, parts: tuple[Part, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(self.number, parts)))
