"""Frozen dataclasses out of plain JSON: the way back from `dataclasses.asdict`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def restore(kind: type[T], value: Mapping[str, Any]) -> T:
    """Gives the dataclass whose `asdict` a JSON document holds.

    Fields may be dataclasses, tuples of one type, mappings from text, options of these, and plain values.

    Args:
        kind: The dataclass; its annotations can be resolved at run time.
        value: The JSON object.

    Raises:
        TypeError: A field is missing, or there is one that the dataclass does not have.
    """
    hints = get_type_hints(kind)
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type]
    return kind(
        **{name: _revive(hints[name] if name in known else object, one) for name, one in value.items()}
    )


def _revive(hint: Any, value: Any) -> Any:  # noqa: ANN401 - types and JSON of any kind
    if value is None:
        return None
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _revive(next(one for one in arguments if one is not NoneType), value)
    if is_dataclass(hint) and isinstance(hint, type):
        return restore(hint, value)
    if origin is tuple:
        return tuple(_revive(arguments[0], one) for one in value)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {name: _revive(arguments[1], one) for name, one in value.items()}
    return value if origin is Literal or not isinstance(hint, type) or hint is not float else float(value)
