"""An argument as an outline for terminals, and as fields for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from buttress.explanation import code_free
from buttress.report.wrapped_prose import wrap_prose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from buttress.assurance import Argument, Element

ASSURANCE_FORMAT = 1
"""Version of the fields; it grows when one of them changes its meaning."""
WIDTH = 100
_STEP = "  "


def describe_argument(argument: Argument) -> str:
    """Gives an argument as an outline: what it comes to, then each element with what it is to what stands above it."""
    head = [f"{argument.conclusion.standing.upper()}: {argument.owner}"]
    told = " ".join([argument.conclusion.text, *argument.remarks])
    lines = [*head, _wrapped(told, 1), "", *_lines(argument.top, "", 0, argument.by_id(), set())]
    return "\n".join(lines)


def dump_argument(argument: Argument) -> dict[str, Any]:
    """Gives an argument as fields: ``format, kind, id, title, standing, conclusion, remarks, top, elements``.

    Each element has ``id, kind, text`` and ``written`` (in the words of the record, Markdown), ``supported_by``,
    ``in_context_of`` and ``challenged_by`` (ids), ``defeated``, ``undeveloped``, ``standing`` and ``needed`` (for goals),
    ``due``, and what it speaks of: ``constraint`` with its ``state``, or ``run``; null where there is none.
    """
    return {
        "format": ASSURANCE_FORMAT,
        "kind": argument.kind,
        "id": argument.owner,
        "title": argument.title,
        "standing": argument.conclusion.standing,
        "conclusion": code_free(argument.conclusion.text),
        "remarks": [code_free(text) for text in argument.remarks],
        "top": argument.top.id,
        "elements": [_fields(element) for element in argument.elements],
    }


def _fields(element: Element) -> dict[str, Any]:
    about = element.about
    return {
        "id": element.id,
        "kind": element.kind,
        "text": code_free(element.text),
        "written": element.written,
        "supported_by": list(element.supported_by),
        "in_context_of": list(element.in_context_of),
        "challenged_by": list(element.challenged_by),
        "defeated": element.mark == "defeated",
        "undeveloped": element.mark == "undeveloped",
        "standing": element.standing,
        "needed": code_free(element.needed),
        "due": element.due,
        "constraint": about.name if about.topic == "constraint" else None,
        "state": element.verdict.state if element.verdict else None,
        "run": about.name if about.topic == "run" else None,
    }


def _lines(
    element: Element, relation: str, depth: int, elements: Mapping[str, Element], seen: set[str]
) -> Iterator[str]:
    lead = f"{relation} " if relation else ""
    if element.id in seen:
        yield f"{_STEP * depth}{lead}{element.id}, as above"
        return
    seen.add(element.id)
    standing = f" [{element.standing}]" if element.standing else ""
    mark = f" [{element.mark}]" if element.mark and element.mark != element.standing else ""
    due = " [due]" if element.due else ""
    said = " ".join(f"{element.text} {element.written} {element.needed}".split())
    yield _wrapped(f"{lead}{element.id} {element.kind}{standing}{mark}{due}: {said}", depth)
    for words, names in (
        ("in the context of", element.in_context_of),
        ("supported by", element.supported_by),
        ("challenged by", element.challenged_by),
    ):
        for name in names:
            yield from _lines(elements[name], words, depth + 1, elements, seen)


def _wrapped(text: str, depth: int) -> str:
    return code_free(wrap_prose(text, WIDTH, _STEP * depth, _STEP * (depth + 2)))
