"""Arguments as the YAML that gsn2x reads: https://jonasthewolf.github.io/gsn2x/ (version 3, dialectic extension)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from buttress.explanation import code_free

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from buttress.assurance import Argument, Element

_WRAP = 44
"""After so many characters gsn2x breaks a line."""


def dump_gsn2x(argument: Argument) -> str:
    """Gives an argument as YAML for gsn2x, which draws it or joins it with other modules of an assurance case.

    gsn2x lets only goals and strategies have contexts; what belongs to a counter-goal goes into its text.

    Args:
        argument: The argument.
    """
    import yaml

    elements = argument.by_id()
    challenged = {name: one.id for one in argument.elements for name in one.challenged_by}
    kept = _reached(argument.top, elements)
    module = {"name": argument.owner, "brief": argument.conclusion.text, "charWrap": _WRAP}
    fields = {
        one.id: _fields(one, elements, challenged.get(one.id, ""))
        for one in argument.elements
        if one.id in kept
    }
    return yaml.safe_dump({"module": module, **fields}, sort_keys=False, allow_unicode=True, width=110)


def _reached(top: Element, elements: Mapping[str, Element]) -> set[str]:
    """Ids of what is reached on ways that gsn2x knows."""
    found: set[str] = set()
    waiting = [top]
    while waiting:
        one = waiting.pop()
        found.add(one.id)
        names = (*one.supported_by, *one.challenged_by, *(() if _is_counter(one) else one.in_context_of))
        waiting += [elements[name] for name in names if name not in found]
    return found


def _is_counter(element: Element) -> bool:
    return element.kind == "counter-goal"


def _fields(element: Element, elements: Mapping[str, Element], challenges: str) -> dict[str, Any]:
    beside = () if _is_counter(element) else element.in_context_of
    fields: dict[str, Any] = {"text": " ".join(_texts(element, elements))}
    if element.supported_by:
        fields["supportedBy"] = list(element.supported_by)
    if beside:
        fields["inContextOf"] = list(beside)
    if challenges:
        fields["challenges"] = challenges
    if element.mark == "defeated":
        fields["defeated"] = True
    if element.kind in ("goal", "strategy") and not element.supported_by:
        fields["undeveloped"] = True
    return fields


def _texts(element: Element, elements: Mapping[str, Element]) -> Iterator[str]:
    for text in (code_free(element.text), " ".join(element.written.split()), element.needed):
        if text:
            yield text
    if _is_counter(element):
        for name in element.in_context_of:
            yield from _texts(elements[name], elements)
