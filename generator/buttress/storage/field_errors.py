"""Validation errors in the words of the person who wrote the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from buttress.errors import listing, suggest
from buttress.records import NAMED_KINDS, Flaw, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_EXPECTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "date_type": "a date as YYYY-MM-DD",
    "date_parsing": "a date as YYYY-MM-DD",
    "date_from_datetime_parsing": "a date as YYYY-MM-DD",
    "date_from_datetime_inexact": "a date as YYYY-MM-DD",
}


def explain_errors(
    error: ValidationError, kind: Kind, record_id: str, model: type[BaseModel], data: Mapping[str, object]
) -> list[Flaw]:
    """Gives a validation's errors as flaws with the path of the value at fault and a "did you mean"."""
    flaws = [_explain(one, kind, record_id, model, data) for one in error.errors(include_url=False)]
    return _one_a_field(flaws)


def _explain(
    one: ErrorDetails, kind: Kind, record_id: str, model: type[BaseModel], data: Mapping[str, object]
) -> Flaw:
    field = _field_in(data, one["loc"])
    context: Mapping[str, Any] = one.get("ctx", {})
    match one["type"]:
        case "extra_forbidden":
            key = str(one["loc"][-1])
            allowed = _keys_at(model, one["loc"][:-1], kind)
            message = f"unknown key {key!r}; allowed: {listing(allowed, 40)}"
            return Flaw(
                kind, record_id, (*field[:-1], key) if field else (key,), message, suggest(key, allowed)
            )
        case "missing":
            key = str(one["loc"][-1])
            return Flaw(kind, record_id, field, f"the key {key!r} is missing")
        case "literal_error":
            return _explain_choice(one, kind, record_id, model, field)
        case "text_error":
            message, hint = str(context["message"]), str(context.get("hint", ""))
            return Flaw(kind, record_id, field, message, hint, int(context.get("offset", 0)))
        case kind_of_error if kind_of_error in _EXPECTED:
            message = f"found {_shown(one['input'])}; allowed: {_EXPECTED[kind_of_error]}"
            hint = "put it in quotes" if kind_of_error == "string_type" and _is_scalar(one["input"]) else ""
            return Flaw(kind, record_id, field, message, hint)
        case "value_error":
            return Flaw(kind, record_id, field, str(context["error"]))
        case "string_pattern_mismatch":
            message = f"found {_shown(one['input'])}; allowed: text of the form {context['pattern']}"
            return Flaw(kind, record_id, field, message)
        case _:
            return Flaw(kind, record_id, field, f"found {_shown(one['input'])}: {_plain(one['msg'])}")


def _explain_choice(
    one: ErrorDetails, kind: Kind, record_id: str, model: type[BaseModel], field: tuple[str | int, ...]
) -> Flaw:
    # The allowed words come from the annotation: pydantic only gives them joined as prose.
    allowed = _choices_at(model, one["loc"])
    found = one["input"]
    message = f"found {_shown(found)}; allowed: {listing(allowed, 40)}"
    return Flaw(kind, record_id, field, message, suggest(str(found), allowed))


def _field_in(data: object, loc: Sequence[str | int]) -> tuple[str | int, ...]:
    """The part of a location that exists in the data; pydantic mixes the names of its validators in."""
    field: list[str | int] = []
    for step in loc:
        in_mapping = isinstance(data, dict) and step in data
        in_list = isinstance(data, list) and isinstance(step, int) and step < len(data)
        if not in_mapping and not in_list:
            continue
        data = data[step]  # type: ignore[index]
        field.append(step)
    return tuple(field)


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def _annotation_at(model: type[BaseModel], loc: Sequence[str | int]) -> tuple[object, type[BaseModel]]:
    annotation: object = model
    for step in loc:
        by_name = {(info.alias or name): info.annotation for name, info in model.model_fields.items()}
        if step in by_name:
            annotation = by_name[str(step)]
            model = next(_models_in(annotation), model)
    return annotation, model


def _keys_at(model: type[BaseModel], loc: Sequence[str | int], kind: Kind) -> tuple[str, ...]:
    _, found = _annotation_at(model, loc)
    hidden = {"extensions"} if loc or kind in NAMED_KINDS else {"extensions", "id"}
    return tuple(info.alias or name for name, info in found.model_fields.items() if name not in hidden)


def _choices_at(model: type[BaseModel], loc: Sequence[str | int]) -> tuple[str, ...]:
    annotation, _ = _annotation_at(model, loc)
    return tuple(dict.fromkeys(_words_in(annotation)))


def _words_in(annotation: object) -> Iterator[str]:
    if isinstance(annotation, str | int) and not isinstance(annotation, bool):
        yield str(annotation)
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        for inner in get_args(annotation):
            yield from _words_in(inner)


def _is_scalar(value: object) -> bool:
    return isinstance(value, str | int | float | bool)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "nothing"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _plain(message: str) -> str:
    return message[0].lower() + message[1:]


def _one_a_field(flaws: Sequence[Flaw]) -> list[Flaw]:
    """Keeps one flaw a field: members of a union each complain of the same value."""
    kept: dict[tuple[object, ...], Flaw] = {}
    for flaw in flaws:
        key = (
            (flaw.field, flaw.message)
            if flaw.message.startswith(("unknown key", "the key"))
            else (flaw.field,)
        )
        kept.setdefault(key, flaw)
    return list(kept.values())
