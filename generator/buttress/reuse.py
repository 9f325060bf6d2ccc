"""What a stage may take over from earlier work: by default nothing, under `mkdocs serve` all that did not change.

Stages stay functions from one frozen type to the next. Where they do something for each record, they ask for it by name,
so that whoever keeps track of what was read can hand over an earlier answer instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Answer = TypeVar("Answer")
Stage = TypeVar("Stage")


class Reuse(Protocol):
    """Where answers are asked for."""

    def once(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """Gives the answer that goes by a key, made now or earlier from the same things.

        Args:
            key: What tells the answer from all others.
            make: Makes it, and reads what it needs from watched stages, the record that it is about included.
        """
        ...

    def watch(self, name: str, stage: Stage) -> Stage:
        """Gives the frozen result of a stage such that what is read of it can be told.

        Args:
            name: What the stage is called.
            stage: A frozen dataclass; its mappings and tuples are watched by key or as a whole.
        """
        ...


class Anew:
    """Makes everything anew, each answer once: a whole build has nothing earlier to take over."""

    def __init__(self) -> None:
        self._answers: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """Gives the answer, made when it is first asked for."""
        if key not in self._answers:
            self._answers[key] = make()
        answer: Answer = self._answers[key]
        return answer

    def watch(self, name: str, stage: Stage) -> Stage:  # noqa: ARG002 - nobody asks what was read
        """Gives the stage as it is."""
        return stage
