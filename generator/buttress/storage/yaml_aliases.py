"""Aliases that explode, counted before anything is composed.

Each level of ``b: [*a, *a]``, ``c: [*b, *b]`` doubles what a document holds; thirty levels fill any memory.
"""

from __future__ import annotations

from typing import Any, Final

import yaml

from buttress.errors import Problem
from buttress.storage.yaml_nodes import MOST_DEPTH, Loader, SourceLoader

MOST_ALIASES: Final = 100
MOST_ALIASED_NODES: Final = 10_000


def check_aliases(text: str, path: str, loader: Loader = SourceLoader) -> list[Problem]:
    """Gives a problem for each alias that stands inside its own anchor, and for too many or too large ones.

    Works on events, before anything is composed: there an alias still has a place of its own, and a bomb has
    not gone off yet. Only the first problem of each sort is given. Syntax errors are left to the composer.
    """
    count = _AliasCount(path)
    source = loader(text)
    try:
        while not count.exceeded and source.check_event():
            count.take(source.get_event())
    except yaml.YAMLError:
        pass  # the composer meets it again, and says so
    finally:
        source.dispose()
    return count.problems


class _AliasCount:
    """Adds up how many nodes a document has once its aliases are written out."""

    def __init__(self, path: str) -> None:
        self.problems: list[Problem] = []
        self.exceeded = False
        self._path = path
        self._aliases = 0
        self._aliased = 0
        self._sizes: dict[str, int] = {}
        self._open: list[tuple[str | None, int]] = []
        self._nodes = 0

    def take(self, event: Any) -> None:  # noqa: ANN401 (PyYAML's events are untyped)
        if isinstance(event, yaml.DocumentStartEvent):
            self._sizes.clear()
        elif isinstance(event, yaml.AliasEvent):
            self._take_alias(event)
        elif isinstance(event, yaml.ScalarEvent):
            self._nodes += 1
            self._close(event.anchor, 1)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open.append((event.anchor, self._nodes))
            self._nodes += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = self._open.pop()
            self._close(anchor, self._nodes - before)
        if len(self._open) > MOST_DEPTH:
            self.exceeded = True  # the composer says so

    def _close(self, anchor: str | None, size: int) -> None:
        if anchor is not None:
            self._sizes[anchor] = size

    def _take_alias(self, event: Any) -> None:  # noqa: ANN401
        self._aliases += 1
        if event.anchor not in self._sizes:
            if any(anchor == event.anchor for anchor, _ in self._open):
                self._report(event, f"alias '*{event.anchor}' stands inside its own anchor")
            return
        size = self._sizes[event.anchor]
        self._nodes += size
        self._aliased += size
        if self._aliases > MOST_ALIASES:
            self._report(event, f"more than {MOST_ALIASES} aliases in one file")
        elif self._aliased > MOST_ALIASED_NODES:
            self._report(event, f"aliases stand for more than {MOST_ALIASED_NODES} values")

    def _report(self, event: Any, message: str) -> None:  # noqa: ANN401
        mark = event.start_mark
        place = (self._path, mark.line + 1, mark.column + 1)
        self.problems.append(Problem(*place, "", message, "write the values out"))
        self.exceeded = True
