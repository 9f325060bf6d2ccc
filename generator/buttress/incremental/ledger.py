"""Who read what: answers are kept until something changes that was read when they were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from buttress.incremental.sameness import same
from buttress.incremental.watched import Part, Read, WatchedMapping, WatchedSet, WatchedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Answer = TypeVar("Answer")
Stage = TypeVar("Stage")


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer with everything that was read for it."""

    answer: Any
    reads: frozenset[Read]


class Ledger:
    """Keeps the answers that stages ask for, over many rounds.

    The results of a stage are handed out watched. While an answer is being made, every read of them is noted, reads of
    the answers that it asks for in turn included. In the next round each result is compared with the one before, and
    every answer that rests on what changed is dropped. An answer is right as long as nothing else than watched results
    and what is part of its key decides about it.
    """

    def __init__(self) -> None:
        self._answers: dict[Hashable, _Kept] = {}
        self._open: list[set[Read]] = []
        self._last: dict[str, Any] = {}

    def once(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """Gives the answer that goes by a key: the one that is kept, or a new one."""
        kept = self._answers.get(key)
        if kept is None:
            kept = self._answers[key] = self._made(make)
        if self._open:
            self._open[-1] |= kept.reads
        return cast("Answer", kept.answer)

    def keeps(self, key: Hashable) -> bool:
        """Says whether an answer is kept that still holds."""
        return key in self._answers

    def drop(self, key: Hashable) -> None:
        """Drops an answer, if it is kept."""
        self._answers.pop(key, None)

    def _made(self, make: Callable[[], Any]) -> _Kept:
        self._open.append(set())
        try:
            answer = make()
        finally:
            reads = self._open.pop()
        return _Kept(answer, frozenset(reads))

    def watch(self, name: str, stage: Stage) -> Stage:
        """Gives the result of a stage, watched, and drops what rests on anything in it that is not as it was before.

        Args:
            name: What the stage is called.
            stage: A frozen dataclass. Its mappings and sets are watched by key, its tuples as a whole; of the rest
                nothing may change from one round to the next, save results of earlier stages, which are watched already.
        """
        assert not isinstance(stage, type)  # noqa: S101 - an instance
        changed: set[Read] = set()
        watched = {}
        for one in fields(cast("Any", stage)):
            found = getattr(stage, one.name)
            if not isinstance(found, (WatchedMapping, WatchedTuple)):
                watched[one.name] = self._watch_value(f"{name}.{one.name}", found, changed)
        self._forget(changed)
        return cast("Stage", replace(cast("Any", stage), **watched))

    def _watch_value(self, name: str, found: object, changed: set[Read]) -> object:
        if isinstance(found, Mapping):
            return self._watch_mapping(name, found, changed)
        if isinstance(found, tuple):
            return self._watch_tuple(name, found, changed)
        return self._watch_set(name, found, changed) if isinstance(found, frozenset) else found

    def _watch_mapping(
        self, name: str, found: Mapping[Any, Any], changed: set[Read]
    ) -> WatchedMapping[Any, Any]:
        before: dict[Any, Any] = self._last.get(name, {})
        # The earlier object stays in place of one that is just like it: later comparisons then find the very same.
        now = {key: before[key] if _kept(key, value, before) else value for key, value in found.items()}
        names = [key for key in now if key not in before or now[key] is not before[key]]
        gone = [key for key in before if key not in now]
        if list(now) != list(before):
            changed.add((name, Part.NAMES))
        if names or gone or (name, Part.NAMES) in changed:
            changed.add((name, Part.WHOLE))
        changed.update((name, key) for key in (*names, *gone))
        self._last[name] = now
        return WatchedMapping(name, now, self._note)

    def _watch_tuple(self, name: str, found: tuple[Any, ...], changed: set[Read]) -> WatchedTuple[Any]:
        if name not in self._last or not same(found, self._last[name]):
            self._last[name] = found
            changed.add((name, Part.WHOLE))
        return WatchedTuple.of(self._last[name], lambda: self._note((name, Part.WHOLE)))

    def _watch_set(self, name: str, found: frozenset[Any], changed: set[Read]) -> WatchedSet[Any]:
        differing = found ^ self._last.get(name, frozenset())
        self._last[name] = found
        changed.update((name, key) for key in (*differing, Part.WHOLE) if differing)
        return WatchedSet.of(found, name, self._note)

    def _note(self, read: Read) -> None:
        if self._open:
            self._open[-1].add(read)

    def _forget(self, changed: set[Read]) -> None:
        if not changed:
            return
        dropped = [key for key, kept in self._answers.items() if not kept.reads.isdisjoint(changed)]
        for key in dropped:
            del self._answers[key]


def _kept(key: object, value: object, before: Mapping[Any, Any]) -> bool:
    return key in before and same(value, before[key])
