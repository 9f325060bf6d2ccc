"""Mappings and tuples that tell what is read of them."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from enum import Enum
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Key = TypeVar("Key")
Value = TypeVar("Value")


class Part(Enum):
    """What else can be read of something than the value at one key."""

    NAMES = "its keys, in order"
    WHOLE = "everything in it"


Read = tuple[str, "Hashable"]
"""What is watched, by name, and the key in it that was read, or a `Part` of it."""


class WatchedMapping(Mapping[Key, Value]):
    """A mapping as its readers see it.

    Args:
        name: What it is called.
        content: What it holds.
        note: Is told of every read.
    """

    __slots__ = ("_content", "_name", "_note")

    def __init__(self, name: str, content: Mapping[Key, Value], note: Callable[[Read], None]) -> None:
        self._name = name
        self._content = content
        self._note = note

    def __getitem__(self, key: Key) -> Value:
        self._note((self._name, key))
        return self._content[key]

    def get(self, key: Key, default: Any = None) -> Any:  # noqa: ANN401 - as Mapping has it
        """Gives the value at a key, or the default: that it is not there was read, too."""
        self._note((self._name, key))
        return self._content.get(key, default)

    def __contains__(self, key: object) -> bool:
        self._note((self._name, key))
        return key in self._content

    def __iter__(self) -> Iterator[Key]:
        self._note((self._name, Part.NAMES))
        return iter(self._content)

    def __len__(self) -> int:
        self._note((self._name, Part.NAMES))
        return len(self._content)

    def keys(self) -> KeysView[Key]:
        """Gives the keys."""
        self._note((self._name, Part.NAMES))
        return self._content.keys()

    def values(self) -> ValuesView[Value]:
        """Gives all values."""
        self._note((self._name, Part.WHOLE))
        return self._content.values()

    def items(self) -> ItemsView[Key, Value]:
        """Gives all keys with their values."""
        self._note((self._name, Part.WHOLE))
        return self._content.items()

    def __eq__(self, other: object) -> bool:
        self._note((self._name, Part.WHOLE))
        return self._content == other

    __hash__ = None  # type: ignore[assignment]


class WatchedTuple(tuple[Value, ...]):
    """A tuple as its readers see it: whatever is read of it, it was read as a whole."""

    _told: Callable[[], None]

    @classmethod
    def of(cls, content: tuple[Value, ...], told: Callable[[], None]) -> WatchedTuple[Value]:
        """Gives a tuple that calls a function whenever it is read."""
        made = cls(content)
        made._told = told
        return made

    def __iter__(self) -> Iterator[Value]:
        self._told()
        return super().__iter__()

    def __len__(self) -> int:
        self._told()
        return super().__len__()

    def __contains__(self, value: object) -> bool:
        self._told()
        return super().__contains__(value)

    def __getitem__(self, place: SupportsIndex | slice) -> Any:  # noqa: ANN401 - as tuple
        self._told()
        return super().__getitem__(place)

    def __add__(self, other: tuple[Any, ...]) -> tuple[Any, ...]:
        self._told()
        return super().__add__(other)

    def __eq__(self, other: object) -> bool:
        self._told()
        return super().__eq__(other)

    def __hash__(self) -> int:
        self._told()
        return super().__hash__()


class WatchedSet(frozenset[Value]):
    """A set as its readers see it: asked for one value, or read as a whole."""

    _name: str
    _note: Callable[[Read], None]

    @classmethod
    def of(cls, content: frozenset[Value], name: str, note: Callable[[Read], None]) -> WatchedSet[Value]:
        """Gives a set that tells of every read."""
        made = cls(content)
        made._name, made._note = name, note
        return made

    def __contains__(self, value: object) -> bool:
        self._note((self._name, value))
        return super().__contains__(value)

    def __iter__(self) -> Iterator[Value]:
        self._note((self._name, Part.WHOLE))
        return super().__iter__()

    def __len__(self) -> int:
        self._note((self._name, Part.WHOLE))
        return super().__len__()
