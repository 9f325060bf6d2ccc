"""The prose of a decision that a reader takes for knowledge: everything but what is declared as assumed or reasoned."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.records import Decision, Option


class ProseField(NamedTuple):
    """A piece of prose with its place in the record and its name for a reader."""

    field: tuple[str | int, ...]
    name: str
    text: str


def prose_of(decision: Decision) -> Iterator[ProseField]:
    """Gives the prose of a decision, in the order of the record; reasons, assumptions and risks are left out."""
    for name in ("title", "question", "context"):
        yield ProseField((name,), f"the {name}", getattr(decision, name))
    for index, option in enumerate(decision.options):
        yield from _of_option(option, index)
    yield ProseField(("rationale",), "the rationale", decision.rationale)
    for kind in ("good", "bad", "neutral"):
        for index, text in enumerate(getattr(decision.consequences, kind)):
            yield ProseField(("consequences", kind, index), f"the {kind} consequences", text)


def _of_option(option: Option, index: int) -> Iterator[ProseField]:
    place = ("options", index)
    for name in ("title", "description"):
        yield ProseField((*place, name), f"the {name} of {option.id}", getattr(option, name))
    for name in ("pros", "cons", "neutral"):
        for number, text in enumerate(getattr(option, name)):
            yield ProseField((*place, name, number), f"the {name} of {option.id}", text)
