"""Whether something is what it was before, so surely that whatever is printed from it prints the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_PLAIN = frozenset({str, int, float, bool, bytes, date, datetime})
_LISTS = frozenset({tuple, list})


def same(now: Any, before: Any) -> bool:  # noqa: ANN401 - anything that stages hold
    """Says whether two things are alike in every part; records and arrays only count as the same when they are one.

    Equality will not do: 1 equals 1.0, and mappings are equal in whatever order they are printed.
    """
    if now is before:
        return True
    kind = type(now)
    if kind is not type(before):
        return False
    if kind in _PLAIN:
        return bool(now == before)
    if kind in _LISTS:
        return _same_in_order(now, before)
    parts = _parts_of(kind)  # type: ignore[arg-type]  # types can be hashed
    if parts is not None:
        return _same_in_order(parts(now), parts(before))
    if isinstance(now, Mapping):
        return _same_in_order(list(now), list(before)) and all(same(now[key], before[key]) for key in now)
    # Sets print in any order, and of other things nothing is known: the dear way is the safe one.
    return False


def _same_in_order(now: Sequence[object], before: Sequence[object]) -> bool:
    return len(now) == len(before) and all(map(same, now, before))


@lru_cache(maxsize=256)
def _parts_of(kind: type) -> Callable[[object], tuple[object, ...]] | None:
    """What gives the values of a dataclass in their order; None for other types."""
    if not is_dataclass(kind):
        return None
    names = [one.name for one in fields(kind)]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda one: tuple(getattr(one, name) for name in names)
